//! The earliest arrival, by a connection scan: all connections from the moment on, in the order in which
//! they leave, each looked at once. Whoever can reach one in time (the cut-off counts, and at a change the
//! handling of what came in) reaches where it leads.
//!
//! Of journeys that arrive at the same minute the one with the fewest changes is wanted. Keeping only the
//! earliest arrival at each point would lose it: what comes in later but changed less may catch the same
//! onward run. So a point keeps every arrival that is not beaten by one both earlier and with fewer rides;
//! that are one or two. Among equals the connection that was first in the scan stays, so an answer is always
//! the same.

use chrono::{Days, NaiveDate};

use super::day::{Connection, MIDNIGHTS};
use super::journey::{Alighting, Boarding, Journey, Ride};
use super::time::RunTime;
use super::whole::Timetable;
use crate::base::{At, PointCode};
use crate::calendar::NotLoaded;

/// So many days on, at most, a journey is looked for: longer than Tết closes anything.
pub const HORIZON_DAYS: u32 = 30;

/// No label.
const NONE: u32 = u32::MAX;

/// A run takes one of so many places in turn, by the day on which it starts: when the first is needed
/// again, the run that had it has ended.
const TURN: i32 = MIDNIGHTS + 1;

/// An arrival at a point. Minutes count from midnight of the day on which the scan began.
#[derive(Debug, Clone, Copy)]
struct Label {
    arrives: i32,
    /// When it can go on.
    handled: i32,
    /// With how many runs it came.
    rides: u16,
    /// The next arrival that the point keeps.
    next: u32,
    /// The arrival from which it went on.
    before: u32,
    departure: u32,
    /// On which day of the scan the run started.
    day: i32,
    /// Where it got on and off, among the departure's calls.
    calls: [u16; 2],
}

/// What is on a run.
#[derive(Debug, Clone, Copy)]
struct Aboard {
    day: i32,
    label: u32,
    rides: u16,
    call: u16,
}

/// What can be reached from a point from a moment on, and when.
#[derive(Debug)]
pub struct Reach<'a> {
    timetable: &'a Timetable,
    from: u32,
    ready: At,
    /// The first day of the scan.
    start: NaiveDate,
    labels: Vec<Label>,
    /// The first of the arrivals that each point keeps.
    kept: Vec<u32>,
    /// The arrival at each point that is wanted.
    best: Vec<u32>,
    aboard: Vec<Aboard>,
}

impl Timetable {
    /// How what is ready at a point from a moment on gets to another one soonest, with the fewest changes
    /// among those that arrive at the same minute. None when nothing leads there within [`HORIZON_DAYS`].
    pub fn earliest_arrival(
        &self,
        from: &PointCode,
        to: &PointCode,
        ready: At,
    ) -> Result<Option<Journey>, NotLoaded> {
        if from == to {
            return Ok(Some(Journey { from: from.clone(), to: to.clone(), ready, rides: vec![] }));
        }
        let Some((start, target)) = self.point(from).zip(self.point(to)) else { return Ok(None) };
        let mut reach = Reach::new(self, start, ready);
        reach.scan(Some(target), HORIZON_DAYS)?;
        Ok(reach.journey(to))
    }

    /// The same, and those after it: each what is left for who comes when the one before has closed.
    pub fn next_journeys(
        &self,
        from: &PointCode,
        to: &PointCode,
        ready: At,
        most: usize,
    ) -> Result<Vec<Journey>, NotLoaded> {
        let mut journeys: Vec<Journey> = Vec::new();
        let mut since = ready;
        while journeys.len() < most
            && let Some(journey) = self.earliest_arrival(from, to, since)?
        {
            let closed = journey.rides.first().map(|ride| ride.board.cut_off);
            journeys.push(Journey { ready, ..journey });
            match closed {
                Some(closed) => since = closed.plus_millis(60_000),
                None => break,
            }
        }
        Ok(journeys)
    }

    /// When what is ready at a point from a moment on can be everywhere else, within so many days.
    pub fn reach(
        &self,
        from: &PointCode,
        ready: At,
        days: u32,
    ) -> Result<Option<Reach<'_>>, NotLoaded> {
        let Some(from) = self.point(from) else { return Ok(None) };
        let mut reach = Reach::new(self, from, ready);
        reach.scan(None, days)?;
        Ok(Some(reach))
    }
}

impl<'a> Reach<'a> {
    fn new(timetable: &'a Timetable, from: u32, ready: At) -> Self {
        // What is ready within a minute is ready after it.
        let ready_minute = ready.plus_millis(59_999);
        let start = ready_minute.date();
        let midnight = At::office(start, 0, 0).millis();
        let minute = ((ready_minute.millis() - midnight) / 60_000) as i32;
        let here = Label {
            arrives: minute,
            handled: minute,
            rides: 0,
            next: NONE,
            before: NONE,
            departure: NONE,
            day: 0,
            calls: [0; 2],
        };
        let nobody = Aboard { day: i32::MIN, label: NONE, rides: u16::MAX, call: 0 };
        let mut reach = Self {
            timetable,
            from,
            ready,
            start,
            labels: vec![here],
            kept: vec![NONE; timetable.points.len()],
            best: vec![NONE; timetable.points.len()],
            aboard: vec![nobody; timetable.departures.len() * TURN as usize],
        };
        reach.kept[from as usize] = 0;
        reach.best[from as usize] = 0;
        reach
    }

    fn scan(&mut self, target: Option<u32>, days: u32) -> Result<(), NotLoaded> {
        let ready = self.labels[0].arrives;
        for day in 0..days as i32 {
            let connections = self.timetable.connections(self.start + Days::new(day as u64))?;
            let midnight = day * RunTime::DAY;
            let first =
                connections.partition_point(|one| midnight + i32::from(one.departs) < ready);
            for connection in &connections[first..] {
                let departs = midnight + i32::from(connection.departs);
                // Whatever leaves now arrives later than what is known already.
                let there = target.map(|target| self.best[target as usize]);
                if there.is_some_and(|at| at != NONE && self.labels[at as usize].arrives <= departs)
                {
                    return Ok(());
                }
                self.ride(connection, day, midnight);
            }
        }
        Ok(())
    }

    fn ride(&mut self, connection: &Connection, day: i32, midnight: i32) {
        let started = day - i32::from(connection.days_ago);
        let place =
            connection.departure as usize * TURN as usize + started.rem_euclid(TURN) as usize;
        let mut aboard = Some(self.aboard[place]).filter(|aboard| aboard.day == started);
        let waiting = self.waiting(connection.from, midnight + i32::from(connection.closes));
        if let Some((label, rides)) = waiting
            && aboard.is_none_or(|aboard| rides + 1 < aboard.rides)
        {
            let call = connection.calls[0];
            let boarded = Aboard { day: started, label, rides: rides + 1, call };
            self.aboard[place] = boarded;
            aboard = Some(boarded);
        }
        if let Some(aboard) = aboard {
            let label = Label {
                arrives: midnight + i32::from(connection.arrives),
                handled: midnight + i32::from(connection.handled),
                rides: aboard.rides,
                next: NONE,
                before: aboard.label,
                departure: connection.departure,
                day: started,
                calls: [aboard.call, connection.calls[1]],
            };
            self.arrive(connection.to as usize, label);
        }
    }

    /// What waits at a point by a minute and came with the fewest rides.
    fn waiting(&self, point: u32, by: i32) -> Option<(u32, u16)> {
        let mut at = self.kept[point as usize];
        let mut found = None;
        while at != NONE {
            let label = &self.labels[at as usize];
            if label.handled <= by && found.is_none_or(|(_, rides)| label.rides < rides) {
                found = Some((at, label.rides));
            }
            at = label.next;
        }
        found
    }

    fn arrive(&mut self, point: usize, label: Label) {
        let number = self.labels.len() as u32;
        let best = self.best[point];
        let is_best = best == NONE || {
            let best = &self.labels[best as usize];
            (label.arrives, label.rides) < (best.arrives, best.rides)
        };
        let is_kept = self.make_room(point, &label);
        if !is_best && !is_kept {
            return;
        }
        self.labels.push(label);
        if is_best {
            self.best[point] = number;
        }
        if is_kept {
            self.labels[number as usize].next = self.kept[point];
            self.kept[point] = number;
        }
    }

    /// Lets go of what the new arrival beats; whether it is not beaten itself.
    fn make_room(&mut self, point: usize, new: &Label) -> bool {
        let (mut at, mut last) = (self.kept[point], NONE);
        while at != NONE {
            let known = self.labels[at as usize];
            if known.handled <= new.handled && known.rides <= new.rides {
                // Then it beat, or equals, whatever the new one could have let go of.
                return false;
            }
            if new.handled <= known.handled && new.rides <= known.rides {
                match last {
                    NONE => self.kept[point] = known.next,
                    last => self.labels[last as usize].next = known.next,
                }
            } else {
                last = at;
            }
            at = known.next;
        }
        true
    }

    fn at(&self, minute: i32) -> At {
        At::office(self.start, 0, 0).plus_millis(i64::from(minute) * 60_000)
    }

    /// When a point is reached; none when it is not.
    pub fn arrives(&self, point: &PointCode) -> Option<At> {
        let best = self.best[self.timetable.point(point)? as usize];
        let label = self.labels.get(best as usize)?;
        Some(if best == 0 { self.ready } else { self.at(label.arrives) })
    }

    /// How many points are reached, the one it starts from among them.
    pub fn count(&self) -> usize {
        self.best.iter().filter(|best| **best != NONE).count()
    }

    /// How a point is reached; none when it is not.
    pub fn journey(&self, to: &PointCode) -> Option<Journey> {
        let mut at = self.best[self.timetable.point(to)? as usize];
        let mut rides = Vec::new();
        self.labels.get(at as usize)?;
        while at != 0 {
            let label = &self.labels[at as usize];
            rides.push(self.ride_of(label));
            at = label.before;
        }
        rides.reverse();
        let from = self.timetable.code(self.from).clone();
        Some(Journey { from, to: to.clone(), ready: self.ready, rides })
    }

    fn ride_of(&self, label: &Label) -> Ride {
        let planned = self.timetable.planned(label.departure);
        let calls = self.timetable.calls_of(label.departure);
        let [on, off] = label.calls.map(|call| calls[usize::from(call)]);
        let midnight = label.day * RunTime::DAY;
        let at = |time: Option<RunTime>| self.at(midnight + time.map_or(0, RunTime::minutes));
        let ready = match label.before {
            0 => self.ready,
            before => self.at(self.labels[before as usize].handled),
        };
        Ride {
            route: planned.route.clone(),
            departure: planned.code.clone(),
            day: self.start + chrono::Duration::days(i64::from(label.day)),
            room: planned.room,
            board: Boarding {
                point: self.timetable.code(on.point).clone(),
                ready,
                cut_off: at(on.closes),
                departs: at(on.departs),
            },
            alight: Alighting {
                point: self.timetable.code(off.point).clone(),
                arrives: self.at(label.arrives),
            },
        }
    }
}
