//! One who writes: records scans that wait in one transaction and answers everybody after the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::asked::Asked;
use super::intake::{Desk, NotTaken};
use super::known::Known;
use super::memory::Memory;
use super::pulse::Pulse;
use super::queue::{Queue, Turn, Waiting, Work};
use crate::custody::scan::MAX_BATCH;
use crate::flows::{Incoming, Outcome, Rules, record_scans};
use crate::store::{Conn, StoreError};

/// How often a batch is tried again when another writer was at the same items.
const TRIES: u32 = 8;

/// A thread of the intake.
pub(super) struct Writer {
    number: u32,
    desk: Arc<Desk>,
    queue: Arc<Queue>,
    memory: Arc<Memory>,
    waiting: Arc<AtomicUsize>,
    pulse: Arc<Pulse>,
    conn: Option<Conn>,
}

impl Writer {
    pub fn new(
        number: u32,
        desk: &Arc<Desk>,
        queue: &Arc<Queue>,
        memory: &Arc<Memory>,
        (waiting, pulse): (&Arc<AtomicUsize>, &Arc<Pulse>),
    ) -> Self {
        Self {
            number,
            desk: desk.clone(),
            queue: queue.clone(),
            memory: memory.clone(),
            waiting: waiting.clone(),
            pulse: pulse.clone(),
            conn: None,
        }
    }

    /// Does what waits until all is to end.
    pub fn run(mut self) {
        let queue = self.queue.clone();
        while let Some((turn, pass)) = queue.next(MAX_BATCH) {
            match turn {
                Turn::Work(work) => self.work(work),
                Turn::Scans(waiting) => {
                    if let Err(outage) = self.scans(waiting) {
                        // Each would wait for the database as long as these did, one after the other.
                        let others = queue.rest().into_iter();
                        self.turn_away(others.map(|(batch, to)| (batch.len(), to)), &outage);
                    }
                }
            }
            drop(pass);
        }
    }

    /// Tells requests of so many scans that the database cannot now. They come again.
    fn turn_away(&self, requests: impl Iterator<Item = (usize, Asked)>, outage: &StoreError) {
        let mut scans = 0;
        for (length, answer) in requests {
            scans += length;
            self.desk.metrics.not_recorded();
            answer.send(Err(outage.outage().map_or(NotTaken::Failed, NotTaken::Store)));
        }
        if scans > 0 {
            tracing::error!(error = %outage, scans, "scans were not recorded: the database cannot now");
        }
        self.waiting.fetch_sub(scans, Ordering::SeqCst);
    }

    /// Records what waits and answers everybody; fails with the outage when the database could not, which
    /// everybody was told.
    fn scans(&mut self, waiting: Waiting) -> Result<(), StoreError> {
        let begun = Instant::now();
        let (mut all, mut answers) = (Vec::new(), Vec::with_capacity(waiting.len()));
        for (batch, answer) in waiting {
            answers.push((batch.len(), answer));
            all.extend(batch);
        }
        let scans = all.len();
        let _span = self.desk.metrics.taken(begun, scans, answers.iter().map(|(_, one)| one));
        match self.record(&all) {
            Ok(outcomes) => {
                self.desk.metrics.outcomes(&outcomes);
                self.done_with(scans, begun);
                let mut outcomes = outcomes.into_iter();
                let each = answers
                    .into_iter()
                    .map(|(length, asked)| (asked, outcomes.by_ref().take(length).collect()));
                Asked::send_all(each.collect());
                return Ok(());
            }
            // The database is not there, or not able: trying each for itself would only make all of them
            // wait longer.
            Err(NotTaken::Store(failure)) if let Some(told) = failure.outage() => {
                self.turn_away(answers.into_iter(), &told);
                return Err(told);
            }
            // What one request brought must not fail the others: each for itself.
            Err(failure) => {
                tracing::warn!(error = %failure, scans, "a batch failed and is recorded in parts");
                let mut rest = all.as_slice();
                for (length, answer) in answers {
                    let (batch, others) = rest.split_at(length);
                    rest = others;
                    let recorded = self.record(batch);
                    self.desk.metrics.outcomes(recorded.as_deref().unwrap_or_default());
                    if let Err(failure) = &recorded {
                        self.desk.metrics.not_recorded();
                        tracing::error!(error = %failure, scans = length, "a batch of scans was not recorded");
                    }
                    answer.send(recorded);
                }
            }
        }
        self.done_with(scans, begun);
        Ok(())
    }

    /// Scans of a batch wait no longer. Said before they are answered: who has an answer finds it counted.
    fn done_with(&self, scans: usize, begun: Instant) {
        self.waiting.fetch_sub(scans, Ordering::SeqCst);
        self.desk.metrics.batch(scans, begun.elapsed());
    }

    fn record(&mut self, batch: &[Incoming]) -> Result<Vec<Outcome>, NotTaken> {
        let clock_limit_ms = self.desk.clock_limit_ms;
        let clock = self.desk.clock.clone();
        let mut tries = 0;
        loop {
            tries += 1;
            let mut recall = self.memory.lend(batch);
            let recorded = self.guarded(|conn, known| {
                let rules = Rules { network: &known.network, clock_limit_ms };
                record_scans(conn, clock.now(), &rules, batch, &mut recall).map_err(NotTaken::from)
            });
            match recorded {
                // Two writers met at one item, or at one scan's id: the second try sees the first's, because
                // what was lent for this one is forgotten.
                Err(NotTaken::Store(StoreError::Stale | StoreError::Constraint(_)))
                    if tries < TRIES => {}
                Ok(outcomes) => {
                    self.memory.take_back(recall);
                    self.pulse.wrote();
                    return Ok(outcomes);
                }
                Err(failure) => {
                    if let NotTaken::Store(failure) = &failure
                        && failure.outage().is_some()
                    {
                        self.pulse.could_not_write();
                    }
                    return Err(failure);
                }
            }
        }
    }

    fn work(&mut self, work: Work) {
        let done = self.guarded(|conn, known| {
            work(conn, known);
            Ok(())
        });
        if let Err(failure) = done {
            tracing::error!(error = %failure, "work of the intake failed");
        }
    }

    /// Runs something with the connection. A panic ends that work and not the thread; its connection may
    /// stand inside a transaction and is closed, as is one that the database has cut.
    fn guarded<T>(
        &mut self,
        work: impl FnOnce(&mut Conn, &Known) -> Result<T, NotTaken>,
    ) -> Result<T, NotTaken> {
        self.pulse.begins(self.number);
        let done = self.done(work);
        self.pulse.ends(self.number);
        done
    }

    fn done<T>(
        &mut self,
        work: impl FnOnce(&mut Conn, &Known) -> Result<T, NotTaken>,
    ) -> Result<T, NotTaken> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.desk.database.open_to_write()?,
        };
        let known = self.desk.known.current(&mut conn)?;
        let done = catch_unwind(AssertUnwindSafe(|| work(&mut conn, &known)));
        let Ok(result) = done else { return Err(NotTaken::Failed) };
        let doubtful = matches!(
            &result,
            Err(NotTaken::Store(
                StoreError::Db(_) | StoreError::Unreachable(_) | StoreError::Unable(_)
            ))
        );
        if !doubtful {
            self.conn = Some(conn);
        }
        self.desk.news.send_modify(|commits| *commits += 1);
        result
    }
}
