//! Empty databases for one test: always SQLite, and PostgreSQL where `HOSOPOST_TEST_POSTGRES` names a
//! server (`make test` starts one). A schema of its own keeps each test apart from all others.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use hosopost::store::{Conn, Database, schema};
use tempfile::TempDir;

/// One empty, migrated database.
pub struct TestDatabase {
    pub database: Database,
    pub url: String,
    _dir: Option<TempDir>,
}

impl TestDatabase {
    pub fn open(&self) -> Conn {
        self.database.open().unwrap()
    }

    pub fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", dir.path().join("test.db").display());
        Self::migrated(url, Some(dir))
    }

    /// None, said aloud once per test, when no server is named.
    pub fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        #[expect(
            clippy::disallowed_methods,
            reason = "the test server is named by the test script"
        )]
        let Ok(server) = std::env::var("HOSOPOST_TEST_POSTGRES") else {
            eprintln!("SKIPPED on PostgreSQL: HOSOPOST_TEST_POSTGRES is not set");
            return None;
        };
        let n = COUNT.fetch_add(1, Ordering::SeqCst);
        let schema = format!("test_{}_{n}", std::process::id());
        let mut conn = server.parse::<Database>().unwrap().open().unwrap();
        conn.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
        let separator = if server.contains('?') { '&' } else { '?' };
        Some(Self::migrated(format!("{server}{separator}options=-csearch_path%3D{schema}"), None))
    }

    /// Another empty one of the same kind.
    pub fn fresh(&self) -> Self {
        match self.database {
            Database::Sqlite(_) => Self::sqlite(),
            Database::Postgres(_) => Self::postgres().expect("the server was there before"),
        }
    }

    /// One that somebody else made.
    pub fn existing(url: &str) -> Self {
        Self { database: url.parse().unwrap(), url: url.to_owned(), _dir: None }
    }

    fn migrated(url: String, dir: Option<TempDir>) -> Self {
        let database: Database = url.parse().unwrap();
        schema::migrate(&mut database.open().unwrap()).unwrap();
        Self { database, url, _dir: dir }
    }
}

/// Runs a test on every database there is.
pub fn on_both(test: impl Fn(&TestDatabase)) {
    test(&TestDatabase::sqlite());
    if let Some(postgres) = TestDatabase::postgres() {
        test(&postgres);
    }
}
