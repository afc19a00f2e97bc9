//! How long the authority may take, and by which ways it takes dossiers in.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::base::place::BadCode;
use crate::base::{Channel, Lang};

/// In what a processing time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Hours in which the authority works.
    WorkingHour,
    /// Days on which the authority works.
    WorkingDay,
    /// Hours, as the portal says without telling which.
    Hour,
    /// Days of the calendar.
    Day,
    /// Months of the calendar.
    Month,
    /// The portal shows a bare number. Nothing may be computed from it; a person has to ask.
    Unspecified,
}

impl TimeUnit {
    /// Every unit.
    pub const ALL: [Self; 6] = [
        Self::WorkingHour,
        Self::WorkingDay,
        Self::Hour,
        Self::Day,
        Self::Month,
        Self::Unspecified,
    ];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WorkingHour => "working_hour",
            Self::WorkingDay => "working_day",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Unspecified => "unspecified",
        }
    }

    /// What people call it.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::WorkingHour => lang.pick("giờ làm việc", "working hours"),
            Self::WorkingDay => lang.pick("ngày làm việc", "working days"),
            Self::Hour => lang.pick("giờ", "hours"),
            Self::Day => lang.pick("ngày", "days"),
            Self::Month => lang.pick("tháng", "months"),
            Self::Unspecified => lang.pick("(không rõ đơn vị)", "(unit not stated)"),
        }
    }
}

impl FromStr for TimeUnit {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == text).ok_or_else(|| {
            BadCode::new("working_hour, working_day, hour, day, month or unspecified", text)
        })
    }
}

/// How long the authority may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct ProcessingTime {
    /// How many, at least one.
    pub amount: u32,
    /// Of what.
    pub unit: TimeUnit,
}

impl ProcessingTime {
    /// The longest time that is believed: 1000 of whatever unit.
    pub const MOST: u32 = 1000;

    /// For people: `5 ngày làm việc`.
    pub fn text(self, lang: Lang) -> String {
        format!("{} {}", self.amount, self.unit.text(lang))
    }
}

impl fmt::Display for ProcessingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.unit.as_str())
    }
}

impl FromStr for ProcessingTime {
    type Err = BadCode;

    /// Reads `5 working_day`.
    fn from_str(text: &str) -> Result<Self, BadCode> {
        let read = text.split_once(' ').and_then(|(amount, unit)| {
            let plain = amount.bytes().all(|b| b.is_ascii_digit());
            let amount: u32 = amount.parse().ok().filter(|_| plain)?;
            let unit = unit.parse().ok()?;
            (1..=Self::MOST).contains(&amount).then_some(Self { amount, unit })
        });
        read.ok_or_else(|| BadCode::new("a time like 5 working_day, 1 to 1000 of a unit", text))
    }
}

/// What is published about one way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Offer {
    /// Nothing of its own: open, within the procedure's time.
    #[default]
    Usual,
    /// Open, with a time of its own.
    Within(ProcessingTime),
    /// Not taken in this way.
    Closed,
}

impl Offer {
    /// The word in files and columns; none for the usual.
    pub fn written(self) -> Option<String> {
        match self {
            Self::Usual => None,
            Self::Within(time) => Some(time.to_string()),
            Self::Closed => Some("no".to_owned()),
        }
    }
}

impl FromStr for Offer {
    type Err = BadCode;

    /// Reads `no` or `5 working_day`.
    fn from_str(text: &str) -> Result<Self, BadCode> {
        if text == "no" {
            return Ok(Self::Closed);
        }
        text.parse()
            .map(Self::Within)
            .map_err(|_| BadCode::new("no, a time of its own like 5 working_day, or nothing", text))
    }
}

/// What is published about each way in. Whether the post may carry is not told here but by the postal
/// lists: a portal says what it offers, a list what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Offers {
    /// At the desk.
    pub direct: Offer,
    /// Online.
    pub online: Offer,
    /// By the public post.
    pub post: Offer,
}

impl Offers {
    /// The offer of one channel.
    pub const fn of(&self, channel: Channel) -> Offer {
        match channel {
            Channel::Direct => self.direct,
            Channel::Online => self.online,
            Channel::Post => self.post,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_offers_read_back_and_nonsense_does_not() {
        assert!(TimeUnit::ALL.iter().all(|unit| unit.as_str().parse() == Ok(*unit)));
        let time: ProcessingTime = "5 working_day".parse().unwrap();
        assert_eq!(time.to_string(), "5 working_day");
        assert_eq!("no".parse(), Ok(Offer::Closed));
        assert_eq!(Offer::Within(time).written().unwrap().parse(), Ok(Offer::Within(time)));
        for bad in ["", "5", "0 day", "1001 day", "+5 day", "5 days", "1.5 day", "day 5", "yes"] {
            assert!(bad.parse::<Offer>().is_err(), "{bad}");
        }
    }
}
