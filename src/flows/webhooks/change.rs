//! Somebody changes where a webhook is called, about what, or whether; or takes it away.

use super::create::own_scope;
use super::locked;
use crate::base::{Context, PointCode, WebhookId};
use crate::feed::webhook::{Disabled, EventName, Scope, Webhook, WebhookUrl};
use crate::flows::FlowRefusal;
use crate::network::Network;
use crate::people::WebhookKeeper;
use crate::store::{Conn, deliveries, webhooks, write};

/// What is to be otherwise; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebhookChange {
    /// Where to call.
    pub url: Option<WebhookUrl>,
    /// About which agencies.
    pub agencies: Option<Vec<PointCode>>,
    /// About which types of event.
    pub events: Option<Vec<EventName>>,
    /// Whether to call at all.
    pub enabled: Option<bool>,
    /// Why not.
    pub note: Option<String>,
}

/// Changes a webhook. Switched on again it goes on where it stopped, and what waited for a later try is
/// tried at once. What waits and is no longer meant for it is forgotten.
pub fn change_webhook(
    conn: &mut Conn,
    cx: &Context,
    by: &WebhookKeeper,
    network: &Network,
    id: WebhookId,
    change: WebhookChange,
) -> Result<Webhook, FlowRefusal> {
    let disabled = Disabled::by_person(cx.now, change.note.as_deref())?;
    write(conn, |conn| {
        let mut webhook = locked(conn, by, id)?;
        if let Some(url) = change.url {
            webhook.url = url;
        }
        if change.agencies.is_some() || change.events.is_some() {
            let agencies = change.agencies.unwrap_or_else(|| webhook.scope.agencies.clone());
            let events = change.events.unwrap_or_else(|| webhook.scope.events.clone());
            webhook.scope = own_scope(by, network, Scope::read(agencies, events)?)?;
            deliveries::forget_outside(conn, id, &webhook.scope, cx.now)?;
        }
        match change.enabled {
            Some(true) => {
                webhook.disabled = None;
                webhook.resting_until = None;
                deliveries::hasten(conn, id, cx.now)?;
            }
            // The first reason stands.
            Some(false) => webhook.disabled = webhook.disabled.or(Some(disabled)),
            None => {}
        }
        // Whoever reads the feed for it begins anew, as it is from now on.
        webhook.reader = None;
        webhooks::save(conn, &webhook)?;
        Ok(webhook)
    })
}

/// Takes a webhook away, with its keys, what it waits for and what was tried.
pub fn delete_webhook(
    conn: &mut Conn,
    by: &WebhookKeeper,
    id: WebhookId,
) -> Result<(), FlowRefusal> {
    write(conn, |conn| {
        locked(conn, by, id)?;
        Ok(webhooks::delete(conn, id)?)
    })
}
