//! Opening a database by the scheme of its URL, a pool for readers, and the writing transaction.

use std::cell::Cell;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::ManageConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

use super::error::StoreError;

pub use multi::Conn;

mod multi {
    use diesel::{PgConnection, SqliteConnection};

    /// A connection to either database.
    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        /// PostgreSQL.
        Postgres(PgConnection),
        /// SQLite, compiled in.
        Sqlite(SqliteConnection),
    }
}

/// Which database to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// `sqlite://FILE`; the file is made when it is not there.
    Sqlite(PathBuf),
    /// `postgres://USER:PASSWORD@HOST/NAME` as libpq reads it.
    Postgres(String),
}

/// A database URL we cannot open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a database URL like sqlite://hosopost.db or postgres://host/name")]
pub struct BadDatabaseUrl;

impl FromStr for Database {
    type Err = BadDatabaseUrl;

    // The error does not repeat the URL: it may hold a password.
    fn from_str(url: &str) -> Result<Self, BadDatabaseUrl> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            if path.is_empty() { Err(BadDatabaseUrl) } else { Ok(Self::Sqlite(path.into())) }
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres(url.to_owned()))
        } else {
            Err(BadDatabaseUrl)
        }
    }
}

/// What every SQLite connection is told: readers beside one writer (WAL), a commit is on disk before
/// it is answered (FULL), and a busy file is waited for.
const SQLITE_PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

/// What every PostgreSQL connection is told; some hosts switch `synchronous_commit` off by default.
const POSTGRES_SETTINGS: &str = "SET synchronous_commit = on; SET timezone = 'UTC'; \
     SET client_min_messages = warning;";

/// What only a superuser may say, and only helps: errors in the words that `StoreError` knows.
const POSTGRES_WORDS: &str = "SET lc_messages = 'C'";

/// The intake's connection waits for a row as long as SQLite's waits for the file: whoever sent the scans
/// is told to come again, instead of everybody waiting behind a transaction that somebody left open. And
/// its statements are planned once, whatever they are given: rows are found by their keys, one after the
/// other, be there few or many.
const POSTGRES_TO_WRITE: &str = "SET lock_timeout = '5s'; SET plan_cache_mode = force_generic_plan; \
     SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off";

/// Enough memory to keep what a busy office writes to, 16 MB instead of 2; and what was written is brought
/// from the log into the tables by 32 MB instead of 4, because a page that was written often is brought
/// over once.
const SQLITE_TO_WRITE: &str = "PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 8000";

impl Database {
    /// Whether several transactions can write at the same time.
    pub const fn writes_at_once(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Opens a connection.
    pub fn open(&self) -> Result<Conn, StoreError> {
        let unreachable =
            |error: &dyn std::fmt::Display| StoreError::Unreachable(error.to_string());
        match self {
            Self::Sqlite(path) => {
                let path = path.to_string_lossy();
                let mut conn = SqliteConnection::establish(&path).map_err(|e| unreachable(&e))?;
                conn.batch_execute(SQLITE_PRAGMAS)?;
                Ok(Conn::Sqlite(conn))
            }
            Self::Postgres(url) => {
                let mut conn = PgConnection::establish(url).map_err(|e| unreachable(&e))?;
                conn.batch_execute(POSTGRES_SETTINGS)?;
                let _ = conn.batch_execute(POSTGRES_WORDS);
                Ok(Conn::Postgres(conn))
            }
        }
    }

    /// Opens the connection of the intake, which nobody must keep waiting for long.
    pub fn open_to_write(&self) -> Result<Conn, StoreError> {
        let mut conn = self.open()?;
        match &mut conn {
            Conn::Postgres(conn) => conn.batch_execute(POSTGRES_TO_WRITE)?,
            Conn::Sqlite(conn) => conn.batch_execute(SQLITE_TO_WRITE)?,
        }
        Ok(conn)
    }

    /// A pool of at most `size` connections, opened when first needed.
    pub fn pool(&self, size: u32) -> Result<Pool, StoreError> {
        diesel::r2d2::Builder::new()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(Duration::from_secs(5))
            .test_on_check_out(false)
            .build(Opener(self.clone()))
            .map_err(|error| StoreError::Unreachable(error.to_string()))
    }

    /// The name of the kind of database, for people.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// Connections for reading, shared by the handlers.
pub type Pool = diesel::r2d2::Pool<Opener>;

/// A connection of the pool; it goes back with its value.
pub fn pooled(pool: &Pool) -> Result<impl std::ops::DerefMut<Target = Conn> + use<>, StoreError> {
    pool.get().map_err(|error| StoreError::Unreachable(error.to_string()))
}

/// Opens connections for the pool.
#[derive(Debug, Clone)]
pub struct Opener(Database);

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        self.0.open()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        Ok(conn.batch_execute("SELECT 1")?)
    }

    // A connection whose thread panicked may stand inside a transaction, and one that was lost comes to
    // nothing: it is closed, not reused.
    fn has_broken(&self, conn: &mut Conn) -> bool {
        let lost = StoreError::was_lost();
        lost || std::thread::panicking() || diesel::r2d2::R2D2Connection::is_broken(conn)
    }
}

/// Runs `work` in one writing transaction: all of it is committed, or nothing of it happened.
///
/// On SQLite it begins `IMMEDIATE`: a plain `BEGIN` that later turns to writing fails at once when
/// another writer is in between, instead of waiting for it.
///
/// Inside another `write` it joins that transaction: the outer one commits. An error of the inner work
/// must then end the outer work too, which `?` does.
pub fn write<T, E: From<StoreError>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    if is_in_transaction(conn)? {
        return work(conn);
    }
    let begun = match conn {
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
        Conn::Sqlite(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
        }
    };
    begun.map_err(StoreError::from)?;
    match work(conn) {
        Ok(value) => {
            let committed = commit(conn);
            if committed.is_err() {
                roll_back(conn);
            }
            committed.map_err(StoreError::from)?;
            Ok(value)
        }
        Err(refused) => {
            roll_back(conn);
            Err(refused)
        }
    }
}

thread_local! {
    static COMMIT: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// How long this thread's last commit took: the part of writing that waits for the disk.
pub fn last_commit() -> Duration {
    COMMIT.get()
}

fn commit(conn: &mut Conn) -> Result<(), diesel::result::Error> {
    let _span = tracing::debug_span!("store.commit").entered();
    let begun = Instant::now();
    let committed = match conn {
        Conn::Postgres(conn) => AnsiTransactionManager::commit_transaction(conn),
        Conn::Sqlite(conn) => AnsiTransactionManager::commit_transaction(conn),
    };
    COMMIT.set(begun.elapsed());
    committed
}

/// Runs `look` on one unchanging view of the data: what is written meanwhile is not seen in half. Inside a
/// transaction it joins that one, so several looks can share one view.
pub fn view<T, E: From<StoreError>>(
    conn: &mut Conn,
    look: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    if is_in_transaction(conn)? {
        return look(conn);
    }
    let begun = match conn {
        Conn::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
            conn,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        Conn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN"),
    };
    begun.map_err(StoreError::from)?;
    let seen = look(conn);
    // Nothing was written: ending it either way is the same.
    roll_back(conn);
    seen
}

fn is_in_transaction(conn: &mut Conn) -> Result<bool, StoreError> {
    let status = match conn {
        Conn::Postgres(conn) => AnsiTransactionManager::transaction_manager_status_mut(conn),
        Conn::Sqlite(conn) => AnsiTransactionManager::transaction_manager_status_mut(conn),
    };
    Ok(status.transaction_depth()?.is_some())
}

fn roll_back(conn: &mut Conn) {
    // When the connection itself is gone this fails too; the first error is the one to tell.
    let _ = match conn {
        Conn::Postgres(conn) => AnsiTransactionManager::rollback_transaction(conn),
        Conn::Sqlite(conn) => AnsiTransactionManager::rollback_transaction(conn),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_of_another_scheme_is_refused_and_not_repeated() {
        for bad in ["", "hosopost.db", "sqlite://", "mysql://u:secret@h/d", "sqlite:hosopost.db"] {
            let error = bad.parse::<Database>().unwrap_err();
            assert!(!error.to_string().contains("secret"));
        }
        assert_eq!("sqlite://a/b.db".parse(), Ok(Database::Sqlite("a/b.db".into())));
    }
}
