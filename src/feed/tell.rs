//! What is new, and what is revised, when a parcel's timeline changed (law 10).

use std::collections::BTreeMap;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::base::codes::TrackingNumber;
use crate::base::{Capacity, CaseId, ItemKey, LegId, ParcelId, PointCode, ScanId};
use crate::cases::{Arrival, Direction, Status};
use crate::custody::scan::Receiver;
use crate::custody::{Action, Custodian, Entry, State, Timeline};

use super::fact::{FactKind, NewFact, payload};

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
        facts.push(fact(about, item, kind, entry, &Data::of(about, entry)));
    }
    for (scan, entry) in &told {
        if !stands.contains_key(scan) {
            let mut data = Data::of(about, entry);
            (data.void, data.proposed_status) = (true, None);
            facts.push(fact(about, item, FactKind::Revised, entry, &data));
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

fn fact(about: &About, item: ItemKey, kind: FactKind, entry: &Entry, data: &Data<'_>) -> NewFact {
    NewFact {
        case: about.case,
        kind,
        effective_at: entry.effective_at,
        item: Some(item),
        scan: Some(entry.scan),
        revises: kind == FactKind::Revised,
        data: payload(data),
    }
}

/// What a case is told of a scan. Most of what is written of custody is this: it is written as it stands.
#[derive(Serialize)]
struct Data<'a> {
    leg_id: LegId,
    direction: Direction,
    parcel_id: ParcelId,
    tracking_number: &'a TrackingNumber,
    scan_id: ScanId,
    action: Action,
    at: &'a PointCode,
    #[serde(rename = "as")]
    capacity: Capacity,
    state: State,
    custodian: Holder<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal_intact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    papers: Option<&'a [u16]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receiver: Option<Receiver>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proposed_status: Option<Status>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    void: bool,
}

impl<'a> Data<'a> {
    fn of(about: &'a About, entry: &'a Entry) -> Self {
        let failed = entry.state == State::DeliveryFailed;
        Self {
            leg_id: about.leg,
            direction: about.arrival.direction,
            parcel_id: about.parcel,
            tracking_number: &about.tracking,
            scan_id: entry.scan,
            action: entry.action,
            at: &entry.at,
            capacity: entry.capacity,
            state: entry.state,
            custodian: Holder(&entry.custodian),
            seal_intact: entry.detail.seal_intact,
            papers: entry.detail.papers.as_deref(),
            receiver: entry.detail.receiver,
            reason: entry.detail.reason.as_deref().filter(|_| failed),
            proposed_status: proposed_status(about, entry.state),
            void: false,
        }
    }
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
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a>(pub &'a Custodian);

impl Serialize for Holder<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Custodian::Postman { .. } => {
                let mut fields = serializer.serialize_map(Some(1))?;
                fields.serialize_entry("kind", "postman")?;
                fields.end()
            }
            held @ (Custodian::Point { .. } | Custodian::Run { .. } | Custodian::Citizen) => {
                held.serialize(serializer)
            }
        }
    }
}
