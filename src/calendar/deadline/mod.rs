//! When a time limit ends, and why: the answer names every day that was passed over and every decision
//! it rests on, so that an officer can check it with a finger on the calendar.
//!
//! - What arrives out of hours or after the cut-off counts from the next working time.
//! - Counted in days or months, the day from which is counted is not one of them (Civil Code 2015,
//!   Art. 147(2)); the limit ends at the close of its last day (Art. 148(2)); a last day that is not
//!   worked moves to the next working day (Art. 148(5)).
//! - A month ends on the same day of the month, or on its last day where there is no such one (Art. 148(3)).
//! - While a supplement or a payment is awaited the clock stands. A day counts when the clock runs at its
//!   end; hours count while it runs. What is awaited arrives by the same rule as the dossier itself.
//! - Months have no fixed length: those of the limit are turned into days where they begin, and paused
//!   days are added.

mod count;
mod pause;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod laws;

use chrono::NaiveDate;

use super::day::{Day, DayKind};
use super::hours::TimeOfDay;
use super::limit::TimeLimit;
use super::working::{NotLoaded, WorkingCalendar, following};
use crate::base::{At, Words};

pub use count::deadline;
pub use pause::{BackwardPause, Pause, PauseReason, Standstill};

/// When a time limit ends, and how that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// When the dossier came.
    pub received_at: At,
    /// The limit.
    pub time: TimeLimit,
    /// From when it counts.
    pub counted_from: At,
    /// Why that is later than when it came.
    pub later: Option<Later>,
    /// When it ends.
    pub due: Due,
    /// While the clock stood, in order and apart.
    pub stood: Vec<Standstill>,
    /// The days passed over, in order.
    pub skipped: Vec<Skipped>,
    /// The decisions it rests on, each once.
    pub decisions: Vec<String>,
    /// The years it rests on whose days are expected, not decided: the end may move.
    pub estimated_years: Vec<i32>,
}

/// The end of a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It ends at this moment.
    At(At),
    /// The clock stands and nobody knows for how long.
    Standing {
        /// Since when.
        since: At,
        /// What is left: minutes of a limit in hours, else days. With 0 days the last day is waited for.
        left: u64,
    },
}

impl Due {
    /// The moment, where it is known.
    pub const fn at(self) -> Option<At> {
        match self {
            Self::At(at) => Some(at),
            Self::Standing { .. } => None,
        }
    }
}

/// Why something counts from later than when it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// It came after this minute of a working day.
    CutOff(TimeOfDay),
    /// It came before work began, in a break or after the close.
    OutOfHours,
    /// It came on a day that is not worked.
    NotWorked(DayKind),
}

impl Later {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CutOff(_) => "after_cut_off",
            Self::OutOfHours => "out_of_hours",
            Self::NotWorked(_) => "day_not_worked",
        }
    }

    /// How people say it.
    pub const fn words(self) -> Words {
        match self {
            Self::CutOff(_) => {
                Words::new("đến sau giờ chốt trong ngày", "it came after the cut-off")
            }
            Self::OutOfHours => Words::new("đến ngoài giờ làm việc", "it came out of hours"),
            Self::NotWorked(_) => {
                Words::new("đến vào ngày không làm việc", "it came on a day that is not worked")
            }
        }
    }
}

/// A day that did not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The day.
    pub date: NaiveDate,
    /// Why.
    pub why: Why,
}

/// Why a day did not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The clock stood at its end (in hours: all the day).
    Paused,
    /// It is not worked.
    NotWorked {
        /// What it is.
        kind: DayKind,
        /// Its name in Vietnamese and English, and the decision, where it was loaded.
        told: Option<Told>,
    },
}

/// What a loaded day is called and by which decision it is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In Vietnamese.
    pub name_vi: String,
    /// In English.
    pub name_en: String,
    /// The decision.
    pub decision: String,
}

impl Skipped {
    fn not_worked(day: &Day<'_>) -> Self {
        let told = day.told.map(|told| Told {
            name_vi: told.name_vi.clone(),
            name_en: told.name_en.clone(),
            decision: told.decision.clone(),
        });
        Self { date: day.date, why: Why::NotWorked { kind: day.kind, told } }
    }

    const fn paused(date: NaiveDate) -> Self {
        Self { date, why: Why::Paused }
    }
}

impl WorkingCalendar<'_> {
    /// From when something that arrives at this moment counts: the moment itself, to the minute, or the
    /// next working time when it comes out of hours or after the cut-off.
    pub fn counted_from(&self, at: At) -> Result<(At, Option<Later>), NotLoaded> {
        let day = self.day(at.date())?;
        let minute = TimeOfDay::of(at);
        let later = match (day.cut_off, day.spans.last()) {
            (_, None) => Later::NotWorked(day.kind),
            (Some(cut_off), Some(last)) if cut_off < minute && minute < last.until => {
                Later::CutOff(cut_off)
            }
            (Some(cut_off), Some(_)) if cut_off < minute => Later::OutOfHours,
            (_, Some(_)) => {
                let span = day.spans.iter().find(|span| minute < span.until);
                match span {
                    Some(span) if span.contains(minute) => return Ok((minute.on(day.date), None)),
                    Some(span) => return Ok((span.from.on(day.date), Some(Later::OutOfHours))),
                    None => Later::OutOfHours,
                }
            }
        };
        Ok((self.opens_from(following(day.date)?)?, Some(later)))
    }
}
