//! Telling webhooks: exchanges go on side by side, so many at once for each webhook, so that one that fails
//! or dawdles holds up no other; meanwhile this looks at the database, or takes a turn at it, one thing at a
//! time.

use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinError, JoinSet};

use super::reading::{Reading, Unwritten};
use crate::app::{App, Known, NotTaken};
use crate::base::{At, WebhookId};
use crate::feed::webhook::{Message, after};
use crate::flows::webhooks::{Due, Part, Place, Reads, Seen, Sent, Turned, look, take_turn};
use crate::store::webhooks::Standing;
use crate::store::{Conn, StoreError};

/// How many exchanges one webhook has at once.
const AT_ONCE: i64 = 16;

/// Tells webhooks.
pub struct Teller {
    app: Arc<App>,
    exchanges: JoinSet<Sent>,
    hooks: HashMap<WebhookId, Hook>,
    /// That something may be to do which only the database knows.
    looks: bool,
    next: Option<At>,
}

/// What goes on at one webhook.
#[derive(Default)]
struct Hook {
    under_way: i64,
    sent: Vec<Sent>,
    reading: Option<Reading>,
    unwritten: Unwritten,
    /// It could be read for, and nobody does.
    unread: bool,
    /// Some rows are due.
    due: bool,
}

impl Hook {
    fn room(&self) -> i64 {
        AT_ONCE - self.under_way
    }

    fn is_idle(&self) -> bool {
        let has_ready = |reading: &Reading| !reading.leaving && reading.ahead.has_ready();
        self.under_way == 0 && !self.reading.as_ref().is_some_and(has_ready)
    }

    fn is_forgotten(&self) -> bool {
        self.under_way == 0 && self.sent.is_empty() && self.reading.is_none()
    }

    /// What is wanted at the next turn, if anything.
    fn part(&mut self, webhook: WebhookId, now: At) -> Option<Part> {
        let idle = self.is_idle();
        let reading = self.reading.as_ref();
        let has_news = reading.is_some_and(|reading| reading.ahead.has_news());
        let leaves = reading.is_some_and(|reading| reading.leaving);
        let is_old = |reading: &Reading| !reading.ahead.is_written() && reading.renew_at() <= now;
        let writes = self.unwritten.is_due(self.sent.len(), has_news, idle)
            || leaves
            || reading.is_some_and(is_old);
        let takes = self.due && self.room() > 0;
        if !writes && !takes && !self.unread {
            return None;
        }
        let settle = |reading: &mut Reading| (reading.line.lease.clone(), reading.ahead.settle());
        Some(Part {
            webhook,
            sent: std::mem::take(&mut self.sent),
            settled: self.reading.as_mut().map(settle),
            reads: !leaves && (self.unread || self.reading.is_some()),
            room: if takes { self.room() } else { 0 },
        })
    }

    fn turned(&mut self, turned: &Turned, part: &Part) {
        self.unwritten.wrote();
        (self.unread, self.due) = (false, false);
        if let (Some(reading), Some((_, settled))) = (&mut self.reading, &part.settled)
            && turned.wrote
        {
            reading.ahead.wrote(settled.upto);
        }
        match &turned.reads {
            Some((Reads::On, until)) => {
                if let Some(reading) = &mut self.reading {
                    reading.renewed(*until);
                }
            }
            Some((Reads::From(webhook, line), until)) => {
                self.reading = Some(Reading::new(webhook, line.clone(), *until));
            }
            None => self.reading = None,
        }
    }
}

impl Teller {
    /// With nothing under way.
    pub fn new(app: Arc<App>) -> Self {
        Self { app, exchanges: JoinSet::new(), hooks: HashMap::new(), looks: true, next: None }
    }

    /// To look at the database before anything else is done: something may have happened.
    pub(super) fn look_again(&mut self) {
        self.looks = true;
    }

    /// Does all that can be done without waiting for a receiver.
    pub(super) async fn advance(&mut self) -> Result<(), NotTaken> {
        loop {
            self.gather();
            self.begin();
            if std::mem::take(&mut self.looks) {
                let done = self.look().await;
                self.looks |= done.is_err();
                done?;
                self.begin();
            }
            let now = self.app.clock.now();
            let parts: Vec<Part> =
                self.hooks.iter_mut().filter_map(|(id, hook)| hook.part(*id, now)).collect();
            if parts.is_empty() && !self.looks {
                return Ok(());
            }
            if !parts.is_empty() {
                self.turn(parts).await?;
            }
        }
    }

    /// How long nothing is to do, unless something happens.
    pub(super) fn patience(&self) -> Option<Duration> {
        let now = self.app.clock.now();
        let until = |at: At| Duration::from_millis((at.millis() - now.millis()).max(0) as u64);
        let unwritten = self.hooks.values().filter_map(|hook| hook.unwritten.left());
        let old = self.hooks.values().filter_map(|hook| hook.reading.as_ref());
        let old =
            old.filter(|reading| !reading.ahead.is_written()).map(|one| until(one.renew_at()));
        unwritten.chain(old).chain(self.next.map(until)).min()
    }

    /// Goes on until nothing is due and nothing is under way; says when the next is due.
    pub async fn settle(&mut self) -> Result<Option<At>, NotTaken> {
        loop {
            self.looks = true;
            self.advance().await?;
            if self.exchanges.is_empty() && self.hooks.values().all(Hook::is_idle) {
                let next = self.next;
                self.leave().await?;
                return Ok(next);
            }
            self.ended().await;
        }
    }

    /// Waits until an exchange has ended; for ever when none is under way.
    pub(super) async fn ended(&mut self) {
        match self.exchanges.join_next().await {
            Some(ended) => self.keep(ended),
            None => std::future::pending().await,
        }
    }

    /// Waits for what is under way, and begins nothing more.
    pub(super) async fn finish(&mut self) {
        for reading in self.hooks.values_mut().filter_map(|hook| hook.reading.as_mut()) {
            reading.leaving = true;
        }
        while !self.exchanges.is_empty() {
            self.ended().await;
        }
    }

    /// Writes down what has ended, leaves what was read to the rows, and reads for no webhook any more.
    pub(super) async fn leave(&mut self) -> Result<(), NotTaken> {
        self.gather();
        for hook in self.hooks.values_mut() {
            (hook.unread, hook.due) = (false, false);
            if let Some(reading) = &mut hook.reading {
                reading.leave();
            }
        }
        let now = self.app.clock.now();
        let parts: Vec<Part> =
            self.hooks.iter_mut().filter_map(|(id, hook)| hook.part(*id, now)).collect();
        if parts.is_empty() { Ok(()) } else { self.turn(parts).await }
    }

    async fn look(&mut self) -> Result<(), StoreError> {
        let places: BTreeMap<WebhookId, Place> = self
            .hooks
            .iter()
            .filter_map(|(id, hook)| Some((*id, hook.reading.as_ref()?.place())))
            .collect();
        let app = self.app.clone();
        let seen = self.meanwhile(async move { app.read(move |conn| look(conn, &places)).await });
        let seen = seen.await?;
        self.saw(seen);
        Ok(())
    }

    fn saw(&mut self, seen: Seen) {
        let now = self.app.clock.now();
        let mut next: Option<At> = None;
        let mut soon = |at: Option<At>| next = next.into_iter().chain(at).min();
        for (id, hook) in &mut self.hooks {
            (hook.unread, hook.due) = (false, false);
            let stands = |standing: &Standing, reading: &Reading| {
                let reader = standing.reader.as_ref();
                standing.id == *id && reader.is_some_and(|r| r.lease == reading.line.lease)
            };
            // Somebody has changed or removed it, or reads on in our place: what was read counts no more.
            hook.reading = hook
                .reading
                .take()
                .filter(|reading| seen.standing.iter().any(|standing| stands(standing, reading)));
        }
        for (id, read) in seen.read {
            if let Some(reading) = self.hooks.get_mut(&id).and_then(|hook| hook.reading.as_mut()) {
                reading.ahead.read_on(read.upto, read.facts, |case| read.held.contains(&case));
                self.looks |= read.upto < seen.last && reading.ahead.room() > 0;
            }
        }
        for standing in seen.standing {
            let hook = self.hooks.entry(standing.id).or_default();
            let rests = standing.resting_until.filter(|until| *until > now);
            let other = standing.reader.filter(|reader| reader.until > now);
            if hook.reading.is_none() && standing.position < seen.last {
                match (rests, other) {
                    (Some(until), _) => soon(Some(until)),
                    (None, Some(other)) => soon(Some(other.until)),
                    (None, None) => hook.unread = true,
                }
            }
            match standing.due_at {
                Some(due) if due <= now => hook.due = true,
                due => soon(due),
            }
        }
        self.hooks.retain(|_, hook| !hook.is_forgotten() || hook.unread || hook.due);
        self.next = next;
    }

    /// One transaction, on the one thread that writes.
    async fn turn(&mut self, parts: Vec<Part>) -> Result<(), NotTaken> {
        let (app, asked) = (self.app.clone(), parts.clone());
        let (now, ids) = (self.app.clock.now(), self.app.ids.clone());
        let turned = self.meanwhile(async move {
            let turn = move |conn: &mut Conn, _: &Known| take_turn(conn, now, &ids, asked);
            app.intake.run_beside_scans(turn).await
        });
        let turned = match turned.await {
            Ok(Ok(turned)) => turned,
            failed => {
                for part in parts {
                    let hook = self.hooks.entry(part.webhook).or_default();
                    hook.sent.splice(0..0, part.sent);
                }
                self.looks = true;
                return Err(failed.err().unwrap_or(NotTaken::Failed));
            }
        };
        for (part, turned) in parts.iter().filter_map(|part| {
            turned.iter().find(|turned| turned.webhook == part.webhook).map(|one| (part, one))
        }) {
            let hook = self.hooks.entry(part.webhook).or_default();
            hook.turned(turned, part);
            for due in &turned.due {
                self.send(due.clone());
            }
        }
        // What was taken over can be read now, and what was written down may have made the next due.
        self.looks = true;
        Ok(())
    }

    /// Waits for the database while exchanges go on.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                Some(ended) = self.exchanges.join_next() => {
                    self.keep(ended);
                    self.begin();
                }
            }
        }
    }

    fn gather(&mut self) {
        while let Some(ended) = self.exchanges.try_join_next() {
            self.keep(ended);
        }
    }

    fn keep(&mut self, ended: Result<Sent, JoinError>) {
        let sent = match ended {
            Ok(sent) => sent,
            Err(error) => {
                // A mistake of ours: what it held comes due again with its lease.
                tracing::error!(error = %error, "an exchange with a webhook broke");
                if self.exchanges.is_empty() {
                    self.forget_broken();
                }
                return;
            }
        };
        let hook = self.hooks.entry(sent.due.line.webhook).or_default();
        hook.under_way -= 1;
        if let Some(reading) = &mut hook.reading
            && reading.line.lease == sent.due.line.lease
        {
            reading.ahead.conclude(sent.due.fact.position, sent.next.failed(self.app.clock.now()));
            if sent.next.is_rest() {
                reading.leave();
            }
        }
        hook.sent.push(sent);
    }

    /// Nothing runs any more: whatever broke is not under way either.
    fn forget_broken(&mut self) {
        for hook in self.hooks.values_mut() {
            hook.under_way = 0;
            if let Some(reading) = &mut hook.reading {
                reading.leave();
            }
        }
    }

    /// Begins to send whatever there is room for.
    fn begin(&mut self) {
        let mut begun = Vec::new();
        for hook in self.hooks.values_mut() {
            let room = hook.room().max(0) as usize;
            let next = || hook.reading.as_mut().and_then(Reading::next);
            begun.extend(std::iter::from_fn(next).take(room));
        }
        for due in begun {
            self.send(due);
        }
    }

    fn send(&mut self, due: Due) {
        self.hooks.entry(due.line.webhook).or_default().under_way += 1;
        let (caller, clock, ids) =
            (self.app.caller.clone(), self.app.clock.clone(), self.app.ids.clone());
        if due.nth == 1 {
            caller.first(due.fact.recorded_at);
        }
        self.exchanges.spawn(async move {
            let exchange = caller.call(&due.line.url, &due.line.keys, Message::of(&due.fact)).await;
            let next = after(&exchange.tried, due.nth, clock.now(), ids.chance());
            Sent { due, exchange, next }
        });
    }
}
