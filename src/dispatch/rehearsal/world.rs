//! Playing errands: moment after moment, what comes in, what leaves, what is left behind and planned anew.
//!
//! A parcel waits for one moment at a time, so the moments stand in one queue. At the same minute what comes in
//! comes before what leaves, and of those that wait for the same run the one that waits longest is first: when
//! that is full, the others stay and are planned anew, and the delay is charged to its hop.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::errand::{Asked, Errand, a_minute_after, asked};
use super::luck::Luck;
use super::planner::Planner;
use super::runs::{Cause, PlayedRun, Runs};
use super::scenario::{Scenario, played};
use crate::base::{At, Period, PointCode};
use crate::calendar::NotLoaded;
use crate::cases::CaseLimit;
use crate::dispatch::Promises;
use crate::dispatch::forecast::{Hop, Way};
use crate::dispatch::target::Targets;
use crate::network::Network;

/// Where nothing leads on, it is looked again after so long.
const LOOK_AGAIN_MS: i64 = 24 * 3_600_000;

/// What became of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fate {
    /// The day on which it was ready.
    pub day: NaiveDate,
    /// By when it was promised.
    pub promised: At,
    /// When it was with whom it was meant for; none where it still was under way at the end.
    pub reached: Option<At>,
    /// How long it lay at points, in minutes.
    pub waited: i64,
    /// When each silence began that was too long.
    pub dark: Vec<At>,
    /// Whether the last of them lasted to the end.
    pub is_dark: bool,
}

/// What became of all.
#[derive(Debug)]
pub(super) struct Played {
    pub fates: Vec<Fate>,
    pub runs: Vec<PlayedRun>,
    /// Until when was played.
    pub until: At,
}

/// What is the same in all columns.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// Where things are.
    pub network: &'a Network,
    /// How long carriage may take.
    pub targets: &'a Targets,
    /// Times that an operator loaded.
    pub limits: &'a [CaseLimit],
    /// What is to be carried.
    pub errands: &'a [Errand],
    /// The days that are rehearsed.
    pub days: Period,
    /// What chance decides.
    pub luck: Luck,
}

/// At the same minute in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A parcel comes in.
    Comes,
    /// It becomes known that a van broke down.
    Turns,
    /// The run leaves, or whom it is meant for has it.
    Leaves,
}

/// A moment in which something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    at: At,
    what: What,
    /// Since when the parcel waits.
    since: At,
    parcel: usize,
    /// Which of the parcel's plans it belongs to: another plan makes it void.
    plan: u32,
}

/// Where a parcel is.
#[derive(Debug, Clone)]
enum Stage {
    /// It comes in at a point, with a run or of itself.
    Comes { to: PointCode, ready: At, since: At, with: Option<usize> },
    /// It lies there.
    Lies(Lies),
    /// It is with whom it was meant for.
    There(At),
}

#[derive(Debug, Clone)]
struct Lies {
    at: PointCode,
    /// From when on it can be handed over.
    ready: At,
    /// Since when it waits.
    since: At,
    /// By when it is to be scanned.
    due: Option<At>,
    way: Option<Rc<Way>>,
    /// How often it was to be handed over here.
    tries: u32,
}

struct Moving {
    asked: Asked,
    promised: At,
    stage: Stage,
    plan: u32,
    waited_ms: i64,
    dark: Vec<At>,
}

struct World<'a> {
    given: Given<'a>,
    scenario: &'a Scenario<'a>,
    planners: Vec<Planner<'a>>,
    /// By which of the planners people plan now.
    planner: usize,
    runs: Runs,
    parcels: Vec<Moving>,
    moments: BinaryHeap<Reverse<Moment>>,
}

/// Plays all errands that a promise was given for, as often as the scenario asks for them. `progress` is told of each day that begins.
pub(super) fn play(
    given: Given<'_>,
    scenario: &Scenario<'_>,
    promised: &[Option<At>],
    progress: &mut dyn FnMut(NaiveDate),
) -> Result<Played, NotLoaded> {
    let epochs = scenario.epochs(given.network)?;
    let Given { network, targets, limits, .. } = given;
    let rules = Promises { network, calendars: scenario.calendars(), targets };
    let all_days = played(given.days);
    let end = At::office(all_days.until.unwrap_or(all_days.from), 0, 0);
    let planners = epochs.iter().map(|epoch| Planner::new(rules, &epoch.timetable, limits));
    let mut world = World {
        given,
        scenario,
        planners: planners.collect(),
        planner: 0,
        runs: Runs::of(&epochs[0].timetable, all_days, &scenario.breakdowns())?,
        parcels: Vec::new(),
        moments: BinaryHeap::new(),
    };
    for epoch in &epochs[1..] {
        let (at, since) = (epoch.since, epoch.since);
        world.moments.push(Reverse(Moment { at, what: What::Turns, since, parcel: 0, plan: 0 }));
    }
    let asked = asked(given.errands, |day| scenario.times(day), given.luck);
    for asked in asked {
        if let Some(promised) = promised[asked.errand] {
            world.begin(asked, promised)?;
        }
    }
    let mut day = None;
    while let Some(Reverse(moment)) = world.moments.pop().filter(|next| next.0.at <= end) {
        let today = moment.at.date();
        if day.replace(today) != Some(today) {
            progress(today);
        }
        world.turn(moment)?;
    }
    let fates = world.parcels.into_iter().map(|parcel| parcel.fate(given.errands, end));
    Ok(Played { fates: fates.collect(), runs: world.runs.told(), until: end })
}

impl<'a> World<'a> {
    fn planner(&self) -> &Planner<'a> {
        &self.planners[self.planner]
    }

    fn errand(&self, parcel: usize) -> &'a Errand {
        &self.given.errands[self.parcels[parcel].asked.errand]
    }

    fn begin(&mut self, asked: Asked, promised: At) -> Result<(), NotLoaded> {
        let Errand { from, ready, .. } = &self.given.errands[asked.errand];
        let handed_in = self.planner().forecaster().handed_in(from, *ready)?;
        let parcel = self.parcels.len();
        self.parcels.push(Moving {
            asked,
            promised,
            stage: Stage::Comes { to: from.clone(), ready: handed_in, since: ready.at, with: None },
            plan: 0,
            waited_ms: 0,
            dark: Vec::new(),
        });
        self.await_it(parcel, ready.at, What::Comes, ready.at);
        Ok(())
    }

    fn await_it(&mut self, parcel: usize, at: At, what: What, since: At) {
        let plan = self.parcels[parcel].plan;
        self.moments.push(Reverse(Moment { at, what, since, parcel, plan }));
    }

    fn turn(&mut self, moment: Moment) -> Result<(), NotLoaded> {
        let Moment { at: now, what, parcel, plan, .. } = moment;
        if what == What::Turns {
            return self.learn(now);
        }
        if self.parcels[parcel].plan != plan {
            return Ok(());
        }
        match self.parcels[parcel].stage.clone() {
            Stage::Comes { to, ready, since, with } => {
                if let Some(run) = with {
                    self.runs.alight(run);
                }
                self.lie(parcel, to, ready, since)
            }
            Stage::Lies(lies) => match lies.way.clone() {
                None => self.plan_anew(parcel, lies, now),
                Some(way) => match way.hops.first() {
                    None => {
                        self.parcels[parcel].leave(&lies, now);
                        self.parcels[parcel].stage = Stage::There(now);
                        Ok(())
                    }
                    Some(hop) => self.depart(parcel, lies, hop, now),
                },
            },
            Stage::There(_) => Ok(()),
        }
    }

    /// Lies at a point from now on.
    fn lie(&mut self, parcel: usize, at: PointCode, ready: At, since: At) -> Result<(), NotLoaded> {
        let way = self.planner().way(&at, &self.errand(parcel).end, ready)?;
        let due = match &way {
            Some(way) => self.planner().forecaster().seen_by(way)?,
            None => None,
        };
        self.wait(parcel, Lies { at, ready, since, due, way, tries: 0 }, ready);
        Ok(())
    }

    /// Waits for what its way says is next.
    fn wait(&mut self, parcel: usize, lies: Lies, now: At) {
        let next = match &lies.way {
            Some(way) => way.hops.first().map_or(way.reaches, |hop| hop.departs),
            None => now.plus_millis(LOOK_AGAIN_MS),
        };
        let since = lies.since;
        self.parcels[parcel].stage = Stage::Lies(lies);
        self.await_it(parcel, next, What::Leaves, since);
    }

    fn plan_anew(&mut self, parcel: usize, lies: Lies, now: At) -> Result<(), NotLoaded> {
        let soonest = a_minute_after(now).max(lies.ready);
        let way = self.planner().way(&lies.at, &self.errand(parcel).end, soonest)?;
        self.wait(parcel, Lies { way, ..lies }, now);
        Ok(())
    }

    /// The run it waits for leaves, with it or without.
    fn depart(&mut self, parcel: usize, lies: Lies, hop: &Hop, now: At) -> Result<(), NotLoaded> {
        let run = self.runs.find(hop);
        let asked = self.parcels[parcel].asked;
        let is_missed = self.given.luck.misses(asked, &hop.from, lies.tries);
        let cause = if run.is_some_and(|run| !self.runs.went(run)) {
            Some(Cause::Broken)
        } else if is_missed {
            Some(Cause::Missed)
        } else {
            run.filter(|run| !self.runs.has_room(*run)).map(|_| Cause::Full)
        };
        if let Some(cause) = cause {
            return self.stay(parcel, lies, (hop, run), cause, now);
        }
        if let Some(run) = run {
            self.runs.board(run);
        }
        self.parcels[parcel].leave(&lies, now);
        let ready = self.planner().handled(&hop.to, hop.arrives);
        self.parcels[parcel].stage =
            Stage::Comes { to: hop.to.clone(), ready, since: ready, with: run };
        self.await_it(parcel, hop.arrives, What::Comes, ready);
        Ok(())
    }

    /// Stays behind, and is planned anew at once.
    fn stay(
        &mut self,
        parcel: usize,
        mut lies: Lies,
        (hop, run): (&Hop, Option<usize>),
        cause: Cause,
        now: At,
    ) -> Result<(), NotLoaded> {
        let end = &self.errand(parcel).end;
        let planned = lies.way.as_ref().map(|way| way.reaches);
        lies.way = self.planner().way(&hop.from, end, a_minute_after(now).max(lies.ready))?;
        let reaches = lies.way.as_ref().map(|way| way.reaches);
        let later = planned.zip(reaches).map_or(0, |(before, after)| minutes(before, after));
        if let Some(run) = run {
            self.runs.leave(run, cause, later.max(0));
        }
        // A run that is known not to leave is no run to be seen after.
        if cause == Cause::Broken
            && lies.due.is_some_and(|due| due > now)
            && let Some(first) = self.planner().way(&lies.at, end, lies.ready)?
        {
            lies.due = self.planner().forecaster().seen_by(&first)?;
        }
        lies.at = hop.from.clone();
        lies.tries += 1;
        self.wait(parcel, lies, now);
        Ok(())
    }

    /// A van broke down: people plan without its runs, also what waits for one of them already.
    fn learn(&mut self, now: At) -> Result<(), NotLoaded> {
        self.planner += 1;
        let broken = self.scenario.breakdowns();
        for parcel in 0..self.parcels.len() {
            let Stage::Lies(lies) = &self.parcels[parcel].stage else { continue };
            let Some(hop) = lies.way.as_ref().and_then(|way| way.hops.first()) else { continue };
            let is_broken = broken
                .iter()
                .any(|one| one.days.contains(hop.day) && one.of.means(&hop.route, &hop.departure));
            let (hop, lies) = (hop.clone(), lies.clone());
            let goes = self.planner().way(&lies.at, &self.errand(parcel).end, lies.ready)?;
            let still = goes
                .is_some_and(|way| way.hops.first().is_some_and(|next| next.is_by_run_of(&hop)));
            if is_broken && !still {
                self.parcels[parcel].plan += 1;
                let run = self.runs.find(&hop);
                self.stay(parcel, lies, (&hop, run), Cause::Broken, now)?;
            }
        }
        Ok(())
    }
}

impl Moving {
    /// It is scanned as it leaves: it waited so long, and whether anybody heard of it in time.
    fn leave(&mut self, lies: &Lies, now: At) {
        self.waited_ms += now.millis() - lies.since.millis();
        self.dark.extend(lies.due.filter(|due| *due < now));
    }

    fn fate(mut self, errands: &[Errand], end: At) -> Fate {
        let silences = self.dark.len();
        let reached = match self.stage.clone() {
            Stage::There(at) => Some(at),
            Stage::Lies(lies) => {
                self.leave(&lies, end);
                None
            }
            Stage::Comes { .. } => None,
        };
        Fate {
            day: errands[self.asked.errand].day(),
            promised: self.promised,
            reached,
            waited: self.waited_ms / 60_000,
            is_dark: self.dark.len() > silences,
            dark: self.dark,
        }
    }
}

const fn minutes(from: At, until: At) -> i64 {
    (until.millis() - from.millis()) / 60_000
}
