//! Lists that were drawn up and printed, and what they are drawn up from.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::custody::json;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::row::Reading;
use crate::base::codes::HandoverNumber;
use crate::base::paging::Page;
use crate::base::{At, ItemKey, PointCode};
use crate::custody::Custodian;
use crate::dispatch::manifest::{Line, Manifest, Subject};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    point: String,
    #[diesel(sql_type = Text)]
    capacity: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    item_key: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    postman: Option<String>,
    #[diesel(sql_type = Text)]
    day: String,
    #[diesel(sql_type = BigInt)]
    made_at: i64,
    #[diesel(sql_type = Text)]
    made_by: String,
}

#[derive(QueryableByName)]
struct LineRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    item_key: Option<i64>,
}

const SELECT: &str = "SELECT id, kind, point, capacity, item_key, postman, day, made_at, made_by \
     FROM manifests";

impl TryFrom<Row> for Manifest {
    type Error = StoreError;

    /// Without its lines.
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "manifests", id: &row.id };
        let (item, postman) = (row.item_key.map(ItemKey), reading.maybe(row.postman.as_deref())?);
        let subject = Subject::of(&row.kind, item, postman).map_err(|told| reading.bad(told))?;
        Ok(Self {
            subject,
            at: reading.text(&row.point)?,
            capacity: reading.text(&row.capacity)?,
            day: reading.text(&row.day)?,
            made_at: At::from_millis(row.made_at),
            made_by: reading.text(&row.made_by)?,
            lines: Vec::new(),
            number: row.id,
        })
    }
}

/// Keeps a list that was drawn up.
pub fn insert(conn: &mut Conn, list: &Manifest) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO manifests (id, kind, point, capacity, item_key, postman, day, made_at, \
         made_by, commitment) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind::<Text, _>(&list.number)
    .bind::<Text, _>(list.subject.as_str())
    .bind::<Text, _>(list.at.as_str())
    .bind::<Text, _>(list.capacity.as_str())
    .bind::<Nullable<BigInt>, _>(list.subject.item().map(|key| key.0))
    .bind::<Nullable<Text>, _>(list.subject.postman().map(|token| token.to_string()))
    .bind::<Text, _>(list.day.to_string())
    .bind::<BigInt, _>(list.made_at.millis())
    .bind::<Text, _>(list.made_by.to_string())
    .bind::<Text, _>(list.commitment().as_str())
    .execute(conn)?;
    let lines: Vec<(i64, &Line)> = (1..).zip(&list.lines).collect();
    let columns = [
        ("manifest_id", column!(lines, Text, |_| Some(list.number.clone()))),
        ("line", column!(lines, Big, |(n, _)| Some(*n))),
        ("code", column!(lines, Text, |(_, line)| Some(line.code.clone()))),
        ("item_key", column!(lines, Big, |(_, line)| line.item.map(|key| key.0))),
    ];
    insert_many(conn, "manifest_lines", &columns, "")?;
    Ok(())
}

/// The list of this number, with its lines.
pub fn find(conn: &mut Conn, number: &str) -> Result<Option<Manifest>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE id = $1"))
        .bind::<Text, _>(number)
        .get_result(conn)
        .optional()?;
    let Some(mut list) = row.map(Manifest::try_from).transpose()? else { return Ok(None) };
    let lines: Vec<LineRow> =
        sql_query("SELECT code, item_key FROM manifest_lines WHERE manifest_id = $1 ORDER BY line")
            .bind::<Text, _>(number)
            .load(conn)?;
    let line = |row: LineRow| Line { code: row.code, item: row.item_key.map(ItemKey) };
    list.lines = lines.into_iter().map(line).collect();
    Ok(Some(list))
}

/// The number of a list of this point that says the same of the same: printed again, it is the same list.
pub fn find_alike(conn: &mut Conn, list: &Manifest) -> Result<Option<String>, StoreError> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = Text)]
        id: String,
    }
    let found: Option<Number> = sql_query(
        "SELECT id FROM manifests WHERE point = $1 AND kind = $2 AND capacity = $3 \
         AND day = $4 AND commitment = $5 AND COALESCE(item_key, 0) = $6 \
         AND COALESCE(postman, '') = $7 ORDER BY made_at DESC LIMIT 1",
    )
    .bind::<Text, _>(list.at.as_str())
    .bind::<Text, _>(list.subject.as_str())
    .bind::<Text, _>(list.capacity.as_str())
    .bind::<Text, _>(list.day.to_string())
    .bind::<Text, _>(list.commitment().as_str())
    .bind::<BigInt, _>(list.subject.item().map_or(0, |key| key.0))
    .bind::<Text, _>(list.subject.postman().map(|token| token.to_string()).unwrap_or_default())
    .get_result(conn)
    .optional()?;
    Ok(found.map(|one| one.id))
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    manifest_id: String,
    #[diesel(sql_type = BigInt)]
    many: i64,
}

/// The lists a point drew up, the newest first, without their lines but with how many there are. The cursor is
/// the time and the number of the last one read.
pub fn list(
    conn: &mut Conn,
    point: &PointCode,
    before: Option<(At, String)>,
    limit: i64,
) -> Result<Page<(Manifest, i64)>, StoreError> {
    let (at, number) =
        before.map_or((i64::MAX, String::new()), |(at, number)| (at.millis(), number));
    let rows: Vec<Row> = sql_query(format!(
        "{SELECT} WHERE point = $1 AND (made_at < $2 OR (made_at = $2 AND id < $3)) \
         ORDER BY made_at DESC, id DESC LIMIT $4"
    ))
    .bind::<Text, _>(point.as_str())
    .bind::<BigInt, _>(at)
    .bind::<Text, _>(number)
    .bind::<BigInt, _>(limit + 1)
    .load(conn)?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let counted: Vec<Counted> = sql_query(format!(
        "SELECT manifest_id, COUNT(*) AS many FROM manifest_lines WHERE manifest_id IN {} \
         GROUP BY manifest_id",
        conn.each_text("$1")
    ))
    .bind::<Text, _>(set(ids))
    .load(conn)?;
    let items = rows.into_iter().map(|row| {
        let many = counted.iter().find(|one| one.manifest_id == row.id).map_or(0, |one| one.many);
        Ok((Manifest::try_from(row)?, many))
    });
    let items: Vec<_> = items.collect::<Result<_, StoreError>>()?;
    Ok(Page::from_overfull(items, limit, |(list, _)| {
        format!("{}.{}", list.made_at.millis(), list.number)
    }))
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
}

/// What a custodian has in hand, not in a bag or on a run, and has to pass on: parcels and bags, in the order
/// of their keys. One more than `most` at most.
pub fn in_hand(
    conn: &mut Conn,
    holder: &Custodian,
    most: usize,
) -> Result<Vec<ItemKey>, StoreError> {
    // What no point holds lies in the part of the index where the point is empty.
    let (place, point) = match holder.point() {
        Some(point) => ("h.custodian_point = $1", point.to_string()),
        None => ("h.custodian_point IS NULL AND $1 = ''", String::new()),
    };
    let sql = format!(
        "SELECT h.item_key FROM heads h JOIN items i ON i.item_key = h.item_key \
         WHERE {place} AND h.state NOT IN ('delivered', 'returned', 'lost', 'void') \
         AND h.custodian = $2 AND h.carrier IS NULL AND i.kind <> 'run' \
         ORDER BY h.item_key LIMIT $3"
    );
    let rows: Vec<Held> = sql_query(sql)
        .bind::<Text, _>(point)
        .bind::<Text, _>(json(holder))
        .bind::<BigInt, _>(most as i64 + 1)
        .load(conn)?;
    Ok(rows.into_iter().map(|row| ItemKey(row.item_key)).collect())
}

/// The bags at a point that were scanned or made up since then, the latest first; at most so many.
pub fn bags_at(
    conn: &mut Conn,
    point: &PointCode,
    since: At,
    most: i64,
) -> Result<Vec<ItemKey>, StoreError> {
    let rows: Vec<Held> = sql_query(
        "SELECT h.item_key FROM heads h JOIN bags b ON b.item_key = h.item_key \
         WHERE h.custodian_point = $1 AND h.state NOT IN ('delivered', 'returned', 'lost', 'void') \
         AND h.changed_at >= $2 ORDER BY h.changed_at DESC, h.item_key DESC LIMIT $3",
    )
    .bind::<Text, _>(point.as_str())
    .bind::<BigInt, _>(since.millis())
    .bind::<BigInt, _>(most)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| ItemKey(row.item_key)).collect())
}

/// The numbers of the lists that a point signed on an office date, in the order of their times.
pub fn signed_on(
    conn: &mut Conn,
    point: &PointCode,
    day: NaiveDate,
) -> Result<Vec<HandoverNumber>, StoreError> {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = Text)]
        id: String,
    }
    let rows: Vec<Number> = sql_query(
        "SELECT id FROM handover_lists WHERE point = $1 AND signed_at >= $2 AND signed_at < $3 \
         ORDER BY signed_at, id",
    )
    .bind::<Text, _>(point.as_str())
    .bind::<BigInt, _>(At::office(day, 0, 0).millis())
    .bind::<BigInt, _>(At::office(day + chrono::Duration::days(1), 0, 0).millis())
    .load(conn)?;
    rows.into_iter()
        .map(|row| Reading { table: "handover_lists", id: &row.id }.text(&row.id))
        .collect()
}
