//! Answers already given to requests that bore a key of their sender's.

use diesel::sql_types::{BigInt, Binary, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;
use super::kept::Keep as _;
use crate::base::{At, TokenId};

/// An answer as it is kept.
#[derive(QueryableByName, Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The SHA-256 of the request that was answered.
    #[diesel(sql_type = Binary)]
    pub fingerprint: Vec<u8>,
    /// The answer, as JSON.
    #[diesel(sql_type = Text)]
    pub answer: String,
}

/// Claims a key for a request. False when it was used before; on PostgreSQL a transaction that has just
/// claimed it and not yet ended is waited for.
pub fn claim(
    conn: &mut Conn,
    token: TokenId,
    key: &str,
    fingerprint: &[u8],
    now: At,
) -> Result<bool, StoreError> {
    let claimed = sql_query(
        "INSERT INTO answered_requests (token_id, request_key, fingerprint, answer, answered_at) \
         VALUES ($1, $2, $3, '', $4) ON CONFLICT (token_id, request_key) DO NOTHING",
    )
    .bind::<Text, _>(token.to_string())
    .bind::<Text, _>(key)
    .bind::<Binary, _>(fingerprint)
    .bind::<BigInt, _>(now.millis())
    .kept()
    .execute(conn)?;
    Ok(claimed > 0)
}

/// Keeps the answer to a request whose key was claimed in this transaction.
pub fn keep(conn: &mut Conn, token: TokenId, key: &str, answer: &str) -> Result<(), StoreError> {
    sql_query("UPDATE answered_requests SET answer = $1 WHERE token_id = $2 AND request_key = $3")
        .bind::<Text, _>(answer)
        .bind::<Text, _>(token.to_string())
        .bind::<Text, _>(key)
        .kept()
        .execute(conn)?;
    Ok(())
}

/// The answer that was given under a key.
pub fn find(conn: &mut Conn, token: TokenId, key: &str) -> Result<Option<KeptAnswer>, StoreError> {
    Ok(sql_query(
        "SELECT fingerprint, answer FROM answered_requests \
         WHERE token_id = $1 AND request_key = $2",
    )
    .bind::<Text, _>(token.to_string())
    .bind::<Text, _>(key)
    .kept()
    .get_result(conn)
    .optional()?)
}
