//! `doctor`: looks whether everything is as it should be, and says what to do where it is not. Changes
//! nothing; exit code 1 when something must be mended.

mod contents;
mod laws;

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::Setup;
use crate::app;
use crate::config::Settings;
use crate::print::Printer;
use crate::store::{Database, health, shape};
use contents::contents;
use laws::laws;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost doctor\n  hosopost doctor --json\n  hosopost doctor --database-url sqlite:///srv/hosopost.db\n  \
    hosopost doctor --laws\n\n\
    Ends with 0 when nothing must be mended (what to mind is told all the same), with 1 when something must. \
    Looks alone: a server may run beside it.";

#[derive(Args)]
pub(super) struct Doctor {
    /// Check the laws of custody over everything kept too: reads the whole database, page by page
    #[arg(long)]
    laws: bool,
}

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Good,
    /// It works, but a person should know.
    Mind,
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    verdict: Verdict,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

impl Finding {
    /// Whether it was found by reading what is kept, which needs a database that fits.
    fn looks_inside(&self) -> bool {
        !matches!(self.what, "database" | "migrations" | "tables")
    }
}

/// Looks at everything and tells it.
pub(super) fn run(setup: &Setup, wanted: &Doctor) -> ExitCode {
    let mut findings = settings(&setup.settings);
    findings.extend(database(&setup.settings));
    // Without a database that fits there is nothing to read, and that was said.
    if wanted.laws
        && findings.iter().all(|finding| finding.verdict != Verdict::Bad || finding.looks_inside())
    {
        findings.extend(laws(&setup.settings));
    }
    if setup.json {
        println!("{}", serde_json::json!({ "findings": findings }));
    } else {
        for finding in &findings {
            let mark = match finding.verdict {
                Verdict::Good => "good",
                Verdict::Mind => "mind",
                Verdict::Bad => "BAD ",
            };
            println!("{mark}  {}: {}", finding.what, finding.found);
            if let Some(advice) = finding.advice {
                println!("      → {advice}");
            }
        }
    }
    let bad = findings.iter().any(|finding| finding.verdict == Verdict::Bad);
    if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The first few of many.
fn listed(all: &[String]) -> String {
    let first: Vec<&str> = all.iter().take(8).map(String::as_str).collect();
    let and = if all.len() > first.len() { ", …" } else { "" };
    format!("{}{and}", first.join(", "))
}

fn judge(
    what: &'static str,
    good: bool,
    otherwise: Verdict,
    found: impl std::fmt::Display,
    advice: &'static str,
) -> Finding {
    let verdict = if good { Verdict::Good } else { otherwise };
    Finding { what, verdict, found: found.to_string(), advice: (!good).then_some(advice) }
}

fn settings(settings: &Settings) -> Vec<Finding> {
    let url = &settings.http.public_url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host);
    let mut findings = vec![
        judge(
            "public url",
            url.starts_with("https://"),
            Verdict::Mind,
            url,
            "printed QR codes carry it: set --public-url to the https:// address that people reach",
        ),
        judge(
            "length of the host",
            host.len() <= 19,
            Verdict::Mind,
            format!("{} characters", host.len()),
            "up to 19 the QR code has larger modules, which read better from worn labels",
        ),
    ];
    if let Some(folder) = &settings.labels.folder {
        findings.push(judge(
            "label templates",
            folder.is_dir(),
            Verdict::Bad,
            folder.display(),
            "--labels names no folder: make it, or leave the setting away for the built-in templates",
        ));
        let broken = Printer::new(Some(folder.clone())).check();
        let found = broken.first().map_or_else(|| "all draw".to_owned(), ToString::to_string);
        findings.push(judge(
            "own templates",
            broken.is_empty(),
            Verdict::Mind,
            found,
            "the built-in template is used in its place: mend the line that is named",
        ));
    }
    findings
}

fn database(settings: &Settings) -> Vec<Finding> {
    let unreachable = |found: String| {
        let advice = "see that the server runs and that --database-url is right";
        vec![judge("database", false, Verdict::Bad, found, advice)]
    };
    let database = match app::database(settings) {
        Ok(database) => database,
        Err(error) => return unreachable(error.to_string()),
    };
    // Looking must not make a file where there is none.
    if let Database::Sqlite(path) = &database
        && !path.exists()
    {
        let advice = "run hosopost migrate to make it";
        let found = format!("there is no file {}", path.display());
        return vec![judge("database", false, Verdict::Bad, found, advice)];
    }
    let look = match database.open().and_then(|mut conn| health::look(&mut conn)) {
        Ok(look) => look,
        Err(error) => return unreachable(error.to_string()),
    };
    let mut findings = vec![
        judge("database", true, Verdict::Good, format!("{} {}", database.kind(), look.version), ""),
        judge(
            "migrations",
            look.pending == 0,
            Verdict::Bad,
            format!("{} to be run", look.pending),
            "run hosopost migrate",
        ),
        judge(
            "newer than this program",
            look.unknown.is_empty(),
            Verdict::Mind,
            if look.unknown.is_empty() { "no".to_owned() } else { look.unknown.join(", ") },
            "a newer version brought the database up: this program goes on, finish the upgrade soon",
        ),
        judge(
            "tables",
            look.tables > 0 || look.pending > 0,
            Verdict::Bad,
            look.tables,
            "run hosopost migrate",
        ),
    ];
    for setting in &look.settings {
        findings.push(judge(
            setting.name,
            setting.is_good(),
            Verdict::Bad,
            &setting.value,
            "this is set on every connection; see what overrides it, acknowledged scans depend on it",
        ));
    }
    if look.pending == 0 {
        match database.open().and_then(|mut conn| shape::missing(&mut conn)) {
            Ok(missing) => findings.push(judge(
                "schema",
                missing.is_empty(),
                Verdict::Bad,
                if missing.is_empty() {
                    "whole".to_owned()
                } else {
                    format!("{} are missing: {}", missing.len(), listed(&missing))
                },
                "somebody took it away: make it again as migrations/ says, or restore the last good backup",
            )),
            Err(error) => findings.extend(unreachable(error.to_string())),
        }
        match database.open().and_then(|mut conn| contents(&mut conn, settings)) {
            Ok(more) => findings.extend(more),
            Err(error) => findings.extend(unreachable(error.to_string())),
        }
    }
    findings
}
