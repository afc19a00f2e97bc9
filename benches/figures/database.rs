//! An empty database of either kind, and how much of the disk it takes.

use std::process::{Command, Stdio};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use hosopost::store::{Conn, Database};
use tempfile::TempDir;

use super::process;
use super::quantities::{POSTGRES, SQLITE};

/// The program as cargo built it beside this one.
const PROGRAM: &str = env!("CARGO_BIN_EXE_hosopost");

/// A database that is gone with its value.
pub struct Ground {
    /// Which kind.
    pub name: &'static str,
    /// How it is opened.
    pub url: String,
    /// The same for us.
    pub database: Database,
    /// A folder for whatever goes with it.
    pub folder: TempDir,
    schema: Option<(Database, String)>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Asks for one number.
pub fn number(conn: &mut Conn, sql: &str) -> i64 {
    sql_query(format!("SELECT CAST(({sql}) AS BIGINT) AS number"))
        .get_result::<Number>(conn)
        .unwrap()
        .number
}

impl Ground {
    /// A file.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("bench.db").display());
        Self { name: SQLITE, database: url.parse().unwrap(), url, folder, schema: None }
    }

    /// A schema of its own on a server.
    pub fn postgres(server: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let there: Database = server.parse().unwrap();
        let schema = format!(
            "bench_{}_{}",
            std::process::id(),
            folder.path().file_name().unwrap().to_string_lossy().replace('.', "").to_lowercase()
        );
        there.open().unwrap().batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-csearch_path%3D{schema}");
        let database = url.parse().unwrap();
        Self { name: POSTGRES, url, database, folder, schema: Some((there, schema)) }
    }

    /// Whatever kinds there are.
    pub fn each(server: Option<&str>) -> Vec<Self> {
        std::iter::once(Self::sqlite()).chain(server.map(Self::postgres)).collect()
    }

    /// Bytes on disk that hold what is kept, without the log that makes commits durable: that one is used
    /// over and over.
    pub fn bytes(&self, conn: &mut Conn) -> i64 {
        let sql = match self.database {
            Database::Sqlite(_) => {
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
            }
            Database::Postgres(_) => {
                "SELECT SUM(pg_total_relation_size(oid)) FROM pg_class \
                 WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
            }
        };
        number(conn, sql)
    }

    /// The program on this database, with these words; it runs where no settings file lies and logs warnings
    /// alone.
    pub fn program(&self, words: &[&str]) -> Command {
        let mut program = Command::new(PROGRAM);
        program.args(words).args(["--log", "warn"]).stdin(Stdio::null());
        program.env("HOSOPOST_DATABASE_URL", &self.url).current_dir(self.folder.path());
        program
    }

    /// The process that all of PostgreSQL's were started by, if it runs on this machine.
    pub fn server_pid(&self, conn: &mut Conn) -> Option<u32> {
        let Database::Postgres(_) = self.database else { return None };
        let own = number(conn, "SELECT pg_backend_pid()") as u32;
        let name = std::fs::read_to_string(format!("/proc/{own}/comm")).ok()?;
        name.starts_with("postgres").then(|| process::parent(own)).flatten()
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some((server, schema)) = &self.schema {
            let dropped = server.open().map(|mut conn| {
                conn.batch_execute(&format!(
                    "SET client_min_messages = error; DROP SCHEMA {schema} CASCADE"
                ))
            });
            if !matches!(dropped, Ok(Ok(()))) {
                eprintln!("the schema {schema} is left behind");
            }
        }
    }
}
