//! Postal legs. A leg's parcel is the one whose row names the leg.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::{At, CaseId, ItemKey, LegId, PersonId, PointCode};
use crate::cases::{Endpoint, Leg, PickupWindow};

const SELECT: &str = "SELECT legs.id, case_id, service, direction, from_point, from_person, \
     to_point, to_person, parcels.id AS parcel, opened_by, pickup_from, pickup_until, ordered_at \
     FROM legs JOIN parcels ON parcels.leg_id = legs.id";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    case_id: String,
    #[diesel(sql_type = Text)]
    service: String,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Nullable<Text>)]
    from_point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    from_person: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    to_point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    to_person: Option<String>,
    #[diesel(sql_type = Text)]
    parcel: String,
    #[diesel(sql_type = Nullable<Text>)]
    opened_by: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pickup_from: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pickup_until: Option<i64>,
    #[diesel(sql_type = BigInt)]
    ordered_at: i64,
}

/// An end of a leg out of its two columns, of which exactly one is filled.
fn endpoint(
    reading: Reading<'_>,
    point: Option<&str>,
    person: Option<&str>,
) -> Result<Endpoint, StoreError> {
    match (reading.maybe(point)?, reading.maybe(person)?) {
        (Some(point), None) => Ok(Endpoint::Point(point)),
        (None, Some(person)) => Ok(Endpoint::Person(person)),
        (None, None) | (Some(_), Some(_)) => Err(reading.bad("an end is a point or a person")),
    }
}

impl TryFrom<Row> for Leg {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "legs", id: &row.id };
        let pickup = row.pickup_from.zip(row.pickup_until);
        Ok(Self {
            id: reading.text(&row.id)?,
            case: reading.text(&row.case_id)?,
            service: reading.text(&row.service)?,
            direction: reading.text(&row.direction)?,
            from: endpoint(reading, row.from_point.as_deref(), row.from_person.as_deref())?,
            to: endpoint(reading, row.to_point.as_deref(), row.to_person.as_deref())?,
            parcel: reading.text(&row.parcel)?,
            opened_by: reading.maybe(row.opened_by.as_deref())?,
            pickup: pickup.map(|(from, until)| PickupWindow {
                from: At::from_millis(from),
                until: At::from_millis(until),
            }),
            ordered_at: At::from_millis(row.ordered_at),
        })
    }
}

/// Adds a leg. False when another leg was already opened by the same delivery.
pub fn insert(conn: &mut Conn, leg: &Leg) -> Result<bool, StoreError> {
    let person = |end: &Endpoint| end.person().map(PersonId::to_string);
    let inserted = sql_query(
        "INSERT INTO legs (id, case_id, service, direction, from_point, from_person, to_point, \
         to_person, opened_by, pickup_from, pickup_until, ordered_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (opened_by) DO NOTHING",
    )
    .bind::<Text, _>(leg.id.to_string())
    .bind::<Text, _>(leg.case.to_string())
    .bind::<Text, _>(leg.service.as_str())
    .bind::<Text, _>(leg.direction.as_str())
    .bind::<Nullable<Text>, _>(leg.from.point().map(PointCode::as_str))
    .bind::<Nullable<Text>, _>(person(&leg.from))
    .bind::<Nullable<Text>, _>(leg.to.point().map(PointCode::as_str))
    .bind::<Nullable<Text>, _>(person(&leg.to))
    .bind::<Nullable<Text>, _>(leg.opened_by.map(|id| id.to_string()))
    .bind::<Nullable<BigInt>, _>(leg.pickup.map(|pickup| pickup.from.millis()))
    .bind::<Nullable<BigInt>, _>(leg.pickup.map(|pickup| pickup.until.millis()))
    .bind::<BigInt, _>(leg.ordered_at.millis())
    .kept()
    .execute(conn)?;
    Ok(inserted > 0)
}

/// The leg of this id.
pub fn find(conn: &mut Conn, id: LegId) -> Result<Option<Leg>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE legs.id = $1"))
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The legs of these ids.
pub fn find_many(conn: &mut Conn, ids: &[LegId]) -> Result<Vec<Leg>, StoreError> {
    let sql = format!("{SELECT} WHERE legs.id IN {} ORDER BY legs.id", conn.each_text("$1"));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(ids)).kept().get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The legs of these parcels.
pub fn of_items(conn: &mut Conn, items: &[ItemKey]) -> Result<HashMap<ItemKey, Leg>, StoreError> {
    #[derive(QueryableByName)]
    struct Of {
        #[diesel(embed)]
        leg: Row,
        #[diesel(sql_type = BigInt)]
        item_key: i64,
    }
    let each = conn.each_big("$1");
    let select = SELECT.replace(" FROM", ", parcels.item_key FROM");
    let rows: Vec<Of> = sql_query(format!("{select} WHERE parcels.item_key IN {each}"))
        .bind::<Text, _>(set(items))
        .kept()
        .get_results(conn)?;
    rows.into_iter().map(|row| Ok((ItemKey(row.item_key), row.leg.try_into()?))).collect()
}

/// All legs of a case, in the order in which they were ordered.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Leg>, StoreError> {
    let sql = format!("{SELECT} WHERE case_id = $1 ORDER BY ordered_at, legs.id");
    let rows: Vec<Row> =
        sql_query(sql).bind::<Text, _>(case.to_string()).kept().get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}
