//! Items: everything that has custody. The one place where a new one comes into being.

use diesel::sql_types::{BigInt, Text};
use diesel::{RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::draw;
use super::error::StoreError;
use super::kept::Keep as _;
use crate::base::{At, ItemKey};
use crate::parcels::ItemKind;

/// Registers a new item and gives it its key in the custody log. Who holds it is written once its record
/// is there: [`super::custody::begin`].
pub fn register(conn: &mut Conn, now: At, kind: ItemKind) -> Result<ItemKey, StoreError> {
    let key = draw(conn, "item", 1)?;
    sql_query("INSERT INTO items (item_key, kind, created_at) VALUES ($1, $2, $3)")
        .bind::<BigInt, _>(key)
        .bind::<Text, _>(kind.as_str())
        .bind::<BigInt, _>(now.millis())
        .kept()
        .execute(conn)?;
    Ok(ItemKey(key))
}
