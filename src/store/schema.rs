//! The migration trees, compiled in, and bringing a database up to them.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::Conn;
use super::error::StoreError;
use super::persons;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Two processes that start at once must not both migrate; any number serves that all of us share.
const MIGRATION_LOCK: i64 = 7_201_905;

/// Where the migrations that ran are written down, by diesel.
pub const RECORD: &str = "__diesel_schema_migrations";

/// So many rows are moved in one transaction, so that nobody waits long for one.
const PORTION: i64 = 500;

/// A change of the schema is tried so often while servers write beside it. Each time costs the second after
/// which PostgreSQL ends one of two that wait for each other.
const TRIES: usize = 10;

/// Runs what is still to be run, moves data that a migration left to the program, and returns the names of
/// the migrations that ran.
pub fn migrate(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let ran = run_pending(conn)?;
    while persons::fold_names(conn, PORTION)? > 0 {}
    Ok(ran)
}

fn run_pending(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let Conn::Postgres(pg) = conn else { return apply(conn) };
    pg.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
    let ran = standing(conn).and_then(|was| {
        beside_servers(|| apply(conn))?;
        Ok(was.pending)
    });
    conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
    ran
}

/// Runs what the database lacks, each in a transaction of its own, and returns what that was.
fn apply(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let ran = match conn {
        Conn::Postgres(conn) => conn.run_pending_migrations(POSTGRES),
        Conn::Sqlite(conn) => conn.run_pending_migrations(SQLITE),
    };
    match ran {
        Ok(ran) => Ok(ran.iter().map(ToString::to_string).collect()),
        Err(error) if StoreError::is_deadlock(&*error) => Err(StoreError::Stale),
        Err(error) => Err(StoreError::Unreachable(format!("a migration failed: {error}"))),
    }
}

/// Changes the schema while servers write. Such a change locks tables one after the other, and so may meet a
/// transaction that holds what it wants and waits for what it has: of the two PostgreSQL ends one, and who was
/// ended begins again.
pub fn beside_servers<T>(
    mut change: impl FnMut() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut tries = 1;
    loop {
        match change() {
            Err(StoreError::Stale) if tries < TRIES => tries += 1,
            done => return done,
        }
    }
}

/// How a database's schema stands to this program's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Migrations of this program that the database lacks: it is older than the program.
    pub pending: Vec<String>,
    /// Migrations of the database that this program does not know: it is newer than the program.
    pub unknown: Vec<String>,
}

/// How the database stands to this program; reads alone, so that a standby can be asked too.
pub fn standing(conn: &mut Conn) -> Result<Standing, StoreError> {
    Ok(standing_of(&recorded(conn)?))
}

/// The same of versions that were read elsewhere, as out of a backup.
pub fn standing_of(recorded: &[String]) -> Standing {
    let known: Vec<String> = MigrationSource::<Sqlite>::migrations(&SQLITE)
        .map(|all| all.iter().map(|one| one.name().version().to_string()).collect())
        .unwrap_or_default();
    let without = |these: &[String], those: &[String]| -> Vec<String> {
        let mut left: Vec<String> =
            these.iter().filter(|one| !those.contains(one)).cloned().collect();
        left.sort();
        left
    };
    Standing { pending: without(&known, recorded), unknown: without(recorded, &known) }
}

/// How many migrations the database still lacks: 0 when it fits this program.
pub fn pending(conn: &mut Conn) -> Result<usize, StoreError> {
    Ok(standing(conn)?.pending.len())
}

/// The versions of the migrations that ran; none in an empty database.
pub fn recorded(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    #[derive(QueryableByName)]
    struct Ran {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let is_there = match conn {
        Conn::Postgres(_) => {
            "SELECT tablename AS version FROM pg_tables \
             WHERE schemaname = current_schema() AND tablename = $1"
        }
        Conn::Sqlite(_) => {
            "SELECT name AS version FROM sqlite_master WHERE type = 'table' AND name = $1"
        }
    };
    let there: Vec<Ran> = sql_query(is_there).bind::<Text, _>(RECORD).load(conn)?;
    if there.is_empty() {
        return Ok(Vec::new());
    }
    let ran: Vec<Ran> =
        sql_query(format!("SELECT version FROM {RECORD} ORDER BY version")).load(conn)?;
    Ok(ran.into_iter().map(|ran| ran.version).collect())
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
