//! The migration trees, compiled in, and bringing a database up to them.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::Conn;
use super::error::StoreError;
use super::persons;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Two processes that start at once must not both migrate; any number serves that all of us share.
const MIGRATION_LOCK: i64 = 7_201_905;

/// So many rows are moved in one transaction, so that nobody waits long for one.
const PORTION: i64 = 500;

/// Runs what is still to be run, moves data that a migration left to the program, and returns the names of
/// the migrations that ran.
pub fn migrate(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let ran = run_pending(conn)?;
    while persons::fold_names(conn, PORTION)? > 0 {}
    Ok(ran)
}

fn run_pending(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let failed = |error: &dyn std::fmt::Display| {
        StoreError::Unreachable(format!("a migration failed: {error}"))
    };
    match conn {
        Conn::Postgres(conn) => {
            conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
            let ran = conn
                .run_pending_migrations(POSTGRES)
                .map(|ran| ran.iter().map(ToString::to_string).collect())
                .map_err(|error| failed(&error));
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
            ran
        }
        Conn::Sqlite(conn) => conn
            .run_pending_migrations(SQLITE)
            .map(|ran| ran.iter().map(ToString::to_string).collect())
            .map_err(|error| failed(&error)),
    }
}

/// How many migrations the database still lacks: 0 when it fits this program.
pub fn pending(conn: &mut Conn) -> Result<usize, StoreError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        StoreError::lost(format!("the migrations cannot be read: {error}"))
    };
    match conn {
        Conn::Postgres(conn) => conn.pending_migrations(POSTGRES).map(|p| p.len()).map_err(failed),
        Conn::Sqlite(conn) => conn.pending_migrations(SQLITE).map(|p| p.len()).map_err(failed),
    }
}

/// The names in the two trees, SQLite's first; the schema test compares them.
pub fn migration_names() -> (Vec<String>, Vec<String>) {
    fn names<DB: diesel::backend::Backend>(source: &impl MigrationSource<DB>) -> Vec<String> {
        source
            .migrations()
            .map(|all| all.iter().map(|one| one.name().to_string()).collect())
            .unwrap_or_default()
    }
    (names::<Sqlite>(&SQLITE), names::<Pg>(&POSTGRES))
}
