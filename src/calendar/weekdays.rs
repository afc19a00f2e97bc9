//! Days of the week as a person writes them: `Mo-Fr`, `Tu,Th`, `Mo-Su`.

use std::fmt;
use std::str::FromStr;

use chrono::Weekday;
use serde::{Serialize, Serializer};

use crate::base::place::BadCode;

/// Their names in data, in the order of a week.
pub(super) const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Some days of the week; as a text at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct WeekDays(u8);

impl WeekDays {
    /// What a person may write.
    pub const EXPECTED: &str = "days like Mo, Mo-Fr or Tu,Th out of Mo Tu We Th Fr Sa Su";

    /// Whether the day is among them.
    pub const fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }

    /// Whether they and the others have a day in common.
    pub const fn meets(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Their places in a week that begins on Monday, in order.
    pub fn places(self) -> impl Iterator<Item = usize> {
        (0..NAMES.len()).filter(move |day| self.0 & (1 << day) != 0)
    }
}

impl FromStr for WeekDays {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad = || BadCode::new(Self::EXPECTED, text);
        let day = |name: &str| NAMES.iter().position(|day| *day == name).ok_or_else(bad);
        let mut days = Self::default();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (day(first)?, day(last)?);
            let span = (first..=last).fold(Self::default(), |span, day| Self(span.0 | 1 << day));
            // Backwards, or a day that was said already.
            if span == Self::default() || span.meets(days) {
                return Err(bad());
            }
            days.0 |= span.0;
        }
        Ok(days)
    }
}

impl fmt::Display for WeekDays {
    // Neighbouring days are written as a range, so that equal sets print alike.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut days = self.places().peekable();
        let mut between = "";
        while let Some(first) = days.next() {
            let mut last = first;
            while let Some(next) = days.next_if_eq(&(last + 1)) {
                last = next;
            }
            write!(f, "{between}{}", NAMES[first])?;
            if last > first {
                write!(f, "-{}", NAMES[last])?;
            }
            between = ",";
        }
        Ok(())
    }
}

impl Serialize for WeekDays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_week_read_and_print_in_one_way() {
        for (text, printed) in
            [("Mo-Fr", "Mo-Fr"), ("Su", "Su"), ("Th,Tu", "Tu,Th"), ("Mo,Tu,We,Sa", "Mo-We,Sa")]
        {
            assert_eq!(text.parse::<WeekDays>().unwrap().to_string(), printed);
        }
        let week: WeekDays = "Mo-Fr".parse().unwrap();
        assert!(week.has(Weekday::Fri) && !week.has(Weekday::Sat));
        assert!(week.meets("Fr-Su".parse().unwrap()) && !week.meets("Sa,Su".parse().unwrap()));
        for bad in ["", "T2", "mo", "Fr-Mo", "Mo,Mo", "Mo-We,Tu", "Mo-", "Mo Tu", "daily"] {
            assert!(bad.parse::<WeekDays>().is_err(), "{bad}");
        }
    }
}
