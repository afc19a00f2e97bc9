//! Records of liability: where they stand, what the log said of them, and what was done about them. Readings and
//! stages are added, never changed; the head follows from the last of each and is what lists ask.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::cases::real;
use super::connection::Conn;
use super::custody::{json, scan_id};
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading as Row;
use crate::base::paging::Page;
use crate::base::{At, Dong, ItemKey, LiabilityId, ParcelId, PointCode};
use crate::claims::{Done, Harm, Kept, Liability, Reading, Segment, Stage, liability_id};

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
struct Head {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    harm: String,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = BigInt)]
    readings: i64,
    #[diesel(sql_type = Bool)]
    stands: bool,
    #[diesel(sql_type = Nullable<Text>)]
    answers: Option<String>,
    #[diesel(sql_type = BigInt)]
    opened_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
}

const HEAD: &str = "SELECT l.id, l.item_key, l.harm, l.stage, l.readings, l.stands, l.answers, \
     l.opened_at, l.due_at FROM liabilities l";

impl TryFrom<Head> for Liability {
    type Error = StoreError;

    fn try_from(row: Head) -> Result<Self, StoreError> {
        let reading = Row { table: "liabilities", id: &row.id };
        Ok(Self {
            item: ItemKey(row.item_key),
            harm: reading.text(&row.harm)?,
            stage: reading.text(&row.stage)?,
            readings: reading.number(row.readings)?,
            stands: row.stands,
            answers: reading.maybe(row.answers.as_deref())?,
            opened_at: At::from_millis(row.opened_at),
            due_at: row.due_at.map(At::from_millis),
            id: LiabilityId(row.id),
        })
    }
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

/// What is to be written of one harm.
struct News<'a> {
    head: Liability,
    reading: Option<&'a Reading>,
    /// The number of a stage that the log itself adds.
    opens: Option<i64>,
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
            news.extend(differs(one, (harm, reading), known.get(&(one.item, harm)), now));
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

/// A record that is there, its last reading, and how many stages it has.
type Known = (Liability, Option<Reading>, i64);

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
        known.insert((head.item, head.harm), (head, reading, stages));
    }
    Ok(known)
}

/// What is new of one harm; nothing where it reads as it did.
fn differs<'a>(
    one: &Harmed,
    (harm, reading): (Harm, Option<&'a Reading>),
    known: Option<&Known>,
    now: At,
) -> Option<News<'a>> {
    let stands = reading.is_some_and(Reading::stands);
    let answers = reading.and_then(|reading| reading.answers.clone());
    let Some((head, before, stages)) = known else {
        let head = Liability {
            id: liability_id(harm, one.parcel),
            item: one.item,
            harm,
            stage: Stage::Opened,
            readings: 1,
            stands,
            answers,
            opened_at: now,
            due_at: None,
        };
        return reading.map(|reading| News { head, reading: Some(reading), opens: Some(1) });
    };
    if before.as_ref() == reading {
        return None;
    }
    let again = head.stage == Stage::Closed && stands;
    let head = Liability {
        stage: if again { Stage::Opened } else { head.stage },
        readings: head.readings + 1,
        stands,
        answers: answers.or_else(|| head.answers.clone()),
        ..head.clone()
    };
    Some(News { head, reading, opens: again.then_some(stages + 1) })
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

fn one(conn: &mut Conn, id: &LiabilityId, lock: &str) -> Result<Option<Liability>, StoreError> {
    let row: Option<Head> = sql_query(format!("{HEAD} WHERE l.id = $1{lock}"))
        .bind::<Text, _>(&id.0)
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The record of this id.
pub fn find(conn: &mut Conn, id: &LiabilityId) -> Result<Option<Liability>, StoreError> {
    one(conn, id, "")
}

/// The record of this id, locked until the transaction ends. Its case is locked before it.
pub fn lock(conn: &mut Conn, id: &LiabilityId) -> Result<Option<Liability>, StoreError> {
    let lock = conn.for_update();
    one(conn, id, lock)
}

/// The records about these parcels.
pub fn of_items(conn: &mut Conn, items: &[ItemKey]) -> Result<Vec<Liability>, StoreError> {
    let sql =
        format!("{HEAD} WHERE l.item_key IN {} ORDER BY l.opened_at, l.id", conn.each_big("$1"));
    let rows: Vec<Head> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
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

#[derive(QueryableByName)]
struct StageRow {
    #[diesel(sql_type = Text)]
    liability_id: String,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Nullable<Text>)]
    token_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = BigInt)]
    reading: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    amount: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    charge: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    times: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    entry_id: Option<String>,
}

impl TryFrom<StageRow> for Done {
    type Error = StoreError;

    fn try_from(row: StageRow) -> Result<Self, StoreError> {
        let reading = Row { table: "liability_stages", id: &row.liability_id };
        Ok(Self {
            stage: reading.text(&row.stage)?,
            at: At::from_millis(row.at),
            by: reading.maybe(row.token_id.as_deref())?,
            reason: row.reason,
            reading: reading.number(row.reading)?,
            amount: row.amount.map(Dong::kept),
            charge: row.charge.map(Dong::kept),
            times: row.times.map(|times| reading.number(times)).transpose()?,
            due_at: row.due_at.map(At::from_millis),
            point: reading.maybe(row.point.as_deref())?,
            entry: reading.maybe(row.entry_id.as_deref())?,
        })
    }
}

/// All that was done about it, in its order.
pub fn stages(conn: &mut Conn, id: &LiabilityId) -> Result<Vec<Done>, StoreError> {
    let rows: Vec<StageRow> = sql_query(
        "SELECT liability_id, stage, at, token_id, reason, reading, amount, charge, times, due_at, \
         point, entry_id FROM liability_stages WHERE liability_id = $1 ORDER BY number",
    )
    .bind::<Text, _>(&id.0)
    .kept()
    .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

fn count_stages(conn: &mut Conn, id: &LiabilityId) -> Result<i64, StoreError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let count: Count =
        sql_query("SELECT COUNT(*) AS many FROM liability_stages WHERE liability_id = $1")
            .bind::<Text, _>(&id.0)
            .kept()
            .get_result(conn)?;
    Ok(count.many)
}

/// Adds a stage; the record, which is locked, is that far then.
pub fn add_stage(conn: &mut Conn, id: &LiabilityId, done: &Done) -> Result<(), StoreError> {
    let number = count_stages(conn, id)? + 1;
    sql_query(
        "INSERT INTO liability_stages (liability_id, number, stage, at, token_id, reason, reading, \
         amount, charge, times, due_at, point, entry_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind::<Text, _>(&id.0)
    .bind::<BigInt, _>(number)
    .bind::<Text, _>(done.stage.as_str())
    .bind::<BigInt, _>(done.at.millis())
    .bind::<Nullable<Text>, _>(done.by.map(|by| by.to_string()))
    .bind::<Nullable<Text>, _>(done.reason.as_deref())
    .bind::<BigInt, _>(i64::from(done.reading))
    .bind::<Nullable<BigInt>, _>(done.amount.map(Dong::dong))
    .bind::<Nullable<BigInt>, _>(done.charge.map(Dong::dong))
    .bind::<Nullable<BigInt>, _>(done.times.map(i64::from))
    .bind::<Nullable<BigInt>, _>(done.due_at.map(At::millis))
    .bind::<Nullable<Text>, _>(done.point.as_ref().map(PointCode::as_str))
    .bind::<Nullable<Text>, _>(done.entry.map(|id| id.to_string()))
    .kept()
    .execute(conn)?;
    let due = done.due_at.filter(|_| done.stage == Stage::Fixed);
    sql_query("UPDATE liabilities SET stage = $1, due_at = $2 WHERE id = $3")
        .bind::<Text, _>(done.stage.as_str())
        .bind::<Nullable<BigInt>, _>(due.map(At::millis))
        .bind::<Text, _>(&id.0)
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Which records to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// That far; all when none is given.
    pub stage: Option<Stage>,
    /// That one of these points answers for, or about cases of theirs; all when none are given.
    pub points: Option<Vec<PointCode>>,
}

/// Records, the oldest first. The cursor is the time and id of the last one read.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<(At, String)>,
    limit: i64,
) -> Result<Page<Liability>, StoreError> {
    let (after_at, after_id) = after.map_or((-1, String::new()), |(at, id)| (at.millis(), id));
    let sql = format!(
        "{HEAD} WHERE (l.opened_at > $1 OR (l.opened_at = $1 AND l.id > $2)) \
         AND ($3 = '' OR l.stage = $3) AND {} AND {} ORDER BY l.opened_at, l.id LIMIT $6",
        concerns(conn, "l", ["$4", "$5"]),
        real("l.item_key")
    );
    let rows: Vec<Head> = sql_query(sql)
        .bind::<BigInt, _>(after_at)
        .bind::<Text, _>(after_id)
        .bind::<Text, _>(filter.stage.map_or("", Stage::as_str))
        .bind::<Text, _>(scope(filter.points.as_deref()))
        .bind::<Text, _>(set(filter.points.as_deref().unwrap_or_default()))
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let items: Result<Vec<Liability>, StoreError> =
        rows.into_iter().map(TryInto::try_into).collect();
    Ok(Page::from_overfull(items?, limit, |one| format!("{}.{}", one.opened_at.millis(), one.id)))
}

/// The first of the two parameters of [`concerns`].
pub(super) const fn scope(points: Option<&[PointCode]>) -> &'static str {
    if points.is_none() { "everywhere" } else { "points" }
}

/// A condition: one of some points answers for it, or the case is of one of them. Parameters: the scope, and
/// the set of points.
pub(super) fn concerns(conn: &Conn, table: &str, [scope, points]: [&str; 2]) -> String {
    let each = conn.each_text(points);
    format!(
        "({scope} = 'everywhere' OR {table}.answers IN {each} OR EXISTS (SELECT 1 FROM parcels p \
         JOIN legs g ON g.id = p.leg_id JOIN cases c ON c.id = g.case_id \
         WHERE p.item_key = {table}.item_key AND c.agency IN {each}))"
    )
}
