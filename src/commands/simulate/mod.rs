//! `simulate`: plays days of a province's traffic through the public API. `plan` says who does what when,
//! out of a seed and `proportions`; `door` brings it to a server; at the end `check` compares what was
//! played with what the server says, the laws of custody are checked over all of it, and `measure` asks how
//! long pages take.
//!
//! The server is this program's own, in this process, on a clock that is moved: a month passes in minutes and
//! every time on record is true to the story. Or it is one that runs already (`--url`): then the story is
//! pressed into real time.

mod check;
mod door;
mod measure;
mod pace;
mod persons;
mod plan;
pub(super) mod proportions;
pub(super) mod province;
mod report;
mod stage;
mod waves;
mod words;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use chrono::NaiveDate;
use clap::Args;

use super::Setup;
use super::laws_line::LawsLine;
use crate::app::App;
use crate::base::{At, Clock, Ids};
use crate::client::Local;
use crate::config::Settings;
use crate::flows::check_laws;
use crate::store::health;

use check::Differences;
use door::Door;
use pace::Pace;
use plan::Plan;
use province::Province;

pub use check::Found;
pub use measure::Took;
pub use pace::Speed;
pub use proportions::{BadProportions, Proportions};
pub use report::{DayReport, Report};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost simulate --days 2 --per-day 20 --database-url sqlite://simulated.db\n  \
    hosopost simulate --days 30 --per-day 500 --data lists/ --database-url postgres://localhost/trial\n  \
    hosopost simulate --days 5 --seed 42 --proportions mine.toml --json\n  \
    hosopost simulate --url http://127.0.0.1:8080 --token-file admin.token --days 1 --pace 1440\n\n\
    The proportions, each with its meaning, stand in fixtures/simulate/proportions.toml. Another day than\n\
    2025-04-01 needs mail routes that are in service then. With --url the story passes in real time, 1,440\n\
    times as fast unless --pace says otherwise: it begins now whatever --from says, every day is a full working\n\
    day, the devices' clocks are never far ahead, and --database-url must name that server's own database,\n\
    from which places are read and over which the laws are checked.";

/// What is played.
#[derive(Debug, Clone, Args)]
pub struct Simulate {
    /// How many days
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub days: u32,

    /// Dossiers on a full working day
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub per_day: u32,

    /// The same seed plays the same traffic
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// The first day
    #[arg(long, value_name = "DATE", default_value = "2025-04-01")]
    pub from: NaiveDate,

    /// fast, real, or how many times as fast as time passes [default: fast]
    #[arg(long, value_name = "SPEED")]
    pub pace: Option<Speed>,

    /// A file that says some of the proportions otherwise
    #[arg(long, value_name = "FILE")]
    pub proportions: Option<PathBuf>,

    /// A folder with public lists (its .csv files and those of its folder `national`) to import first
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Play beside cases that are in the database already, instead of refusing
    #[arg(long)]
    pub keep: bool,

    /// A server that runs already, on this machine, instead of one of our own
    #[arg(long, value_name = "URL", requires = "token_file")]
    pub url: Option<url::Url>,

    /// A file with an administrator's token for it
    #[arg(long, value_name = "FILE", requires = "url")]
    pub token_file: Option<PathBuf>,
}

/// Plays, tells and judges.
pub(super) fn run(setup: Setup, wanted: &Simulate) -> anyhow::Result<ExitCode> {
    let json = setup.json;
    let mut line = DayLine { json };
    let report = simulate(setup.settings, wanted, &mut |day| line.show(day))?;
    if json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{report}");
    }
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A line for each day that is over.
struct DayLine {
    json: bool,
}

impl DayLine {
    fn show(&mut self, day: &DayReport) {
        let mut out = std::io::stderr();
        // A program that reads the result is not told of progress; a log file is.
        if self.json && !out.is_terminal() {
            return;
        }
        let _ = writeln!(out, "{day}");
    }
}

/// Plays the traffic, and checks what came of it. `progress` is told of each day that is over.
pub fn simulate(
    settings: Settings,
    wanted: &Simulate,
    progress: &mut dyn FnMut(&DayReport),
) -> anyhow::Result<Report> {
    ensure!(wanted.days > 0, "--days: expected at least 1, got 0");
    ensure!(wanted.per_day > 0, "--per-day: expected at least 1, got 0");
    let mut proportions = read_proportions(wanted.proportions.as_deref())?;
    if wanted.url.is_some() {
        // Pressed into seconds, a clock that is far ahead would only be a little so.
        proportions.disturbances.clock_ahead = 0.0;
    }
    let first = At::office(wanted.from, 0, 0);
    let clock = if wanted.url.is_some() { Clock::System } else { Clock::standing(first) };
    if wanted.url.is_none() {
        stage::furnish(&settings, wanted, first)?;
    }
    let app = App::open(settings, clock.clone(), Ids::Random)?;
    let province = {
        let mut conn = app.database.open()?;
        let known = app.known(&mut conn)?;
        let from = if wanted.url.is_some() { clock.now().date() } else { wanted.from };
        let mut province = Province::of(&known, &app.settings.province, from, wanted.days)?;
        if wanted.url.is_some() {
            province.works_every_day();
        }
        province
    };
    let plan = Plan::new(province, proportions, wanted.per_day, wanted.seed);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let report = runtime.block_on(played(&app, clock, wanted, plan, progress))?;
    drop(runtime);
    Ok(report)
}

/// The proportions, as a file says them otherwise.
pub(super) fn read_proportions(file: Option<&Path>) -> anyhow::Result<Proportions> {
    let own = match file {
        Some(path) => Some(std::fs::read_to_string(path).with_context(|| {
            format!("--proportions {}: expected a file that can be read", path.display())
        })?),
        None => None,
    };
    let named = || file.map_or_else(String::new, |path| path.display().to_string());
    Proportions::read(own.as_deref()).with_context(|| format!("--proportions {}", named()))
}

/// With a server of our own, or at the one that was named.
async fn played(
    app: &Arc<App>,
    clock: Clock,
    wanted: &Simulate,
    plan: Plan,
    progress: &mut dyn FnMut(&DayReport),
) -> anyhow::Result<Report> {
    if let (Some(url), Some(file)) = (&wanted.url, &wanted.token_file) {
        let secret = std::fs::read_to_string(file).with_context(|| {
            format!("--token-file {}: expected a file that can be read", file.display())
        })?;
        let address = stage::address(url)?;
        let times = match wanted.pace {
            Some(Speed::Times(times)) => times,
            Some(Speed::Fast) | None => 1_440.0,
        };
        let story = plan
            .province
            .days
            .first()
            .map_or_else(|| clock.now(), |day| At::office(day.date, 4, 0));
        let pace = Pace::Pressed { story, real: clock.now(), began: Instant::now(), times };
        let door = Door::new(Local::new(address)?, pace, secret.trim().to_owned());
        return story_of(app, clock, wanted, plan, door, progress).await;
    }
    let admin = stage::administrator(app).await?;
    let serving = stage::Serving::start(app).await?;
    let speed = wanted.pace.unwrap_or(Speed::Fast);
    let pace = Pace::Moved { clock: clock.clone(), speed, began: None };
    let door = Door::new(Local::new(serving.address)?, pace, admin);
    let report = story_of(app, clock, wanted, plan, door, progress).await;
    serving.stop().await?;
    report
}

async fn story_of(
    app: &Arc<App>,
    clock: Clock,
    wanted: &Simulate,
    mut plan: Plan,
    mut door: Door,
    progress: &mut dyn FnMut(&DayReport),
) -> anyhow::Result<Report> {
    door.engage(&plan).await?;
    let before = check::listed(&door).await?;
    let began = Instant::now();
    let mut days = Vec::new();
    while let Some(day) = plan.next_day() {
        let (counts, started) = (door.tally.counts(), Instant::now());
        door.play(&plan, &day.acts).await?;
        let told = DayReport::of(&day, &counts, &door.tally, started.elapsed());
        progress(&told);
        days.push(told);
    }
    let rest = plan.rest();
    door.play(&plan, &rest).await?;
    let took = began.elapsed();

    let mut differences = Differences::default();
    check::outcomes(&door, &plan, &mut differences);
    check::parcels(&door, &plan, &mut differences).await?;
    let anomalies = check::anomalies(&door, &plan, &before, &mut differences).await?;
    let (sent_again, wrong) = door.send_again().await?;
    for one in wrong {
        differences.note(|| format!("sent again: {one}"));
    }
    let (pages, failed) = measure::pages(&door).await?;
    for one in failed {
        differences.note(|| format!("page {one}"));
    }
    let checking = Instant::now();
    let now = clock.now().plus_millis(1);
    let sent = std::mem::take(&mut door.sent);
    let (laws, lost, database_bytes) = app
        .read(move |conn| {
            let mut line = LawsLine::default();
            let laws = check_laws(conn, now, &mut |checked| line.show(checked))?;
            line.end();
            anyhow::Ok((laws, stage::not_answered(conn, &sent)?, health::size(conn)?))
        })
        .await?;
    for one in lost {
        differences.note(|| format!("scan {one} was handed in and is not found"));
    }
    Ok(Report {
        database: app.database.kind(),
        seed: wanted.seed,
        per_day: wanted.per_day,
        digest: door.digest(),
        dossiers: plan.cases.len(),
        parcels: plan.parcels.len(),
        seconds: took.as_secs_f64(),
        requests: door.tally.requests,
        batches: door.tally.batches,
        scans: door.tally.scans,
        outcomes: door.tally.outcomes.clone(),
        anomalies,
        handing_in: report::handing_in(&door.tally.took),
        pages,
        database_bytes,
        memory_bytes: measure::memory(),
        sent_again,
        refused: door.tally.refused,
        refusals: door.tally.told.clone(),
        differences,
        laws_seconds: checking.elapsed().as_secs_f64(),
        laws,
        days,
    })
}
