//! What this process holds in memory of one webhook that it reads the feed for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::base::At;
use crate::feed::webhook::{Ahead, Scope, Webhook};
use crate::flows::webhooks::{Due, Line, Place, READING_MS};

/// How many outcomes are written down in one transaction before others wait for the next.
const GROUP: usize = 256;
/// How long an outcome waits for others to be written down with.
const TOGETHER: Duration = Duration::from_millis(20);

/// One webhook, as it was when this process began to read for it.
pub(super) struct Reading {
    /// How to send to it.
    pub line: Arc<Line>,
    /// What was read and not written down.
    pub ahead: Ahead,
    scope: Scope,
    until: At,
    /// Nothing more is begun: the receiver wants to be left alone, or the process ends.
    pub leaving: bool,
}

impl Reading {
    pub fn new(webhook: &Webhook, line: Arc<Line>, until: At) -> Self {
        let ahead = Ahead::behind(webhook.position);
        Self { line, ahead, scope: webhook.scope.clone(), until, leaving: false }
    }

    pub fn place(&self) -> Place {
        Place {
            lease: self.line.lease.clone(),
            scope: self.scope.clone(),
            read: self.ahead.read(),
            room: if self.leaving { 0 } else { self.ahead.room() },
        }
    }

    /// What to send next.
    pub fn next(&mut self) -> Option<Due> {
        if self.leaving {
            return None;
        }
        let fact = self.ahead.begin()?;
        Some(Due { line: self.line.clone(), fact, nth: 1 })
    }

    /// Nothing more is begun, and what was read is left to the rows.
    pub fn leave(&mut self) {
        self.leaving = true;
        self.ahead.leave_all();
    }

    pub fn renewed(&mut self, until: At) {
        self.until = until;
    }

    /// When it is time to say again that this process reads on: well before others would take over.
    pub fn renew_at(&self) -> At {
        self.until.plus_millis(-READING_MS / 2)
    }
}

/// When outcomes are to be written down. Nothing waits for it but the memory of what was sent, so many share
/// a transaction; but when nothing else is to do it is done at once.
#[derive(Debug, Default)]
pub(super) struct Unwritten {
    since: Option<Instant>,
}

impl Unwritten {
    /// Whether to write now: there are so many outcomes, or none is still to come (`idle`), or the first has
    /// waited long enough.
    pub fn is_due(&mut self, outcomes: usize, has_news: bool, idle: bool) -> bool {
        if outcomes == 0 && !has_news {
            self.since = None;
            return false;
        }
        let since = *self.since.get_or_insert_with(Instant::now);
        idle || outcomes >= GROUP || since.elapsed() >= TOGETHER
    }

    pub fn wrote(&mut self) {
        self.since = None;
    }

    /// How long until it is due.
    pub fn left(&self) -> Option<Duration> {
        self.since.map(|since| TOGETHER.saturating_sub(since.elapsed()))
    }
}
