//! Calls that desks asked the post for.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::paging::Page;
use crate::base::{At, PickupId, PointCode};
use crate::dispatch::desk::Pickup;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    desk: String,
    #[diesel(sql_type = Text)]
    office: String,
    #[diesel(sql_type = BigInt)]
    window_from: i64,
    #[diesel(sql_type = BigInt)]
    window_until: i64,
    #[diesel(sql_type = BigInt)]
    parcels: i64,
    #[diesel(sql_type = BigInt)]
    ordered_at: i64,
    #[diesel(sql_type = Text)]
    ordered_by: String,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = BigInt)]
    stage_at: i64,
    #[diesel(sql_type = Text)]
    stage_by: String,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
}

impl TryFrom<Row> for Pickup {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "pickups", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            desk: reading.text(&row.desk)?,
            office: reading.text(&row.office)?,
            from: At::from_millis(row.window_from),
            until: At::from_millis(row.window_until),
            parcels: reading.number(row.parcels)?,
            ordered: (At::from_millis(row.ordered_at), reading.text(&row.ordered_by)?),
            stage: reading.text(&row.stage)?,
            staged: (At::from_millis(row.stage_at), reading.text(&row.stage_by)?),
            reason: row.reason,
        })
    }
}

const SELECT: &str = "SELECT id, desk, office, window_from, window_until, parcels, ordered_at, ordered_by, \
     stage, stage_at, stage_by, reason FROM pickups";

/// Adds one.
pub fn insert(conn: &mut Conn, pickup: &Pickup) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO pickups (id, desk, office, window_from, window_until, parcels, ordered_at, \
         ordered_by, stage, stage_at, stage_by, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind::<Text, _>(pickup.id.to_string())
    .bind::<Text, _>(pickup.desk.as_str())
    .bind::<Text, _>(pickup.office.as_str())
    .bind::<BigInt, _>(pickup.from.millis())
    .bind::<BigInt, _>(pickup.until.millis())
    .bind::<BigInt, _>(i64::from(pickup.parcels))
    .bind::<BigInt, _>(pickup.ordered.0.millis())
    .bind::<Text, _>(pickup.ordered.1.to_string())
    .bind::<Text, _>(pickup.stage.as_str())
    .bind::<BigInt, _>(pickup.staged.0.millis())
    .bind::<Text, _>(pickup.staged.1.to_string())
    .bind::<Nullable<Text>, _>(pickup.reason.as_deref())
    .execute(conn)?;
    Ok(())
}

/// The one of this id, locked until the transaction ends.
pub fn find_for_update(conn: &mut Conn, id: PickupId) -> Result<Option<Pickup>, StoreError> {
    let sql = format!("{SELECT} WHERE id = $1{}", conn.for_update());
    let row: Option<Row> =
        sql_query(sql).bind::<Text, _>(id.to_string()).get_result(conn).optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Writes how one stands now.
pub fn save_stage(conn: &mut Conn, pickup: &Pickup) -> Result<(), StoreError> {
    sql_query(
        "UPDATE pickups SET stage = $1, stage_at = $2, stage_by = $3, reason = $4 WHERE id = $5",
    )
    .bind::<Text, _>(pickup.stage.as_str())
    .bind::<BigInt, _>(pickup.staged.0.millis())
    .bind::<Text, _>(pickup.staged.1.to_string())
    .bind::<Nullable<Text>, _>(pickup.reason.as_deref())
    .bind::<Text, _>(pickup.id.to_string())
    .execute(conn)?;
    Ok(())
}

/// Whose calls are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Those that desks asked for.
    Desks,
    /// Those that offices were asked for.
    Offices,
}

/// The calls of some points, everywhere when none are given, whose time is not over before a moment: the earliest
/// first. The cursor is the end of the time, and the id, of the last one read.
pub fn list(
    conn: &mut Conn,
    (of, points): (Of, Option<&[PointCode]>),
    since: At,
    after: Option<(At, PickupId)>,
    limit: i64,
) -> Result<Page<Pickup>, StoreError> {
    let (after_at, after_id) =
        after.map_or((i64::MIN, String::new()), |(at, id)| (at.millis(), id.to_string()));
    let column = match of {
        Of::Desks => "desk",
        Of::Offices => "office",
    };
    let here = match points {
        Some(_) => format!("{column} IN {}", conn.each_text("$1")),
        None => "$1 = '[]'".to_owned(),
    };
    let rows: Vec<Row> = sql_query(format!(
        "{SELECT} WHERE {here} AND window_until > $2 \
         AND (window_until > $3 OR (window_until = $3 AND id > $4)) ORDER BY window_until, id LIMIT $5"
    ))
    .bind::<Text, _>(set(points.unwrap_or_default()))
    .bind::<BigInt, _>(since.millis())
    .bind::<BigInt, _>(after_at)
    .bind::<Text, _>(after_id)
    .bind::<BigInt, _>(limit + 1)
    .kept()
    .load(conn)?;
    let items: Result<Vec<Pickup>, StoreError> = rows.into_iter().map(TryInto::try_into).collect();
    Ok(Page::from_overfull(items?, limit, |one| format!("{}.{}", one.until.millis(), one.id)))
}
