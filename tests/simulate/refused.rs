//! What cannot be played is named, with what was expected.

use std::path::PathBuf;

use hosopost::commands::simulate::{Simulate, simulate};

use super::{played, wanted};
use crate::cli::hosopost;
use crate::kit::app::settings;
use crate::kit::databases::TestDatabase;

fn refused(db: &TestDatabase, wanted: &Simulate) -> String {
    let error = simulate(settings(&db.url), wanted, &mut |_| {}).map(|report| report.to_string());
    format!("{:#}", error.expect_err("it was expected to be refused"))
}

#[test]
fn a_database_with_cases_a_day_without_routes_and_bad_files_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let db = TestDatabase::sqlite();
    let file = |name: &str, text: &str| -> Option<PathBuf> {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        Some(path)
    };
    for (bad, expected) in [
        (Simulate { days: 0, ..wanted() }, "--days: expected at least 1, got 0"),
        (Simulate { per_day: 0, ..wanted() }, "--per-day: expected at least 1, got 0"),
        (
            Simulate { from: "1999-01-01".parse().unwrap(), ..wanted() },
            "--from 1999-01-01: no mail route that calls at a sorting office",
        ),
        (
            Simulate { proportions: file("a.toml", "[disturbances]\nlate = 2"), ..wanted() },
            "disturbances.late: expected a share between 0 and 1, got 2",
        ),
        (
            Simulate { proportions: file("b.toml", "[disturbances]\nlat = 0"), ..wanted() },
            "disturbances.lat: no such key",
        ),
        (
            Simulate { proportions: Some(dir.path().join("none.toml")), ..wanted() },
            "expected a file that can be read",
        ),
        (
            Simulate { data: Some(dir.path().to_owned()), ..wanted() },
            "expected public lists as `import --from opendata` reads them",
        ),
        (
            Simulate { data: Some(dir.path().join("none")), ..wanted() },
            "expected a folder that can be read",
        ),
    ] {
        let told = refused(&db, &bad);
        assert!(told.contains(expected), "{expected}\n{told}");
    }
    played(&db, &Simulate { days: 1, per_day: 2, ..wanted() });
    let told = refused(&db, &wanted());
    assert!(told.contains("the database holds cases already") && told.contains("--keep"), "{told}");
}

#[test]
fn words_that_cannot_be_are_refused_on_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    for (words, expected) in [
        (vec!["--days", "0"], "--days"),
        (vec!["--days", "367"], "--days"),
        (vec!["--per-day", "0"], "--per-day"),
        (vec!["--seed", "x"], "--seed"),
        (vec!["--from", "2025-02-30"], "--from"),
        (vec!["--pace", "quick"], "expected fast, real, or how many times"),
        (vec!["--url", "http://127.0.0.1:1"], "--token-file"),
    ] {
        let mut all = vec!["simulate"];
        all.extend(words);
        let output = hosopost(dir.path(), &all);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && told.contains(expected), "{all:?}\n{told}");
    }
    assert!(!dir.path().join("hosopost.db").exists(), "nothing was made");
}
