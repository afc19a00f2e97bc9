//! What came of a rehearsal, counted: for all days together, for each day, for each run.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Serialize, Serializer, ser::SerializeSeq as _};

use super::change::{Change, last_of};
use super::errand::Errand;
use super::runs::PlayedRun;
use super::scenario::{Scenario, Today};
use super::world::{Fate, Given, Played, play};
use crate::base::{At, Lang, Period};
use crate::calendar::{Calendars, NotLoaded};
use crate::dispatch::forecast::{Basis, Forecaster};
use crate::dispatch::{Promises, Timetable};

/// How long parcels lay at points, each at all of them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Half of them not longer than so many minutes.
    pub median_minutes: i64,
    /// 95 of a hundred not longer than so many.
    pub most_minutes: i64,
}

impl Waiting {
    fn of(mut minutes: Vec<i64>) -> Option<Self> {
        minutes.sort_unstable();
        // The nearest rank: a figure that a parcel really had.
        let rank = |percent: usize| minutes.get((minutes.len() * percent).div_ceil(100).max(1) - 1);
        Some(Self { median_minutes: *rank(50)?, most_minutes: *rank(95)? })
    }
}

/// Counts. Parcels count on the day on which they were ready, silences on the day on which they became too long,
/// runs on the day on which they start.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Figures {
    /// Parcels that became ready.
    pub parcels: usize,
    /// With whom they were meant for, in time.
    pub kept: usize,
    /// With whom they were meant for, later than promised.
    pub late: usize,
    /// Under way when the play ended.
    pub under_way: usize,
    /// Of those under way, the ones nobody had heard of for too long.
    pub still_dark: usize,
    /// Of those under way, the ones whose promise had not passed.
    pub undecided: usize,
    /// How long they lay.
    pub waiting: Option<Waiting>,
    /// Silences that were too long.
    pub dark: usize,
    /// Runs that went.
    pub runs: usize,
    /// Runs that were to go and did not.
    pub runs_broken: usize,
    /// Parcels carried, each by every run it went with.
    pub carried: u64,
    /// How full runs were at their fullest, on average of those that went and of which somebody said what they take.
    pub mean_load: Option<f64>,
    /// The fullest.
    pub most_load: Option<f64>,
    /// Planned for a run that did not leave.
    pub left_broken: u64,
    /// Not handed over in time for a run.
    pub left_missed: u64,
    /// Planned for a run that was full.
    pub left_full: u64,
    /// The minutes that were charged to hops.
    pub delay_minutes: i64,
}

impl Figures {
    fn of(fates: &[&Fate], dark: usize, runs: &[&PlayedRun], until: At) -> Self {
        let reached = |in_time: bool| {
            let there = fates.iter().filter_map(|one| Some(one.reached? <= one.promised));
            there.filter(|kept| *kept == in_time).count()
        };
        let under_way = || fates.iter().filter(|one| one.reached.is_none());
        let loads: Vec<f64> = runs.iter().filter_map(|run| run.load()).collect();
        let sum = |of: fn(&PlayedRun) -> u32| runs.iter().map(|run| u64::from(of(run))).sum();
        Self {
            parcels: fates.len(),
            kept: reached(true),
            late: reached(false),
            under_way: under_way().count(),
            still_dark: under_way().filter(|one| one.is_dark).count(),
            undecided: under_way().filter(|one| one.promised > until).count(),
            waiting: Waiting::of(fates.iter().map(|one| one.waited).collect()),
            dark,
            runs: runs.iter().filter(|run| run.went).count(),
            runs_broken: runs.iter().filter(|run| !run.went).count(),
            carried: sum(|run| run.carried),
            mean_load: (!loads.is_empty()).then(|| loads.iter().sum::<f64>() / loads.len() as f64),
            most_load: loads.iter().copied().reduce(f64::max),
            left_broken: sum(|run| run.left_broken),
            left_missed: sum(|run| run.left_missed),
            left_full: sum(|run| run.left_full),
            delay_minutes: runs.iter().map(|run| run.delay_minutes).sum(),
        }
    }

    /// The share of promises kept, of those that can be judged; none where there is none.
    pub fn share_kept(&self) -> Option<f64> {
        let judged = self.parcels - self.undecided;
        (judged > 0).then(|| self.kept as f64 / judged as f64)
    }
}

/// What came of one set of changes.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// What was tried; nothing is the timetable as it is.
    #[serde(serialize_with = "in_words")]
    pub changes: Vec<Change>,
    /// All days together.
    pub whole: Figures,
    /// Each day.
    pub days: BTreeMap<NaiveDate, Figures>,
    /// Each run of the rehearsed days, and those after them that carried anything.
    pub runs: Vec<PlayedRun>,
}

impl Column {
    fn of(changes: Vec<Change>, played: Played, days: Period) -> Self {
        let Played { fates, runs, until } = played;
        let inside = |run: &PlayedRun| days.contains(run.day) || run.carried > 0 || run.left() > 0;
        let runs: Vec<PlayedRun> = runs.into_iter().filter(inside).collect();
        let mut by_day: BTreeMap<NaiveDate, (Vec<&Fate>, usize, Vec<&PlayedRun>)> =
            super::change::each(days).map(|day| (day, Default::default())).collect();
        for fate in &fates {
            by_day.entry(fate.day).or_default().0.push(fate);
            for at in &fate.dark {
                by_day.entry(at.date()).or_default().1 += 1;
            }
        }
        for run in &runs {
            by_day.entry(run.day).or_default().2.push(run);
        }
        let figures = |(fates, dark, runs): (Vec<&Fate>, usize, Vec<&PlayedRun>)| {
            Figures::of(&fates, dark, &runs, until)
        };
        let dark = fates.iter().map(|fate| fate.dark.len()).sum();
        let all: (Vec<&Fate>, _, Vec<&PlayedRun>) =
            (fates.iter().collect(), dark, runs.iter().collect());
        // Of the days after, only runs that carried something are there: they would make all look fuller.
        let rehearsed: Vec<&PlayedRun> = runs.iter().filter(|run| days.contains(run.day)).collect();
        let of_runs = Figures::of(&[], 0, &rehearsed, until);
        let whole = Figures {
            runs: of_runs.runs,
            runs_broken: of_runs.runs_broken,
            mean_load: of_runs.mean_load,
            most_load: of_runs.most_load,
            ..figures(all)
        };
        Self {
            changes,
            whole,
            days: by_day.into_iter().map(|(day, of)| (day, figures(of))).collect(),
            runs,
        }
    }

    /// What was tried, in words.
    pub fn told(&self, lang: Lang) -> String {
        if self.changes.is_empty() {
            return lang.pick("Lịch hiện nay", "The timetable as it is").to_owned();
        }
        let each: Vec<String> = self.changes.iter().map(|change| change.told(lang)).collect();
        each.join("; ")
    }
}

fn in_words<S: Serializer>(changes: &[Change], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(changes.len()))?;
    for change in changes {
        list.serialize_element(&change.told(Lang::En))?;
    }
    list.end()
}

/// What came of it all, side by side.
#[derive(Debug, Clone, Serialize)]
pub struct Rehearsal {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// How much there was to carry as it is.
    pub errands: usize,
    /// Errands that no runs of today's timetable lead to: nothing could be compared.
    pub left_out: usize,
    /// The timetable as it is, then each set of changes.
    pub columns: Vec<Column>,
}

/// Plays the errands under the timetable as it is and under each set of changes. `progress` is told of each day
/// that begins, and in which column.
///
/// # Errors
/// [`NotLoaded`] where the days do not reach as far as what is played.
pub fn rehearse(
    given: Given<'_>,
    today: &Today,
    tried: Vec<Vec<Change>>,
    progress: &mut dyn FnMut(usize, NaiveDate),
) -> Result<Rehearsal, NotLoaded> {
    let days = given.days;
    let as_it_is = promised(given, today, &today.calendars)?;
    let mut columns = Vec::new();
    for (number, changes) in std::iter::once(Vec::new()).chain(tried).enumerate() {
        let played = {
            let scenario = Scenario::new(today, &changes);
            // Days off are known long before: who hands something in is told of a day on which the post works.
            let own = if scenario.has_days_off() {
                Some(promised(given, today, scenario.calendars())?)
            } else {
                None
            };
            let promised: Vec<Option<At>> = match &own {
                Some(own) => as_it_is.iter().zip(own).map(|(today, own)| today.and(*own)).collect(),
                None => as_it_is.clone(),
            };
            play(given, &scenario, &promised, &mut |day| progress(number, day))?
        };
        columns.push(Column::of(changes, played, days));
    }
    Ok(Rehearsal {
        from: days.from,
        until: last_of(days),
        errands: as_it_is.iter().flatten().count(),
        left_out: as_it_is.iter().filter(|promised| promised.is_none()).count(),
        columns,
    })
}

/// What is promised of each errand by the timetable as it is; none where no runs lead there.
pub(super) fn promised(
    given: Given<'_>,
    today: &Today,
    calendars: &Calendars,
) -> Result<Vec<Option<At>>, NotLoaded> {
    let Given { network, targets, limits, errands, .. } = given;
    let timetable = Timetable::new(today.plan.clone(), network, calendars);
    let promises = Promises { network, calendars, targets };
    let forecaster = Forecaster::new(promises, &timetable, limits);
    let promise = |one: &Errand| {
        let given = forecaster.promise_from(one.direction, (&one.from, one.ready), &one.end)?;
        let by_runs = given.filter(|given| matches!(given.basis, Basis::Timetable { .. }));
        Ok(by_runs.map(|given| given.at))
    };
    errands.iter().map(promise).collect()
}
