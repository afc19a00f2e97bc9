//! An entry was wrong: another takes it back, line by line, and says why. Both stay.

use std::collections::BTreeSet;

use serde::Serialize;
use uuid::Uuid;

use crate::base::{CaseId, Context, EntryId, Role};
use crate::feed::{FactKind, NewFact};
use crate::ledger::{Entry, EntryKind, LedgerRefusal, reversed};
use crate::people::Cashier;
use crate::store::{Conn, StoreError, facts, ledger, write};

use super::enter::{Once, Recorded, fee_fact, text, unbalanced};
use super::refusal::FlowRefusal;

/// What is taken back.
#[derive(Debug, Clone, Serialize)]
pub struct ReversalIn {
    /// The id its recorder gave the reversal: a UUIDv7.
    pub id: Option<Uuid>,
    /// The entry that was wrong.
    pub entry: EntryId,
    /// Why, in a sentence; no names of citizens.
    pub reason: String,
}

/// Takes an entry back, once. A charge is changed by pricing the leg again; an administrator may take it
/// back for good.
pub fn reverse_entry(
    conn: &mut Conn,
    cx: &Context,
    by: &Cashier,
    input: &ReversalIn,
) -> Result<Recorded, FlowRefusal> {
    let reason = text("reason", 500, &input.reason)?;
    let once = Once::of(cx, input.id, input)?;
    write(conn, |conn| {
        if let Some(before) = once.before(conn)? {
            return Ok(before);
        }
        let id = input.entry;
        let held = ledger::find_for_update(conn, id)?.ok_or(LedgerRefusal::Unknown(id))?;
        let wrong = &held.entry;
        match (&wrong.about.point, wrong.about.leg) {
            // Whether another point has such an entry is not for this one to know.
            (Some(point), _) => by.at(point).map_err(|_| LedgerRefusal::Unknown(id))?,
            (None, Some(leg)) if cx.who.role != Role::Administrator => {
                return Err(LedgerRefusal::PriceAgain(leg).into());
            }
            (None, _) => {}
        }
        if wrong.kind == EntryKind::Reversal {
            return Err(LedgerRefusal::IsReversal(id).into());
        }
        if let Some(by) = held.reversed_by {
            return Err(LedgerRefusal::Reversed { entry: id, by }.into());
        }
        let cases = cases_of(wrong);
        facts::lock_cases(conn, &cases)?;
        let recorded = once.record(conn, reversal(cx, once.id, wrong, reason)?)?;
        let told = told(wrong, &recorded.held.entry, &cases);
        facts::tell(conn, told, cx.now)?;
        Ok(recorded)
    })
}

/// Takes an entry back inside the caller's transaction, under an id of ours.
pub(super) fn take_back(
    conn: &mut Conn,
    cx: &Context,
    wrong: &Entry,
    reason: &str,
) -> Result<(), StoreError> {
    let id = EntryId::new(cx.ids.uuid(cx.now));
    ledger::append(conn, &reversal(cx, id, wrong, reason.to_owned())?, &[])?;
    Ok(())
}

fn reversal(cx: &Context, id: EntryId, wrong: &Entry, reason: String) -> Result<Entry, StoreError> {
    Ok(Entry {
        id,
        kind: EntryKind::Reversal,
        at: cx.now,
        by: cx.who.token,
        about: wrong.about.clone(),
        method: wrong.method,
        note: Some(reason),
        reverses: Some(wrong.id),
        flags: Vec::new(),
        basis: None,
        postings: reversed(&wrong.postings).map_err(unbalanced(id))?,
    })
}

/// The cases that were told of the entry: those of fees.
fn cases_of(entry: &Entry) -> BTreeSet<CaseId> {
    match entry.kind {
        EntryKind::FeeCollected | EntryKind::FeeRemitted => {
            entry.postings.lines().iter().filter_map(|line| line.case).collect()
        }
        EntryKind::PostageCharged
        | EntryKind::PostageCollected
        | EntryKind::CompensationPaid
        | EntryKind::Reversal => BTreeSet::new(),
    }
}

/// What those cases are told: how much of theirs was taken back.
fn told(wrong: &Entry, back: &Entry, cases: &BTreeSet<CaseId>) -> Vec<NewFact> {
    let amount = |case: &CaseId| {
        let mut lines = wrong.postings.lines().iter();
        lines.find(|line| line.case == Some(*case)).map(|line| line.amount)
    };
    cases
        .iter()
        .filter_map(|case| Some(fee_fact(FactKind::FeeReversed, *case, back, amount(case)?)))
        .collect()
}
