//! Parcels.

use diesel::sql_types::{BigInt, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};
use serde::Deserialize;

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::scanned;
use crate::base::{At, CaseId, ItemKey, ParcelId};
use crate::parcels::{Paper, PaperForm, PaperList, Parcel};

const SELECT: &str = "SELECT parcels.item_key, parcels.id, tracking, qr, leg_id, papers, \
     parcels.created_at FROM parcels";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    tracking: String,
    #[diesel(sql_type = Text)]
    qr: String,
    #[diesel(sql_type = Text)]
    leg_id: String,
    #[diesel(sql_type = Text)]
    papers: String,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
}

/// A line of the list as it lies in the row.
#[derive(Deserialize)]
struct Line {
    name: String,
    form: PaperForm,
    count: i64,
}

/// The list of papers as it lies in a row.
fn paper_list(reading: Reading<'_>, json: &str) -> Result<PaperList, StoreError> {
    reading
        .json::<Vec<Line>>(json)?
        .into_iter()
        .map(|line| Paper::new(&line.name, line.form, line.count))
        .collect::<Result<Vec<Paper>, _>>()
        .and_then(PaperList::new)
        .map_err(|e| reading.bad(e))
}

impl TryFrom<Row> for Parcel {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "parcels", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            key: ItemKey(row.item_key),
            tracking: reading.text(&row.tracking)?,
            qr: reading.text(&row.qr)?,
            leg: reading.text(&row.leg_id)?,
            papers: paper_list(reading, &row.papers)?,
            created_at: At::from_millis(row.created_at),
        })
    }
}

/// Adds a parcel to an item and a leg that are there.
pub fn insert(conn: &mut Conn, parcel: &Parcel) -> Result<(), StoreError> {
    let papers = serde_json::to_string(&parcel.papers).expect("names and numbers are JSON");
    sql_query(
        "INSERT INTO parcels (item_key, id, tracking, qr, leg_id, papers, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<BigInt, _>(parcel.key.0)
    .bind::<Text, _>(parcel.id.to_string())
    .bind::<Text, _>(parcel.tracking.as_str())
    .bind::<Text, _>(parcel.qr.as_str())
    .bind::<Text, _>(parcel.leg.to_string())
    .bind::<Text, _>(papers)
    .bind::<BigInt, _>(parcel.created_at.millis())
    .kept()
    .execute(conn)?;
    Ok(())
}

fn one(conn: &mut Conn, condition: &str, key: String) -> Result<Option<Parcel>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} {condition}"))
        .bind::<Text, _>(key)
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The parcel of this id.
pub fn find(conn: &mut Conn, id: ParcelId) -> Result<Option<Parcel>, StoreError> {
    one(conn, "WHERE parcels.id = $1", id.to_string())
}

/// The parcel that bears this tracking number or QR code, as typed or scanned.
pub fn find_by_code(conn: &mut Conn, text: &str) -> Result<Option<Parcel>, StoreError> {
    let condition = "JOIN codes ON codes.item_key = parcels.item_key WHERE codes.code = $1";
    one(conn, condition, scanned(text))
}

/// The parcels of these keys.
pub fn find_many(conn: &mut Conn, keys: &[ItemKey]) -> Result<Vec<Parcel>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE parcels.item_key IN {} ORDER BY parcels.item_key",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(keys)).kept().get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// All parcels of a case, in the order in which they were announced.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Parcel>, StoreError> {
    let sql = format!(
        "{SELECT} JOIN legs ON legs.id = parcels.leg_id WHERE case_id = $1 ORDER BY item_key"
    );
    let rows: Vec<Row> =
        sql_query(sql).bind::<Text, _>(case.to_string()).kept().get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}
