//! The custody log and what stands beside it: subjects, heads, events, containments.

mod containments;
mod log;

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::base::{At, CaseId, ItemKey, ScanId};
use crate::custody::{Custodian, Party, State, Subject, Timeline};

use super::connection::Conn;
use super::dialect::{column, set, update_many};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;

pub use containments::{
    Link, carriers_of, contents_now, contents_now_of, contents_of, counts_now, loads_of,
    save_containments,
};
pub use log::{append, events};

/// Takes an item into custody: who holds it before anybody scanned it, whom it is meant for, and whose
/// case it belongs to.
pub fn begin(conn: &mut Conn, subject: &Subject, case: Option<CaseId>) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO subjects (item_key, case_id, origin, bound_for, papers) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind::<BigInt, _>(subject.item.0)
    .bind::<Nullable<Text>, _>(case.map(|case| case.to_string()))
    .bind::<Text, _>(json(&subject.origin))
    .bind::<Nullable<Text>, _>(subject.bound_for.as_ref().map(json))
    .bind::<Text, _>(json(&subject.papers))
    .kept()
    .execute(conn)?;
    sql_query(
        "INSERT INTO heads (item_key, version, state, custodian, custodian_point, carrier, \
         changed_at) VALUES ($1, 0, 'announced', $2, $3, NULL, $4)",
    )
    .bind::<BigInt, _>(subject.item.0)
    .bind::<Text, _>(json(&subject.origin))
    .bind::<Nullable<Text>, _>(subject.origin.point().map(ToString::to_string))
    .bind::<BigInt, _>(subject.created_at.millis())
    .kept()
    .execute(conn)?;
    Ok(())
}

#[derive(QueryableByName)]
struct SubjectRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    case_id: Option<String>,
    #[diesel(sql_type = Text)]
    origin: String,
    #[diesel(sql_type = Nullable<Text>)]
    bound_for: Option<String>,
    #[diesel(sql_type = Text)]
    papers: String,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
}

impl TryFrom<SubjectRow> for (Subject, Option<CaseId>) {
    type Error = StoreError;

    fn try_from(row: SubjectRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "subjects", id: &row.item_key };
        let bound_for: Option<Party> =
            row.bound_for.as_deref().map(|text| reading.json(text)).transpose()?;
        let subject = Subject {
            item: ItemKey(row.item_key),
            kind: reading.text(&row.kind)?,
            origin: reading.json(&row.origin)?,
            bound_for,
            papers: reading.json(&row.papers)?,
            created_at: At::from_millis(row.created_at),
        };
        Ok((subject, reading.maybe(row.case_id.as_deref())?))
    }
}

/// What custody knows of these items before their first scan.
pub fn subjects(
    conn: &mut Conn,
    keys: impl IntoIterator<Item = ItemKey>,
) -> Result<Vec<(Subject, Option<CaseId>)>, StoreError> {
    let keys: Vec<ItemKey> = keys.into_iter().collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT s.item_key, i.kind, s.case_id, s.origin, s.bound_for, s.papers, i.created_at \
         FROM subjects s JOIN items i ON i.item_key = s.item_key \
         WHERE s.item_key IN {} ORDER BY s.item_key",
        conn.each_big("$1")
    );
    let rows: Vec<SubjectRow> = sql_query(sql).bind::<Text, _>(set(keys)).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A parcel or bag whose journey has not ended: where it stands and where it goes, as first said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    /// The item.
    pub item: ItemKey,
    /// Its state.
    pub state: State,
    /// Who holds it.
    pub custodian: Custodian,
    /// Who held it first.
    pub origin: Custodian,
    /// Whom it was meant for when it was registered.
    pub bound_for: Option<Party>,
}

#[derive(QueryableByName)]
struct OpenRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    custodian: String,
    #[diesel(sql_type = Text)]
    origin: String,
    #[diesel(sql_type = Nullable<Text>)]
    bound_for: Option<String>,
}

/// All parcels and bags whose journey has not ended.
pub fn open_items(conn: &mut Conn) -> Result<Vec<OpenItem>, StoreError> {
    let rows: Vec<OpenRow> = sql_query(
        "SELECT h.item_key, h.state, h.custodian, s.origin, s.bound_for \
         FROM heads h JOIN subjects s ON s.item_key = h.item_key \
         JOIN items i ON i.item_key = h.item_key \
         WHERE i.kind <> 'run' AND h.state NOT IN ('delivered', 'returned', 'void') \
         ORDER BY h.item_key",
    )
    .kept()
    .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "heads", id: &row.item_key };
            Ok(OpenItem {
                item: ItemKey(row.item_key),
                state: reading.text(&row.state)?,
                custodian: reading.json(&row.custodian)?,
                origin: reading.json(&row.origin)?,
                bound_for: row.bound_for.as_deref().map(|text| reading.json(text)).transpose()?,
            })
        })
        .collect()
}

/// An item's row that writers lock: how many events it has, and what its head says.
#[derive(QueryableByName, Debug, Clone, PartialEq, Eq)]
pub struct Head {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    /// How many events the log holds of it.
    #[diesel(sql_type = BigInt)]
    pub version: i64,
}

/// Locks the heads of these items, in the order of their keys, and returns how many events each has.
pub fn lock_heads(
    conn: &mut Conn,
    keys: impl IntoIterator<Item = ItemKey>,
) -> Result<BTreeMap<ItemKey, i64>, StoreError> {
    let keys: Vec<ItemKey> = keys.into_iter().collect();
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = format!(
        "SELECT item_key, version FROM heads WHERE item_key IN {} ORDER BY item_key{}",
        conn.each_big("$1"),
        conn.for_update()
    );
    let rows: Vec<Head> = sql_query(sql).bind::<Text, _>(set(&keys)).kept().load(conn)?;
    Ok(rows.into_iter().map(|row| (ItemKey(row.item_key), row.version)).collect())
}

/// Where an item stands now, and how many events its log has; how many it had when that was read.
#[derive(Debug, Clone, Copy)]
pub struct NewHead<'a> {
    /// Where it stands.
    pub timeline: &'a Timeline,
    /// How many events its log had.
    pub was: i64,
    /// How many it has.
    pub version: i64,
}

/// Writes where items stand now, in the order of their keys.
///
/// # Errors
/// [`StoreError::Stale`] when somebody wrote to the log of one meanwhile.
pub fn save_heads(conn: &mut Conn, heads: &[NewHead<'_>], now: At) -> Result<(), StoreError> {
    let keys = vec![
        ("item_key", column!(heads, Big, |head| Some(head.timeline.item.0))),
        ("version", column!(heads, Big, |head| Some(head.was))),
    ];
    let point = |head: &NewHead<'_>| head.timeline.custodian.point().map(ToString::to_string);
    let columns = vec![
        ("version", column!(heads, Big, |head| Some(head.version))),
        ("state", column!(heads, Text, |head| Some(head.timeline.state.to_string()))),
        ("custodian", column!(heads, Text, |head| Some(json(&head.timeline.custodian)))),
        ("custodian_point", column!(heads, Text, point)),
        ("carrier", column!(heads, Big, |head| head.timeline.carrier.map(|key| key.0))),
        ("changed_at", column!(heads, Big, |_| Some(now.millis()))),
    ];
    let found = update_many(conn, "heads", keys, columns)?;
    if found == heads.len() { Ok(()) } else { Err(StoreError::Stale) }
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("codes, numbers and texts are JSON")
}

pub(super) fn scan_id(reading: Reading<'_>, bytes: &[u8]) -> Result<ScanId, StoreError> {
    uuid::Uuid::from_slice(bytes).map(ScanId).map_err(|problem| reading.bad(problem))
}
