//! `import`: takes in a file of places, days or procedures: all of it, or nothing and the name of every
//! bad row; or a folder of such files, each in its turn.

mod boundaries;
mod cases;
mod folder;
mod lists;
mod tell;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use self::tell::{ProgressLine, tell_refusal, tell_report};
use super::Setup;
use crate::app;
use crate::base::{Actor, Clock, Context, Ids};
use crate::flows;
use crate::flows::import::{
    AboutCodes, CodeList, Days, ImportFile, ImportRefusal, ImportReport, Kind, Source, Staged,
    take, take_codes,
};
use crate::people::Administrator;
use crate::store::{Conn, schema};

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost import units units.csv\n  \
    hosopost import points points.csv --dry-run\n  \
    hosopost import timetable timetable.csv --dry-run\n  \
    hosopost import units units_2025.csv --from opendata --valid-from 2025-07-01\n  \
    hosopost import procedures procedures.csv --from opendata --valid-from 2026-01-01\n  \
    hosopost import listings codes.txt --from codes --level province --decision \"QĐ 1/QĐ-UBND\" \
    --valid-from 2025-07-01\n  \
    hosopost import all lists/ holidays_vn.csv --from opendata\n  \
    hosopost import boundaries communes_2025.geojson\n  \
    hosopost import cases cases.csv --dry-run\n  \
    hosopost --json import holidays holidays.csv\n  hosopost import gaps\n  hosopost import log\n\n\
    The formats stand in fixtures/README.md. On an empty installation import in the order units, \
    successions, zones, points, routes, weeks, holidays, timetable, exceptions, handling, targets, \
    limits, procedures, papers, fees, listings, tariffs, reductions, accounts, compensation; \
    `import all` does so by itself.";

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Import {
    #[command(subcommand)]
    other: Option<Other>,

    /// units, successions, zones, points, routes, weeks, holidays, timetable, exceptions, handling,
    /// targets, limits, procedures, papers, fees, listings, tariffs, reductions, accounts or
    /// compensation
    #[arg(required = true)]
    kind: Option<Kind>,

    /// The CSV file
    #[arg(required = true)]
    file: Option<PathBuf>,

    /// Whose columns the file has: own (the formats of fixtures/README.md) or opendata (the public lists);
    /// or codes (of listings: a code a line, as departments publish them)
    #[arg(long, default_value = "own", value_name = "SOURCE")]
    from: Source,

    /// The day from which a list without days of its own holds
    #[arg(long, value_name = "DATE")]
    valid_from: Option<String>,

    /// The day after the last on which a list without days of its own holds
    #[arg(long, alias = "until", value_name = "DATE")]
    valid_until: Option<String>,

    /// Of codes: whose list it is (ministry, province, district, commune or other)
    #[arg(long)]
    level: Option<String>,

    /// Of codes: received, returned or both [default: both]
    #[arg(long)]
    direction: Option<String>,

    /// The decision that published it; it names the catalogue of the first day
    #[arg(long, value_name = "TEXT")]
    decision: Option<String>,

    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Subcommand)]
enum Other {
    /// Take in every known file of folders, each kind after those it builds on
    #[command(after_help = EXAMPLES)]
    All(folder::All),
    /// Take in outlines of units from GeoJSON
    #[command(after_help = EXAMPLES)]
    Boundaries(boundaries::Boundaries),
    /// Take in a list of cases: every good row, and the name of every bad one
    #[command(after_help = EXAMPLES)]
    Cases(cases::Cases),
    /// List what imports left open
    #[command(after_help = EXAMPLES)]
    Gaps(lists::Gaps),
    /// List who imported what, the latest first
    #[command(after_help = EXAMPLES)]
    Log,
}

/// Does it. Bad rows go to standard error, one a line; with `--json` to standard output.
pub(super) fn run(setup: &Setup, mut import: Import) -> anyhow::Result<ExitCode> {
    match (import.other.take(), import.kind, import.file.take()) {
        (Some(Other::All(all)), ..) => folder::run(setup, &all),
        (Some(Other::Boundaries(wanted)), ..) => boundaries::run(setup, &wanted),
        (Some(Other::Cases(wanted)), ..) => cases::run(setup, &wanted),
        (Some(Other::Gaps(gaps)), ..) => lists::gaps(setup, gaps),
        (Some(Other::Log), ..) => lists::log(setup),
        (None, Some(kind), Some(file)) => {
            let bytes = read(&file)?;
            let mut line = ProgressLine::new(kind);
            let done = file_with_options(setup, &import, kind, &bytes, &mut line)?;
            line.end();
            match done {
                Ok(report) => {
                    tell_report(setup, &report)?;
                    Ok(ExitCode::SUCCESS)
                }
                Err(refusal) => tell_refusal(setup, &file.display().to_string(), refusal, &[]),
            }
        }
        (None, ..) => {
            anyhow::bail!("expected a kind and a file, or all, boundaries, cases, gaps or log")
        }
    }
}

/// Takes in one file with what was said about it: codes in the place of the list before, anything else
/// beside what is kept; a decision names the catalogue of its day.
fn file_with_options(
    setup: &Setup,
    import: &Import,
    kind: Kind,
    bytes: &[u8],
    line: &mut ProgressLine,
) -> anyhow::Result<Result<ImportReport, ImportRefusal>> {
    let mut conn = open(setup)?;
    let (cx, by) = keyboard();
    let (source, dry_run) = (import.from, import.dry_run);
    let mut work = || {
        let about = AboutCodes {
            level: import.level.as_deref(),
            direction: import.direction.as_deref(),
            decision: import.decision.as_deref(),
            days: Days::read(import.valid_from.as_deref(), import.valid_until.as_deref())?,
        };
        if (kind, source) == (Kind::Listings, Source::Codes) {
            let list = CodeList::read(bytes, about)?;
            let shown = &mut |step| line.show(step);
            return Ok((take_codes(&mut conn, &cx, &by, &list, dry_run, shown)?, None));
        }
        let version = about.version(kind)?;
        let file = ImportFile { kind, source, bytes, days: about.days };
        Ok((one(&mut conn, &file, dry_run, line)?, version))
    };
    let (report, version) = match work() {
        Ok(done) => done,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Some((name, day)) = version.filter(|_| !dry_run) {
        flows::name_version(&mut conn, &cx, &by, &name, day)?;
    }
    Ok(Ok(report))
}

/// Takes in one file, in the name of whoever sits at the command line.
fn one(
    conn: &mut Conn,
    file: &ImportFile<'_>,
    dry_run: bool,
    line: &mut ProgressLine,
) -> Result<ImportReport, ImportRefusal> {
    let staged = Staged::read(file, &mut |step| line.show(step))?;
    let (cx, by) = keyboard();
    take(conn, &cx, &by, staged, dry_run, &mut |step| line.show(step))
}

/// Who acts at the command line, now.
fn keyboard() -> (Context, Administrator) {
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    let by = Administrator::of(&cx.who).expect("the command line may do everything");
    (cx, by)
}

fn open(setup: &Setup) -> anyhow::Result<Conn> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    Ok(conn)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file)
        .with_context(|| format!("{}: expected a file that can be read", file.display()))
}
