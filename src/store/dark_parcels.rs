//! Parcels of which nobody heard although a scan was due: a row for each silence, the last one open until the
//! next scan.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::custody::{json, scan_id};
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::{BagCode, RunCode, TrackingNumber};
use crate::base::paging::Page;
use crate::base::{At, ItemKey, PointCode, ScanId, UnitCode};
use crate::custody::Custodian;
use crate::dispatch::forecast::Level;

/// A silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dark {
    /// The parcel.
    pub item: ItemKey,
    /// When it was last heard of.
    pub silent_since: At,
    /// By when it was to be scanned, with what is waited beyond that.
    pub due: At,
    /// Who has it by the log.
    pub owner: Custodian,
    /// The point that has it, or the last that saw it: there the search begins.
    pub point: PointCode,
    /// The bag to search.
    pub bag: Option<BagCode>,
    /// The run to search.
    pub run: Option<RunCode>,
    /// Who sees to it.
    pub level: Level,
    /// The unit that was told.
    pub unit: Option<UnitCode>,
    /// When the next level is told.
    pub escalates_at: Option<At>,
    /// When it was found to be silent.
    pub raised_at: At,
    /// When that ended, and by which scan, where it was one.
    pub ended: Option<(At, Option<ScanId>)>,
}

/// A silence, and of which parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DarkParcel {
    /// The silence.
    pub dark: Dark,
    /// The parcel's number.
    pub tracking: TrackingNumber,
    /// What was promised of it.
    pub promised: Option<At>,
    /// What is expected.
    pub expected: Option<At>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = BigInt)]
    silent_since: i64,
    #[diesel(sql_type = BigInt)]
    due_at: i64,
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Text)]
    owner_point: String,
    #[diesel(sql_type = Nullable<Text>)]
    bag: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    run: Option<String>,
    #[diesel(sql_type = BigInt)]
    level: i64,
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    escalates_at: Option<i64>,
    #[diesel(sql_type = BigInt)]
    raised_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    ended_at: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    ended_by: Option<Vec<u8>>,
    #[diesel(sql_type = Text)]
    tracking: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    promised_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    expected_at: Option<i64>,
}

impl TryFrom<Row> for DarkParcel {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "dark_parcels", id: &row.item_key };
        let level = Level::ALL.into_iter().find(|level| level.number() == row.level);
        let ended_by = row.ended_by.as_deref().map(|bytes| scan_id(reading, bytes)).transpose()?;
        let dark = Dark {
            item: ItemKey(row.item_key),
            silent_since: At::from_millis(row.silent_since),
            due: At::from_millis(row.due_at),
            owner: reading.json(&row.owner)?,
            point: reading.text(&row.owner_point)?,
            bag: reading.maybe(row.bag.as_deref())?,
            run: reading.maybe(row.run.as_deref())?,
            level: level.ok_or_else(|| reading.bad("a level of 0, 1 or 2"))?,
            unit: reading.maybe(row.unit.as_deref())?,
            escalates_at: row.escalates_at.map(At::from_millis),
            raised_at: At::from_millis(row.raised_at),
            ended: row.ended_at.map(|at| (At::from_millis(at), ended_by)),
        };
        Ok(Self {
            dark,
            tracking: reading.text(&row.tracking)?,
            promised: row.promised_at.map(At::from_millis),
            expected: row.expected_at.map(At::from_millis),
        })
    }
}

const SELECT: &str = "SELECT d.item_key, d.silent_since, d.due_at, d.owner, d.owner_point, d.bag, \
     d.run, d.level, d.unit, d.escalates_at, d.raised_at, d.ended_at, d.ended_by, p.tracking, \
     g.promised_at, f.expected_at FROM dark_parcels d \
     JOIN parcels p ON p.item_key = d.item_key \
     LEFT JOIN promises g ON g.item_key = d.item_key \
     LEFT JOIN forecasts f ON f.item_key = d.item_key";

/// Which silences a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those that have ended too.
    pub ended: bool,
    /// Owned by one of these points, or last seen there; all when none is given.
    pub points: Option<Vec<PointCode>>,
    /// Told to this level at least.
    pub level: Option<Level>,
    /// Told to this unit.
    pub unit: Option<UnitCode>,
    /// Of one parcel.
    pub item: Option<ItemKey>,
}

/// Silences, the oldest first. The cursor is the time and item of the last one read.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<(At, ItemKey)>,
    limit: i64,
) -> Result<Page<DarkParcel>, StoreError> {
    let (after_at, after_item) = after.map_or((-1, 0), |(at, item)| (at.millis(), item.0));
    // Said only where it is so: the index of what is open serves no other question.
    let open = if filter.ended { "" } else { "d.ended_at IS NULL AND " };
    let sql = format!(
        "{SELECT} WHERE {open}(d.raised_at > $1 OR (d.raised_at = $1 AND d.item_key > $2)) \
         AND ($3 = 'everywhere' OR d.owner_point IN {}) AND d.level >= $5 \
         AND ($6 = '' OR d.unit = $6) AND ($7 = 0 OR d.item_key = $7) \
         ORDER BY d.raised_at, d.item_key LIMIT $8",
        conn.each_text("$4")
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<BigInt, _>(after_at)
        .bind::<BigInt, _>(after_item)
        .bind::<Text, _>(if filter.points.is_none() { "everywhere" } else { "some" })
        .bind::<Text, _>(set(filter.points.as_deref().unwrap_or_default()))
        .bind::<BigInt, _>(filter.level.map_or(0, Level::number))
        .bind::<Text, _>(filter.unit.as_ref().map(ToString::to_string).unwrap_or_default())
        .bind::<BigInt, _>(filter.item.map_or(0, |item| item.0))
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let items: Result<Vec<DarkParcel>, StoreError> =
        rows.into_iter().map(TryInto::try_into).collect();
    Ok(Page::from_overfull(items?, limit, |one| {
        format!("{}.{}", one.dark.raised_at.millis(), one.dark.item.0)
    }))
}

/// How many silences are open that these points own; of all points when none are given.
pub fn count(conn: &mut Conn, points: Option<&[PointCode]>) -> Result<i64, StoreError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        silences: i64,
    }
    let sql = format!(
        "SELECT COUNT(*) AS silences FROM dark_parcels WHERE ended_at IS NULL \
         AND ($1 OR owner_point IN {})",
        conn.each_text("$2")
    );
    let count: Count = sql_query(sql)
        .bind::<Bool, _>(points.is_none())
        .bind::<Text, _>(set(points.unwrap_or_default()))
        .kept()
        .get_result(conn)?;
    Ok(count.silences)
}

/// The open silences of these parcels.
pub fn open_of(conn: &mut Conn, items: &[ItemKey]) -> Result<HashMap<ItemKey, Dark>, StoreError> {
    let sql =
        format!("{SELECT} WHERE d.ended_at IS NULL AND d.item_key IN {}", conn.each_big("$1"));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    let dark = rows.into_iter().map(|row| DarkParcel::try_from(row).map(|one| one.dark));
    dark.map(|dark| dark.map(|dark| (dark.item, dark))).collect()
}

/// Writes silences: new ones are added, those that are there brought up to date. When one was raised stays.
pub fn save(conn: &mut Conn, silences: &[Dark]) -> Result<(), StoreError> {
    let ended_by = |one: &Dark| one.ended.and_then(|(_, scan)| Some(scan?.0.as_bytes().to_vec()));
    let columns = [
        ("item_key", column!(silences, Big, |one| Some(one.item.0))),
        ("silent_since", column!(silences, Big, |one| Some(one.silent_since.millis()))),
        ("due_at", column!(silences, Big, |one| Some(one.due.millis()))),
        ("owner", column!(silences, Text, |one| Some(json(&one.owner)))),
        ("owner_point", column!(silences, Text, |one| Some(one.point.to_string()))),
        ("bag", column!(silences, Text, |one| one.bag.as_ref().map(ToString::to_string))),
        ("run", column!(silences, Text, |one| one.run.as_ref().map(ToString::to_string))),
        ("level", column!(silences, Big, |one| Some(one.level.number()))),
        ("unit", column!(silences, Text, |one| one.unit.as_ref().map(ToString::to_string))),
        ("escalates_at", column!(silences, Big, |one| one.escalates_at.map(At::millis))),
        ("raised_at", column!(silences, Big, |one| Some(one.raised_at.millis()))),
        ("ended_at", column!(silences, Big, |one| one.ended.map(|(at, _)| at.millis()))),
        ("ended_by", column!(silences, Bytes, ended_by)),
    ];
    insert_many(
        conn,
        "dark_parcels",
        &columns,
        "(item_key, silent_since) DO UPDATE SET due_at = excluded.due_at, \
         owner = excluded.owner, owner_point = excluded.owner_point, bag = excluded.bag, \
         run = excluded.run, level = excluded.level, unit = excluded.unit, \
         escalates_at = excluded.escalates_at, ended_at = excluded.ended_at, \
         ended_by = excluded.ended_by",
    )?;
    Ok(())
}
