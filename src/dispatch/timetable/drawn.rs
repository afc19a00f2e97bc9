//! Timetables drawn at random, to try laws on, and a plain Dijkstra over them that knows nothing of how days are
//! laid out.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use chrono::{Datelike, NaiveDate, Weekday};
use proptest::prelude::*;

use super::samples::{calendars, day, departure, network, points, route, since};
use super::{Departure, Exception, ExceptionKind, HandlingTime, Plan, Room, RunTime, Timetable};
use crate::base::{At, PointCode};
use crate::calendar::Audience;
use crate::network::{MailRoute, Network, Point};

/// A timetable as it is drawn.
#[derive(Debug, Clone)]
pub(in crate::dispatch) struct World {
    pub(super) points: Vec<Point>,
    routes: Vec<MailRoute>,
    pub(super) plan: Plan,
}

impl World {
    pub fn network(&self) -> Network {
        network(self.points.clone(), self.routes.clone())
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The same in which no point closes and no route ends.
    pub fn for_ever(mut self) -> Self {
        self.points.iter_mut().for_each(|point| point.period.until = None);
        self.routes.iter_mut().for_each(|route| route.period.until = None);
        self
    }

    /// The same with so much room on every run.
    pub fn with_room(mut self, parcels: u32) -> Self {
        let room = Room { parcels: Some(parcels), ..Room::default() };
        self.plan.departures.iter_mut().for_each(|one| one.room = room);
        self
    }

    pub fn timetable(&self) -> Timetable {
        Timetable::new(self.plan.clone(), &self.network(), &calendars())
    }

    pub fn is_open(&self, code: &PointCode, on: NaiveDate) -> bool {
        self.points.iter().any(|point| point.code == *code && point.period.contains(on))
    }

    pub fn handling(&self, code: &PointCode, on: NaiveDate) -> i64 {
        let named = format!("point:{code}").parse().unwrap();
        let mut own = self.plan.handling.iter().filter(|one| one.place == named);
        own.find(|one| one.period.contains(on)).map_or(0, |one| i64::from(one.minutes))
    }

    /// Whether a departure goes, from what it says itself.
    pub(super) fn goes(&self, one: &Departure, on: NaiveDate) -> bool {
        let mut routes = self.routes.iter();
        let served = routes.any(|route| route.code == one.route && route.period.contains(on));
        let said = |exception: &&Exception| {
            exception.route == one.route && exception.departure == one.code && exception.day == on
        };
        let said = self.plan.exceptions.iter().find(said).map(|exception| exception.kind);
        let off = ["2025-01-01", "2025-05-01"].map(day).contains(&on);
        let swapped = one.calendar == Some(Audience::Authority);
        let planned = match &one.calendar {
            None => one.days.has(on.weekday()),
            Some(_) if off || swapped && on == day("2025-05-02") => false,
            Some(_) if swapped && on == day("2025-04-26") => one.days.has(Weekday::Mon),
            Some(_) => one.days.has(on.weekday()),
        };
        served
            && one.period.contains(on)
            && match said {
                Some(ExceptionKind::Cancelled) => false,
                Some(ExceptionKind::Extra) => true,
                Some(ExceptionKind::AsPlanned) | None => planned,
            }
    }

    /// Every ride from a call of a run to a later one, both at open points: from, cut-off, to, arrival.
    fn rides(&self, first: NaiveDate) -> HashMap<PointCode, Vec<(At, PointCode, At)>> {
        let mut rides: HashMap<PointCode, Vec<_>> = HashMap::new();
        for start in first.iter_days().take(LONG) {
            for one in self.plan.departures.iter().filter(|one| self.goes(one, start)) {
                for (n, on) in one.calls.iter().enumerate() {
                    let Some(departs) = on.departs.map(|time| time.on(start)) else { continue };
                    if !self.is_open(&on.point, departs.date()) {
                        continue;
                    }
                    for off in &one.calls[n + 1..] {
                        let arrives = off.arrives.unwrap().on(start);
                        if self.is_open(&off.point, arrives.date()) {
                            let cut_off = on.closes().unwrap().on(start);
                            let ride = (cut_off, off.point.clone(), arrives);
                            rides.entry(on.point.clone()).or_default().push(ride);
                        }
                    }
                }
            }
        }
        rides
    }

    /// The earliest arrival everywhere, and the fewest rides that reach it: Dijkstra over points and rides.
    pub(super) fn plainly(&self, from: &PointCode, ready: At) -> HashMap<PointCode, (At, usize)> {
        let rides = self.rides(ready.date() - chrono::Days::new(4));
        let mut best: HashMap<PointCode, (At, usize)> = HashMap::new();
        let mut settled: BTreeSet<(PointCode, usize)> = BTreeSet::new();
        let mut open = BinaryHeap::from([Reverse((ready, 0, from.clone()))]);
        while let Some(Reverse((at, count, here))) = open.pop() {
            if count > self.points.len() || !settled.insert((here.clone(), count)) {
                continue;
            }
            for (cut_off, to, arrives) in rides.get(&here).into_iter().flatten() {
                if at <= *cut_off {
                    let found = best.entry(to.clone()).or_insert((*arrives, count + 1));
                    *found = (*found).min((*arrives, count + 1));
                    let handled = self.handling(to, arrives.date()) * 60_000;
                    open.push(Reverse((arrives.plus_millis(handled), count + 1, to.clone())));
                }
            }
        }
        best.insert(from.clone(), (ready, 0));
        best
    }
}

/// So many days are looked at; the timetables drawn go at least every week.
pub(super) const LONG: usize = 20;

fn a_departure(number: usize) -> impl Strategy<Value = (Departure, MailRoute)> {
    let codes = prop::sample::subsequence(vec!["A", "B", "C", "D", "E", "F", "G", "H"], 2..5)
        .prop_shuffle();
    let days = prop::sample::select(vec!["Mo-Su", "Mo-Fr", "Mo-Sa", "Tu,Th", "Sa", "Mo", "Su"]);
    let kept = prop::sample::select(vec![None, Some(Audience::Post), Some(Audience::Authority)]);
    let drives = prop::collection::vec((1i32..900, 0i32..120, prop::option::of(0i32..1500)), 5);
    let ends = prop::option::of(0u64..40);
    (codes, days, kept, 0i32..1440, drives, any::<bool>(), ends).prop_map(
        move |(codes, days, kept, start, drives, backwards, ends)| {
            let name = format!("R{number}");
            let last = codes.len();
            let mut calls = Vec::new();
            let (mut now, mut times) = (start, Vec::new());
            for (n, (drive, stand, early)) in drives.iter().take(last).enumerate() {
                let arrives = if n == 0 { None } else { Some(now + drive) };
                let departs = arrives.map_or(start, |at| at + stand);
                let cut_off = early.map(|early| (departs - early).max(-1440));
                now = departs;
                let goes_on = n + 1 < last;
                times.push((arrives, goes_on.then_some(departs), cut_off.filter(|_| goes_on)));
            }
            let text = |minute: Option<i32>| minute.map_or(String::new(), written);
            for (n, (code, (arrives, departs, cut_off))) in codes.iter().zip(times).enumerate() {
                let stop = if backwards { last - n } else { n + 1 } as u32;
                calls.push((stop, *code, text(arrives), text(departs), text(cut_off)));
            }
            let said: Vec<_> = calls
                .iter()
                .map(|(stop, code, a, d, c)| (*stop, *code, a.as_str(), d.as_str(), c.as_str()))
                .collect();
            let mut one = departure(&name, "S1", days, &said);
            one.calendar = kept;
            let mut stops = codes;
            if backwards {
                stops.reverse();
            }
            let until = ends.map(|days| (day("2025-04-20") + chrono::Days::new(days)).to_string());
            let served = route(&name, &stops, since("2025-01-01", until.as_deref()));
            (one, served)
        },
    )
}

fn written(minute: i32) -> String {
    let (day, clock) = (minute.div_euclid(RunTime::DAY), minute.rem_euclid(RunTime::DAY));
    let suffix = if day == 0 { String::new() } else { format!("{day:+}") };
    format!("{:02}:{:02}{suffix}", clock / 60, clock % 60)
}

pub(in crate::dispatch) fn a_world() -> impl Strategy<Value = World> {
    let departures: Vec<_> = (0..12).map(a_departure).collect();
    let closings = prop::collection::vec(prop::option::weighted(0.3, 0u64..40), 8);
    let handling = prop::collection::vec((0u32..200, 0u64..30), 8);
    let exceptions = prop::collection::vec(
        (0usize..12, 0u64..30, prop::sample::select(ExceptionKind::ALL.to_vec())),
        0..10,
    );
    (departures, closings, handling, exceptions).prop_map(
        |(drawn, closings, handling, exceptions)| {
            let first = day("2025-04-20");
            let on = |days: u64| first + chrono::Days::new(days);
            let mut points = points();
            for (point, closing) in points.iter_mut().zip(closings) {
                point.period.until = closing.map(on);
            }
            let handling = points.iter().zip(handling).flat_map(|(point, (minutes, turn))| {
                let turn = on(turn).to_string();
                let time = |minutes, period| HandlingTime {
                    place: format!("point:{}", point.code).parse().unwrap(),
                    period,
                    minutes,
                    decision: String::new(),
                };
                let before = time(minutes, since("2025-01-01", Some(&turn)));
                [before, time(minutes / 2, since(&turn, None))]
            });
            let handling = handling.collect();
            let (departures, routes): (Vec<Departure>, _) = drawn.into_iter().unzip();
            let mut said = BTreeSet::new();
            let exceptions = exceptions
                .into_iter()
                .filter(|(number, days, _)| said.insert((*number, *days)))
                .map(|(number, days, kind)| Exception {
                    route: departures[number].route.clone(),
                    departure: departures[number].code.clone(),
                    day: on(days),
                    kind,
                    reason: String::new(),
                })
                .collect();
            World { points, routes, plan: Plan { departures, exceptions, handling } }
        },
    )
}
