//! How webhooks, what they wait for and what was tried look from outside. Never a secret, but for the one
//! answer that makes it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::base::paging::Page;
use crate::feed::webhook::{Attempt, Webhook, WebhookKey};
use crate::flows::webhooks::NewWebhook;
use crate::store::deliveries::{Counts, Waiting};

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookOut {
    webhook_id: String,
    url: String,
    /// Empty means all.
    agencies: Vec<String>,
    /// Empty means all.
    events: Vec<String>,
    /// `enabled` or `disabled`.
    status: &'static str,
    /// Why it is disabled: `person`, or `gone` when the receiver answered 410.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<String>,
    /// What the person said about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// The cursor of the feed up to which it was read for this webhook.
    cursor: String,
    /// Until when the receiver asked to be left alone (`Retry-After`).
    #[serde(skip_serializing_if = "Option::is_none")]
    resting_until: Option<String>,
    created_at: String,
    /// The token that made it.
    created_by: String,
}

impl From<Webhook> for WebhookOut {
    fn from(webhook: Webhook) -> Self {
        let disabled = webhook.disabled;
        Self {
            webhook_id: webhook.id.to_string(),
            url: webhook.url.to_string(),
            agencies: webhook.scope.agencies.iter().map(ToString::to_string).collect(),
            events: webhook.scope.events.iter().map(ToString::to_string).collect(),
            status: if disabled.is_some() { "disabled" } else { "enabled" },
            disabled_why: disabled.as_ref().map(|disabled| disabled.why.as_str()),
            disabled_at: disabled.as_ref().map(|disabled| disabled.at.to_string()),
            note: disabled.and_then(|disabled| disabled.note),
            cursor: webhook.position.to_string(),
            resting_until: webhook.resting_until.map(|at| at.to_string()),
            created_at: webhook.created_at.to_string(),
            created_by: webhook.created_by.to_string(),
        }
    }
}

/// A page of webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhooksOut {
    items: Vec<WebhookOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<Page<WebhookOut>> for WebhooksOut {
    fn from(page: Page<WebhookOut>) -> Self {
        Self { items: page.items, next: page.next }
    }
}

/// A webhook with a key that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyedWebhookOut {
    #[serde(flatten)]
    webhook: WebhookOut,
    /// Checks `v1` signatures. Shown this once.
    #[schema(example = "whsec_…")]
    secret: String,
    /// Checks `v1a` signatures.
    #[schema(example = "whpk_…")]
    public_key: String,
}

impl From<NewWebhook> for KeyedWebhookOut {
    fn from(made: NewWebhook) -> Self {
        Self {
            webhook: made.webhook.into(),
            secret: made.key.secret.reveal(),
            public_key: made.key.signing.public().to_string(),
        }
    }
}

/// A key of a webhook, as others may see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyOut {
    /// Checks `v1a` signatures.
    public_key: String,
    created_at: String,
    /// From when on it signs no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

/// A webhook, its keys, and what it was not told yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookDetailOut {
    #[serde(flatten)]
    webhook: WebhookOut,
    keys: Vec<KeyOut>,
    /// Events not acknowledged yet, those not read from the feed so far left out.
    waiting: i64,
    /// Of these, the ones whose last try failed; their cases wait for a person.
    dead: i64,
}

impl WebhookDetailOut {
    /// From what was read.
    pub fn new(webhook: Webhook, counts: Counts, keys: &[WebhookKey]) -> Self {
        let key = |key: &WebhookKey| KeyOut {
            public_key: key.signing.public().to_string(),
            created_at: key.created_at.to_string(),
            until: key.until.map(|until| until.to_string()),
        };
        Self {
            webhook: webhook.into(),
            keys: keys.iter().map(key).collect(),
            waiting: counts.waiting,
            dead: counts.dead,
        }
    }
}

/// One try to tell a webhook something.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptOut {
    /// The `webhook-id` it was sent under.
    event: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_code: Option<String>,
    /// Which try of this event it was, from 1.
    attempt: i64,
    at: String,
    took_ms: i64,
    /// `acknowledged`, `rejected` (answered otherwise than 2xx), `unanswered`, or `skipped` by a person.
    outcome: &'static str,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i64>,
    /// Why there was no answer: `address_refused`, `name_unknown`, `not_connected`, `untrusted`,
    /// `timed_out`, `broken_off` or `not_ready`.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'static str>,
    /// The answer's first bytes, made printable.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    /// When it is tried again; absent when it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_at: Option<String>,
    /// The token of the person who skipped it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

impl From<Attempt> for AttemptOut {
    fn from(attempt: Attempt) -> Self {
        Self {
            event: attempt.event,
            case_code: attempt.case_code,
            attempt: attempt.nth,
            at: attempt.at.to_string(),
            took_ms: attempt.took_ms,
            outcome: attempt.outcome.as_str(),
            status: attempt.status,
            failure: attempt.failure.map(crate::client::NoReply::as_str),
            answer: attempt.answer,
            next_at: attempt.next_at.map(|at| at.to_string()),
            by: attempt.by.map(|by| by.to_string()),
        }
    }
}

/// A page of attempts, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttemptsOut {
    items: Vec<AttemptOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<Page<Attempt>> for AttemptsOut {
    fn from(page: Page<Attempt>) -> Self {
        let page = page.map(AttemptOut::from);
        Self { items: page.items, next: page.next }
    }
}

/// An event that was not acknowledged yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingOut {
    /// The `webhook-id` it is sent under.
    event: String,
    case_code: String,
    /// The type of event.
    #[serde(rename = "type")]
    kind: String,
    /// Its place in the feed.
    cursor: String,
    /// How often it was tried.
    attempts: i64,
    /// When it is tried; absent while it waits behind another of its case, and when it is dead.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// When its last try failed: its case waits for a person to replay or skip it.
    #[serde(skip_serializing_if = "Option::is_none")]
    died_at: Option<String>,
}

impl From<Waiting> for WaitingOut {
    fn from(waiting: Waiting) -> Self {
        Self {
            event: waiting.event,
            case_code: waiting.case_code.to_string(),
            kind: format!("vn.hosopost.{}", waiting.kind),
            cursor: waiting.position.to_string(),
            attempts: waiting.attempts,
            due_at: waiting.due_at.map(|at| at.to_string()),
            died_at: waiting.died_at.map(|at| at.to_string()),
        }
    }
}

/// A page of events that were not acknowledged yet, in the order of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingsOut {
    items: Vec<WaitingOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<Page<Waiting>> for WaitingsOut {
    fn from(page: Page<Waiting>) -> Self {
        let page = page.map(WaitingOut::from);
        Self { items: page.items, next: page.next }
    }
}
