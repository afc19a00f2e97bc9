//! Rolls of blank labels. A blank's row is what whoever binds it and whoever scans it lock, so that no scan
//! is set aside behind the back of the binding that would have taken it along.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::custody::scan_id;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::{QrCode, scanned};
use crate::base::paging::Page;
use crate::base::{At, ItemKey, PointCode, RollId, ScanId, TokenId};
use crate::parcels::{Blank, BlankStatus, Roll, Tally};

#[derive(QueryableByName)]
struct RollRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Nullable<Text>)]
    point: Option<String>,
    #[diesel(sql_type = BigInt)]
    count: i64,
    #[diesel(sql_type = Text)]
    made_by: String,
    #[diesel(sql_type = BigInt)]
    made_at: i64,
}

impl TryFrom<RollRow> for Roll {
    type Error = StoreError;

    fn try_from(row: RollRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "rolls", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            point: reading.maybe(row.point.as_deref())?,
            count: reading.number(row.count)?,
            made_by: reading.text(&row.made_by)?,
            made_at: At::from_millis(row.made_at),
        })
    }
}

#[derive(QueryableByName)]
struct BlankRow {
    #[diesel(sql_type = Text)]
    qr: String,
    #[diesel(sql_type = Text)]
    tracking: String,
    #[diesel(sql_type = Text)]
    roll_id: String,
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    item_key: Option<i64>,
}

impl TryFrom<BlankRow> for Blank {
    type Error = StoreError;

    fn try_from(row: BlankRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "blanks", id: &row.tracking };
        let status = match (row.status.as_str(), row.item_key) {
            ("free", None) => BlankStatus::Free,
            ("bound", Some(key)) => BlankStatus::Bound(ItemKey(key)),
            ("voided", None) => BlankStatus::Voided,
            _ => return Err(reading.bad("expected free, voided, or bound to an item")),
        };
        Ok(Self {
            qr: reading.text(&row.qr)?,
            tracking: reading.text(&row.tracking)?,
            roll: reading.text(&row.roll_id)?,
            place: reading.number(row.place)?,
            status,
        })
    }
}

const ROLL: &str = "SELECT id, point, count, made_by, made_at FROM rolls";
const BLANK: &str = "SELECT qr, tracking, roll_id, place, status, item_key FROM blanks";

/// Adds a roll with its labels, all of them free.
pub fn insert(conn: &mut Conn, roll: &Roll, blanks: &[Blank]) -> Result<(), StoreError> {
    sql_query("INSERT INTO rolls (id, point, count, made_by, made_at) VALUES ($1, $2, $3, $4, $5)")
        .bind::<Text, _>(roll.id.to_string())
        .bind::<Nullable<Text>, _>(roll.point.as_ref().map(PointCode::as_str))
        .bind::<BigInt, _>(i64::from(roll.count))
        .bind::<Text, _>(roll.made_by.to_string())
        .bind::<BigInt, _>(roll.made_at.millis())
        .kept()
        .execute(conn)?;
    let columns = [
        ("qr", column!(blanks, Text, |b| Some(b.qr.to_string()))),
        ("tracking", column!(blanks, Text, |b| Some(b.tracking.to_string()))),
        ("roll_id", column!(blanks, Text, |b| Some(b.roll.to_string()))),
        ("place", column!(blanks, Big, |b| Some(i64::from(b.place)))),
        ("status", column!(blanks, Text, |b| Some(b.status.as_str().to_owned()))),
    ];
    insert_many(conn, "blanks", &columns, "")?;
    Ok(())
}

/// The roll of this id.
pub fn find(conn: &mut Conn, id: RollId) -> Result<Option<Roll>, StoreError> {
    let row: Option<RollRow> = sql_query(format!("{ROLL} WHERE id = $1"))
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// A page of rolls, the newest first; of some points only, when points are given.
pub fn list(
    conn: &mut Conn,
    points: Option<&[PointCode]>,
    before: Option<RollId>,
    limit: i64,
) -> Result<Page<Roll>, StoreError> {
    let sql = format!(
        "{ROLL} WHERE ($1 = '' OR id < $1) AND ($2 = 'everywhere' OR point IN {}) \
         ORDER BY id DESC LIMIT $4",
        conn.each_text("$3")
    );
    let rows: Vec<RollRow> = sql_query(sql)
        .bind::<Text, _>(before.map(|id| id.to_string()).unwrap_or_default())
        .bind::<Text, _>(if points.is_none() { "everywhere" } else { "some" })
        .bind::<Text, _>(set(points.unwrap_or_default()))
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let rolls = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Roll>, _>>()?;
    Ok(Page::from_overfull(rolls, limit, |roll| roll.id.to_string()))
}

/// What became of the labels of these rolls.
pub fn tallies(conn: &mut Conn, rolls: &[RollId]) -> Result<HashMap<RollId, Tally>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        roll_id: String,
        #[diesel(sql_type = Text)]
        status: String,
        #[diesel(sql_type = BigInt)]
        blanks: i64,
    }
    let sql = format!(
        "SELECT roll_id, status, COUNT(*) AS blanks FROM blanks WHERE roll_id IN {} \
         GROUP BY roll_id, status",
        conn.each_text("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(rolls)).kept().load(conn)?;
    let mut tallies: HashMap<RollId, Tally> = HashMap::new();
    for row in rows {
        let reading = Reading { table: "blanks", id: &row.roll_id };
        let tally = tallies.entry(reading.text(&row.roll_id)?).or_default();
        let blanks = reading.number(row.blanks)?;
        match row.status.as_str() {
            "free" => tally.free = blanks,
            "bound" => tally.bound = blanks,
            "voided" => tally.voided = blanks,
            _ => return Err(reading.bad("expected free, bound or voided")),
        }
    }
    Ok(tallies)
}

/// The labels of a roll from one place to another.
pub fn blanks(
    conn: &mut Conn,
    roll: RollId,
    (from, to): (u32, u32),
) -> Result<Vec<Blank>, StoreError> {
    let sql = format!("{BLANK} WHERE roll_id = $1 AND place BETWEEN $2 AND $3 ORDER BY place");
    let rows: Vec<BlankRow> = sql_query(sql)
        .bind::<Text, _>(roll.to_string())
        .bind::<BigInt, _>(i64::from(from))
        .bind::<BigInt, _>(i64::from(to))
        .kept()
        .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The blanks that bear these codes, each under the text that was asked for. Their rows stay locked until
/// the transaction ends; they are locked in one order, before cases and items.
pub fn lock(conn: &mut Conn, texts: &[String]) -> Result<HashMap<String, Blank>, StoreError> {
    if texts.is_empty() {
        return Ok(HashMap::new());
    }
    let codes: Vec<String> = texts.iter().map(|text| scanned(text)).collect();
    let each = conn.each_text("$1");
    let sql = format!(
        "{BLANK} WHERE qr IN (SELECT qr FROM blanks WHERE qr IN {each} \
         UNION SELECT qr FROM blanks WHERE tracking IN {each}) ORDER BY qr{}",
        conn.for_update()
    );
    let rows: Vec<BlankRow> = sql_query(sql).bind::<Text, _>(set(&codes)).kept().load(conn)?;
    let found = rows.into_iter().map(Blank::try_from).collect::<Result<Vec<_>, _>>()?;
    let names = found.iter().flat_map(|b| [(b.qr.as_str(), b), (b.tracking.as_str(), b)]);
    let of: HashMap<&str, &Blank> = names.collect();
    let pairs = texts.iter().zip(&codes);
    let known = pairs.filter_map(|(text, code)| {
        let blank = *of.get(code.as_str())?;
        Some((text.clone(), blank.clone()))
    });
    Ok(known.collect())
}

/// Which of these tracking numbers stand on a blank, whatever became of it.
pub fn printed(conn: &mut Conn, numbers: &[String]) -> Result<Vec<String>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        tracking: String,
    }
    let sql = format!("SELECT tracking FROM blanks WHERE tracking IN {}", conn.each_text("$1"));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(numbers)).kept().load(conn)?;
    Ok(rows.into_iter().map(|row| row.tracking).collect())
}

/// Whether a QR code came from a blank that was bound to this item: it opens the citizen's page as the
/// item's own does.
pub fn is_further_name(conn: &mut Conn, qr: &QrCode, item: ItemKey) -> Result<bool, StoreError> {
    let row: Option<BlankRow> = sql_query(format!("{BLANK} WHERE qr = $1 AND item_key = $2"))
        .bind::<Text, _>(qr.as_str())
        .bind::<BigInt, _>(item.0)
        .kept()
        .get_result(conn)
        .optional()?;
    Ok(row.is_some())
}

/// Notes that a blank is on an item now.
pub fn bind(
    conn: &mut Conn,
    qr: &QrCode,
    item: ItemKey,
    who: TokenId,
    now: At,
) -> Result<(), StoreError> {
    let bound = sql_query(
        "UPDATE blanks SET status = 'bound', item_key = $1, decided_by = $2, decided_at = $3 \
         WHERE qr = $4 AND status = 'free'",
    )
    .bind::<BigInt, _>(item.0)
    .bind::<Text, _>(who.to_string())
    .bind::<BigInt, _>(now.millis())
    .bind::<Text, _>(qr.as_str())
    .kept()
    .execute(conn)?;
    if bound == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Voids those of these blanks that are free. Returns how many.
pub fn void(
    conn: &mut Conn,
    qrs: &[String],
    who: TokenId,
    reason: &str,
    now: At,
) -> Result<usize, StoreError> {
    let sql = format!(
        "UPDATE blanks SET status = 'voided', decided_by = $1, decided_at = $2, reason = $3 \
         WHERE status = 'free' AND qr IN {}",
        conn.each_text("$4")
    );
    Ok(sql_query(sql)
        .bind::<Text, _>(who.to_string())
        .bind::<BigInt, _>(now.millis())
        .bind::<Text, _>(reason)
        .bind::<Text, _>(set(qrs))
        .kept()
        .execute(conn)?)
}

/// Voids all of a roll that are free. Returns how many.
pub fn void_rest(
    conn: &mut Conn,
    roll: RollId,
    who: TokenId,
    reason: &str,
    now: At,
) -> Result<usize, StoreError> {
    Ok(sql_query(
        "UPDATE blanks SET status = 'voided', decided_by = $1, decided_at = $2, reason = $3 \
         WHERE status = 'free' AND roll_id = $4",
    )
    .bind::<Text, _>(who.to_string())
    .bind::<BigInt, _>(now.millis())
    .bind::<Text, _>(reason)
    .bind::<Text, _>(roll.to_string())
    .kept()
    .execute(conn)?)
}

/// Notes which scans wait for which blank to be bound.
pub fn keep_waiting(conn: &mut Conn, waiting: &[(QrCode, ScanId)]) -> Result<(), StoreError> {
    let columns = [
        ("qr", column!(waiting, Text, |(qr, _)| Some(qr.to_string()))),
        ("scan_id", column!(waiting, Bytes, |(_, scan)| Some(scan.0.as_bytes().to_vec()))),
    ];
    insert_many(conn, "waiting_scans", &columns, "")?;
    Ok(())
}

/// The scans that wait for a blank to be bound, in the order in which they were made on their devices.
pub fn waiting(conn: &mut Conn, qr: &QrCode) -> Result<Vec<ScanId>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Binary)]
        scan_id: Vec<u8>,
    }
    let rows: Vec<Row> =
        sql_query("SELECT scan_id FROM waiting_scans WHERE qr = $1 ORDER BY scan_id")
            .bind::<Text, _>(qr.as_str())
            .kept()
            .load(conn)?;
    let reading = Reading { table: "waiting_scans", id: qr };
    rows.iter().map(|row| scan_id(reading, &row.scan_id)).collect()
}
