//! `import boundaries`: outlines of units from GeoJSON.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::{open, read};
use crate::commands::Setup;
use crate::flows::{BoundariesRefusal, BoundariesReport, import_boundaries};

#[derive(Args)]
pub(in crate::commands) struct Boundaries {
    /// The GeoJSON file: a FeatureCollection of polygons whose id, or property `code`, is the unit's code
    file: PathBuf,

    /// The first day of outlines that changed while their units went on [default: the unit's own]
    #[arg(long, value_name = "DATE")]
    valid_from: Option<NaiveDate>,

    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Does it. Bad features go to standard error, one a line; with `--json` to standard output.
pub(super) fn run(setup: &Setup, wanted: &Boundaries) -> anyhow::Result<ExitCode> {
    let bytes = read(&wanted.file)?;
    let mut conn = open(setup)?;
    let shows = std::io::stderr().is_terminal();
    let mut show = |done: usize| {
        if shows && done.is_multiple_of(50) {
            eprint!("\rboundaries: {done} features read");
            let _ = std::io::stderr().flush();
        }
    };
    let done = import_boundaries(&mut conn, &bytes, wanted.valid_from, wanted.dry_run, &mut show);
    if shows {
        eprintln!();
    }
    match done {
        Ok(report) if setup.json => println!("{}", serde_json::to_string(&report)?),
        Ok(BoundariesReport { read, added, changed, unchanged }) => {
            let would = if wanted.dry_run { " (dry run: nothing was written)" } else { "" };
            println!(
                "boundaries: {read} features read; {added} added, {changed} changed, {unchanged} unchanged{would}"
            );
        }
        Err(BoundariesRefusal::Store(error)) => return Err(error.into()),
        Err(refusal @ BoundariesRefusal::NotGeoJson(_)) => {
            anyhow::bail!("{}: {refusal}", wanted.file.display())
        }
        Err(BoundariesRefusal::Features { total, problems }) => {
            if setup.json {
                let told =
                    serde_json::json!({"imported": false, "total": total, "problems": problems});
                println!("{told}");
            } else {
                for problem in &problems {
                    eprintln!("{}: {problem}", wanted.file.display());
                }
                eprintln!("nothing was imported: mend these {total} and import the file again");
            }
            return Ok(ExitCode::FAILURE);
        }
    }
    Ok(ExitCode::SUCCESS)
}
