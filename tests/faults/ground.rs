//! What a fault happens on: a database with the places of the fixtures, parcels that are announced, tokens
//! of who scans them. Furnished in the test's own process; the servers are others.

use std::path::Path;
use std::sync::Arc;

use hosopost::app::Known;
use hosopost::base::Role;
use hosopost::parcels::Parcel;
use hosopost::store::Conn;
use tempfile::TempDir;

use super::server::Server;
use crate::kit::app::TestApp;
use crate::kit::databases::TestDatabase;
use crate::kit::province::{CENTRE, DISTRICT, SORTING, VILLAGE};

/// A furnished database, and a folder for the servers on it.
pub struct Ground {
    app: TestApp,
    dir: TempDir,
    pub parcels: Vec<Parcel>,
    /// A clerk of the post, at every point that these parcels pass.
    pub clerk: String,
    /// An officer at the desk they go to.
    pub officer: String,
    pub administrator: String,
}

impl Ground {
    pub fn on(database: TestDatabase, parcels: u32) -> Self {
        let app = TestApp::province(database);
        let parcels = (1..=parcels).map(|n| app.announced(n)).collect();
        let clerk = app.secret(Role::Clerk, &[DISTRICT, SORTING, VILLAGE, CENTRE]);
        let officer = app.secret(Role::Officer, &[CENTRE]);
        let administrator = app.secret(Role::Administrator, &[]);
        Self { app, dir: tempfile::tempdir().unwrap(), parcels, clerk, officer, administrator }
    }

    pub fn kind(&self) -> &'static str {
        self.app.database.database.kind()
    }

    pub fn url(&self) -> &str {
        &self.app.database.url
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn open(&self) -> Conn {
        self.app.database.open()
    }

    pub fn known(&self, conn: &mut Conn) -> Arc<Known> {
        self.app.app.known(conn).unwrap()
    }

    pub fn server(&self) -> Server {
        Server::start(self.url(), self.dir())
    }
}
