//! What backup and restore ask of the databases themselves: a copy that is consistent while others write,
//! whether a copy is sound, and room for a restored one without losing what was there.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::{Conn, write};
use super::error::StoreError;

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn words(conn: &mut Conn, query: &str) -> Result<Vec<String>, StoreError> {
    let words: Vec<Word> = sql_query(query).load(conn)?;
    Ok(words.into_iter().map(|word| word.word).collect())
}

fn word(conn: &mut Conn, query: &str) -> Result<String, StoreError> {
    Ok(sql_query(query).get_result::<Word>(conn)?.word)
}

/// Writes all of an SQLite database into another file, as it is at this moment: readers and the writer go
/// on meanwhile. The file must be empty or not there.
pub fn copy_into(conn: &mut Conn, file: &Path) -> Result<(), StoreError> {
    let file = file.to_string_lossy().into_owned();
    sql_query("VACUUM INTO $1").bind::<Text, _>(file).execute(conn)?;
    Ok(())
}

/// What the database's own check finds wrong with its pages and keys, the first hundred. PostgreSQL has
/// none that is asked by SQL.
pub fn unsound(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    match conn {
        Conn::Postgres(_) => Ok(Vec::new()),
        Conn::Sqlite(_) => {
            let mut told =
                words(conn, "SELECT integrity_check AS word FROM pragma_integrity_check")?;
            told.retain(|word| word != "ok");
            if told.is_empty() {
                let broken = "SELECT DISTINCT 'a row of ' || \"table\" || ' points to none of ' || parent \
                              AS word FROM pragma_foreign_key_check";
                told = words(conn, broken)?;
            }
            Ok(told)
        }
    }
}

/// Makes the view of this transaction one that `pg_dump` can look through too.
pub fn shared_view(conn: &mut Conn) -> Result<String, StoreError> {
    word(conn, "SELECT pg_export_snapshot() AS word")
}

/// The schema of PostgreSQL that our tables stand in.
pub fn schema_name(conn: &mut Conn) -> Result<String, StoreError> {
    word(conn, "SELECT COALESCE(current_schema(), '') AS word")
}

/// PostgreSQL's version, as 17.
pub fn server_version(conn: &mut Conn) -> Result<i64, StoreError> {
    let asked = "SELECT CAST(current_setting('server_version_num') AS BIGINT) / 10000 AS count";
    Ok(sql_query(asked).get_result::<Count>(conn)?.count)
}

/// The tables there are, by name.
pub fn tables(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let asked = match conn {
        Conn::Postgres(_) => {
            "SELECT CAST(tablename AS TEXT) AS word FROM pg_tables \
             WHERE schemaname = current_schema() ORDER BY 1"
        }
        Conn::Sqlite(_) => {
            "SELECT name AS word FROM sqlite_master WHERE type = 'table' \
             AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        }
    };
    words(conn, asked)
}

/// How many others are connected to this PostgreSQL database.
pub fn others(conn: &mut Conn) -> Result<i64, StoreError> {
    let asked = "SELECT COUNT(*) AS count FROM pg_stat_activity WHERE datname = current_database() \
                 AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    Ok(sql_query(asked).get_result::<Count>(conn)?.count)
}

/// Closes the write-ahead log of an SQLite database, which its last user alone can: whether nobody else has
/// it open.
pub fn is_alone(conn: &mut Conn) -> Result<bool, StoreError> {
    conn.batch_execute("PRAGMA busy_timeout = 500")?;
    match word(conn, "PRAGMA journal_mode = DELETE") {
        Ok(mode) => Ok(mode == "delete"),
        Err(error) if error.to_string().contains("locked") => Ok(false),
        Err(error) => Err(error),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Moves all tables of PostgreSQL's schema `from` into `to`, which is made when it is not there: renaming
/// alone, nothing is copied.
pub fn move_tables(conn: &mut Conn, from: &str, to: &str) -> Result<(), StoreError> {
    write(conn, |conn| {
        conn.batch_execute(&format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(to)))?;
        let all: Vec<Word> = sql_query(
            "SELECT CAST(tablename AS TEXT) AS word FROM pg_tables WHERE schemaname = $1 ORDER BY 1",
        )
        .bind::<Text, _>(from)
        .load(conn)?;
        for table in all {
            let (from, to) = (quoted(from), quoted(to));
            let table = quoted(&table.word);
            conn.batch_execute(&format!("ALTER TABLE {from}.{table} SET SCHEMA {to}"))?;
        }
        Ok(())
    })
}

/// Drops the tables of PostgreSQL's schema `name`, when a restore into it failed on the way.
pub fn drop_tables(conn: &mut Conn, name: &str) -> Result<(), StoreError> {
    write(conn, |conn| {
        let all: Vec<Word> = sql_query(
            "SELECT CAST(tablename AS TEXT) AS word FROM pg_tables WHERE schemaname = $1 ORDER BY 1",
        )
        .bind::<Text, _>(name)
        .load(conn)?;
        for table in all {
            let table = quoted(&table.word);
            conn.batch_execute(&format!("DROP TABLE {}.{table} CASCADE", quoted(name)))?;
        }
        Ok(())
    })
}

/// Drops an empty schema of PostgreSQL.
pub fn drop_schema(conn: &mut Conn, name: &str) -> Result<(), StoreError> {
    Ok(conn.batch_execute(&format!("DROP SCHEMA {}", quoted(name)))?)
}

/// Has the database look at its tables anew, so that it knows which way to a row is the short one.
pub fn analyze(conn: &mut Conn) -> Result<(), StoreError> {
    Ok(conn.batch_execute("ANALYZE")?)
}
