//! Time: [`At`], an instant in UTC milliseconds, and [`Clock`], the one place that asks the machine
//! what time it is. Office time is +07:00 all the year (no daylight saving in Viet Nam).

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The offset of office time, in seconds east of UTC.
pub const OFFICE_OFFSET_SECONDS: i32 = 7 * 3600;

/// Office time, UTC+7.
pub fn office_offset() -> FixedOffset {
    FixedOffset::east_opt(OFFICE_OFFSET_SECONDS).expect("seven hours are a valid offset")
}

/// An instant: milliseconds since 1970-01-01T00:00Z. On the wire RFC 3339 with an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(i64);

/// The first and last instants we accept: years 1970 to 9999, so that every instant can be printed.
const LAST: i64 = 253_402_275_599_999;

/// A text that is not an instant with an offset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a time with an offset between 1970 and 9999, like 2025-04-08T09:30:00+07:00, got {0:?}"
)]
pub struct BadTime(pub String);

impl At {
    /// From UTC milliseconds, brought into the years that can be printed.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(0, LAST))
    }

    /// UTC milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant, later (or earlier, when negative) by so many milliseconds.
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    /// An hour and minute of an office day.
    pub fn office(date: NaiveDate, hour: u32, minute: u32) -> Self {
        let local = date.and_hms_opt(hour, minute, 0).unwrap_or_else(|| date.into());
        Self::from_local(local)
    }

    fn from_local(local: NaiveDateTime) -> Self {
        let millis = local.and_utc().timestamp_millis() - i64::from(OFFICE_OFFSET_SECONDS) * 1000;
        Self::from_millis(millis)
    }

    /// The same instant as a calendar date and time at +07:00.
    pub fn to_office(self) -> DateTime<FixedOffset> {
        office_offset().timestamp_millis_opt(self.0).single().expect("At is always in range")
    }

    /// The office date at this instant.
    pub fn date(self) -> NaiveDate {
        self.to_office().date_naive()
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime(text.chars().take(60).collect());
        let millis = DateTime::parse_from_rfc3339(text).map_err(|_| bad())?.timestamp_millis();
        if (0..=LAST).contains(&millis) { Ok(Self(millis)) } else { Err(bad()) }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision =
            if self.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        f.write_str(&self.to_office().to_rfc3339_opts(precision, false))
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Where the time comes from: the machine, or a hand that tests and the demo's stories move.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is set.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn standing(at: At) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.0)))
    }

    /// What time it is.
    pub fn now(&self) -> At {
        match self {
            Self::System => {
                #[expect(clippy::disallowed_methods, reason = "this is the one home of the clock")]
                let now = Utc::now();
                At::from_millis(now.timestamp_millis())
            }
            Self::Set(millis) => At(millis.load(Ordering::SeqCst)),
        }
    }

    /// Moves a standing clock; the machine's clock is not ours to move.
    pub fn set(&self, at: At) {
        if let Self::Set(millis) = self {
            millis.store(at.0, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_prints_at_office_time_and_reads_back() {
        let at = At::parse("2025-04-08T02:30:00Z").unwrap();
        assert_eq!(at.to_string(), "2025-04-08T09:30:00+07:00");
        assert_eq!(At::parse(&at.to_string()), Ok(at));
        assert_eq!(At::office(at.date(), 9, 30), at);
    }

    #[test]
    fn what_is_not_an_instant_is_refused() {
        for bad in
            ["", "2025-04-08", "2025-02-30T00:00:00Z", "2025-04-08T09:30:00", "-1", "9999999999"]
        {
            assert!(At::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_beyond_the_years_that_print_are_brought_in() {
        assert_eq!(
            At::from_millis(i64::MAX).plus_millis(i64::MAX).date().to_string(),
            "9999-12-31"
        );
        assert_eq!(At::from_millis(i64::MIN).millis(), 0);
    }
}
