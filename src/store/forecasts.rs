//! What is expected of parcels, and how far the forecaster has come with them.

use std::collections::BTreeSet;

use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::custody::json;
use super::dialect::{column, insert_many, set, update_many};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::{At, CaseId, ItemKey, PointCode};
use crate::dispatch::forecast::{Hop, Made, MadeUnder, Outlook};
use crate::feed::FactKind;

/// A forecast as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptForecast {
    /// The parcel.
    pub item: ItemKey,
    /// Its case.
    pub case: CaseId,
    /// Whether a self-test made the case up.
    pub test: bool,
    /// How often something was changed that it rests on and the log does not tell.
    pub called: i64,
    /// What was expected.
    pub made: Made,
    /// By when a scan is expected.
    pub scan_due: Option<At>,
    /// When its journey ended.
    pub ended: Option<At>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    case_id: String,
    #[diesel(sql_type = Bool)]
    test: bool,
    #[diesel(sql_type = BigInt)]
    called: i64,
    #[diesel(sql_type = Text)]
    made_under: String,
    #[diesel(sql_type = BigInt)]
    entries: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    expected_at: Option<i64>,
    #[diesel(sql_type = Text)]
    plan: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    scan_due_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    ended_at: Option<i64>,
}

impl TryFrom<Row> for KeptForecast {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "forecasts", id: &row.item_key };
        let under = match row.made_under.as_str() {
            "" => MadeUnder::default(),
            numbers => reading.text(numbers)?,
        };
        Ok(Self {
            item: ItemKey(row.item_key),
            case: reading.text(&row.case_id)?,
            test: row.test,
            called: row.called,
            made: Made {
                expected: row.expected_at.map(At::from_millis),
                hops: reading.json(&row.plan)?,
                under,
                entries: reading.number(row.entries)?,
            },
            scan_due: row.scan_due_at.map(At::from_millis),
            ended: row.ended_at.map(At::from_millis),
        })
    }
}

const SELECT: &str = "SELECT f.item_key, f.case_id, c.test, f.called, f.made_under, f.entries, \
     f.expected_at, f.plan, f.scan_due_at, f.ended_at FROM forecasts f \
     JOIN cases c ON c.id = f.case_id";

/// The forecasts of these parcels.
pub fn find_many(
    conn: &mut Conn,
    items: &BTreeSet<ItemKey>,
) -> Result<Vec<KeptForecast>, StoreError> {
    let sql = format!("{SELECT} WHERE f.item_key IN {} ORDER BY f.item_key", conn.each_big("$1"));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The forecast of a parcel.
pub fn find(conn: &mut Conn, item: ItemKey) -> Result<Option<KeptForecast>, StoreError> {
    Ok(find_many(conn, &BTreeSet::from([item]))?.pop())
}

/// Parcels of which nothing is expected yet, to be looked at; those that are there already stay as they are.
pub fn begin(conn: &mut Conn, parcels: &[(ItemKey, CaseId)]) -> Result<(), StoreError> {
    let columns = [
        ("item_key", column!(parcels, Big, |(item, _)| Some(item.0))),
        ("case_id", column!(parcels, Text, |(_, case)| Some(case.to_string()))),
        ("look_at", column!(parcels, Big, |_| Some(0))),
    ];
    insert_many(conn, "forecasts", &columns, "(item_key) DO NOTHING")?;
    Ok(())
}

/// Calls the forecaster to the parcels of these cases that are under way: their record says something else.
pub fn call_to(conn: &mut Conn, cases: &[CaseId]) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE forecasts SET called = called + 1, look_at = 0 \
         WHERE case_id IN {} AND ended_at IS NULL",
        conn.each_text("$1")
    );
    sql_query(sql).bind::<Text, _>(set(cases)).kept().execute(conn)?;
    Ok(())
}

/// A forecast that was made.
#[derive(Debug, Clone)]
pub struct NewForecast {
    /// The parcel.
    pub item: ItemKey,
    /// The calls that it answers.
    pub called: i64,
    /// How much of its log was known.
    pub entries: usize,
    /// The point to which it goes, where it is one.
    pub bound_for: Option<PointCode>,
    /// What is expected.
    pub outlook: Outlook,
}

/// Writes forecasts.
///
/// # Errors
/// [`StoreError::Stale`] when somebody called to one of the parcels meanwhile.
pub fn save(
    conn: &mut Conn,
    forecasts: &[NewForecast],
    under: MadeUnder,
    now: At,
) -> Result<(), StoreError> {
    fn next(one: &NewForecast, now: At) -> Option<&Hop> {
        one.outlook.hops.iter().find(|hop| hop.departs > now)
    }
    let text = |of: fn(&Hop) -> String| column!(forecasts, Text, |one| next(one, now).map(of));
    let keys = vec![
        ("item_key", column!(forecasts, Big, |one| Some(one.item.0))),
        ("called", column!(forecasts, Big, |one| Some(one.called))),
    ];
    let columns = vec![
        ("made_at", column!(forecasts, Big, |_| Some(now.millis()))),
        ("made_under", column!(forecasts, Text, |_| Some(under.to_string()))),
        ("entries", column!(forecasts, Big, |one| Some(one.entries as i64))),
        ("expected_at", column!(forecasts, Big, |one| one.outlook.expected.map(At::millis))),
        ("plan", column!(forecasts, Text, |one| Some(json(&one.outlook.hops)))),
        (
            "bound_for",
            column!(forecasts, Text, |one| one.bound_for.as_ref().map(ToString::to_string)),
        ),
        ("next_route", text(|hop| hop.route.to_string())),
        ("next_departure", text(|hop| hop.departure.to_string())),
        ("next_day", text(|hop| hop.day.to_string())),
        ("next_from", text(|hop| hop.from.to_string())),
        (
            "next_departs_at",
            column!(forecasts, Big, |one| next(one, now).map(|hop| hop.departs.millis())),
        ),
        ("scan_due_at", column!(forecasts, Big, |one| one.outlook.scan_due.map(At::millis))),
        ("look_at", column!(forecasts, Big, |one| one.outlook.look_at.map(At::millis))),
        ("ended_at", column!(forecasts, Big, |one| one.outlook.ended.map(At::millis))),
    ];
    let found = update_many(conn, "forecasts", keys, columns)?;
    if found == forecasts.len() { Ok(()) } else { Err(StoreError::Stale) }
}

/// How far the forecaster has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Up to which position of the feed its news were seen.
    pub position: i64,
    /// Under which numbers all forecasts stand, or will when the sweep has come to its end.
    pub known: Option<MadeUnder>,
    /// Up to which item they were made anew under these; none when all were.
    pub swept_to: Option<ItemKey>,
    /// Which process forecasts, and until when it need not say so again.
    pub lease: Option<(String, At)>,
}

#[derive(QueryableByName)]
struct CursorRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Text)]
    known: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    swept_to: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    lease: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    lease_until: Option<i64>,
}

fn cursor(conn: &mut Conn, lock: &str) -> Result<Cursor, StoreError> {
    let row: Option<CursorRow> = sql_query(format!(
        "SELECT position, known, swept_to, lease, lease_until FROM forecaster \
         WHERE name = 'forecasts'{lock}"
    ))
    .kept()
    .get_result(conn)
    .optional()?;
    let id = "forecasts";
    let row = row.ok_or_else(|| StoreError::bad_row("forecaster", id, "it is not there"))?;
    let reading = Reading { table: "forecaster", id: &id };
    let known = if row.known.is_empty() { None } else { Some(reading.text(&row.known)?) };
    Ok(Cursor {
        position: row.position,
        known,
        swept_to: row.swept_to.map(ItemKey),
        lease: row.lease.zip(row.lease_until.map(At::from_millis)),
    })
}

/// How far the forecaster has come.
pub fn load_cursor(conn: &mut Conn) -> Result<Cursor, StoreError> {
    cursor(conn, "")
}

/// The same, locked until the transaction ends.
pub fn lock_cursor(conn: &mut Conn) -> Result<Cursor, StoreError> {
    let lock = conn.for_update();
    cursor(conn, lock)
}

/// Writes how far it has come.
pub fn save_cursor(conn: &mut Conn, cursor: &Cursor) -> Result<(), StoreError> {
    let (lease, until) = cursor.lease.clone().unzip();
    sql_query(
        "UPDATE forecaster SET position = $1, known = $2, swept_to = $3, lease = $4, \
         lease_until = $5 WHERE name = 'forecasts'",
    )
    .bind::<BigInt, _>(cursor.position)
    .bind::<Text, _>(cursor.known.map(|known| known.to_string()).unwrap_or_default())
    .bind::<Nullable<BigInt>, _>(cursor.swept_to.map(|item| item.0))
    .bind::<Nullable<Text>, _>(lease)
    .bind::<Nullable<BigInt>, _>(until.map(At::millis))
    .kept()
    .execute(conn)?;
    Ok(())
}

/// A fact of the feed, for who follows parcels.
#[derive(Debug, Clone, Copy)]
pub struct News {
    /// Where in the feed.
    pub position: i64,
    /// The parcel that it is news of; none when it is of none, or what the forecaster told itself.
    pub item: Option<ItemKey>,
}

/// What the feed told after a position, in order.
pub fn news(conn: &mut Conn, after: i64, limit: i64) -> Result<Vec<News>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        position: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        item_key: Option<i64>,
        #[diesel(sql_type = Text)]
        kind: String,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT position, item_key, kind FROM facts WHERE position > $1 ORDER BY position LIMIT $2",
    )
    .bind::<BigInt, _>(after)
    .bind::<BigInt, _>(limit)
    .kept()
    .load(conn)?;
    let own = [FactKind::Promised, FactKind::Expected].map(FactKind::name);
    let of = |row: &Row| row.item_key.filter(|_| !own.contains(&row.kind)).map(ItemKey);
    Ok(rows.iter().map(|row| News { position: row.position, item: of(row) }).collect())
}

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
}

fn keys(rows: Vec<Key>) -> BTreeSet<ItemKey> {
    rows.into_iter().map(|row| ItemKey(row.item_key)).collect()
}

/// The parcels at which it is time to look, those that wait longest first.
pub fn due(conn: &mut Conn, now: At, limit: i64) -> Result<BTreeSet<ItemKey>, StoreError> {
    let rows = sql_query(
        "SELECT item_key FROM forecasts WHERE look_at <= $1 ORDER BY look_at, item_key LIMIT $2",
    )
    .bind::<BigInt, _>(now.millis())
    .bind::<BigInt, _>(limit)
    .kept()
    .load(conn)?;
    Ok(keys(rows))
}

/// When it is time to look next.
pub fn next_look(conn: &mut Conn) -> Result<Option<At>, StoreError> {
    #[derive(QueryableByName)]
    struct Next {
        #[diesel(sql_type = Nullable<BigInt>)]
        look_at: Option<i64>,
    }
    let sql = "SELECT MIN(look_at) AS look_at FROM forecasts WHERE look_at IS NOT NULL";
    let next: Next = sql_query(sql).kept().get_result(conn)?;
    Ok(next.look_at.map(At::from_millis))
}

/// The parcels under way after one of them, in their order.
pub fn under_way(
    conn: &mut Conn,
    after: ItemKey,
    limit: i64,
) -> Result<BTreeSet<ItemKey>, StoreError> {
    let rows = sql_query(
        "SELECT item_key FROM forecasts WHERE ended_at IS NULL AND item_key > $1 \
         ORDER BY item_key LIMIT $2",
    )
    .bind::<BigInt, _>(after.0)
    .bind::<BigInt, _>(limit)
    .kept()
    .load(conn)?;
    Ok(keys(rows))
}
