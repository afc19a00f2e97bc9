//! A few journeys with names: what is rare at random, and what a person would ask.

use super::samples::{calendars, day, departure, network, point, points, route, since};
use super::{Exception, ExceptionKind, Journey, Plan, Timetable};
use crate::base::At;
use crate::calendar::{Audience, NotLoaded};
use crate::network::MailRoute;

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
