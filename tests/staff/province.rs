//! The program on the fixtures of Hà Tĩnh, and people who sign in there.

use hosopost::base::Role;
use hosopost::flows::import::{ImportFile, NamedFile, Source, import, sort_out};
use hosopost::people::Administrator;

use crate::kit::app::TestApp;
use crate::kit::browser::Browser;
use crate::kit::databases::TestDatabase;
use crate::places::data;

/// The last day of the districts.
pub const EVE: &str = "2025-06-30";
/// The first day without them.
pub const DAY_AFTER: &str = "2025-07-01";

/// The program with places, days and procedures.
pub struct Places {
    pub app: TestApp,
}

/// Runs a test on every database there is.
pub fn on_both(test: impl Fn(&Places)) {
    test(&Places::sqlite());
    if let Some(database) = TestDatabase::postgres() {
        test(&Places { app: TestApp::province(database) });
    }
}

impl Places {
    pub fn sqlite() -> Self {
        Self { app: TestApp::province(TestDatabase::sqlite()) }
    }

    /// The whole country from the public lists, where the folder is named.
    pub fn country() -> Option<Self> {
        let folder = data()?.join("national");
        let app = TestApp::on(TestDatabase::sqlite());
        app.app.set_up().unwrap();
        let files = std::fs::read_dir(folder).unwrap().map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            NamedFile { name, bytes: std::fs::read(&path).unwrap() }
        });
        let sorted = sort_out(files.collect(), Source::OpenData);
        let cx = app.keyboard();
        let by = Administrator::of(&cx.who).unwrap();
        for (kind, file) in &sorted.known {
            let file =
                ImportFile { source: Source::OpenData, ..ImportFile::own(*kind, &file.bytes) };
            import(&mut app.database.open(), &cx, &by, &file, &mut |_| {}).unwrap();
        }
        Some(Self { app })
    }

    /// A browser in which a new user has signed in.
    pub fn somebody(&self, role: Role, points: &[&str]) -> Browser<'_> {
        Browser::of(&self.app, role, points)
    }
}
