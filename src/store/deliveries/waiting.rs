//! What waits for a webhook: listed, and counted.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::super::connection::Conn;
use super::super::error::StoreError;
use super::super::kept::Keep as _;
use super::super::row::Reading;
use crate::base::codes::CaseCode;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, CaseId, WebhookId};
use crate::feed::webhook::event_id;

/// A fact that was not acknowledged yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its place in the feed.
    pub position: i64,
    /// The `webhook-id` it is sent under.
    pub event: String,
    /// Its case.
    pub case: CaseId,
    /// The case's code.
    pub case_code: CaseCode,
    /// The event's type, without the prefix.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried; none while it waits behind another of its case, or is dead.
    pub due_at: Option<At>,
    /// When its last try failed.
    pub died_at: Option<At>,
}

#[derive(QueryableByName)]
struct WaitingRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Text)]
    case_id: String,
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = Text)]
    case_code: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    attempts: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    died_at: Option<i64>,
}

impl TryFrom<WaitingRow> for Waiting {
    type Error = StoreError;

    fn try_from(row: WaitingRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "webhook_deliveries", id: &row.position };
        let case: CaseId = reading.text(&row.case_id)?;
        Ok(Self {
            position: row.position,
            event: event_id(case, row.sequence),
            case,
            case_code: reading.text(&row.case_code)?,
            attempts: row.attempts,
            due_at: row.due_at.map(At::from_millis),
            died_at: row.died_at.map(At::from_millis),
            kind: row.kind,
        })
    }
}

const WAITING: &str = "SELECT d.position, d.case_id, f.sequence, f.case_code, f.kind, d.attempts, \
     d.due_at, d.died_at FROM webhook_deliveries d JOIN facts f ON f.position = d.position";

/// A page of what was not acknowledged yet, in the order of the feed; only what is dead, when asked.
pub fn waiting(
    conn: &mut Conn,
    webhook: WebhookId,
    dead_only: bool,
    after: i64,
    limit: i64,
) -> Result<Page<Waiting>, StoreError> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let dead = if dead_only { "AND d.died_at IS NOT NULL" } else { "" };
    let sql = format!(
        "{WAITING} WHERE d.webhook_id = $1 AND d.position > $2 {dead} ORDER BY d.position LIMIT $3"
    );
    let rows: Vec<WaitingRow> = sql_query(sql)
        .bind::<Text, _>(webhook.to_string())
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let waiting = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Waiting>, _>>()?;
    Ok(Page::from_overfull(waiting, limit, |one| one.position.to_string()))
}

/// What of a case was not acknowledged yet, by whatever webhook, in the order of the feed.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<(WebhookId, Waiting)>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        webhook_id: String,
        #[diesel(embed)]
        waiting: WaitingRow,
    }
    let sql = WAITING.replacen("SELECT ", "SELECT d.webhook_id, ", 1);
    let rows: Vec<Row> = sql_query(format!("{sql} WHERE d.case_id = $1 ORDER BY d.position"))
        .bind::<Text, _>(case.to_string())
        .kept()
        .load(conn)?;
    let of = |row: Row| {
        let reading = Reading { table: "webhook_deliveries", id: &row.waiting.position };
        Ok((reading.text(&row.webhook_id)?, row.waiting.try_into()?))
    };
    rows.into_iter().map(of).collect()
}

/// The first fact of a case that was not acknowledged yet.
pub fn first_of_case(
    conn: &mut Conn,
    webhook: WebhookId,
    case: CaseId,
) -> Result<Option<Waiting>, StoreError> {
    let sql =
        format!("{WAITING} WHERE d.webhook_id = $1 AND d.case_id = $2 ORDER BY d.position LIMIT 1");
    let row: Option<WaitingRow> = sql_query(sql)
        .bind::<Text, _>(webhook.to_string())
        .bind::<Text, _>(case.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// How much waits, and how much of it is dead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Counts {
    /// Facts not acknowledged yet.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Of these, the dead ones.
    #[diesel(sql_type = BigInt)]
    pub dead: i64,
}

/// Counts what waits.
pub fn count(conn: &mut Conn, webhook: WebhookId) -> Result<Counts, StoreError> {
    Ok(sql_query(
        "SELECT COUNT(*) AS waiting, COUNT(died_at) AS dead FROM webhook_deliveries \
         WHERE webhook_id = $1",
    )
    .bind::<Text, _>(webhook.to_string())
    .kept()
    .get_result(conn)?)
}
