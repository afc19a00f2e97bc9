//! `doctor`: looks whether everything is as it should be, and says what to do where it is not. Changes
//! nothing; exit code 1 when something must be mended.

use std::process::ExitCode;

use chrono::Datelike as _;
use clap::Args;
use serde::Serialize;

use super::Setup;
use super::laws_line::LawsLine;
use crate::app;
use crate::base::{Clock, Lang};
use crate::calendar::Audience;
use crate::config::Settings;
use crate::flows::{Checked, Law, check_laws};
use crate::print::Printer;
use crate::store::{
    Conn, Database, StoreError, health, holidays, ledger, numbers, prices, units, webhook_health,
};

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost doctor\n  hosopost doctor --json\n  hosopost doctor --database-url sqlite:///srv/hosopost.db\n  \
    hosopost doctor --laws";

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

/// Checks every law; a broken one names where.
fn laws(settings: &Settings) -> Vec<Finding> {
    let mut line = LawsLine::default();
    let checked = app::database(settings).map_err(anyhow::Error::from).and_then(|database| {
        let mut conn = database.open()?;
        Ok(check_laws(&mut conn, Clock::System.now(), &mut |checked| line.show(checked))?)
    });
    line.end();
    let what = "laws of custody";
    match checked {
        Ok(checked) => law_findings(&checked),
        Err(error) => {
            let advice = "see that the server runs and that --database-url is right";
            vec![judge(what, false, Verdict::Bad, error, advice)]
        }
    }
}

fn law_findings(checked: &Checked) -> Vec<Finding> {
    let each = Law::ALL.into_iter().map(|law| {
        let broken = checked.broken.get(&law).copied().unwrap_or_default();
        let first = checked.breaches.iter().filter(|breach| breach.law == law).take(10);
        let named: Vec<String> =
            first.map(|breach| format!("\n      {}: {}", breach.what, breach.found)).collect();
        let found = if broken == 0 {
            "yes".to_owned()
        } else {
            format!("broken {broken} times{}", named.concat())
        };
        let advice = "the database was changed by other hands: restore it from a backup, or ask us";
        judge(law.words(Lang::En), broken == 0, Verdict::Bad, found, advice)
    });
    let Checked { items, events, scans, cases, facts, .. } = checked;
    let read =
        format!("{items} items, {events} events, {scans} scans, {cases} cases, {facts} facts");
    std::iter::once(judge("laws checked over", true, Verdict::Good, read, "")).chain(each).collect()
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
        match database.open().and_then(|mut conn| contents(&mut conn, settings)) {
            Ok(more) => findings.extend(more),
            Err(error) => findings.extend(unreachable(error.to_string())),
        }
    }
    findings
}

/// What lies in the database: enough to work with, and nothing broken.
fn contents(conn: &mut Conn, settings: &Settings) -> Result<Vec<Finding>, StoreError> {
    let today = Clock::System.now().date();
    let network = units::load_network(conn)?;
    let calendars = holidays::load_calendars(conn)?;
    let loaded = calendars.years().any(|year| year == today.year());
    let decided = !calendars.of(Audience::Authority.line()).is_estimated(today.year());
    let week_of = |audience: Audience| calendars.of(audience.line()).rests_weekly(today).is_ok();
    let weeks = week_of(Audience::Authority) && week_of(Audience::Post);
    let prefix = &settings.numbers.prefix;
    let left = numbers::find(conn, prefix)?.map_or(0, |kept| kept.left());
    let sequences = health::broken_sequences(conn)?;
    let heads = health::broken_heads(conn)?;
    let trial = ledger::trial_balance(conn, Clock::System.now())?;
    let tariffs = prices::load_price_list(conn)?.tariffs_on(today).count();
    let advice =
        "hosopost import units, then points: the files are described in fixtures/README.md";
    let mut findings = vec![
        judge(
            "units today",
            !network.units_on(today).is_empty(),
            Verdict::Mind,
            network.units_on(today).len(),
            advice,
        ),
        judge(
            "points today",
            !network.points_on(today).is_empty(),
            Verdict::Mind,
            network.points_on(today).len(),
            advice,
        ),
        judge(
            "calendar of this year",
            loaded && decided,
            Verdict::Mind,
            match (loaded, decided) {
                (true, true) => "loaded",
                (true, false) => "an estimate",
                (false, _) => "not loaded",
            },
            "hosopost import holidays, with the decisions for this year",
        ),
        judge(
            "working weeks",
            weeks,
            Verdict::Mind,
            if weeks { "loaded" } else { "not loaded" },
            "hosopost import weeks, with the hours of the authorities and of the post",
        ),
        judge(
            "tracking numbers left",
            left > 1000,
            Verdict::Mind,
            format!("{left} under {prefix}"),
            "ask for a new range in time and set --number-prefix, --number-from, --number-to",
        ),
        judge(
            "cases whose facts have a gap",
            sequences == 0,
            Verdict::Bad,
            sequences,
            "the database was changed by other hands: restore it from a backup, or ask us",
        ),
        judge(
            "tariffs today",
            tariffs > 0,
            Verdict::Mind,
            tariffs,
            "without a tariff no price is shown: hosopost import tariffs, with the decision in force",
        ),
        judge(
            "ledger",
            trial.balances(),
            Verdict::Bad,
            if trial.balances() {
                "balances".to_owned()
            } else {
                format!("does not balance, {} broken entries", trial.broken)
            },
            "the database was changed by other hands: restore it from a backup, or ask us",
        ),
        judge(
            "items whose head does not fit their log",
            heads == 0,
            Verdict::Bad,
            heads,
            "the database was changed by other hands: restore it from a backup, or ask us",
        ),
    ];
    findings.extend(webhooks(conn)?);
    Ok(findings)
}

/// Whether anybody is not told what they asked to be told.
fn webhooks(conn: &mut Conn) -> Result<[Finding; 2], StoreError> {
    let neglected = webhook_health::neglected(conn)?;
    Ok([
        judge(
            "webhooks switched off",
            neglected.disabled == 0,
            Verdict::Mind,
            neglected.disabled,
            "their systems are told nothing: hosopost webhook list says why, hosopost webhook enable goes on",
        ),
        judge(
            "dead letters of webhooks",
            neglected.dead == 0,
            Verdict::Mind,
            neglected.dead,
            "their cases wait for a person: hosopost webhook waiting ID --dead, then replay --case or skip",
        ),
    ])
}
