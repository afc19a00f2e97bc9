//! What is new, and what is revised, when a parcel's timeline changed (law 10).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::base::codes::TrackingNumber;
use crate::base::{CaseId, ItemKey, LegId, ParcelId, ScanId};
use crate::cases::{Arrival, Status};
use crate::custody::{Custodian, Entry, State, Timeline};

use super::fact::{FactKind, NewFact};

/// Whom to tell about a parcel, and by which names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The case.
    pub case: CaseId,
    /// The leg.
    pub leg: LegId,
    /// Which way it goes, and whether it ends at a person.
    pub arrival: Arrival,
    /// The parcel.
    pub parcel: ParcelId,
    /// Its number.
    pub tracking: TrackingNumber,
}

/// The facts that lead from what was told to what is now known, in the order of their effect. A scan
/// that is new gives a fact of its own; one that was told and now reads otherwise, or stands no more,
/// gives a `revised`.
pub fn tell(
    about: &About,
    item: ItemKey,
    before: Option<&Timeline>,
    now: &Timeline,
) -> Vec<NewFact> {
    let told: BTreeMap<ScanId, &Entry> =
        before.into_iter().flat_map(|b| &b.entries).map(|entry| (entry.scan, entry)).collect();
    let stands: BTreeMap<ScanId, &Entry> =
        now.entries.iter().map(|entry| (entry.scan, entry)).collect();
    let mut facts = Vec::new();
    for entry in &now.entries {
        let kind = match told.get(&entry.scan) {
            None => FactKind::Scanned(entry.action),
            Some(before) if reads_alike(before, entry) => continue,
            Some(_) => FactKind::Revised,
        };
        facts.push(fact(about, item, kind, entry, data(about, entry)));
    }
    for (scan, entry) in &told {
        if !stands.contains_key(scan) {
            let mut data = data(about, entry);
            if let Some(fields) = data.as_object_mut() {
                fields.insert("void".to_owned(), true.into());
                fields.remove("proposed_status");
            }
            facts.push(fact(about, item, FactKind::Revised, entry, data));
        }
    }
    facts
}

fn reads_alike(before: &Entry, now: &Entry) -> bool {
    before.action == now.action
        && before.state == now.state
        && before.custodian == now.custodian
        && before.effective_at == now.effective_at
        && before.at == now.at
        && before.capacity == now.capacity
        && before.detail == now.detail
}

fn fact(about: &About, item: ItemKey, kind: FactKind, entry: &Entry, data: Value) -> NewFact {
    NewFact {
        case: about.case,
        kind,
        effective_at: entry.effective_at,
        item: Some(item),
        scan: Some(entry.scan),
        revises: kind == FactKind::Revised,
        data,
    }
}

fn data(about: &About, entry: &Entry) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            fields.insert(name.to_owned(), value);
        }
    };
    put("leg_id", json!(about.leg));
    put("direction", json!(about.arrival.direction));
    put("parcel_id", json!(about.parcel));
    put("tracking_number", json!(about.tracking));
    put("scan_id", json!(entry.scan));
    put("action", json!(entry.action));
    put("at", json!(entry.at));
    put("as", json!(entry.capacity));
    put("state", json!(entry.state));
    put("custodian", custodian(&entry.custodian));
    put("seal_intact", json!(entry.detail.seal_intact));
    put("papers", json!(entry.detail.papers));
    put("receiver", json!(entry.detail.receiver));
    if entry.state == State::DeliveryFailed {
        put("reason", json!(entry.detail.reason));
    }
    put("proposed_status", json!(proposed_status(about, entry.state)));
    Value::Object(fields)
}

/// What its delivery proposes to the case system.
fn proposed_status(about: &About, state: State) -> Option<Status> {
    if state == State::Delivered {
        crate::cases::proposed_status(Status::Processed, &[about.arrival])
    } else {
        None
    }
}

/// Who holds it, for those outside: a postman is a postman, not a person.
pub fn custodian(custodian: &Custodian) -> Value {
    match custodian {
        Custodian::Postman { .. } => json!({"kind": "postman"}),
        Custodian::Point { .. } | Custodian::Run { .. } | Custodian::Citizen => json!(custodian),
    }
}
