//! What was done about a harm, in its order.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::super::connection::Conn;
use super::super::error::StoreError;
use super::super::kept::Keep as _;
use super::super::row::Reading as Row;
use crate::base::{At, Dong, LiabilityId, PointCode};
use crate::claims::{Done, Stage};

#[derive(QueryableByName)]
struct StageRow {
    #[diesel(sql_type = Text)]
    liability_id: String,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Nullable<Text>)]
    token_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = BigInt)]
    reading: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    amount: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    charge: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    times: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    entry_id: Option<String>,
}

impl TryFrom<StageRow> for Done {
    type Error = StoreError;

    fn try_from(row: StageRow) -> Result<Self, StoreError> {
        let reading = Row { table: "liability_stages", id: &row.liability_id };
        Ok(Self {
            stage: reading.text(&row.stage)?,
            at: At::from_millis(row.at),
            by: reading.maybe(row.token_id.as_deref())?,
            reason: row.reason,
            reading: reading.number(row.reading)?,
            amount: row.amount.map(Dong::kept),
            charge: row.charge.map(Dong::kept),
            times: row.times.map(|times| reading.number(times)).transpose()?,
            due_at: row.due_at.map(At::from_millis),
            point: reading.maybe(row.point.as_deref())?,
            entry: reading.maybe(row.entry_id.as_deref())?,
        })
    }
}

/// All that was done about it, in its order.
pub fn stages(conn: &mut Conn, id: &LiabilityId) -> Result<Vec<Done>, StoreError> {
    let rows: Vec<StageRow> = sql_query(
        "SELECT liability_id, stage, at, token_id, reason, reading, amount, charge, times, due_at, \
         point, entry_id FROM liability_stages WHERE liability_id = $1 ORDER BY number",
    )
    .bind::<Text, _>(&id.0)
    .kept()
    .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

fn count_stages(conn: &mut Conn, id: &LiabilityId) -> Result<i64, StoreError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let count: Count =
        sql_query("SELECT COUNT(*) AS many FROM liability_stages WHERE liability_id = $1")
            .bind::<Text, _>(&id.0)
            .kept()
            .get_result(conn)?;
    Ok(count.many)
}

/// Adds a stage; the record, which is locked, is that far then.
pub fn add_stage(conn: &mut Conn, id: &LiabilityId, done: &Done) -> Result<(), StoreError> {
    let number = count_stages(conn, id)? + 1;
    sql_query(
        "INSERT INTO liability_stages (liability_id, number, stage, at, token_id, reason, reading, \
         amount, charge, times, due_at, point, entry_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind::<Text, _>(&id.0)
    .bind::<BigInt, _>(number)
    .bind::<Text, _>(done.stage.as_str())
    .bind::<BigInt, _>(done.at.millis())
    .bind::<Nullable<Text>, _>(done.by.map(|by| by.to_string()))
    .bind::<Nullable<Text>, _>(done.reason.as_deref())
    .bind::<BigInt, _>(i64::from(done.reading))
    .bind::<Nullable<BigInt>, _>(done.amount.map(Dong::dong))
    .bind::<Nullable<BigInt>, _>(done.charge.map(Dong::dong))
    .bind::<Nullable<BigInt>, _>(done.times.map(i64::from))
    .bind::<Nullable<BigInt>, _>(done.due_at.map(At::millis))
    .bind::<Nullable<Text>, _>(done.point.as_ref().map(PointCode::as_str))
    .bind::<Nullable<Text>, _>(done.entry.map(|id| id.to_string()))
    .kept()
    .execute(conn)?;
    let due = done.due_at.filter(|_| done.stage == Stage::Fixed);
    sql_query("UPDATE liabilities SET stage = $1, due_at = $2 WHERE id = $3")
        .bind::<Text, _>(done.stage.as_str())
        .bind::<Nullable<BigInt>, _>(due.map(At::millis))
        .bind::<Text, _>(&id.0)
        .kept()
        .execute(conn)?;
    Ok(())
}
