//! Ranges of tracking numbers. Which letters dossiers bear is not fixed by any rule we found, so prefix
//! and range are settings.

use chrono::{Months, NaiveDate};

use crate::base::codes::{S10Prefix, TrackingNumber};

use super::refusal::NumberRefusal;

/// After how many months a number may be given to another parcel. The standard forbids twelve, and
/// advises twenty-four.
pub const REUSE_AFTER_MONTHS: u32 = 24;

/// Serial numbers `[from, until)` that the post gave us under one prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRange {
    prefix: S10Prefix,
    from: u32,
    until: u32,
}

impl NumberRange {
    /// Serials have eight digits.
    pub const SERIALS: u32 = 100_000_000;

    /// A range of at least one serial of at most eight digits.
    pub fn new(prefix: S10Prefix, from: u32, until: u32) -> Result<Self, NumberRefusal> {
        if from < until && until <= Self::SERIALS {
            Ok(Self { prefix, from, until })
        } else {
            Err(NumberRefusal::BadRange { from, until })
        }
    }

    /// The two letters.
    pub const fn prefix(&self) -> &S10Prefix {
        &self.prefix
    }

    /// The first serial.
    pub const fn from(&self) -> u32 {
        self.from
    }

    /// The serial after the last.
    pub const fn until(&self) -> u32 {
        self.until
    }

    /// Whether nine in ten are used up once `serial` was drawn: time to ask for more.
    pub fn is_low_at(&self, serial: u32) -> bool {
        let used = u64::from(serial.saturating_sub(self.from)) + 1;
        used * 10 >= u64::from(self.until - self.from) * 9
    }
}

/// A number drawn from a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The number.
    pub number: TrackingNumber,
    /// How many are left after it.
    pub left: u32,
    /// Whether nine in ten are used up.
    pub low: bool,
}

/// The first office date on which a number last used on `used` may be given again.
pub fn free_again(used: NaiveDate) -> NaiveDate {
    used.checked_add_months(Months::new(REUSE_AFTER_MONTHS)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: u32, until: u32) -> Result<NumberRange, NumberRefusal> {
        NumberRange::new("BH".parse().unwrap(), from, until)
    }

    #[test]
    fn a_range_holds_at_least_one_serial_of_eight_digits() {
        assert!(range(0, 1).is_ok());
        assert!(range(99_999_999, 100_000_000).is_ok());
        for (from, until) in [(0, 0), (5, 4), (0, 100_000_001), (u32::MAX, u32::MAX)] {
            assert!(range(from, until).is_err(), "{from} {until}");
        }
    }

    #[test]
    fn the_warning_comes_when_nine_in_ten_are_used() {
        let range = range(1_000, 1_010).unwrap();
        assert!(!range.is_low_at(1_007));
        assert!(range.is_low_at(1_008));
        assert!(range.is_low_at(1_009));
    }

    #[test]
    fn a_number_rests_for_two_years() {
        let used = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        assert_eq!(free_again(used).to_string(), "2026-02-28");
        assert_eq!(free_again(NaiveDate::MAX), NaiveDate::MAX);
    }
}
