//! What recording money has in common: the point where it lies, an id that makes recording it again
//! harmless, and telling the case.

use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::{Capacity, CaseId, Context, Dong, EntryId, PointCode};
use crate::feed::fact::payload;
use crate::feed::{FactKind, NewFact};
use crate::ledger::{Entry, Held, LedgerRefusal};
use crate::network::Network;
use crate::people::Cashier;
use crate::store::{Conn, StoreError, ledger};

use super::refusal::FlowRefusal;

/// An entry that stands in the ledger, and whether it stood there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The entry.
    pub held: Held,
    /// Whether the same was recorded before; nothing was added then.
    pub repeated: bool,
}

/// What is recorded about once: the id its maker gave it, and a fingerprint of all that was asked.
pub(super) struct Once {
    pub id: EntryId,
    pub fingerprint: Vec<u8>,
}

impl Once {
    /// Reads the id; one of ours is made where none was given.
    pub fn of(
        cx: &Context,
        given: Option<Uuid>,
        asked: &impl Serialize,
    ) -> Result<Self, FlowRefusal> {
        if given.is_some_and(|id| id.get_version_num() != 7) {
            return Err(LedgerRefusal::Id.into());
        }
        let id = EntryId::new(given.unwrap_or_else(|| cx.ids.uuid(cx.now)));
        let asked = serde_json::to_vec(asked)
            .map_err(|problem| StoreError::bad_row("ledger_entries", id, problem))?;
        Ok(Self { id, fingerprint: Sha256::digest(asked).to_vec() })
    }

    /// The entry that was recorded under this id before; other content under it is refused.
    pub fn before(&self, conn: &mut Conn) -> Result<Option<Recorded>, FlowRefusal> {
        let Some(fingerprint) = ledger::fingerprint(conn, self.id)? else { return Ok(None) };
        if fingerprint != self.fingerprint {
            return Err(LedgerRefusal::OtherContent(self.id).into());
        }
        let held = ledger::find(conn, self.id)?.ok_or(StoreError::Stale)?;
        Ok(Some(Recorded { held, repeated: true }))
    }

    /// Records the entry.
    pub fn record(&self, conn: &mut Conn, entry: Entry) -> Result<Recorded, StoreError> {
        let number = ledger::append(conn, &entry, &self.fingerprint)?;
        Ok(Recorded { held: Held { number, entry, reversed_by: None }, repeated: false })
    }
}

/// At which point of the post the money is: the one said, else the only one of who acts.
pub(super) fn point(
    cx: &Context,
    by: &Cashier,
    network: &Network,
    said: Option<PointCode>,
) -> Result<PointCode, FlowRefusal> {
    let point = match (said, cx.who.places.as_slice()) {
        (Some(point), _) => point,
        (None, [only]) => only.clone(),
        (None, _) => return Err(LedgerRefusal::WhichPoint.into()),
    };
    by.at(&point)?;
    let there = network.point_on(&point, cx.now.date());
    match there.filter(|there| there.roles.has(Capacity::Post)) {
        Some(_) => Ok(point),
        None => Err(LedgerRefusal::NotAPostPoint(point).into()),
    }
}

/// Somebody pays something, and not everything there is.
pub(super) fn paid(amount: Dong) -> Result<Dong, LedgerRefusal> {
    if (1..=Dong::MOST).contains(&amount.dong()) {
        Ok(amount)
    } else {
        Err(LedgerRefusal::Amount(amount))
    }
}

/// A receipt's number, a bank's reference, a reason.
pub(super) fn text(field: &'static str, most: usize, text: &str) -> Result<String, LedgerRefusal> {
    let clean = crate::base::text::clean(text);
    if (1..=most).contains(&clean.chars().count()) {
        Ok(clean)
    } else {
        Err(LedgerRefusal::Text { field, most })
    }
}

/// What a case is told of its fee: how much, and the entry by which it can be asked about. Never who paid.
pub(super) fn fee_fact(kind: FactKind, case: CaseId, entry: &Entry, amount: Dong) -> NewFact {
    NewFact {
        case,
        kind,
        effective_at: entry.at,
        item: None,
        scan: None,
        revises: false,
        data: payload(&json!({
            "entry_id": entry.id,
            "amount": amount,
            "currency": "VND",
            "at": entry.about.point,
            "method": entry.method,
            "reverses": entry.reverses,
        })),
    }
}

/// What the entry says would not balance: of amounts that were checked one by one it never is.
pub(super) fn unbalanced(id: EntryId) -> impl Fn(crate::ledger::Unbalanced) -> StoreError {
    move |problem| StoreError::bad_row("ledger_entries", id, problem)
}
