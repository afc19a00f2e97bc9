//! What is to do at the webhooks, without locking or changing anything: most commits of a process are not about
//! any case a webhook is for. Whoever reads the feed for a webhook reads on here.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::base::{CaseId, WebhookId};
use crate::feed::Fact;
use crate::feed::webhook::Scope;
use crate::store::webhooks::{self, Standing};
use crate::store::{Conn, StoreError, deliveries, facts};

/// Where a process stands that reads the feed for a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// By which lease.
    pub lease: String,
    /// What it is read for.
    pub scope: Scope,
    /// How far it was read.
    pub read: i64,
    /// How many positions may be read on.
    pub room: i64,
}

/// What was seen.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The last position of the feed.
    pub last: i64,
    /// The webhooks that are called.
    pub standing: Vec<Standing>,
    /// What was read on, for whom.
    pub read: Vec<(WebhookId, ReadOn)>,
}

/// A further piece of the feed.
#[derive(Debug, Clone)]
pub struct ReadOn {
    /// Up to where it was read.
    pub upto: i64,
    /// What is within the webhook's scope.
    pub facts: Vec<Fact>,
    /// The cases of these that have rows.
    pub held: HashSet<CaseId>,
}

/// Looks, and reads on where this process does.
pub fn look(conn: &mut Conn, places: &BTreeMap<WebhookId, Place>) -> Result<Seen, StoreError> {
    let last = facts::last_visible(conn)?;
    let standing = webhooks::standing(conn)?;
    let mut read = Vec::new();
    for webhook in &standing {
        let Some(place) = places.get(&webhook.id) else { continue };
        let ours = webhook.reader.as_ref().is_some_and(|reader| reader.lease == place.lease);
        let upto = last.min(place.read.saturating_add(place.room));
        if ours && upto > place.read {
            let facts = facts::within(conn, &place.scope, (place.read, upto))?;
            let cases: BTreeSet<CaseId> = facts.iter().map(|fact| fact.case).collect();
            // Rows that are made meanwhile are this process's own.
            let held = if webhook.has_rows && !cases.is_empty() {
                deliveries::cases_with_rows(conn, webhook.id, &cases)?
            } else {
                HashSet::new()
            };
            read.push((webhook.id, ReadOn { upto, facts, held }));
        }
    }
    Ok(Seen { last, standing, read })
}
