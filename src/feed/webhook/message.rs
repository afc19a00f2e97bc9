//! What is sent: a fact as the feed gives it, or a word to try the connection.

use serde_json::json;

use crate::base::{At, CaseId, WebhookId};
use crate::feed::{CloudEvent, Fact};

/// A message: the same bytes at every try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// By which the receiver knows what it has seen: the event's id.
    pub id: String,
    /// A CloudEvent, structured JSON.
    pub body: Vec<u8>,
}

/// The id of a fact as an event.
pub fn event_id(case: CaseId, sequence: i64) -> String {
    format!("{case}-{sequence}")
}

impl Message {
    /// The fact, as the feed gives it.
    pub fn of(fact: &Fact) -> Self {
        let event = CloudEvent::from(fact);
        let body = serde_json::to_vec(&event).expect("an event is JSON");
        Self { id: event.id, body }
    }

    /// A word to try the connection with. It is about no case, so it says no subject and no sequence.
    pub fn test(webhook: WebhookId, unique: &str, now: At) -> Self {
        let id = format!("test-{unique}");
        let event = json!({
            "specversion": "1.0",
            "id": id,
            "source": format!("/webhooks/{webhook}"),
            "type": "vn.hosopost.webhook.test",
            "time": now,
            "datacontenttype": "application/json",
            "test": true,
            "data": {"test": true},
        });
        Self { id, body: event.to_string().into_bytes() }
    }
}
