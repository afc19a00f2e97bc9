//! [`Timetable`]: all departures of all times in memory, laid over the network. Points and departures are
//! numbers here, so that a whole country's are a few megabytes and a scan touches little memory.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use super::day::Days;
use super::departure::{Departure, Room};
use super::exception::{Exception, ExceptionKind};
use super::handling::{Handling, HandlingTime};
use super::kept::Kept;
use super::time::RunTime;
use crate::base::{DepartureCode, Period, PointCode, RouteCode};
use crate::calendar::{Audience, Calendars, NotLoaded, WeekDays};
use crate::network::{MailRoute, Network, PointKind};

/// What an operator loads.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The departures of all times.
    pub departures: Vec<Departure>,
    /// Days on which one goes otherwise.
    pub exceptions: Vec<Exception>,
    /// How long points handle what comes in.
    pub handling: Vec<HandlingTime>,
}

/// All departures, over the network and the calendars of one moment.
#[derive(Debug, Default)]
pub struct Timetable {
    /// The points at which anything calls, by code.
    pub(super) points: Vec<Place>,
    /// By route, code and first day.
    pub(super) departures: Vec<Planned>,
    pub(super) calls: Vec<PlannedCall>,
    kept: Vec<Kept>,
    exceptions: HashMap<(u32, NaiveDate), Exception>,
    handling: Handling,
    /// The days from which points or handling times are otherwise, in order.
    pub(super) turns: Vec<NaiveDate>,
    pub(super) days: Days,
}

/// A point, as far as a timetable needs it.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) code: PointCode,
    /// When it is in service, and as what.
    rows: Vec<(Period, PointKind)>,
}

/// A departure.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) route: RouteCode,
    pub(super) code: DepartureCode,
    /// While both it and the route, with these stops, are in service.
    periods: Vec<Period>,
    pub(super) days: WeekDays,
    /// Which calendar it keeps.
    pub(super) kept: Option<u32>,
    pub(super) room: Room,
    /// Its calls among all.
    pub(super) calls: std::ops::Range<u32>,
    /// How many midnights pass until it leaves a point for the last time.
    pub(super) midnights: i32,
}

/// A call; the minutes count from midnight of the day on which the run starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlannedCall {
    pub(super) point: u32,
    pub(super) arrives: Option<RunTime>,
    pub(super) departs: Option<RunTime>,
    pub(super) closes: Option<RunTime>,
}

impl Timetable {
    /// Lays what was loaded over the network and the calendars.
    pub fn new(plan: Plan, network: &Network, calendars: &Calendars) -> Self {
        let Plan { mut departures, exceptions, handling } = plan;
        departures.sort_by(|a, b| {
            (&a.route, &a.code, a.period.from).cmp(&(&b.route, &b.code, b.period.from))
        });
        let mut timetable = Self { handling: Handling::new(handling), ..Self::default() };
        timetable.enter_points(&departures, network);
        let mut routes: HashMap<&RouteCode, Vec<&MailRoute>> = HashMap::new();
        for route in network.all_routes() {
            routes.entry(&route.code).or_default().push(route);
        }
        let mut calendars_kept: HashMap<Audience, u32> = HashMap::new();
        let mut by_name: HashMap<(RouteCode, DepartureCode), Vec<u32>> = HashMap::new();
        for (number, departure) in (0..).zip(departures) {
            let kept = departure.calendar.clone().map(|audience| {
                *calendars_kept.entry(audience).or_insert_with_key(|audience| {
                    timetable.kept.push(Kept::of(audience, network, calendars));
                    timetable.kept.len() as u32 - 1
                })
            });
            let rows = routes.get(&departure.route).map_or(&[][..], Vec::as_slice);
            let periods = rows.iter().filter(|row| departure.strays_from(row).is_none());
            let periods = periods.filter_map(|row| departure.period.common(&row.period)).collect();
            let calls = timetable.enter_calls(&departure);
            let name = (departure.route.clone(), departure.code.clone());
            by_name.entry(name).or_default().push(number);
            timetable.departures.push(Planned {
                periods,
                days: departure.days,
                kept,
                room: departure.room,
                calls,
                midnights: departure
                    .calls
                    .iter()
                    .filter_map(|call| call.departs)
                    .max()
                    .map_or(0, RunTime::day),
                route: departure.route,
                code: departure.code,
            });
        }
        for one in exceptions {
            let named = by_name.get(&(one.route.clone(), one.departure.clone()));
            let meant = named.into_iter().flatten().find(|number| {
                timetable.planned(**number).periods.iter().any(|period| period.contains(one.day))
            });
            if let Some(number) = meant {
                timetable.exceptions.insert((*number, one.day), one);
            }
        }
        timetable
    }

    fn enter_points(&mut self, departures: &[Departure], network: &Network) {
        let calls = departures.iter().flat_map(|departure| &departure.calls);
        let codes: BTreeSet<&PointCode> = calls.map(|call| &call.point).collect();
        let place = |code: &PointCode| {
            let rows = network.point_rows(code).iter();
            Place { code: code.clone(), rows: rows.map(|row| (row.period, row.kind)).collect() }
        };
        self.points = codes.into_iter().map(place).collect();
        let periods = self.points.iter().flat_map(|point| &point.rows).map(|(period, _)| period);
        let opened = periods.flat_map(|period| [Some(period.from), period.until]).flatten();
        let turns: BTreeSet<NaiveDate> = opened.chain(self.handling.turns()).collect();
        self.turns = turns.into_iter().collect();
    }

    fn enter_calls(&mut self, departure: &Departure) -> std::ops::Range<u32> {
        let first = self.calls.len() as u32;
        for call in &departure.calls {
            // Every point of a departure was entered before.
            let Some(point) = self.point(&call.point) else { continue };
            let (arrives, departs, closes) = (call.arrives, call.departs, call.closes());
            self.calls.push(PlannedCall { point, arrives, departs, closes });
        }
        first..self.calls.len() as u32
    }

    /// Whether nothing was loaded.
    pub const fn is_empty(&self) -> bool {
        self.departures.is_empty()
    }

    /// The number of a point at which anything calls.
    pub(super) fn point(&self, code: &PointCode) -> Option<u32> {
        let found = self.points.binary_search_by(|place| place.code.cmp(code));
        found.ok().map(|at| at as u32)
    }

    pub(super) fn code(&self, point: u32) -> &PointCode {
        &self.points[point as usize].code
    }

    pub(super) fn planned(&self, departure: u32) -> &Planned {
        &self.departures[departure as usize]
    }

    pub(super) fn calls_of(&self, departure: u32) -> &[PlannedCall] {
        let calls = &self.planned(departure).calls;
        &self.calls[calls.start as usize..calls.end as usize]
    }

    /// What a point is on a day; none where it is not in service.
    pub(super) fn kind_on(&self, point: u32, day: NaiveDate) -> Option<PointKind> {
        let rows = &self.points[point as usize].rows;
        rows.iter().find(|(period, _)| period.contains(day)).map(|(_, kind)| *kind)
    }

    /// How many minutes a point handles what comes in on a day.
    pub(super) fn handling_on(&self, point: u32, kind: PointKind, day: NaiveDate) -> i32 {
        self.handling.minutes(self.code(point), kind, day) as i32
    }

    /// Whether a departure starts on a day.
    pub(super) fn goes(&self, departure: u32, day: NaiveDate) -> Result<bool, NotLoaded> {
        if !self.holds(departure, day) {
            return Ok(false);
        }
        match self.exception(departure, day).map(|one| one.kind) {
            Some(ExceptionKind::Cancelled) => Ok(false),
            Some(ExceptionKind::Extra) => Ok(true),
            Some(ExceptionKind::AsPlanned) | None => self.is_planned(departure, day),
        }
    }

    /// Whether it is in service on a day, whether it goes then or not.
    pub(super) fn holds(&self, departure: u32, day: NaiveDate) -> bool {
        self.planned(departure).periods.iter().any(|period| period.contains(day))
    }

    /// Whether its days of the week and its calendar have it start on a day.
    pub(super) fn is_planned(&self, departure: u32, day: NaiveDate) -> Result<bool, NotLoaded> {
        let planned = self.planned(departure);
        let worked_as = match planned.kept {
            Some(kept) => self.kept[kept as usize].worked_as(day)?,
            None => Some(day.weekday()),
        };
        Ok(worked_as.is_some_and(|weekday| planned.days.has(weekday)))
    }

    /// What was said of it for a day.
    pub(super) fn exception(&self, departure: u32, day: NaiveDate) -> Option<&Exception> {
        self.exceptions.get(&(departure, day))
    }

    /// Whether a departure's calendar has it start on a day, whatever exceptions say; none when there is no
    /// such departure on that day.
    pub fn is_planned_on(
        &self,
        route: &RouteCode,
        code: &DepartureCode,
        day: NaiveDate,
    ) -> Option<Result<bool, NotLoaded>> {
        let named = |planned: &Planned| planned.route == *route && planned.code == *code;
        let numbers = (0..).zip(&self.departures).filter(|(_, planned)| named(planned));
        let found = numbers.map(|(number, _)| number).find(|number| self.holds(*number, day))?;
        Some(self.is_planned(found, day))
    }
}
