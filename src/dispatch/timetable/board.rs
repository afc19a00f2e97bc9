//! What calls at a point on a day, as on the board of a station.

use chrono::NaiveDate;

use super::departure::Room;
use super::exception::{Exception, ExceptionKind};
use super::time::RunTime;
use super::whole::{PlannedCall, Timetable};
use crate::base::{At, DepartureCode, PointCode, RouteCode};
use crate::calendar::{NotLoaded, WeekDays};

/// How a run stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// As its calendar says.
    AsPlanned,
    /// It goes beside the calendar.
    Extra(&'a Exception),
    /// It does not go.
    Cancelled(&'a Exception),
}

/// A run at a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallAt<'a> {
    /// The route.
    pub route: &'a RouteCode,
    /// The departure.
    pub departure: &'a DepartureCode,
    /// The day on which the run starts.
    pub day: NaiveDate,
    /// When it comes in; none where it starts.
    pub arrives: Option<At>,
    /// When it leaves; none where it ends.
    pub departs: Option<At>,
    /// By when one has to hand in what is to go along.
    pub cut_off: Option<At>,
    /// Where it came from, the nearest last.
    pub before: Vec<(&'a PointCode, At)>,
    /// Where it goes on to, and when it comes in there; points that are closed are left out.
    pub onward: Vec<(&'a PointCode, At)>,
    /// How much it takes.
    pub room: Room,
    /// Whether it goes.
    pub standing: Standing<'a>,
}

/// A departure of a route, as long as it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Driven<'a> {
    /// The departure.
    pub departure: &'a DepartureCode,
    /// The days of the week on which it starts.
    pub days: WeekDays,
    /// Whether it keeps somebody's holidays.
    pub rests_on_holidays: bool,
    /// How much it takes.
    pub room: Room,
    /// Where it calls, and when it leaves there, or comes in where it ends.
    pub calls: Vec<(&'a PointCode, RunTime)>,
}

impl CallAt<'_> {
    /// Whether it goes.
    pub const fn goes(&self) -> bool {
        !matches!(self.standing, Standing::Cancelled(_))
    }

    /// When it is at the point: when it leaves, or comes in to end there.
    pub fn at(&self) -> At {
        self.departs.or(self.arrives).unwrap_or_else(|| At::office(self.day, 0, 0))
    }
}

impl Timetable {
    /// The runs that call at a point on a day, by time; those that were cancelled are among them.
    pub fn calls_at(
        &self,
        point: &PointCode,
        day: NaiveDate,
    ) -> Result<Vec<CallAt<'_>>, NotLoaded> {
        let mut found = Vec::new();
        let Some(number) = self.point(point).filter(|at| self.kind_on(*at, day).is_some()) else {
            return Ok(found);
        };
        for departure in 0..self.departures.len() as u32 {
            let calls = self.calls_of(departure);
            for (at, call) in calls.iter().enumerate().filter(|(_, call)| call.point == number) {
                let Some(time) = call.departs.or(call.arrives) else { continue };
                let start = day - chrono::Duration::days(i64::from(time.day()));
                if let Some(standing) = self.standing(departure, start)? {
                    found.push(self.call_at(departure, start, at, standing));
                }
            }
        }
        found.sort_by(|a, b| (a.at(), a.route, a.departure).cmp(&(b.at(), b.route, b.departure)));
        Ok(found)
    }

    /// A departure as it starts on a day, where it starts; none when it is not to go then and nobody said it
    /// would. One that was cancelled is told as such.
    pub fn starting(
        &self,
        route: &RouteCode,
        departure: &DepartureCode,
        day: NaiveDate,
    ) -> Result<Option<CallAt<'_>>, NotLoaded> {
        let named = |number: &u32| {
            let planned = self.planned(*number);
            planned.route == *route && planned.code == *departure && self.holds(*number, day)
        };
        let Some(number) = (0..self.departures.len() as u32).find(named) else { return Ok(None) };
        let standing = self.standing(number, day)?;
        Ok(standing.map(|standing| self.call_at(number, day, 0, standing)))
    }

    /// The runs that start on a day, those that were cancelled among them, by route and departure.
    pub fn runs_on(&self, day: NaiveDate) -> Result<Vec<CallAt<'_>>, NotLoaded> {
        let mut runs = Vec::new();
        for number in 0..self.departures.len() as u32 {
            if let Some(standing) = self.standing(number, day)? {
                runs.push(self.call_at(number, day, 0, standing));
            }
        }
        Ok(runs)
    }

    /// The departures of a route that hold on a day, whether they go on it or not, by when they start.
    pub fn departures_of(&self, route: &RouteCode, day: NaiveDate) -> Vec<Driven<'_>> {
        let of = |number: &u32| self.planned(*number).route == *route && self.holds(*number, day);
        let driven = |number: u32| {
            let planned = self.planned(number);
            let calls = self.calls_of(number).iter();
            let time =
                |call: &PlannedCall| Some((self.code(call.point), call.departs.or(call.arrives)?));
            Driven {
                departure: &planned.code,
                days: planned.days,
                rests_on_holidays: planned.kept.is_some(),
                room: planned.room,
                calls: calls.filter_map(time).collect(),
            }
        };
        let mut all: Vec<_> = (0..self.departures.len() as u32).filter(of).map(driven).collect();
        all.sort_by_key(|one| one.calls.first().map(|(_, time)| *time));
        all
    }

    /// How a departure stands on a day; none when it is not to go, and nobody said it would.
    fn standing(&self, departure: u32, day: NaiveDate) -> Result<Option<Standing<'_>>, NotLoaded> {
        if !self.holds(departure, day) {
            return Ok(None);
        }
        let exception =
            self.exception(departure, day).filter(|one| one.kind != ExceptionKind::AsPlanned);
        Ok(match exception {
            Some(one) if one.kind == ExceptionKind::Extra => Some(Standing::Extra(one)),
            Some(one) => Some(Standing::Cancelled(one)),
            None => self.is_planned(departure, day)?.then_some(Standing::AsPlanned),
        })
    }

    fn call_at<'a>(
        &'a self,
        departure: u32,
        start: NaiveDate,
        at: usize,
        standing: Standing<'a>,
    ) -> CallAt<'a> {
        let planned = self.planned(departure);
        let calls = self.calls_of(departure);
        let on = |time: Option<RunTime>| time.map(|time| time.on(start));
        let stop = |time: Option<RunTime>, call: &PlannedCall| {
            let at = on(time)?;
            self.kind_on(call.point, at.date())?;
            Some((self.code(call.point), at))
        };
        let (before, onward) = (calls[..at].iter(), calls[at + 1..].iter());
        let call = &calls[at];
        CallAt {
            route: &planned.route,
            departure: &planned.code,
            day: start,
            arrives: on(call.arrives),
            departs: on(call.departs),
            cut_off: on(call.closes),
            before: before.filter_map(|call| stop(call.departs, call)).collect(),
            onward: onward.filter_map(|call| stop(call.arrives, call)).collect(),
            room: planned.room,
            standing,
        }
    }
}
