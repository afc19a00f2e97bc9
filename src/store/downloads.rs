//! Files of facts that a person fetched.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;
use crate::base::{At, TokenId};

/// One file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Download {
    /// The cursor behind which it begins.
    pub after: i64,
    /// The cursor of its last fact.
    pub until: i64,
    /// How many facts it holds.
    pub facts: i64,
    /// When it was fetched.
    pub at: At,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    after_position: i64,
    #[diesel(sql_type = BigInt)]
    until_position: i64,
    #[diesel(sql_type = BigInt)]
    facts: i64,
    #[diesel(sql_type = BigInt)]
    downloaded_at: i64,
}

/// The latest files of somebody, the last first.
pub fn latest(conn: &mut Conn, by: TokenId, limit: i64) -> Result<Vec<Download>, StoreError> {
    let rows: Vec<Row> = sql_query(
        "SELECT after_position, until_position, facts, downloaded_at FROM fact_downloads \
         WHERE token_id = $1 ORDER BY until_position DESC LIMIT $2",
    )
    .bind::<Text, _>(by.to_string())
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    let download = |row: Row| Download {
        after: row.after_position,
        until: row.until_position,
        facts: row.facts,
        at: At::from_millis(row.downloaded_at),
    };
    Ok(rows.into_iter().map(download).collect())
}

/// Notes a file. One that ends at the same fact is the same file.
pub fn note(conn: &mut Conn, by: TokenId, file: &Download) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO fact_downloads (token_id, until_position, after_position, facts, \
         downloaded_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (token_id, until_position) DO NOTHING",
    )
    .bind::<Text, _>(by.to_string())
    .bind::<BigInt, _>(file.until)
    .bind::<BigInt, _>(file.after)
    .bind::<BigInt, _>(file.facts)
    .bind::<BigInt, _>(file.at.millis())
    .execute(conn)?;
    Ok(())
}
