//! Anomalies as derived, and what people decided about them.

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use crate::base::paging::Page;
use crate::base::{AnomalyId, At, ItemKey, PointCode, TokenId};
use crate::custody::{Anomaly, AnomalyKind, Timeline};

use super::cases::real;
use super::connection::Conn;
use super::custody::{json, scan_id};
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;

/// Makes the kept anomalies of these items the derived ones: new ones are added, changed ones brought up
/// to date, and those that are derived no longer are closed.
pub fn replace(conn: &mut Conn, timelines: &[&Timeline], now: At) -> Result<(), StoreError> {
    if timelines.is_empty() {
        return Ok(());
    }
    let derived: Vec<&Anomaly> = timelines.iter().flat_map(|t| &t.anomalies).collect();
    let sql = format!(
        "UPDATE anomalies SET explained = TRUE WHERE item_key IN {} AND anomaly_id NOT IN {}",
        conn.each_big("$1"),
        conn.each_text("$2")
    );
    sql_query(sql)
        .bind::<Text, _>(set(timelines.iter().map(|timeline| timeline.item)))
        .bind::<Text, _>(set(derived.iter().map(|anomaly| anomaly.id())))
        .kept()
        .execute(conn)?;
    let columns = [
        ("anomaly_id", column!(derived, Text, |a| Some(a.id().to_string()))),
        ("kind", column!(derived, Text, |a| Some(a.kind.to_string()))),
        ("item_key", column!(derived, Big, |a| Some(a.item.0))),
        ("scan_id", column!(derived, Bytes, |a| Some(a.scan.0.as_bytes().to_vec()))),
        ("effective_at", column!(derived, Big, |a| Some(a.at.millis()))),
        ("owner", column!(derived, Text, |a| Some(json(&a.owner)))),
        ("owner_point", column!(derived, Text, |a| a.owner.point().map(ToString::to_string))),
        ("expected", column!(derived, Text, |a| a.expected.clone())),
        ("found", column!(derived, Text, |a| a.found.clone())),
        ("last_right", column!(derived, Text, |a| a.last_right.as_ref().map(json))),
        ("bag_key", column!(derived, Big, |a| a.bag.map(|key| key.0))),
        ("run_key", column!(derived, Big, |a| a.run.map(|key| key.0))),
        ("explained", column!(derived, Bool, |a| Some(a.explained_by.is_some()))),
        (
            "explained_by",
            column!(derived, Bytes, |a| a.explained_by.map(|id| id.0.as_bytes().to_vec())),
        ),
        ("raised_at", column!(derived, Big, |_| Some(now.millis()))),
    ];
    insert_many(
        conn,
        "anomalies",
        &columns,
        "(anomaly_id) DO UPDATE SET effective_at = excluded.effective_at, \
         owner = excluded.owner, owner_point = excluded.owner_point, \
         expected = excluded.expected, found = excluded.found, \
         last_right = excluded.last_right, bag_key = excluded.bag_key, \
         run_key = excluded.run_key, explained = excluded.explained, \
         explained_by = excluded.explained_by",
    )?;
    Ok(())
}

/// An anomaly as it is kept, with the last decision about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnomaly {
    /// The derived anomaly.
    pub anomaly: Anomaly,
    /// A later scan explains it, or it is derived no longer.
    pub explained: bool,
    /// When it was first derived.
    pub raised_at: At,
    /// What was decided last: when, by whom, why.
    pub decision: Option<(At, TokenId, String)>,
}

impl KeptAnomaly {
    /// `open` until a scan explains it or a person resolves it.
    pub const fn status(&self) -> &'static str {
        if self.decision.is_some() {
            "resolved"
        } else if self.explained {
            "explained"
        } else {
            "open"
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    anomaly_id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Binary)]
    scan_id: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    effective_at: i64,
    #[diesel(sql_type = Text)]
    owner: String,
    #[diesel(sql_type = Nullable<Text>)]
    expected: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    found: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    last_right: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    bag_key: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    run_key: Option<i64>,
    #[diesel(sql_type = Bool)]
    explained: bool,
    #[diesel(sql_type = Nullable<Binary>)]
    explained_by: Option<Vec<u8>>,
    #[diesel(sql_type = BigInt)]
    raised_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    decided_at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    token_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
}

impl TryFrom<Row> for KeptAnomaly {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "anomalies", id: &row.anomaly_id };
        let decision = match (row.decided_at, row.token_id, row.reason) {
            (Some(at), Some(by), Some(reason)) => {
                Some((At::from_millis(at), reading.text(&by)?, reason))
            }
            (Some(_) | None, Some(_) | None, Some(_) | None) => None,
        };
        let anomaly = Anomaly {
            kind: reading.text(&row.kind)?,
            item: ItemKey(row.item_key),
            scan: scan_id(reading, &row.scan_id)?,
            at: At::from_millis(row.effective_at),
            owner: reading.json(&row.owner)?,
            expected: row.expected,
            found: row.found,
            last_right: row.last_right.as_deref().map(|text| reading.json(text)).transpose()?,
            bag: row.bag_key.map(ItemKey),
            run: row.run_key.map(ItemKey),
            explained_by: row
                .explained_by
                .as_deref()
                .map(|bytes| scan_id(reading, bytes))
                .transpose()?,
        };
        Ok(Self {
            anomaly,
            explained: row.explained,
            raised_at: At::from_millis(row.raised_at),
            decision,
        })
    }
}

/// The last decision is the one with the latest time; two at one moment by the token that sorts last.
const SELECT: &str = "SELECT a.anomaly_id, a.kind, a.item_key, a.scan_id, a.effective_at, a.owner, \
     a.expected, a.found, a.last_right, a.bag_key, a.run_key, a.explained, a.explained_by, a.raised_at, \
     d.decided_at, d.token_id, d.reason FROM anomalies a \
     LEFT JOIN anomaly_decisions d ON d.anomaly_id = a.anomaly_id AND NOT EXISTS \
     (SELECT 1 FROM anomaly_decisions later WHERE later.anomaly_id = d.anomaly_id AND \
     (later.decided_at > d.decided_at OR \
     (later.decided_at = d.decided_at AND later.token_id > d.token_id)))";

/// Which anomalies a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// `open`, `explained` or `resolved`; all when none is given.
    pub status: Option<String>,
    /// Of one kind.
    pub kind: Option<AnomalyKind>,
    /// Owned by one of these points; all when none is given.
    pub points: Option<Vec<PointCode>>,
    /// Owned by no point: somebody on the road, or a citizen, had it.
    pub away: bool,
    /// Raised by a scan that was made there.
    pub place: Option<PointCode>,
    /// Known since before this moment.
    pub before: Option<At>,
    /// Of one item.
    pub item: Option<ItemKey>,
}

/// Anomalies, oldest first. The cursor is the time and id of the last one read.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<(At, String)>,
    limit: i64,
) -> Result<Page<KeptAnomaly>, StoreError> {
    let (after_at, after_id) = after.map_or((-1, String::new()), |(at, id)| (at.millis(), id));
    // Said only where it is asked for: an `OR` would keep both databases from looking the item up.
    let of_item = match filter.item {
        Some(_) => "a.item_key = $7".to_owned(),
        None => format!("$7 = 0 AND {}", real("a.item_key")),
    };
    let sql = format!(
        "{SELECT} WHERE (a.raised_at > $1 OR (a.raised_at = $1 AND a.anomaly_id > $2)) \
         AND ($3 = '' OR $3 = CASE WHEN d.decided_at IS NOT NULL THEN 'resolved' \
         WHEN a.explained THEN 'explained' ELSE 'open' END) \
         AND ($4 = '' OR $4 = a.kind) \
         AND ($5 = 'everywhere' OR a.owner_point IN {}) \
         AND {of_item} \
         AND (NOT $8 OR a.owner_point IS NULL) AND a.raised_at < $9 \
         AND ($10 = '' OR EXISTS (SELECT 1 FROM scans s JOIN events e ON e.item_key = s.item_key \
         AND e.scan_id = s.scan_id WHERE s.scan_id = a.scan_id AND e.at_point = $10)) \
         ORDER BY a.raised_at, a.anomaly_id LIMIT $11",
        conn.each_text("$6")
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<BigInt, _>(after_at)
        .bind::<Text, _>(after_id)
        .bind::<Text, _>(filter.status.clone().unwrap_or_default())
        .bind::<Text, _>(filter.kind.map_or("", AnomalyKind::as_str))
        .bind::<Text, _>(if filter.points.is_none() { "everywhere" } else { "some" })
        .bind::<Text, _>(set(filter.points.as_deref().unwrap_or_default()))
        .bind::<BigInt, _>(filter.item.map_or(0, |item| item.0))
        .bind::<Bool, _>(filter.away)
        .bind::<BigInt, _>(filter.before.map_or(i64::MAX, At::millis))
        .bind::<Text, _>(filter.place.as_ref().map(ToString::to_string).unwrap_or_default())
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let items: Result<Vec<KeptAnomaly>, StoreError> =
        rows.into_iter().map(TryInto::try_into).collect();
    Ok(Page::from_overfull(items?, limit, |kept| {
        format!("{}.{}", kept.raised_at.millis(), kept.anomaly.id())
    }))
}

/// All anomalies of some items, oldest first.
pub fn of_items(conn: &mut Conn, items: &[ItemKey]) -> Result<Vec<KeptAnomaly>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE a.item_key IN {} ORDER BY a.raised_at, a.anomaly_id",
        conn.each_big("$1")
    );
    let items = set(items.iter().map(|item| item.0));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(items).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One anomaly by its id.
pub fn find(conn: &mut Conn, id: &AnomalyId) -> Result<Option<KeptAnomaly>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE a.anomaly_id = $1"))
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Notes a decision. Deciding again adds another; nothing is overwritten.
pub fn decide(
    conn: &mut Conn,
    id: &AnomalyId,
    by: TokenId,
    reason: &str,
    now: At,
) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO anomaly_decisions (anomaly_id, decided_at, token_id, reason) \
         VALUES ($1, $2, $3, $4) ON CONFLICT (anomaly_id, decided_at, token_id) DO NOTHING",
    )
    .bind::<Text, _>(id.to_string())
    .bind::<BigInt, _>(now.millis())
    .bind::<Text, _>(by.to_string())
    .bind::<Text, _>(reason)
    .kept()
    .execute(conn)?;
    Ok(())
}
