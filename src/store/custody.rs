//! The custody log and what stands beside it: subjects, heads, events, containments.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::base::{At, CaseId, ItemKey, ScanId};
use crate::custody::{Custodian, Event, Party, State, Subject, Timeline};

use super::connection::Conn;
use super::dialect::{column, insert_many, set, update_many};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;

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

/// A link of containment: what lay in what.
#[derive(QueryableByName, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = BigInt)]
    carrier: i64,
}

impl Link {
    /// What was carried.
    pub const fn item(&self) -> ItemKey {
        ItemKey(self.item_key)
    }

    /// What carried it.
    pub const fn carrier(&self) -> ItemKey {
        ItemKey(self.carrier)
    }
}

/// What ever lay in these carriers.
pub fn contents_of(conn: &mut Conn, carriers: &[ItemKey]) -> Result<Vec<Link>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT item_key, carrier FROM containments WHERE carrier IN {}",
        conn.each_big("$1")
    );
    Ok(sql_query(sql).bind::<Text, _>(set(carriers)).kept().load(conn)?)
}

/// What these items ever lay in, or should have by a scan that names it: what is odd about such a scan is
/// judged by what it names.
pub fn carriers_of(conn: &mut Conn, items: &[ItemKey]) -> Result<Vec<Link>, StoreError> {
    let each = conn.each_big("$1");
    let sql = format!(
        "SELECT item_key, carrier FROM containments WHERE item_key IN {each} \
         UNION SELECT item_key, carrier FROM events \
         WHERE item_key IN {each} AND carrier IS NOT NULL"
    );
    Ok(sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?)
}

/// What lies directly in a carrier now.
pub fn contents_now(conn: &mut Conn, carrier: ItemKey) -> Result<Vec<ItemKey>, StoreError> {
    let rows: Vec<Link> = sql_query(
        "SELECT item_key, carrier FROM containments WHERE carrier = $1 AND until_at IS NULL \
         ORDER BY item_key",
    )
    .bind::<BigInt, _>(carrier.0)
    .kept()
    .load(conn)?;
    Ok(rows.iter().map(Link::item).collect())
}

/// What lies directly in any of these carriers now.
pub fn contents_now_of(conn: &mut Conn, carriers: &[ItemKey]) -> Result<Vec<ItemKey>, StoreError> {
    let sql = format!(
        "SELECT item_key, carrier FROM containments WHERE until_at IS NULL AND carrier IN {} \
         ORDER BY item_key",
        conn.each_big("$1")
    );
    let rows: Vec<Link> = sql_query(sql).bind::<Text, _>(set(carriers)).kept().load(conn)?;
    Ok(rows.iter().map(Link::item).collect())
}

/// What ever lay directly in a carrier, from when until when, in the order in which it was put there.
pub fn loads_of(
    conn: &mut Conn,
    carrier: ItemKey,
) -> Result<Vec<(ItemKey, At, Option<At>)>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        item_key: i64,
        #[diesel(sql_type = BigInt)]
        from_at: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        until_at: Option<i64>,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT item_key, from_at, until_at FROM containments WHERE carrier = $1 \
         ORDER BY from_at, item_key",
    )
    .bind::<BigInt, _>(carrier.0)
    .kept()
    .load(conn)?;
    let load = |row: &Row| {
        let until = row.until_at.map(At::from_millis);
        (ItemKey(row.item_key), At::from_millis(row.from_at), until)
    };
    Ok(rows.iter().map(load).collect())
}

/// How many items lie directly in each of these carriers now; one that is empty is left out.
pub fn counts_now(
    conn: &mut Conn,
    carriers: &[ItemKey],
) -> Result<BTreeMap<ItemKey, u32>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        carrier: i64,
        #[diesel(sql_type = BigInt)]
        items: i64,
    }
    let sql = format!(
        "SELECT carrier, COUNT(*) AS items FROM containments \
         WHERE until_at IS NULL AND carrier IN {} GROUP BY carrier",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(carriers)).kept().load(conn)?;
    Ok(rows.into_iter().map(|row| (ItemKey(row.carrier), row.items as u32)).collect())
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
    let sql = format!(
        "SELECT item_key, version FROM heads WHERE item_key IN {} ORDER BY item_key{}",
        conn.each_big("$1"),
        conn.for_update()
    );
    let rows: Vec<Head> = sql_query(sql).bind::<Text, _>(set(keys)).kept().load(conn)?;
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

/// Writes when these items lay in what.
pub fn save_containments(conn: &mut Conn, timelines: &[&Timeline]) -> Result<(), StoreError> {
    if timelines.is_empty() {
        return Ok(());
    }
    let sql = format!("DELETE FROM containments WHERE item_key IN {}", conn.each_big("$1"));
    sql_query(sql).bind::<Text, _>(set(timelines.iter().map(|t| t.item))).kept().execute(conn)?;
    let rows: Vec<_> = timelines
        .iter()
        .flat_map(|t| t.containments.iter().map(move |lay| (t.item, lay)))
        .collect();
    let columns = [
        ("item_key", column!(rows, Big, |(item, _)| Some(item.0))),
        ("carrier", column!(rows, Big, |(_, lay)| Some(lay.carrier.0))),
        ("from_at", column!(rows, Big, |(_, lay)| Some(lay.from.millis()))),
        ("until_at", column!(rows, Big, |(_, lay)| lay.until.map(At::millis))),
    ];
    insert_many(
        conn,
        "containments",
        &columns,
        "(item_key, carrier, from_at) DO UPDATE SET until_at = excluded.until_at",
    )?;
    Ok(())
}

#[derive(QueryableByName)]
struct EventRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = Binary)]
    scan_id: Vec<u8>,
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = BigInt)]
    effective_at: i64,
    #[diesel(sql_type = BigInt)]
    happened_at: i64,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
    #[diesel(sql_type = Bool)]
    clock_ahead: bool,
    #[diesel(sql_type = Text)]
    at_point: String,
    #[diesel(sql_type = Text)]
    capacity: String,
    #[diesel(sql_type = Text)]
    token_id: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    carrier: Option<i64>,
    #[diesel(sql_type = Text)]
    detail: String,
}

impl TryFrom<EventRow> for Event {
    type Error = StoreError;

    fn try_from(row: EventRow) -> Result<Self, StoreError> {
        let id = format!("{}/{}", row.item_key, row.sequence);
        let reading = Reading { table: "events", id: &id };
        Ok(Self {
            id: scan_id(reading, &row.scan_id)?,
            item: ItemKey(row.item_key),
            action: reading.text(&row.action)?,
            effective_at: At::from_millis(row.effective_at),
            happened_at: At::from_millis(row.happened_at),
            recorded_at: At::from_millis(row.recorded_at),
            clock_ahead: row.clock_ahead,
            at: reading.text(&row.at_point)?,
            capacity: reading.text(&row.capacity)?,
            by: reading.text(&row.token_id)?,
            role: reading.text(&row.role)?,
            carrier: row.carrier.map(ItemKey),
            detail: Arc::new(reading.json(&row.detail)?),
        })
    }
}

/// All events of these items.
pub fn events(
    conn: &mut Conn,
    keys: impl IntoIterator<Item = ItemKey>,
) -> Result<Vec<Event>, StoreError> {
    let keys: Vec<ItemKey> = keys.into_iter().collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT item_key, sequence, scan_id, action, effective_at, happened_at, recorded_at, \
         clock_ahead, at_point, capacity, token_id, role, carrier, detail \
         FROM events WHERE item_key IN {} ORDER BY item_key, sequence",
        conn.each_big("$1")
    );
    let rows: Vec<EventRow> = sql_query(sql).bind::<Text, _>(set(keys)).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Appends to the log; the number is the event's place in its item's log.
pub fn append(conn: &mut Conn, events: &[(Event, i64)]) -> Result<(), StoreError> {
    let columns = [
        ("item_key", column!(events, Big, |(e, _)| Some(e.item.0))),
        ("sequence", column!(events, Big, |(_, sequence)| Some(*sequence))),
        ("scan_id", column!(events, Bytes, |(e, _)| Some(e.id.0.as_bytes().to_vec()))),
        ("action", column!(events, Text, |(e, _)| Some(e.action.to_string()))),
        ("effective_at", column!(events, Big, |(e, _)| Some(e.effective_at.millis()))),
        ("happened_at", column!(events, Big, |(e, _)| Some(e.happened_at.millis()))),
        ("recorded_at", column!(events, Big, |(e, _)| Some(e.recorded_at.millis()))),
        ("clock_ahead", column!(events, Bool, |(e, _)| Some(e.clock_ahead))),
        ("at_point", column!(events, Text, |(e, _)| Some(e.at.to_string()))),
        ("capacity", column!(events, Text, |(e, _)| Some(e.capacity.to_string()))),
        ("token_id", column!(events, Text, |(e, _)| Some(e.by.to_string()))),
        ("role", column!(events, Text, |(e, _)| Some(e.role.to_string()))),
        ("carrier", column!(events, Big, |(e, _)| e.carrier.map(|key| key.0))),
        ("detail", column!(events, Text, |(e, _)| Some(json(&*e.detail)))),
    ];
    insert_many(conn, "events", &columns, "")?;
    Ok(())
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("codes, numbers and texts are JSON")
}

pub(super) fn scan_id(reading: Reading<'_>, bytes: &[u8]) -> Result<ScanId, StoreError> {
    uuid::Uuid::from_slice(bytes).map(ScanId).map_err(|problem| reading.bad(problem))
}
