//! The way that is left: by which runs, and when whom it is meant for has it.

use super::{Forecaster, Hop};
use crate::base::{At, PointCode, UnitCode};
use crate::calendar::NotLoaded;
use crate::cases::LimitName;

/// Whom something is meant for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum End {
    /// A point.
    Point(PointCode),
    /// A person, in this unit as far as it is known.
    Person(Option<UnitCode>),
}

/// The way of something from a point to whom it is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// By which runs; none when it is there already.
    pub hops: Vec<Hop>,
    /// The last stop.
    pub last: PointCode,
    /// When it is there and was handled.
    pub comes_in: At,
    /// When it is with whom it is meant for.
    pub reaches: At,
}

impl Way {
    /// Whether it can still begin as planned: its first run has not left, or without one nobody has to have
    /// it yet.
    pub fn is_open(&self, now: At) -> bool {
        self.hops.first().map_or(self.reaches, |hop| hop.departs) > now
    }
}

impl Forecaster<'_> {
    /// The soonest way of what is ready at a point from a moment on. None where no runs lead there, or where
    /// nobody loaded how long the last office takes to deliver.
    pub fn way(&self, from: &PointCode, end: &End, ready: At) -> Result<Option<Way>, NotLoaded> {
        let day = ready.date();
        let last = match end {
            End::Point(point) => self.stop_of(point, day),
            End::Person(Some(unit)) => self.office_of(unit, day),
            End::Person(None) => None,
        };
        let Some((start, last)) = self.stop_of(from, day).zip(last) else { return Ok(None) };
        // What lies where no run calls goes to the office beside it first, and is handled there.
        let ready = if start == from { ready } else { self.timetable.handled(start, ready) };
        let Some(journey) = self.timetable.earliest_arrival(start, last, ready)? else {
            return Ok(None);
        };
        let comes_in = match journey.rides.last() {
            Some(ride) => self.timetable.handled(last, ride.alight.arrives),
            None => ready,
        };
        let Some(reaches) = self.reaches(end, last, comes_in)? else { return Ok(None) };
        let hops = journey.rides.iter().map(Hop::from).collect();
        Ok(Some(Way { hops, last: last.clone(), comes_in, reaches }))
    }

    /// When whom it is meant for has what was handled at the last stop: a point when somebody is there to
    /// take it, a person within the time for delivery.
    pub(super) fn reaches(
        &self,
        end: &End,
        last: &PointCode,
        handled: At,
    ) -> Result<Option<At>, NotLoaded> {
        match end {
            End::Point(point) => {
                self.calendar(point, handled.date()).at_work_from(handled).map(Some)
            }
            End::Person(_) => self.after(LimitName::DeliveryRound, last, handled),
        }
    }

    /// The soonest way that can still begin: the one of a moment in the past while it is open, else what is
    /// left for who comes now.
    pub(super) fn open_way(
        &self,
        from: &PointCode,
        end: &End,
        (ready, now): (At, At),
    ) -> Result<Option<Way>, NotLoaded> {
        match self.way(from, end, ready)? {
            Some(way) if !way.is_open(now) => self.way(from, end, now.max(ready)),
            other => Ok(other),
        }
    }
}
