//! What an import says: one line written over and over while it runs, then what it did or why it did not.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde_json::{Value, json};

use super::Setup;
use crate::flows::import::{Change, ImportRefusal, ImportReport, Kind, Progress};

/// How many changes a dry run tells a person; a program is told as many as the report holds.
const CHANGES_SHOWN: usize = 20;

pub(super) fn tell_report(setup: &Setup, report: &ImportReport) -> anyhow::Result<()> {
    if setup.json {
        println!("{}", serde_json::to_string(report)?);
    } else {
        tell_text(report);
    }
    Ok(())
}

pub(super) fn report_json(report: &ImportReport) -> Value {
    serde_json::to_value(report).expect("a report is JSON")
}

/// The report for a person.
pub(super) fn tell_text(report: &ImportReport) {
    let ImportReport { kind, read, added, changed, ended, unchanged, .. } = report;
    let (is, tried) = if report.dry_run { ("would be ", " (a dry run)") } else { ("", "") };
    println!(
        "{kind}: {read} rows read{tried}; {is}{added} added, {changed} changed, {ended} ended, \
         {unchanged} unchanged"
    );
    if report.gaps_opened + report.gaps_closed > 0 {
        let columns = report.gaps_by_column.iter();
        let opened: Vec<String> =
            columns.map(|one| format!("{}.{} {}", one.kind, one.column, one.open)).collect();
        let (opened_now, closed) = (report.gaps_opened, report.gaps_closed);
        println!("  gaps: {opened_now} opened, {closed} closed; {}", opened.join(", "));
    }
    report.changes.iter().take(CHANGES_SHOWN).for_each(tell_change);
    let all = added + changed + ended;
    if report.dry_run && all > CHANGES_SHOWN {
        println!("  … and {} more; --json tells more of them", all - CHANGES_SHOWN);
    }
}

fn tell_change(change: &Change) {
    let differs: Vec<String> = change
        .differs
        .iter()
        .map(|one| match (one.before.as_str(), one.after.as_str()) {
            ("", after) => format!("{} {after}", one.column),
            (before, "") => format!("{} {before} → nothing", one.column),
            (before, after) => format!("{} {before} → {after}", one.column),
        })
        .collect();
    let line = change.line.map_or_else(String::new, |line| format!(" (line {line})"));
    println!("  {} {}{line}: {}", change.fate.as_str(), change.entry, differs.join("; "));
}

/// Says why nothing was taken of a file; `before` are the reports of those that were taken before it.
pub(super) fn tell_refusal(
    setup: &Setup,
    file: &str,
    refusal: ImportRefusal,
    before: &[Value],
) -> anyhow::Result<ExitCode> {
    match refusal {
        ImportRefusal::Rows { kind, total, problems } => {
            if setup.json {
                let out = json!({
                    "imported": false, "file": file, "kind": kind, "total": total,
                    "problems": problems, "imports": before,
                });
                println!("{out}");
            } else {
                for problem in &problems {
                    eprintln!("{file}: {problem}");
                }
                if problems.len() < total {
                    eprintln!("… and {} more", total - problems.len());
                }
                eprintln!("nothing of {file} was imported: mend these {total} and import it again");
            }
            Ok(ExitCode::FAILURE)
        }
        ImportRefusal::Option { option, expected: [_, expected], got } => {
            let option = option.replace('_', "-");
            anyhow::bail!("--{option}: expected {expected}, got {got:?}")
        }
        ImportRefusal::Store(error) => Err(error.into()),
    }
}

/// One line that is written over and over, on a terminal only.
pub(super) struct ProgressLine {
    kind: Kind,
    shown: bool,
}

impl ProgressLine {
    pub(super) const fn new(kind: Kind) -> Self {
        Self { kind, shown: false }
    }

    /// Goes on with another kind, on a line of its own.
    pub(super) fn turn(&mut self, kind: Kind) {
        if self.kind != kind {
            self.end();
            *self = Self::new(kind);
        }
    }

    pub(super) fn show(&mut self, progress: Progress) {
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

    pub(super) fn end(&self) {
        if self.shown {
            eprintln!();
        }
    }
}
