//! Webhooks: made and kept by whoever is told, and the work of telling them, one transaction a turn.

mod change;
mod create;
mod look;
mod replay;
mod rotate;
mod skip;
mod try_out;
mod turn;

pub use change::{WebhookChange, change_webhook, delete_webhook};
pub use create::{NewWebhook, WebhookIn, create_webhook};
pub use look::{Place, ReadOn, Seen, look};
pub use replay::{Replay, replay_webhook};
pub use rotate::rotate_webhook;
pub use skip::skip_event;
pub use try_out::record_test;
pub use turn::{Due, LEASE_MS, Line, Part, READING_MS, Reads, Sent, Turned, take_turn};

use crate::base::WebhookId;
use crate::feed::webhook::{Webhook, WebhookRefusal};
use crate::people::WebhookKeeper;
use crate::store::{Conn, webhooks};

use super::refusal::FlowRefusal;

/// The webhook, where the keeper may reach it. Another's is as unknown as one that is not there.
pub fn find_webhook(
    conn: &mut Conn,
    by: &WebhookKeeper,
    id: WebhookId,
) -> Result<Webhook, FlowRefusal> {
    reached(webhooks::find(conn, id)?, by, id)
}

fn locked(conn: &mut Conn, by: &WebhookKeeper, id: WebhookId) -> Result<Webhook, FlowRefusal> {
    reached(webhooks::find_for_update(conn, id)?, by, id)
}

fn reached(
    found: Option<Webhook>,
    by: &WebhookKeeper,
    id: WebhookId,
) -> Result<Webhook, FlowRefusal> {
    let found = found.filter(|webhook| by.reaches(&webhook.scope.agencies));
    Ok(found.ok_or(WebhookRefusal::Unknown(id))?)
}
