//! The shape of the schema: tables, columns, indexes and constraints by name, compared with what the migrations
//! make in an empty database. The two trees make the same names, so a small SQLite in memory tells what
//! either should have.

use std::collections::BTreeSet;
use std::path::PathBuf;

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::{Conn, Database};
use super::error::StoreError;
use super::schema::{self, RECORD};

const SQLITE: &str = "\
    SELECT 'column ' || m.name || '.' || c.name AS line FROM sqlite_master m, pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
    UNION ALL SELECT 'index ' || name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";

const POSTGRES: &str = "\
    SELECT 'column ' || c.table_name || '.' || c.column_name AS line FROM information_schema.columns c \
    WHERE c.table_schema = current_schema() \
    UNION ALL SELECT 'index ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
    WHERE c.relnamespace = current_schema()::regnamespace AND i.indisvalid \
    AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) \
    UNION ALL SELECT 'constraint ' || k.conname FROM pg_constraint k \
    WHERE k.connamespace = current_schema()::regnamespace AND k.contype IN ('p', 'u', 'f', 'c') \
    AND k.convalidated";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn shape(conn: &mut Conn) -> Result<BTreeSet<String>, StoreError> {
    let asked = match conn {
        Conn::Postgres(_) => POSTGRES,
        Conn::Sqlite(_) => SQLITE,
    };
    let lines: Vec<Line> = sql_query(asked).load(conn)?;
    let mut shape: BTreeSet<String> = lines.into_iter().map(|line| line.line).collect();
    if let Conn::Sqlite(_) = conn {
        // SQLite keeps the words of the table, and names constraints nowhere else.
        let tables: Vec<Line> = sql_query(
            "SELECT sql AS line FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL",
        )
        .load(conn)?;
        for table in tables {
            let words: Vec<&str> = table.line.split_whitespace().collect();
            let named = words.windows(2).filter(|two| two[0].eq_ignore_ascii_case("CONSTRAINT"));
            shape.extend(named.map(|two| format!("constraint {}", two[1])));
        }
    }
    shape.retain(|line| !line.contains(RECORD));
    Ok(shape)
}

/// What the migrations made and is not there: each as "column events.detail", "index …", "constraint …".
pub fn missing(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut fresh = Database::Sqlite(PathBuf::from(":memory:")).open()?;
    schema::migrate(&mut fresh)?;
    let there = shape(conn)?;
    Ok(shape(&mut fresh)?.into_iter().filter(|line| !there.contains(line)).collect())
}
