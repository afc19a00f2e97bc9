//! The figures and traces of the intake. A scan costs nothing here: outcomes are counted a batch at a time, times
//! a request at a time, and spans are made only where somebody listens.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::{
    counter::Counter, family::Family, gauge::Gauge, histogram::Histogram,
};
use prometheus_client::registry::Registry;
use tracing::span::EnteredSpan;
use tracing::{Level, Span};

use super::{Metrics, SECONDS};
use crate::app::asked::Asked;
use crate::app::intake::MAX_WAITING;
use crate::flows::Outcome;
use crate::store::last_commit;

/// What became of a scan: `recorded`, `repeated`, `set_aside`, `conflict` or `malformed`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Became {
    outcome: &'static str,
}

/// From one scan to a full batch.
const BATCH: [f64; 8] = [1.0, 2.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0];

/// A counter of each outcome, looked up once and not for every scan.
#[derive(Debug)]
struct ByOutcome {
    recorded: Counter<u64, AtomicU64>,
    repeated: Counter<u64, AtomicU64>,
    set_aside: Counter<u64, AtomicU64>,
    conflict: Counter<u64, AtomicU64>,
    malformed: Counter<u64, AtomicU64>,
}

impl ByOutcome {
    fn of(family: &Family<Became, Counter<u64, AtomicU64>>) -> Self {
        let one = |outcome| family.get_or_create(&Became { outcome }).clone();
        Self {
            recorded: one("recorded"),
            repeated: one("repeated"),
            set_aside: one("set_aside"),
            conflict: one("conflict"),
            malformed: one("malformed"),
        }
    }
}

/// The figures of the intake, put on the page under their names.
#[derive(Debug)]
pub(super) struct IntakeFigures {
    batch_scans: Histogram,
    batch_seconds: Histogram,
    wait_seconds: Histogram,
    commit_seconds: Histogram,
    became: ByOutcome,
    turned_away: Counter<u64, AtomicU64>,
    not_recorded: Counter<u64, AtomicU64>,
    pub waiting: Gauge,
    batches: AtomicU64,
}

impl IntakeFigures {
    pub fn registered(registry: &mut Registry) -> Self {
        let batch_scans = Histogram::new(BATCH);
        let told = "Scans recorded in one transaction";
        registry.register("intake_batch_scans", told, batch_scans.clone());
        let batch_seconds = Histogram::new(SECONDS);
        let told = "Time from taking a batch to its last answer";
        registry.register("intake_batch_seconds", told, batch_seconds.clone());
        let wait_seconds = Histogram::new(SECONDS);
        let told = "Time a request's scans waited until the intake took them";
        registry.register("intake_wait_seconds", told, wait_seconds.clone());
        let commit_seconds = Histogram::new(SECONDS);
        let told = "Time of the commit alone: bringing a batch to the disk";
        registry.register("intake_commit_seconds", told, commit_seconds.clone());
        let became = Family::default();
        registry.register("intake_scans", "Scans answered, by what became of them", became.clone());
        let turned_away = Counter::default();
        let told = "Requests with scans that were told 503 at the door: too much waited";
        registry.register("intake_turned_away", told, turned_away.clone());
        let not_recorded = Counter::default();
        let told = "Requests with scans that were told 503: the database could not take them";
        registry.register("intake_not_recorded", told, not_recorded.clone());
        let waiting = Gauge::default();
        registry.register("intake_waiting_scans", "Scans that wait now", waiting.clone());
        let limit: Gauge = Gauge::default();
        limit.set(MAX_WAITING as i64);
        let told = "Scans that may wait before requests are turned away";
        registry.register("intake_waiting_scans_limit", told, limit);
        let became = ByOutcome::of(&became);
        Self {
            batch_scans,
            batch_seconds,
            wait_seconds,
            commit_seconds,
            became,
            turned_away,
            not_recorded,
            waiting,
            batches: AtomicU64::new(0),
        }
    }
}

impl Metrics {
    /// The intake took these requests into one batch. What is returned is the batch's span, until it is
    /// dropped: it follows from every request's, and each request is told the batch's number.
    pub(in crate::app) fn taken<'a>(
        &self,
        begun: Instant,
        scans: usize,
        asked: impl Iterator<Item = &'a Asked>,
    ) -> EnteredSpan {
        let is_traced = tracing::enabled!(Level::DEBUG);
        let batch = self.intake.batches.fetch_add(1, Ordering::Relaxed) + 1;
        let span = if is_traced {
            tracing::debug_span!("intake.batch", batch, scans)
        } else {
            Span::none()
        };
        for one in asked {
            let waited = one.waited(begun);
            self.intake.wait_seconds.observe(waited.as_secs_f64());
            if is_traced {
                span.follows_from(&one.span);
                let _request = one.span.enter();
                let wait_ms = waited.as_secs_f64() * 1000.0;
                tracing::debug!(batch, wait_ms, "taken into batch {batch}");
            }
        }
        span.entered()
    }

    /// One batch of scans was answered; by the thread that committed it.
    pub fn batch(&self, scans: usize, took: Duration) {
        let commit = last_commit();
        self.intake.batch_scans.observe(scans as f64);
        self.intake.batch_seconds.observe(took.as_secs_f64());
        self.intake.commit_seconds.observe(commit.as_secs_f64());
        let (ms, commit_ms) = (took.as_secs_f64() * 1000.0, commit.as_secs_f64() * 1000.0);
        tracing::debug!(scans, ms, commit_ms, "a batch of {scans} scans was answered");
    }

    /// What became of scans.
    pub fn outcomes(&self, outcomes: &[Outcome]) {
        let mut counts = [0; 4];
        for outcome in outcomes {
            counts[match outcome {
                Outcome::Recorded(_) => 0,
                Outcome::Repeated(_) => 1,
                Outcome::SetAside(_) => 2,
                Outcome::Conflict => 3,
            }] += 1;
        }
        let became = &self.intake.became;
        let each = [&became.recorded, &became.repeated, &became.set_aside, &became.conflict];
        for (counter, count) in each.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
            counter.inc_by(count);
        }
    }

    /// So many scans of a request could not be read, and were refused before the intake.
    pub fn malformed(&self, scans: usize) {
        if scans > 0 {
            self.intake.became.malformed.inc_by(scans as u64);
        }
    }

    /// A request's scans were turned away at the door.
    pub fn turned_away(&self) {
        self.intake.turned_away.inc();
    }

    /// A request's scans could not be recorded.
    pub fn not_recorded(&self) {
        self.intake.not_recorded.inc();
    }
}
