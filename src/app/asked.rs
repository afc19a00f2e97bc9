//! A request's place in the intake's queue: how it is answered, since when it waits, and in which span of
//! the traces it is told.

use std::time::{Duration, Instant};

use tokio::runtime::Handle;
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
    /// Where the request is answered.
    runtime: Handle,
}

impl Asked {
    /// Waits from now on, in a runtime.
    pub fn now(answer: oneshot::Sender<Recorded>) -> Self {
        let (since, span, runtime) = (Instant::now(), Span::current(), Handle::current());
        Self { answer, since, span, runtime }
    }

    /// How long it waited until then.
    pub fn waited(&self, until: Instant) -> Duration {
        until.saturating_duration_since(self.since)
    }

    /// Answers, if anybody still waits.
    pub fn send(self, recorded: Recorded) {
        let _ = self.answer.send(recorded);
    }

    /// Answers all of a batch. The runtime is woken once, and wakes those who wait itself: from outside, each
    /// would be a wake of its own.
    pub fn send_all(answers: Vec<(Self, Vec<Outcome>)>) {
        let Some((first, _)) = answers.first() else { return };
        let runtime = first.runtime.clone();
        runtime.spawn(async move {
            for (asked, outcomes) in answers {
                asked.send(Ok(outcomes));
            }
        });
    }
}
