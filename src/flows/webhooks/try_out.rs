//! A test message, which a person sent to see whether a webhook is reached.

use crate::base::WebhookId;
use crate::feed::webhook::{Attempt, Exchange};
use crate::store::{Conn, StoreError, attempts, webhooks, write};

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
