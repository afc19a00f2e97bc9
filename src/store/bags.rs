//! Bags.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::row::Reading;
use crate::base::{At, ItemKey};
use crate::parcels::Bag;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    qr: String,
    #[diesel(sql_type = Text)]
    from_point: String,
    #[diesel(sql_type = Text)]
    to_point: String,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
}

impl TryFrom<Row> for Bag {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "bags", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            key: ItemKey(row.item_key),
            code: reading.text(&row.code)?,
            qr: reading.text(&row.qr)?,
            from: reading.text(&row.from_point)?,
            to: reading.text(&row.to_point)?,
            created_at: At::from_millis(row.created_at),
        })
    }
}

/// Adds a bag to an item that is there.
pub fn insert(conn: &mut Conn, bag: &Bag) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO bags (item_key, id, code, qr, from_point, to_point, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<BigInt, _>(bag.key.0)
    .bind::<Text, _>(bag.id.to_string())
    .bind::<Text, _>(bag.code.as_str())
    .bind::<Text, _>(bag.qr.as_str())
    .bind::<Text, _>(bag.from.as_str())
    .bind::<Text, _>(bag.to.as_str())
    .bind::<BigInt, _>(bag.created_at.millis())
    .execute(conn)?;
    Ok(())
}

/// The bags of these keys.
pub fn find_many(conn: &mut Conn, keys: &[ItemKey]) -> Result<Vec<Bag>, StoreError> {
    let sql = format!(
        "SELECT item_key, id, code, qr, from_point, to_point, created_at FROM bags \
         WHERE item_key IN {} ORDER BY item_key",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(keys)).get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The bag of this key.
pub fn find(conn: &mut Conn, key: ItemKey) -> Result<Option<Bag>, StoreError> {
    Ok(find_many(conn, &[key])?.pop())
}
