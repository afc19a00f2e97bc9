//! What a one-stop desk decides about what it has to hand over to the post: by which run it goes, or that it
//! waits. And the calls it asks the post for.
//!
//! A decision is a plan and no fact of custody: who has the parcel changes by scans alone. The forecast follows
//! it as long as the desk has the parcel.

mod pickup;
mod refusal;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use super::forecast::Hop;
use crate::base::place::BadCode;
use crate::base::{DepartureCode, RouteCode};

pub use pickup::{Pickup, PickupStage};
pub use refusal::DeskRefusal;

/// A run of the timetable: a departure, on the day on which it starts. Written `DT-HT-TH S1 2025-04-08`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunName {
    /// The route.
    pub route: RouteCode,
    /// Which of its departures.
    pub departure: DepartureCode,
    /// The day on which it starts.
    pub day: NaiveDate,
}

impl RunName {
    /// Whether a hop is by this run.
    pub fn is_of(&self, hop: &Hop) -> bool {
        self.route == hop.route && self.departure == hop.departure && self.day == hop.day
    }
}

impl From<&Hop> for RunName {
    fn from(hop: &Hop) -> Self {
        Self { route: hop.route.clone(), departure: hop.departure.clone(), day: hop.day }
    }
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.route, self.departure, self.day)
    }
}

impl FromStr for RunName {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let read = || {
            let mut parts = text.split_whitespace();
            let (route, departure, day) = (parts.next()?, parts.next()?, parts.next()?);
            let run = Self {
                route: route.parse().ok()?,
                departure: departure.parse().ok()?,
                day: day.parse().ok()?,
            };
            parts.next().is_none().then_some(run)
        };
        read().ok_or_else(|| BadCode::new("a route, a departure and a day", text))
    }
}

/// What a desk decided about a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskPlan {
    /// It goes with this run.
    Run(RunName),
    /// It waits, and why.
    Held {
        /// Why: a note about the parcel, never about a person.
        reason: String,
    },
    /// Nothing any more.
    Open,
}

impl DeskPlan {
    /// The word in data.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Held { .. } => "held",
            Self::Open => "open",
        }
    }

    /// The run, where one was chosen.
    pub const fn run(&self) -> Option<&RunName> {
        match self {
            Self::Run(run) => Some(run),
            Self::Held { .. } | Self::Open => None,
        }
    }

    /// Why it waits, where it does.
    pub fn held(&self) -> Option<&str> {
        match self {
            Self::Held { reason } => Some(reason),
            Self::Run(_) | Self::Open => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_written_and_read_by_its_name() {
        let run: RunName = "DT-HT-TH S1 2025-04-08".parse().unwrap();
        assert_eq!(run.to_string(), "DT-HT-TH S1 2025-04-08");
        for bad in ["", "DT-HT-TH", "DT-HT-TH S1", "DT-HT-TH S1 x", "DT-HT-TH S1 2025-04-08 y"] {
            assert!(bad.parse::<RunName>().is_err(), "{bad}");
        }
    }
}
