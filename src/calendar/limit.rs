//! How long something may take.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::Lang;
use crate::base::place::BadCode;

/// In what a time limit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Hours in which the audience works.
    WorkingHour,
    /// Days on which the audience works.
    WorkingDay,
    /// Days of the calendar.
    Day,
    /// Months of the calendar.
    Month,
}

impl TimeUnit {
    /// Every unit.
    pub const ALL: [Self; 4] = [Self::WorkingHour, Self::WorkingDay, Self::Day, Self::Month];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WorkingHour => "working_hour",
            Self::WorkingDay => "working_day",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

impl FromStr for TimeUnit {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|unit| unit.as_str() == text)
            .ok_or_else(|| BadCode::new("working_hour, working_day, day or month", text))
    }
}

/// So many of a unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeLimit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: TimeUnit,
}

impl TimeLimit {
    /// The most of any unit.
    pub const MOST: u32 = 1000;

    /// A limit of 1 to 1000 units.
    pub fn new(amount: u32, unit: TimeUnit) -> Option<Self> {
        (1..=Self::MOST).contains(&amount).then_some(Self { amount, unit })
    }

    /// `5 ngày làm việc`, `5 working days`.
    pub fn text(self, lang: Lang) -> String {
        let Self { amount, unit } = self;
        let plural = if amount == 1 { "" } else { "s" };
        match (lang, unit) {
            (Lang::Vi, TimeUnit::WorkingHour) => format!("{amount} giờ làm việc"),
            (Lang::Vi, TimeUnit::WorkingDay) => format!("{amount} ngày làm việc"),
            (Lang::Vi, TimeUnit::Day) => format!("{amount} ngày"),
            (Lang::Vi, TimeUnit::Month) => format!("{amount} tháng"),
            (Lang::En, TimeUnit::WorkingHour) => format!("{amount} working hour{plural}"),
            (Lang::En, TimeUnit::WorkingDay) => format!("{amount} working day{plural}"),
            (Lang::En, TimeUnit::Day) => format!("{amount} day{plural}"),
            (Lang::En, TimeUnit::Month) => format!("{amount} month{plural}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_read_back_and_a_limit_is_at_least_one() {
        assert!(TimeUnit::ALL.iter().all(|unit| unit.as_str().parse() == Ok(*unit)));
        assert!("tuần".parse::<TimeUnit>().is_err());
        assert_eq!(TimeLimit::new(0, TimeUnit::Day), None);
        assert_eq!(TimeLimit::new(1001, TimeUnit::Day), None);
        let limit = TimeLimit::new(5, TimeUnit::WorkingDay).unwrap();
        assert_eq!(limit.text(Lang::Vi), "5 ngày làm việc");
        assert_eq!(limit.text(Lang::En), "5 working days");
    }
}
