//! The attempts at each webhook: written with what they led to, the oldest forgotten.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, WebhookId};
use crate::feed::webhook::{Attempt, Outcome};

#[derive(QueryableByName)]
struct AttemptRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    event_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    case_code: Option<String>,
    #[diesel(sql_type = BigInt)]
    nth: i64,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = BigInt)]
    took_ms: i64,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    status: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    failure: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    answer: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    next_at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    by_token: Option<String>,
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = StoreError;

    fn try_from(row: AttemptRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "webhook_attempts", id: &row.number };
        let outcome: Outcome = reading.text(&row.outcome)?;
        Ok(Self {
            number: row.number,
            case_code: row.case_code,
            nth: row.nth,
            at: At::from_millis(row.at),
            took_ms: row.took_ms,
            outcome,
            status: row.status,
            failure: reading.maybe(row.failure.as_deref())?,
            next_at: row.next_at.map(At::from_millis),
            by: reading.maybe(row.by_token.as_deref())?,
            event: row.event_id,
            answer: row.answer,
        })
    }
}

/// How many attempts of a webhook are kept.
const KEPT: i64 = 10_000;

/// Writes attempts down; of the oldest so many are forgotten that `KEPT` stay.
pub fn keep(conn: &mut Conn, webhook: WebhookId, attempts: &[Attempt]) -> Result<(), StoreError> {
    let Some(last) = attempts.iter().map(|attempt| attempt.number).max() else { return Ok(()) };
    let id = webhook.to_string();
    let columns = [
        ("webhook_id", column!(attempts, Text, |_| Some(id.clone()))),
        ("number", column!(attempts, Big, |one| Some(one.number))),
        ("event_id", column!(attempts, Text, |one| Some(one.event.clone()))),
        ("case_code", column!(attempts, Text, |one| one.case_code.clone())),
        ("nth", column!(attempts, Big, |one| Some(one.nth))),
        ("at", column!(attempts, Big, |one| Some(one.at.millis()))),
        ("took_ms", column!(attempts, Big, |one| Some(one.took_ms))),
        ("outcome", column!(attempts, Text, |one| Some(one.outcome.as_str().to_owned()))),
        ("status", column!(attempts, Big, |one| one.status)),
        ("failure", column!(attempts, Text, |one| one.failure.map(|why| why.as_str().to_owned()))),
        ("answer", column!(attempts, Text, |one| one.answer.clone())),
        ("next_at", column!(attempts, Big, |one| one.next_at.map(At::millis))),
        ("by_token", column!(attempts, Text, |one| one.by.map(|by| by.to_string()))),
    ];
    insert_many(conn, "webhook_attempts", &columns, "")?;
    sql_query("DELETE FROM webhook_attempts WHERE webhook_id = $1 AND number <= $2")
        .bind::<Text, _>(id)
        .bind::<BigInt, _>(last - KEPT)
        .kept()
        .execute(conn)?;
    Ok(())
}

const SELECT: &str = "SELECT number, event_id, case_code, nth, at, took_ms, outcome, status, failure, \
     answer, next_at, by_token FROM webhook_attempts";

/// The attempts behind the one of this number that are kept, in their order.
pub fn after(conn: &mut Conn, webhook: WebhookId, number: i64) -> Result<Vec<Attempt>, StoreError> {
    let rows: Vec<AttemptRow> =
        sql_query(format!("{SELECT} WHERE webhook_id = $1 AND number > $2 ORDER BY number"))
            .bind::<Text, _>(webhook.to_string())
            .bind::<BigInt, _>(number)
            .kept()
            .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A page of attempts, the latest first, before the one the cursor names.
pub fn list(
    conn: &mut Conn,
    webhook: WebhookId,
    before: Option<i64>,
    limit: i64,
) -> Result<Page<Attempt>, StoreError> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let rows: Vec<AttemptRow> = sql_query(format!(
        "{SELECT} WHERE webhook_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3"
    ))
    .bind::<Text, _>(webhook.to_string())
    .bind::<BigInt, _>(before.unwrap_or(i64::MAX))
    .bind::<BigInt, _>(limit + 1)
    .kept()
    .load(conn)?;
    let attempts = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Attempt>, _>>()?;
    Ok(Page::from_overfull(attempts, limit, |one| one.number.to_string()))
}
