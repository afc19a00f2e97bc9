//! Records of liability: where they stand, what the log said of them, and what was done about them. Readings and
//! stages are added, never changed; the head follows from the last of each and is what lists ask.

mod readings;
mod stages;

use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::claimed::{self, Filter, Listed};
use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading as Row;
use crate::base::paging::Page;
use crate::base::{At, ItemKey, LiabilityId};
use crate::claims::{Liability, Stage};

pub use readings::{Harmed, follow, readings};
pub use stages::{add_stage, stages};

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    harm: String,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = BigInt)]
    readings: i64,
    #[diesel(sql_type = Bool)]
    stands: bool,
    #[diesel(sql_type = Nullable<Text>)]
    answers: Option<String>,
    #[diesel(sql_type = BigInt)]
    opened_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
}

const HEAD: &str = "SELECT l.id, l.item_key, l.harm, l.stage, l.readings, l.stands, l.answers, \
     l.opened_at, l.due_at FROM liabilities l";

impl TryFrom<Head> for Liability {
    type Error = StoreError;

    fn try_from(row: Head) -> Result<Self, StoreError> {
        let reading = Row { table: "liabilities", id: &row.id };
        Ok(Self {
            item: ItemKey(row.item_key),
            harm: reading.text(&row.harm)?,
            stage: reading.text(&row.stage)?,
            readings: reading.number(row.readings)?,
            stands: row.stands,
            answers: reading.maybe(row.answers.as_deref())?,
            opened_at: At::from_millis(row.opened_at),
            due_at: row.due_at.map(At::from_millis),
            id: LiabilityId(row.id),
        })
    }
}

fn one(conn: &mut Conn, id: &LiabilityId, lock: &str) -> Result<Option<Liability>, StoreError> {
    let row: Option<Head> = sql_query(format!("{HEAD} WHERE l.id = $1{lock}"))
        .bind::<Text, _>(&id.0)
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The record of this id.
pub fn find(conn: &mut Conn, id: &LiabilityId) -> Result<Option<Liability>, StoreError> {
    one(conn, id, "")
}

/// The record of this id, locked until the transaction ends. Its case is locked before it.
pub fn lock(conn: &mut Conn, id: &LiabilityId) -> Result<Option<Liability>, StoreError> {
    let lock = conn.for_update();
    one(conn, id, lock)
}

/// The records about these parcels.
pub fn of_items(conn: &mut Conn, items: &[ItemKey]) -> Result<Vec<Liability>, StoreError> {
    let sql =
        format!("{HEAD} WHERE l.item_key IN {} ORDER BY l.opened_at, l.id", conn.each_big("$1"));
    let rows: Vec<Head> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Records, the oldest first.
pub fn list(
    conn: &mut Conn,
    filter: &Filter<Stage>,
    after: Option<(At, String)>,
    limit: i64,
) -> Result<Page<Liability>, StoreError> {
    let listed = Listed {
        select: HEAD,
        table: "l",
        since: "opened_at",
        stage: filter.stage.map_or("", Stage::as_str),
        points: filter.points.as_deref(),
    };
    let cursor = |one: &Liability| (one.opened_at, one.id.to_string());
    claimed::page::<Head, _>(conn, &listed, (after, limit), cursor)
}
