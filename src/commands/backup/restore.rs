//! `restore`: a database out of a backup. The backup is looked at before anything is touched; what was there
//! before is kept beside under another name, so that a restore by mistake costs nothing.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{bail, ensure};
use clap::Args;
use serde_json::json;

use super::programs::Programs;
use super::{at, laws, laws_told, restored};
use crate::app;
use crate::commands::{Setup, told};
use crate::flows::Checked;
use crate::store::{Database, schema};

pub(in crate::commands) const EXAMPLES: &str = "Examples:\n  hosopost restore --from /srv/backups/hosopost-20250408-093000.db\n  \
    hosopost restore --from /srv/backups/hosopost-20250408-093000.db --replace\n  \
    hosopost restore --from hosopost-20250408-093000.dump --database-url postgres://hosopost@db/hosopost\n\n\
    Stop the servers of this database first. Ends with 0 when the database is whole and fits this program. What \
    --replace takes the place of is kept: a file NAME.before-TIME, or a schema NAME_before_TIME of PostgreSQL.";

#[derive(Args)]
pub(in crate::commands) struct Restore {
    /// The backup
    #[arg(long, value_name = "FILE")]
    from: PathBuf,

    /// Take the place of what the database holds; that is kept under another name
    #[arg(long)]
    replace: bool,

    /// Leave out the check of the laws of custody, which reads everything once more
    #[arg(long)]
    quick: bool,

    /// Where pg_restore is [default: where the system looks for programs]
    #[arg(long, value_name = "DIR")]
    programs: Option<PathBuf>,
}

/// What a restore made.
pub(super) struct Made {
    /// Migrations that brought an older backup up to this program.
    pub ran: Vec<String>,
    /// What the check of the laws found; none when it was left out.
    pub laws: Option<Checked>,
    /// Where what was there before is kept.
    pub before: Option<String>,
}

/// What made a file.
#[derive(PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// Restores.
pub(in crate::commands) fn run(setup: &Setup, wanted: &Restore) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    let database = app::database(&setup.settings)?;
    let kind = kind(&wanted.from)?;
    let made = match (&database, kind) {
        (Database::Sqlite(file), Kind::Sqlite) => {
            restored::file(&wanted.from, file, wanted.replace, wanted.quick)?
        }
        (Database::Postgres(url), Kind::Postgres) => {
            let programs = Programs::at(wanted.programs.as_deref(), url)?;
            restored::dump(&wanted.from, &database, &programs, (wanted.replace, wanted.quick))?
        }
        (_, kind) => bail!(
            "--from {}: this is a backup of {}, and --database-url names {}",
            wanted.from.display(),
            if kind == Kind::Sqlite { "SQLite" } else { "PostgreSQL" },
            database.kind()
        ),
    };
    let broken: u64 = made.laws.as_ref().map_or(0, |checked| checked.broken.values().sum());
    let took = begun.elapsed();
    if setup.json {
        told(&json!({
            "from": wanted.from,
            "database": database.kind(),
            "migrations": made.ran,
            "before": made.before,
            "good": broken == 0,
            "laws": made.laws.as_ref().map(laws),
            "took_ms": took.as_millis() as u64,
        }))?;
    } else {
        println!("Restored {} in {:.1} s.", wanted.from.display(), took.as_secs_f64());
        if !made.ran.is_empty() {
            println!("It was of an older version; {} migrations were run.", made.ran.len());
        }
        println!("{}", laws_told(made.laws.as_ref()));
        if let Some(before) = &made.before {
            println!("What was there before is kept as {before}.");
        }
    }
    if broken > 0 {
        eprintln!(
            "hosopost: laws of custody are broken {broken} times: hosopost doctor --laws says where"
        );
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// What a file is, by its first bytes.
fn kind(file: &Path) -> anyhow::Result<Kind> {
    ensure!(!file.is_dir(), "--from {}: expected a file, this is a folder", file.display());
    let mut first = Vec::new();
    let opened = at(std::fs::File::open(file), "--from: cannot read", file)?;
    at(opened.take(16).read_to_end(&mut first), "--from: cannot read", file)?;
    if first.starts_with(b"SQLite format 3\0") {
        Ok(Kind::Sqlite)
    } else if first.starts_with(b"PGDMP") {
        Ok(Kind::Postgres)
    } else {
        bail!("--from {}: expected a file that hosopost backup made", file.display())
    }
}

/// Refuses what a newer program wrote, whose rows this one could misread.
pub(super) fn not_newer(recorded: &[String]) -> anyhow::Result<()> {
    ensure!(!recorded.is_empty(), "--from: this holds no database of Hosopost");
    let unknown = schema::standing_of(recorded).unknown;
    ensure!(
        unknown.is_empty(),
        "--from: this backup is of a newer version (it has migration {}, which this program does not know): \
         restore it with the program of that version",
        unknown.join(", ")
    );
    Ok(())
}
