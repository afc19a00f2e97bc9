//! How the database stands: its version, whether its schema fits, and the settings that decide whether
//! what was acknowledged survives a power cut.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::{Conn, write};
use super::error::StoreError;
use super::schema;

/// What was found.
#[derive(Debug, Clone)]
pub struct Look {
    /// The database's own version.
    pub version: String,
    /// Migrations still to be run.
    pub pending: usize,
    /// Migrations that a newer program ran.
    pub unknown: Vec<String>,
    /// How many tables there are.
    pub tables: i64,
    /// Settings that matter.
    pub settings: Vec<Setting>,
}

/// One setting of the connection.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Its name in the database.
    pub name: &'static str,
    /// What it is.
    pub value: String,
    /// What it has to be.
    pub needed: &'static str,
}

impl Setting {
    /// Whether it is what it has to be.
    pub fn is_good(&self) -> bool {
        self.value == self.needed
    }
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Text)]
    answer: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn ask(conn: &mut Conn, query: &str) -> Result<String, StoreError> {
    Ok(sql_query(query).get_result::<Answer>(conn)?.answer)
}

/// Looks at the database; changes nothing.
pub fn look(conn: &mut Conn) -> Result<Look, StoreError> {
    let standing = schema::standing(conn)?;
    let (version, tables, settings): (_, _, &[(&str, &str, &str)]) = match conn {
        Conn::Postgres(_) => (
            "SELECT current_setting('server_version') AS answer",
            "SELECT count(*) AS count FROM information_schema.tables WHERE table_schema = current_schema()",
            &[
                (
                    "synchronous_commit",
                    "SELECT current_setting('synchronous_commit') AS answer",
                    "on",
                ),
                ("fsync", "SELECT current_setting('fsync') AS answer", "on"),
                ("full_page_writes", "SELECT current_setting('full_page_writes') AS answer", "on"),
            ],
        ),
        Conn::Sqlite(_) => (
            "SELECT sqlite_version() AS answer",
            "SELECT count(*) AS count FROM sqlite_master WHERE type = 'table'",
            &[
                ("journal_mode", "SELECT journal_mode AS answer FROM pragma_journal_mode", "wal"),
                (
                    "synchronous",
                    "SELECT CAST(synchronous AS TEXT) AS answer FROM pragma_synchronous",
                    "2",
                ),
                (
                    "foreign_keys",
                    "SELECT CAST(foreign_keys AS TEXT) AS answer FROM pragma_foreign_keys",
                    "1",
                ),
            ],
        ),
    };
    let settings = settings
        .iter()
        .map(|(name, query, needed)| Ok(Setting { name, value: ask(conn, query)?, needed }))
        .collect::<Result<_, StoreError>>()?;
    Ok(Look {
        version: ask(conn, version)?,
        pending: standing.pending.len(),
        unknown: standing.unknown,
        tables: sql_query(tables).get_result::<Count>(conn)?.count,
        settings,
    })
}

/// Writes something that changes nothing, to see whether writing goes. To and back: SQLite does not write a
/// row that is as it was.
pub fn try_to_write(conn: &mut Conn) -> Result<(), StoreError> {
    write(conn, |conn| {
        for change in ["value + 1", "value - 1"] {
            let sql = format!("UPDATE counters SET value = {change} WHERE name = 'feed'");
            sql_query(sql).execute(conn)?;
        }
        Ok(())
    })
}

/// How much room the data take, indexes included, in bytes.
pub fn size(conn: &mut Conn) -> Result<u64, StoreError> {
    let query = match conn {
        Conn::Postgres(_) => {
            "SELECT CAST(COALESCE(SUM(pg_total_relation_size(c.oid)), 0) AS BIGINT) AS count \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind = 'r' AND n.nspname = current_schema()"
        }
        Conn::Sqlite(_) => {
            "SELECT page_count * page_size AS count FROM pragma_page_count, pragma_page_size"
        }
    };
    Ok(sql_query(query).get_result::<Count>(conn)?.count.unsigned_abs())
}

/// How many cases have facts that do not run 1, 2, 3 … up to what the case says was told last.
pub fn broken_sequences(conn: &mut Conn) -> Result<i64, StoreError> {
    let count: Count = sql_query(
        "SELECT COUNT(*) AS count FROM cases LEFT JOIN (SELECT case_id, COUNT(*) AS told, \
         MIN(sequence) AS first, MAX(sequence) AS last FROM facts GROUP BY case_id) f \
         ON f.case_id = cases.id WHERE last_sequence <> COALESCE(told, 0) \
         OR last_sequence <> COALESCE(last, 0) OR COALESCE(first, 1) <> 1",
    )
    .get_result(conn)?;
    Ok(count.count)
}

/// How many items have a head that does not count their events.
pub fn broken_heads(conn: &mut Conn) -> Result<i64, StoreError> {
    let count: Count = sql_query(
        "SELECT COUNT(*) AS count FROM heads WHERE version <> \
         (SELECT COUNT(*) FROM events WHERE events.item_key = heads.item_key)",
    )
    .get_result(conn)?;
    Ok(count.count)
}
