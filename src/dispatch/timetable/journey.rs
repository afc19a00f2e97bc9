//! A journey: run after run, with what a person at each point has to know.

use chrono::NaiveDate;

use super::departure::Room;
use crate::base::{At, DepartureCode, PointCode, RouteCode};

/// The way of something that is ready at a point to another point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Where it is ready.
    pub from: PointCode,
    /// Where it is to go.
    pub to: PointCode,
    /// Since when it is ready.
    pub ready: At,
    /// The runs it travels with, in order; none when it is there already.
    pub rides: Vec<Ride>,
}

impl Journey {
    /// When it comes in.
    pub fn arrives(&self) -> At {
        self.rides.last().map_or(self.ready, |ride| ride.alight.arrives)
    }

    /// How often it changes from one run to another.
    pub fn changes(&self) -> usize {
        self.rides.len().saturating_sub(1)
    }
}

/// With one run from a point to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ride {
    /// The route.
    pub route: RouteCode,
    /// The departure.
    pub departure: DepartureCode,
    /// The day on which the run starts.
    pub day: NaiveDate,
    /// How much it takes.
    pub room: Room,
    /// Where it gets on.
    pub board: Boarding,
    /// Where it gets off.
    pub alight: Alighting,
}

/// Getting on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boarding {
    /// Where.
    pub point: PointCode,
    /// From when on it could be handed in: when it is ready, or came in and was handled.
    pub ready: At,
    /// By when it has to be handed in.
    pub cut_off: At,
    /// When the run leaves.
    pub departs: At,
}

impl Boarding {
    /// How long it waits for the run to leave.
    pub fn waits_minutes(&self) -> i64 {
        (self.departs.millis() - self.ready.millis()) / 60_000
    }
}

/// Getting off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alighting {
    /// Where.
    pub point: PointCode,
    /// When the run comes in.
    pub arrives: At,
}
