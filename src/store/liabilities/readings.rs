//! What the custody log said of a harm, each time it said something else.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::super::connection::Conn;
use super::super::custody::{json, scan_id};
use super::super::dialect::{column, insert_many, set};
use super::super::error::StoreError;
use super::super::kept::Keep as _;
use super::super::row::Reading as Row;
use super::{HEAD, Head};
use crate::base::{At, ItemKey, LiabilityId, ParcelId};
use crate::claims::{Harm, Kept, Known, Liability, News, Reading, Segment, Stage};

/// A parcel whose harm reads otherwise than before.
#[derive(Debug, Clone)]
pub struct Harmed {
    /// The parcel in custody.
    pub item: ItemKey,
    /// Its id.
    pub parcel: ParcelId,
    /// What the log says now.
    pub readings: Vec<Reading>,
}

#[derive(QueryableByName)]
struct ReadingRow {
    #[diesel(sql_type = Text)]
    liability_id: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    harm: String,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    scan_id: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    harmed_at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    held_by: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    held_from: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    held_until: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    answers: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    accepted_at: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    undone_by: Option<Vec<u8>>,
}

const READING: &str = "SELECT r.liability_id, r.number, l.harm, r.recorded_at, r.scan_id, r.harmed_at, \
     r.held_by, r.held_from, r.held_until, r.answers, r.accepted_at, r.undone_by \
     FROM liability_readings r JOIN liabilities l ON l.id = r.liability_id";

impl TryFrom<ReadingRow> for Kept {
    type Error = StoreError;

    fn try_from(row: ReadingRow) -> Result<Self, StoreError> {
        let reading = Row { table: "liability_readings", id: &row.liability_id };
        let told = (row.scan_id, row.harmed_at, row.held_by, row.held_from, row.held_until);
        let said = match told {
            (Some(scan), Some(at), Some(held_by), Some(from), Some(until)) => Some(Reading {
                harm: reading.text(&row.harm)?,
                scan: scan_id(reading, &scan)?,
                at: At::from_millis(at),
                segment: Segment {
                    held_by: reading.json(&held_by)?,
                    from: At::from_millis(from),
                    until: At::from_millis(until),
                },
                answers: reading.maybe(row.answers.as_deref())?,
                accepted_at: row.accepted_at.map(At::from_millis),
                undone_by: row
                    .undone_by
                    .as_deref()
                    .map(|scan| scan_id(reading, scan))
                    .transpose()?,
            }),
            (_, _, None, _, _) => None,
            (_, _, Some(_), _, _) => return Err(reading.bad("a segment lacks a column")),
        };
        Ok(Self {
            number: reading.number(row.number)?,
            recorded_at: At::from_millis(row.recorded_at),
            reading: said,
        })
    }
}

/// Brings the records of these parcels up to what the log says of them now: opens them, and adds a reading where
/// it says something else. What was closed is open again when there is harm once more. Takes a handful of
/// statements, and is called for parcels alone of whose harm something changed.
pub fn follow(conn: &mut Conn, harmed: &[Harmed], now: At) -> Result<(), StoreError> {
    if harmed.is_empty() {
        return Ok(());
    }
    let items: Vec<ItemKey> = harmed.iter().map(|one| one.item).collect();
    let known = known(conn, &items)?;
    let mut news: Vec<News<'_>> = Vec::new();
    for one in harmed {
        for harm in Harm::ALL {
            let reading = one.readings.iter().find(|reading| reading.harm == harm);
            let known = known.get(&(one.item, harm));
            news.extend(News::of((one.item, one.parcel), (harm, reading), known, now));
        }
    }
    write_heads(conn, &news)?;
    write_readings(conn, &news, now)?;
    let opened: Vec<(&News<'_>, i64)> =
        news.iter().filter_map(|one| Some((one, one.opens?))).collect();
    let columns = [
        ("liability_id", column!(opened, Text, |(one, _)| Some(one.head.id.to_string()))),
        ("number", column!(opened, Big, |(_, number)| Some(*number))),
        ("stage", column!(opened, Text, |_| Some(Stage::Opened.as_str().to_owned()))),
        ("at", column!(opened, Big, |_| Some(now.millis()))),
        ("reading", column!(opened, Big, |(one, _)| Some(one.head.readings.into()))),
    ];
    insert_many(conn, "liability_stages", &columns, "")?;
    Ok(())
}

fn known(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<HashMap<(ItemKey, Harm), Known>, StoreError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = Text)]
        liability_id: String,
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let each = conn.each_big("$1");
    let sql = format!(
        "{HEAD} WHERE l.item_key IN {each} ORDER BY l.item_key, l.harm{}",
        conn.for_update()
    );
    let heads: Vec<Head> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    let sql = format!("{READING} WHERE l.item_key IN {each} AND r.number = l.readings");
    let rows: Vec<ReadingRow> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    let mut last: HashMap<String, Option<Reading>> = HashMap::new();
    for row in rows {
        last.insert(row.liability_id.clone(), Kept::try_from(row)?.reading);
    }
    let sql = format!(
        "SELECT s.liability_id, COUNT(*) AS many FROM liability_stages s \
         JOIN liabilities l ON l.id = s.liability_id WHERE l.item_key IN {each} GROUP BY s.liability_id"
    );
    let counts: Vec<Count> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    let counts: HashMap<String, i64> =
        counts.into_iter().map(|row| (row.liability_id, row.many)).collect();
    let mut known = HashMap::new();
    for head in heads {
        let head = Liability::try_from(head)?;
        let stages = counts.get(&head.id.0).copied().unwrap_or_default();
        let reading = last.remove(&head.id.0).flatten();
        known.insert((head.item, head.harm), Known { record: head, reading, stages });
    }
    Ok(known)
}

fn write_heads(conn: &mut Conn, news: &[News<'_>]) -> Result<(), StoreError> {
    let columns = [
        ("id", column!(news, Text, |one| Some(one.head.id.to_string()))),
        ("item_key", column!(news, Big, |one| Some(one.head.item.0))),
        ("harm", column!(news, Text, |one| Some(one.head.harm.as_str().to_owned()))),
        ("stage", column!(news, Text, |one| Some(one.head.stage.as_str().to_owned()))),
        ("readings", column!(news, Big, |one| Some(one.head.readings.into()))),
        ("stands", column!(news, Bool, |one| Some(one.head.stands))),
        ("answers", column!(news, Text, |one| one.head.answers.as_ref().map(ToString::to_string))),
        ("opened_at", column!(news, Big, |one| Some(one.head.opened_at.millis()))),
    ];
    insert_many(
        conn,
        "liabilities",
        &columns,
        "(id) DO UPDATE SET stage = excluded.stage, readings = excluded.readings, \
         stands = excluded.stands, answers = excluded.answers",
    )?;
    Ok(())
}

fn write_readings(conn: &mut Conn, news: &[News<'_>], now: At) -> Result<(), StoreError> {
    let bytes = |scan: crate::base::ScanId| scan.0.as_bytes().to_vec();
    let columns = [
        ("liability_id", column!(news, Text, |one| Some(one.head.id.to_string()))),
        ("number", column!(news, Big, |one| Some(one.head.readings.into()))),
        ("recorded_at", column!(news, Big, |_| Some(now.millis()))),
        ("scan_id", column!(news, Bytes, |one| one.reading.map(|it| bytes(it.scan)))),
        ("harmed_at", column!(news, Big, |one| one.reading.map(|it| it.at.millis()))),
        ("held_by", column!(news, Text, |one| one.reading.map(|it| json(&it.segment.held_by)))),
        ("held_from", column!(news, Big, |one| one.reading.map(|it| it.segment.from.millis()))),
        ("held_until", column!(news, Big, |one| one.reading.map(|it| it.segment.until.millis()))),
        (
            "answers",
            column!(news, Text, |one| one.reading?.answers.as_ref().map(ToString::to_string)),
        ),
        ("accepted_at", column!(news, Big, |one| Some(one.reading?.accepted_at?.millis()))),
        ("undone_by", column!(news, Bytes, |one| one.reading?.undone_by.map(bytes))),
    ];
    insert_many(conn, "liability_readings", &columns, "")?;
    Ok(())
}

/// All that the log ever said of it, in the order in which we knew it.
pub fn readings(conn: &mut Conn, id: &LiabilityId) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<ReadingRow> =
        sql_query(format!("{READING} WHERE r.liability_id = $1 ORDER BY r.number"))
            .bind::<Text, _>(&id.0)
            .kept()
            .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}
