//! The timetable from the command line.

use serde_json::Value;

use super::time::province;
use super::{err, hosopost, out};

#[test]
fn journeys_and_the_runs_at_a_point_are_told() {
    let dir = province();
    let said = |words: &[&str]| {
        let output = hosopost(dir.path(), words);
        assert!(output.status.success(), "{words:?}: {}", err(&output));
        out(&output)
    };
    let journey = [
        "timetable",
        "journey",
        "--from",
        "481940",
        "--to",
        "H27.00",
        "--at",
        "2025-04-08T07:30:00+07:00",
        "--most",
        "1",
    ];
    let told = said(&journey);
    for line in [
        "arrives 2025-04-08T10:50:00+07:00, 1 change",
        "DT-TH-1 S1 of 2025-04-08",
        "481900     hand in by 2025-04-08T09:25:00+07:00, leaves 2025-04-08T09:45:00+07:00",
        "H27.00     comes in   2025-04-08T10:50:00+07:00",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    let told: Value = serde_json::from_str(&said(&[&["--json"], &journey[..]].concat())).unwrap();
    assert_eq!(told["items"][0]["rides"][1]["route"], "DT-HT-TH");

    let board = said(&["timetable", "departures", "--point", "481900", "--on", "2025-04-15"]);
    let line = board.lines().find(|line| line.contains("DT-HT-TH       C1")).unwrap();
    for part in [
        "16:00",
        "cut-off 15:45",
        "to H27.00 16:50",
        "400 parcels, 30 bags, 600 kg",
        "CANCELLED: Xe hỏng",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let json = ["--json", "timetable", "departures", "--point", "481900", "--on", "2025-04-15"];
    let board: Value = serde_json::from_str(&said(&json)).unwrap();
    assert_eq!(board["items"][0]["departure"], "V1");

    let none = hosopost(
        dir.path(),
        &[
            "timetable",
            "journey",
            "--from",
            "481940",
            "--to",
            "481990",
            "--at",
            "2025-04-08T07:30:00+07:00",
        ],
    );
    assert!(
        !none.status.success() && err(&none).contains("no runs lead from 481940"),
        "{}",
        err(&none)
    );
    for (words, expected) in [
        (
            &["journey", "--from", "nowhere", "--to", "H27.00"][..],
            "--from nowhere: expected a point",
        ),
        (&["journey", "--from", "480000", "--to", "nowhere"], "--to nowhere: expected the code"),
        (&["journey", "--from", "480000", "--to", "H27.00", "--at", "noon"], "expected a time"),
        (&["journey", "--from", "480000", "--to", "H27.00", "--most", "0"], "1..=10"),
        (
            &["departures", "--point", "481960", "--on", "2025-04-08"],
            "--point 481960: expected a point",
        ),
        (
            &["departures", "--point", "480000", "--on", "2031-04-08"],
            "hosopost import holidays FILE",
        ),
    ] {
        let refused = hosopost(dir.path(), &[&["timetable"], words].concat());
        assert!(!refused.status.success());
        assert!(err(&refused).contains(expected), "{words:?}: {}", err(&refused));
    }
}

#[test]
fn a_timetable_is_tried_before_it_is_taken() {
    let dir = province();
    let file = dir.path().join("timetable.csv");
    let rows = "route,departure,valid_from,valid_until,days,calendar,parcels,bags,kg,stop,point,arrives,departs,cut_off\n\
        DT-HT-0,X1,2026-01-01,,Mo-Fr,post,,,,1,480000,,07:00,06:45\n\
        DT-HT-0,X1,2026-01-01,,Mo-Fr,post,,,,3,H27.00,07:40,,\n";
    std::fs::write(&file, rows).unwrap();
    let tried = hosopost(dir.path(), &["import", "timetable", "timetable.csv", "--dry-run"]);
    assert!(out(&tried).contains("DT-HT-0 X1 from 2026-01-01"), "{}{}", out(&tried), err(&tried));
    std::fs::write(&file, rows.replace("07:40", "06:40")).unwrap();
    let refused = hosopost(dir.path(), &["import", "timetable", "timetable.csv"]);
    let said = "line 3, column arrives: expected after 07:00, when it leaves stop 1, got \"06:40\"";
    assert!(!refused.status.success() && err(&refused).contains(said), "{}", err(&refused));
}
