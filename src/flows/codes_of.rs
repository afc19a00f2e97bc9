//! The codes by which people know items of any kind. Reads only.

use std::collections::HashMap;

use crate::base::ItemKey;
use crate::parcels::ItemKind;
use crate::store::{Conn, StoreError, bags, parcels, runs};

/// What each of these items is, and the code it bears; three reads however many there are.
pub fn codes_of(
    conn: &mut Conn,
    keys: &[ItemKey],
) -> Result<HashMap<ItemKey, (ItemKind, String)>, StoreError> {
    let mut codes = HashMap::new();
    let parcels = parcels::find_many(conn, keys)?.into_iter();
    codes.extend(parcels.map(|p| (p.key, (ItemKind::Parcel, p.tracking.to_string()))));
    let bags = bags::find_many(conn, keys)?.into_iter();
    codes.extend(bags.map(|b| (b.key, (ItemKind::Bag, b.code.to_string()))));
    let runs = runs::find_many(conn, keys)?.into_iter();
    codes.extend(runs.map(|r| (r.key, (ItemKind::Run, r.code.to_string()))));
    Ok(codes)
}
