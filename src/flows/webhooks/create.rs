//! A case system asks to be called. Nothing is called by asking.

use crate::base::{Context, PointCode, WebhookId};
use crate::feed::webhook::{Scope, Webhook, WebhookKey, WebhookRefusal, WebhookUrl};
use crate::flows::FlowRefusal;
use crate::network::Network;
use crate::people::{Reach, WebhookKeeper};
use crate::store::{Conn, facts, webhooks, write};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookIn {
    /// Where to call.
    pub url: WebhookUrl,
    /// About what.
    pub scope: Scope,
    /// Behind which cursor of the feed to begin; none begins with what is told from now on.
    pub after: Option<i64>,
}

/// A webhook that was just made, or whose key was. The secret is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// Its newest key.
    pub key: WebhookKey,
}

/// Makes a webhook. A partner that names no agency means its own.
pub fn create_webhook(
    conn: &mut Conn,
    cx: &Context,
    by: &WebhookKeeper,
    network: &Network,
    input: WebhookIn,
) -> Result<NewWebhook, FlowRefusal> {
    let scope = own_scope(by, network, input.scope)?;
    write(conn, |conn| {
        let last = facts::last_visible(conn)?;
        let position = cursor(input.after.unwrap_or(last), last)?;
        let webhook = Webhook {
            id: WebhookId::new(cx.ids.uuid(cx.now)),
            url: input.url,
            scope,
            position,
            reader: None,
            attempts_made: 0,
            resting_until: None,
            created_at: cx.now,
            created_by: cx.who.token,
            disabled: None,
        };
        let key = WebhookKey::draw(&cx.ids, 1, cx.now);
        webhooks::insert(conn, &webhook)?;
        webhooks::insert_key(conn, webhook.id, &key)?;
        Ok(NewWebhook { webhook, key })
    })
}

/// The scope with the agencies that it is about named, and all of them known and within the right.
pub(super) fn own_scope(
    by: &WebhookKeeper,
    network: &Network,
    mut scope: Scope,
) -> Result<Scope, FlowRefusal> {
    if let (true, Reach::Points(own)) = (scope.agencies.is_empty(), by.reach()) {
        scope.agencies.clone_from(own);
        scope.agencies.sort();
    }
    let unknown = |code: &&PointCode| network.point(code).is_none();
    if let Some(unknown) = scope.agencies.iter().find(unknown) {
        return Err(WebhookRefusal::UnknownAgency(unknown.clone()).into());
    }
    for agency in &scope.agencies {
        by.at(agency)?;
    }
    Ok(scope)
}

/// A cursor of the feed, not behind its end: what is told next would be left out.
pub(super) fn cursor(got: i64, last: i64) -> Result<i64, WebhookRefusal> {
    if (0..=last).contains(&got) { Ok(got) } else { Err(WebhookRefusal::Cursor { last, got }) }
}
