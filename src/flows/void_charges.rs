//! An order that was called off before the post had the parcel owes nothing: the charge is taken back in
//! the transaction that voids it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{At, EntryId, ItemKey};
use crate::custody::{Event, State, Timeline};
use crate::ledger::{Entry, EntryKind, reversed};
use crate::store::{Conn, StoreError, ledger, parcels};

use super::enter::unbalanced;

/// Takes back what is charged for the parcels that the new events voided. Costs nothing where none did.
pub(super) fn void_charges(
    conn: &mut Conn,
    now: At,
    new: &[(Event, i64)],
    after: &BTreeMap<ItemKey, Timeline>,
) -> Result<(), StoreError> {
    let is_void = |event: &&Event| {
        after.get(&event.item).is_some_and(|timeline| timeline.state == State::Void)
    };
    let voiding: BTreeMap<ItemKey, &Event> = new
        .iter()
        .map(|(event, _)| event)
        .filter(is_void)
        .map(|event| (event.item, event))
        .collect();
    if voiding.is_empty() {
        return Ok(());
    }
    let items: BTreeSet<ItemKey> = voiding.keys().copied().collect();
    for parcel in parcels::find_many(conn, &items.into_iter().collect::<Vec<_>>())? {
        let Some(event) = voiding.get(&parcel.key) else { continue };
        let Some(charge) = ledger::standing_charge(conn, parcel.leg)? else { continue };
        // The scan that voided it names the entry: nothing is drawn here, and once is enough.
        let id = EntryId::new(event.id.0);
        let back = Entry {
            id,
            kind: EntryKind::Reversal,
            at: now,
            by: event.by,
            about: charge.entry.about.clone(),
            method: None,
            note: Some("void".to_owned()),
            reverses: Some(charge.entry.id),
            flags: Vec::new(),
            basis: None,
            postings: reversed(&charge.entry.postings).map_err(unbalanced(id))?,
        };
        ledger::append(conn, &back, &[])?;
    }
    Ok(())
}
