//! Promises as they were given. A row is added once and never changed.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::custody::json;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::{At, ItemKey};
use crate::dispatch::forecast::{GivenPromise, MadeUnder, Ready};

/// A promise, and when it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPromise {
    /// What was promised.
    pub promise: GivenPromise,
    /// When.
    pub given_at: At,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = BigInt)]
    ready_at: i64,
    #[diesel(sql_type = Text)]
    ready_by: String,
    #[diesel(sql_type = BigInt)]
    promised_at: i64,
    #[diesel(sql_type = Text)]
    basis: String,
    #[diesel(sql_type = BigInt)]
    made_at: i64,
}

impl TryFrom<Row> for (ItemKey, KeptPromise) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "promises", id: &row.item_key };
        let ready = Ready { at: At::from_millis(row.ready_at), by: reading.text(&row.ready_by)? };
        let promise = GivenPromise {
            ready,
            at: At::from_millis(row.promised_at),
            basis: reading.json(&row.basis)?,
        };
        let given_at = At::from_millis(row.made_at);
        Ok((ItemKey(row.item_key), KeptPromise { promise, given_at }))
    }
}

/// The promises of these parcels, of those to which one was given.
pub fn find_many(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<HashMap<ItemKey, KeptPromise>, StoreError> {
    let sql = format!(
        "SELECT item_key, ready_at, ready_by, promised_at, basis, made_at FROM promises \
         WHERE item_key IN {}",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Gives promises. Where one was given before, that one stands.
pub fn give(
    conn: &mut Conn,
    promises: &[(ItemKey, GivenPromise)],
    under: MadeUnder,
    now: At,
) -> Result<(), StoreError> {
    let columns = [
        ("item_key", column!(promises, Big, |(item, _)| Some(item.0))),
        ("ready_at", column!(promises, Big, |(_, one)| Some(one.ready.at.millis()))),
        ("ready_by", column!(promises, Text, |(_, one)| Some(one.ready.by.as_str().to_owned()))),
        ("promised_at", column!(promises, Big, |(_, one)| Some(one.at.millis()))),
        ("basis", column!(promises, Text, |(_, one)| Some(json(&one.basis)))),
        ("made_under", column!(promises, Text, |_| Some(under.to_string()))),
        ("made_at", column!(promises, Big, |_| Some(now.millis()))),
    ];
    insert_many(conn, "promises", &columns, "(item_key) DO NOTHING")?;
    Ok(())
}
