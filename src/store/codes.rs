//! Whose a scanned code is: one look-up for tracking numbers, QR codes, bag codes and run codes. Codes
//! are kept in the form that [`scanned`] gives them.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::scanned;
use crate::base::{At, ItemKey};
use crate::parcels::CodeOwner;

/// A code as it is bound: to what, since when, and whether it may once be bound to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// Whose it is.
    pub owner: CodeOwner,
    /// Since when.
    pub at: At,
    /// True for tracking numbers alone.
    pub reusable: bool,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    reusable: bool,
    #[diesel(sql_type = BigInt)]
    bound_at: i64,
}

const SELECT: &str = "SELECT code, item_key, kind, reusable, bound_at FROM codes";

impl TryFrom<&Row> for Bound {
    type Error = StoreError;

    fn try_from(row: &Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "codes", id: &row.code };
        let owner = CodeOwner { key: ItemKey(row.item_key), kind: reading.text(&row.kind)? };
        Ok(Self { owner, at: At::from_millis(row.bound_at), reusable: row.reusable })
    }
}

/// The owners of many codes, each under the text that was asked for; codes nobody knows are left out.
/// The texts may be as a scanner read them.
pub fn find_many(
    conn: &mut Conn,
    texts: &[String],
) -> Result<HashMap<String, CodeOwner>, StoreError> {
    if texts.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("{SELECT} WHERE code IN {}", conn.each_text("$1"));
    let wanted: Vec<String> = texts.iter().map(|text| scanned(text)).collect();
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(&wanted)).kept().get_results(conn)?;
    let mut owners = HashMap::with_capacity(rows.len());
    for row in &rows {
        owners.insert(row.code.as_str(), Bound::try_from(row)?.owner);
    }
    let known =
        |(text, code): (&String, &String)| Some((text.clone(), *owners.get(code.as_str())?));
    Ok(texts.iter().zip(&wanted).filter_map(known).collect())
}

/// Whose a code is.
pub fn find(conn: &mut Conn, text: &str) -> Result<Option<CodeOwner>, StoreError> {
    Ok(find_many(conn, &[text.to_owned()])?.into_values().next())
}

/// How a code is bound, its row locked until the transaction ends.
pub fn find_for_update(conn: &mut Conn, code: &str) -> Result<Option<Bound>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE code = $1{}", conn.for_update()))
        .bind::<Text, _>(scanned(code))
        .kept()
        .get_result(conn)
        .optional()?;
    row.as_ref().map(TryInto::try_into).transpose()
}

/// Binds a new code. False when it is already bound, or stands on a label that was printed ahead.
pub fn bind(conn: &mut Conn, code: &str, bound: &Bound) -> Result<bool, StoreError> {
    let inserted = sql_query(
        "INSERT INTO codes (code, item_key, kind, reusable, bound_at) \
         SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM blanks \
         WHERE (tracking = $1 OR qr = $1) AND status <> 'bound') ON CONFLICT (code) DO NOTHING",
    )
    .bind::<Text, _>(scanned(code))
    .bind::<BigInt, _>(bound.owner.key.0)
    .bind::<Text, _>(bound.owner.kind.as_str())
    .bind::<Bool, _>(bound.reusable)
    .bind::<BigInt, _>(bound.at.millis())
    .kept()
    .execute(conn)?;
    Ok(inserted > 0)
}

/// Binds a code that rested long enough to a new owner.
pub fn rebind(conn: &mut Conn, code: &str, bound: &Bound) -> Result<(), StoreError> {
    sql_query("UPDATE codes SET item_key = $1, kind = $2, bound_at = $3 WHERE code = $4")
        .bind::<BigInt, _>(bound.owner.key.0)
        .bind::<Text, _>(bound.owner.kind.as_str())
        .bind::<BigInt, _>(bound.at.millis())
        .bind::<Text, _>(scanned(code))
        .kept()
        .execute(conn)?;
    Ok(())
}
