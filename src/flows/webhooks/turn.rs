//! A process's turn at a webhook, one transaction: how far what it has sent has come is written down, it says
//! that it goes on reading the feed for the webhook, and takes what of the rows is due. Sending itself happens
//! between two turns, outside any transaction, and so does reading on ([`super::look()`]).
//!
//! What was sent and not written down, because the process was killed in between, is sent again when its
//! lease ends, under the same id: told at least once. Whoever sends a case's facts sends them in order and each
//! after the one before was acknowledged, so that even two who do not know of each other never tell a receiver
//! a fact before an earlier one of the same case.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{At, Ids, WebhookId};
use crate::feed::Fact;
use crate::feed::webhook::{
    Attempt, Disabled, Exchange, Next, Reader, Settled, Webhook, WebhookKey, WebhookUrl, event_id,
};
use crate::store::{Conn, StoreError, attempts, deliveries, facts, webhooks, write};

/// How long a process has for sending what it took from the rows; longer than any exchange may take.
pub const LEASE_MS: i64 = 90_000;

/// How long a process reads the feed for a webhook without saying again that it is there: so long nobody else
/// goes on when it was killed.
pub const READING_MS: i64 = 10_000;

/// What is needed to send a webhook something.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// To whom.
    pub webhook: WebhookId,
    /// Where.
    pub url: WebhookUrl,
    /// Signed with these.
    pub keys: Vec<WebhookKey>,
    /// By which lease.
    pub lease: String,
}

/// A fact that was taken, to be sent now.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// To whom and how.
    pub line: Arc<Line>,
    /// What.
    pub fact: Fact,
    /// Which try it is, from 1.
    pub nth: i64,
}

/// What came of sending it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// What was taken.
    pub due: Due,
    /// What came back.
    pub exchange: Exchange,
    /// What that means for the fact.
    pub next: Next,
}

/// What a process wants at one webhook.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The webhook.
    pub webhook: WebhookId,
    /// What ended since its last turn.
    pub sent: Vec<Sent>,
    /// How far all has come that it read from the feed, and by which lease it reads.
    pub settled: Option<(String, Settled)>,
    /// Whether it wants to read on, or to go on reading.
    pub reads: bool,
    /// How many facts it would take from the rows.
    pub room: i64,
}

/// What it got.
#[derive(Debug, Clone, PartialEq)]
pub struct Turned {
    /// The webhook.
    pub webhook: WebhookId,
    /// What it read before still counts, and how far it has come is written down.
    pub wrote: bool,
    /// By which line it reads on, and until when it need not say so again; none when it does not.
    pub reads: Option<(Reads, At)>,
    /// What to send from the rows.
    pub due: Vec<Due>,
}

/// That a process reads the feed for a webhook.
#[derive(Debug, Clone, PartialEq)]
pub enum Reads {
    /// As before.
    On,
    /// From now on, as the webhook is now.
    From(Box<Webhook>, Arc<Line>),
}

/// Takes a turn at some webhooks.
pub fn take_turn(
    conn: &mut Conn,
    now: At,
    ids: &Ids,
    mut parts: Vec<Part>,
) -> Result<Vec<Turned>, StoreError> {
    // All lock them in the same order.
    parts.sort_by_key(|part| part.webhook);
    write(conn, |conn| parts.iter().map(|part| turn(conn, now, ids, part)).collect())
}

fn turn(conn: &mut Conn, now: At, ids: &Ids, part: &Part) -> Result<Turned, StoreError> {
    let nothing = Turned { webhook: part.webhook, wrote: false, reads: None, due: Vec::new() };
    let Some(mut webhook) = webhooks::find_for_update(conn, part.webhook)? else {
        return Ok(nothing);
    };
    let before = webhook.clone();
    let wrote = write_down(conn, now, &mut webhook, part)?;
    let mut keys = None;
    let reads = read_on(conn, (now, ids), &mut webhook, part, (wrote, &mut keys))?;
    let due = take(conn, (now, ids), &webhook, part.room, &mut keys)?;
    if webhook != before {
        webhooks::save(conn, &webhook)?;
    }
    Ok(Turned { wrote, reads, due, ..nothing })
}

/// Writes down what came of what was sent. True when what was read from the feed still counts: nobody has
/// changed the webhook since, nor read on in this process's place.
fn write_down(
    conn: &mut Conn,
    now: At,
    webhook: &mut Webhook,
    part: &Part,
) -> Result<bool, StoreError> {
    let ours = part.settled.as_ref().filter(|(lease, settled)| {
        webhook.reader.as_ref().is_some_and(|reader| reader.lease == *lease)
            && webhook.position == settled.from
    });
    let from = part.settled.as_ref().map_or(i64::MAX, |(_, settled)| settled.from);
    let by_row: Vec<&Sent> =
        part.sent.iter().filter(|sent| sent.due.fact.position <= from).collect();
    let positions: Vec<i64> = by_row.iter().map(|sent| sent.due.fact.position).collect();
    let leases = deliveries::leases(conn, webhook.id, &positions)?;
    // Without the lease it is another's matter by now; that it was tried is told all the same.
    let holds = |sent: &&Sent| {
        leases.get(&sent.due.fact.position).is_some_and(|lease| *lease == sent.due.line.lease)
    };
    let by_row: Vec<&Sent> = by_row.into_iter().filter(holds).collect();
    settle_rows(conn, now, webhook, &by_row)?;
    if let Some((lease, settled)) = ours {
        let until = now.plus_millis(LEASE_MS);
        deliveries::put(conn, webhook.id, &settled.rows, (lease, until))?;
        if !settled.rows.is_empty() {
            deliveries::begin(conn, webhook.id, settled.from, now)?;
        }
        webhook.position = settled.upto;
    }
    let read = part.sent.iter().filter(|sent| ours.is_some() && sent.due.fact.position > from);
    for sent in by_row.into_iter().chain(read) {
        match sent.next {
            Next::Again { rest_until, .. } => {
                webhook.resting_until = webhook.resting_until.max(rest_until);
            }
            Next::Disable => {
                webhook.disabled.get_or_insert_with(|| Disabled::gone(now));
            }
            Next::Done | Next::GiveUp => {}
        }
    }
    keep_attempts(conn, webhook, &part.sent)?;
    Ok(ours.is_some())
}

fn settle_rows(
    conn: &mut Conn,
    now: At,
    webhook: &Webhook,
    sent: &[&Sent],
) -> Result<(), StoreError> {
    let (mut positions, mut cases) = (Vec::new(), Vec::new());
    for one in sent {
        let Fact { position, case, .. } = one.due.fact;
        match one.next.failed(now) {
            None => {
                positions.push(position);
                cases.push(case);
            }
            Some(failed) => deliveries::give_back(conn, webhook.id, position, failed)?,
        }
    }
    deliveries::finish(conn, webhook.id, &positions, &cases, now)
}

fn keep_attempts(conn: &mut Conn, webhook: &mut Webhook, sent: &[Sent]) -> Result<(), StoreError> {
    let mut attempts = Vec::with_capacity(sent.len());
    for Sent { due, exchange, next } in sent {
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

fn is_called(webhook: &Webhook, now: At) -> bool {
    webhook.disabled.is_none() && webhook.resting_until.is_none_or(|until| until <= now)
}

fn read_on(
    conn: &mut Conn,
    (now, ids): (At, &Ids),
    webhook: &mut Webhook,
    part: &Part,
    (ours, keys): (bool, &mut Option<Vec<WebhookKey>>),
) -> Result<Option<(Reads, At)>, StoreError> {
    let until = now.plus_millis(READING_MS);
    let is_called = is_called(webhook, now);
    match &mut webhook.reader {
        Some(reader) if ours && part.reads && is_called => {
            reader.until = until;
            Ok(Some((Reads::On, until)))
        }
        reader if ours => {
            *reader = None;
            Ok(None)
        }
        Some(reader) if reader.until > now => Ok(None),
        reader if part.reads && is_called => {
            let lease = lease(ids, now);
            *reader = Some(Reader { lease: lease.clone(), until });
            let line = line(conn, webhook, lease, keys)?;
            Ok(Some((Reads::From(Box::new(webhook.clone()), line), until)))
        }
        Some(_) | None => Ok(None),
    }
}

fn take(
    conn: &mut Conn,
    (now, ids): (At, &Ids),
    webhook: &Webhook,
    room: i64,
    keys: &mut Option<Vec<WebhookKey>>,
) -> Result<Vec<Due>, StoreError> {
    if room <= 0 || !is_called(webhook, now) {
        return Ok(Vec::new());
    }
    let lease = lease(ids, now);
    let times = (now, now.plus_millis(LEASE_MS));
    let claimed = deliveries::claim(conn, webhook.id, room, &lease, times)?;
    if claimed.is_empty() {
        return Ok(Vec::new());
    }
    let tries: HashMap<i64, i64> =
        claimed.iter().map(|one| (one.position, one.attempts + 1)).collect();
    let line = line(conn, webhook, lease, keys)?;
    let positions: Vec<i64> = claimed.iter().map(|one| one.position).collect();
    let due = facts::at(conn, &positions)?.into_iter().map(|fact| Due {
        line: line.clone(),
        nth: tries.get(&fact.position).copied().unwrap_or(1),
        fact,
    });
    Ok(due.collect())
}

fn lease(ids: &Ids, now: At) -> String {
    ids.uuid(now).simple().to_string()
}

/// What is needed to send to the webhook; its keys are read once in a turn.
fn line(
    conn: &mut Conn,
    webhook: &Webhook,
    lease: String,
    keys: &mut Option<Vec<WebhookKey>>,
) -> Result<Arc<Line>, StoreError> {
    let keys = match keys {
        Some(keys) => keys.clone(),
        None => keys.insert(webhooks::keys(conn, webhook.id)?).clone(),
    };
    Ok(Arc::new(Line { webhook: webhook.id, url: webhook.url.clone(), keys, lease }))
}
