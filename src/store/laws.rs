//! Reading everything page by page, for the check of the laws of custody: no page holds more than it was asked
//! for, so that a database of any size is checked in the same memory.

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::base::{At, CaseId, ItemKey, ScanId};
use crate::custody::timeline::Containment;
use crate::custody::{Custodian, State};

use super::connection::Conn;
use super::custody::scan_id;
use super::dialect::set;
use super::error::StoreError;
use super::row::Reading;

/// The items after this one, in the order of their keys.
pub fn items_after(
    conn: &mut Conn,
    after: ItemKey,
    limit: i64,
) -> Result<Vec<ItemKey>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        item_key: i64,
    }
    let rows: Vec<Row> =
        sql_query("SELECT item_key FROM items WHERE item_key > $1 ORDER BY item_key LIMIT $2")
            .bind::<BigInt, _>(after.0)
            .bind::<BigInt, _>(limit)
            .load(conn)?;
    Ok(rows.into_iter().map(|row| ItemKey(row.item_key)).collect())
}

/// What is kept of where an item stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptHead {
    /// How many events the log should hold.
    pub version: i64,
    /// Its state.
    pub state: State,
    /// Who holds it.
    pub custodian: Custodian,
    /// The point that holds it, as it stands beside for look-ups.
    pub point: Option<String>,
    /// The bag or run it is in.
    pub carrier: Option<ItemKey>,
}

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = BigInt)]
    version: i64,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    custodian: String,
    #[diesel(sql_type = Nullable<Text>)]
    custodian_point: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    carrier: Option<i64>,
}

/// The heads of these items; one without is left out.
pub fn heads(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<BTreeMap<ItemKey, KeptHead>, StoreError> {
    let sql = format!(
        "SELECT item_key, version, state, custodian, custodian_point, carrier FROM heads \
         WHERE item_key IN {}",
        conn.each_big("$1")
    );
    let rows: Vec<HeadRow> = sql_query(sql).bind::<Text, _>(set(items)).load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "heads", id: &row.item_key };
            let head = KeptHead {
                version: row.version,
                state: reading.text(&row.state)?,
                custodian: reading.json(&row.custodian)?,
                point: row.custodian_point,
                carrier: row.carrier.map(ItemKey),
            };
            Ok((ItemKey(row.item_key), head))
        })
        .collect()
}

/// How an item's log is numbered: how many events, and the first and last of their numbers.
pub fn numbering(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<BTreeMap<ItemKey, (i64, i64, i64)>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        item_key: i64,
        #[diesel(sql_type = BigInt)]
        count: i64,
        #[diesel(sql_type = BigInt)]
        first: i64,
        #[diesel(sql_type = BigInt)]
        last: i64,
    }
    let sql = format!(
        "SELECT item_key, COUNT(*) AS count, MIN(sequence) AS first, MAX(sequence) AS last \
         FROM events WHERE item_key IN {} GROUP BY item_key",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| (ItemKey(row.item_key), (row.count, row.first, row.last)))
        .collect())
}

/// When these items lay in what, as it is kept, in the order of time.
pub fn containments(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<BTreeMap<ItemKey, Vec<Containment>>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        item_key: i64,
        #[diesel(sql_type = BigInt)]
        carrier: i64,
        #[diesel(sql_type = BigInt)]
        from_at: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        until_at: Option<i64>,
    }
    let sql = format!(
        "SELECT item_key, carrier, from_at, until_at FROM containments WHERE item_key IN {} \
         ORDER BY item_key, from_at, carrier",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).load(conn)?;
    let mut kept: BTreeMap<ItemKey, Vec<Containment>> = BTreeMap::new();
    for row in rows {
        kept.entry(ItemKey(row.item_key)).or_default().push(Containment {
            carrier: ItemKey(row.carrier),
            from: At::from_millis(row.from_at),
            until: row.until_at.map(At::from_millis),
        });
    }
    Ok(kept)
}

/// The anomalies kept of these items: by name, and whether they count as explained.
pub fn anomalies(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<BTreeMap<ItemKey, BTreeMap<String, bool>>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        item_key: i64,
        #[diesel(sql_type = Text)]
        anomaly_id: String,
        #[diesel(sql_type = Bool)]
        explained: bool,
    }
    let sql = format!(
        "SELECT item_key, anomaly_id, explained FROM anomalies WHERE item_key IN {}",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).load(conn)?;
    let mut kept: BTreeMap<ItemKey, BTreeMap<String, bool>> = BTreeMap::new();
    for row in rows {
        kept.entry(ItemKey(row.item_key)).or_default().insert(row.anomaly_id, row.explained);
    }
    Ok(kept)
}

/// A scan of the register, and whether what it was answered with is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptScan {
    /// The scan.
    pub scan: ScanId,
    /// It was recorded, and not set aside.
    pub recorded: bool,
    /// Its event, or its row among those set aside, is there.
    pub found: bool,
}

/// The scans of the register after this one, in the order of their ids.
pub fn scans_after(
    conn: &mut Conn,
    after: ScanId,
    limit: i64,
) -> Result<Vec<KeptScan>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Binary)]
        scan_id: Vec<u8>,
        #[diesel(sql_type = Text)]
        outcome: String,
        #[diesel(sql_type = Bool)]
        found: bool,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT s.scan_id, s.outcome, CASE WHEN s.outcome = 'recorded' \
         THEN EXISTS (SELECT 1 FROM events e WHERE e.item_key = s.item_key AND e.scan_id = s.scan_id) \
         ELSE EXISTS (SELECT 1 FROM set_aside_scans a WHERE a.scan_id = s.scan_id) END AS found \
         FROM (SELECT scan_id, outcome, item_key FROM scans WHERE scan_id > $1 \
         ORDER BY scan_id LIMIT $2) s ORDER BY s.scan_id",
    )
    .bind::<Binary, _>(after.0.as_bytes().to_vec())
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "scans", id: &format!("{:02x?}", row.scan_id) };
            let scan = scan_id(reading, &row.scan_id)?;
            Ok(KeptScan { scan, recorded: row.outcome == "recorded", found: row.found })
        })
        .collect()
}

/// A case and how far it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldCase {
    /// The case.
    pub case: CaseId,
    /// Its code.
    pub code: String,
    /// The number of its last fact.
    pub last: i64,
}

/// The cases after this one, in the order of their ids.
pub fn cases_after(
    conn: &mut Conn,
    after: Option<CaseId>,
    limit: i64,
) -> Result<Vec<ToldCase>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        code: String,
        #[diesel(sql_type = BigInt)]
        last_sequence: i64,
    }
    let rows: Vec<Row> =
        sql_query("SELECT id, code, last_sequence FROM cases WHERE id > $1 ORDER BY id LIMIT $2")
            .bind::<Text, _>(after.map_or_else(String::new, |case| case.to_string()))
            .bind::<BigInt, _>(limit)
            .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "cases", id: &row.id };
            Ok(ToldCase { case: reading.text(&row.id)?, code: row.code, last: row.last_sequence })
        })
        .collect()
}

/// What these cases were told: number and position of each fact, in the order of the numbers.
pub fn told(
    conn: &mut Conn,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Vec<(i64, i64)>>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        case_id: String,
        #[diesel(sql_type = BigInt)]
        sequence: i64,
        #[diesel(sql_type = BigInt)]
        position: i64,
    }
    let sql = format!(
        "SELECT case_id, sequence, position FROM facts WHERE case_id IN {} \
         ORDER BY case_id, sequence",
        conn.each_text("$1")
    );
    let ids = cases.iter().map(ToString::to_string);
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(ids)).load(conn)?;
    let mut told: BTreeMap<CaseId, Vec<(i64, i64)>> = BTreeMap::new();
    for row in rows {
        let reading = Reading { table: "facts", id: &row.position };
        told.entry(reading.text(&row.case_id)?).or_default().push((row.sequence, row.position));
    }
    Ok(told)
}
