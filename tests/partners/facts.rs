//! What cases were told, as files.

use hosopost::custody::Action;
use hosopost::feed::sheet::COLUMNS;
use serde_json::{Value, json};

use crate::api::office::{Door, giving_back, on_both};
use crate::cli::{err, hosopost, out};
use crate::kit::office::{DESK, POST};
use crate::kit::scans::scan;

/// The rows of a file, each by its columns.
pub fn rows(text: &str) -> Vec<Value> {
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(csv.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
    let cells = |row: csv::StringRecord| {
        COLUMNS
            .iter()
            .zip(row.iter())
            .map(|(name, cell)| ((*name).to_owned(), json!(cell)))
            .collect()
    };
    csv.records().map(|row| Value::Object(cells(row.unwrap()))).collect()
}

fn delivered(door: &Door) {
    let number = door.ordered(&giving_back())["tracking_number"].as_str().unwrap().to_owned();
    let mut given = scan(4, 30, Action::Deliver, &number, POST);
    given.detail.receiver = Some("addressee".parse().unwrap());
    door.scanned(&[
        scan(1, 0, Action::Accept, &number, POST),
        scan(2, 10, Action::Receive, &number, POST),
        scan(3, 20, Action::OutForDelivery, &number, POST),
        given,
    ]);
}

#[test]
fn the_file_says_what_the_feed_says_in_the_same_order() {
    on_both(|door| {
        delivered(door);
        let partner = door.partner();
        let answer = door.get("/api/v1/feed.csv?after=0", &partner).send();
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        let rows = rows(&answer.text());
        let feed = door.get("/api/v1/feed?limit=500", &partner).send().json();
        let events = feed["events"].as_array().unwrap();
        assert_eq!(rows.len(), events.len());
        for (row, event) in rows.iter().zip(events) {
            for (column, said) in [("type", "type"), ("time", "time"), ("case_code", "subject")] {
                assert_eq!(row[column], event[said]);
            }
            assert_eq!(row["state"], *event["data"].get("state").unwrap_or(&json!("")));
            for name in event["data"].as_object().unwrap().keys() {
                assert!(COLUMNS.contains(&name.as_str()), "{name} has no column");
            }
        }
        let last = rows.last().unwrap();
        assert_eq!(
            (&last["proposed_status"], &last["receiver"]),
            (&json!("10"), &json!("addressee"))
        );
        assert_eq!(answer.header("next-cursor"), last["cursor"].as_str().unwrap());

        let some = door.get("/api/v1/feed.csv?after=1&limit=2", &partner).send();
        assert_eq!(some.header("next-cursor"), "3");
        let none = door.get("/api/v1/feed.csv?after=99", &partner).send();
        assert_eq!((none.header("next-cursor"), rows_of(&none.text())), ("99", 0));
        let others = door.get("/api/v1/feed.csv", &door.stranger()).send();
        assert_eq!((others.header("next-cursor"), rows_of(&others.text())), ("0", 0));
        for bad in ["after=-1", "after=x", "limit=0", "limit=10001", "limit=x"] {
            door.get(&format!("/api/v1/feed.csv?{bad}"), &partner).send().problem(422, "invalid");
        }
        door.get("/api/v1/feed.csv", &door.clerk()).send().problem(403, "wrong_role");
    });
}

fn rows_of(text: &str) -> usize {
    rows(text).len()
}

#[test]
fn the_keyboard_writes_a_whole_file_and_says_where_the_next_begins() {
    let door = Door::sqlite();
    delivered(&door);
    let dir = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        hosopost(dir.path(), &[&["--database-url", &door.app.database.url], words].concat())
    };
    let all = run(&["export", "facts", "--after", "0"]);
    assert_eq!(rows_of(&out(&all)), 5, "{}", err(&all));
    assert!(err(&all).contains("5 facts; next: --after 5"), "{}", err(&all));
    let told = run(&["--json", "export", "facts", "--after", "2", "--limit", "2", "-o", "f.csv"]);
    let told: Value = serde_json::from_str(&out(&told)).unwrap();
    assert_eq!(told, json!({"facts": 2, "next": "4"}));
    let file = dir.path().join("f.csv");
    assert_eq!(rows_of(&std::fs::read_to_string(&file).unwrap()), 2);
    assert!(!dir.path().join("f.csv.part").exists());
    assert_eq!(rows_of(&out(&run(&["export", "facts", "--after", "0", "--agency", "H27.77"]))), 0);
    assert_eq!(rows_of(&out(&run(&["export", "facts", "--after", "0", "--agency", DESK]))), 5);
    for (bad, said) in [
        (["export", "facts", "--after", "-1"].as_slice(), "--after"),
        (&["export", "facts"], "--after"),
        (&["--json", "export", "facts", "--after", "0"], "expected -o FILE"),
        (&["export", "facts", "--after", "0", "-o", "no/such/f.csv"], "cannot be written"),
        (&["export", "facts", "--after", "0", "--limit", "0"], "--limit"),
    ] {
        let refused = run(bad);
        assert!(!refused.status.success(), "{bad:?}");
        assert!(err(&refused).contains(said), "{bad:?}: {}", err(&refused));
    }
}
