//! Parcels, and what custody must know of an item to judge a scan of it.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};
use serde::Deserialize;

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::legs::endpoint;
use super::row::Reading;
use crate::base::codes::scanned;
use crate::base::{At, CaseId, ItemKey, ParcelId, PointCode, RouteCode};
use crate::cases::{Direction, Endpoint};
use crate::parcels::{ItemKind, Paper, PaperForm, PaperList, Parcel};

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

impl TryFrom<Row> for Parcel {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "parcels", id: &row.id };
        let papers = reading
            .json::<Vec<Line>>(&row.papers)?
            .into_iter()
            .map(|line| Paper::new(&line.name, line.form, line.count))
            .collect::<Result<Vec<Paper>, _>>()
            .and_then(PaperList::new)
            .map_err(|e| reading.bad(e))?;
        Ok(Self {
            id: reading.text(&row.id)?,
            key: ItemKey(row.item_key),
            tracking: reading.text(&row.tracking)?,
            qr: reading.text(&row.qr)?,
            leg: reading.text(&row.leg_id)?,
            papers,
            created_at: At::from_millis(row.created_at),
        })
    }
}

/// Adds a parcel to an item and a leg that are there.
pub fn insert(conn: &mut Conn, parcel: &Parcel) -> Result<(), StoreError> {
    let papers = serde_json::to_string(&parcel.papers).expect("names and numbers are JSON");
    sql_query(
        "INSERT INTO parcels (item_key, id, tracking, qr, leg_id, papers, pieces, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind::<BigInt, _>(parcel.key.0)
    .bind::<Text, _>(parcel.id.to_string())
    .bind::<Text, _>(parcel.tracking.as_str())
    .bind::<Text, _>(parcel.qr.as_str())
    .bind::<Text, _>(parcel.leg.to_string())
    .bind::<Text, _>(papers)
    .bind::<BigInt, _>(i64::from(parcel.papers.pieces()))
    .bind::<BigInt, _>(parcel.created_at.millis())
    .execute(conn)?;
    Ok(())
}

fn one(conn: &mut Conn, condition: &str, key: String) -> Result<Option<Parcel>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} {condition}"))
        .bind::<Text, _>(key)
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
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(keys)).get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// All parcels of a case, in the order in which they were announced.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Parcel>, StoreError> {
    let sql = format!(
        "{SELECT} JOIN legs ON legs.id = parcels.leg_id WHERE case_id = $1 ORDER BY item_key"
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(case.to_string()).get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What custody must know of an item to judge a scan of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustodyFacts {
    /// An envelope.
    Parcel {
        /// The case that is told.
        case: CaseId,
        /// Which way it goes.
        direction: Direction,
        /// Where it begins.
        from: Endpoint,
        /// Where it ends.
        to: Endpoint,
        /// How many pieces of paper are counted at each hand-over.
        pieces: u32,
    },
    /// A bag.
    Bag {
        /// Where it is packed.
        from: PointCode,
        /// Where it is opened.
        to: PointCode,
    },
    /// A run.
    Run {
        /// The route it serves.
        route: RouteCode,
        /// The office date on which it departs.
        date: NaiveDate,
    },
}

#[derive(QueryableByName)]
struct FactsRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    case_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    direction: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    from_point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    from_person: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    to_point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    to_person: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pieces: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    route: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    date: Option<String>,
}

impl TryFrom<FactsRow> for CustodyFacts {
    type Error = StoreError;

    fn try_from(row: FactsRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "items", id: &row.item_key };
        let lacks = || reading.bad("its record lacks a part");
        let need = |text: Option<String>| text.ok_or_else(lacks);
        match reading.text(&row.kind)? {
            ItemKind::Parcel => Ok(Self::Parcel {
                from: endpoint(reading, row.from_point.as_ref(), row.from_person.as_ref())?,
                to: endpoint(reading, row.to_point.as_ref(), row.to_person.as_ref())?,
                case: reading.text(&need(row.case_id)?)?,
                direction: reading.text(&need(row.direction)?)?,
                pieces: reading.number(row.pieces.ok_or_else(lacks)?)?,
            }),
            ItemKind::Bag => Ok(Self::Bag {
                from: reading.text(&need(row.from_point)?)?,
                to: reading.text(&need(row.to_point)?)?,
            }),
            ItemKind::Run => Ok(Self::Run {
                route: reading.text(&need(row.route)?)?,
                date: reading.text(&need(row.date)?)?,
            }),
        }
    }
}

/// The facts of many items, in one statement; keys nobody knows are left out.
pub fn custody_facts(
    conn: &mut Conn,
    keys: &[ItemKey],
) -> Result<HashMap<ItemKey, CustodyFacts>, StoreError> {
    let sql = format!(
        "SELECT items.item_key, items.kind, legs.case_id, legs.direction, \
         COALESCE(legs.from_point, bags.from_point) AS from_point, legs.from_person, \
         COALESCE(legs.to_point, bags.to_point) AS to_point, legs.to_person, parcels.pieces, \
         runs.route, runs.date FROM items \
         LEFT JOIN parcels ON parcels.item_key = items.item_key \
         LEFT JOIN legs ON legs.id = parcels.leg_id \
         LEFT JOIN bags ON bags.item_key = items.item_key \
         LEFT JOIN runs ON runs.item_key = items.item_key \
         WHERE items.item_key IN {}",
        conn.each_big("$1")
    );
    let rows: Vec<FactsRow> = sql_query(sql).bind::<Text, _>(set(keys)).get_results(conn)?;
    rows.into_iter().map(|row| Ok((ItemKey(row.item_key), row.try_into()?))).collect()
}
