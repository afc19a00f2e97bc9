//! A PostgreSQL of a test's own, which it may stop, kill, copy and throw away.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use hosopost::store::{Database, schema};

use crate::kit::databases::TestDatabase;

/// A private cluster; its processes and its data are gone when it is dropped.
pub struct Cluster {
    name: String,
    pub url: String,
}

fn script(words: &[&str]) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    let output = Command::new("scripts/postgres").current_dir(root).args(words).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "scripts/postgres {words:?}: {told}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("faults-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst))
}

impl Cluster {
    /// A new one; none where tests run without PostgreSQL.
    pub fn started() -> Option<Self> {
        TestDatabase::postgres()?;
        let name = fresh_name();
        let url = script(&["start", &name]);
        Some(Self { name, url })
    }

    /// A copy that follows this one; a commit here is answered when it is on disk there as well.
    pub fn standby(&self) -> Self {
        let name = fresh_name();
        let url = script(&["standby", &name, &self.name]);
        self.run("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
        self.run("SELECT pg_reload_conf()");
        Self { name, url }
    }

    /// An empty, migrated database there.
    pub fn database(&self) -> TestDatabase {
        let database: Database = self.url.parse().unwrap();
        schema::migrate(&mut database.open().unwrap()).unwrap();
        TestDatabase::existing(&self.url)
    }

    /// As its superuser.
    pub fn run(&self, sql: &str) {
        let database: Database = self.url.parse().unwrap();
        database.open().unwrap().batch_execute(sql).unwrap();
    }

    /// How large it may make a file from now on.
    pub fn room(&self, bytes: &str) {
        script(&["room", &self.name, bytes]);
    }

    /// Host and port, for an address that names several.
    pub fn host(&self) -> &str {
        let (_, rest) = self.url.split_once('@').unwrap();
        rest.split('/').next().unwrap()
    }

    /// Connections are cut, and what had begun is taken back.
    pub fn stop(&self) {
        script(&["stop", &self.name]);
    }

    /// As a machine that loses its power.
    pub fn kill(&self) {
        script(&["stop", &self.name, "immediate"]);
    }

    pub fn start_again(&self) {
        script(&["start", &self.name]);
    }

    pub fn promote(&self) {
        script(&["promote", &self.name]);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        script(&["remove", &self.name]);
    }
}
