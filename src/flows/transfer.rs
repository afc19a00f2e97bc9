//! The day a unit or a point ends: points that stay go on in the unit that took over, and what a closed
//! point holds or awaits goes to its successor by a transfer event. Doing it again changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::{Context, ItemKey, PointCode};
use crate::custody::transfer::transfers;
use crate::custody::{Custodian, Event, Party, State};
use crate::network::address::Atlas;
use crate::network::continued::continued;
use crate::network::refusal::PlaceRefusal;
use crate::network::{Continued, Network};
use crate::people::Administrator;
use crate::store::revisions::{self, Subject};
use crate::store::scans::{Answered, answered, register};
use crate::store::{
    Conn, StoreError, boundaries, continued as kept, custody, decisions, points, units, write,
};

use super::custody_update::custody_update;
use super::read_timeline::read_timelines;
use super::refusal::FlowRefusal;

/// How many items are transferred in one transaction: scans wait no longer than for a batch of theirs.
pub const PORTION: usize = 500;

/// What one point handed on to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handed {
    /// The point that ended.
    pub from: PointCode,
    /// The one that took over.
    pub to: PointCode,
    /// The day of the change.
    pub on: NaiveDate,
    /// How many parcels and bags it held, awaited or was to get back.
    pub items: usize,
}

/// What a transfer did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TransferReport {
    /// Points that go on in another unit; a person looks at those whose unit is only proposed.
    pub points: Vec<Continued>,
    /// What was handed on.
    pub handed: Vec<Handed>,
    /// Closed points without a successor that still hold something: a person decides.
    pub stranded: BTreeMap<PointCode, usize>,
}

impl TransferReport {
    /// Adds what a portion did.
    pub fn add(&mut self, events: &[Event]) {
        for event in events {
            let Some(Party::Point { code, .. }) = &event.detail.to else { continue };
            let (from, to, on) = (event.at.clone(), code.clone(), event.effective_at.date());
            let same = |one: &&mut Handed| one.from == from && one.to == to;
            match self.handed.iter_mut().find(same) {
                Some(one) => one.items += 1,
                None => self.handed.push(Handed { from, to, on, items: 1 }),
            }
        }
    }
}

/// Everything at once, on one connection: for the command line.
pub fn transfer(
    conn: &mut Conn,
    cx: &Context,
    by: &Administrator,
    on: NaiveDate,
    dry_run: bool,
) -> Result<TransferReport, FlowRefusal> {
    check_day(cx, on, dry_run)?;
    let points = continue_points(conn, cx, by, on, dry_run)?;
    let network = units::load_network(conn)?;
    let (items, stranded) = find_transfers(conn, &network, on)?;
    let mut report = TransferReport { points, stranded, ..TransferReport::default() };
    for portion in items.chunks(PORTION) {
        let events = if dry_run {
            plan_transfers(conn, cx, &network, on, portion)?
        } else {
            transfer_items(conn, cx, by, &network, on, portion)?
        };
        report.add(&events);
    }
    Ok(report)
}

/// A change that has not come can be looked at, not recorded.
pub fn check_day(cx: &Context, on: NaiveDate, dry_run: bool) -> Result<(), PlaceRefusal> {
    let today = cx.now.date();
    if on > today && !dry_run { Err(PlaceRefusal::NotYet { on, today }) } else { Ok(()) }
}

/// Gives points whose unit ended up to a day their row in the unit that took over.
pub fn continue_points(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    on: NaiveDate,
    dry_run: bool,
) -> Result<Vec<Continued>, FlowRefusal> {
    write(conn, |conn| {
        // What is read here is what is written over: nobody imports points in between.
        revisions::lock(conn, Subject::Network)?;
        let network = units::load_network(conn)?;
        let boundaries = boundaries::load(conn)?;
        let decisions = decisions::load(conn)?;
        let atlas = Atlas { network: &network, boundaries: &boundaries, decisions: &decisions };
        let (rows, told) = continued(&atlas, on);
        if !dry_run && !rows.is_empty() {
            points::save(conn, &rows)?;
            kept::save(conn, &told, cx.now)?;
            revisions::bump(conn, Subject::Network)?;
        }
        Ok(told)
    })
}

/// The open parcels and bags that may name a point out of service, and how many a closed point without a
/// successor holds.
pub fn find_transfers(
    conn: &mut Conn,
    network: &Network,
    on: NaiveDate,
) -> Result<(Vec<ItemKey>, BTreeMap<PointCode, usize>), StoreError> {
    let closed = network.closed_points(on);
    let mut stranded: BTreeMap<PointCode, usize> = BTreeMap::new();
    if closed.is_empty() {
        return Ok((Vec::new(), stranded));
    }
    let handed_on: BTreeSet<&PointCode> =
        closed.iter().copied().filter(|code| !network.handed_on(code, on).is_empty()).collect();
    let mut items = Vec::new();
    for item in custody::open_items(conn)? {
        if let Some(holder) = item.custodian.point()
            && closed.contains(&holder)
            && !handed_on.contains(holder)
        {
            *stranded.entry(holder.clone()).or_default() += 1;
        }
        let held =
            |custodian: &Custodian| custodian.point().is_some_and(|code| handed_on.contains(code));
        let bound = item.bound_for.as_ref().is_some_and(|to| match to {
            Party::Point { code, .. } => handed_on.contains(code),
            Party::Run { .. } | Party::Postman { .. } | Party::Person => false,
        });
        // To whom it was given, and from where it was taken out, is not in its head.
        let may =
            matches!(item.state, State::InHandover | State::OutForDelivery | State::DeliveryFailed);
        if may || bound || held(&item.custodian) || held(&item.origin) {
            items.push(item.item);
        }
    }
    Ok((items, stranded))
}

/// The events these items need.
pub fn plan_transfers(
    conn: &mut Conn,
    cx: &Context,
    network: &Network,
    on: NaiveDate,
    items: &[ItemKey],
) -> Result<Vec<Event>, StoreError> {
    let known = read_timelines(conn, items.iter().copied())?;
    Ok(known.values().flat_map(|(_, timeline)| transfers(timeline, network, on, cx.now)).collect())
}

/// Records the events these items need, and tells their cases. Returns the events that were new.
pub fn transfer_items(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    network: &Network,
    on: NaiveDate,
    items: &[ItemKey],
) -> Result<Vec<Event>, FlowRefusal> {
    write(conn, |conn| {
        let mut events = plan_transfers(conn, cx, network, on, items)?;
        let ids: Vec<_> = events.iter().map(|event| event.id).collect();
        let known = answered(conn, &ids)?;
        events.retain(|event| !known.contains_key(&event.id));
        let mut updated = custody_update(conn, cx.now, events.clone(), [])?;
        let entries: Vec<_> = events
            .iter()
            .map(|event| {
                // Nobody sends such a scan, so its content is its id.
                (event.id, Answered { fingerprint: *event.id.0.as_bytes(), item: Some(event.item) })
            })
            .collect();
        register(conn, &entries, cx.now)?;
        updated.tell(conn, cx.now)?;
        Ok(events)
    })
}
