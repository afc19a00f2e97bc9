//! What desks decided about what they have to hand over. Rows are added and never changed; the last of a parcel
//! holds.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::{At, ItemKey, TokenId};
use crate::dispatch::desk::{DeskPlan, RunName};

/// A decision, when it was taken, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPlan {
    /// What was decided.
    pub plan: DeskPlan,
    /// When.
    pub at: At,
    /// By whom.
    pub by: TokenId,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    route: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    departure: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    day: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = BigInt)]
    decided_at: i64,
    #[diesel(sql_type = Text)]
    token_id: String,
}

impl TryFrom<Row> for (ItemKey, KeptPlan) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "desk_plans", id: &row.item_key };
        let missing = || reading.bad("a plan lacks what its kind says");
        let plan = match row.kind.as_str() {
            "run" => DeskPlan::Run(RunName {
                route: reading.maybe(row.route.as_deref())?.ok_or_else(missing)?,
                departure: reading.maybe(row.departure.as_deref())?.ok_or_else(missing)?,
                day: reading.maybe(row.day.as_deref())?.ok_or_else(missing)?,
            }),
            "held" => DeskPlan::Held { reason: row.reason.ok_or_else(missing)? },
            "open" => DeskPlan::Open,
            other => return Err(reading.bad(format_args!("{other:?} is no kind of plan"))),
        };
        let by = reading.text(&row.token_id)?;
        let kept = KeptPlan { plan, at: At::from_millis(row.decided_at), by };
        Ok((ItemKey(row.item_key), kept))
    }
}

/// What was decided last about these parcels.
pub fn of_items(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<HashMap<ItemKey, KeptPlan>, StoreError> {
    let sql = format!(
        "SELECT item_key, kind, route, departure, day, reason, decided_at, token_id \
         FROM desk_plans WHERE item_key IN {} ORDER BY item_key, number",
        conn.each_big("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    // The last of each takes the place of those before it.
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Adds a decision about each of these parcels, after those that there are.
pub fn add(
    conn: &mut Conn,
    items: &[ItemKey],
    plan: &DeskPlan,
    (now, by): (At, TokenId),
) -> Result<(), StoreError> {
    #[derive(QueryableByName)]
    struct Last {
        #[diesel(sql_type = BigInt)]
        item_key: i64,
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let sql = format!(
        "SELECT item_key, MAX(number) AS number FROM desk_plans WHERE item_key IN {} \
         GROUP BY item_key",
        conn.each_big("$1")
    );
    let last: Vec<Last> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    let last: HashMap<i64, i64> = last.into_iter().map(|row| (row.item_key, row.number)).collect();
    let run = plan.run();
    let reason = plan.held();
    let columns = [
        ("item_key", column!(items, Big, |item| Some(item.0))),
        ("number", column!(items, Big, |item| Some(last.get(&item.0).map_or(1, |last| last + 1)))),
        ("kind", column!(items, Text, |_| Some(plan.as_str().to_owned()))),
        ("route", column!(items, Text, |_| run.map(|run| run.route.to_string()))),
        ("departure", column!(items, Text, |_| run.map(|run| run.departure.to_string()))),
        ("day", column!(items, Text, |_| run.map(|run| run.day.to_string()))),
        ("reason", column!(items, Text, |_| reason.map(str::to_owned))),
        ("decided_at", column!(items, Big, |_| Some(now.millis()))),
        ("token_id", column!(items, Text, |_| Some(by.to_string()))),
    ];
    insert_many(conn, "desk_plans", &columns, "")?;
    Ok(())
}

/// The parcels that are planned onto runs which start on these days, and are still where they were to get on or
/// beyond: by the name of the run.
pub fn onto_runs(
    conn: &mut Conn,
    days: &[chrono::NaiveDate],
) -> Result<Vec<(RunName, ItemKey)>, StoreError> {
    let sql = format!(
        "SELECT p.item_key, p.kind, p.route, p.departure, p.day, p.reason, p.decided_at, p.token_id \
         FROM desk_plans p JOIN heads h ON h.item_key = p.item_key WHERE p.kind = 'run' \
         AND p.day IN {} AND h.state NOT IN ('delivered', 'returned', 'void', 'lost') \
         AND p.number = (SELECT MAX(l.number) FROM desk_plans l WHERE l.item_key = p.item_key)",
        conn.each_text("$1")
    );
    let days = set(days.iter().map(ToString::to_string));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(days).kept().load(conn)?;
    let named = |row: Row| -> Result<Option<(RunName, ItemKey)>, StoreError> {
        let (item, kept): (ItemKey, KeptPlan) = row.try_into()?;
        Ok(kept.plan.run().cloned().map(|run| (run, item)))
    };
    rows.into_iter().filter_map(|row| named(row).transpose()).collect()
}
