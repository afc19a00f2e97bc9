//! The way that is left: by which runs, and when whom it is meant for has it.

use chrono::NaiveDate;

use super::{Forecaster, Hop};
use crate::base::{At, PointCode, UnitCode};
use crate::calendar::NotLoaded;
use crate::cases::LimitName;
use crate::dispatch::timetable::Journey;

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

impl<'a> Forecaster<'a> {
    /// The soonest way of what is ready at a point from a moment on. None where no runs lead there, or where
    /// nobody loaded how long the last office takes to deliver.
    pub fn way(&self, from: &PointCode, end: &End, ready: At) -> Result<Option<Way>, NotLoaded> {
        self.way_found(from, end, ready, |start, last, ready| {
            self.timetable.earliest_arrival(start, last, ready)
        })
    }

    /// The same, where somebody else finds the journey from stop to stop: who asks for many has found them all
    /// at once.
    pub(super) fn way_found(
        &self,
        from: &PointCode,
        end: &End,
        ready: At,
        find: impl FnOnce(&PointCode, &PointCode, At) -> Result<Option<Journey>, NotLoaded>,
    ) -> Result<Option<Way>, NotLoaded> {
        let day = ready.date();
        let last = self.last_stop(end, day);
        let Some((start, last)) = self.stop_of(from, day).zip(last) else { return Ok(None) };
        let ready = self.at_stop(start, from, ready);
        let Some(journey) = find(start, last, ready)? else { return Ok(None) };
        let comes_in = match journey.rides.last() {
            Some(ride) => self.timetable.handled(last, ride.alight.arrives),
            None => ready,
        };
        let Some(reaches) = self.reaches(end, last, comes_in)? else { return Ok(None) };
        let hops = journey.rides.iter().map(Hop::from).collect();
        Ok(Some(Way { hops, last: last.clone(), comes_in, reaches }))
    }

    /// The stop at which a way to somebody ends.
    pub(super) fn last_stop(&self, end: &End, day: NaiveDate) -> Option<&'a PointCode> {
        match end {
            End::Point(point) => self.stop_of(point, day),
            End::Person(Some(unit)) => self.office_of(unit, day),
            End::Person(None) => None,
        }
    }

    /// When what lies at a point can be handed in at its stop: where no run calls it goes to the office beside
    /// it first, and is handled there.
    pub(super) fn at_stop(&self, stop: &PointCode, point: &PointCode, ready: At) -> At {
        if stop == point { ready } else { self.timetable.handled(stop, ready) }
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
