//! What lay in what, and from when until when.

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::super::connection::Conn;
use super::super::dialect::{column, insert_many, set};
use super::super::error::StoreError;
use super::super::kept::Keep as _;
use crate::base::{At, ItemKey};
use crate::custody::Timeline;

/// A link of containment: what lay in what.
#[derive(QueryableByName, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = BigInt)]
    carrier: i64,
}

impl Link {
    /// What was carried.
    pub const fn item(&self) -> ItemKey {
        ItemKey(self.item_key)
    }

    /// What carried it.
    pub const fn carrier(&self) -> ItemKey {
        ItemKey(self.carrier)
    }
}

/// What ever lay in these carriers.
pub fn contents_of(conn: &mut Conn, carriers: &[ItemKey]) -> Result<Vec<Link>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT item_key, carrier FROM containments WHERE carrier IN {}",
        conn.each_big("$1")
    );
    Ok(sql_query(sql).bind::<Text, _>(set(carriers)).kept().load(conn)?)
}

/// What these items ever lay in, or should have by a scan that names it: what is odd about such a scan is
/// judged by what it names.
pub fn carriers_of(conn: &mut Conn, items: &[ItemKey]) -> Result<Vec<Link>, StoreError> {
    let each = conn.each_big("$1");
    let sql = format!(
        "SELECT item_key, carrier FROM containments WHERE item_key IN {each} \
         UNION SELECT item_key, carrier FROM events \
         WHERE item_key IN {each} AND carrier IS NOT NULL"
    );
    Ok(sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?)
}

/// What lies directly in a carrier now.
pub fn contents_now(conn: &mut Conn, carrier: ItemKey) -> Result<Vec<ItemKey>, StoreError> {
    let rows: Vec<Link> = sql_query(
        "SELECT item_key, carrier FROM containments WHERE carrier = $1 AND until_at IS NULL \
         ORDER BY item_key",
    )
    .bind::<BigInt, _>(carrier.0)
    .kept()
    .load(conn)?;
    Ok(rows.iter().map(Link::item).collect())
}

/// What lies directly in any of these carriers now.
pub fn contents_now_of(conn: &mut Conn, carriers: &[ItemKey]) -> Result<Vec<ItemKey>, StoreError> {
    let sql = format!(
        "SELECT item_key, carrier FROM containments WHERE until_at IS NULL AND carrier IN {} \
         ORDER BY item_key",
        conn.each_big("$1")
    );
    let rows: Vec<Link> = sql_query(sql).bind::<Text, _>(set(carriers)).kept().load(conn)?;
    Ok(rows.iter().map(Link::item).collect())
}

/// What ever lay directly in a carrier, from when until when, in the order in which it was put there.
pub fn loads_of(
    conn: &mut Conn,
    carrier: ItemKey,
) -> Result<Vec<(ItemKey, At, Option<At>)>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        item_key: i64,
        #[diesel(sql_type = BigInt)]
        from_at: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        until_at: Option<i64>,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT item_key, from_at, until_at FROM containments WHERE carrier = $1 \
         ORDER BY from_at, item_key",
    )
    .bind::<BigInt, _>(carrier.0)
    .kept()
    .load(conn)?;
    let load = |row: &Row| {
        let until = row.until_at.map(At::from_millis);
        (ItemKey(row.item_key), At::from_millis(row.from_at), until)
    };
    Ok(rows.iter().map(load).collect())
}

/// How many items lie directly in each of these carriers now; one that is empty is left out.
pub fn counts_now(
    conn: &mut Conn,
    carriers: &[ItemKey],
) -> Result<BTreeMap<ItemKey, u32>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        carrier: i64,
        #[diesel(sql_type = BigInt)]
        items: i64,
    }
    let sql = format!(
        "SELECT carrier, COUNT(*) AS items FROM containments \
         WHERE until_at IS NULL AND carrier IN {} GROUP BY carrier",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(carriers)).kept().load(conn)?;
    Ok(rows.into_iter().map(|row| (ItemKey(row.carrier), row.items as u32)).collect())
}

/// Writes when these items lay in what.
pub fn save_containments(conn: &mut Conn, timelines: &[&Timeline]) -> Result<(), StoreError> {
    if timelines.is_empty() {
        return Ok(());
    }
    let sql = format!("DELETE FROM containments WHERE item_key IN {}", conn.each_big("$1"));
    sql_query(sql).bind::<Text, _>(set(timelines.iter().map(|t| t.item))).kept().execute(conn)?;
    let rows: Vec<_> = timelines
        .iter()
        .flat_map(|t| t.containments.iter().map(move |lay| (t.item, lay)))
        .collect();
    let columns = [
        ("item_key", column!(rows, Big, |(item, _)| Some(item.0))),
        ("carrier", column!(rows, Big, |(_, lay)| Some(lay.carrier.0))),
        ("from_at", column!(rows, Big, |(_, lay)| Some(lay.from.millis()))),
        ("until_at", column!(rows, Big, |(_, lay)| lay.until.map(At::millis))),
    ];
    insert_many(
        conn,
        "containments",
        &columns,
        "(item_key, carrier, from_at) DO UPDATE SET until_at = excluded.until_at",
    )?;
    Ok(())
}
