//! What webhooks are still to be told. Every function is called with the webhook's row
//! locked, which is why none of them locks anything itself.

mod waiting;

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::facts::{in_scope, scope_parameters};
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::{At, CaseId, WebhookId};
use crate::feed::webhook::{Failed, Left, Scope, Unacknowledged};

pub use waiting::{Counts, Waiting, count, first_of_case, of_case, waiting};

/// Writes down what was not acknowledged of what was sent from memory: what failed, what is still being sent
/// under this lease, what waits behind another of its case.
pub fn put(
    conn: &mut Conn,
    webhook: WebhookId,
    rows: &[Unacknowledged],
    (lease, until): (&str, At),
) -> Result<(), StoreError> {
    let id = webhook.to_string();
    let attempts = |row: &Unacknowledged| match row.left {
        Left::Failed(_) => 1,
        Left::UnderWay | Left::Behind => 0,
    };
    let due = |row: &Unacknowledged| match row.left {
        Left::Failed(Failed::Again(at)) => Some(at.millis()),
        Left::UnderWay => Some(until.millis()),
        Left::Failed(Failed::Dead(_)) | Left::Behind => None,
    };
    let died = |row: &Unacknowledged| match row.left {
        Left::Failed(Failed::Dead(at)) => Some(at.millis()),
        Left::Failed(Failed::Again(_)) | Left::UnderWay | Left::Behind => None,
    };
    let held = |row: &Unacknowledged| (row.left == Left::UnderWay).then(|| lease.to_owned());
    let columns = [
        ("webhook_id", column!(rows, Text, |_| Some(id.clone()))),
        ("position", column!(rows, Big, |row| Some(row.position))),
        ("case_id", column!(rows, Text, |row| Some(row.case.to_string()))),
        ("attempts", column!(rows, Big, |row| Some(attempts(row)))),
        ("due_at", column!(rows, Big, due)),
        ("lease", column!(rows, Text, held)),
        ("died_at", column!(rows, Big, died)),
    ];
    insert_many(conn, "webhook_deliveries", &columns, "DO NOTHING")?;
    Ok(())
}

/// Which of these cases have rows: what follows in them waits behind those.
pub fn cases_with_rows(
    conn: &mut Conn,
    webhook: WebhookId,
    cases: &BTreeSet<CaseId>,
) -> Result<HashSet<CaseId>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        case_id: String,
    }
    let sql = format!(
        "SELECT DISTINCT case_id FROM webhook_deliveries WHERE webhook_id = $1 AND case_id IN {}",
        conn.each_text("$2")
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(set(cases))
        .kept()
        .load(conn)?;
    let case = |row: Row| Reading { table: "webhook_deliveries", id: &webhook }.text(&row.case_id);
    rows.into_iter().map(case).collect()
}

/// Makes due what waits behind nothing, of the facts after a position.
pub fn begin(conn: &mut Conn, webhook: WebhookId, after: i64, now: At) -> Result<(), StoreError> {
    sql_query(
        "UPDATE webhook_deliveries SET due_at = $1 WHERE webhook_id = $2 AND position > $3 \
         AND due_at IS NULL AND died_at IS NULL AND NOT EXISTS \
         (SELECT 1 FROM webhook_deliveries e WHERE e.webhook_id = webhook_deliveries.webhook_id \
         AND e.case_id = webhook_deliveries.case_id AND e.position < webhook_deliveries.position)",
    )
    .bind::<BigInt, _>(now.millis())
    .bind::<Text, _>(webhook.to_string())
    .bind::<BigInt, _>(after)
    .kept()
    .execute(conn)?;
    Ok(())
}

/// A fact that a process has taken to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The fact's place in the feed.
    pub position: i64,
    /// How often it was tried before.
    pub attempts: i64,
}

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = BigInt)]
    attempts: i64,
}

/// Takes what is due, at most `most`, until the lease ends.
pub fn claim(
    conn: &mut Conn,
    webhook: WebhookId,
    most: i64,
    lease: &str,
    (now, until): (At, At),
) -> Result<Vec<Claimed>, StoreError> {
    let rows: Vec<ClaimedRow> = sql_query(
        "SELECT position, attempts FROM webhook_deliveries WHERE webhook_id = $1 AND due_at <= $2 \
         ORDER BY due_at, position LIMIT $3",
    )
    .bind::<Text, _>(webhook.to_string())
    .bind::<BigInt, _>(now.millis())
    .bind::<BigInt, _>(most)
    .kept()
    .load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "UPDATE webhook_deliveries SET due_at = $1, lease = $2 WHERE webhook_id = $3 \
         AND position IN {}",
        conn.each_big("$4")
    );
    sql_query(sql)
        .bind::<BigInt, _>(until.millis())
        .bind::<Text, _>(lease)
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(set(rows.iter().map(|row| row.position)))
        .kept()
        .execute(conn)?;
    let claimed = |row: ClaimedRow| Claimed { position: row.position, attempts: row.attempts };
    Ok(rows.into_iter().map(claimed).collect())
}

/// By which lease each of these facts is being sent. One that is missing was taken over by another process,
/// or a person began again or skipped it.
pub fn leases(
    conn: &mut Conn,
    webhook: WebhookId,
    positions: &[i64],
) -> Result<HashMap<i64, String>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        position: i64,
        #[diesel(sql_type = Text)]
        lease: String,
    }
    if positions.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT position, lease FROM webhook_deliveries \
         WHERE webhook_id = $1 AND position IN {} AND lease IS NOT NULL",
        conn.each_big("$2")
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(set(positions))
        .kept()
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.position, row.lease)).collect())
}

/// Takes facts of these cases off, and makes the next one of each case due.
pub fn finish(
    conn: &mut Conn,
    webhook: WebhookId,
    positions: &[i64],
    cases: &[CaseId],
    now: At,
) -> Result<(), StoreError> {
    if positions.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "DELETE FROM webhook_deliveries WHERE webhook_id = $1 AND position IN {}",
        conn.each_big("$2")
    );
    sql_query(sql)
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(set(positions))
        .kept()
        .execute(conn)?;
    let sql = format!(
        "UPDATE webhook_deliveries SET due_at = $1 WHERE webhook_id = $2 AND position IN \
         (SELECT MIN(position) FROM webhook_deliveries \
         WHERE webhook_id = $2 AND case_id IN {} GROUP BY case_id) \
         AND due_at IS NULL AND died_at IS NULL",
        conn.each_text("$3")
    );
    sql_query(sql)
        .bind::<BigInt, _>(now.millis())
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(set(cases))
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Gives a fact back, as tried once more.
pub fn give_back(
    conn: &mut Conn,
    webhook: WebhookId,
    position: i64,
    failed: Failed,
) -> Result<(), StoreError> {
    let (due, died) = match failed {
        Failed::Again(at) => (Some(at.millis()), None),
        Failed::Dead(at) => (None, Some(at.millis())),
    };
    sql_query(
        "UPDATE webhook_deliveries SET attempts = attempts + 1, lease = NULL, due_at = $1, \
         died_at = $2 WHERE webhook_id = $3 AND position = $4",
    )
    .bind::<Nullable<BigInt>, _>(due)
    .bind::<Nullable<BigInt>, _>(died)
    .bind::<Text, _>(webhook.to_string())
    .bind::<BigInt, _>(position)
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Makes what waits for a later try due now: whoever mended a receiver need not wait hours for it.
pub fn hasten(conn: &mut Conn, webhook: WebhookId, now: At) -> Result<(), StoreError> {
    sql_query(
        "UPDATE webhook_deliveries SET due_at = $1 WHERE webhook_id = $2 AND due_at > $1 \
         AND lease IS NULL",
    )
    .bind::<BigInt, _>(now.millis())
    .bind::<Text, _>(webhook.to_string())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Forgets what waits after a position: it will be put in again.
pub fn forget_after(conn: &mut Conn, webhook: WebhookId, position: i64) -> Result<(), StoreError> {
    sql_query("DELETE FROM webhook_deliveries WHERE webhook_id = $1 AND position > $2")
        .bind::<Text, _>(webhook.to_string())
        .bind::<BigInt, _>(position)
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Forgets what waits and is no longer within the scope.
pub fn forget_outside(
    conn: &mut Conn,
    webhook: WebhookId,
    scope: &Scope,
    now: At,
) -> Result<(), StoreError> {
    let sql = format!(
        "DELETE FROM webhook_deliveries WHERE webhook_id = $1 AND NOT EXISTS \
         (SELECT 1 FROM facts f WHERE f.position = webhook_deliveries.position AND {})",
        in_scope(conn, "f", ["$2", "$3"])
    );
    let (agencies, events) = scope_parameters(scope);
    sql_query(sql)
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(agencies)
        .bind::<Text, _>(events)
        .kept()
        .execute(conn)?;
    begin(conn, webhook, 0, now)
}

/// Puts all facts of a case up to a position in again, from the first, as if none had ever been tried.
/// False when there is none within the scope.
pub fn renew_case(
    conn: &mut Conn,
    webhook: WebhookId,
    scope: &Scope,
    case: CaseId,
    (upto, now): (i64, At),
) -> Result<bool, StoreError> {
    sql_query("DELETE FROM webhook_deliveries WHERE webhook_id = $1 AND case_id = $2")
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(case.to_string())
        .kept()
        .execute(conn)?;
    let sql = format!(
        "INSERT INTO webhook_deliveries (webhook_id, position, case_id, attempts, due_at) \
         SELECT $1, f.position, f.case_id, 0, NULL FROM facts f \
         WHERE f.case_id = $2 AND f.position <= $3 AND {}",
        in_scope(conn, "f", ["$4", "$5"])
    );
    let (agencies, events) = scope_parameters(scope);
    let waiting = sql_query(sql)
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(case.to_string())
        .bind::<BigInt, _>(upto)
        .bind::<Text, _>(agencies)
        .bind::<Text, _>(events)
        .kept()
        .execute(conn)?;
    begin(conn, webhook, 0, now)?;
    Ok(waiting > 0)
}
