//! What lies on a desk's board: what it has to hand over to the post, what is on its way to it, and what is aboard the
//! runs that call. Lists of what it has are read whole, as light rows: in which order they stand follows from the
//! timetable.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::cases::real;
use super::connection::Conn;
use super::custody::json;
use super::desk::under_way;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::{CaseCode, TrackingNumber};
use crate::base::paging::Page;
use crate::base::{At, CaseId, ItemKey, PointCode};
use crate::cases::{Direction, PickupWindow, Status};
use crate::custody::{Custodian, State};
use crate::dispatch::forecast::{End, ReadyBy};

/// Something that a desk has and the post is to take on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDesk {
    /// The parcel.
    pub item: ItemKey,
    /// Its number.
    pub tracking: TrackingNumber,
    /// Its case, by its code,
    pub case: CaseCode,
    /// and by our id of it.
    pub case_id: CaseId,
    /// Which way it goes.
    pub direction: Direction,
    /// Whom it is for, as the forecaster holds it.
    pub end: End,
    /// Whether the desk gave it, and the post has not taken it over yet.
    pub is_given: bool,
    /// Since when it can go: when the result was there, else when it was ordered.
    pub ready: At,
    /// What was promised of it.
    pub promised: Option<At>,
    /// When it is expected.
    pub expected: Option<At>,
}

#[derive(QueryableByName)]
struct OnDeskRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    tracking: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    case_id: String,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Nullable<Text>)]
    point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    unit: Option<String>,
    #[diesel(sql_type = BigInt)]
    ordered_at: i64,
    #[diesel(sql_type = Nullable<Text>)]
    ready_by: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    ready_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    promised_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    expected_at: Option<i64>,
}

impl TryFrom<OnDeskRow> for OnDesk {
    type Error = StoreError;

    fn try_from(row: OnDeskRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "parcels", id: &row.item_key };
        let end = match row.point.as_deref() {
            Some(point) => End::Point(reading.text(point)?),
            None => End::Person(reading.maybe(row.unit.as_deref())?),
        };
        let ready =
            row.ready_at.filter(|_| row.ready_by.as_deref() == Some(ReadyBy::Result.as_str()));
        Ok(Self {
            item: ItemKey(row.item_key),
            tracking: reading.text(&row.tracking)?,
            case: reading.text(&row.code)?,
            case_id: reading.text(&row.case_id)?,
            direction: reading.text(&row.direction)?,
            end,
            is_given: row.state == State::InHandover.as_str(),
            ready: At::from_millis(ready.unwrap_or(row.ordered_at)),
            promised: row.promised_at.map(At::from_millis),
            expected: row.expected_at.map(At::from_millis),
        })
    }
}

/// What a desk has and is to go on, of these parcels or, when none are named, all of it: results that are there, and
/// whatever else it has that is for somebody else.
pub fn on_desk(
    conn: &mut Conn,
    desk: &PointCode,
    among: Option<&[ItemKey]>,
) -> Result<Vec<OnDesk>, StoreError> {
    let ready = [Status::Processed, Status::Returned].map(|status| status.number().to_string());
    let named =
        among.map_or_else(String::new, |_| format!(" AND h.item_key IN {}", conn.each_big("$3")));
    // Heads first: the index holds what is under way at the point.
    let sql = format!(
        "SELECT h.item_key, p.tracking, c.code, c.id AS case_id, l.direction, h.state, \
         COALESCE(f.bound_for, l.to_point) AS point, w.unit, l.ordered_at, g.ready_by, g.ready_at, \
         g.promised_at, f.expected_at FROM heads h CROSS JOIN parcels p \
         JOIN legs l ON l.id = p.leg_id JOIN cases c ON c.id = l.case_id \
         LEFT JOIN forecasts f ON f.item_key = h.item_key \
         LEFT JOIN promises g ON g.item_key = h.item_key \
         LEFT JOIN persons w ON w.id = l.to_person \
         WHERE p.item_key = h.item_key AND h.custodian_point = $1 AND h.custodian = $2 AND {} \
         AND (l.direction <> 'return' OR c.status IN ({})) \
         AND COALESCE(f.bound_for, l.to_point, '') <> $1 AND {}{named} ORDER BY h.item_key",
        under_way("h.state"),
        ready.join(", "),
        real("h.item_key"),
    );
    let query = sql_query(sql)
        .bind::<Text, _>(desk.as_str())
        .bind::<Text, _>(json(&Custodian::desk(desk.clone())));
    let rows: Vec<OnDeskRow> = match among {
        Some(items) => query.bind::<Text, _>(set(items)).kept().load(conn)?,
        None => query.kept().load(conn)?,
    };
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A parcel on its way to a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComesIn {
    /// The parcel.
    pub item: ItemKey,
    /// Its number.
    pub tracking: TrackingNumber,
    /// Its case.
    pub case: CaseCode,
    /// Which way it goes.
    pub direction: Direction,
    /// How it stands.
    pub state: State,
    /// Who has it.
    pub custodian: Custodian,
    /// What was promised of it.
    pub promised: Option<At>,
    /// When it is expected.
    pub expected: Option<At>,
    /// When the post calls for it at a person's address.
    pub pickup: Option<PickupWindow>,
}

#[derive(QueryableByName)]
struct ComesInRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    tracking: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    custodian: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    promised_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    expected_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pickup_from: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pickup_until: Option<i64>,
}

impl TryFrom<ComesInRow> for ComesIn {
    type Error = StoreError;

    fn try_from(row: ComesInRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "forecasts", id: &row.item_key };
        let at = At::from_millis;
        let window = row.pickup_from.zip(row.pickup_until);
        Ok(Self {
            item: ItemKey(row.item_key),
            tracking: reading.text(&row.tracking)?,
            case: reading.text(&row.code)?,
            direction: reading.text(&row.direction)?,
            state: reading.text(&row.state)?,
            custodian: reading.json(&row.custodian)?,
            promised: row.promised_at.map(at),
            expected: row.expected_at.map(at),
            pickup: window.map(|(from, until)| PickupWindow { from: at(from), until: at(until) }),
        })
    }
}

/// What nobody can say when to expect stands behind what somebody can.
const NEVER: i64 = 253_402_300_799_000;

/// What is on its way to a desk, the soonest first. The cursor is the time expected, and the parcel, of the last
/// one read.
pub fn coming_in(
    conn: &mut Conn,
    desk: &PointCode,
    after: Option<(At, i64)>,
    limit: i64,
) -> Result<Page<ComesIn>, StoreError> {
    let (after_at, after_item) = after.map_or((i64::MIN, 0), |(at, item)| (at.millis(), item));
    let expected = format!("COALESCE(f.expected_at, {NEVER})");
    let sql = format!(
        "SELECT f.item_key, p.tracking, c.code, l.direction, h.state, h.custodian, g.promised_at, \
         f.expected_at, l.pickup_from, l.pickup_until FROM forecasts f CROSS JOIN heads h \
         JOIN parcels p ON p.item_key = f.item_key JOIN legs l ON l.id = p.leg_id \
         JOIN cases c ON c.id = l.case_id LEFT JOIN promises g ON g.item_key = f.item_key \
         WHERE f.bound_for = $1 AND f.ended_at IS NULL AND h.item_key = f.item_key \
         AND h.custodian <> $2 AND ({expected} > $3 OR ({expected} = $3 AND f.item_key > $4)) \
         AND {} ORDER BY {expected}, f.item_key LIMIT $5",
        real("f.item_key")
    );
    let rows: Vec<ComesInRow> = sql_query(sql)
        .bind::<Text, _>(desk.as_str())
        .bind::<Text, _>(json(&Custodian::desk(desk.clone())))
        .bind::<BigInt, _>(after_at)
        .bind::<BigInt, _>(after_item)
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let items: Result<Vec<ComesIn>, StoreError> = rows.into_iter().map(TryInto::try_into).collect();
    Ok(Page::from_overfull(items?, limit, |one| {
        format!("{}.{}", one.expected.map_or(NEVER, At::millis), one.item.0)
    }))
}

#[derive(QueryableByName)]
struct Many {
    #[diesel(sql_type = BigInt)]
    many: i64,
}

/// How much is on its way to a desk.
pub fn count_coming_in(conn: &mut Conn, desk: &PointCode) -> Result<i64, StoreError> {
    let sql = format!(
        "SELECT COUNT(*) AS many FROM forecasts f CROSS JOIN heads h \
         WHERE f.bound_for = $1 AND f.ended_at IS NULL AND h.item_key = f.item_key \
         AND h.custodian <> $2 AND {}",
        real("f.item_key")
    );
    let counted: Many = sql_query(sql)
        .bind::<Text, _>(desk.as_str())
        .bind::<Text, _>(json(&Custodian::desk(desk.clone())))
        .kept()
        .get_result(conn)?;
    Ok(counted.many)
}

/// What is aboard some runs now, in bags or not: the run, the thing, and whether it is a bag.
pub fn aboard(
    conn: &mut Conn,
    runs: &[ItemKey],
) -> Result<Vec<(ItemKey, ItemKey, bool)>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        run: i64,
        #[diesel(sql_type = BigInt)]
        item_key: i64,
        #[diesel(sql_type = Text)]
        kind: String,
    }
    // Bags in bags in bags: no chain is longer, and one that bites its tail ends.
    let sql = format!(
        "WITH RECURSIVE aboard (run, item_key, depth) AS (\
         SELECT carrier, item_key, 1 FROM containments WHERE until_at IS NULL AND carrier IN {} \
         UNION SELECT a.run, n.item_key, a.depth + 1 FROM aboard a \
         JOIN containments n ON n.carrier = a.item_key \
         WHERE n.until_at IS NULL AND a.depth < 4) \
         SELECT DISTINCT a.run, a.item_key, i.kind FROM aboard a \
         JOIN items i ON i.item_key = a.item_key",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(runs)).kept().load(conn)?;
    let told = |row: Row| (ItemKey(row.run), ItemKey(row.item_key), row.kind == "bag");
    Ok(rows.into_iter().map(told).collect())
}

/// What a desk's board rests on, in short: where it is another than before, something on the board may be.
pub fn sight(conn: &mut Conn, desk: &PointCode) -> Result<String, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        sight: String,
    }
    let sum = |column: &str| format!("COALESCE(SUM({column}), 0)");
    let here = format!(
        "SELECT {} + COUNT(*) FROM heads h WHERE h.custodian_point = $1 AND {}",
        sum("h.version + 7 * h.item_key"),
        under_way("h.state")
    );
    let coming = format!(
        "SELECT {} + COUNT(*) FROM forecasts f WHERE f.bound_for = $1 AND f.ended_at IS NULL",
        sum("COALESCE(f.expected_at, 0) / 60000 + f.item_key")
    );
    let plans = format!(
        "SELECT {} FROM desk_plans d JOIN heads h ON h.item_key = d.item_key \
         WHERE h.custodian_point = $1 AND {}",
        sum("d.decided_at / 1000"),
        under_way("h.state")
    );
    let calls = "SELECT COALESCE(MAX(stage_at), 0) FROM pickups WHERE desk = $1";
    let known = "SELECT COALESCE(SUM(value), 0) FROM revisions";
    let parts = [&here, &coming, &plans, calls, known]
        .map(|part| format!("CAST(({part}) AS TEXT)"))
        .join(" || '.' || ");
    let row: Row = sql_query(format!("SELECT {parts} AS sight"))
        .bind::<Text, _>(desk.as_str())
        .kept()
        .get_result(conn)?;
    Ok(row.sight)
}
