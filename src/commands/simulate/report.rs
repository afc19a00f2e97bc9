//! What came of it: for people, and with `--json` for programs.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use chrono::NaiveDate;
use serde::Serialize;

use super::check::{Differences, Found};
use super::door::Tally;
use super::measure::Took;
use super::plan::Planned;
use crate::base::Lang;
use crate::flows::{Checked, Law};

/// A day that is over.
#[derive(Debug, Clone, Serialize)]
pub struct DayReport {
    /// The day.
    pub date: NaiveDate,
    /// Dossiers that began.
    pub dossiers: usize,
    /// Scans handed in.
    pub scans: u64,
    /// How long it took to play.
    pub seconds: f64,
    /// Scans a second of that.
    pub scans_per_second: f64,
    /// Anomalies that scans raised as they came in.
    pub anomalies: u64,
}

/// Counts before a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    scans: u64,
    raised: u64,
}

impl Tally {
    pub(super) const fn counts(&self) -> Counts {
        Counts { scans: self.scans, raised: self.raised }
    }
}

impl DayReport {
    pub(super) fn of(day: &Planned, before: &Counts, now: &Tally, took: Duration) -> Self {
        let scans = now.scans - before.scans;
        let seconds = took.as_secs_f64();
        Self {
            date: day.date,
            dossiers: day.dossiers,
            scans,
            seconds,
            scans_per_second: rate(scans, seconds),
            anomalies: now.raised - before.raised,
        }
    }
}

impl fmt::Display for DayReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, dossiers, scans, seconds, scans_per_second, anomalies } = self;
        write!(
            f,
            "{date}  {dossiers:>6} dossiers  {scans:>7} scans  {seconds:>6.1} s  \
             {scans_per_second:>6.0} scans/s  {anomalies:>4} anomalies"
        )
    }
}

fn rate(count: u64, seconds: f64) -> f64 {
    if seconds > 0.0 { count as f64 / seconds } else { 0.0 }
}

/// What was played, how it went, and what is not as it should be.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `SQLite` or `PostgreSQL`.
    pub database: &'static str,
    /// Of the traffic.
    pub seed: u64,
    /// Dossiers on a full working day.
    pub per_day: u32,
    /// A fingerprint of all that was sent, in the plan's own words: the same seed gives the same.
    pub digest: String,
    /// Cases that were told.
    pub dossiers: usize,
    /// Parcels that were ordered.
    pub parcels: usize,
    /// How long the playing took.
    pub seconds: f64,
    /// Requests that were made for it.
    pub requests: u64,
    /// Those of them that handed scans in.
    pub batches: u64,
    /// Scans that were handed in, each as often as it was.
    pub scans: u64,
    /// Scans by outcome.
    pub outcomes: BTreeMap<String, u64>,
    /// Anomalies by kind.
    pub anomalies: BTreeMap<String, Found>,
    /// How long handing in a batch took.
    pub handing_in: Option<Took>,
    /// How long pages took at the end.
    pub pages: Vec<Took>,
    /// How large the database is.
    pub database_bytes: u64,
    /// The most memory this process had at once.
    pub memory_bytes: Option<u64>,
    /// Scans that were sent once more at the end.
    pub sent_again: usize,
    /// Requests that were refused and should not have been.
    pub refused: u64,
    /// The first of them, in words.
    pub refusals: Vec<String>,
    /// Where the server says otherwise than the plan.
    pub differences: Differences,
    /// How long checking the laws took.
    pub laws_seconds: f64,
    /// What the check of the laws of custody found.
    pub laws: Checked,
    /// Each day.
    pub days: Vec<DayReport>,
}

impl Report {
    /// Whether all is as it should be.
    pub fn is_good(&self) -> bool {
        self.refused == 0 && self.differences.count == 0 && self.laws.is_kept()
    }
}

pub(super) fn handing_in(took: &[u32]) -> Option<Took> {
    let took = took.iter().map(|micros| Duration::from_micros(u64::from(*micros))).collect();
    Took::of("handing in a batch", took)
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dossiers, parcels, seconds, scans, batches, requests, seed, .. } = self;
        writeln!(
            f,
            "\nplayed {dossiers} dossiers, {parcels} parcels, seed {seed}, on {} in {seconds:.1} s",
            self.database
        )?;
        writeln!(
            f,
            "  {scans} scans in {batches} batches, {requests} requests: {:.0} scans/s, {:.0} requests/s",
            rate(*scans, *seconds),
            rate(*requests, *seconds)
        )?;
        writeln!(f, "  digest of what was sent: {}", self.digest)?;
        writeln!(f, "  database {:.1} MB", megabytes(self.database_bytes))?;
        if let Some(bytes) = self.memory_bytes {
            writeln!(
                f,
                "  memory, at most {:.0} MB (server and player together)",
                megabytes(bytes)
            )?;
        }
        writeln!(f, "scans by outcome")?;
        for (outcome, count) in &self.outcomes {
            writeln!(f, "  {outcome:<28} {count:>8}")?;
        }
        writeln!(f, "anomalies by kind                played   raised     open")?;
        for (kind, found) in &self.anomalies {
            writeln!(f, "  {kind:<28} {:>8} {:>8} {:>8}", found.played, found.raised, found.open)?;
        }
        writeln!(f, "times                           median        99 %")?;
        for took in self.handing_in.iter().chain(&self.pages) {
            writeln!(f, "  {:<28} {:>6.1} ms {:>8.1} ms", took.page, took.median_ms, took.p99_ms)?;
        }
        writeln!(f, "sent once more: {} scans, which changed nothing", self.sent_again)?;
        self.judged(f)
    }
}

impl Report {
    fn judged(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Checked { items, events, scans, cases, facts, broken, breaches } = &self.laws;
        writeln!(
            f,
            "laws of custody, over {items} items, {events} events, {scans} scans, {cases} cases, {facts} facts \
             ({:.1} s)",
            self.laws_seconds
        )?;
        for law in Law::ALL {
            let count = broken.get(&law).copied().unwrap_or_default();
            let mark = if count == 0 { "kept  ".to_owned() } else { format!("BROKEN {count}") };
            writeln!(f, "  {mark}  {}", law.words(Lang::En))?;
        }
        for breach in breaches.iter().take(20) {
            writeln!(f, "    {}: {}", breach.what, breach.found)?;
        }
        if self.refused > 0 {
            writeln!(f, "{} requests were refused that should not have been:", self.refused)?;
            for told in &self.refusals {
                writeln!(f, "  {told}")?;
            }
        }
        if self.differences.count == 0 {
            return writeln!(f, "the server says of every parcel what was done with it");
        }
        writeln!(
            f,
            "{} differences between what was done and what the server says:",
            self.differences.count
        )?;
        for told in &self.differences.told {
            writeln!(f, "  {told}")?;
        }
        Ok(())
    }
}
