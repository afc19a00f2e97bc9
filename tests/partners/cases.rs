//! Lists of cases as files, through the door and at the keyboard.

use std::collections::BTreeMap;

use hosopost::base::Role;
use hosopost::flows::import::{CASE_COLUMNS, CaseFile, CasesReport, take_cases};
use hosopost::people::CaseWriter;
use hosopost::store::Conn;
use serde_json::{Value, json};

use super::{list, row};
use crate::api::office::{Door, on_both};
use crate::cli::{err, hosopost, out};
use crate::kit::app::Answer;
use crate::kit::databases::on_both as on_both_databases;
use crate::kit::office::{DESK, OTHER_DESK, Office, POST, context};
use crate::stores::custody::statements;

fn send(door: &Door, token: &str, query: &str, file: Vec<u8>) -> Answer {
    let ask = door.app.post(&format!("/api/v1/imports/cases{query}")).token(token).english();
    ask.body("text/csv", file).send()
}

fn sums(report: &Value) -> [u64; 5] {
    ["created", "updated", "unchanged", "older", "refused"]
        .map(|name| report[name].as_u64().unwrap())
}

#[test]
fn a_list_goes_in_and_again_changes_nothing() {
    on_both(|door| {
        let partner = door.partner();
        let file = list(&[row(1, 10, 4), row(2, 10, 4), row(2, 20, 9)]);
        let tried = send(door, &partner, "?dry_run=true", file.clone());
        assert_eq!(tried.status, 200, "{}", tried.text());
        assert_eq!(sums(&tried.json()), [2, 1, 0, 0, 0], "{}", tried.text());
        let path = "/api/v1/cases/H27.12-250408-0002";
        assert_eq!(door.get(path, &partner).send().status, 404);
        assert_eq!(sums(&send(door, &partner, "", file.clone()).json()), [2, 1, 0, 0, 0]);
        assert_eq!(sums(&send(door, &partner, "", file).json()), [0, 0, 2, 1, 0]);
        let later = list(&[row(1, 30, 9), row(2, 5, 1), row(3, 0, 2)]);
        assert_eq!(sums(&send(door, &partner, "", later).json()), [1, 1, 0, 1, 0]);
        let case = door.get(path, &partner).send().json();
        assert_eq!((&case["status"], &case["channel"]), (&json!(9), &json!(3)), "{case}");
        assert_eq!(case["as_of"], "2025-04-08T09:20:00+07:00");
        assert_eq!(case["applicant"]["name"], "Nguyễn Văn Mẫu");
        assert_eq!(case["applicant"]["phone"], "0912345123");
        let admin = door.token(Role::Administrator, &[]);
        let log = door.get("/api/v1/imports", &admin).send().json();
        let logged = log["items"].as_array().unwrap();
        assert_eq!(logged.len(), 3, "trials are not among it: {log}");
        assert!(logged.iter().all(|one| one["kind"] == "cases"));
    });
}

#[test]
fn a_bad_value_in_any_column_is_named_and_keeps_no_other_row_out() {
    on_both(|door| {
        let partner = door.partner();
        let bad: BTreeMap<&str, &[&str]> = BTreeMap::from([
            ("case_code", ["", "đơn", "H27.12-250408"].as_slice()),
            ("as_of", &["", "hôm nay", "2025-02-30 09:00", "1969-01-01 00:00"]),
            ("procedure_code", &["", "1"]),
            ("agency", &["", "a b", "H27.77", OTHER_DESK, POST]),
            ("channel", &["", "0", "4", "post", "3.0"]),
            ("status", &["", "0", "11", "-1", "99999999999999999999"]),
            ("received_at", &["", "8/4/2025"]),
            ("due_at", &["soon", "2025-04-01 00:00"]),
            ("applicant_name", &[""]),
            ("applicant_phone", &["12", "không có"]),
            ("applicant_address", &[""]),
            ("applicant_unit", &["1", "xã"]),
        ]);
        assert_eq!(bad.len(), CASE_COLUMNS.len());
        let good = row(1, 10, 4);
        let whole = good.replace(", xã", "; xã").replace('"', "");
        let cells: Vec<&str> = whole.split(',').collect();
        for (column, values) in bad {
            let at = CASE_COLUMNS.iter().position(|name| *name == column).unwrap();
            for value in values {
                let mut cells = cells.clone();
                cells[at] = value;
                let file = list(&[cells.join(","), row(7, 10, 4)]);
                let answer = send(door, &partner, "?dry_run=true", file);
                assert_eq!(answer.status, 200, "{column} {value}: {}", answer.text());
                let report = answer.json();
                assert_eq!(sums(&report), [1, 0, 0, 0, 1], "{column} {value:?}: {report}");
                let problem = &report["problems"][0];
                assert_eq!((&problem["line"], &problem["column"]), (&json!(2), &json!(column)));
                assert!(!problem["expected"].as_str().unwrap().is_empty());
                let about_a_person = column.starts_with("applicant_");
                assert_eq!(
                    problem["got"].as_str().unwrap().is_empty(),
                    about_a_person || value.is_empty()
                );
            }
        }
    });
}

#[test]
fn what_is_no_list_of_cases_is_refused_whole() {
    let door = Door::sqlite();
    let partner = door.partner();
    let head = CASE_COLUMNS.join(",");
    for bad in [
        String::new(),
        head.clone(),
        "mã hồ sơ,trạng thái\n1,2\n".to_owned(),
        format!("{head},more\n"),
        head.replace("status,", ""),
    ] {
        send(&door, &partner, "", bad.clone().into_bytes()).problem(422, "bad_rows");
    }
    send(&door, &partner, "", vec![0xff, 0xfe, 0x00]).problem(422, "bad_rows");
    send(&door, &partner, "?dry_run=maybe", list(&[row(1, 1, 1)])).problem(422, "invalid");
    let json = door.app.post("/api/v1/imports/cases").token(&partner).json(&json!({})).send();
    json.problem(415, "wrong_content");
    for (role, places) in
        [(Role::Clerk, [POST].as_slice()), (Role::Courier, &[POST]), (Role::Manager, &[])]
    {
        let token = door.token(role, places);
        send(&door, &token, "", list(&[row(1, 1, 1)])).problem(403, "wrong_role");
    }
    // A row with a cell too few keeps the others in.
    let short = row(1, 10, 4).replacen(',', "", 1);
    let report = send(&door, &partner, "", list(&[short, row(2, 10, 4)])).json();
    assert_eq!((sums(&report), &report["read"]), ([1, 0, 0, 0, 1], &json!(2)), "{report}");
}

#[test]
fn two_rows_that_contradict_each_other_are_told_and_another_agencys_case_is_left_alone() {
    on_both(|door| {
        let (partner, stranger) = (door.partner(), door.stranger());
        let report =
            send(door, &partner, "", list(&[row(1, 10, 4), row(1, 10, 4), row(1, 10, 9)])).json();
        assert_eq!(sums(&report), [1, 0, 1, 0, 1], "{report}");
        assert_eq!(report["problems"][0]["line"], 4);
        let theirs = row(1, 30, 9).replace(&format!(",{DESK},"), &format!(",{OTHER_DESK},"));
        let report = send(door, &stranger, "", list(&[theirs])).json();
        assert_eq!(
            (sums(&report), &report["problems"][0]["column"]),
            ([0, 0, 0, 0, 1], &json!("case_code"))
        );
        assert_eq!(
            door.get("/api/v1/cases/H27.12-250408-0001", &partner).send().json()["status"],
            4
        );
    });
}

fn take(conn: &mut Conn, office: &Office, bytes: &[u8]) -> CasesReport {
    let cx = context(Role::Partner, &[DESK]);
    let by = CaseWriter::of(&cx.who).unwrap();
    let mut file = CaseFile::read(bytes, false, &mut |_| {}).unwrap();
    while let Some(portion) = file.next_portion() {
        let taken = take_cases(conn, &cx, &by, &office.network, &portion).unwrap();
        file.note(taken);
    }
    file.finish(conn, &cx).unwrap()
}

#[test]
fn ten_thousand_rows_take_ten_portions_of_few_statements() {
    on_both_databases(|db| {
        let (mut conn, office) = (db.open(), Office::new());
        let rows = |numbers: std::ops::Range<u32>, minute| -> Vec<String> {
            numbers.map(|number| row(number, minute, 4)).collect()
        };
        // SQLite takes at most sixty-four rows in a statement: sixteen more for each of few tables.
        let more = if conn.locks_rows() { 0 } else { 16 * 4 };
        let check = |one: usize, many: usize| {
            // The line of the log is written once.
            let (one, many) = (one - 4, many - 4);
            assert!((10 * one..=10 * (one + more)).contains(&many), "{one} {many}");
        };
        let mut counted = |file: &[u8], expected: [usize; 3]| {
            statements(&mut conn, |conn| {
                let CasesReport { created, updated, unchanged, .. } = take(conn, &office, file);
                assert_eq!([created, updated, unchanged], expected);
            })
        };
        let one = counted(&list(&rows(0..1, 10)), [1, 0, 0]);
        let many = counted(&list(&rows(10_000..20_000, 10)), [10_000, 0, 0]);
        check(one, many);
        let one = counted(&list(&rows(0..1, 20)), [0, 1, 0]);
        let many = counted(&list(&rows(10_000..20_000, 20)), [0, 10_000, 0]);
        check(one, many);
        counted(&list(&rows(10_000..20_000, 20)), [0, 0, 10_000]);
    });
}

#[test]
fn the_keyboard_takes_a_list_and_names_what_it_does_not_take() {
    let dir = tempfile::tempdir().unwrap();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
    let run = |words: &[&str]| hosopost(dir.path(), words);
    run(&["migrate"]);
    run(&["import", "all", fixtures]);
    let sample = format!("{fixtures}/cases.csv");
    let tried = run(&["import", "cases", &sample, "--dry-run"]);
    assert!(out(&tried).contains("3 rows read (a dry run); would be 3 created"), "{}", err(&tried));
    let done = run(&["import", "cases", &sample]);
    assert!(out(&done).contains("cases: 3 rows read; 3 created, 0 updated"), "{}", err(&done));
    let again: Value =
        serde_json::from_str(&out(&run(&["--json", "import", "cases", &sample]))).unwrap();
    assert_eq!(sums(&again), [0, 0, 3, 0, 0]);
    assert!(out(&run(&["import", "log"])).contains("cases"));

    let bad = dir.path().join("bad.csv");
    std::fs::write(&bad, list(&[row(1, 10, 44)])).unwrap();
    let refused = run(&["import", "cases", bad.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    let told = err(&refused);
    assert!(
        told.contains("line 2, column status: expected a status from 1 to 10, got \"44\""),
        "{told}"
    );
    assert!(!told.contains("Nguyễn"), "{told}");
    let none = run(&["import", "cases", "none.csv"]);
    assert!(err(&none).contains("none.csv: expected a file that can be read"), "{}", err(&none));
}
