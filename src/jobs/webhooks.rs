//! The loop that tells webhooks. It wakes when this process has committed something, when an exchange has
//! ended, and when something falls due; what other processes commit it sees at the next look.
//!
//! Between two turns (`flows::webhooks::deliver`) exchanges go on side by side, so many at once for each
//! webhook: one that fails or dawdles holds up no other.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::Stop;
use crate::app::{App, NotTaken};
use crate::base::{At, WebhookId};
use crate::feed::webhook::Message;
use crate::flows::webhooks::{Due, Sent, Turn, deliver};
use crate::store::{StoreError, facts, webhooks};

/// How many exchanges one webhook has at once.
const AT_ONCE: i64 = 8;
/// How often to look for what other processes told.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long exchanges that have begun may still take after the word to stop.
const LAST_WORDS: Duration = Duration::from_secs(8);

/// Tells webhooks until the word to stop comes; what has begun is then finished and written down.
pub async fn webhooks(app: Arc<App>, stop: Stop) {
    let mut news = app.news();
    let mut teller = Teller::new(app);
    while !stop.is_asked() {
        // Before the turn: what is committed while it runs wakes the wait after it.
        news.mark_unchanged();
        let next = match teller.turn().await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(error = %error, "webhooks were not told: it is tried again");
                None
            }
        };
        let now = teller.app.clock.now();
        let due = next.map(|next| (next.millis() - now.millis()).max(0).unsigned_abs());
        let wait = due.map_or(LOOK_AGAIN, |due| LOOK_AGAIN.min(Duration::from_millis(due)));
        let woken = async {
            tokio::select! {
                () = teller.ended() => {}
                _ = news.changed() => {}
                () = stop.asked() => {}
            }
        };
        let _ = tokio::time::timeout(wait, woken).await;
    }
    let finishing = async {
        while !teller.under_way.is_empty() {
            teller.ended().await;
        }
    };
    let _ = tokio::time::timeout(LAST_WORDS, finishing).await;
    // What is still open comes due again with its lease, in this process's successor.
    if let Err(error) = teller.write_down().await {
        tracing::warn!(error = %error, "what webhooks answered last was not written down");
    }
}

/// Tells webhooks turn by turn.
pub struct Teller {
    app: Arc<App>,
    exchanges: JoinSet<Sent>,
    under_way: HashMap<WebhookId, i64>,
    sent: Vec<Sent>,
}

impl Teller {
    /// With nothing under way.
    pub fn new(app: Arc<App>) -> Self {
        let (exchanges, under_way) = (JoinSet::new(), HashMap::new());
        Self { app, exchanges, under_way, sent: Vec::new() }
    }

    /// Writes down what has ended, takes what is due and begins to send it. Says when the next is due.
    pub async fn turn(&mut self) -> Result<Option<At>, NotTaken> {
        loop {
            self.gather();
            let (work, next) = self.look().await?;
            if !work && self.sent.is_empty() {
                return Ok(next);
            }
            for due in self.take(AT_ONCE).await? {
                self.begin(due);
            }
        }
    }

    /// Goes on until nothing is due and nothing is under way; says when the next is due.
    pub async fn settle(&mut self) -> Result<Option<At>, NotTaken> {
        loop {
            let next = self.turn().await?;
            if self.under_way.is_empty() {
                return Ok(next);
            }
            self.ended().await;
        }
    }

    /// Waits until an exchange has ended; for ever when none is under way.
    async fn ended(&mut self) {
        match self.exchanges.join_next().await {
            Some(Ok(sent)) => self.keep(sent),
            // A mistake of ours: what it held comes due again with its lease.
            Some(Err(error)) => tracing::error!(error = %error, "an exchange with a webhook broke"),
            None => std::future::pending().await,
        }
    }

    fn gather(&mut self) {
        while let Some(ended) = self.exchanges.try_join_next() {
            if let Ok(sent) = ended {
                self.keep(sent);
            }
        }
        // Nothing runs any more: whatever broke is not under way either.
        if self.exchanges.is_empty() {
            self.under_way.clear();
        }
    }

    fn keep(&mut self, sent: Sent) {
        if let Some(count) = self.under_way.get_mut(&sent.due.webhook) {
            *count -= 1;
            if *count <= 0 {
                self.under_way.remove(&sent.due.webhook);
            }
        }
        self.sent.push(sent);
    }

    /// Whether a turn would find something to do, and when it would otherwise. Only a read: most commits
    /// of a process are not about any case a webhook is for.
    async fn look(&self) -> Result<(bool, Option<At>), StoreError> {
        let (last, standing) = self
            .app
            .read(|conn| {
                Ok::<_, StoreError>((facts::last_visible(conn)?, webhooks::standing(conn)?))
            })
            .await?;
        let now = self.app.clock.now();
        let mut next: Option<At> = None;
        for webhook in standing {
            if webhook.position < last {
                return Ok((true, None));
            }
            let is_full = self.under_way.get(&webhook.id).is_some_and(|count| *count >= AT_ONCE);
            match webhook.due_at {
                Some(due) if due <= now && !is_full => return Ok((true, None)),
                Some(due) if !is_full => next = Some(next.map_or(due, |next| next.min(due))),
                Some(_) | None => {}
            }
        }
        Ok((false, next))
    }

    /// One transaction, on the one thread that writes.
    async fn take(&mut self, at_once: i64) -> Result<Vec<Due>, NotTaken> {
        let (sent, under_way) = (self.sent.clone(), self.under_way.clone());
        let (now, ids) = (self.app.clock.now(), self.app.ids.clone());
        let taken = self.app.intake.run(move |conn, _| {
            let turn = Turn { now, ids: &ids, at_once, under_way: &under_way };
            deliver(conn, &turn, &sent)
        });
        let due = taken.await??;
        self.sent.clear();
        Ok(due)
    }

    fn begin(&mut self, due: Due) {
        *self.under_way.entry(due.webhook).or_default() += 1;
        let caller = self.app.caller.clone();
        if due.nth == 1 {
            caller.first(due.fact.recorded_at);
        }
        self.exchanges.spawn(async move {
            let exchange = caller.call(&due.url, &due.keys, Message::of(&due.fact)).await;
            Sent { due, exchange }
        });
    }

    /// Writes down what has ended, and takes nothing more.
    async fn write_down(&mut self) -> Result<(), NotTaken> {
        self.gather();
        if !self.sent.is_empty() {
            self.take(0).await?;
        }
        Ok(())
    }
}
