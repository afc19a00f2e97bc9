//! A span of office dates: from the first day on, until the day before `until`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// `[from, until)` in local dates at +07:00; without an end it is in force until further notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub until: Option<NaiveDate>,
}

/// A period that ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an end after {from}, got {until}")]
pub struct BackwardPeriod {
    /// The first day given.
    pub from: NaiveDate,
    /// The end given.
    pub until: NaiveDate,
}

impl Period {
    /// From a day on, until the day before `until`.
    pub fn new(from: NaiveDate, until: Option<NaiveDate>) -> Result<Self, BackwardPeriod> {
        match until {
            Some(until) if until <= from => Err(BackwardPeriod { from, until }),
            _ => Ok(Self { from, until }),
        }
    }

    /// Whether the day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// The days that lie in both.
    pub fn common(&self, other: &Self) -> Option<Self> {
        let until = [self.until, other.until].into_iter().flatten().min();
        Self::new(self.from.max(other.from), until).ok()
    }

    /// Whether the two have a day in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.until.is_none_or(|until| other.from < until)
            && other.until.is_none_or(|until| self.from < until)
    }
}
