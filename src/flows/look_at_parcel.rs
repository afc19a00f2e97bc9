//! Somebody looks at a parcel: its life so far, its case and leg, what is odd. It says nothing about any
//! person, and so leaves no line in the access log. Reads only.

use std::collections::HashMap;

use super::read_timeline::read_timeline;
use super::refusal::FlowRefusal;
use crate::base::ItemKey;
use crate::base::paging::MAX_LIMIT;
use crate::cases::{Case, Leg};
use crate::custody::Timeline;
use crate::parcels::{ItemRefusal, Parcel};
use crate::people::ParcelReader;
use crate::store::anomalies::{self, Filter, KeptAnomaly};
use crate::store::{Conn, StoreError, bags, cases, legs, parcels, runs};

/// A parcel as it is shown to somebody.
#[derive(Debug, Clone)]
pub struct SeenParcel {
    /// The parcel.
    pub parcel: Parcel,
    /// Its leg.
    pub leg: Leg,
    /// Its case.
    pub case: Case,
    /// Its life so far.
    pub timeline: Timeline,
    /// The codes of the bags and runs it ever lay in.
    pub carriers: HashMap<ItemKey, String>,
    /// What was ever odd about it, the oldest first.
    pub anomalies: Vec<KeptAnomaly>,
}

/// Looks at a parcel by its tracking number or QR code. One of another agency is answered as one that is
/// not there.
pub fn look_at_parcel(
    conn: &mut Conn,
    by: &ParcelReader,
    code: &str,
) -> Result<SeenParcel, FlowRefusal> {
    let unknown = || ItemRefusal::Unknown(code.chars().take(60).collect());
    let parcel = parcels::find_by_code(conn, code)?.ok_or_else(unknown)?;
    let leg = legs::find(conn, parcel.leg)?.ok_or_else(unknown)?;
    let case = cases::load(conn, leg.case)?;
    by.at(&case.agency).map_err(|_| unknown())?;
    let gone = || StoreError::bad_row("parcels", parcel.id, "it is not in custody");
    let (_, timeline) = read_timeline(conn, parcel.key)?.ok_or_else(gone)?;
    let filter = Filter { item: Some(parcel.key), ..Filter::default() };
    let anomalies = anomalies::list(conn, &filter, None, MAX_LIMIT)?.items;
    Ok(SeenParcel { carriers: carriers(conn, &timeline)?, parcel, leg, case, timeline, anomalies })
}

fn carriers(conn: &mut Conn, timeline: &Timeline) -> Result<HashMap<ItemKey, String>, StoreError> {
    let through = timeline.entries.iter().filter_map(|entry| entry.through);
    let mut keys: Vec<ItemKey> =
        timeline.containments.iter().map(|lay| lay.carrier).chain(through).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut codes = HashMap::new();
    codes.extend(bags::find_many(conn, &keys)?.into_iter().map(|b| (b.key, b.code.to_string())));
    codes.extend(runs::find_many(conn, &keys)?.into_iter().map(|r| (r.key, r.code.to_string())));
    Ok(codes)
}
