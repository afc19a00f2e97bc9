//! What holds for every journey, tried on random timetables beside a plain Dijkstra that knows nothing of
//! how days are laid out; then a few stories with names.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use chrono::{Datelike, NaiveDate, Weekday};
use proptest::prelude::*;

use super::samples::{calendars, day, departure, network, point, points, route, since};
use super::{
    Departure, Exception, ExceptionKind, HandlingTime, Journey, Plan, Room, RunTime, Timetable,
};
use crate::base::{At, PointCode};
use crate::calendar::{Audience, NotLoaded};
use crate::network::{MailRoute, Network, Point};

/// A timetable as it is drawn.
#[derive(Debug, Clone)]
pub(in crate::dispatch) struct World {
    points: Vec<Point>,
    routes: Vec<MailRoute>,
    plan: Plan,
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
    fn goes(&self, one: &Departure, on: NaiveDate) -> bool {
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
    fn plainly(&self, from: &PointCode, ready: At) -> HashMap<PointCode, (At, usize)> {
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
const LONG: usize = 20;

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

fn keeps_the_laws(world: &World, journey: &Journey) -> Result<(), TestCaseError> {
    let (mut here, mut since) = (&journey.from, journey.ready);
    let mut been = BTreeSet::from([here]);
    for (n, ride) in journey.rides.iter().enumerate() {
        let (on, off) = (&ride.board, &ride.alight);
        prop_assert_eq!(&on.point, here);
        prop_assert!(since <= on.ready, "handled before it came in");
        prop_assert!(n > 0 || on.ready == journey.ready);
        prop_assert!(
            on.ready <= on.cut_off && on.cut_off <= on.departs,
            "boards after the cut-off"
        );
        prop_assert!(on.departs < off.arrives);
        prop_assert!(world.is_open(&on.point, on.departs.date()), "leaves a closed point");
        prop_assert!(world.is_open(&off.point, off.arrives.date()), "arrives at a closed point");
        let mut all = world.plan.departures.iter();
        let one = all.find(|one| one.route == ride.route && one.code == ride.departure).unwrap();
        prop_assert!(world.goes(one, ride.day), "rides what does not go");
        prop_assert!(been.insert(&off.point), "goes in circles");
        (here, since) = (&off.point, off.arrives);
        since = since.plus_millis(world.handling(&off.point, since.date()) * 60_000);
    }
    prop_assert_eq!(here, &journey.to);
    Ok(())
}

proptest! {
    #[test]
    fn a_random_timetable_agrees_with_a_plain_dijkstra(
        world in a_world(), minute in 0i64..14_400, second in 0i64..60,
    ) {
        let timetable = world.timetable();
        let ready = At::office(day("2025-04-21"), 0, 0).plus_millis(minute * 60_000 + second * 1000);
        let from: PointCode = "A".parse().unwrap();
        let plainly = world.plainly(&from, ready);
        let reach = timetable.reach(&from, ready, LONG as u32 - 6).unwrap();
        for point in &world.points {
            let to = &point.code;
            let journey = timetable.earliest_arrival(&from, to, ready).unwrap();
            // Dijkstra looks at days; the scan's horizon is longer.
            let within = |at: At| at.date() < ready.date() + chrono::Days::new(LONG as u64 - 8);
            let found = journey.as_ref().map(|one| (one.arrives(), one.rides.len()));
            let found = found.filter(|(at, _)| within(*at));
            prop_assert_eq!(found, plainly.get(to).copied().filter(|(at, _)| within(*at)));
            if let Some(journey) = &journey {
                keeps_the_laws(&world, journey)?;
            }
            if let (Some(reach), Some(_)) = (&reach, found) {
                prop_assert_eq!(reach.arrives(to), journey.as_ref().map(Journey::arrives));
                prop_assert_eq!(reach.journey(to), journey, "to all as to one");
            }
        }
    }

    #[test]
    fn the_journeys_after_the_first_leave_later_and_arrive_no_earlier(
        world in a_world(), minute in 0i64..14_400,
    ) {
        let timetable = world.timetable();
        let ready = At::office(day("2025-04-21"), 0, 0).plus_millis(minute * 60_000);
        let (from, to) = ("A".parse().unwrap(), "B".parse().unwrap());
        let journeys = timetable.next_journeys(&from, &to, ready, 4).unwrap();
        for pair in journeys.windows(2) {
            prop_assert!(pair[0].rides[0].board.cut_off < pair[1].rides[0].board.cut_off);
            prop_assert!(pair[0].arrives() <= pair[1].arrives());
        }
    }
}

fn told(journey: Option<Journey>) -> Vec<String> {
    let rides = journey.into_iter().flat_map(|journey| journey.rides);
    let clock = |at: At| at.to_office().format("%d %H:%M").to_string();
    rides
        .map(|ride| {
            let (on, off) = (ride.board, ride.alight);
            let times = format!(
                "{} {} – {} {}",
                on.point,
                clock(on.departs),
                clock(off.arrives),
                off.point
            );
            format!("{} {times}", ride.route)
        })
        .collect()
}

fn at(text: &str) -> At {
    At::parse(&format!("{text}:00+07:00")).unwrap()
}

fn from_a_to(timetable: &Timetable, to: &str, ready: &str) -> Result<Vec<String>, NotLoaded> {
    let (from, to) = ("A".parse().unwrap(), to.parse().unwrap());
    timetable.earliest_arrival(&from, &to, at(ready)).map(told)
}

fn both_ways() -> Vec<MailRoute> {
    vec![
        route("R1", &["A", "B", "C"], since("2025-01-01", None)),
        route("R2", &["A", "D"], since("2025-01-01", None)),
        route("R3", &["D", "C"], since("2025-01-01", None)),
    ]
}

#[test]
fn of_two_arrivals_at_one_minute_the_one_with_fewer_changes_is_taken() {
    let departures = vec![
        departure("R1", "S1", "Mo-Su", &[(1, "A", "", "08:00", ""), (3, "C", "10:00", "", "")]),
        departure("R2", "S1", "Mo-Su", &[(1, "A", "", "07:00", ""), (2, "D", "07:30", "", "")]),
        departure("R3", "S1", "Mo-Su", &[(1, "D", "", "07:45", ""), (2, "C", "10:00", "", "")]),
    ];
    let plan = Plan { departures, ..Plan::default() };
    let timetable = Timetable::new(plan, &network(points(), both_ways()), &calendars());
    let found = from_a_to(&timetable, "C", "2025-04-08T06:00").unwrap();
    assert_eq!(found, ["R1 A 08 08:00 – 08 10:00 C"]);
    // A day on which nothing keeps a calendar needs none.
    assert_eq!(from_a_to(&timetable, "C", "2030-04-08T06:00").unwrap().len(), 1);
    assert!(from_a_to(&timetable, "H", "2025-04-08T06:00").unwrap().is_empty());
    assert!(from_a_to(&timetable, "A", "2025-04-08T06:00").unwrap().is_empty());
}

#[test]
fn what_changed_less_may_come_in_later_and_catch_the_same_run() {
    let departures = vec![
        departure("R1", "S1", "Mo-Su", &[(1, "A", "", "06:00", ""), (2, "B", "06:20", "", "")]),
        departure("R4", "S1", "Mo-Su", &[(1, "B", "", "06:30", ""), (2, "D", "07:00", "", "")]),
        departure("R2", "S1", "Mo-Su", &[(1, "A", "", "07:00", ""), (2, "D", "07:30", "", "")]),
        departure("R3", "S1", "Mo-Su", &[(1, "D", "", "08:00", ""), (2, "C", "10:00", "", "")]),
    ];
    let mut routes = both_ways();
    routes.push(route("R4", &["B", "D"], since("2025-01-01", None)));
    let plan = Plan { departures, ..Plan::default() };
    let timetable = Timetable::new(plan, &network(points(), routes), &calendars());
    let found = from_a_to(&timetable, "C", "2025-04-08T05:00").unwrap();
    assert_eq!(found, ["R2 A 08 07:00 – 08 07:30 D", "R3 D 08 08:00 – 08 10:00 C"]);
}

#[test]
fn holidays_are_kept_exchanged_days_are_worked_and_exceptions_go_before_both() {
    use Audience::{Authority, Post};
    use ExceptionKind::{AsPlanned, Cancelled, Extra};

    let calls = [(1, "A", "", "08:00", ""), (2, "B", "09:00", "", "")];
    let keeps = |audience: Audience| {
        let mut one = departure("R1", "S1", "Mo-Fr", &calls);
        one.calendar = Some(audience);
        one
    };
    let next = |audience: Audience, said: &[(&str, ExceptionKind)], ready: &str| {
        let exceptions = said.iter().map(|(on, kind)| Exception {
            route: "R1".parse().unwrap(),
            departure: "S1".parse().unwrap(),
            day: day(on),
            kind: *kind,
            reason: String::new(),
        });
        let plan = Plan {
            departures: vec![keeps(audience)],
            exceptions: exceptions.collect(),
            handling: vec![],
        };
        let timetable = Timetable::new(plan, &network(points(), both_ways()), &calendars());
        from_a_to(&timetable, "B", ready).map(|told| told[0][5..7].to_owned())
    };
    // Tết of 2026 from the 16th to the 20th, then a weekend.
    assert_eq!(next(Post, &[], "2026-02-13T09:00"), Ok("23".to_owned()));
    assert_eq!(next(Post, &[("2026-02-18", Extra)], "2026-02-13T09:00"), Ok("18".to_owned()));
    assert_eq!(next(Post, &[("2026-02-23", Cancelled)], "2026-02-13T09:00"), Ok("24".to_owned()));
    assert_eq!(next(Post, &[("2026-02-23", AsPlanned)], "2026-02-13T09:00"), Ok("23".to_owned()));
    // Saturday 26 April is worked for Friday 2 May, by the authorities alone.
    assert_eq!(next(Authority, &[], "2025-04-25T09:00"), Ok("26".to_owned()));
    assert_eq!(next(Post, &[], "2025-04-25T09:00"), Ok("28".to_owned()));
    assert_eq!(next(Authority, &[], "2025-05-01T09:00"), Ok("05".to_owned()));
    assert_eq!(next(Post, &[], "2025-05-01T09:00"), Ok("02".to_owned()));
    // What nobody loaded is no guess.
    assert_eq!(next(Post, &[], "2026-12-31T09:00"), Err(NotLoaded::Days { year: 2027 }));
}

#[test]
fn a_point_that_closed_is_passed_and_a_route_with_other_stops_is_not_driven() {
    let calls =
        [(1, "A", "", "08:00", ""), (2, "B", "09:00", "09:10", ""), (3, "C", "10:00", "", "")];
    let plan = Plan { departures: vec![departure("R1", "S1", "Mo-Su", &calls)], ..Plan::default() };
    let mut points = points();
    points[1] = point("B", since("2025-01-01", Some("2025-07-01")));
    let routes = vec![
        route("R1", &["A", "B", "C"], since("2025-01-01", Some("2025-09-01"))),
        route("R1", &["A", "D", "C"], since("2025-09-01", None)),
    ];
    let timetable = Timetable::new(plan, &network(points, routes), &calendars());
    let to = |to, ready| from_a_to(&timetable, to, ready).unwrap();
    assert_eq!(to("B", "2025-06-30T07:00"), ["R1 A 30 08:00 – 30 09:00 B"]);
    assert!(to("B", "2025-07-01T07:00").is_empty());
    assert_eq!(to("C", "2025-07-01T07:00"), ["R1 A 01 08:00 – 01 10:00 C"]);
    assert!(to("C", "2025-09-01T07:00").is_empty());
    let point = "B".parse().unwrap();
    assert_eq!(timetable.calls_at(&point, day("2025-06-30")).unwrap().len(), 1);
    assert!(timetable.calls_at(&point, day("2025-07-01")).unwrap().is_empty());
}

#[test]
fn a_night_run_is_boarded_after_midnight_on_the_days_after_those_on_which_it_starts() {
    let calls = [
        (1, "B", "", "22:00", ""),
        (2, "A", "00:30+1", "01:00+1", "20:00"),
        (3, "C", "05:00+1", "", ""),
    ];
    let plan = Plan { departures: vec![departure("R1", "S1", "Fr", &calls)], ..Plan::default() };
    let routes = vec![route("R1", &["B", "A", "C"], since("2025-01-01", None))];
    let timetable = Timetable::new(plan, &network(points(), routes), &calendars());
    // Friday is the 11th; handed in on Friday by 20:00.
    let night = ["R1 A 12 01:00 – 12 05:00 C"];
    assert_eq!(from_a_to(&timetable, "C", "2025-04-11T20:00").unwrap(), night);
    assert_eq!(
        from_a_to(&timetable, "C", "2025-04-11T20:01").unwrap(),
        ["R1 A 19 01:00 – 19 05:00 C"]
    );
    let board = timetable.calls_at(&"A".parse().unwrap(), day("2025-04-12")).unwrap();
    assert_eq!((board.len(), board[0].day), (1, day("2025-04-11")));
    assert_eq!(board[0].cut_off, Some(at("2025-04-11T20:00")));
}
