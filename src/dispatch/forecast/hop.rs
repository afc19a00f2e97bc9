//! A hop of a plan.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::{At, DepartureCode, PointCode, RouteCode};
use crate::dispatch::timetable::Ride;

/// With one run from a point to another, as planned: what is kept of a [`Ride`], and what a delay is charged
/// to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The route.
    pub route: RouteCode,
    /// The departure.
    pub departure: DepartureCode,
    /// The day on which the run starts.
    pub day: NaiveDate,
    /// Where it gets on.
    pub from: PointCode,
    /// By when it has to be handed in.
    pub cut_off: At,
    /// When the run leaves.
    pub departs: At,
    /// Where it gets off.
    pub to: PointCode,
    /// When the run comes in there.
    pub arrives: At,
}

impl Hop {
    /// Whether both are by the same run.
    pub fn is_by_run_of(&self, other: &Self) -> bool {
        self.route == other.route && self.departure == other.departure && self.day == other.day
    }
}

impl From<&Ride> for Hop {
    fn from(ride: &Ride) -> Self {
        let Ride { route, departure, day, board, alight, .. } = ride;
        Self {
            route: route.clone(),
            departure: departure.clone(),
            day: *day,
            from: board.point.clone(),
            cut_off: board.cut_off,
            departs: board.departs,
            to: alight.point.clone(),
            arrives: alight.arrives,
        }
    }
}
