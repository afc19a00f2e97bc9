//! What reports read of the custody log.

use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::cases::real;
use super::connection::Conn;
use super::error::StoreError;
use crate::base::{At, ItemKey};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
}

/// The parcels of which something was scanned in a span of time, and those of which a scan was ever
/// corrected (a correction may move a scan into the span), after one of them. The log has no index by
/// time, because every further one costs each scan dearly: a report reads through it.
pub fn parcels_between(
    conn: &mut Conn,
    from: At,
    until: At,
    after: ItemKey,
    limit: i64,
) -> Result<Vec<ItemKey>, StoreError> {
    let rows: Vec<Row> = sql_query(format!(
        "SELECT DISTINCT p.item_key FROM parcels p JOIN events e ON e.item_key = p.item_key \
         WHERE p.item_key > $1 \
         AND ((e.effective_at >= $2 AND e.effective_at < $3) OR e.action = 'correct') \
         AND {} ORDER BY p.item_key LIMIT $4",
        real("p.item_key")
    ))
    .bind::<BigInt, _>(after.0)
    .bind::<BigInt, _>(from.millis())
    .bind::<BigInt, _>(until.millis())
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| ItemKey(row.item_key)).collect())
}
