//! The register of answered scans, the scans set aside, and the conflicting ones.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use crate::base::paging::Page;
use crate::base::{At, ItemKey, PointCode, Role, ScanId, TokenId};

use super::connection::Conn;
use super::custody::scan_id;
use super::dialect::{bytes_set, column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;

/// How a scan was answered when it first came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The fingerprint of its content.
    pub fingerprint: [u8; 16],
    /// The item it was recorded on; none: it was set aside.
    pub item: Option<ItemKey>,
}

#[derive(QueryableByName)]
struct AnsweredRow {
    #[diesel(sql_type = Binary)]
    scan_id: Vec<u8>,
    #[diesel(sql_type = Binary)]
    fingerprint: Vec<u8>,
    #[diesel(sql_type = Nullable<BigInt>)]
    item_key: Option<i64>,
}

/// Which of these scans were answered before.
pub fn answered(conn: &mut Conn, ids: &[ScanId]) -> Result<HashMap<ScanId, Answered>, StoreError> {
    let sql = format!(
        "SELECT scan_id, fingerprint, item_key FROM scans WHERE scan_id IN {}",
        conn.each_bytes("$1")
    );
    let ids = bytes_set(ids.iter().map(|id| id.0.as_bytes().as_slice()));
    let rows: Vec<AnsweredRow> = sql_query(sql).bind::<Text, _>(ids).kept().load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "scans", id: &format!("{:02x?}", row.scan_id) };
            let id = scan_id(reading, &row.scan_id)?;
            let fingerprint = row
                .fingerprint
                .as_slice()
                .try_into()
                .map_err(|_| reading.bad("a fingerprint has 16 bytes"))?;
            Ok((id, Answered { fingerprint, item: row.item_key.map(ItemKey) }))
        })
        .collect()
}

/// Enters scans into the register.
pub fn register(conn: &mut Conn, scans: &[(ScanId, Answered)], now: At) -> Result<(), StoreError> {
    let outcome = |answered: &Answered| match answered.item {
        Some(_) => "recorded",
        None => "set_aside",
    };
    let columns = [
        ("scan_id", column!(scans, Bytes, |(id, _)| Some(id.0.as_bytes().to_vec()))),
        ("fingerprint", column!(scans, Bytes, |(_, a)| Some(a.fingerprint.to_vec()))),
        ("outcome", column!(scans, Text, |(_, a)| Some(outcome(a).to_owned()))),
        ("item_key", column!(scans, Big, |(_, a)| a.item.map(|key| key.0))),
        ("recorded_at", column!(scans, Big, |_| Some(now.millis()))),
    ];
    insert_many(conn, "scans", &columns, "")?;
    Ok(())
}

/// A scan that could not be put on an item, with all that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The scan.
    pub scan: ScanId,
    /// Why: a stable word such as `unknown_code`.
    pub reason: String,
    /// The scan as JSON.
    pub body: String,
    /// Where it was made.
    pub at: PointCode,
    /// Who made it.
    pub by: TokenId,
    /// In which role.
    pub role: Role,
    /// When it came in.
    pub recorded_at: At,
    /// `open`, `matched` or `closed`.
    pub status: String,
    /// What the person who dealt with it noted.
    pub note: Option<String>,
}

/// Keeps scans for a person to match or close.
pub fn set_aside(conn: &mut Conn, scans: &[SetAside]) -> Result<(), StoreError> {
    let columns = [
        ("scan_id", column!(scans, Bytes, |s| Some(s.scan.0.as_bytes().to_vec()))),
        ("reason", column!(scans, Text, |s| Some(s.reason.clone()))),
        ("body", column!(scans, Text, |s| Some(s.body.clone()))),
        ("at_point", column!(scans, Text, |s| Some(s.at.to_string()))),
        ("token_id", column!(scans, Text, |s| Some(s.by.to_string()))),
        ("role", column!(scans, Text, |s| Some(s.role.to_string()))),
        ("recorded_at", column!(scans, Big, |s| Some(s.recorded_at.millis()))),
        ("status", column!(scans, Text, |s| Some(s.status.clone()))),
    ];
    insert_many(conn, "set_aside_scans", &columns, "")?;
    Ok(())
}

/// A scan refused because its id was known with other content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The scan's id.
    pub scan: ScanId,
    /// The fingerprint of what came now.
    pub fingerprint: [u8; 16],
    /// What came now, as JSON.
    pub body: String,
    /// Who sent it.
    pub by: TokenId,
}

/// Keeps conflicting scans visible beside the ones they conflict with.
pub fn keep_conflicts(conn: &mut Conn, conflicts: &[Conflict], now: At) -> Result<(), StoreError> {
    let columns = [
        ("scan_id", column!(conflicts, Bytes, |c| Some(c.scan.0.as_bytes().to_vec()))),
        ("fingerprint", column!(conflicts, Bytes, |c| Some(c.fingerprint.to_vec()))),
        ("body", column!(conflicts, Text, |c| Some(c.body.clone()))),
        ("token_id", column!(conflicts, Text, |c| Some(c.by.to_string()))),
        ("recorded_at", column!(conflicts, Big, |_| Some(now.millis()))),
    ];
    insert_many(conn, "conflicting_scans", &columns, "(scan_id, fingerprint) DO NOTHING")?;
    Ok(())
}

#[derive(QueryableByName)]
struct SetAsideRow {
    #[diesel(sql_type = Binary)]
    scan_id: Vec<u8>,
    #[diesel(sql_type = Text)]
    reason: String,
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = Text)]
    at_point: String,
    #[diesel(sql_type = Text)]
    token_id: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Nullable<Text>)]
    note: Option<String>,
}

impl TryFrom<SetAsideRow> for SetAside {
    type Error = StoreError;

    fn try_from(row: SetAsideRow) -> Result<Self, StoreError> {
        let id = format!("{:02x?}", row.scan_id);
        let reading = Reading { table: "set_aside_scans", id: &id };
        Ok(Self {
            scan: scan_id(reading, &row.scan_id)?,
            reason: row.reason,
            body: row.body,
            at: reading.text(&row.at_point)?,
            by: reading.text(&row.token_id)?,
            role: reading.text(&row.role)?,
            recorded_at: At::from_millis(row.recorded_at),
            status: row.status,
            note: row.note,
        })
    }
}

const SET_ASIDE: &str = "SELECT scan_id, reason, body, at_point, token_id, role, recorded_at, \
     status, note FROM set_aside_scans";

/// Which scans set aside to list; all when nothing is said.
#[derive(Debug, Clone, Default)]
pub struct AsideFilter {
    /// `open`, `matched` or `closed`.
    pub status: Option<String>,
    /// Made at one of these points.
    pub points: Option<Vec<PointCode>>,
    /// Set aside for this reason.
    pub reason: Option<String>,
    /// Come in before this moment.
    pub before: Option<At>,
}

/// The scans set aside, oldest first. The cursor is the time and id of the last one read.
pub fn list_set_aside(
    conn: &mut Conn,
    filter: &AsideFilter,
    after: Option<(At, ScanId)>,
    limit: i64,
) -> Result<Page<SetAside>, StoreError> {
    let (after_at, after_id) =
        after.map_or((-1, vec![]), |(at, id)| (at.millis(), id.0.as_bytes().to_vec()));
    let sql = format!(
        "{SET_ASIDE} WHERE ($1 = '' OR status = $1) \
         AND (recorded_at > $2 OR (recorded_at = $2 AND scan_id > $3)) \
         AND ($4 = 'everywhere' OR at_point IN {}) AND ($6 = '' OR reason = $6) \
         AND recorded_at < $7 ORDER BY recorded_at, scan_id LIMIT $8",
        conn.each_text("$5")
    );
    let rows: Vec<SetAsideRow> = sql_query(sql)
        .bind::<Text, _>(filter.status.clone().unwrap_or_default())
        .bind::<BigInt, _>(after_at)
        .bind::<Binary, _>(after_id)
        .bind::<Text, _>(if filter.points.is_none() { "everywhere" } else { "some" })
        .bind::<Text, _>(set(filter.points.as_deref().unwrap_or_default()))
        .bind::<Text, _>(filter.reason.clone().unwrap_or_default())
        .bind::<BigInt, _>(filter.before.map_or(i64::MAX, At::millis))
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let items: Result<Vec<SetAside>, StoreError> =
        rows.into_iter().map(TryInto::try_into).collect();
    Ok(Page::from_overfull(items?, limit, |s| format!("{}.{}", s.recorded_at.millis(), s.scan)))
}

/// One scan set aside.
pub fn find_set_aside(conn: &mut Conn, id: ScanId) -> Result<Option<SetAside>, StoreError> {
    set_aside_by(conn, id, &format!("{SET_ASIDE} WHERE scan_id = $1"))
}

/// One scan set aside, locked until the transaction ends.
pub fn find_set_aside_for_update(
    conn: &mut Conn,
    id: ScanId,
) -> Result<Option<SetAside>, StoreError> {
    let sql = format!("{SET_ASIDE} WHERE scan_id = $1{}", conn.for_update());
    set_aside_by(conn, id, &sql)
}

fn set_aside_by(conn: &mut Conn, id: ScanId, sql: &str) -> Result<Option<SetAside>, StoreError> {
    let row: Option<SetAsideRow> = sql_query(sql)
        .bind::<Binary, _>(id.0.as_bytes().to_vec())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Notes what a person decided about a scan set aside.
pub fn decide_set_aside(
    conn: &mut Conn,
    id: ScanId,
    status: &str,
    by: TokenId,
    note: &str,
    now: At,
) -> Result<(), StoreError> {
    sql_query(
        "UPDATE set_aside_scans SET status = $1, decided_at = $2, decided_by = $3, note = $4 \
         WHERE scan_id = $5",
    )
    .bind::<Text, _>(status)
    .bind::<BigInt, _>(now.millis())
    .bind::<Text, _>(by.to_string())
    .bind::<Text, _>(note)
    .bind::<Binary, _>(id.0.as_bytes().to_vec())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// A scan set aside waits on for another reason than before.
pub fn set_aside_for(conn: &mut Conn, id: ScanId, reason: &str) -> Result<(), StoreError> {
    sql_query("UPDATE set_aside_scans SET reason = $1 WHERE scan_id = $2")
        .bind::<Text, _>(reason)
        .bind::<Binary, _>(id.0.as_bytes().to_vec())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// A scan set aside was matched: from now on it counts as recorded on this item.
pub fn match_registered(conn: &mut Conn, id: ScanId, item: ItemKey) -> Result<(), StoreError> {
    sql_query("UPDATE scans SET outcome = 'recorded', item_key = $1 WHERE scan_id = $2")
        .bind::<BigInt, _>(item.0)
        .bind::<Binary, _>(id.0.as_bytes().to_vec())
        .kept()
        .execute(conn)?;
    Ok(())
}
