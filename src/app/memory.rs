//! What the writers of a process remember together.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::base::CaseId;
use crate::flows::{Incoming, Recall};

/// Lent in parts: what one writer works with, no other does meanwhile. Who wants it too reads it from the
/// database, behind the locks of who has it.
#[derive(Debug)]
pub(super) struct Memory(Mutex<Recall>);

impl Default for Memory {
    fn default() -> Self {
        Self(Mutex::new(Recall::lasting()))
    }
}

impl Memory {
    /// What is known of what a batch scans. Lost, and so forgotten, unless it is given back.
    pub fn lend(&self, batch: &[Incoming]) -> Recall {
        self.recall().lend(batch.iter().map(|incoming| incoming.scan.code.as_str()))
    }

    /// Takes back what was lent, as it stands after the commit.
    pub fn take_back(&self, lent: Recall) {
        self.recall().take_back(lent);
    }

    /// Forgets what other work than scans may have changed.
    pub fn forget_names(&self) {
        self.recall().forget_names();
    }

    /// Forgets what some cases were told last.
    pub fn forget_cases(&self, cases: &BTreeSet<CaseId>) {
        self.recall().forget_cases(cases);
    }

    /// A panic of who held it leaves it whole: parts are taken out and put in, never changed in place.
    fn recall(&self) -> MutexGuard<'_, Recall> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
