//! A day that is not as its weekday says, and what a day is in a calendar.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::audience::Audience;
use super::hours::{Span, TimeOfDay};
use crate::base::place::BadCode;
use crate::base::{At, Words};

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
    /// Worked by exchange for another day (làm bù): the hours of a full day.
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

    /// What people call such a day.
    pub const fn words(self) -> Words {
        match self {
            Self::Holiday => Words::new("nghỉ lễ", "public holiday"),
            Self::Observed => Words::new("nghỉ bù", "day off in lieu"),
            Self::SwapRest => Words::new("nghỉ hoán đổi", "day off by exchange"),
            Self::SwapWorking => Words::new("làm bù", "worked by exchange"),
            Self::HalfDay => Words::new("làm nửa ngày", "half day"),
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

/// On what a loaded day rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The law itself names the day.
    Rule,
    /// A decision for that year.
    Decision,
    /// The law as it is expected to be applied: nobody has decided yet, and what rests on it may move.
    Estimate,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Self; 3] = [Self::Rule, Self::Decision, Self::Estimate];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Decision => "decision",
            Self::Estimate => "estimate",
        }
    }

    /// How people say it.
    pub const fn words(self) -> Words {
        match self {
            Self::Rule => Words::new("theo luật", "by law"),
            Self::Decision => Words::new("theo quyết định", "by decision"),
            Self::Estimate => Words::new("dự kiến, chưa có quyết định", "expected, not decided"),
        }
    }
}

impl FromStr for Basis {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|basis| basis.as_str() == text)
            .ok_or_else(|| BadCode::new("rule, decision or estimate", text))
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
    /// The law or decision behind it.
    pub decision: String,
    /// Whether that stands already.
    pub basis: Basis,
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
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Rest => "rest",
            Self::Special(kind) => kind.as_str(),
        }
    }

    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::Working => Words::new("ngày làm việc", "working day"),
            Self::Rest => Words::new("nghỉ hằng tuần", "weekly rest"),
            Self::Special(kind) => kind.words(),
        }
    }
}

/// A day as one audience has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day<'a> {
    /// The day.
    pub date: NaiveDate,
    /// What it is.
    pub kind: DayKind,
    /// The hours that are worked, the earliest first; none on a day of rest.
    pub spans: Vec<Span>,
    /// What was loaded for it.
    pub told: Option<&'a CalendarDay>,
    /// What arrives after this minute counts from the next working day.
    pub cut_off: Option<TimeOfDay>,
    /// The decisions behind its hours.
    pub decisions: Vec<&'a str>,
    /// Whether the days of its year are expected, not decided.
    pub estimated: bool,
}

impl Day<'_> {
    /// Whether it is worked.
    pub fn is_working(&self) -> bool {
        !self.spans.is_empty()
    }

    /// When work begins, if it is worked.
    pub fn opens(&self) -> Option<At> {
        self.spans.first().map(|span| span.from.on(self.date))
    }

    /// The moment at which the day is over: its close, or midnight where it is not worked.
    pub fn ends(&self) -> At {
        match self.spans.last() {
            Some(span) => span.until.on(self.date),
            None => At::office(self.date, 0, 0).plus_millis(24 * 3_600_000),
        }
    }
}
