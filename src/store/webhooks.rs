//! Webhooks and their keys. Keys are kept as they are, because every message is signed with them; nothing
//! but [`keys`] reads them.

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::paging::{MAX_LIMIT, Page};
use crate::base::{At, PointCode, WebhookId};
use crate::feed::webhook::{
    Disabled, Reader, Scope, SharedSecret, SigningKey, Webhook, WebhookKey,
};

const SELECT: &str = "SELECT id, url, agencies, events, feed_position, reader, reader_until, \
     attempts_made, resting_until, created_at, created_by, disabled_at, disabled_why, disabled_note FROM webhooks";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    url: String,
    #[diesel(sql_type = Text)]
    agencies: String,
    #[diesel(sql_type = Text)]
    events: String,
    #[diesel(sql_type = BigInt)]
    feed_position: i64,
    #[diesel(sql_type = Nullable<Text>)]
    reader: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    reader_until: Option<i64>,
    #[diesel(sql_type = BigInt)]
    attempts_made: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    resting_until: Option<i64>,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
    #[diesel(sql_type = Text)]
    created_by: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    disabled_at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    disabled_why: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    disabled_note: Option<String>,
}

impl TryFrom<Row> for Webhook {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "webhooks", id: &row.id };
        let disabled = match (row.disabled_at, &row.disabled_why) {
            (Some(at), Some(why)) => Some(Disabled {
                at: At::from_millis(at),
                why: reading.text(why)?,
                note: row.disabled_note,
            }),
            (Some(_) | None, Some(_) | None) => None,
        };
        Ok(Self {
            id: reading.text(&row.id)?,
            url: reading.text(&row.url)?,
            scope: Scope {
                agencies: reading.json(&row.agencies)?,
                events: reading.json(&row.events)?,
            },
            position: row.feed_position,
            reader: reader(row.reader, row.reader_until),
            attempts_made: row.attempts_made,
            resting_until: row.resting_until.map(At::from_millis),
            created_at: At::from_millis(row.created_at),
            created_by: reading.text(&row.created_by)?,
            disabled,
        })
    }
}

fn reader(lease: Option<String>, until: Option<i64>) -> Option<Reader> {
    lease.zip(until).map(|(lease, until)| Reader { lease, until: At::from_millis(until) })
}

/// Adds a webhook.
pub fn insert(conn: &mut Conn, webhook: &Webhook) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO webhooks (id, url, agencies, events, feed_position, created_at, created_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<Text, _>(webhook.id.to_string())
    .bind::<Text, _>(webhook.url.to_string())
    .bind::<Text, _>(set(&webhook.scope.agencies))
    .bind::<Text, _>(set(&webhook.scope.events))
    .bind::<BigInt, _>(webhook.position)
    .bind::<BigInt, _>(webhook.created_at.millis())
    .bind::<Text, _>(webhook.created_by.to_string())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Writes what may change of a webhook: everything but who made it and when.
pub fn save(conn: &mut Conn, webhook: &Webhook) -> Result<(), StoreError> {
    let disabled = webhook.disabled.as_ref();
    sql_query(
        "UPDATE webhooks SET url = $1, agencies = $2, events = $3, feed_position = $4, \
         attempts_made = $5, resting_until = $6, disabled_at = $7, disabled_why = $8, \
         disabled_note = $9, reader = $10, reader_until = $11 WHERE id = $12",
    )
    .bind::<Text, _>(webhook.url.to_string())
    .bind::<Text, _>(set(&webhook.scope.agencies))
    .bind::<Text, _>(set(&webhook.scope.events))
    .bind::<BigInt, _>(webhook.position)
    .bind::<BigInt, _>(webhook.attempts_made)
    .bind::<Nullable<BigInt>, _>(webhook.resting_until.map(At::millis))
    .bind::<Nullable<BigInt>, _>(disabled.map(|disabled| disabled.at.millis()))
    .bind::<Nullable<Text>, _>(disabled.map(|disabled| disabled.why.as_str()))
    .bind::<Nullable<Text>, _>(disabled.and_then(|disabled| disabled.note.as_deref()))
    .bind::<Nullable<Text>, _>(webhook.reader.as_ref().map(|reader| reader.lease.as_str()))
    .bind::<Nullable<BigInt>, _>(webhook.reader.as_ref().map(|reader| reader.until.millis()))
    .bind::<Text, _>(webhook.id.to_string())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Removes a webhook with all that belongs to it.
pub fn delete(conn: &mut Conn, id: WebhookId) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM webhook_deliveries WHERE webhook_id = $1",
        "DELETE FROM webhook_attempts WHERE webhook_id = $1",
        "DELETE FROM webhook_keys WHERE webhook_id = $1",
        "DELETE FROM webhooks WHERE id = $1",
    ] {
        sql_query(statement).bind::<Text, _>(id.to_string()).kept().execute(conn)?;
    }
    Ok(())
}

/// The webhook of this id.
pub fn find(conn: &mut Conn, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
    one(conn, id, "")
}

/// The webhook of this id, locked until the transaction ends.
pub fn find_for_update(conn: &mut Conn, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
    let lock = conn.for_update();
    one(conn, id, lock)
}

fn one(conn: &mut Conn, id: WebhookId, lock: &str) -> Result<Option<Webhook>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE id = $1{lock}"))
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// A page of webhooks in the order in which they were made, after the one the cursor names; of those that
/// are for these agencies alone, when agencies are given.
pub fn list(
    conn: &mut Conn,
    within: Option<&[PointCode]>,
    after: Option<WebhookId>,
    limit: i64,
) -> Result<Page<Webhook>, StoreError> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let (own, named) = (conn.each_text("$2"), conn.each_text("webhooks.agencies"));
    let sql = format!(
        "{SELECT} WHERE ($1 = 'all' OR (agencies <> '[]' AND NOT EXISTS \
         (SELECT * FROM {named} AS named EXCEPT SELECT * FROM {own} AS own))) \
         AND id > $3 ORDER BY id LIMIT $4"
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<Text, _>(if within.is_none() { "all" } else { "some" })
        .bind::<Text, _>(set(within.unwrap_or_default()))
        .bind::<Text, _>(after.map(|id| id.to_string()).unwrap_or_default())
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let webhooks = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<Webhook>, _>>()?;
    Ok(Page::from_overfull(webhooks, limit, |webhook| webhook.id.to_string()))
}

/// What a loop has to know of a webhook that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The webhook.
    pub id: WebhookId,
    /// How far the feed was read for it.
    pub position: i64,
    /// Who reads on from there.
    pub reader: Option<Reader>,
    /// Until when the receiver asked to be left alone.
    pub resting_until: Option<At>,
    /// Whether anything waits or is dead.
    pub has_rows: bool,
    /// When something is due next: the earliest of what waits, but not before the receiver wants it.
    pub due_at: Option<At>,
}

#[derive(QueryableByName)]
struct StandingRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    feed_position: i64,
    #[diesel(sql_type = Nullable<Text>)]
    reader: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    reader_until: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    resting_until: Option<i64>,
    #[diesel(sql_type = Bool)]
    has_rows: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
}

/// How the webhooks that are called stand, without locking or changing anything.
pub fn standing(conn: &mut Conn) -> Result<Vec<Standing>, StoreError> {
    let rows: Vec<StandingRow> = sql_query(
        "SELECT id, feed_position, reader, reader_until, resting_until, \
         EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = webhooks.id) AS has_rows, \
         (SELECT MIN(due_at) FROM webhook_deliveries d \
         WHERE d.webhook_id = webhooks.id AND d.due_at IS NOT NULL) AS due_at \
         FROM webhooks WHERE disabled_at IS NULL ORDER BY id",
    )
    .kept()
    .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "webhooks", id: &row.id };
            let due =
                row.due_at.map(|due| At::from_millis(due.max(row.resting_until.unwrap_or(0))));
            Ok(Standing {
                id: reading.text(&row.id)?,
                position: row.feed_position,
                reader: reader(row.reader, row.reader_until),
                resting_until: row.resting_until.map(At::from_millis),
                has_rows: row.has_rows,
                due_at: due,
            })
        })
        .collect()
}

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Binary)]
    secret: Vec<u8>,
    #[diesel(sql_type = Binary)]
    signing_key: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    until_at: Option<i64>,
}

/// The keys of a webhook, the newest last; also those that sign no more.
pub fn keys(conn: &mut Conn, id: WebhookId) -> Result<Vec<WebhookKey>, StoreError> {
    let rows: Vec<KeyRow> = sql_query(
        "SELECT number, secret, signing_key, created_at, until_at FROM webhook_keys \
         WHERE webhook_id = $1 ORDER BY number",
    )
    .bind::<Text, _>(id.to_string())
    .kept()
    .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "webhook_keys", id: &id };
            Ok(WebhookKey {
                number: row.number,
                secret: SharedSecret::from_bytes(row.secret).map_err(|bad| reading.bad(bad))?,
                signing: SigningKey::from_bytes(&row.signing_key)
                    .map_err(|bad| reading.bad(bad))?,
                created_at: At::from_millis(row.created_at),
                until: row.until_at.map(At::from_millis),
            })
        })
        .collect()
}

/// Adds a key.
pub fn insert_key(conn: &mut Conn, id: WebhookId, key: &WebhookKey) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO webhook_keys (webhook_id, number, secret, signing_key, created_at) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind::<Text, _>(id.to_string())
    .bind::<BigInt, _>(key.number)
    .bind::<Binary, _>(key.secret.as_bytes())
    .bind::<Binary, _>(key.signing.as_bytes())
    .bind::<BigInt, _>(key.created_at.millis())
    .kept()
    .execute(conn)?;
    Ok(())
}

/// Says until when the keys of a webhook sign, where they would sign for longer, and forgets those that
/// sign no more.
pub fn end_keys(conn: &mut Conn, id: WebhookId, until: At, now: At) -> Result<(), StoreError> {
    sql_query("DELETE FROM webhook_keys WHERE webhook_id = $1 AND until_at <= $2")
        .bind::<Text, _>(id.to_string())
        .bind::<BigInt, _>(now.millis())
        .kept()
        .execute(conn)?;
    sql_query(
        "UPDATE webhook_keys SET until_at = $1 WHERE webhook_id = $2 \
         AND (until_at IS NULL OR until_at > $1)",
    )
    .bind::<BigInt, _>(until.millis())
    .bind::<Text, _>(id.to_string())
    .kept()
    .execute(conn)?;
    Ok(())
}
