//! The connections of a day: every way from one call to the next that leaves on it, in the order in which
//! they leave. Days are laid out when they are first asked for. Most days are like others, so days on which the
//! same runs are on the road share one layout, and a year takes the memory of a few days.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{Days as Count, NaiveDate};

use super::time::RunTime;
use super::whole::Timetable;
use crate::calendar::NotLoaded;

/// So many days are remembered; who asks for more asks anew.
const REMEMBERED: usize = 4000;

/// So many midnights pass at most until a run that started has ended.
pub(super) const MIDNIGHTS: i32 = 3;

/// From one call of a run to the next at a point that is open. Minutes count from midnight of the day on which it leaves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Connection {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) departure: u32,
    /// The last minute for handing in; on an earlier day below zero.
    pub(super) closes: i16,
    pub(super) departs: i16,
    pub(super) arrives: i16,
    /// When what it brought is ready for the next run.
    pub(super) handled: i16,
    /// Its two calls, among those of the departure.
    pub(super) calls: [u16; 2],
    /// How many days ago the run started.
    pub(super) days_ago: u8,
}

/// What was laid out.
#[derive(Debug, Default)]
pub(super) struct Days(RwLock<Laid>);

#[derive(Debug, Default)]
struct Laid {
    days: HashMap<NaiveDate, Arc<[Connection]>>,
    /// By what is in service and which runs are on the road.
    alike: HashMap<(usize, Vec<u32>), Arc<[Connection]>>,
}

impl Timetable {
    /// The connections that leave on a day, the earliest first.
    pub(super) fn connections(&self, day: NaiveDate) -> Result<Arc<[Connection]>, NotLoaded> {
        let laid = self.days.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = laid.days.get(&day) {
            return Ok(known.clone());
        }
        drop(laid);
        let runs = self.on_the_road(day)?;
        let era = |day: NaiveDate| self.turns.partition_point(|turn| *turn <= day);
        // What leaves today arrives in three days at the latest: only where nothing turns until then does
        // the era say all.
        let stays = era(day) == era(day + Count::new(MIDNIGHTS as u64 + 1));
        let alike = (era(day), runs);
        let mut laid = self.days.0.write().unwrap_or_else(PoisonError::into_inner);
        if laid.days.len() >= REMEMBERED {
            *laid = Laid::default();
        }
        let known = laid.alike.get(&alike).filter(|_| stays).cloned();
        let connections = known.unwrap_or_else(|| self.lay_out(day, &alike.1).into());
        if stays {
            laid.alike.insert(alike, connections.clone());
        }
        laid.days.insert(day, connections.clone());
        Ok(connections)
    }

    /// The runs that leave a point on a day: departure × 4 + the days since each started.
    fn on_the_road(&self, day: NaiveDate) -> Result<Vec<u32>, NotLoaded> {
        let mut runs = Vec::new();
        for (number, planned) in (0..).zip(&self.departures) {
            for days_ago in 0..=planned.midnights {
                if self.goes(number, day - Count::new(days_ago as u64))? {
                    runs.push(number * (MIDNIGHTS as u32 + 1) + days_ago as u32);
                }
            }
        }
        Ok(runs)
    }

    fn lay_out(&self, day: NaiveDate, runs: &[u32]) -> Vec<Connection> {
        let mut connections = Vec::new();
        for run in runs {
            let (departure, days_ago) =
                (run / (MIDNIGHTS as u32 + 1), run % (MIDNIGHTS as u32 + 1));
            self.lay_run(day, departure, days_ago as i32, &mut connections);
        }
        connections.sort_by_key(|one| (one.departs, one.arrives, one.departure));
        connections
    }

    /// The ways of one run that leave on the day, past points that are not open.
    fn lay_run(&self, day: NaiveDate, departure: u32, days_ago: i32, found: &mut Vec<Connection>) {
        let midnight = days_ago * RunTime::DAY;
        let minute = |time: RunTime| (time.minutes() - midnight) as i16;
        let date = |minute: i16| {
            let days = i64::from(i32::from(minute).div_euclid(RunTime::DAY));
            day + chrono::Duration::days(days)
        };
        let calls = self.calls_of(departure);
        for (at, call) in calls.iter().enumerate() {
            let Some((departs, closes)) = call.departs.zip(call.closes) else { continue };
            if departs.day() != days_ago || self.kind_on(call.point, day).is_none() {
                continue;
            }
            let open = (at + 1..).zip(&calls[at + 1..]).find_map(|(to, next)| {
                let arrives = minute(next.arrives?);
                let kind = self.kind_on(next.point, date(arrives))?;
                Some((to, next.point, arrives, kind))
            });
            let Some((to, next, arrives, kind)) = open else { continue };
            let handling = self.handling_on(next, kind, date(arrives));
            found.push(Connection {
                from: call.point,
                to: next,
                departure,
                closes: minute(closes),
                departs: minute(departs),
                arrives,
                handled: arrives + handling as i16,
                calls: [at as u16, to as u16],
                days_ago: days_ago as u8,
            });
        }
    }
}
