//! Rehearsals through the command, as an operator starts them: invented days in both eras, recorded days, another
//! timetable.

mod refused;

use std::collections::HashMap;
use std::path::Path;

use hosopost::base::Period;
use hosopost::cases::{Direction, Status};
use hosopost::commands::simulate::{Simulate, simulate};
use hosopost::dispatch::forecast::{End, ReadyBy};
use hosopost::flows::forecast::recorded;
use hosopost::flows::import::Kind;
use serde_json::{Value, json};

use crate::cli::{err, hosopost, out};
use crate::kit::app::{TestApp, settings};
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{CENTRE, VILLAGE};
use crate::promise::{Post, at};

/// A database with the places and the timetable of the fixtures.
pub fn furnished() -> TestDatabase {
    furnish(TestDatabase::sqlite())
}

fn furnish(db: TestDatabase) -> TestDatabase {
    TestApp::over(&db.url).takes(&Kind::ALL);
    db
}

/// What the command tells a program.
fn rehearsed(dir: &Path, url: &str, words: &[&str]) -> Value {
    let own = ["rehearse", "--json", "--database-url", url];
    let ran = hosopost(dir, &[&own[..], words].concat());
    assert!(ran.status.success(), "{words:?}: {}", err(&ran));
    serde_json::from_str(&out(&ran)).unwrap()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The rows of a file as maps.
fn rows(path: &Path) -> Vec<HashMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn sum(rows: &[HashMap<String, String>], column: &str, of: &str) -> i64 {
    let meant = rows.iter().filter(|row| row["column"] == column);
    meant.map(|row| row[of].parse::<i64>().unwrap()).sum()
}

#[test]
fn an_earlier_cut_off_and_a_broken_van_keep_fewer_promises_in_the_era_of_each() {
    on_both(|db| {
        let db = furnish(db.fresh());
        let dir = tempfile::tempdir().unwrap();
        let of_districts =
            ["--from", "2025-04-14", "--days", "6", "--per-day", "80", "--cut-off", "DT-HT-TH=90"];
        let of_communes = [
            "--from",
            "2025-10-06",
            "--days",
            "6",
            "--per-day",
            "80",
            "--breakdown",
            "DT-TINH-1@2025-10-07..2025-10-08",
        ];
        for words in [of_districts, of_communes] {
            let folder = dir.path().join("figures");
            let files = ["--csv", folder.to_str().unwrap()];
            let told = rehearsed(dir.path(), &db.url, &[&words[..], &files].concat());
            let wholes = [0, 1].map(|column| &told["columns"][column]["whole"]);
            for whole in wholes {
                let ends = ["kept", "late", "under_way"].map(|end| number(&whole[end]));
                assert_eq!(ends.iter().sum::<i64>(), number(&told["errands"]), "{words:?}");
            }
            let [kept, after] = wholes.map(|whole| number(&whole["kept"]));
            assert!(kept > 300 && after < kept, "{words:?}: {kept}, then {after}");
            // Days and runs together say the same as the columns.
            let [columns, days, runs] =
                ["columns", "days", "runs"].map(|name| rows(&folder.join(format!("{name}.csv"))));
            for column in ["0", "1"] {
                for of in ["parcels", "kept", "late", "dark", "left_broken", "carried"] {
                    assert_eq!(sum(&days, column, of), sum(&columns, column, of), "{words:?} {of}");
                }
                for of in ["carried", "left_broken", "left_missed", "left_full", "delay_minutes"] {
                    assert_eq!(sum(&runs, column, of), sum(&columns, column, of), "{words:?} {of}");
                }
            }
            let broken = runs.iter().filter(|run| run["column"] == "1" && run["went"] == "false");
            let expected = if words == of_communes { 8 } else { 0 };
            assert_eq!(broken.count(), expected, "{words:?}");
        }
    });
}

#[test]
fn the_same_seed_writes_the_same_page_and_the_week_before_tet_has_more_to_carry() {
    let (db, dir) = (furnished(), tempfile::tempdir().unwrap());
    let page = |name: &str, seed: &str| {
        let words =
            ["--from", "2026-02-02", "--days", "21", "--per-day", "60", "--tet", "2026-02-16"];
        let own = ["--peak", "3", "--seed", seed, "--page", name];
        let told = rehearsed(dir.path(), &db.url, &[&words[..], &own].concat());
        (told, std::fs::read_to_string(dir.path().join(name)).unwrap())
    };
    let (told, first) = page("first.html", "7");
    assert_eq!(first, page("again.html", "7").1);
    assert_ne!(first, page("other.html", "8").1);
    let parcels =
        |column: usize, day: &str| number(&told["columns"][column]["days"][day]["parcels"]);
    assert_eq!(parcels(1, "2026-02-10"), 3 * parcels(0, "2026-02-10"));
    assert_eq!(parcels(1, "2026-02-03"), parcels(0, "2026-02-03"));
    assert!(first.contains("nghỉ Tết 16/02/2026 – 20/02/2026") && first.contains("hạt giống 7"));
}

#[test]
fn recorded_parcels_are_carried_again_from_where_and_when_they_were_ready() {
    on_both(|db| {
        let post = Post::over(db.fresh());
        // A dossier in a village, in time for its run; a result for a commune; one that was voided.
        post.clock("2025-04-09T07:20");
        let dossier = post.ordered(1, Status::Processing, None);
        let number_of = |followed: &crate::promise::Followed| followed.parcel.tracking.to_string();
        post.scan(1, "2025-04-09T07:20", "accept", &number_of(&dossier), VILLAGE, json!({}));
        post.clock("2025-04-09T09:40");
        let result = post.ordered(2, Status::Processed, Some("18562"));
        let voided = post.ordered(3, Status::Processing, None);
        post.scan(
            2,
            "2025-04-09T09:40",
            "void",
            &number_of(&voided),
            CENTRE,
            json!({"as": "post"}),
        );
        post.clock("2025-04-10T08:00");
        post.scan(
            3,
            "2025-04-10T08:00",
            "accept",
            &number_of(&result),
            CENTRE,
            json!({"as": "post"}),
        );

        let day = |text: &str| text.parse().unwrap();
        let days = Period::new(day("2025-04-07"), Some(day("2025-04-14"))).unwrap();
        let mut read = 0;
        let errands =
            recorded(&mut post.door.database.open(), days, &mut |count| read = count).unwrap();
        assert_eq!((errands.len(), read), (2, 3));
        let [submission, back] = &errands[..] else { panic!("{errands:?}") };
        assert_eq!((submission.direction, submission.from.as_str()), (Direction::Submit, VILLAGE));
        assert_eq!(
            (submission.ready.at, submission.ready.by),
            (at("2025-04-09T07:20"), ReadyBy::Acceptance)
        );
        assert_eq!(submission.end, End::Point(CENTRE.parse().unwrap()));
        assert_eq!((back.direction, back.from.as_str()), (Direction::Return, CENTRE));
        assert_eq!((back.ready.at, back.ready.by), (at("2025-04-09T09:40"), ReadyBy::Result));
        assert_eq!(back.end, End::Person(Some("18562".parse().unwrap())));
        let none = Period::new(day("2025-04-10"), Some(day("2025-04-14"))).unwrap();
        let later = recorded(&mut post.door.database.open(), none, &mut |_| {}).unwrap();
        assert!(later.is_empty(), "ready the day before: {later:?}");

        // The van of the village leaves at a quarter to eight: who closes an hour before leaves the dossier.
        let dir = tempfile::tempdir().unwrap();
        let words = ["--from", "2025-04-07", "--days", "7", "--recorded", "--missed", "0"];
        let cut_off = ["--cut-off", "DT-TH-1/S1=60"];
        let told = rehearsed(dir.path(), &post.door.database.url, &[&words[..], &cut_off].concat());
        let kept = [0, 1].map(|column| number(&told["columns"][column]["whole"]["kept"]));
        assert_eq!(kept, [2, 1]);
    });
}

#[test]
fn a_simulated_month_is_rehearsed_from_its_log_and_nothing_is_changed_by_it() {
    on_both(|db| {
        let simulated = Simulate {
            days: 2,
            per_day: 20,
            seed: 7,
            from: "2025-04-01".parse().unwrap(),
            pace: None,
            proportions: None,
            data: None,
            keep: false,
            url: None,
            token_file: None,
        };
        let report = simulate(settings(&db.url), &simulated, &mut |_| {}).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let words =
            ["--from", "2025-04-01", "--days", "2", "--recorded", "--demand", "2025-04-01=2"];
        let told = rehearsed(dir.path(), &db.url, &words);
        let errands = number(&told["errands"]);
        assert!(
            errands > 30 && errands <= report.parcels as i64,
            "{errands} of {}",
            report.parcels
        );
        let parcels = |column: usize| number(&told["columns"][column]["whole"]["parcels"]);
        assert!(parcels(0) == errands && parcels(1) > errands);
        assert_eq!(told, rehearsed(dir.path(), &db.url, &words), "reading changes nothing");
    });
}

#[test]
fn another_timetable_is_tried_without_being_kept() {
    on_both(|db| {
        let db = furnish(db.fresh());
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("new.csv");
        let head = "route,departure,valid_from,valid_until,days,calendar,parcels,bags,kg,stop,point,arrives,departs,cut_off\n";
        let late = "DT-HT-TH,X9,2025-04-01,2025-09-01,Mo-Fr,post,40,,,1,481900,,18:00,17:45\n\
                    DT-HT-TH,X9,2025-04-01,2025-09-01,Mo-Fr,post,40,,,3,H27.00,18:50,,\n";
        std::fs::write(&file, format!("{head}{late}")).unwrap();
        let words =
            ["--from", "2025-04-14", "--days", "5", "--per-day", "60", "--timetable", "new.csv"];
        let told = rehearsed(dir.path(), &db.url, &words);
        let carried = |column: usize| -> i64 {
            let runs = told["columns"][column]["runs"].as_array().unwrap();
            let own = runs.iter().filter(|run| run["departure"] == "X9");
            own.map(|run| number(&run["carried"])).sum()
        };
        assert!(carried(0) == 0 && carried(1) > 0, "{} {}", carried(0), carried(1));
        let board = hosopost(
            dir.path(),
            &[
                "timetable",
                "departures",
                "--point",
                "481900",
                "--on",
                "2025-04-14",
                "--database-url",
                &db.url,
            ],
        );
        assert!(!out(&board).contains("X9"), "{}", out(&board));
    });
}
