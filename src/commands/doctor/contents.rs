//! What lies in the database: enough to work with, and nothing broken that a quick look shows.

use chrono::Datelike as _;

use super::{Finding, Verdict, judge};
use crate::base::Clock;
use crate::calendar::Audience;
use crate::config::Settings;
use crate::store::{
    Conn, StoreError, health, holidays, ledger, numbers, prices, units, webhook_health,
};

/// What lies in the database: enough to work with, and nothing broken.
pub(super) fn contents(conn: &mut Conn, settings: &Settings) -> Result<Vec<Finding>, StoreError> {
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
