//! The world in which errands are played: the timetable as it is, changed by what is tried.

use chrono::NaiveDate;

use super::change::{Breakdown, Change, CutOff, each};
use crate::base::{At, Period};
use crate::calendar::{Audience, Basis, CalendarDay, Calendars, NotLoaded, SpecialKind};
use crate::dispatch::Timetable;
use crate::dispatch::timetable::{Exception, ExceptionKind, Plan};
use crate::network::Network;

/// The timetable and the days as they are.
#[derive(Debug, Clone)]
pub struct Today {
    /// Departures, exceptions and handling times.
    pub plan: Plan,
    /// Days and weeks that are worked.
    pub calendars: Calendars,
}

/// What is played in one column.
#[derive(Debug)]
pub(super) struct Scenario<'a> {
    changes: &'a [Change],
    plan: Plan,
    calendars: Calendars,
}

/// A timetable, and since when people plan by it.
#[derive(Debug)]
pub(super) struct Epoch {
    pub since: At,
    pub timetable: Timetable,
}

impl<'a> Scenario<'a> {
    /// What becomes of it by all changes together.
    pub fn new(today: &Today, changes: &'a [Change]) -> Self {
        let loaded = changes.iter().find_map(|change| match change {
            Change::Timetable { plan, .. } => Some(plan),
            Change::CutOff(_)
            | Change::Breakdown(_)
            | Change::DaysOff(_)
            | Change::Demand(_)
            | Change::Tet(_) => None,
        });
        let mut plan = loaded.unwrap_or(&today.plan).clone();
        for change in changes {
            if let Change::CutOff(cut_off) = change {
                shift(&mut plan, cut_off);
            }
        }
        let off = changes.iter().filter_map(Change::days_off).flat_map(|days| each(days.0));
        let calendars = today.calendars.clone().with_days(off.map(day_off));
        Self { changes, plan, calendars }
    }

    /// The days that are worked.
    pub const fn calendars(&self) -> &Calendars {
        &self.calendars
    }

    /// Whether other days are worked than today's calendars say.
    pub fn has_days_off(&self) -> bool {
        self.changes.iter().any(|change| change.days_off().is_some())
    }

    /// How many times as much there is to carry on a day.
    pub fn times(&self, day: NaiveDate) -> f64 {
        let said = self.changes.iter().filter_map(Change::demand);
        said.filter(|demand| demand.days.contains(day)).map(|demand| demand.times).product()
    }

    /// The breakdowns.
    pub fn breakdowns(&self) -> Vec<&'a Breakdown> {
        let broken = self.changes.iter().filter_map(|change| match change {
            Change::Breakdown(breakdown) => Some(breakdown),
            Change::CutOff(_)
            | Change::DaysOff(_)
            | Change::Demand(_)
            | Change::Tet(_)
            | Change::Timetable { .. } => None,
        });
        broken.collect()
    }

    /// The timetables by which people plan, one after the other: a van's runs are in it until the first of them
    /// does not leave, and then all that it was to drive are not.
    pub fn epochs(&self, network: &Network) -> Result<Vec<Epoch>, NotLoaded> {
        let planned = Timetable::new(self.plan.clone(), network, &self.calendars);
        let mut failing = Vec::new();
        for breakdown in self.breakdowns() {
            let runs = runs_of(&planned, breakdown)?;
            failing.extend(runs.iter().map(|run| run.0).min().map(|first| (first, runs)));
        }
        failing.sort_by_key(|(first, _)| *first);
        let mut epochs = vec![Epoch { since: At::from_millis(0), timetable: planned }];
        let mut plan = self.plan.clone();
        for (since, runs) in failing {
            plan.exceptions.extend(runs.into_iter().map(|(_, cancelled)| cancelled));
            let timetable = Timetable::new(plan.clone(), network, &self.calendars);
            epochs.push(Epoch { since, timetable });
        }
        Ok(epochs)
    }
}

/// The runs that do not leave, and when they would.
fn runs_of(
    timetable: &Timetable,
    breakdown: &Breakdown,
) -> Result<Vec<(At, Exception)>, NotLoaded> {
    let mut found = Vec::new();
    for day in each(breakdown.days) {
        let runs = timetable.runs_on(day)?.into_iter();
        let meant = runs.filter(|run| run.goes() && breakdown.of.means(run.route, run.departure));
        found.extend(meant.map(|run| {
            let cancelled = Exception {
                route: run.route.clone(),
                departure: run.departure.clone(),
                day,
                kind: ExceptionKind::Cancelled,
                reason: String::new(),
            };
            (run.at(), cancelled)
        }));
    }
    Ok(found)
}

fn shift(plan: &mut Plan, CutOff { of, minutes }: &CutOff) {
    let meant = plan.departures.iter_mut().filter(|one| of.means(&one.route, &one.code));
    for call in meant.flat_map(|one| &mut one.calls) {
        call.cut_off = call.departs.map(|departs| departs.earlier(*minutes));
    }
}

fn day_off(date: NaiveDate) -> CalendarDay {
    CalendarDay {
        date,
        audience: Audience::Everyone,
        kind: SpecialKind::Holiday,
        name_vi: "ngày nghỉ thử".to_owned(),
        name_en: "rehearsed day off".to_owned(),
        decision: String::new(),
        basis: Basis::Estimate,
    }
}

/// The days on which something can happen: those that are rehearsed, and some after them in which what was on
/// its way comes in.
pub(super) fn played(days: Period) -> Period {
    let until = days.until.map(|until| until + chrono::Days::new(AFTERWARDS));
    Period { from: days.from, until }
}

/// So many days after the rehearsed ones are played: longer than Tết closes anything.
const AFTERWARDS: u64 = 14;
