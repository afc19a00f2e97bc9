//! Everything that a desk has to look into, as one list and as counts by owner. Each kind has a table of its own;
//! another kind is one more part of what is open.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::cases::real;
use super::claimed::scope;
use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::paging::Page;
use crate::base::{At, ItemKey, PointCode};
use crate::claims::{Exception, Source};

/// What stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What is due first; what has no time last.
    #[default]
    Due,
    /// The oldest.
    Age,
}

/// Which exceptions to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one kind.
    pub source: Option<Source>,
    /// Owned by one of these points; all when none are given.
    pub points: Option<Vec<PointCode>>,
    /// Owned by no point.
    pub away: bool,
    /// Known since before this moment.
    pub before: Option<At>,
    /// Due before this moment.
    pub due_before: Option<At>,
    /// What stands first.
    pub order: Order,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Nullable<Text>)]
    owner: Option<String>,
    #[diesel(sql_type = BigInt)]
    since: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
}

impl TryFrom<Row> for Exception {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "exceptions", id: &row.id };
        Ok(Self {
            source: reading.text(&row.source)?,
            kind: row.kind,
            item: ItemKey(row.item_key),
            owner: reading.maybe(row.owner.as_deref())?,
            since: At::from_millis(row.since),
            due_at: row.due_at.map(At::from_millis),
            id: row.id,
        })
    }
}

/// All that is open, of whatever kind, at some points. Parameters: the scope, and the set of points.
fn open(conn: &Conn, [scope, points]: [&str; 2]) -> String {
    let here = |owner: &str, item: &str| {
        format!(
            "({scope} = 'everywhere' OR {owner} IN {}) AND {}",
            conn.each_text(points),
            real(item)
        )
    };
    let anomalies = format!(
        "SELECT 'anomaly' AS source, a.anomaly_id AS id, a.kind, a.item_key, a.owner_point AS owner, \
         a.raised_at AS since, g.promised_at AS due_at FROM anomalies a \
         LEFT JOIN promises g ON g.item_key = a.item_key WHERE NOT a.explained \
         AND NOT EXISTS (SELECT 1 FROM anomaly_decisions d WHERE d.anomaly_id = a.anomaly_id) AND {}",
        here("a.owner_point", "a.item_key")
    );
    // What nobody heard of is to be found before the promise breaks.
    let dark = format!(
        "SELECT 'dark', CAST(d.item_key AS TEXT), 'dark', d.item_key, d.owner_point, d.raised_at, \
         COALESCE(g.promised_at, d.escalates_at) FROM dark_parcels d \
         LEFT JOIN promises g ON g.item_key = d.item_key WHERE d.ended_at IS NULL AND {}",
        here("d.owner_point", "d.item_key")
    );
    let liabilities = format!(
        "SELECT 'liability', l.id, l.harm, l.item_key, l.answers, l.opened_at, l.due_at \
         FROM liabilities l WHERE l.stage IN ('opened', 'fixed') AND {}",
        here("l.answers", "l.item_key")
    );
    let complaints = format!(
        "SELECT 'complaint', m.id, m.kind, m.item_key, m.answers, m.filed_at, m.due_at \
         FROM complaints m WHERE m.stage = 'open' AND {}",
        here("m.answers", "m.item_key")
    );
    format!("{anomalies} UNION ALL {dark} UNION ALL {liabilities} UNION ALL {complaints}")
}

/// What nobody has given a time for stands behind everything that has one: the last second of the year 9999.
const NEVER: i64 = 253_402_300_799_000;

/// Exceptions in the order asked for. The cursor is the time by which they are ordered, and the id, of the last
/// one read.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<(At, String)>,
    limit: i64,
) -> Result<Page<Exception>, StoreError> {
    let (after_at, after_id) =
        after.map_or((i64::MIN, String::new()), |(at, id)| (at.millis(), id));
    let placed = match filter.order {
        Order::Due => format!("COALESCE(x.due_at, {NEVER})"),
        Order::Age => "x.since".to_owned(),
    };
    let sql = format!(
        "SELECT x.source, x.id, x.kind, x.item_key, x.owner, x.since, x.due_at FROM ({}) x \
         WHERE ({placed} > $3 OR ({placed} = $3 AND x.id > $4)) AND ($5 = '' OR x.source = $5) \
         AND ($6 = '' OR x.owner IS NULL) AND x.since < $7 AND COALESCE(x.due_at, {NEVER}) <= $8 \
         ORDER BY {placed}, x.id LIMIT $9",
        open(conn, ["$1", "$2"])
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<Text, _>(scope(filter.points.as_deref()))
        .bind::<Text, _>(set(filter.points.as_deref().unwrap_or_default()))
        .bind::<BigInt, _>(after_at)
        .bind::<Text, _>(after_id)
        .bind::<Text, _>(filter.source.map_or("", Source::as_str))
        .bind::<Text, _>(if filter.away { "away" } else { "" })
        .bind::<BigInt, _>(filter.before.map_or(NEVER, At::millis))
        .bind::<BigInt, _>(filter.due_before.map_or(NEVER, At::millis))
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let items: Result<Vec<Exception>, StoreError> =
        rows.into_iter().map(TryInto::try_into).collect();
    let order = filter.order;
    Ok(Page::from_overfull(items?, limit, |one| {
        let placed = match order {
            Order::Due => one.due_at.map_or(NEVER, At::millis),
            Order::Age => one.since.millis(),
        };
        format!("{placed}.{}", one.id)
    }))
}

/// What an owner has open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// The point; none: what no point owns.
    pub owner: Option<PointCode>,
    /// How many.
    pub open: i64,
    /// How many of them are past their time.
    pub overdue: i64,
    /// Since when the oldest is known.
    pub oldest: At,
}

/// How much each owner has open, those with the oldest first; so many of them.
pub fn by_owner(
    conn: &mut Conn,
    points: Option<&[PointCode]>,
    now: At,
    limit: i64,
) -> Result<Vec<Owned>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        owner: Option<String>,
        #[diesel(sql_type = BigInt)]
        many: i64,
        #[diesel(sql_type = BigInt)]
        overdue: i64,
        #[diesel(sql_type = BigInt)]
        oldest: i64,
    }
    let sql = format!(
        "SELECT x.owner, COUNT(*) AS many, \
         CAST(SUM(CASE WHEN x.due_at < $1 THEN 1 ELSE 0 END) AS BIGINT) AS overdue, \
         MIN(x.since) AS oldest FROM ({}) x GROUP BY x.owner ORDER BY oldest, x.owner LIMIT $4",
        open(conn, ["$2", "$3"])
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<BigInt, _>(now.millis())
        .bind::<Text, _>(scope(points))
        .bind::<Text, _>(set(points.unwrap_or_default()))
        .bind::<BigInt, _>(limit)
        .kept()
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "exceptions", id: &"owner" };
            Ok(Owned {
                owner: reading.maybe(row.owner.as_deref())?,
                open: row.many,
                overdue: row.overdue,
                oldest: At::from_millis(row.oldest),
            })
        })
        .collect()
}
