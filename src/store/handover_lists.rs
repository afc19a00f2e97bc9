//! Signed lists of what changed hands.

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::custody::scan_id;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::row::Reading;
use crate::base::codes::HandoverNumber;
use crate::base::paging::Page;
use crate::base::{At, Capacity, ItemKey, PointCode};
use crate::custody::{AnomalyKind, HandoverLine, HandoverList, LineOutcome};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    point: String,
    #[diesel(sql_type = Text)]
    capacity: String,
    #[diesel(sql_type = Bool)]
    gives: bool,
    #[diesel(sql_type = Nullable<Text>)]
    other: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    other_capacity: Option<String>,
    #[diesel(sql_type = BigInt)]
    signed_at: i64,
    #[diesel(sql_type = Text)]
    signed_by: String,
}

#[derive(QueryableByName)]
struct LineRow {
    #[diesel(sql_type = Text)]
    list_id: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    item_key: Option<i64>,
    #[diesel(sql_type = Binary)]
    scan_id: Vec<u8>,
    #[diesel(sql_type = Nullable<Bool>)]
    seal_intact: Option<bool>,
    #[diesel(sql_type = Nullable<Text>)]
    papers: Option<String>,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Text)]
    told: String,
}

const SELECT: &str = "SELECT id, point, capacity, gives, other, other_capacity, signed_at, signed_by \
     FROM handover_lists";

impl TryFrom<Row> for HandoverList {
    type Error = StoreError;

    /// Without its lines.
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "handover_lists", id: &row.id };
        Ok(Self {
            number: reading.text(&row.id)?,
            at: reading.text(&row.point)?,
            capacity: reading.text(&row.capacity)?,
            gives: row.gives,
            other: reading.maybe(row.other.as_deref())?,
            other_capacity: reading.maybe(row.other_capacity.as_deref())?,
            signed_at: At::from_millis(row.signed_at),
            signed_by: reading.text(&row.signed_by)?,
            lines: Vec::new(),
        })
    }
}

impl TryFrom<LineRow> for HandoverLine {
    type Error = StoreError;

    fn try_from(row: LineRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "handover_lines", id: &row.list_id };
        let told: Vec<String> = reading.json(&row.told)?;
        let outcome = match row.outcome.as_str() {
            "recorded" => {
                let kinds = told.iter().map(|kind| reading.text::<AnomalyKind>(kind));
                LineOutcome::Recorded(kinds.collect::<Result<_, _>>()?)
            }
            "set_aside" => LineOutcome::SetAside(told.into_iter().next().unwrap_or_default()),
            _ => return Err(reading.bad("expected recorded or set_aside")),
        };
        Ok(Self {
            scan: scan_id(reading, &row.scan_id)?,
            item: row.item_key.map(ItemKey),
            seal_intact: row.seal_intact,
            papers: row.papers.map(|papers| reading.json(&papers)).transpose()?,
            code: row.code,
            outcome,
        })
    }
}

/// Claims a list's number, without its lines. False when it was signed before.
pub fn claim(conn: &mut Conn, list: &HandoverList) -> Result<bool, StoreError> {
    let claimed = sql_query(
        "INSERT INTO handover_lists (id, point, capacity, gives, other, other_capacity, signed_at, \
         signed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
    )
    .bind::<Text, _>(list.number.as_str())
    .bind::<Text, _>(list.at.as_str())
    .bind::<Text, _>(list.capacity.as_str())
    .bind::<Bool, _>(list.gives)
    .bind::<Nullable<Text>, _>(list.other.as_ref().map(PointCode::as_str))
    .bind::<Nullable<Text>, _>(list.other_capacity.map(Capacity::as_str))
    .bind::<BigInt, _>(list.signed_at.millis())
    .bind::<Text, _>(list.signed_by.to_string())
    .execute(conn)?;
    Ok(claimed > 0)
}

/// Adds the lines of a list that was claimed in this transaction.
pub fn add_lines(conn: &mut Conn, list: &HandoverList) -> Result<(), StoreError> {
    let lines: Vec<(i64, &HandoverLine)> = (1..).zip(&list.lines).collect();
    let told = |line: &HandoverLine| match &line.outcome {
        LineOutcome::Recorded(kinds) => ("recorded", set(kinds.iter().map(|kind| kind.as_str()))),
        LineOutcome::SetAside(why) => ("set_aside", set([why])),
    };
    let columns = [
        ("list_id", column!(lines, Text, |_| Some(list.number.to_string()))),
        ("line", column!(lines, Big, |(n, _)| Some(*n))),
        ("code", column!(lines, Text, |(_, line)| Some(line.code.clone()))),
        ("item_key", column!(lines, Big, |(_, line)| line.item.map(|key| key.0))),
        ("scan_id", column!(lines, Bytes, |(_, line)| Some(line.scan.0.as_bytes().to_vec()))),
        ("seal_intact", column!(lines, Bool, |(_, line)| line.seal_intact)),
        ("papers", column!(lines, Text, |(_, line)| line.papers.as_ref().map(set))),
        ("outcome", column!(lines, Text, |(_, line)| Some(told(line).0.to_owned()))),
        ("told", column!(lines, Text, |(_, line)| Some(told(line).1))),
    ];
    insert_many(conn, "handover_lines", &columns, "")?;
    Ok(())
}

/// The list of this number, with its lines.
pub fn find(conn: &mut Conn, number: &HandoverNumber) -> Result<Option<HandoverList>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE id = $1"))
        .bind::<Text, _>(number.as_str())
        .get_result(conn)
        .optional()?;
    let Some(mut list) = row.map(HandoverList::try_from).transpose()? else { return Ok(None) };
    let lines: Vec<LineRow> = sql_query(
        "SELECT list_id, code, item_key, scan_id, seal_intact, papers, outcome, told \
         FROM handover_lines WHERE list_id = $1 ORDER BY line",
    )
    .bind::<Text, _>(number.as_str())
    .load(conn)?;
    list.lines = lines.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    Ok(Some(list))
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Text)]
    list_id: String,
    #[diesel(sql_type = BigInt)]
    many: i64,
    #[diesel(sql_type = BigInt)]
    odd: i64,
}

/// How many lines a list has, and how many of them are odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All of them.
    pub lines: i64,
    /// Set aside, or recorded with an anomaly.
    pub odd: i64,
}

/// The lists of a point, the newest first, without their lines but with how many there are. The cursor is
/// the time and the number of the last one read.
pub fn list(
    conn: &mut Conn,
    point: &PointCode,
    before: Option<(At, HandoverNumber)>,
    limit: i64,
) -> Result<Page<(HandoverList, Tally)>, StoreError> {
    let (at, number) =
        before.map_or((i64::MAX, String::new()), |(at, number)| (at.millis(), number.to_string()));
    let rows: Vec<Row> = sql_query(format!(
        "{SELECT} WHERE point = $1 AND (signed_at < $2 OR (signed_at = $2 AND id < $3)) \
         ORDER BY signed_at DESC, id DESC LIMIT $4"
    ))
    .bind::<Text, _>(point.as_str())
    .bind::<BigInt, _>(at)
    .bind::<Text, _>(number)
    .bind::<BigInt, _>(limit + 1)
    .load(conn)?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let each = conn.each_text("$1");
    let counted: Vec<Counted> = sql_query(format!(
        "SELECT list_id, COUNT(*) AS many, \
         SUM(CASE WHEN outcome = 'recorded' AND told = '[]' THEN 0 ELSE 1 END) AS odd \
         FROM handover_lines WHERE list_id IN {each} GROUP BY list_id"
    ))
    .bind::<Text, _>(set(ids))
    .load(conn)?;
    let tally = |id: &str| {
        let found = counted.iter().find(|one| one.list_id == id);
        found.map_or_else(Tally::default, |one| Tally { lines: one.many, odd: one.odd })
    };
    let items = rows.into_iter().map(|row| {
        let tally = tally(&row.id);
        Ok((HandoverList::try_from(row)?, tally))
    });
    let items: Vec<_> = items.collect::<Result<_, StoreError>>()?;
    Ok(Page::from_overfull(items, limit, |(list, _)| {
        format!("{}.{}", list.signed_at.millis(), list.number)
    }))
}
