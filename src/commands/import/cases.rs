//! `import cases`: the list of cases of a system without a connection.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::tell::tell_refusal;
use super::{keyboard, open, read};
use crate::commands::{Setup, told};
use crate::flows::import::{CaseFile, CasesReport, Progress, take_cases};
use crate::people::CaseWriter;
use crate::store::units;

#[derive(Args)]
pub(in crate::commands) struct Cases {
    /// The CSV file; its columns stand in fixtures/README.md
    file: PathBuf,

    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Does it. Bad rows go to standard error, one a line, and keep no other out; with `--json` to standard
/// output. The exit code says whether every row was taken.
pub(super) fn run(setup: &Setup, wanted: &Cases) -> anyhow::Result<ExitCode> {
    let bytes = read(&wanted.file)?;
    let shows = std::io::stderr().is_terminal();
    let show = |said: String| {
        if shows {
            eprint!("\rcases: {said:<40}");
            let _ = std::io::stderr().flush();
        }
    };
    let mut reading = |step| {
        if let Progress::Read { done, of } = step {
            show(format!("{done} of {of} rows read"));
        }
    };
    let name = wanted.file.display().to_string();
    let mut file = match CaseFile::read(&bytes, wanted.dry_run, &mut reading) {
        Ok(file) => file,
        Err(refusal) => return tell_refusal(setup, &name, refusal, &[]),
    };
    let mut conn = open(setup)?;
    let (cx, _) = keyboard();
    let by = CaseWriter::of(&cx.who)?;
    let network = units::load_network(&mut conn)?;
    let of = file.left();
    while let Some(portion) = file.next_portion() {
        let taken = take_cases(&mut conn, &cx, &by, &network, &portion)?;
        file.note(taken);
        show(format!("{} of {of} rows written", of - file.left()));
    }
    let report = file.finish(&mut conn, &cx)?;
    if shows {
        eprintln!();
    }
    if setup.json {
        told(&report)?;
    } else {
        tell(&name, &report);
    }
    Ok(if report.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(name: &str, report: &CasesReport) {
    let CasesReport { read, created, updated, unchanged, older, refused, problems, .. } = report;
    for problem in problems {
        eprintln!("{name}: {problem}");
    }
    let (is, tried) = if report.dry_run { ("would be ", " (a dry run)") } else { ("", "") };
    println!(
        "cases: {read} rows read{tried}; {is}{created} created, {updated} updated, {unchanged} \
         unchanged, {older} older than the record held, {refused} not taken"
    );
    if !report.is_whole() && !report.dry_run {
        eprintln!(
            "mend these {refused} rows and import the file again: the others stay as they are"
        );
    }
}
