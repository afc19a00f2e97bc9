//! What receivers asked for before the delivery. Rows are added and never changed; the last of a leg holds.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::{At, ItemKey, LegId};
use crate::cases::{KeptWish, Wish};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    leg_id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    day: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    proxy: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    token_id: Option<String>,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
}

impl TryFrom<Row> for KeptWish {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "wishes", id: &row.leg_id };
        let missing =
            || reading.bad(format_args!("a wish of kind {:?} lacks its column", row.kind));
        let wish = match row.kind.as_str() {
            "day" => Wish::Day(reading.maybe(row.day.as_deref())?.ok_or_else(missing)?),
            "proxy" => Wish::Proxy(reading.maybe(row.proxy.as_deref())?.ok_or_else(missing)?),
            "point" => Wish::Point(reading.maybe(row.point.as_deref())?.ok_or_else(missing)?),
            "withdrawn" => Wish::Withdrawn,
            other => return Err(reading.bad(format_args!("{other:?} is no kind of wish"))),
        };
        Ok(Self {
            wish,
            by: reading.maybe(row.token_id.as_deref())?,
            recorded_at: At::from_millis(row.recorded_at),
        })
    }
}

/// Adds a wish after those of its leg. The leg's case is locked.
pub fn insert(conn: &mut Conn, leg: LegId, kept: &KeptWish) -> Result<(), StoreError> {
    let (day, proxy, point) = match &kept.wish {
        Wish::Day(day) => (Some(day.to_string()), None, None),
        Wish::Proxy(person) => (None, Some(person.to_string()), None),
        Wish::Point(code) => (None, None, Some(code.to_string())),
        Wish::Withdrawn => (None, None, None),
    };
    sql_query(
        "INSERT INTO wishes (leg_id, number, kind, day, proxy, point, token_id, recorded_at) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM wishes WHERE leg_id = $1",
    )
    .bind::<Text, _>(leg.to_string())
    .bind::<Text, _>(kept.wish.kind())
    .bind::<Nullable<Text>, _>(day)
    .bind::<Nullable<Text>, _>(proxy)
    .bind::<Nullable<Text>, _>(point)
    .bind::<Nullable<Text>, _>(kept.by.map(|by| by.to_string()))
    .bind::<BigInt, _>(kept.recorded_at.millis())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// The last wish about each of these parcels, a withdrawal included; in one statement for all of them.
pub fn of_items(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<HashMap<ItemKey, KeptWish>, StoreError> {
    if items.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT p.item_key, w.leg_id, w.kind, w.day, w.proxy, w.point, w.token_id, w.recorded_at \
         FROM parcels p JOIN wishes w ON w.leg_id = p.leg_id WHERE p.item_key IN {} \
         AND w.number = (SELECT MAX(v.number) FROM wishes v WHERE v.leg_id = w.leg_id)",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    rows.into_iter().map(|row| Ok((ItemKey(row.item_key), row.try_into()?))).collect()
}

/// The wish that holds for a parcel; none when there never was one, or it was withdrawn.
pub fn standing(conn: &mut Conn, item: ItemKey) -> Result<Option<KeptWish>, StoreError> {
    let last = of_items(conn, &[item])?.remove(&item);
    Ok(last.filter(|kept| kept.wish != Wish::Withdrawn))
}
