//! `rehearse`: plays recorded or invented days against a changed timetable and compares, as a table, a page and
//! files. It reads the database and changes nothing in it.

mod files;
mod invented;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;

use anyhow::{Context as _, ensure};
use chrono::{Datelike as _, Days, NaiveDate};
use clap::Args;

use super::line::Line;
use super::simulate::read_proportions;
use super::{Setup, told};
use crate::app::{self, Known, KnownCopy};
use crate::base::{Actor, Clock, Context, Ids, Period};
use crate::dispatch::Timetable;
use crate::dispatch::rehearsal::{
    Breakdown, Change, CutOff, DaysOff, Demand, Errand, Given, Luck, Rehearsal, Tet, Today,
    rehearse,
};
use crate::dispatch::timetable::Plan;
use crate::flows::forecast::recorded;
use crate::flows::import::{ImportFile, Kind, Staged, plan_after};
use crate::people::Administrator;
use crate::store::{Conn, holidays, schema, timetable};
use crate::web::rehearsal::{Source, page};

use invented::{Amount, invented};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost rehearse --from 2025-04-01 --cut-off DT-HT-TH=60\n  \
    hosopost rehearse --from 2025-10-01 --breakdown DT-TINH-1@2025-10-06..2025-10-08 --page xe-hong.html\n  \
    hosopost rehearse --from 2026-02-01 --days 28 --recorded --tet 2026-02-16 --peak 2.5 --csv tet/\n  \
    hosopost rehearse --from 2025-10-01 --apart --cut-off DT-TINH-2/C1=5 --timetable new.csv --page p.html\n\n\
    All changes are tried together, with --apart each in a column of its own. In every column the same parcels\n\
    are carried with the same luck and judged by the same promises: those of the timetable as it is, since they\n\
    are what people were told. A file of --timetable has the columns of `hosopost import timetable` and is taken\n\
    in as that would, without being kept: departures it does not name stay.\n\n\
    --csv writes columns.csv (a row for each column), days.csv (for each column and day) and runs.csv (for each\n\
    column, day and run); they go together by the number of the column, 0 being the timetable as it is.";

/// What is rehearsed.
#[derive(Debug, Clone, Args)]
pub(super) struct Rehearse {
    /// The first day
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,

    /// How many days
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=92))]
    days: u32,

    /// Carry again what the log of this database says became ready on these days, instead of inventing
    #[arg(long, conflicts_with_all = ["per_day", "proportions"])]
    recorded: bool,

    /// Invent so many dossiers on a full working day
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    per_day: u32,

    /// A file that says some of the proportions otherwise, as for `simulate`
    #[arg(long, value_name = "FILE")]
    proportions: Option<PathBuf>,

    /// The same seed plays the same chances
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// The share of hand-offs to a run that do not take place in time, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.02, value_parser = share)]
    missed: f64,

    /// Try another cut-off, so many minutes before a run leaves: ROUTE=MINUTES or ROUTE/DEPARTURE=MINUTES
    #[arg(long, value_name = "ROUTE=MINUTES")]
    cut_off: Vec<Said<CutOff>>,

    /// Try a van that breaks down: ROUTE@DATE, ROUTE@DATE..DATE or ROUTE/DEPARTURE@DATE
    #[arg(long, value_name = "ROUTE@DATE")]
    breakdown: Vec<Said<Breakdown>>,

    /// Try Tết: five days off from this one on, and more to carry in the week before
    #[arg(long, value_name = "DATE")]
    tet: Option<NaiveDate>,

    /// So many times as much to carry in the week before Tết
    #[arg(long, value_name = "TIMES", default_value_t = 2.0, value_parser = times, requires = "tet")]
    peak: f64,

    /// Try days on which everybody rests: DATE or DATE..DATE
    #[arg(long, value_name = "DATE")]
    day_off: Vec<Said<DaysOff>>,

    /// Try so many times as much to carry: DATE=TIMES or DATE..DATE=TIMES
    #[arg(long, value_name = "DATE=TIMES")]
    demand: Vec<Said<Demand>>,

    /// Try another timetable, in the format of `import timetable`
    #[arg(long, value_name = "FILE")]
    timetable: Option<PathBuf>,

    /// Each change in a column of its own, instead of all together
    #[arg(long)]
    apart: bool,

    /// Write the comparison as a page that needs nothing else
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,

    /// Write the figures as CSV files into a folder
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
}

/// A value, and how it was said.
#[derive(Debug, Clone)]
struct Said<T> {
    text: String,
    what: T,
}

impl<T: FromStr> FromStr for Said<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        Ok(Self { text: text.to_owned(), what: text.parse()? })
    }
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| format!("expected a share between 0 and 1, got {text:?}"))
}

fn times(text: &str) -> Result<f64, String> {
    let times = text.parse().ok().filter(|times| (0.0..=20.0).contains(times));
    times.ok_or_else(|| format!("expected a number between 0 and 20, got {text:?}"))
}

/// The most columns that can be told apart on a page.
const MOST_COLUMNS: usize = 4;

/// Plays, writes and tells.
pub(super) fn run(setup: &Setup, wanted: &Rehearse) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let days = wanted.period()?;
    let known = KnownCopy::default().current(&mut conn)?;
    let today = Today {
        plan: timetable::load_plan(&mut conn)?,
        calendars: holidays::load_calendars(&mut conn)?,
    };
    ensure!(
        !today.plan.departures.is_empty(),
        "no departures are loaded: hosopost import timetable FILE"
    );
    let tried = wanted.tried(&mut conn, &known, &today, days)?;
    let mut line = Line::default();
    let errands = wanted.errands(setup, &mut conn, &known, days, &mut line)?;
    drop(conn);
    let Known { network, targets, limits, .. } = &*known;
    let luck = Luck { seed: wanted.seed, missed: wanted.missed };
    let given = Given { network, targets, limits, errands: &errands, days, luck };
    let of = tried.len();
    let rehearsal = rehearse(given, &today, tried, &mut |column, day| {
        line.show(&format!("playing column {column} of {of}: {day}"));
    })?;
    line.end();
    ensure!(
        rehearsal.errands > 0,
        "--from {}: nothing to carry on these days that runs of the timetable lead to",
        wanted.from
    );
    wanted.write(&rehearsal)?;
    if setup.json {
        told(&rehearsal)?;
    } else {
        print!("{}", table::Table(&rehearsal));
    }
    Ok(ExitCode::SUCCESS)
}

impl Rehearse {
    fn period(&self) -> anyhow::Result<Period> {
        let until = self.from.checked_add_days(Days::new(u64::from(self.days)));
        let until = until.filter(|until| until.year() < 9999);
        let until = until.with_context(|| {
            format!("--from {}: expected a day before the year 9999", self.from)
        })?;
        Ok(Period { from: self.from, until: Some(until) })
    }

    /// What is tried, by columns; each change was seen to fit.
    fn tried(
        &self,
        conn: &mut Conn,
        known: &Known,
        today: &Today,
        days: Period,
    ) -> anyhow::Result<Vec<Vec<Change>>> {
        let mut said = Vec::new();
        let loaded = self.timetable.as_ref().map(|file| self::loaded(conn, file)).transpose()?;
        if let Some((name, plan)) = &loaded {
            let change = Change::Timetable { name: name.clone(), plan: plan.clone() };
            said.push((format!("--timetable {name}"), change));
        }
        let cut_offs = self.cut_off.iter();
        said.extend(
            cut_offs
                .map(|one| (format!("--cut-off {}", one.text), Change::CutOff(one.what.clone()))),
        );
        let breakdowns = self.breakdown.iter();
        said.extend(
            breakdowns.map(|one| {
                (format!("--breakdown {}", one.text), Change::Breakdown(one.what.clone()))
            }),
        );
        let tet = self.tet.map(|first| Tet { first, times: self.peak });
        said.extend(tet.map(|tet| (format!("--tet {}", tet.first), Change::Tet(tet))));
        let off = self.day_off.iter();
        said.extend(off.map(|one| (format!("--day-off {}", one.text), Change::DaysOff(one.what))));
        let demands = self.demand.iter();
        said.extend(
            demands.map(|one| (format!("--demand {}", one.text), Change::Demand(one.what))),
        );
        ensure!(
            !said.is_empty(),
            "expected something to try: --cut-off, --breakdown, --tet, --day-off, --demand or --timetable"
        );
        ensure!(
            !self.apart || said.len() < MOST_COLUMNS,
            "--apart: expected at most {} changes, got {}",
            MOST_COLUMNS - 1,
            said.len()
        );
        let plan = loaded.map_or_else(|| today.plan.clone(), |(_, plan)| plan);
        let timetable = Timetable::new(plan.clone(), &known.network, &today.calendars);
        let mut changes = Vec::new();
        for (option, change) in said {
            change.fits(&plan, &timetable, days).context(option)?;
            changes.push(change);
        }
        Ok(if self.apart {
            changes.into_iter().map(|one| vec![one]).collect()
        } else {
            vec![changes]
        })
    }

    fn errands(
        &self,
        setup: &Setup,
        conn: &mut Conn,
        known: &Known,
        days: Period,
        line: &mut Line,
    ) -> anyhow::Result<Vec<Errand>> {
        if self.recorded {
            let errands = recorded(conn, days, &mut |read| {
                line.show(&format!("reading the log: {read} parcels"));
            })?;
            ensure!(
                !errands.is_empty(),
                "--recorded: nothing in this database became ready in the {} days from {} on",
                self.days,
                self.from
            );
            return Ok(errands);
        }
        let proportions = read_proportions(self.proportions.as_deref())?;
        let amount = Amount { per_day: self.per_day, seed: self.seed };
        invented(known, &setup.settings.province, &proportions, days, amount)
    }

    fn write(&self, rehearsal: &Rehearsal) -> anyhow::Result<()> {
        if let Some(path) = &self.page {
            let source = if self.recorded {
                Source::Recorded
            } else {
                Source::Invented { per_day: self.per_day }
            };
            let luck = Luck { seed: self.seed, missed: self.missed };
            let html = page(rehearsal, source, luck)?;
            std::fs::write(path, html).with_context(|| {
                format!("--page {}: expected a file that can be written", path.display())
            })?;
        }
        if let Some(folder) = &self.csv {
            files::write(rehearsal, folder).with_context(|| {
                format!("--csv {}: expected a folder that can be written to", folder.display())
            })?;
        }
        Ok(())
    }
}

/// The timetable as it would be after an import of the file.
fn loaded(conn: &mut Conn, file: &std::path::Path) -> anyhow::Result<(String, Plan)> {
    let option = || format!("--timetable {}", file.display());
    let bytes = std::fs::read(file)
        .with_context(|| format!("{}: expected a file that can be read", option()))?;
    let staged = Staged::read(&ImportFile::own(Kind::Timetable, &bytes), &mut |_| {})
        .with_context(option)?;
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    let by = Administrator::of(&cx.who)?;
    let plan = plan_after(conn, &cx, &by, staged).with_context(option)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok((name, plan))
}
