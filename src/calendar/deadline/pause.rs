//! The clock of a case stands while something is awaited from the person.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::super::working::WorkingCalendar;
use crate::base::place::BadCode;
use crate::base::{At, Words};

/// What is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PauseReason {
    /// Further papers.
    Supplement,
    /// The procedure's fee.
    Payment,
}

impl PauseReason {
    /// Every reason.
    pub const ALL: [Self; 2] = [Self::Supplement, Self::Payment];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Supplement => "supplement",
            Self::Payment => "payment",
        }
    }

    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::Supplement => Words::new("chờ bổ sung giấy tờ", "a supplement is awaited"),
            Self::Payment => Words::new("chờ nộp phí, lệ phí", "a payment is awaited"),
        }
    }
}

impl FromStr for PauseReason {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.as_str() == text)
            .ok_or_else(|| BadCode::new("supplement or payment", text))
    }
}

/// A span in which the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// What is awaited.
    pub reason: PauseReason,
    /// When it was asked for.
    pub from: At,
    /// When it came; none while it is awaited.
    pub until: Option<At>,
}

/// A pause that ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a time after {from}")]
pub struct BackwardPause {
    /// When it begins.
    pub from: At,
}

impl Pause {
    /// A pause that ends after it begins, or is open.
    pub fn new(reason: PauseReason, from: At, until: Option<At>) -> Result<Self, BackwardPause> {
        match until {
            Some(until) if until <= from => Err(BackwardPause { from }),
            _ => Ok(Self { reason, from, until }),
        }
    }
}

/// A span in which the clock stood, out of one pause or several that touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standstill {
    /// From when.
    pub from: At,
    /// When the clock ran again: the working time from which counts what was awaited.
    pub until: Option<At>,
    /// What was awaited, each once.
    pub reasons: Vec<PauseReason>,
}

impl Standstill {
    /// Whether the clock stood at the last moment before this one.
    pub(super) fn holds_up_to(&self, at: At) -> bool {
        self.from < at && self.until.is_none_or(|until| at <= until)
    }
}

/// The pauses, put together where they touch, in order.
pub(super) fn standstills(calendar: &WorkingCalendar<'_>, pauses: &[Pause]) -> Vec<Standstill> {
    // Where the calendar ends nothing is counted any more, so the moment itself will do.
    let runs_again = |at: At| calendar.counted_from(at).map_or(at, |(from, _)| from);
    let mut spans: Vec<Standstill> = pauses
        .iter()
        .map(|pause| Standstill {
            from: pause.from,
            until: pause.until.map(runs_again),
            reasons: vec![pause.reason],
        })
        .collect();
    spans.sort_by_key(|span| span.from);
    let mut whole: Vec<Standstill> = Vec::new();
    for span in spans {
        match whole.last_mut() {
            Some(last) if last.until.is_none_or(|until| span.from <= until) => {
                last.until = last.until.zip(span.until).map(|(one, other)| one.max(other));
                last.reasons.extend(span.reasons);
                last.reasons.sort_unstable();
                last.reasons.dedup();
            }
            _ => whole.push(span),
        }
    }
    whole
}
