//! The intake: where all writing of a process meets. Scans from all requests are recorded in few
//! transactions, so that a commit to the disk is shared by all who wait for it; what else touches custody
//! (ordering a leg, resolving an anomaly) takes its turn between two such batches.
//!
//! It takes whatever waits, without a timer: alone, a scan goes at once; under load, batches grow by
//! themselves. Everybody is answered after the commit. When more waits than can be served soon, new
//! requests are turned away at the door instead of growing the queue.
//!
//! Behind it are writers, each a thread with a connection: one on SQLite, which has one transaction at a
//! time; some on PostgreSQL, where one prepares its batch while the server works on another's.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use super::asked::Asked;
use super::known::{Known, KnownCopy};
use super::memory::Memory;
use super::metrics::Metrics;
use super::pulse::{Beat, Pulse};
use super::queue::{Job, Queue};
use super::shown::ShownTokens;
use super::writer::Writer;
use crate::base::{CaseId, Clock};
use crate::custody::scan::MAX_BATCH;
use crate::flows::{Incoming, Outcome};
use crate::store::{Conn, Database, StoreError, health};

/// How many scans may wait: a few seconds of work. Beyond, requests get 503 and come again.
pub const MAX_WAITING: usize = 20 * MAX_BATCH;

/// How long a trial of writing may take before the answer is that it does not go.
const TRIAL: Duration = Duration::from_secs(2);

/// Why the intake would not take a scan now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReady {
    /// A writer has ended: only a new process helps.
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

/// The handle by which requests reach the intake.
#[derive(Debug)]
pub struct Intake {
    jobs: Sender<Job>,
    waiting: Arc<AtomicUsize>,
    pulse: Arc<Pulse>,
    /// Forgotten after every work that is no scan: it may have revoked one.
    shown: Arc<ShownTokens>,
    memory: Arc<Memory>,
    metrics: Arc<Metrics>,
    writers: Vec<JoinHandle<()>>,
}

/// What the intake works with.
pub(super) struct Desk {
    pub database: Database,
    /// How many write at once, where the database can.
    pub writers: u32,
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
    /// Starts the writers. Each opens its connection when its first work comes.
    pub(super) fn start(desk: Desk) -> std::io::Result<Self> {
        let (jobs, waiting_jobs) = channel();
        let (metrics, shown) = (desk.metrics.clone(), desk.shown.clone());
        let (waiting, pulse) = (Arc::new(AtomicUsize::new(0)), Arc::new(Pulse::default()));
        let (queue, memory) = (Arc::new(Queue::of(waiting_jobs)), Arc::new(Memory::default()));
        let count = if desk.database.writes_at_once() { desk.writers } else { 1 };
        let desk = Arc::new(desk);
        let start = |number| {
            let writer = Writer::new(number, &desk, &queue, &memory, (&waiting, &pulse));
            std::thread::Builder::new().name(format!("writer-{number}")).spawn(|| writer.run())
        };
        let writers = (1..=count).map(start).collect::<Result<_, _>>()?;
        Ok(Self { jobs, waiting, pulse, shown, memory, metrics, writers })
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

    /// Runs a flow on a writing connection, in its turn and with no scan being recorded beside it. What is remembered for scans may change by it: it
    /// is asked of the database again.
    pub async fn run<T, E>(
        &self,
        flow: impl FnOnce(&mut Conn, &Known) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, NotTaken>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let (shown, memory) = (self.shown.clone(), self.memory.clone());
        let work = move |conn: &mut Conn, known: &Known| {
            let done = flow(conn, known);
            shown.forget();
            memory.forget_names();
            done
        };
        self.take_turn(Job::Alone, work).await
    }

    /// Runs a flow on a writing connection, in its turn, that changes nothing a scan rests on: no token, no
    /// code, no case.
    pub async fn run_beside_scans<T, E>(
        &self,
        flow: impl FnOnce(&mut Conn, &Known) -> Result<T, E> + Send + 'static,
    ) -> Result<Result<T, E>, NotTaken>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        self.take_turn(Job::Beside, flow).await
    }

    /// Runs a flow on a writing connection, in its turn, that tells these cases something and changes
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
        let memory = self.memory.clone();
        let work = move |conn: &mut Conn, known: &Known| {
            let done = flow(conn, known);
            memory.forget_cases(&cases);
            done
        };
        self.take_turn(Job::Beside, work).await
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        turn: fn(super::queue::Work) -> Job,
        work: impl FnOnce(&mut Conn, &Known) -> T + Send + 'static,
    ) -> Result<T, NotTaken> {
        let (answer, answered) = oneshot::channel();
        self.send(turn(Box::new(move |conn, known| {
            // Nobody waits any more when the request was given up; what was committed stays.
            let _ = answer.send(work(conn, known));
        })))?;
        answered.await.map_err(|_| NotTaken::Failed)
    }

    /// Whether a scan handed in now would be recorded. Where nothing was written of late, or the last
    /// writing failed, it tries: a process that nobody sends scans would else never be well again.
    pub async fn ready(&self) -> Result<(), NotReady> {
        if self.writers.iter().any(JoinHandle::is_finished) {
            return Err(NotReady::Stopped);
        }
        if self.waiting() + MAX_BATCH > MAX_WAITING {
            return Err(NotReady::Full);
        }
        match self.pulse.beat() {
            Beat::Good => Ok(()),
            Beat::Slow | Beat::Failing => Err(NotReady::CannotWrite),
            Beat::Unknown => {
                let tried = self.run_beside_scans(|conn, _| health::try_to_write(conn));
                match tokio::time::timeout(TRIAL, tried).await {
                    Ok(Ok(Ok(()))) => {
                        self.pulse.wrote();
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
        for writer in self.writers.drain(..) {
            let _ = writer.join();
        }
    }
}
