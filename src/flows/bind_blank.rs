//! A label that was printed ahead is bound to a parcel: from now on its codes name the parcel. Scans of it
//! that came in before were set aside; the binding puts them on record as they were made.
//!
//! Locks are taken in one order by all who need them: blanks, then cases, then items.

use crate::base::Context;
use crate::feed::NewFact;
use crate::parcels::{
    Blank, BlankStatus, CodeOwner, ItemKind, ItemRefusal, NumberRefusal, Parcel, RollRefusal,
};
use crate::people::BlankBinder;
use crate::store::codes::Bound;
use crate::store::scans;
use crate::store::{Conn, StoreError, cases, codes, facts, legs, parcels, rolls, write};

use super::custody_update::custody_update;
use super::place_scan::Aside;
use super::record_scans::{Rules, event};
use super::refusal::FlowRefusal;
use super::settle_set_aside::{made_by, place, scan_of};

/// What a binding did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundBlank {
    /// The parcel.
    pub parcel: Parcel,
    /// The blank as it was before.
    pub blank: Blank,
    /// How many scans that had waited are on record now.
    pub recorded: usize,
}

/// Binds a blank to a parcel that is there already; its codes become further names of the parcel. Doing so
/// again changes nothing.
pub fn bind_blank(
    conn: &mut Conn,
    cx: &Context,
    by: &BlankBinder,
    rules: &Rules<'_>,
    parcel: &str,
    blank: &str,
) -> Result<BoundBlank, FlowRefusal> {
    write(conn, |conn| {
        let found = lock(conn, "blank", blank)?;
        let unknown = || ItemRefusal::Unknown(parcel.chars().take(60).collect());
        let parcel = parcels::find_by_code(conn, parcel)?.ok_or_else(unknown)?;
        let leg = legs::find(conn, parcel.leg)?.ok_or_else(unknown)?;
        let case = cases::load(conn, leg.case)?;
        // Whether another agency has such a parcel is not for this caller to know.
        by.at(&case.agency).map_err(|_| unknown())?;
        if found.status == BlankStatus::Bound(parcel.key) {
            return Ok(BoundBlank { parcel, blank: found, recorded: 0 });
        }
        let blank = usable(found, "blank")?;
        let owner = CodeOwner { key: parcel.key, kind: ItemKind::Parcel };
        name(conn, cx, &blank, owner)?;
        let (told, recorded) = put_on_record(conn, cx, rules, &blank, owner)?;
        facts::tell(conn, told, cx.now)?;
        Ok(BoundBlank { parcel, blank, recorded })
    })
}

/// The blank of a code, its row locked until the transaction ends.
pub(super) fn lock(conn: &mut Conn, field: &'static str, code: &str) -> Result<Blank, FlowRefusal> {
    let mut found = rolls::lock(conn, &[code.to_owned()])?;
    let unknown = || RollRefusal::Unknown { field, code: code.chars().take(60).collect() };
    Ok(found.remove(code).ok_or_else(unknown)?)
}

/// The blank, when it is free.
pub(super) fn usable(blank: Blank, field: &'static str) -> Result<Blank, RollRefusal> {
    match blank.status {
        BlankStatus::Free => Ok(blank),
        BlankStatus::Bound(_) => Err(RollRefusal::Bound { field, code: blank.tracking }),
        BlankStatus::Voided => Err(RollRefusal::Voided { field, code: blank.tracking }),
    }
}

/// Makes the blank's two codes names of an item.
pub(super) fn name(
    conn: &mut Conn,
    cx: &Context,
    blank: &Blank,
    owner: CodeOwner,
) -> Result<(), FlowRefusal> {
    rolls::bind(conn, &blank.qr, owner.key, cx.who.token, cx.now)?;
    let bound = |reusable| Bound { owner, at: cx.now, reusable };
    if !codes::bind(conn, blank.tracking.as_str(), &bound(true))? {
        // It came in from outside after the roll was made.
        return Err(NumberRefusal::Taken(blank.tracking.clone()).into());
    }
    if !codes::bind(conn, blank.qr.as_str(), &bound(false))? {
        return Err(StoreError::Stale.into());
    }
    Ok(())
}

/// Puts the scans that waited for the blank on record as they were made; returns what the case is to be
/// told, which is appended last, and how many there were. A scan that does not fit for another reason goes
/// on waiting for a person, under that reason.
pub(super) fn put_on_record(
    conn: &mut Conn,
    cx: &Context,
    rules: &Rules<'_>,
    blank: &Blank,
    owner: CodeOwner,
) -> Result<(Vec<NewFact>, usize), FlowRefusal> {
    let (mut events, mut taken) = (vec![], vec![]);
    for id in rolls::waiting(conn, &blank.qr)? {
        // A person may have matched or closed it meanwhile.
        let aside = scans::find_set_aside_for_update(conn, id)?;
        let Some(aside) = aside.filter(|aside| aside.status == "open") else { continue };
        let scan = scan_of(&aside)?;
        let named = [scan.detail.bag.as_ref(), scan.detail.run.as_ref()];
        let named: Vec<String> = named.into_iter().flatten().cloned().collect();
        let known = codes::find_many(conn, &named)?;
        match place(rules, &scan, &known) {
            Ok((capacity, carrier)) => {
                let made = (aside.recorded_at, rules);
                let by = made_by(&aside);
                events.push(event(made, &scan, &by, owner.key, capacity, carrier));
                taken.push(id);
            }
            Err(why) => scans::set_aside_for(conn, id, why.as_str())?,
        }
    }
    if events.is_empty() {
        return Ok((vec![], 0));
    }
    let updated = custody_update(conn, cx.now, events, [])?;
    let note = "the blank label that was scanned is on this parcel";
    for id in &taken {
        scans::match_registered(conn, *id, owner.key)?;
        scans::decide_set_aside(conn, *id, "matched", cx.who.token, note, cx.now)?;
    }
    Ok((updated.facts, taken.len()))
}

/// Why a scan of a blank is set aside.
pub(super) const fn why(blank: &Blank) -> Option<Aside> {
    match blank.status {
        BlankStatus::Free => Some(Aside::UnboundBlank),
        BlankStatus::Voided => Some(Aside::VoidedBlank),
        BlankStatus::Bound(_) => None,
    }
}
