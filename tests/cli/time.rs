//! Working time and transit targets from the command line.

use hosopost::flows::import::Kind;
use hosopost::store::{Database, schema};
use serde_json::Value;
use tempfile::TempDir;

use super::{err, hosopost, out};
use crate::kit::app::TestApp;

/// A folder with a database that holds the fixtures.
pub(super) fn province() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", dir.path().join("hosopost.db").display());
    let mut conn = url.parse::<Database>().unwrap().open().unwrap();
    schema::migrate(&mut conn).unwrap();
    TestApp::over(&url).takes(&Kind::ALL);
    dir
}

#[test]
fn days_years_deadlines_and_targets_are_told() {
    let dir = province();
    let said = |words: &[&str]| {
        let output = hosopost(dir.path(), words);
        assert!(output.status.success(), "{words:?}: {}", err(&output));
        out(&output)
    };
    let day = said(&["calendar", "day", "2026-08-31"]);
    assert!(day.contains("2026-08-31 swap_rest") && day.contains("not worked"), "{day}");
    let day = said(&["calendar", "day", "2025-04-12", "--audience", "post", "--add", "1"]);
    assert!(day.contains("07:00-11:30") && day.contains("2025-04-14"), "{day}");
    let year = said(&["calendar", "list", "2027"]);
    assert!(year.contains("an estimate in part") && year.contains("2027-02-06"), "{year}");
    let year: Value = serde_json::from_str(&said(&["--json", "calendar", "list", "2026"])).unwrap();
    assert_eq!(year["working_days"], 249);

    let limit = [
        "calendar",
        "deadline",
        "--received",
        "2025-04-25T16:00:00+07:00",
        "--time",
        "2",
        "--unit",
        "working_day",
        "--pause",
        "supplement,2025-04-28T10:00:00+07:00,2025-04-29T10:00:00+07:00",
    ];
    let told = said(&limit);
    for line in [
        "due at        2025-05-05T17:00:00+07:00",
        "counted from  2025-04-26T07:30:00+07:00 (after_cut_off)",
        "time limit    2 working days",
        "not counted   2025-04-28 paused",
        "not counted   2025-05-02 swap_rest",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let told: Value = serde_json::from_str(&said(&[&["--json"], &limit[..]].concat())).unwrap();
    assert_eq!(told["due_at"], "2025-05-05T17:00:00+07:00");
    let open = said(&[&limit[..8], &["--pause", "payment,2025-04-28T10:00:00+07:00"]].concat());
    assert!(open.contains("the clock stands since 2025-04-28T10:00:00+07:00"), "{open}");

    let quote = [
        "transit",
        "quote",
        "--service",
        "submit",
        "--from",
        "481940",
        "--to",
        "H27.00",
        "--at",
        "2025-04-08T09:30:00+07:00",
    ];
    let told = said(&quote);
    assert!(told.contains("submit HT.* → HT.*") && told.contains("2025-04-10T17:00"), "{told}");
    let told: Value = serde_json::from_str(&said(&[&["--json"], &quote[..]].concat())).unwrap();
    assert_eq!(told["expected"]["due_at"], "2025-04-10T17:00:00+07:00");
    let doctor = said(&["doctor"]);
    assert!(doctor.contains("working weeks: loaded"), "{doctor}");
}

#[test]
fn what_cannot_be_counted_says_what_was_expected() {
    let dir = province();
    let at = "2025-04-08T09:30:00+07:00";
    let quote = ["transit", "quote", "--service", "submit", "--from"];
    for (words, expected) in [
        (vec!["calendar", "day", "tomorrow"], "invalid value 'tomorrow'"),
        (vec!["calendar", "day", "2031-01-01"], "hosopost import holidays"),
        (
            vec!["calendar", "day", "2025-04-08", "--audience", "all"],
            "expected everyone, authority",
        ),
        (vec!["calendar", "day", "2025-04-08", "--audience", "everyone"], "expected authority"),
        (vec!["calendar", "day", "2025-04-08", "--audience", "unit:99"], "got unit:99"),
        (vec!["calendar", "day", "2025-04-08", "--add", "1001"], "1001"),
        (vec!["calendar", "list", "1"], "1900..=2200"),
        (vec!["calendar", "list", "2031"], "hosopost import holidays"),
        (vec!["calendar", "deadline", "--received", "now", "--time", "1"], "expected a time"),
        (vec!["calendar", "deadline", "--received", at, "--time", "0"], "1..=1000"),
        (vec!["calendar", "deadline", "--received", at, "--time", "1", "--unit", "week"], "month"),
        (
            vec!["calendar", "deadline", "--received", at, "--time", "1", "--pause", "lunch"],
            "REASON,FROM",
        ),
        (
            vec!["calendar", "deadline", "--received", at, "--time", "1", "--pause", "lunch,now"],
            "supplement or payment",
        ),
        (
            vec!["calendar", "deadline", "--received", at, "--time", "1", "--pause", "payment,now"],
            "expected a time",
        ),
        (
            vec![
                "calendar",
                "deadline",
                "--received",
                at,
                "--time",
                "1",
                "--pause",
                "payment,2025-04-01T09:00:00+07:00",
            ],
            "at or after --received",
        ),
        (
            vec![
                "calendar",
                "deadline",
                "--received",
                at,
                "--time",
                "1",
                "--pause",
                "payment,2025-04-09T09:00:00+07:00,2025-04-09T09:00:00+07:00",
            ],
            "expected a time after",
        ),
        ([&quote[..], &["nowhere", "--to", "H27.00"]].concat(), "--from nowhere"),
        ([&quote[..], &["481940", "--to", "nowhere", "--at", at]].concat(), "--to nowhere"),
        ([&quote[..], &["481940", "--to", "H27.00", "--at", "now"]].concat(), "expected a time"),
        (
            vec!["transit", "quote", "--service", "all", "--from", "42", "--to", "42"],
            "submit, return",
        ),
        (
            vec!["transit", "quote", "--service", "internal", "--from", "42", "--to", "42"],
            "hosopost import targets",
        ),
    ] {
        let output = hosopost(dir.path(), &words);
        assert!(!output.status.success(), "{words:?}");
        assert!(err(&output).contains(expected), "{words:?}: {}", err(&output));
        assert!(!err(&output).contains("panicked"), "{words:?}");
    }
}
