//! The intake: the one thread of a process that writes. Scans from all requests meet here and are
//! recorded in one transaction, so that a commit to the disk is shared by all who wait for it; what else
//! touches custody (ordering a leg, resolving an anomaly) takes its turn between two such batches.
//!
//! It takes whatever waits, without a timer: alone, a scan goes at once; under load, batches grow by
//! themselves. Everybody is answered after the commit. When more waits than can be served soon, new
//! requests are turned away at the door instead of growing the queue.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{oneshot, watch};

use super::asked::Asked;
use super::known::{Known, KnownCopy};
use super::metrics::Metrics;
use super::pulse::{Beat, Pulse};
use super::shown::ShownTokens;
use crate::base::{CaseId, Clock};
use crate::custody::scan::MAX_BATCH;
use crate::flows::{Incoming, Outcome, Recall, Rules, record_scans};
use crate::store::{Conn, Database, StoreError, health};

/// How many scans may wait: a few seconds of work. Beyond, requests get 503 and come again.
pub const MAX_WAITING: usize = 20 * MAX_BATCH;

/// How often a batch is tried again when another process was at the same items.
const TRIES: u32 = 8;

/// How long a trial of writing may take before the answer is that it does not go.
const TRIAL: Duration = Duration::from_secs(2);

/// Why the intake would not take a scan now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReady {
    /// Its thread has ended: only a new process helps.
    Stopped,
    /// So much waits that a full batch would be turned away.
    Full,
    /// The database does not take what is written: locked, full, for reading only, or not there.
    CannotWrite,
}

/// Why the intake did not take something.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Too much waits already; nothing was recorded.
    #[error("more waits than can be served soon")]
    Busy,
    /// The store failed; nothing was recorded.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The work itself failed; nothing was recorded, and the intake goes on.
    #[error("the work failed")]
    Failed,
}

type Waiting = Vec<(Vec<Incoming>, Asked)>;
type Work = Box<dyn FnOnce(&mut Conn, &Known, &mut Recall) + Send>;

enum Job {
    Scans(Vec<Incoming>, Asked),
    Work(Work),
    Stop,
}

/// The handle by which requests reach the intake.
#[derive(Debug)]
pub struct Intake {
    jobs: Sender<Job>,
    waiting: Arc<AtomicUsize>,
    pulse: Arc<Pulse>,
    /// Forgotten after every work that is no scan: it may have revoked one.
    shown: Arc<ShownTokens>,
    metrics: Arc<Metrics>,
    thread: Option<JoinHandle<()>>,
}

/// What the intake works with.
pub(super) struct Desk {
    pub database: Database,
    pub known: Arc<KnownCopy>,
    pub clock: Clock,
    pub clock_limit_ms: i64,
    pub metrics: Arc<Metrics>,
    /// Changed after every commit: whoever waits for facts looks again.
    pub news: Arc<watch::Sender<u64>>,
    /// The tokens shown lately.
    pub shown: Arc<ShownTokens>,
}

impl Intake {
    /// Starts the thread. It opens its connection when the first work comes.
    pub(super) fn start(desk: Desk) -> std::io::Result<Self> {
        let (jobs, queue) = channel();
        let metrics = desk.metrics.clone();
        let (waiting, shown) = (Arc::new(AtomicUsize::new(0)), desk.shown.clone());
        let pulse = Arc::new(Pulse::default());
        let thread = std::thread::Builder::new().name("intake".to_owned()).spawn({
            let (waiting, pulse) = (waiting.clone(), pulse.clone());
            let recall = Recall::default();
            move || Worker { desk, waiting, pulse, conn: None, recall }.run(&queue)
        })?;
        Ok(Self { jobs, waiting, pulse, shown, metrics, thread: Some(thread) })
    }

    /// Records scans; answers after the commit, in the order of the scans.
    pub async fn scans(&self, batch: Vec<Incoming>) -> Result<Vec<Outcome>, NotTaken> {
        let scans = batch.len();
        if scans == 0 {
            return Ok(Vec::new());
        }
        if self.waiting.fetch_add(scans, Ordering::SeqCst) + scans > MAX_WAITING {
            self.waiting.fetch_sub(scans, Ordering::SeqCst);
            self.metrics.turned_away();
            return Err(NotTaken::Busy);
        }
        let (answer, answered) = oneshot::channel();
        self.send(Job::Scans(batch, Asked::now(answer)))?;
        answered.await.unwrap_or(Err(NotTaken::Failed))
    }

    /// Runs a flow on the writing connection, in its turn. What is remembered for scans may change by it: it
    /// is asked of the database again.
    pub async fn run<T, E>(
        &self,
        flow: impl FnOnce(&mut Conn, &Known) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, NotTaken>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let shown = self.shown.clone();
        let work = move |conn: &mut Conn, known: &Known, recall: &mut Recall| {
            let done = flow(conn, known);
            shown.forget();
            recall.forget_names();
            done
        };
        self.take_turn(work).await
    }

    /// Runs a flow on the writing connection, in its turn, that changes nothing a scan rests on: no token, no
    /// code, no case.
    pub async fn run_beside_scans<T, E>(
        &self,
        flow: impl FnOnce(&mut Conn, &Known) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, NotTaken>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        self.take_turn(move |conn: &mut Conn, known: &Known, _: &mut Recall| flow(conn, known))
            .await
    }

    /// Runs a flow on the writing connection, in its turn, that tells these cases something and changes
    /// nothing else that a scan rests on.
    pub async fn run_telling<T, E>(
        &self,
        cases: BTreeSet<CaseId>,
        flow: impl FnOnce(&mut Conn, &Known) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, NotTaken>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let work = move |conn: &mut Conn, known: &Known, recall: &mut Recall| {
            let done = flow(conn, known);
            recall.forget_cases(&cases);
            done
        };
        self.take_turn(work).await
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn, &Known, &mut Recall) -> T + Send + 'static,
    ) -> Result<T, NotTaken> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Work(Box::new(move |conn, known, recall| {
            // Nobody waits any more when the request was given up; what was committed stays.
            let _ = answer.send(work(conn, known, recall));
        })))?;
        answered.await.map_err(|_| NotTaken::Failed)
    }

    /// Whether a scan handed in now would be recorded. Where nothing was written of late, or the last
    /// writing failed, it tries: a process that nobody sends scans would else never be well again.
    pub async fn ready(&self) -> Result<(), NotReady> {
        if self.thread.as_ref().is_none_or(JoinHandle::is_finished) {
            return Err(NotReady::Stopped);
        }
        if self.waiting() + MAX_BATCH > MAX_WAITING {
            return Err(NotReady::Full);
        }
        match self.pulse.beat() {
            Beat::Good => Ok(()),
            Beat::Slow => Err(NotReady::CannotWrite),
            Beat::Unknown => {
                let tried = self.run_beside_scans(|conn, _| health::try_to_write(conn));
                match tokio::time::timeout(TRIAL, tried).await {
                    Ok(Ok(Ok(()))) => {
                        self.pulse.wrote(true);
                        Ok(())
                    }
                    Ok(Ok(Err(_)) | Err(_)) | Err(_) => Err(NotReady::CannotWrite),
                }
            }
        }
    }

    /// How many scans wait.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    fn send(&self, job: Job) -> Result<(), NotTaken> {
        self.jobs.send(job).map_err(|_| NotTaken::Failed)
    }
}

impl Drop for Intake {
    /// What was handed in before is finished first.
    fn drop(&mut self) {
        let _ = self.jobs.send(Job::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Worker {
    desk: Desk,
    waiting: Arc<AtomicUsize>,
    pulse: Arc<Pulse>,
    conn: Option<Conn>,
    recall: Recall,
}

impl Worker {
    fn run(mut self, queue: &Receiver<Job>) {
        let mut next = queue.recv().ok();
        while let Some(job) = next.take() {
            match job {
                Job::Stop => return,
                Job::Work(work) => self.work(work),
                Job::Scans(batch, answer) => {
                    let mut waiting = vec![(batch, answer)];
                    next = Self::gather(queue, &mut waiting, MAX_BATCH);
                    let outage = self.scans(waiting).err();
                    if let Some(outage) = outage.filter(|_| next.is_none()) {
                        // Each would wait for the database as long as these did, one after the other.
                        let mut others = Vec::new();
                        next = Self::gather(queue, &mut others, usize::MAX);
                        let others = others.into_iter();
                        self.turn_away(others.map(|(batch, to)| (batch.len(), to)), &outage);
                    }
                }
            }
            if next.is_none() {
                next = queue.recv().ok();
            }
        }
    }

    /// Takes whatever scans wait, until there are so many; returns the first job that is something else.
    fn gather(queue: &Receiver<Job>, waiting: &mut Waiting, enough: usize) -> Option<Job> {
        let mut scans: usize = waiting.iter().map(|(batch, _)| batch.len()).sum();
        while scans < enough {
            match queue.try_recv() {
                Ok(Job::Scans(batch, answer)) => {
                    scans += batch.len();
                    waiting.push((batch, answer));
                }
                Ok(other @ (Job::Work(_) | Job::Stop)) => return Some(other),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return None,
            }
        }
        None
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
                let mut outcomes = outcomes.into_iter();
                let each = answers
                    .into_iter()
                    .map(|(length, asked)| (asked, outcomes.by_ref().take(length).collect()));
                Asked::send_all(each.collect());
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
        self.waiting.fetch_sub(scans, Ordering::SeqCst);
        self.desk.metrics.batch(scans, begun.elapsed());
        Ok(())
    }

    fn record(&mut self, batch: &[Incoming]) -> Result<Vec<Outcome>, NotTaken> {
        let clock_limit_ms = self.desk.clock_limit_ms;
        let clock = self.desk.clock.clone();
        let mut tries = 0;
        loop {
            tries += 1;
            let recorded = self.guarded(|conn, known, recall| {
                let rules = Rules { network: &known.network, clock_limit_ms };
                record_scans(conn, clock.now(), &rules, batch, recall).map_err(NotTaken::from)
            });
            match recorded {
                // Two processes met at one item, or at one scan's id: the second try sees the first's.
                Err(NotTaken::Store(StoreError::Stale | StoreError::Constraint(_)))
                    if tries < TRIES =>
                {
                    self.recall.clear();
                }
                other => {
                    self.pulse.wrote(other.is_ok());
                    return other;
                }
            }
        }
    }

    fn work(&mut self, work: Work) {
        let done = self.guarded(|conn, known, recall| {
            work(conn, known, recall);
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
        work: impl FnOnce(&mut Conn, &Known, &mut Recall) -> Result<T, NotTaken>,
    ) -> Result<T, NotTaken> {
        self.pulse.begins();
        let done = self.done(work);
        self.pulse.ends();
        done
    }

    fn done<T>(
        &mut self,
        work: impl FnOnce(&mut Conn, &Known, &mut Recall) -> Result<T, NotTaken>,
    ) -> Result<T, NotTaken> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.desk.database.open_to_write()?,
        };
        let known = self.desk.known.current(&mut conn)?;
        let done = catch_unwind(AssertUnwindSafe(|| work(&mut conn, &known, &mut self.recall)));
        let Ok(result) = done else {
            self.recall.clear();
            return Err(NotTaken::Failed);
        };
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
