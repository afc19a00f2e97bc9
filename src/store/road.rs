//! What somebody with a phone has before them: what lies at their point or in their own hands, and what is on its
//! way there.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::cases::real;
use super::connection::Conn;
use super::custody::json;
use super::desk::under_way;
use super::error::StoreError;
use super::kept::Keep as _;
use crate::base::{At, ItemKey, PointCode};
use crate::custody::Custodian;

#[derive(QueryableByName)]
struct Item {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
}

fn keys(rows: Vec<Item>) -> Vec<ItemKey> {
    rows.into_iter().map(|row| ItemKey(row.item_key)).collect()
}

/// What a custodian has, in a bag or not, and has to pass on: parcels and bags, those that moved last first; at most
/// so many.
pub fn held(conn: &mut Conn, holder: &Custodian, most: i64) -> Result<Vec<ItemKey>, StoreError> {
    // What no point holds lies in the part of the index where the point is empty.
    let (place, point) = match holder.point() {
        Some(point) => ("h.custodian_point = $1", point.to_string()),
        None => ("h.custodian_point IS NULL AND $1 = ''", String::new()),
    };
    let sql = format!(
        "SELECT h.item_key FROM heads h JOIN items i ON i.item_key = h.item_key \
         WHERE {place} AND {} AND h.custodian = $2 AND i.kind <> 'run' AND {} \
         ORDER BY h.changed_at DESC, h.item_key LIMIT $3",
        under_way("h.state"),
        real("h.item_key")
    );
    let rows: Vec<Item> = sql_query(sql)
        .bind::<Text, _>(point)
        .bind::<Text, _>(json(holder))
        .bind::<BigInt, _>(most)
        .kept()
        .load(conn)?;
    Ok(keys(rows))
}

/// Parcels on their way to a point, the soonest first; at most so many.
pub fn bound_for(
    conn: &mut Conn,
    point: &PointCode,
    most: i64,
) -> Result<Vec<ItemKey>, StoreError> {
    let sql = format!(
        "SELECT f.item_key FROM forecasts f WHERE f.bound_for = $1 AND f.ended_at IS NULL AND {} \
         ORDER BY f.expected_at IS NULL, f.expected_at, f.item_key LIMIT $2",
        real("f.item_key")
    );
    let rows: Vec<Item> =
        sql_query(sql).bind::<Text, _>(point.as_str()).bind::<BigInt, _>(most).kept().load(conn)?;
    Ok(keys(rows))
}

/// Parcels that nobody has taken in yet and that are to be called for at a person's address on a day; at most so
/// many, by the beginning of their time.
pub fn called_for(
    conn: &mut Conn,
    (from, until): (At, At),
    most: i64,
) -> Result<Vec<ItemKey>, StoreError> {
    let sql = format!(
        "SELECT p.item_key FROM legs l JOIN parcels p ON p.leg_id = l.id \
         JOIN heads h ON h.item_key = p.item_key \
         WHERE l.pickup_until > $1 AND l.pickup_from < $2 AND l.from_person IS NOT NULL \
         AND h.state = 'announced' AND {} ORDER BY l.pickup_from, p.item_key LIMIT $3",
        real("p.item_key")
    );
    let rows: Vec<Item> = sql_query(sql)
        .bind::<BigInt, _>(from.millis())
        .bind::<BigInt, _>(until.millis())
        .bind::<BigInt, _>(most)
        .kept()
        .load(conn)?;
    Ok(keys(rows))
}
