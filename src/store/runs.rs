//! Runs of vehicles.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::row::Reading;
use crate::base::codes::{RunCode, scanned};
use crate::base::{At, ItemKey};
use crate::parcels::Run;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    route: String,
    #[diesel(sql_type = Text)]
    date: String,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
}

impl TryFrom<Row> for Run {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "runs", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            key: ItemKey(row.item_key),
            code: reading.text(&row.code)?,
            route: reading.text(&row.route)?,
            date: reading.text(&row.date)?,
            created_at: At::from_millis(row.created_at),
        })
    }
}

/// Adds a run to an item that is there.
pub fn insert(conn: &mut Conn, run: &Run) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO runs (item_key, id, code, route, date, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind::<BigInt, _>(run.key.0)
    .bind::<Text, _>(run.id.to_string())
    .bind::<Text, _>(run.code.as_str())
    .bind::<Text, _>(run.route.as_str())
    .bind::<Text, _>(run.date.to_string())
    .bind::<BigInt, _>(run.created_at.millis())
    .execute(conn)?;
    Ok(())
}

/// The runs of these keys.
pub fn find_many(conn: &mut Conn, keys: &[ItemKey]) -> Result<Vec<Run>, StoreError> {
    let sql = format!(
        "SELECT item_key, id, code, route, date, created_at FROM runs \
         WHERE item_key IN {} ORDER BY item_key",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(keys)).get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The runs of these codes.
pub fn find_by_codes(conn: &mut Conn, codes: &[&RunCode]) -> Result<Vec<Run>, StoreError> {
    let sql = format!(
        "SELECT runs.item_key, id, runs.code, route, date, created_at FROM runs \
         JOIN codes ON codes.item_key = runs.item_key WHERE codes.code IN {}",
        conn.each_text("$1")
    );
    let codes = set(codes.iter().map(|code| scanned(code.as_str())));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(codes).get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The run of this key.
pub fn find(conn: &mut Conn, key: ItemKey) -> Result<Option<Run>, StoreError> {
    Ok(find_many(conn, &[key])?.pop())
}
