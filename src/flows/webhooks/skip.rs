//! A person takes off what a case waits for, so that its next fact goes out. The fact stays in the feed.

use super::locked;
use crate::base::{CaseId, Context, WebhookId};
use crate::feed::webhook::{Attempt, Outcome, WebhookRefusal};
use crate::flows::FlowRefusal;
use crate::people::WebhookKeeper;
use crate::store::{Conn, attempts, deliveries, webhooks, write};

/// Skips the event of this `webhook-id`, which must be the first of its case that was not acknowledged:
/// asked twice, the second time is refused and nothing more is lost.
pub fn skip_event(
    conn: &mut Conn,
    cx: &Context,
    by: &WebhookKeeper,
    id: WebhookId,
    event: &str,
) -> Result<Attempt, FlowRefusal> {
    let not_first = || WebhookRefusal::NotFirst(event.chars().take(60).collect());
    let case: Option<CaseId> = event.split_once('-').and_then(|(case, _)| case.parse().ok());
    write(conn, |conn| {
        let mut webhook = locked(conn, by, id)?;
        let case = case.ok_or_else(not_first)?;
        let first = deliveries::first_of_case(conn, id, case)?;
        let first = first.filter(|first| first.event == event).ok_or_else(not_first)?;
        deliveries::finish(conn, id, &[first.position], &[case], cx.now)?;
        webhook.attempts_made += 1;
        let skipped = Attempt {
            number: webhook.attempts_made,
            event: first.event,
            case_code: Some(first.case_code.to_string()),
            nth: first.attempts,
            at: cx.now,
            took_ms: 0,
            outcome: Outcome::Skipped,
            status: None,
            failure: None,
            answer: None,
            next_at: None,
            by: Some(cx.who.token),
        };
        attempts::keep(conn, id, std::slice::from_ref(&skipped))?;
        webhooks::save(conn, &webhook)?;
        Ok(skipped)
    })
}
