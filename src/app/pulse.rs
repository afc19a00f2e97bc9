//! How the writing goes: when the intake last came to the end of something, and what was wrong with it.
//! `/readyz` tells it, so that whoever sends work to this process hears the truth before the work fails.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Work that is not done by then is behind a lock, or the database is very slow.
const SLOW: Duration = Duration::from_secs(3);

/// What was written within this time need not be tried again to be believed.
const FRESH: Duration = Duration::from_secs(5);

/// What the intake does and how it went.
#[derive(Debug, Default)]
pub(super) struct Pulse(Mutex<Beats>);

#[derive(Debug, Default)]
struct Beats {
    /// Since when each writer is at one piece of work.
    busy: BTreeMap<u32, Instant>,
    /// When something was last written.
    good: Option<Instant>,
    /// When scans last could not be written, if none were since.
    failed: Option<Instant>,
}

/// How the writing goes, as far as is known without trying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Beat {
    /// Something was written a moment ago.
    Good,
    /// A writer is at one piece of work for longer than it should.
    Slow,
    /// Scans could not be written a moment ago. A trial may go where they do not: it needs no room.
    Failing,
    /// Nothing was written for a while: to know, one must try.
    Unknown,
}

impl Pulse {
    fn beats(&self) -> MutexGuard<'_, Beats> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A writer begins a piece of work.
    pub fn begins(&self, writer: u32) {
        self.beats().busy.insert(writer, Instant::now());
    }

    /// It has ended, however.
    pub fn ends(&self, writer: u32) {
        self.beats().busy.remove(&writer);
    }

    /// Something was written.
    pub fn wrote(&self) {
        let mut beats = self.beats();
        (beats.good, beats.failed) = (Some(Instant::now()), None);
    }

    /// The database did not take scans.
    pub fn could_not_write(&self) {
        self.beats().failed = Some(Instant::now());
    }

    /// How it goes.
    pub fn beat(&self) -> Beat {
        let beats = self.beats();
        let is_fresh = |at: &Instant| at.elapsed() < FRESH;
        if beats.busy.values().any(|since| since.elapsed() > SLOW) {
            Beat::Slow
        } else if beats.failed.as_ref().is_some_and(is_fresh) {
            Beat::Failing
        } else if beats.failed.is_none() && beats.good.as_ref().is_some_and(is_fresh) {
            Beat::Good
        } else {
            Beat::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writing_that_failed_is_doubted_until_one_succeeds() {
        let pulse = Pulse::default();
        assert_eq!(pulse.beat(), Beat::Unknown, "nothing was tried yet");
        pulse.begins(1);
        pulse.wrote();
        pulse.ends(1);
        assert_eq!(pulse.beat(), Beat::Good);
        pulse.could_not_write();
        assert_eq!(pulse.beat(), Beat::Failing);
        pulse.wrote();
        assert_eq!(pulse.beat(), Beat::Good);
    }
}
