//! Failed sign-ins, by what they are counted on. In the database, so that several processes count together
//! and a new start forgets nothing.

use diesel::sql_types::{BigInt, Binary, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{bytes_set, column, insert_many};
use super::error::StoreError;
use super::kept::Keep as _;
use crate::base::At;
use crate::people::patience::Patience;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    counted_on: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    failures: i64,
    #[diesel(sql_type = BigInt)]
    last_at: i64,
}

/// How often what was counted on these has failed, and when last; locked until the transaction ends.
pub fn failures(conn: &mut Conn, keys: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, i64, At)>, StoreError> {
    let sql = format!(
        "SELECT counted_on, failures, last_at FROM sign_in_failures WHERE counted_on IN {} \
         ORDER BY counted_on{}",
        conn.each_bytes("$1"),
        conn.for_update()
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<Text, _>(bytes_set(keys.iter().map(Vec::as_slice)))
        .kept()
        .load(conn)?;
    let told = |row: Row| (row.counted_on, row.failures, At::from_millis(row.last_at));
    Ok(rows.into_iter().map(told).collect())
}

/// Counts one more failure on each, and sweeps away what nobody has added to for a day.
pub fn count(conn: &mut Conn, keys: &[Vec<u8>], now: At) -> Result<(), StoreError> {
    sql_query("DELETE FROM sign_in_failures WHERE last_at <= $1")
        .bind::<BigInt, _>(now.plus_millis(-Patience::FORGOTTEN_MS).millis())
        .kept()
        .execute(conn)?;
    let mut keys = keys.to_vec();
    // In one order everywhere, so that two processes do not wait for each other.
    keys.sort();
    let columns = [
        ("counted_on", column!(keys, Bytes, |key| Some(key.clone()))),
        ("failures", column!(keys, Big, |_| Some(1))),
        ("last_at", column!(keys, Big, |_| Some(now.millis()))),
    ];
    insert_many(
        conn,
        "sign_in_failures",
        &columns,
        "(counted_on) DO UPDATE SET failures = sign_in_failures.failures + 1, \
         last_at = excluded.last_at",
    )?;
    Ok(())
}

/// Forgets what was counted on these.
pub fn forget(conn: &mut Conn, keys: &[Vec<u8>]) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM sign_in_failures WHERE counted_on IN {}", conn.each_bytes("$1"));
    sql_query(sql)
        .bind::<Text, _>(bytes_set(keys.iter().map(Vec::as_slice)))
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Takes back one failure on each: it was none.
pub fn take_back(conn: &mut Conn, keys: &[Vec<u8>]) -> Result<(), StoreError> {
    let sql = format!(
        "UPDATE sign_in_failures SET failures = failures - 1 WHERE failures > 0 AND counted_on IN {}",
        conn.each_bytes("$1")
    );
    sql_query(sql)
        .bind::<Text, _>(bytes_set(keys.iter().map(Vec::as_slice)))
        .kept()
        .execute(conn)?;
    Ok(())
}
