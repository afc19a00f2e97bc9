//! `backup` and `restore`: a copy of everything in one file, taken while the server writes, and a database out
//! of such a file. A backup gets its name after it was read again and found good; what a restore replaces is
//! kept beside.

mod growing;
mod place;
mod postgres;
mod programs;
mod restore;
mod restored;
mod sqlite;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use serde_json::json;

use super::laws_line::LawsLine;
use super::{Setup, told};
use crate::app;
use crate::base::Clock;
use crate::flows::{Checked, check_laws};
use crate::store::{Conn, Database, StoreError, schema};
use place::Place;
use programs::Programs;

pub(super) use restore::{EXAMPLES as RESTORE_EXAMPLES, Restore, run as restore};

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost backup --to /srv/backups/\n  \
    hosopost backup --to hosopost-before-upgrade.db\n  \
    hosopost backup --to /srv/backups/ --database-url postgres://hosopost@db/hosopost\n  \
    hosopost backup --to /srv/backups/ --json\n\n\
    Ends with 0 when the backup is good, with 1 when there is none; a copy in which a law of custody is broken \
    is kept under a name that ends in .suspect. The file holds persons' details and the keys that webhooks are \
    signed with: guard it as you guard the database.";

#[derive(Args)]
pub(super) struct Backup {
    /// The file to write, or a folder, in which it is named by the day and the time
    #[arg(long, value_name = "FILE|DIR")]
    to: PathBuf,

    /// Write over a backup that has this name
    #[arg(long)]
    replace: bool,

    /// Leave out the check of the laws of custody, which reads everything once more
    #[arg(long)]
    quick: bool,

    /// Where pg_dump and pg_restore are [default: where the system looks for programs]
    #[arg(long, value_name = "DIR")]
    programs: Option<PathBuf>,
}

/// What was copied.
struct Copied {
    /// The last migration that ran in it.
    schema: String,
    /// What the check of the laws found; none when it was left out.
    laws: Option<Checked>,
}

/// Takes a backup.
pub(super) fn run(setup: &Setup, wanted: &Backup) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    let database = app::database(&setup.settings)?;
    let mut conn = open_existing(&database)?;
    let place = Place::choose(&wanted.to, &database, Clock::System.now(), wanted.replace)?;
    let copied = match &database {
        Database::Sqlite(_) => sqlite::take(&mut conn, &place, wanted.quick)?,
        Database::Postgres(url) => {
            let programs = Programs::at(wanted.programs.as_deref(), url)?;
            postgres::take(&mut conn, &programs, &place, wanted.quick)?
        }
    };
    let broken = copied.laws.as_ref().map_or(0, |checked| checked.broken.values().sum());
    let (file, bytes) = place.keep(broken == 0)?;
    let took = begun.elapsed();
    if setup.json {
        told(&json!({
            "file": file,
            "bytes": bytes,
            "database": database.kind(),
            "schema": copied.schema,
            "good": broken == 0,
            "laws": copied.laws.as_ref().map(laws),
            "took_ms": took.as_millis() as u64,
        }))?;
    } else {
        let seconds = took.as_secs_f64();
        println!("{}: {bytes} bytes in {seconds:.1} s", file.display());
        println!("{}", laws_told(copied.laws.as_ref()));
    }
    if broken > 0 {
        eprintln!(
            "hosopost: the copy is faithful, and laws of custody are broken in it {broken} times; it is kept \
             as {}: hosopost doctor --laws says where",
            file.display()
        );
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens a database that has something in it; makes no file.
fn open_existing(database: &Database) -> anyhow::Result<Conn> {
    if let Database::Sqlite(path) = database {
        ensure!(path.exists(), "--database-url: there is no file {}", path.display());
    }
    let mut conn = database.open()?;
    if schema::recorded(&mut conn)?.is_empty() {
        bail!("the database has no tables of ours, so there is nothing to back up");
    }
    Ok(conn)
}

/// Checks the laws where the schema allows it: of an older or newer one this program cannot judge.
fn checked(conn: &mut Conn, quick: bool) -> Result<Copied, StoreError> {
    let schema = schema::recorded(conn)?.pop().unwrap_or_default();
    if quick || schema::standing(conn)? != schema::Standing::default() {
        return Ok(Copied { schema, laws: None });
    }
    let mut line = LawsLine::default();
    let laws = check_laws(conn, Clock::System.now(), &mut |checked| line.show(checked));
    line.end();
    Ok(Copied { schema, laws: Some(laws?) })
}

fn laws(checked: &Checked) -> serde_json::Value {
    let Checked { items, events, scans, cases, facts, broken, .. } = checked;
    json!({"items": items, "events": events, "scans": scans, "cases": cases, "facts": facts, "broken": broken})
}

fn laws_told(laws: Option<&Checked>) -> String {
    match laws {
        None => "The laws of custody were not checked.".to_owned(),
        Some(checked) => {
            let Checked { items, events, scans, cases, facts, .. } = checked;
            let kept = if checked.is_kept() { "every law is kept" } else { "LAWS ARE BROKEN" };
            format!(
                "Read again: {items} items, {events} events, {scans} scans, {cases} cases, {facts} facts; {kept}."
            )
        }
    }
}

/// Says what is missing where something cannot be read or written.
fn at<T>(done: std::io::Result<T>, what: &str, path: &std::path::Path) -> anyhow::Result<T> {
    done.with_context(|| format!("{what} {}", path.display()))
}
