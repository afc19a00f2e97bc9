//! `import`: takes in a file of places, days or procedures: all of it, or nothing and the name of every
//! bad row.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::Setup;
use crate::app;
use crate::flows::import::{ImportRefusal, ImportReport, Kind, Progress, import};
use crate::store::schema;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost import units units.csv\n  \
    hosopost import points points.csv\n  hosopost --json import holidays holidays.csv\n\n\
    The formats stand in fixtures/README.md. On an empty installation import in the order units, \
    successions, zones, points, routes, holidays, procedures, papers, listings, tariffs, \
    reductions, accounts.";

#[derive(Args)]
pub(super) struct Import {
    /// units, successions, zones, points, routes, holidays, procedures, papers, listings, tariffs,
    /// reductions or accounts
    kind: Kind,

    /// The CSV file
    file: PathBuf,
}

/// Does it. Bad rows go to standard error, one a line; with `--json` to standard output.
pub(super) fn run(setup: &Setup, Import { kind, file }: Import) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(&file)
        .with_context(|| format!("{}: expected a file that can be read", file.display()))?;
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let mut line = ProgressLine::new(kind);
    let imported = import(&mut conn, kind, &bytes, &mut |progress| line.show(progress));
    line.end();
    match imported {
        Ok(report) => {
            told(&report, setup.json)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(ImportRefusal::Rows { total, problems, .. }) => {
            if setup.json {
                println!(
                    "{}",
                    serde_json::json!({"imported": false, "total": total, "problems": problems})
                );
            } else {
                for problem in &problems {
                    eprintln!("{}: {problem}", file.display());
                }
                if problems.len() < total {
                    eprintln!("… and {} more", total - problems.len());
                }
                eprintln!("nothing was imported: mend these {total} and import the file again");
            }
            Ok(ExitCode::FAILURE)
        }
        Err(ImportRefusal::Store(error)) => Err(error.into()),
    }
}

fn told(report: &ImportReport, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string(report)?);
    } else {
        let ImportReport { kind, read, added, changed, unchanged } = report;
        println!(
            "{kind}: {read} rows read; {added} added, {changed} changed, {unchanged} unchanged"
        );
    }
    Ok(())
}

/// One line that is written over and over, on a terminal only.
struct ProgressLine {
    kind: Kind,
    shown: bool,
}

impl ProgressLine {
    const fn new(kind: Kind) -> Self {
        Self { kind, shown: false }
    }

    fn show(&mut self, progress: Progress) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        let kind = self.kind;
        let said = match progress {
            Progress::Read { done, of } => format!("{done} of {of} rows read"),
            Progress::Compared => "comparing with what is there".to_owned(),
            Progress::Written { entries } => format!("{entries} entries written"),
        };
        eprint!("\r{kind}: {said:<40}");
        let _ = std::io::stderr().flush();
        self.shown = true;
    }

    fn end(&self) {
        if self.shown {
            eprintln!();
        }
    }
}
