//! What waits for a writer, in the order in which it came.

use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::asked::Asked;
use super::known::Known;
use crate::flows::Incoming;
use crate::store::Conn;

/// Something to be done with a writing connection.
pub(super) type Work = Box<dyn FnOnce(&mut Conn, &Known) + Send>;

/// Requests with scans, and whom to answer.
pub(super) type Waiting = Vec<(Vec<Incoming>, Asked)>;

/// What is handed in.
pub(super) enum Job {
    /// Scans of one request.
    Scans(Vec<Incoming>, Asked),
    /// What must have all to itself, in this process.
    Alone(Work),
    /// What may be done while scans are recorded.
    Beside(Work),
    /// All is to end.
    Stop,
}

/// What a writer is to do next.
pub(super) enum Turn {
    /// Record these scans.
    Scans(Waiting),
    /// Do this.
    Work(Work),
}

/// The right to do it: others wait, or do not.
pub(super) enum Pass<'a> {
    Together { _guard: RwLockReadGuard<'a, ()> },
    Alone { _guard: RwLockWriteGuard<'a, ()> },
}

/// The line in front of the writers.
pub(super) struct Queue {
    line: Mutex<Line>,
    /// Held by many, or by one that wants no others.
    room: RwLock<()>,
}

struct Line {
    jobs: Receiver<Job>,
    /// What was taken out and is not yet due.
    first: Option<Job>,
}

impl Queue {
    pub fn of(jobs: Receiver<Job>) -> Self {
        Self { line: Mutex::new(Line { jobs, first: None }), room: RwLock::new(()) }
    }

    /// Waits for something to do: requests with up to so many scans, or one piece of work. None when all
    /// is to end. The pass is got before the next writer may look, so that nothing overtakes.
    pub fn next(&self, enough: usize) -> Option<(Turn, Pass<'_>)> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        match line.wait() {
            Job::Scans(batch, asked) => {
                let mut waiting = vec![(batch, asked)];
                line.gather(&mut waiting, enough);
                Some((Turn::Scans(waiting), self.together()))
            }
            Job::Beside(work) => Some((Turn::Work(work), self.together())),
            Job::Alone(work) => {
                let guard = self.room.write().unwrap_or_else(PoisonError::into_inner);
                Some((Turn::Work(work), Pass::Alone { _guard: guard }))
            }
            Job::Stop => {
                // The others are to see it too.
                line.first = Some(Job::Stop);
                None
            }
        }
    }

    fn together(&self) -> Pass<'_> {
        Pass::Together { _guard: self.room.read().unwrap_or_else(PoisonError::into_inner) }
    }

    /// All scans that wait in front of anything else; none while another writer looks or waits here.
    pub fn rest(&self) -> Waiting {
        let mut waiting = Vec::new();
        if let Ok(mut line) = self.line.try_lock() {
            line.gather(&mut waiting, usize::MAX);
        }
        waiting
    }
}

impl Line {
    /// The next job; the end when nobody can hand in any more.
    fn wait(&mut self) -> Job {
        self.first.take().or_else(|| self.jobs.recv().ok()).unwrap_or(Job::Stop)
    }

    /// Takes whatever scans wait, until there are so many or something else comes.
    fn gather(&mut self, waiting: &mut Waiting, enough: usize) {
        let mut scans: usize = waiting.iter().map(|(batch, _)| batch.len()).sum();
        while scans < enough && self.first.is_none() {
            match self.jobs.try_recv() {
                Ok(Job::Scans(batch, asked)) => {
                    scans += batch.len();
                    waiting.push((batch, asked));
                }
                Ok(other) => self.first = Some(other),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => return,
            }
        }
    }
}
