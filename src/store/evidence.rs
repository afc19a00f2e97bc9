//! Photos and signatures. All that is asked of the place where they lie stands here: [`keep`] and [`find`].

use diesel::sql_types::{BigInt, Binary, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};
use uuid::Uuid;

use super::connection::Conn;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::{At, TokenId};
use crate::parcels::{Evidence, PictureKind};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Binary)]
    content: Vec<u8>,
}

/// Keeps it. False when something is kept under the id already.
pub fn keep(
    conn: &mut Conn,
    evidence: &Evidence,
    by: TokenId,
    now: At,
) -> Result<bool, StoreError> {
    let kept = sql_query(
        "INSERT INTO evidence (id, kind, content, token_id, kept_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind::<Text, _>(evidence.id.to_string())
    .bind::<Text, _>(evidence.kind.as_str())
    .bind::<Binary, _>(&evidence.content)
    .bind::<Text, _>(by.to_string())
    .bind::<BigInt, _>(now.millis())
    .kept()
    .execute(conn)?;
    Ok(kept > 0)
}

/// What is kept under an id.
pub fn find(conn: &mut Conn, id: Uuid) -> Result<Option<Evidence>, StoreError> {
    let row: Option<Row> = sql_query("SELECT kind, content FROM evidence WHERE id = $1")
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let reading = Reading { table: "evidence", id: &id };
    let kind = PictureKind::read(&row.kind).map_err(|problem| reading.bad(problem))?;
    Ok(Some(Evidence { id, kind, content: row.content }))
}
