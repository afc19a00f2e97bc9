//! The first fact of a leg: that it was ordered.

use serde_json::json;

use crate::cases::{Endpoint, Leg};
use crate::parcels::Parcel;

use super::fact::{FactKind, NewFact};

/// Tells the case that a leg was ordered and its parcel announced. A person's end is told as such, and
/// no more of it.
pub fn ordered(leg: &Leg, parcel: &Parcel) -> NewFact {
    let end = |end: &Endpoint| match end {
        Endpoint::Point(code) => json!({"kind": "point", "code": code}),
        Endpoint::Person(_) => json!({"kind": "person"}),
    };
    let mut data = json!({
        "leg_id": leg.id,
        "service": leg.service,
        "direction": leg.direction,
        "parcel_id": parcel.id,
        "tracking_number": parcel.tracking,
        "from": end(&leg.from),
        "to": end(&leg.to),
    });
    if let (Some(fields), Some(opened_by)) = (data.as_object_mut(), leg.opened_by) {
        fields.insert("opened_by".to_owned(), json!(opened_by));
    }
    NewFact {
        case: leg.case,
        kind: FactKind::LegOrdered,
        effective_at: leg.ordered_at,
        item: Some(parcel.key),
        scan: None,
        revises: false,
        data,
    }
}
