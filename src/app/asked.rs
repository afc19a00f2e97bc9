//! A request's place in the intake's queue: how it is answered, since when it waits, and in which span of
//! the traces it is told.

use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tracing::Span;

use super::intake::NotTaken;
use crate::flows::Outcome;

type Recorded = Result<Vec<Outcome>, NotTaken>;

/// Who asked, until the answer.
pub(super) struct Asked {
    answer: oneshot::Sender<Recorded>,
    since: Instant,
    /// The request's; one that nobody listens to costs nothing.
    pub span: Span,
}

impl Asked {
    /// Waits from now on.
    pub fn now(answer: oneshot::Sender<Recorded>) -> Self {
        Self { answer, since: Instant::now(), span: Span::current() }
    }

    /// How long it waited until then.
    pub fn waited(&self, until: Instant) -> Duration {
        until.saturating_duration_since(self.since)
    }

    /// Answers; what comes back was for nobody any more.
    pub fn send(self, recorded: Recorded) -> Result<(), Recorded> {
        self.answer.send(recorded)
    }
}
