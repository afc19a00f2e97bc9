//! How webhooks stand, for a list of them: what waits, what is dead, what came back last. As many
//! statements for many as for one.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::row::Reading;
use crate::base::{At, WebhookId};
use crate::feed::webhook::Outcome;

/// How a webhook stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// Facts read for it from the feed and not acknowledged yet.
    pub waiting: i64,
    /// Of these, the dead ones: their cases wait for a person.
    pub dead: i64,
    /// What came of the last try.
    pub last: Option<Last>,
}

/// The last try of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// When it began.
    pub at: At,
    /// What became of it.
    pub outcome: Outcome,
    /// The HTTP status, when there was an answer.
    pub status: Option<i64>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    waiting: i64,
    #[diesel(sql_type = BigInt)]
    dead: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    outcome: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    status: Option<i64>,
}

/// How these webhooks stand.
pub fn of(conn: &mut Conn, ids: &[WebhookId]) -> Result<HashMap<WebhookId, Health>, StoreError> {
    let sql = format!(
        "SELECT w.id, COALESCE(d.waiting, 0) AS waiting, COALESCE(d.dead, 0) AS dead, a.at, \
         a.outcome, a.status FROM webhooks w \
         LEFT JOIN (SELECT webhook_id, COUNT(*) AS waiting, COUNT(died_at) AS dead \
         FROM webhook_deliveries GROUP BY webhook_id) d ON d.webhook_id = w.id \
         LEFT JOIN webhook_attempts a ON a.webhook_id = w.id AND a.number = w.attempts_made \
         WHERE w.id IN {}",
        conn.each_text("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(ids)).load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "webhook_attempts", id: &row.id };
            let last = match (row.at, row.outcome.as_deref()) {
                (Some(at), Some(outcome)) => Some(Last {
                    at: At::from_millis(at),
                    outcome: reading.text(outcome)?,
                    status: row.status,
                }),
                (Some(_) | None, Some(_) | None) => None,
            };
            let health = Health { waiting: row.waiting, dead: row.dead, last };
            Ok((reading.text(&row.id)?, health))
        })
        .collect()
}

/// How many webhooks are switched off, and in how many a case waits for a person: what somebody should
/// know who looks whether all is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Neglected {
    /// Switched off.
    #[diesel(sql_type = BigInt)]
    pub disabled: i64,
    /// Events whose last try failed.
    #[diesel(sql_type = BigInt)]
    pub dead: i64,
}

/// Counts what nobody looked after.
pub fn neglected(conn: &mut Conn) -> Result<Neglected, StoreError> {
    Ok(sql_query(
        "SELECT (SELECT COUNT(*) FROM webhooks WHERE disabled_at IS NOT NULL) AS disabled, \
         (SELECT COUNT(died_at) FROM webhook_deliveries) AS dead",
    )
    .get_result(conn)?)
}
