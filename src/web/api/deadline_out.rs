//! A time limit as it goes out, with all that explains its end.

use serde::Serialize;
use utoipa::ToSchema;

use crate::base::{At, Lang};
use crate::calendar::deadline::{Due, Later, Skipped, Standstill, Why};
use crate::calendar::{Deadline, PauseReason, TimeLimit, TimeUnit};

/// When a time limit ends, and how that was found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Deadline)]
pub struct DeadlineOut {
    received_at: String,
    time: TimeOut,
    /// From when it counts: the receipt, or the next working time after it.
    #[schema(example = "2025-04-09T07:30:00+07:00")]
    counted_from: String,
    /// Why that is later: `after_cut_off`, `out_of_hours` or `day_not_worked`.
    #[serde(skip_serializing_if = "Option::is_none")]
    counted_later: Option<&'static str>,
    /// When it ends; none while the clock stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2025-05-05T17:00:00+07:00")]
    due_at: Option<String>,
    /// Since when the clock stands, and what is left once it runs again.
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<StandingOut>,
    /// While the clock stood; pauses that touch are one.
    pauses: Vec<StoodOut>,
    /// The days passed over, and why.
    skipped: Vec<SkippedOut>,
    /// The decisions it rests on.
    decisions: Vec<String>,
    /// The years it rests on whose days are expected, not decided: the end may move.
    estimated_years: Vec<i32>,
}

/// So many of a unit of time.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeOut {
    #[schema(example = 5)]
    amount: u32,
    /// `working_hour`, `working_day`, `day` or `month`.
    #[schema(example = "working_day")]
    unit: &'static str,
    /// In words.
    #[schema(example = "5 ngày làm việc")]
    text: String,
}

/// A clock that stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingOut {
    since: String,
    /// How many minutes or days are left.
    left: u64,
    /// `working_minute`, `working_day` or `day`.
    left_unit: &'static str,
}

/// A span in which the clock stood.
#[derive(Debug, Serialize, ToSchema)]
pub struct StoodOut {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// `supplement`, `payment`.
    reasons: Vec<&'static str>,
}

/// A day that did not count.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkippedOut {
    #[schema(example = "2025-05-02")]
    date: String,
    /// `paused`, `rest`, `holiday`, `observed`, `swap_rest` …
    #[schema(example = "swap_rest")]
    why: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
}

impl TimeOut {
    /// The limit, in figures and words.
    pub fn of(time: TimeLimit, lang: Lang) -> Self {
        Self { amount: time.amount, unit: time.unit.as_str(), text: time.text(lang) }
    }
}

impl DeadlineOut {
    /// The deadline in one language.
    pub fn of(deadline: &Deadline, lang: Lang) -> Self {
        let standing = match deadline.due {
            Due::At(_) => None,
            Due::Standing { since, left } => Some(StandingOut {
                since: since.to_string(),
                left,
                left_unit: match deadline.time.unit {
                    TimeUnit::WorkingHour => "working_minute",
                    TimeUnit::WorkingDay => "working_day",
                    TimeUnit::Day | TimeUnit::Month => "day",
                },
            }),
        };
        Self {
            received_at: deadline.received_at.to_string(),
            time: TimeOut::of(deadline.time, lang),
            counted_from: deadline.counted_from.to_string(),
            counted_later: deadline.later.map(Later::as_str),
            due_at: deadline.due.at().map(|at| at.to_string()),
            standing,
            pauses: deadline.stood.iter().map(StoodOut::of).collect(),
            skipped: deadline.skipped.iter().map(|day| SkippedOut::of(day, lang)).collect(),
            decisions: deadline.decisions.clone(),
            estimated_years: deadline.estimated_years.clone(),
        }
    }
}

impl StoodOut {
    fn of(span: &Standstill) -> Self {
        Self {
            from: span.from.to_string(),
            until: span.until.map(|at: At| at.to_string()),
            reasons: span.reasons.iter().copied().map(PauseReason::as_str).collect(),
        }
    }
}

impl SkippedOut {
    fn of(day: &Skipped, lang: Lang) -> Self {
        let date = day.date.to_string();
        match &day.why {
            Why::Paused => Self { date, why: "paused", name: None, decision: None },
            Why::NotWorked { kind, told } => Self {
                date,
                why: kind.as_str(),
                name: told.as_ref().map(|told| lang.pick(&told.name_vi, &told.name_en).clone()),
                decision: told.as_ref().map(|told| told.decision.clone()),
            },
        }
    }
}
