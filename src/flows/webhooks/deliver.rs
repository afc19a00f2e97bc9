//! One turn of telling webhooks: what came of what was sent is written down, the feed is read on, and what
//! is due is taken to be sent. Sending itself happens between two turns, outside any transaction.
//!
//! What was sent and not written down, because the process was killed in between, is sent again when its
//! lease ends, under the same id: told at least once.

use std::collections::HashMap;

use crate::base::{At, Ids, WebhookId};
use crate::feed::Fact;
use crate::feed::webhook::{
    Attempt, Disabled, Exchange, Next, Webhook, WebhookKey, WebhookUrl, after, event_id,
};
use crate::store::deliveries::Failed;
use crate::store::{Conn, StoreError, attempts, deliveries, facts, webhooks, write};

/// How long a process has for sending what it took; longer than any exchange may take.
pub const LEASE_MS: i64 = 90_000;

/// How many positions of the feed are read at once for one webhook.
const WINDOW: i64 = 1_000;

/// A fact that was taken, to be sent now.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// To whom.
    pub webhook: WebhookId,
    /// Where.
    pub url: WebhookUrl,
    /// Signed with these.
    pub keys: Vec<WebhookKey>,
    /// What.
    pub fact: Fact,
    /// Which try it is, from 1.
    pub nth: i64,
    /// By which lease it was taken.
    pub lease: String,
}

/// What came of sending it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// What was taken.
    pub due: Due,
    /// What came back.
    pub exchange: Exchange,
}

/// What a turn works with.
#[derive(Debug, Clone)]
pub struct Turn<'a> {
    /// The time.
    pub now: At,
    /// Makes leases, and the chance that spreads tries.
    pub ids: &'a Ids,
    /// How many exchanges one webhook may have at once.
    pub at_once: i64,
    /// How many each has, those in `sent` not counted.
    pub under_way: &'a HashMap<WebhookId, i64>,
}

/// Takes one turn.
pub fn deliver(conn: &mut Conn, turn: &Turn<'_>, sent: &[Sent]) -> Result<Vec<Due>, StoreError> {
    write(conn, |conn| {
        let upto = facts::last_visible(conn)?;
        let mut due = Vec::new();
        for mut webhook in webhooks::lock_all(conn)? {
            let own: Vec<&Sent> =
                sent.iter().filter(|sent| sent.due.webhook == webhook.id).collect();
            let before = webhook.clone();
            write_down(conn, turn, &mut webhook, &own)?;
            if webhook.disabled.is_none() {
                read_on(conn, turn.now, &mut webhook, upto)?;
                due.extend(take(conn, turn, &webhook)?);
            }
            if webhook != before {
                webhooks::save(conn, &webhook)?;
            }
        }
        Ok(due)
    })
}

fn write_down(
    conn: &mut Conn,
    turn: &Turn<'_>,
    webhook: &mut Webhook,
    sent: &[&Sent],
) -> Result<(), StoreError> {
    let mut attempts = Vec::with_capacity(sent.len());
    for one in sent {
        let Sent { due, exchange } = one;
        let next = after(&exchange.tried, due.nth, turn.now, chance(turn.ids));
        // Without the lease it is another's matter by now; that it was tried is told all the same.
        if deliveries::holds(conn, webhook.id, due.fact.position, &due.lease)? {
            settle(conn, turn.now, webhook, due, next)?;
        }
        webhook.attempts_made += 1;
        let event = event_id(due.fact.case, due.fact.sequence);
        attempts.push(Attempt {
            case_code: Some(due.fact.case_code.to_string()),
            nth: due.nth,
            next_at: next.at(),
            ..Attempt::of(webhook.attempts_made, event, exchange)
        });
    }
    attempts::keep(conn, webhook.id, &attempts)
}

fn settle(
    conn: &mut Conn,
    now: At,
    webhook: &mut Webhook,
    due: &Due,
    next: Next,
) -> Result<(), StoreError> {
    let failed = match next {
        Next::Done => {
            let Fact { position, case, .. } = due.fact;
            return deliveries::finish(conn, webhook.id, position, case, now);
        }
        Next::Again { at, rest_until } => {
            webhook.resting_until = webhook.resting_until.max(rest_until);
            Failed::Again(at)
        }
        Next::GiveUp => Failed::Dead(now),
        Next::Disable => {
            webhook.disabled.get_or_insert_with(|| Disabled::gone(now));
            Failed::Again(now)
        }
    };
    deliveries::give_back(conn, webhook.id, due.fact.position, failed)
}

fn read_on(conn: &mut Conn, now: At, webhook: &mut Webhook, last: i64) -> Result<(), StoreError> {
    let upto = last.min(webhook.position.saturating_add(WINDOW));
    if upto > webhook.position {
        deliveries::enrol(conn, webhook.id, &webhook.scope, (webhook.position, upto), now)?;
        webhook.position = upto;
    }
    Ok(())
}

fn take(conn: &mut Conn, turn: &Turn<'_>, webhook: &Webhook) -> Result<Vec<Due>, StoreError> {
    let room = turn.at_once - turn.under_way.get(&webhook.id).copied().unwrap_or(0);
    if room <= 0 || webhook.resting_until.is_some_and(|until| until > turn.now) {
        return Ok(Vec::new());
    }
    let lease = turn.ids.uuid(turn.now).simple().to_string();
    let times = (turn.now, turn.now.plus_millis(LEASE_MS));
    let claimed = deliveries::claim(conn, webhook.id, room, &lease, times)?;
    if claimed.is_empty() {
        return Ok(Vec::new());
    }
    let tries: HashMap<i64, i64> =
        claimed.iter().map(|one| (one.position, one.attempts + 1)).collect();
    let keys = webhooks::keys(conn, webhook.id)?;
    let positions: Vec<i64> = claimed.iter().map(|one| one.position).collect();
    let facts = facts::at(conn, &positions)?;
    let due = facts.into_iter().map(|fact| Due {
        webhook: webhook.id,
        url: webhook.url.clone(),
        keys: keys.clone(),
        nth: tries.get(&fact.position).copied().unwrap_or(1),
        fact,
        lease: lease.clone(),
    });
    Ok(due.collect())
}

fn chance(ids: &Ids) -> u8 {
    let mut byte = [0];
    ids.fill(&mut byte);
    byte[0]
}

/// Writes down what came of a test message, which is not tried again. None when the webhook is gone.
pub fn record_test(
    conn: &mut Conn,
    webhook: WebhookId,
    event: String,
    exchange: &Exchange,
) -> Result<Option<Attempt>, StoreError> {
    write(conn, |conn| {
        let Some(mut webhook) = webhooks::find_for_update(conn, webhook)? else { return Ok(None) };
        webhook.attempts_made += 1;
        let attempt = Attempt::of(webhook.attempts_made, event, exchange);
        attempts::keep(conn, webhook.id, std::slice::from_ref(&attempt))?;
        webhooks::save(conn, &webhook)?;
        Ok(Some(attempt))
    })
}
