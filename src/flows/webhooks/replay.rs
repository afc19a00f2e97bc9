//! A receiver that lost something is told again: everything since a cursor or a time, or one case from its
//! first fact. The ids are those of the first time, so it knows what it has.

use super::create::cursor;
use super::locked;
use crate::base::codes::CaseCode;
use crate::base::{At, Context, WebhookId};
use crate::feed::webhook::{Webhook, WebhookRefusal};
use crate::flows::FlowRefusal;
use crate::people::WebhookKeeper;
use crate::store::{Conn, StoreError, cases, deliveries, facts, webhooks, write};

/// What to tell again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// Everything behind this cursor of the feed.
    After(i64),
    /// Everything that became known at this time or later.
    Since(At),
    /// One case, from its first fact; what died of it lives again.
    Case(CaseCode),
}

/// Tells again. What waits of the same is forgotten and begins anew.
pub fn replay_webhook(
    conn: &mut Conn,
    cx: &Context,
    by: &WebhookKeeper,
    id: WebhookId,
    what: &Replay,
) -> Result<Webhook, FlowRefusal> {
    write(conn, |conn| {
        let mut webhook = locked(conn, by, id)?;
        match what {
            Replay::After(after) => {
                let after = cursor(*after, webhook.position)?;
                read_again(conn, &mut webhook, after)?;
            }
            Replay::Since(since) => {
                let after = facts::last_before(conn, *since)?.min(webhook.position);
                read_again(conn, &mut webhook, after)?;
            }
            Replay::Case(code) => {
                let unknown = || WebhookRefusal::UnknownCase(code.clone());
                let case = cases::find(conn, code)?.ok_or_else(unknown)?;
                let (upto, now) = (webhook.position, cx.now);
                let scope = &webhook.scope;
                if !deliveries::renew_case(conn, id, scope, case.id, (upto, now))? {
                    return Err(unknown().into());
                }
            }
        }
        // What was read for it counts no more: it is read again, behind what is told again.
        webhook.reader = None;
        webhooks::save(conn, &webhook)?;
        Ok(webhook)
    })
}

/// Reads the feed for it once more from behind a cursor on.
fn read_again(conn: &mut Conn, webhook: &mut Webhook, after: i64) -> Result<(), StoreError> {
    webhook.position = after;
    deliveries::forget_after(conn, webhook.id, after)
}
