//! What an operator does and sees: backup and restore, upgrades, the doctor, figures; through the program
//! itself, on databases that are each the whole of their kind.

mod backup;
mod doctor;
mod figures;
mod restore;
mod upgrade;

use std::cell::RefCell;
use std::path::Path;
use std::process::Output;

use diesel::connection::SimpleConnection;
use hosopost::base::{Clock, Role};
use hosopost::flows::{Checked, check_laws};
use hosopost::store::{Conn, Database, schema};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::hosopost;
use crate::kit::app::TestApp;
use crate::kit::databases::TestDatabase;
use crate::kit::province::DISTRICT;

/// A folder, and databases of one kind that are taken away with it.
pub struct Ground {
    pub dir: TempDir,
    server: Option<String>,
    made: RefCell<Vec<String>>,
}

impl Ground {
    pub fn is_postgres(&self) -> bool {
        self.server.is_some()
    }

    /// The URL of an empty database of this name; a file is not made.
    pub fn empty(&self, name: &str) -> String {
        let Some(server) = &self.server else {
            return format!("sqlite://{}", self.dir.path().join(format!("{name}.db")).display());
        };
        let own = self.dir.path().file_name().unwrap().to_string_lossy().to_lowercase();
        let own = format!("{name}_{}", own.trim_start_matches('.'));
        server
            .parse::<Database>()
            .unwrap()
            .open()
            .unwrap()
            .batch_execute(&format!("CREATE DATABASE \"{own}\""))
            .unwrap();
        let url = format!("{}/{own}", server.rsplit_once('/').unwrap().0);
        self.made.borrow_mut().push(own);
        url
    }

    /// A program over a database of this name, with places, procedures and announced parcels.
    pub fn province(&self, name: &str) -> (String, Province) {
        let url = self.empty(name);
        let database = TestDatabase::existing(&url);
        schema::migrate(&mut database.open()).unwrap();
        let app = TestApp::province(database);
        let codes = (1..=4).map(|n| app.announced(n).tracking.to_string()).collect();
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        (url, Province { app, codes, clerk })
    }

    pub fn run(&self, url: &str, words: &[&str]) -> Output {
        hosopost(self.dir.path(), &[words, &["--database-url", url]].concat())
    }

    pub fn path(&self, name: &str) -> String {
        self.dir.path().join(name).display().to_string()
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let Some(server) = &self.server else { return };
        let mut conn = server.parse::<Database>().unwrap().open().unwrap();
        for name in self.made.borrow().iter() {
            let _ = conn.batch_execute(&format!("DROP DATABASE \"{name}\" WITH (FORCE)"));
        }
    }
}

/// On both databases, where there is a server.
pub fn on_both(test: impl Fn(&Ground)) {
    let ground =
        |server| Ground { dir: tempfile::tempdir().unwrap(), server, made: RefCell::default() };
    test(&ground(None));
    if let Some(server) = server() {
        test(&ground(Some(server)));
    }
}

/// On PostgreSQL alone.
pub fn on_postgres(test: impl Fn(&Ground)) {
    if let Some(server) = server() {
        test(&Ground {
            dir: tempfile::tempdir().unwrap(),
            server: Some(server),
            made: RefCell::default(),
        });
    }
}

#[expect(clippy::disallowed_methods, reason = "the test server is named by the test script")]
fn server() -> Option<String> {
    let server = std::env::var("HOSOPOST_TEST_POSTGRES").ok();
    if server.is_none() {
        eprintln!("SKIPPED on PostgreSQL: HOSOPOST_TEST_POSTGRES is not set");
    }
    server
}

/// A program and parcels to scan.
pub struct Province {
    pub app: TestApp,
    pub codes: Vec<String>,
    pub clerk: String,
}

/// A batch of scans from the number `from` on, of parcels by turns.
pub fn batch(codes: &[String], from: usize, count: usize) -> Value {
    let scans: Vec<Value> = (from..from + count)
        .map(|n| {
            json!({
                "id": format!("01961a2b-7c00-7000-8000-{n:012}"), "action": "inspect",
                "code": codes[n % codes.len()], "at": DISTRICT,
                "happened_at": "2025-04-08T09:00:00+07:00"
            })
        })
        .collect();
    json!({"device": "may-1", "scans": scans})
}

/// The outcomes of a batch, in order.
pub fn scanned(app: &TestApp, clerk: &str, batch: &Value) -> Vec<String> {
    let answer = app.post("/api/v1/scans").token(clerk).json(batch).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let results = answer.json()["results"].as_array().unwrap().clone();
    results.iter().map(|one| one["outcome"].as_str().unwrap().to_owned()).collect()
}

pub fn open(url: &str) -> Conn {
    url.parse::<Database>().unwrap().open().unwrap()
}

/// What the check of the laws finds there.
pub fn laws(url: &str) -> Checked {
    check_laws(&mut open(url), Clock::System.now(), &mut |_| ()).unwrap()
}

/// The files of a folder, by name.
pub fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
