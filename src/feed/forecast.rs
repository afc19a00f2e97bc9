//! What a case is told of promise and expectation: codes, times and causes, and nobody's name.

use serde_json::{Value, json};

use super::fact::{FactKind, NewFact, payload};
use super::tell::{About, Holder};
use crate::base::{At, ItemKey};
use crate::dispatch::forecast::{Change, GivenPromise, Hop, Outlook};

fn data(about: &About) -> Value {
    json!({
        "leg_id": about.leg,
        "direction": about.arrival.direction,
        "parcel_id": about.parcel,
        "tracking_number": about.tracking,
    })
}

fn fact(about: &About, item: ItemKey, kind: FactKind, now: At, data: &Value) -> NewFact {
    NewFact {
        case: about.case,
        kind,
        effective_at: now,
        item: Some(item),
        scan: None,
        revises: false,
        data: payload(data),
    }
}

/// A promise was given: from which clock and by what, and what is expected so far.
pub fn promised(
    about: &About,
    item: ItemKey,
    promise: &GivenPromise,
    outlook: &Outlook,
    now: At,
) -> NewFact {
    let mut data = data(about);
    data["promised_at"] = json!(promise.at);
    data["ready_at"] = json!(promise.ready.at);
    data["ready_by"] = json!(promise.ready.by);
    data["basis"] = json!(promise.basis.as_str());
    data["expected_at"] = json!(outlook.expected);
    if let Some(next) = next(outlook, now) {
        data["next"] = json!(next);
    }
    fact(about, item, FactKind::Promised, now, &data)
}

/// Something else is expected than before, or a run was missed: by how much, why, and whose hop it was.
pub fn expected(
    about: &About,
    item: ItemKey,
    promise: Option<At>,
    (before, outlook): (Option<At>, &Outlook),
    change: &Change,
    now: At,
) -> NewFact {
    let mut data = data(about);
    data["promised_at"] = json!(promise);
    data["expected_at"] = json!(outlook.expected);
    data["expected_before"] = json!(before);
    data["cause"] = json!(change.cause);
    if let Some((before, after)) = before.zip(outlook.expected) {
        data["delay_minutes"] = json!((after.millis() - before.millis()) / 60_000);
    }
    if let Some(next) = next(outlook, now) {
        data["next"] = json!(next);
    }
    if let Some(missed) = &change.missed {
        data["missed"] = json!(missed);
    }
    if let Some(charge) = &change.charge {
        data["charged_to"] = json!({
            "from": charge.hop.from,
            "to": charge.hop.to,
            "route": charge.hop.route,
            "departure": charge.hop.departure,
            "day": charge.hop.day,
            "custodian": Holder(&charge.custodian),
            "since": charge.since,
        });
    }
    if let Some((date, name_vi, name_en)) = &change.day_off {
        data["day_off"] = json!({"date": date, "name_vi": name_vi, "name_en": name_en});
    }
    fact(about, item, FactKind::Expected, now, &data)
}

/// The run it is to leave with.
fn next(outlook: &Outlook, now: At) -> Option<&Hop> {
    outlook.hops.iter().find(|hop| hop.departs > now)
}
