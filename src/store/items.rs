//! Items: everything that has custody. The one place where a new one comes into being, and what custody
//! must know of one to judge a scan of it.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{draw, set};
use super::error::StoreError;
use super::legs::endpoint;
use super::parcels::paper_list;
use super::row::Reading;
use crate::base::codes::RunCode;
use crate::base::{At, CaseId, ItemKey, PointCode, RouteCode};
use crate::cases::{Direction, Endpoint};
use crate::parcels::{ItemKind, PaperList};

/// Registers a new item and gives it its key in the custody log.
pub fn register(conn: &mut Conn, now: At, kind: ItemKind) -> Result<ItemKey, StoreError> {
    let key = draw(conn, "item", 1)?;
    sql_query("INSERT INTO items (item_key, kind, created_at) VALUES ($1, $2, $3)")
        .bind::<BigInt, _>(key)
        .bind::<Text, _>(kind.as_str())
        .bind::<BigInt, _>(now.millis())
        .execute(conn)?;
    Ok(ItemKey(key))
}

/// What custody must know of an item to judge a scan of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustodyFacts {
    /// When it was registered.
    pub created_at: At,
    /// What only items of its kind have.
    pub about: About,
}

/// What only items of one kind have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
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
        /// What lies in it.
        papers: PaperList,
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
        /// Its code.
        code: RunCode,
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
    #[diesel(sql_type = BigInt)]
    created_at: i64,
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
    #[diesel(sql_type = Nullable<Text>)]
    papers: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    code: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    route: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    date: Option<String>,
}

impl TryFrom<FactsRow> for CustodyFacts {
    type Error = StoreError;

    fn try_from(row: FactsRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "items", id: &row.item_key };
        let need =
            |text: Option<String>| text.ok_or_else(|| reading.bad("its record lacks a part"));
        let about = match reading.text(&row.kind)? {
            ItemKind::Parcel => About::Parcel {
                from: endpoint(reading, row.from_point.as_ref(), row.from_person.as_ref())?,
                to: endpoint(reading, row.to_point.as_ref(), row.to_person.as_ref())?,
                case: reading.text(&need(row.case_id)?)?,
                direction: reading.text(&need(row.direction)?)?,
                papers: paper_list(reading, &need(row.papers)?)?,
            },
            ItemKind::Bag => About::Bag {
                from: reading.text(&need(row.from_point)?)?,
                to: reading.text(&need(row.to_point)?)?,
            },
            ItemKind::Run => About::Run {
                code: reading.text(&need(row.code)?)?,
                route: reading.text(&need(row.route)?)?,
                date: reading.text(&need(row.date)?)?,
            },
        };
        Ok(Self { created_at: At::from_millis(row.created_at), about })
    }
}

/// The facts of many items, in one statement; keys nobody knows are left out.
pub fn custody_facts(
    conn: &mut Conn,
    keys: &[ItemKey],
) -> Result<HashMap<ItemKey, CustodyFacts>, StoreError> {
    let sql = format!(
        "SELECT items.item_key, items.kind, items.created_at, legs.case_id, legs.direction, \
         COALESCE(legs.from_point, bags.from_point) AS from_point, legs.from_person, \
         COALESCE(legs.to_point, bags.to_point) AS to_point, legs.to_person, parcels.papers, \
         runs.code, runs.route, runs.date FROM items \
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
