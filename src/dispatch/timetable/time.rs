//! Times of a run.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use crate::base::At;
use crate::base::place::BadCode;

/// A minute of a run, counted from midnight of the day on which it starts: `05:30`, after midnight
/// `01:10+1`. What is handed in the evening before is `17:00-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunTime(i16);

impl RunTime {
    /// The minutes of a day.
    pub const DAY: i32 = 24 * 60;
    /// What a person may write.
    pub const EXPECTED: &str = "a time like 07:30, 01:10+1 (on the next day, up to +3) or 17:00-1";

    /// The minutes since that midnight; below zero on the day before.
    pub const fn minutes(self) -> i32 {
        self.0 as i32
    }

    /// So many days after the run's first one.
    pub const fn day(self) -> i32 {
        self.minutes().div_euclid(Self::DAY)
    }

    /// So many minutes earlier, a day before the run starts at the earliest.
    #[must_use]
    pub fn earlier(self, minutes: u16) -> Self {
        let minute = (self.minutes() - i32::from(minutes)).max(-Self::DAY);
        Self(minute as i16)
    }

    /// The instant, for the run that starts on a day.
    pub fn on(self, start: NaiveDate) -> At {
        At::office(start, 0, 0).plus_millis(i64::from(self.0) * 60_000)
    }
}

impl FromStr for RunTime {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let read = || {
            let (clock, day) = match text.split_at_checked(5)? {
                (clock, "") => (clock, 0),
                (clock, "-1") => (clock, -1),
                (clock, "+1") => (clock, 1),
                (clock, "+2") => (clock, 2),
                (clock, "+3") => (clock, 3),
                _ => return None,
            };
            let two = |part: &str| {
                let plain = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
                part.parse::<i16>().ok().filter(|_| plain)
            };
            let (hour, minute) = clock.split_once(':')?;
            let (hour, minute) = two(hour).zip(two(minute))?;
            (hour < 24 && minute < 60).then_some(Self(day * 1440 + hour * 60 + minute))
        };
        read().ok_or_else(|| BadCode::new(Self::EXPECTED, text))
    }
}

impl fmt::Display for RunTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minute = self.minutes().rem_euclid(Self::DAY);
        write!(f, "{:02}:{:02}", minute / 60, minute % 60)?;
        match self.day() {
            0 => Ok(()),
            day => write!(f, "{day:+}"),
        }
    }
}

impl Serialize for RunTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_time_may_lie_on_the_evening_before_and_no_further() {
        let earlier =
            |text: &str, minutes| text.parse::<RunTime>().unwrap().earlier(minutes).to_string();
        assert_eq!(earlier("07:30", 0), "07:30");
        assert_eq!(earlier("07:30", 45), "06:45");
        assert_eq!(earlier("00:10", 30), "23:40-1");
        assert_eq!(earlier("01:10+1", 90), "23:40");
        assert_eq!(earlier("00:10", u16::MAX), "00:00-1");
    }

    #[test]
    fn times_read_and_print_alike_and_lie_on_days() {
        let start = "2025-04-08".parse().unwrap();
        for (text, instant) in [
            ("07:30", "2025-04-08T07:30:00+07:00"),
            ("00:10+1", "2025-04-09T00:10:00+07:00"),
            ("23:59+3", "2025-04-11T23:59:00+07:00"),
            ("17:00-1", "2025-04-07T17:00:00+07:00"),
        ] {
            let time: RunTime = text.parse().unwrap();
            assert_eq!(
                (time.to_string(), time.on(start).to_string()),
                (text.into(), instant.into())
            );
        }
        let ordered: Vec<RunTime> =
            ["17:00-1", "00:00", "23:59", "00:00+1"].map(|text| text.parse().unwrap()).into();
        assert!(ordered.is_sorted());
        for bad in [
            "", "7:30", "07:60", "24:00", "07:30+4", "07:30-2", "07:30+0", "07h30", "+7:30",
            "đ7:30",
        ] {
            assert!(bad.parse::<RunTime>().is_err(), "{bad}");
        }
    }
}
