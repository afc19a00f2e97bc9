//! A person deals with a scan that was set aside: matches it to the item it was about, or closes it.

use std::collections::HashMap;

use crate::base::{Actor, Capacity, Context, ItemKey, PointCode, Role, ScanId};
use crate::custody::Scan;
use crate::custody::refusal::CustodyRefusal;
use crate::parcels::CodeOwner;
use crate::people::AnomalyResolver;
use crate::store::scans::{self, SetAside};
use crate::store::{Conn, StoreError, codes, write};

use super::custody_update::custody_update;
use super::place_scan::{Aside, capacity, carrier};
use super::record_scans::{Rules, event};
use super::refusal::FlowRefusal;

/// What a scan that was set aside is matched to; where it was made is said again only when that was
/// what did not fit.
#[derive(Debug, Clone)]
pub struct Match {
    /// The code of the item, in the form in which codes are kept.
    pub code: String,
    /// The point.
    pub at: Option<PointCode>,
    /// For the post or the desk.
    pub capacity: Option<Capacity>,
    /// Why the person thinks so.
    pub reason: String,
}

/// Puts the scan on record as it was made: its times and who made it stay what they were when it came
/// in, so it takes its place in the timeline as if it had never waited.
pub fn match_set_aside(
    conn: &mut Conn,
    cx: &Context,
    by: &AnomalyResolver,
    rules: &Rules<'_>,
    id: ScanId,
    to: &Match,
) -> Result<(), FlowRefusal> {
    let reason = CustodyRefusal::check_reason(&to.reason)?;
    write(conn, |conn| {
        let aside = open(conn, by, id)?;
        let mut scan = scan_of(&aside)?;
        scan.code.clone_from(&to.code);
        scan.at = to.at.clone().unwrap_or(scan.at);
        scan.capacity = to.capacity.or(scan.capacity);

        let named = [Some(&scan.code), scan.detail.bag.as_ref(), scan.detail.run.as_ref()];
        let named: Vec<String> = named.into_iter().flatten().cloned().collect();
        let known = codes::find_many(conn, &named)?;
        let owner = known.get(&scan.code).ok_or(CustodyRefusal::UnknownCode)?;
        let still = |aside: Aside| CustodyRefusal::StillAside { why: aside.as_str() };
        let (capacity, carrier) = place(rules, &scan, &known).map_err(still)?;
        let made = (aside.recorded_at, rules);
        let event = event(made, &scan, &made_by(&aside), owner.key, capacity, carrier);
        let mut updated = custody_update(conn, cx.now, vec![event], [])?;
        scans::match_registered(conn, id, owner.key)?;
        scans::decide_set_aside(conn, id, "matched", cx.who.token, &reason, cx.now)?;
        updated.tell(conn, cx.now)?;
        Ok(())
    })
}

/// Closes the scan: it was looked at, and is about nothing that is carried here. It stays in the list.
pub fn close_set_aside(
    conn: &mut Conn,
    cx: &Context,
    by: &AnomalyResolver,
    id: ScanId,
    reason: &str,
) -> Result<(), FlowRefusal> {
    let reason = CustodyRefusal::check_reason(reason)?;
    write(conn, |conn| {
        open(conn, by, id)?;
        scans::decide_set_aside(conn, id, "closed", cx.who.token, &reason, cx.now)?;
        Ok(())
    })
}

fn open(conn: &mut Conn, by: &AnomalyResolver, id: ScanId) -> Result<SetAside, FlowRefusal> {
    let aside =
        scans::find_set_aside_for_update(conn, id)?.ok_or(CustodyRefusal::UnknownSetAside(id))?;
    by.may_resolve(Some(&aside.at))?;
    if aside.status != "open" {
        return Err(CustodyRefusal::Settled { scan: id, status: aside.status }.into());
    }
    Ok(aside)
}

/// In which capacity, and into or out of what: judged by the place alone. Who may act there was the
/// reason to set it aside, and a person has now looked at that.
pub(super) fn place(
    rules: &Rules<'_>,
    scan: &Scan,
    known: &HashMap<String, CodeOwner>,
) -> Result<(Capacity, Option<ItemKey>), Aside> {
    let capacity = capacity(rules.network, scan, Role::Administrator)?;
    Ok((capacity, carrier(scan, known)?))
}

/// The scan as it was read.
pub(super) fn scan_of(aside: &SetAside) -> Result<Scan, StoreError> {
    serde_json::from_str(&aside.body)
        .map_err(|problem| StoreError::bad_row("set_aside_scans", aside.scan, problem))
}

/// Who made it.
pub(super) fn made_by(aside: &SetAside) -> Actor {
    Actor {
        token: aside.by,
        name: String::new(),
        role: aside.role,
        places: Vec::new(),
        revoked: false,
        until: None,
    }
}
