//! A run that is on the road: where it goes on to, for what is on it already. And which points are stops at
//! all, and when what came in there is ready to go on.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::time::RunTime;
use super::whole::Timetable;
use crate::base::{At, DepartureCode, PointCode, RouteCode};

/// A departure as it is planned from one of its calls on, whether it goes that day or not: what is on a
/// vehicle is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onward<'a> {
    /// Which departure of the route.
    pub departure: &'a DepartureCode,
    /// When it is planned to come in at the call; none where it starts.
    pub arrives: Option<At>,
    /// When it is planned to leave; none where it ends.
    pub departs: Option<At>,
    /// By when one has to hand in what is to go along.
    pub cut_off: Option<At>,
    /// Where it goes on to, and when it is planned to come in there.
    pub stops: Vec<(&'a PointCode, At)>,
}

impl Onward<'_> {
    fn at(&self, start: NaiveDate) -> At {
        self.departs.or(self.arrives).unwrap_or_else(|| At::office(start, 0, 0))
    }
}

impl Timetable {
    /// The points at which something calls on a day, whichever days of the week it goes on.
    pub fn stops_on(&self, day: NaiveDate) -> BTreeSet<&PointCode> {
        let held = (0..self.departures.len() as u32).filter(|number| self.holds(*number, day));
        let calls = held.flat_map(|number| self.calls_of(number));
        let open = calls.map(|call| call.point).filter(|at| self.kind_on(*at, day).is_some());
        open.collect::<BTreeSet<u32>>().into_iter().map(|point| self.code(point)).collect()
    }

    /// When what comes in at a point at this moment is ready for the next run.
    pub fn handled(&self, point: &PointCode, comes_in: At) -> At {
        let day = comes_in.date();
        let found = self.point(point).and_then(|at| Some((at, self.kind_on(at, day)?)));
        let minutes = found.map_or(0, |(at, kind)| self.handling_on(at, kind, day));
        comes_in.plus_millis(i64::from(minutes) * 60_000)
    }

    /// A run of a route that started on a day, from a point on. Where nobody said which departure it is, the
    /// one that is planned there nearest to the moment at which it was seen.
    pub fn onward(
        &self,
        route: &RouteCode,
        departure: Option<&DepartureCode>,
        start: NaiveDate,
        (point, seen): (&PointCode, At),
    ) -> Option<Onward<'_>> {
        let here = self.point(point)?;
        let first = self.departures.partition_point(|planned| planned.route < *route) as u32;
        let of_route = (first..self.departures.len() as u32)
            .take_while(|number| self.planned(*number).route == *route);
        let meant = of_route.filter(|number| {
            departure.is_none_or(|code| self.planned(*number).code == *code)
                && self.holds(*number, start)
        });
        let from_here = meant.filter_map(|number| self.calls_after(number, here, start));
        from_here.min_by_key(|one| (one.at(start).millis() - seen.millis()).abs())
    }

    fn calls_after(&self, number: u32, here: u32, start: NaiveDate) -> Option<Onward<'_>> {
        let calls = self.calls_of(number);
        let at = calls.iter().position(|call| call.point == here)?;
        let on = |time: Option<RunTime>| time.map(|time| time.on(start));
        let open = |point: u32, at: At| self.kind_on(point, at.date()).is_some();
        let stops = calls[at + 1..].iter().filter_map(|call| Some((call.point, on(call.arrives)?)));
        let stops = stops.filter(|(point, at)| open(*point, *at));
        Some(Onward {
            departure: &self.planned(number).code,
            arrives: on(calls[at].arrives),
            departs: on(calls[at].departs),
            cut_off: on(calls[at].closes),
            stops: stops.map(|(point, at)| (self.code(point), at)).collect(),
        })
    }
}
