//! What cannot be rehearsed is named, with what was expected.

use super::furnished;
use crate::cli::{err, hosopost};

#[test]
fn every_option_that_does_not_fit_is_named_with_what_was_expected() {
    let (db, dir) = (furnished(), tempfile::tempdir().unwrap());
    let file = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    let head = "route,departure,valid_from,valid_until,days,calendar,parcels,bags,kg,stop,point,arrives,departs,cut_off\n";
    file(
        "backwards.csv",
        &format!(
            "{head}DT-HT-0,X1,2026-01-01,,Mo-Fr,post,,,,1,480000,,07:00,\nDT-HT-0,X1,2026-01-01,,Mo-Fr,post,,,,3,H27.00,06:40,,\n"
        ),
    );
    file(
        "unknown.csv",
        &format!(
            "{head}NO,X1,2026-01-01,,Mo-Fr,post,,,,1,480000,,07:00,\nNO,X1,2026-01-01,,Mo-Fr,post,,,,2,H27.00,07:40,,\n"
        ),
    );
    file("list.csv", "a,b\n1,2\n");
    for (words, expected) in [
        (&[][..], "expected something to try: --cut-off"),
        (&["--cut-off", "DT-HT-TH"], "--cut-off <ROUTE=MINUTES>': expected ROUTE=MINUTES"),
        (&["--cut-off", "DT-HT-TH=-5"], "from 0 to 720 minutes"),
        (
            &["--cut-off", "NO=5"],
            "--cut-off NO=5: expected a mail route with departures between 2025-04-14 and 2025-04-20, got NO",
        ),
        (&["--cut-off", "DT-TINH-1=5"], "got DT-TINH-1"),
        (
            &["--cut-off", "DT-HT-TH/Z9=5"],
            "expected a departure of DT-HT-TH between 2025-04-14 and 2025-04-20, got Z9",
        ),
        (&["--breakdown", "DT-HT-TH"], "expected ROUTE@DATE"),
        (
            &["--breakdown", "DT-HT-TH@2025-05-01"],
            "--breakdown DT-HT-TH@2025-05-01: expected days between 2025-04-14 and 2025-04-20",
        ),
        (
            &["--breakdown", "DT-HT-TH@2025-04-20"],
            "expected a day on which it goes, got 2025-04-20",
        ),
        (
            &["--breakdown", "DT-HT-TH/C1@2025-04-15"],
            "expected a day on which it goes, got 2025-04-15",
        ),
        (&["--day-off", "tomorrow"], "expected DATE or DATE..DATE"),
        (&["--day-off", "2025-05-01"], "--day-off 2025-05-01: expected days between"),
        (&["--demand", "2025-04-15"], "expected DATE=TIMES"),
        (&["--demand", "2025-04-15=99"], "from 0 to 20 times"),
        (&["--demand", "2025-04-21=2"], "--demand 2025-04-21=2: expected days between"),
        (&["--tet", "soon"], "--tet <DATE>"),
        (&["--tet", "2025-04-16"], "--tet 2025-04-16: expected more than 7 days to rehearse"),
        (
            &["--tet", "2025-04-16", "--days", "14"],
            "expected a day between 2025-04-21 and 2025-04-27, a week after the first",
        ),
        (&["--peak", "2"], "--tet <DATE>"),
        (&["--tet", "2025-04-16", "--peak", "x"], "expected a number between 0 and 20, got \"x\""),
        (&["--missed", "1.5"], "expected a share between 0 and 1, got \"1.5\""),
        (&["--missed", "nan"], "expected a share between 0 and 1"),
        (&["--per-day", "0"], "1..=100000"),
        (&["--days", "0"], "1..=92"),
        (&["--seed", "x"], "--seed <N>"),
        (&["--recorded", "--per-day", "5"], "cannot be used with"),
        (&["--timetable", "none.csv"], "--timetable none.csv: expected a file that can be read"),
        (&["--timetable", "list.csv"], "--timetable list.csv"),
        (&["--timetable", "backwards.csv"], "line 3, column arrives: expected after 07:00"),
        (&["--timetable", "unknown.csv"], "column route: expected a mail route in service"),
    ] {
        refused(&db.url, dir.path(), "2025-04-14", words, expected);
    }
}

#[test]
fn what_cannot_be_read_written_or_played_is_named() {
    let (db, dir) = (furnished(), tempfile::tempdir().unwrap());
    std::fs::write(dir.path().join("own.toml"), "[traffic]\npaid = 2").unwrap();
    let tried = ["--cut-off", "DT-HT-TH=30"];
    let many = ["2025-04-14=2", "2025-04-15=2", "2025-04-16=2", "2025-04-17=2"];
    let many = many.map(|day| ["--demand", day]).concat();
    for (words, expected) in [
        (
            vec!["--recorded"],
            "--recorded: nothing in this database became ready in the 7 days from 2025-04-14 on",
        ),
        (vec!["--proportions", "own.toml"], "traffic.paid: expected a share"),
        (
            vec!["--page", "no/such/folder/p.html"],
            "--page no/such/folder/p.html: expected a file that can be written",
        ),
        (vec!["--csv", "own.toml"], "--csv own.toml: expected a folder that can be written to"),
    ] {
        refused(&db.url, dir.path(), "2025-04-14", &[&words[..], &tried].concat(), expected);
    }
    let apart = [&["--apart"][..], &many].concat();
    refused(
        &db.url,
        dir.path(),
        "2025-04-14",
        &apart,
        "--apart: expected at most 3 changes, got 4",
    );
    refused(&db.url, dir.path(), "2025-13-14", &tried, "--from <DATE>");
    refused(&db.url, dir.path(), "9999-01-01", &tried, "expected a day before the year 9999");
    let off = ["--day-off", "2031-04-15"];
    refused(&db.url, dir.path(), "2031-04-14", &off, "the days of 2031 are not loaded");
    let empty = crate::kit::databases::TestDatabase::sqlite();
    refused(
        &empty.url,
        dir.path(),
        "2025-04-14",
        &tried,
        "no departures are loaded: hosopost import timetable FILE",
    );
    let none = format!("sqlite://{}", dir.path().join("none.db").display());
    refused(&none, dir.path(), "2025-04-14", &tried, "hosopost migrate");
}

#[track_caller]
fn refused(url: &str, dir: &std::path::Path, from: &str, words: &[&str], expected: &str) {
    let own = ["rehearse", "--database-url", url, "--from", from];
    let days = if words.contains(&"--days") { &[][..] } else { &["--days", "7"] };
    let ran = hosopost(dir, &[&own[..], days, words].concat());
    let told = err(&ran);
    assert!(!ran.status.success() && told.contains(expected), "{words:?}: {told}");
    assert!(!told.contains("panicked"), "{words:?}: {told}");
}
