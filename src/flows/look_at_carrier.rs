//! Somebody looks into a bag or at a run: its life, what lies in it, what lay in it when, and what was
//! missed when it was counted. Reads only; nothing is said about any person.

use std::collections::HashMap;

use super::life::{Life, life_of};
use super::refusal::FlowRefusal;
use crate::base::{At, ItemKey};
use crate::network::{MailRoute, Network};
use crate::parcels::{Bag, ItemKind, ItemRefusal, Run};
use crate::people::{CarrierReader, Reach};
use crate::store::anomalies::KeptAnomaly;
use crate::store::{Conn, StoreError, anomalies, bags, codes, custody, parcels, runs};

/// A bag or a run as it is shown to somebody.
#[derive(Debug, Clone)]
pub struct SeenCarrier<T> {
    /// The bag or the run.
    pub carrier: T,
    /// Its life so far.
    pub life: Life,
    /// What ever lay directly in it, in the order in which it was put there.
    pub loads: Vec<Load>,
    /// What was missed or over when it was opened, loaded or unloaded: anomalies of what lay in it that its
    /// own scans raised.
    pub missed: Vec<KeptAnomaly>,
}

/// Something that lay in a bag or on a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// The item.
    pub item: ItemKey,
    /// A parcel or a bag.
    pub kind: ItemKind,
    /// The tracking number or the bag's code.
    pub code: String,
    /// From this moment on.
    pub from: At,
    /// Until just before this moment; none: still.
    pub until: Option<At>,
}

impl Load {
    /// Whether it lay there at that moment.
    pub fn is_at(&self, moment: At) -> bool {
        self.from <= moment && self.until.is_none_or(|until| moment < until)
    }
}

/// The bag of a code, for whoever may look into it; one that begins and ends elsewhere is answered as one
/// that is not there.
pub fn find_bag(conn: &mut Conn, by: &CarrierReader, code: &str) -> Result<Bag, FlowRefusal> {
    let unknown = || ItemRefusal::Unknown(code.chars().take(60).collect());
    let owner = codes::find(conn, code)?.ok_or_else(unknown)?;
    let bag = bags::find(conn, owner.key)?.ok_or_else(unknown)?;
    if by.at(&bag.from).is_err() {
        by.at(&bag.to).map_err(|_| unknown())?;
    }
    Ok(bag)
}

/// The run of a code with its mail route, for whoever works at one of its stops; another is answered as one
/// that is not there.
pub fn find_run(
    conn: &mut Conn,
    by: &CarrierReader,
    network: &Network,
    code: &str,
) -> Result<(Run, Option<MailRoute>), FlowRefusal> {
    let unknown = || ItemRefusal::Unknown(code.chars().take(60).collect());
    let owner = codes::find(conn, code)?.ok_or_else(unknown)?;
    let run = runs::find(conn, owner.key)?.ok_or_else(unknown)?;
    let route = network.routes_on(run.date).find(|route| route.code == run.route).cloned();
    let calls = match by.reach() {
        Reach::Everywhere => true,
        Reach::Points(points) => {
            route.as_ref().is_some_and(|route| route.stops.iter().any(|stop| points.contains(stop)))
        }
    };
    if calls { Ok((run, route)) } else { Err(unknown().into()) }
}

/// Looks into a bag.
pub fn look_into_bag(
    conn: &mut Conn,
    by: &CarrierReader,
    code: &str,
) -> Result<SeenCarrier<Bag>, FlowRefusal> {
    let bag = find_bag(conn, by, code)?;
    let key = bag.key;
    let gone = || StoreError::bad_row("bags", bag.id, "it is not in custody");
    let life = life_of(conn, key)?.ok_or_else(gone)?;
    Ok(with_loads(conn, key, bag, life)?)
}

/// Looks at a run.
pub fn look_at_run(
    conn: &mut Conn,
    by: &CarrierReader,
    network: &Network,
    code: &str,
) -> Result<SeenCarrier<(Run, Option<MailRoute>)>, FlowRefusal> {
    let (run, route) = find_run(conn, by, network, code)?;
    let key = run.key;
    let gone = || StoreError::bad_row("runs", run.id, "it is not in custody");
    let life = life_of(conn, key)?.ok_or_else(gone)?;
    Ok(with_loads(conn, key, (run, route), life)?)
}

fn with_loads<T>(
    conn: &mut Conn,
    key: ItemKey,
    carrier: T,
    life: Life,
) -> Result<SeenCarrier<T>, StoreError> {
    let lay = custody::loads_of(conn, key)?;
    let mut keys: Vec<ItemKey> = lay.iter().map(|(item, ..)| *item).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut named: HashMap<ItemKey, (ItemKind, String)> = HashMap::new();
    let parcels = parcels::find_many(conn, &keys)?.into_iter();
    named.extend(parcels.map(|p| (p.key, (ItemKind::Parcel, p.tracking.to_string()))));
    let bags = bags::find_many(conn, &keys)?.into_iter();
    named.extend(bags.map(|b| (b.key, (ItemKind::Bag, b.code.to_string()))));
    let load = |(item, from, until): &(ItemKey, At, Option<At>)| {
        let (kind, code) = named.get(item)?.clone();
        Some(Load { item: *item, kind, code, from: *from, until: *until })
    };
    let loads = lay.iter().filter_map(load).collect();
    let mut missed = anomalies::of_items(conn, &keys)?;
    missed.retain(|kept| life.timeline.entries.iter().any(|entry| entry.scan == kept.anomaly.scan));
    Ok(SeenCarrier { carrier, life, loads, missed })
}
