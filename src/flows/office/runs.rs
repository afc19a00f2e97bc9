//! The runs that take what a desk hands over: today's, and when all of those have closed, the next day's.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::base::codes::RunCode;
use crate::base::{At, ItemKey, PointCode};
use crate::calendar::NotLoaded;
use crate::dispatch::Forecaster;
use crate::dispatch::desk::RunName;
use crate::dispatch::room::{Aboard, Left};
use crate::dispatch::timetable::{CallAt, Room, Standing};
use crate::flows::forecast::ForecastRules;
use crate::parcels::Run;
use crate::store::{Conn, StoreError, desk_plans, office, runs};

/// How far ahead the next run is looked for.
const AHEAD: u64 = 7;

/// A run that takes what a desk hands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskRun {
    /// Which.
    pub name: RunName,
    /// Where one hands in: the desk itself, or the office beside it.
    pub stop: PointCode,
    /// By when it is to be handed over at the desk.
    pub by: At,
    /// When the run leaves.
    pub departs: At,
    /// Where it goes on to, and when it comes in there.
    pub onward: Vec<(PointCode, At)>,
    /// Why it does not go, where it does not.
    pub cancelled: Option<String>,
    /// How much it takes.
    pub room: Room,
    /// What is aboard, and what desks planned for it and is not aboard yet.
    pub taken: Aboard,
    /// How much of that is planned only.
    pub planned: u32,
    /// The code of the vehicle's run, once it was entered.
    pub code: Option<RunCode>,
}

impl DeskRun {
    /// How much more it takes.
    pub fn left(&self) -> Left {
        self.taken.left_in(self.room)
    }

    /// Whether something handed over now can still go with it.
    pub fn is_open(&self, now: At) -> bool {
        self.cancelled.is_none() && self.by >= now
    }
}

/// The runs of today that take what a desk hands over, with those of the next day that has any when all of today's
/// have closed.
pub fn desk_runs(
    conn: &mut Conn,
    rules: &ForecastRules<'_>,
    desk: &PointCode,
    now: At,
) -> Result<Result<Vec<DeskRun>, NotLoaded>, StoreError> {
    let today = now.date();
    let called = match calls(rules, desk, now) {
        Ok(called) => called,
        Err(missing) => return Ok(Err(missing)),
    };
    let last = called.iter().map(|run| run.name.day).max().unwrap_or(today);
    let entered = runs::of_days(conn, today - Days::new(1), last)?;
    let named = |run: &DeskRun| {
        let is = |one: &&Run| {
            one.route == run.name.route
                && one.departure.as_ref() == Some(&run.name.departure)
                && one.date == run.name.day
        };
        entered.iter().find(is)
    };
    let keys: Vec<ItemKey> = called.iter().filter_map(named).map(|run| run.key).collect();
    let aboard = office::aboard(conn, &keys)?;
    let days: BTreeSet<NaiveDate> = called.iter().map(|run| run.name.day).collect();
    let planned = desk_plans::onto_runs(conn, &days.into_iter().collect::<Vec<_>>())?;
    let filled = called.into_iter().map(|run| {
        let vehicle = named(&run);
        let on: BTreeSet<ItemKey> = aboard
            .iter()
            .filter(|(of, _, _)| vehicle.is_some_and(|vehicle| vehicle.key == *of))
            .map(|(_, item, _)| *item)
            .collect();
        let bags = aboard.iter().filter(|(_, item, is_bag)| *is_bag && on.contains(item)).count();
        let waits = |(name, item): &&(RunName, ItemKey)| *name == run.name && !on.contains(item);
        let waiting = planned.iter().filter(waits).count() as u32;
        DeskRun {
            taken: Aboard { parcels: (on.len() - bags) as u32 + waiting, bags: bags as u32 },
            planned: waiting,
            code: vehicle.map(|vehicle| vehicle.code.clone()),
            ..run
        }
    });
    Ok(Ok(filled.collect()))
}

fn calls(rules: &ForecastRules<'_>, desk: &PointCode, now: At) -> Result<Vec<DeskRun>, NotLoaded> {
    let forecaster = Forecaster::new(rules.promises, rules.timetable, rules.limits);
    let mut found: Vec<DeskRun> = Vec::new();
    for (n, day) in now.date().iter_days().take(AHEAD as usize + 1).enumerate() {
        let Some(stop) = forecaster.stop_of(desk, day) else { continue };
        let calls = match rules.timetable.calls_at(stop, day) {
            Ok(calls) => calls,
            // Only today has to be known: the days after may lie in a year that is not loaded.
            Err(_) if n > 0 => break,
            Err(missing) => return Err(missing),
        };
        found.extend(calls.iter().filter_map(|call| run(&forecaster, desk, stop, call)));
        if found.iter().any(|run| run.is_open(now)) {
            break;
        }
    }
    found.sort_by(|a, b| (a.departs, &a.name).cmp(&(b.departs, &b.name)));
    Ok(found)
}

fn run(
    forecaster: &Forecaster<'_>,
    desk: &PointCode,
    stop: &PointCode,
    call: &CallAt<'_>,
) -> Option<DeskRun> {
    let departs = call.departs?;
    let name =
        RunName { route: call.route.clone(), departure: call.departure.clone(), day: call.day };
    let taking = forecaster.takes_from(&name, desk)?;
    Some(DeskRun {
        name,
        stop: stop.clone(),
        by: taking.by,
        departs,
        onward: call.onward.iter().map(|(point, at)| ((*point).clone(), *at)).collect(),
        cancelled: match call.standing {
            Standing::Cancelled(said) => Some(said.reason.clone()),
            Standing::AsPlanned | Standing::Extra(_) => None,
        },
        room: call.room,
        taken: Aboard::default(),
        planned: 0,
        code: None,
    })
}
