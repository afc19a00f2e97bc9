//! A webhook gets a new key; the one before goes on signing beside it for a while.

use super::create::NewWebhook;
use super::locked;
use crate::base::{Context, WebhookId};
use crate::feed::webhook::{WebhookKey, WebhookRefusal};
use crate::flows::FlowRefusal;
use crate::people::WebhookKeeper;
use crate::store::{Conn, webhooks, write};

/// The longest that an old key signs beside the new one: two weeks.
const OVERLAP_MAX_HOURS: i64 = 14 * 24;

/// Makes a new key. For `overlap_hours` every message bears the signatures of both; with none the old key
/// ends at once, which is what helps when it became known.
pub fn rotate_webhook(
    conn: &mut Conn,
    cx: &Context,
    by: &WebhookKeeper,
    id: WebhookId,
    overlap_hours: i64,
) -> Result<NewWebhook, FlowRefusal> {
    if !(0..=OVERLAP_MAX_HOURS).contains(&overlap_hours) {
        let refusal = WebhookRefusal::Overlap { most: OVERLAP_MAX_HOURS, got: overlap_hours };
        return Err(refusal.into());
    }
    let until = cx.now.plus_millis(overlap_hours * 3_600_000);
    write(conn, |conn| {
        let mut webhook = locked(conn, by, id)?;
        let newest = webhooks::keys(conn, id)?.last().map_or(0, |key| key.number);
        let key = WebhookKey::draw(&cx.ids, newest + 1, cx.now);
        webhooks::end_keys(conn, id, until, cx.now)?;
        webhooks::insert_key(conn, id, &key)?;
        // Whoever reads the feed for it has the old keys.
        webhook.reader = None;
        webhooks::save(conn, &webhook)?;
        Ok(NewWebhook { webhook, key })
    })
}
