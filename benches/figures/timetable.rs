//! The search for the earliest arrival, over an invented nation: communes on routes around a province's
//! sorting office, those tied to three large ones, and these to each other over night. On one thread, the
//! days laid out before.

use std::time::Instant;

use chrono::NaiveDate;
use hosopost::base::{At, Period, PointCode};
use hosopost::calendar::{Calendars, OpeningHours};
use hosopost::dispatch::Timetable;
use hosopost::dispatch::timetable::{Call, Departure, Plan, Room, RunTime};
use hosopost::network::{MailRoute, Network, Point, PointKind, Roles};

/// How many provinces the nation has.
pub const NATION: usize = 34;
/// A province's routes through its communes, and the communes on each: 3,332 in the nation.
const ROUTES: usize = 7;
const STOPS: usize = 14;
/// How often a day a route is driven each way.
const RUNS: usize = 4;

/// A timetable to search in.
pub struct Field {
    timetable: Timetable,
    communes: Vec<PointCode>,
}

impl Field {
    /// With so many provinces.
    pub fn invented(provinces: usize) -> Self {
        let mut plan = Lines::default();
        let mut communes = Vec::new();
        let large = ["BAC", "TRUNG", "NAM"];
        for (n, from) in large.into_iter().enumerate() {
            let to = large[(n + 1) % large.len()];
            plan.line(&format!("L{n}"), &[from, to], 19 * 60, 13 * 60, 2);
        }
        for province in 0..provinces {
            let office = format!("P{province}");
            let above = large[province % large.len()];
            plan.line(&format!("T{province}"), &[&office, above], 4 * 60, 3 * 60, 4);
            for route in 0..ROUTES {
                let stops: Vec<String> =
                    (0..STOPS).map(|stop| format!("{office}.{route}.{stop}")).collect();
                communes.extend(stops.iter().map(|code| code.parse().unwrap()));
                let stops: Vec<&str> = std::iter::once(office.as_str())
                    .chain(stops.iter().map(String::as_str))
                    .collect();
                let first = 5 * 60 + 10 * route as i32;
                plan.line(&format!("R{province}.{route}"), &stops, first, 12, RUNS);
            }
        }
        Self { timetable: plan.laid(), communes }
    }

    /// How many seconds a search from commune to commune takes, in the middle of so many.
    pub fn searched(&self, searches: usize) -> f64 {
        let pairs: Vec<_> = (0..searches)
            .map(|n| (self.commune(n * 7919), self.commune(n * 104_729 + 1)))
            .collect();
        let ready = At::office(monday(), 9, 30);
        let round = || {
            for (from, to) in &pairs {
                let journey = self.timetable.earliest_arrival(from, to, ready).unwrap();
                assert!(journey.is_some(), "{from} to {to}");
            }
        };
        // What is timed finds the days laid out, as all but the first question of a day.
        round();
        let begun = Instant::now();
        round();
        begun.elapsed().as_secs_f64() / searches as f64
    }

    /// How many seconds it takes to know the earliest arrival everywhere, from one commune.
    pub fn reached(&self, searches: usize) -> f64 {
        let ready = At::office(monday(), 9, 30);
        let begun = Instant::now();
        for n in 0..searches {
            let from = self.commune(n * 7919);
            let reach = self.timetable.reach(from, ready, 4).unwrap().unwrap();
            assert!(reach.count() > self.communes.len(), "{from}");
        }
        begun.elapsed().as_secs_f64() / searches as f64
    }

    fn commune(&self, n: usize) -> &PointCode {
        &self.communes[n % self.communes.len()]
    }
}

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 4, 7).unwrap()
}

fn always() -> Period {
    Period { from: NaiveDate::from_ymd_opt(2025, 1, 1).unwrap(), until: None }
}

/// Routes and departures while they are invented.
#[derive(Default)]
struct Lines {
    routes: Vec<MailRoute>,
    plan: Plan,
}

impl Lines {
    /// A route that is driven there and back every few hours, from stop to stop in so many minutes.
    fn line(&mut self, code: &str, stops: &[&str], first: i32, drive: i32, runs: usize) {
        let stops: Vec<PointCode> = stops.iter().map(|stop| stop.parse().unwrap()).collect();
        let numbered: Vec<(u32, &PointCode)> = (1..).zip(&stops).collect();
        let back: Vec<_> = numbered.iter().rev().copied().collect();
        for run in 0..runs {
            let start = first + 180 * run as i32;
            self.departure(code, &format!("V{run}"), &numbered, start % 1440, drive);
            self.departure(code, &format!("S{run}"), &back, (start + 90) % 1440, drive);
        }
        let (code, name) = (code.parse().unwrap(), code.to_owned());
        self.routes.push(MailRoute { code, name, stops, period: always() });
    }

    fn departure(
        &mut self,
        route: &str,
        code: &str,
        stops: &[(u32, &PointCode)],
        start: i32,
        drive: i32,
    ) {
        let time = |minute: i32| -> Option<RunTime> {
            let (day, clock) = (minute / 1440, minute % 1440);
            let suffix = if day == 0 { String::new() } else { format!("+{day}") };
            format!("{:02}:{:02}{suffix}", clock / 60, clock % 60).parse().ok()
        };
        let last = stops.len() - 1;
        let call = |(n, (stop, point)): (usize, &(u32, &PointCode))| {
            let at = start + drive * n as i32;
            Call {
                stop: *stop,
                point: (*point).clone(),
                arrives: if n == 0 { None } else { time(at - 2) },
                departs: if n == last { None } else { time(at) },
                cut_off: None,
            }
        };
        self.plan.departures.push(Departure {
            route: route.parse().unwrap(),
            code: code.parse().unwrap(),
            period: always(),
            days: "Mo-Sa".parse().unwrap(),
            calendar: None,
            room: Room::default(),
            calls: stops.iter().enumerate().map(call).collect(),
        });
    }

    fn laid(self) -> Timetable {
        let mut codes: Vec<PointCode> =
            self.routes.iter().flat_map(|route| route.stops.clone()).collect();
        codes.sort();
        codes.dedup();
        let point = |code: PointCode| Point {
            name: code.to_string(),
            code,
            kind: PointKind::CommunePostOffice,
            unit: "42".parse().unwrap(),
            position: None,
            hours: OpeningHours::default(),
            roles: Roles::Post,
            agency: None,
            successor: None,
            period: always(),
        };
        let points = codes.into_iter().map(point).collect();
        let network = Network::new(vec![], vec![], points, self.routes);
        Timetable::new(self.plan, &network, &Calendars::default())
    }
}
