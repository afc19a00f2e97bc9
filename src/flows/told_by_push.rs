//! What became of a case's facts at each webhook that is about its agency. Reads only; who may look at the
//! case was asked before.

use crate::base::paging::MAX_LIMIT;
use crate::cases::Case;
use crate::feed::webhook::Webhook;
use crate::store::deliveries::{self, Waiting};
use crate::store::{Conn, StoreError, webhooks};

/// A webhook, and what of the case it has not acknowledged.
#[derive(Debug, Clone)]
pub struct ToldByPush {
    /// The webhook.
    pub webhook: Webhook,
    /// What waits there or is dead, in the order of the feed.
    pub waiting: Vec<Waiting>,
}

/// The webhooks that are told about a case.
pub fn told_by_push(conn: &mut Conn, case: &Case) -> Result<Vec<ToldByPush>, StoreError> {
    let mut about = Vec::new();
    let mut after = None;
    loop {
        let page = webhooks::list(conn, None, after, MAX_LIMIT)?;
        after = page.items.last().map(|webhook| webhook.id);
        let agencies = |webhook: &Webhook| {
            let agencies = &webhook.scope.agencies;
            agencies.is_empty() || agencies.contains(&case.agency)
        };
        about.extend(page.items.into_iter().filter(agencies));
        if page.next.is_none() {
            break;
        }
    }
    let held = deliveries::of_case(conn, case.id)?;
    let told = |webhook: Webhook| {
        let own = held.iter().filter(|(id, _)| *id == webhook.id);
        let waiting = own.map(|(_, waiting)| waiting.clone()).collect();
        ToldByPush { webhook, waiting }
    };
    Ok(about.into_iter().map(told).collect())
}
