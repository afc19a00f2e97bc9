//! A day that is not as its weekday says, and for whom.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::place::BadCode;

/// For whom a loaded day holds, and whose week is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// All: public holidays.
    Everyone,
    /// The authorities: Saturday and Sunday are rest days.
    Authority,
    /// The post: Sunday is the rest day.
    Post,
}

impl Audience {
    /// Every audience.
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Authority, Self::Post];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Authority => "authority",
            Self::Post => "post",
        }
    }
}

impl FromStr for Audience {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|audience| audience.as_str() == text)
            .ok_or_else(|| BadCode::new("everyone, authority or post", text))
    }
}

/// Why a loaded day is special.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialKind {
    /// A public holiday.
    Holiday,
    /// Rest in place of a holiday that fell on a rest day (nghỉ bù).
    Observed,
    /// Rest by exchange for another day (nghỉ hoán đổi).
    SwapRest,
    /// Worked by exchange for another day (làm bù).
    SwapWorking,
    /// Worked in the morning only; counts as worked.
    HalfDay,
}

impl SpecialKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Holiday, Self::Observed, Self::SwapRest, Self::SwapWorking, Self::HalfDay];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Observed => "observed",
            Self::SwapRest => "swap_rest",
            Self::SwapWorking => "swap_working",
            Self::HalfDay => "half_day",
        }
    }
}

impl FromStr for SpecialKind {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            BadCode::new("holiday, observed, swap_rest, swap_working or half_day", text)
        })
    }
}

/// A loaded day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub date: NaiveDate,
    /// For whom.
    pub audience: Audience,
    /// Why it is special.
    pub kind: SpecialKind,
    /// Its name in Vietnamese.
    pub name_vi: String,
    /// Its name in English.
    pub name_en: String,
    /// The law or decision behind it, or that it is an estimate until there is one.
    pub decision: String,
}

/// What a day is in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// A usual working day.
    Working,
    /// A rest day of the week.
    Rest,
    /// A day that was loaded.
    Special(SpecialKind),
}

impl DayKind {
    /// Whether the day counts as a working day.
    pub const fn is_working(self) -> bool {
        match self {
            Self::Working => true,
            Self::Rest => false,
            Self::Special(kind) => match kind {
                SpecialKind::SwapWorking | SpecialKind::HalfDay => true,
                SpecialKind::Holiday | SpecialKind::Observed | SpecialKind::SwapRest => false,
            },
        }
    }
}
