//! The traffic of a province, day by day, out of a seed: who does what when. Pure: it knows no server and no
//! clock, and keeps its own account of who has each parcel, which the server's is compared with at the end.
//!
//! A day of the post: vans leave the sorting office at dawn, bags are opened, postmen go on their rounds, desks
//! are visited, counters take dossiers in, desks give results out in the afternoon, vans come back, and the
//! evening sorts. [`deeds`] is what comes out of it.

mod batch;
mod counters;
pub mod deeds;
mod desks;
mod rounds;
mod transport;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde_json::Value;

use crate::base::{At, Capacity, Dice, PointCode};
use crate::custody::AnomalyKind;

use super::persons::Persons;
use super::proportions::Proportions;
use super::province::{PlayedDay, PostDay, Province};
use deeds::{Act, Deed, Who};
use transport::PackedBag;

/// Who has a parcel by the plan's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    Point(PointCode, Capacity),
    Run(String),
    Postman(Who),
    Citizen,
}

/// How far a parcel's journey is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Journey {
    /// Ordered, or on its way.
    Open,
    /// With whom it was meant for.
    Delivered,
    /// Back with the agency that sent it.
    Returned,
    /// Reported lost, and not found again.
    Lost,
}

/// Where a parcel goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    Desk(usize),
    Door,
    /// The receiver fetches it at the counter.
    Counter,
}

/// A parcel by the plan's own account.
#[derive(Debug, Clone)]
pub struct Parcel {
    case: usize,
    /// What its slip lists, line by line; nobody knows yet what a round trip brings back.
    papers: Vec<u16>,
    seal: String,
    goal: Goal,
    /// The office that brings it to its goal.
    office: usize,
    /// The desk it came from, to which it goes back when nobody takes it.
    from_desk: Option<usize>,
    attempts: u32,
    returning: bool,
    /// The other half of a round trip, which begins when this one is there.
    result: Option<usize>,
    pub holder: Holder,
    pub journey: Journey,
}

/// A case by the plan's own account.
#[derive(Debug, Clone)]
pub struct Case {
    pub code: String,
    pub agency: PointCode,
    pub procedure: String,
    pub applicant: Value,
    pub received_at: At,
}

/// What the plan expects the server to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Scans handed in, by outcome; those that come again are counted beside.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Anomalies that what was played must raise.
    pub anomalies: BTreeMap<AnomalyKind, u64>,
}

/// When things happen on a day.
#[derive(Debug, Clone, Copy)]
struct Rhythm {
    vans_leave: At,
    feeders_leave: At,
    round_begins: At,
    round_ends: At,
    desks_visited: At,
    counter_opens: At,
    counter_closes: At,
    desks_give: At,
    feeders_return: At,
    vans_return: At,
    sorted: At,
}

impl Rhythm {
    fn of(date: NaiveDate, full: bool) -> Self {
        let at = |hour, minute| At::office(date, hour, minute);
        let or = |usual, half| if full { usual } else { half };
        Self {
            vans_leave: at(5, 30),
            feeders_leave: at(7, 45),
            round_begins: at(8, 45),
            round_ends: or(at(16, 0), at(10, 45)),
            desks_visited: at(10, 0),
            counter_opens: at(7, 5),
            counter_closes: or(at(15, 30), at(9, 15)),
            desks_give: at(15, 30),
            feeders_return: or(at(14, 0), at(9, 30)),
            vans_return: or(at(16, 20), at(11, 10)),
            sorted: or(at(19, 0), at(14, 0)),
        }
    }
}

/// A parcel that waits at its office.
#[derive(Debug, Clone, Copy)]
struct Held {
    parcel: usize,
    /// When something comes of it.
    until: NaiveDate,
    /// The receiver comes for it, or nobody does and it goes back.
    fetched: bool,
    since: At,
}

/// Dice of their own for each part, so that parts choose apart.
struct AllDice {
    orders: Dice,
    persons: Dice,
    mail: Dice,
    doors: Dice,
    scans: Dice,
    trouble: Dice,
}

/// The traffic as it is being planned.
pub struct Plan {
    pub province: Province,
    proportions: Proportions,
    per_day: u32,
    seed: u64,
    dice: AllDice,
    invented: Persons,
    pub parcels: Vec<Parcel>,
    pub cases: Vec<Case>,
    pub expected: Expected,
    batches: usize,
    counted: usize,
    acts: BTreeMap<(At, usize), Act>,
    clocks: BTreeMap<Who, i64>,
    /// Mail waiting at an office for the next one on its way.
    waiting: BTreeMap<(usize, usize), Vec<(usize, At)>>,
    /// Closed bags waiting for their van, by where they are and where they go.
    packed: BTreeMap<(usize, usize), Vec<PackedBag>>,
    /// At its office, for its desk.
    for_desk: BTreeMap<usize, Vec<(usize, At)>>,
    /// At its office, for a door.
    for_door: BTreeMap<usize, Vec<(usize, At)>>,
    /// At its office, until the receiver comes or the day is there.
    held: BTreeMap<usize, Vec<Held>>,
    /// At its sender's door.
    to_call_for: BTreeMap<usize, Vec<usize>>,
    /// Results that desks give out, from a day on.
    results: BTreeMap<usize, Vec<(usize, NaiveDate)>>,
    /// Taken in by another desk than the parcel is meant for.
    misgiven: BTreeMap<usize, Vec<(usize, usize)>>,
    /// Reported lost here, and turning up some day.
    missing: BTreeMap<usize, Vec<(usize, NaiveDate)>>,
    now: usize,
}

/// A day's plan.
#[derive(Debug)]
pub struct Planned {
    pub date: NaiveDate,
    pub dossiers: usize,
    pub acts: Vec<Act>,
}

impl Plan {
    pub fn new(province: Province, proportions: Proportions, per_day: u32, seed: u64) -> Self {
        let dice = |part| Dice::new(seed, part);
        Self {
            province,
            proportions,
            per_day,
            seed,
            dice: AllDice {
                orders: dice(1),
                persons: dice(2),
                mail: dice(3),
                doors: dice(4),
                scans: dice(5),
                trouble: dice(6),
            },
            invented: Persons::new(),
            parcels: Vec::new(),
            cases: Vec::new(),
            expected: Expected::default(),
            batches: 0,
            counted: 0,
            acts: BTreeMap::new(),
            clocks: BTreeMap::new(),
            waiting: BTreeMap::new(),
            packed: BTreeMap::new(),
            for_desk: BTreeMap::new(),
            for_door: BTreeMap::new(),
            held: BTreeMap::new(),
            to_call_for: BTreeMap::new(),
            results: BTreeMap::new(),
            misgiven: BTreeMap::new(),
            missing: BTreeMap::new(),
            now: 0,
        }
    }

    /// Everybody who acts.
    pub fn everybody(&self) -> Vec<Who> {
        let postmen = self.proportions.delivery.postmen as usize;
        let offices = 0..self.province.offices.len();
        let mut all: Vec<Who> = offices.clone().map(Who::Clerk).collect();
        all.extend(offices.flat_map(|office| (0..postmen).map(move |n| Who::Postman(office, n))));
        all.extend((0..self.province.lines.len()).map(Who::Driver));
        all.extend((0..self.province.desks.len()).map(Who::Officer));
        all.push(Who::System);
        all
    }

    /// The points at which somebody acts.
    pub fn points_of(&self, who: Who) -> Vec<PointCode> {
        let office = |office: usize| self.province.offices[office].code.clone();
        match who {
            Who::Clerk(at) | Who::Postman(at, _) => vec![office(at)],
            Who::Driver(line) => {
                let line = &self.province.lines[line];
                std::iter::once(line.head).chain(line.stops.iter().copied()).map(office).collect()
            }
            Who::Officer(desk) => vec![self.province.desks[desk].code.clone()],
            Who::System => self.province.desks.iter().map(|desk| desk.code.clone()).collect(),
        }
    }

    /// The next day's acts in the order in which the server hears of them; none when all days are over.
    pub fn next_day(&mut self) -> Option<Planned> {
        let day = self.province.days.get(self.now)?.clone();
        self.now += 1;
        let before = self.cases.len();
        if day.post != PostDay::Rest {
            self.work(&day);
        }
        let midnight = At::office(day.date, 0, 0).plus_millis(24 * 3_600_000);
        let later = self.acts.split_off(&(midnight, 0));
        let acts = std::mem::replace(&mut self.acts, later).into_values().collect();
        Some(Planned { date: day.date, dossiers: self.cases.len() - before, acts })
    }

    /// What is handed in after the last day: late scans.
    pub fn rest(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.acts).into_values().collect()
    }

    /// The case a parcel belongs to.
    pub fn case_of(&self, parcel: usize) -> &Case {
        &self.cases[self.parcels[parcel].case]
    }

    fn work(&mut self, day: &PlayedDay) {
        let full = day.post == PostDay::Full;
        let rhythm = Rhythm::of(day.date, full);
        self.turn_up(day.date, rhythm.counter_opens);
        self.order_pickups(day, rhythm);
        self.vans_out(rhythm);
        self.visit_desks(day, rhythm.desks_visited);
        self.go_on_rounds(rhythm);
        self.counters(day, rhythm);
        if full {
            self.desks_order(day, rhythm);
            self.desks_give(day, rhythm.desks_give);
        }
        self.vans_back(rhythm);
    }

    /// How many dossiers a day has.
    fn dossiers(&self, day: &PlayedDay) -> usize {
        let share = match day.post {
            PostDay::Rest => 0.0,
            PostDay::Half => self.proportions.traffic.half_day,
            PostDay::Full => 1.0,
        };
        (f64::from(self.per_day) * share).round() as usize
    }

    fn act(&mut self, sent: At, who: Who, deed: Deed) {
        self.counted += 1;
        self.acts.insert((sent, self.counted), Act { sent, who, deed });
    }

    fn hold(&mut self, parcel: usize, holder: Holder) {
        self.parcels[parcel].holder = holder;
    }

    fn hold_at_office(&mut self, parcel: usize, office: usize) {
        let code = self.province.offices[office].code.clone();
        self.hold(parcel, Holder::Point(code, Capacity::Post));
    }

    fn hold_at_desk(&mut self, parcel: usize, desk: usize) {
        let code = self.province.desks[desk].code.clone();
        self.hold(parcel, Holder::Point(code, Capacity::Desk));
    }

    fn expect(&mut self, kind: AnomalyKind) {
        *self.expected.anomalies.entry(kind).or_default() += 1;
    }

    /// What becomes of a parcel that is at an office, since a moment, and free to go on.
    fn route(&mut self, parcel: usize, office: usize, since: At) {
        let there = &self.parcels[parcel];
        if let Some(next) = self.province.next_hop(office, there.office) {
            self.waiting.entry((office, next)).or_default().push((parcel, since));
            return;
        }
        match there.goal {
            Goal::Desk(_) => self.for_desk.entry(office).or_default().push((parcel, since)),
            Goal::Door => self.for_door.entry(office).or_default().push((parcel, since)),
            Goal::Counter => {
                let days = self.dice.doors.between(0, 3).unsigned_abs();
                let until = since.date() + Days::new(days);
                let held = Held { parcel, until, fetched: true, since };
                self.held.entry(office).or_default().push(held);
            }
        }
    }

    /// The working days of a desk that follow a day, as far as they are played; else none.
    fn desk_day(&self, desk: usize, after: NaiveDate, days: i64) -> Option<NaiveDate> {
        let open = |day: &&PlayedDay| day.date > after && day.open_desks.contains(&desk);
        let nth = usize::try_from(days - 1).unwrap_or(0);
        self.province.days.iter().filter(open).nth(nth).map(|day| day.date)
    }

    /// Codes of bags and runs that no other seed makes.
    fn named(&mut self, what: &str) -> String {
        self.counted += 1;
        format!("{what}{}-{}", self.seed, self.counted)
    }

    /// The seeds of all who act have these devices' clocks, in milliseconds behind the server's.
    fn clock_of(&mut self, who: Who) -> i64 {
        let share = self.proportions.disturbances.clock_off;
        if let Some(known) = self.clocks.get(&who) {
            return *known;
        }
        let off = if self.dice.trouble.happens(share) {
            let seconds = self.dice.trouble.between(60, 1800);
            if self.dice.trouble.happens(0.5) { seconds * 1000 } else { -seconds * 1000 }
        } else {
            0
        };
        self.clocks.insert(who, off);
        off
    }

    /// The desks that are shut all days give and take nothing.
    fn desks_open(&self) -> BTreeSet<usize> {
        self.province.days.iter().flat_map(|day| day.late_desks.iter().copied()).collect()
    }
}
