//! The timetable through the door: journeys and the runs at a point, in both eras.

use hosopost::base::Role;
use serde_json::{Value, json};

use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{CENTRE, DISTRICT, SORTING, VILLAGE};

/// From point to point with each run: route, departure, where and when it leaves and comes in.
fn told(journey: &Value) -> Vec<String> {
    let rides = journey["rides"].as_array().unwrap().iter();
    let clock = |at: &Value| at.as_str().unwrap()[8..16].replace('T', " ");
    rides
        .map(|ride| {
            let from = format!(
                "{} {}",
                ride["from"]["point"].as_str().unwrap(),
                clock(&ride["departs_at"])
            );
            let to =
                format!("{} {}", ride["to"]["point"].as_str().unwrap(), clock(&ride["arrives_at"]));
            let run = [&ride["route"], &ride["departure"]].map(|of| of.as_str().unwrap());
            format!("{} {}: {from} – {to}", run[0], run[1])
        })
        .collect()
}

#[test]
fn a_dossier_goes_by_three_tiers_before_the_reform_and_by_two_after() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let ask = |from: &str, to: &str, at: &str| {
            let query = format!("from={from}&to={to}&at={at}:00%2B07:00");
            app.get(&format!("/api/v1/timetable/journeys?{query}")).token(&clerk).send().json()
        };
        let spring = ask(VILLAGE, CENTRE, "2025-04-08T07:30");
        let first = &spring["items"][0];
        assert_eq!(first["arrives_at"], "2025-04-08T10:50:00+07:00");
        assert_eq!(first["changes"], 1);
        assert_eq!(
            told(first),
            [
                "DT-TH-1 S1: 481940 08 07:45 – 481900 08 09:05",
                "DT-HT-TH S1: 481900 08 09:45 – H27.00 08 10:50"
            ]
        );
        let ride = &first["rides"][1];
        assert_eq!(ride["cut_off_at"], "2025-04-08T09:25:00+07:00");
        assert_eq!(
            ride["ready_at"], "2025-04-08T09:20:00+07:00",
            "handled for a quarter of an hour"
        );
        assert_eq!((&ride["waits_minutes"], &ride["parcels"]), (&json!(25), &json!(400)));
        assert_eq!(ride["route_name"], "Đường thư Thạch Hà – Hà Tĩnh");
        assert_eq!(spring["items"].as_array().unwrap().len(), 3);
        assert_eq!(told(&spring["items"][1])[0], "DT-TH-1 C1: 481940 08 14:05 – 481900 08 15:25");
        // A minute after the cut-off the morning's run is missed.
        let late = ask(VILLAGE, CENTRE, "2025-04-08T07:36");
        assert_eq!(told(&late["items"][0])[0], "DT-TH-1 C1: 481940 08 14:05 – 481900 08 15:25");
        // The result goes back to the village: next morning's runs.
        let back = ask(CENTRE, VILLAGE, "2025-04-08T15:00");
        assert_eq!(back["items"][0]["arrives_at"], "2025-04-09T07:35:00+07:00");

        let autumn = ask("481960", CENTRE, "2025-10-14T07:00");
        assert_eq!(told(&autumn["items"][0]), ["DT-TINH-1 S1: 481960 14 07:35 – H27.00 14 09:50"]);
        // Over Tết of 2026: ready on Saturday noon before it, the first run is on Monday after.
        let holidays = ask("481960", CENTRE, "2026-02-14T12:00");
        assert_eq!(holidays["items"][0]["arrives_at"], "2026-02-21T09:50:00+07:00");
        assert_eq!(ask(VILLAGE, VILLAGE, "2025-04-08T07:30")["items"][0]["rides"], json!([]));
        assert_eq!(
            ask(VILLAGE, "481990", "2025-04-08T07:30")["items"],
            json!([]),
            "no run leads there"
        );
    });
}

#[test]
fn the_runs_at_a_point_are_told_with_cut_offs_room_and_what_was_cancelled() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let driver = app.secret(Role::Courier, &[DISTRICT]);
        let board = |point: &str, on: &str| {
            let path = format!("/api/v1/timetable/departures?point={point}&on={on}");
            app.get(&path).token(&driver).send().json()["items"].as_array().unwrap().clone()
        };
        let tuesday = board(DISTRICT, "2025-04-08");
        assert_eq!((&tuesday[0]["departs_at"], &tuesday[0]["onward"]), (&Value::Null, &json!([])));
        assert_eq!(tuesday[0]["arrives_at"], "2025-04-08T05:45:00+07:00", "it ends there");
        let first = &tuesday[1];
        assert_eq!((&first["route"], &first["departure"]), (&json!("DT-TH-1"), &json!("V1")));
        assert_eq!(first["onward"][0]["point"], "481942");
        let named = |all: &[Value], code: &str| {
            let of = |one: &&Value| one["route"] == "DT-HT-TH" && one["departure"] == code;
            all.iter().find(of).cloned().unwrap_or_default()
        };
        let run = named(&tuesday, "C1");
        assert_eq!(run["departs_at"], "2025-04-08T16:00:00+07:00");
        assert_eq!(run["cut_off_at"], "2025-04-08T15:45:00+07:00");
        assert_eq!(
            (&run["parcels"], &run["bags"], &run["kg"]),
            (&json!(400), &json!(30), &json!(600))
        );
        assert_eq!((&run["standing"], &run["reason"]), (&json!("as_planned"), &Value::Null));
        let cancelled = named(&board(DISTRICT, "2025-04-15"), "C1");
        assert_eq!(cancelled["standing"], "cancelled");
        assert!(cancelled["reason"].as_str().unwrap().starts_with("Xe hỏng"));
        let sunday = board("480000", "2026-02-15");
        assert_eq!((sunday.len(), &sunday[0]["standing"]), (1, &json!("extra")));
        assert!(board("480000", "2025-04-30").is_empty(), "a public holiday");
        let times: Vec<String> =
            board(SORTING, "2025-04-08").iter().map(|one| one["departs_at"].to_string()).collect();
        assert!(times.is_sorted() && times.len() > 30, "{times:?}");
    });
}

#[test]
fn every_parameter_of_the_timetable_with_a_bad_value_is_named() {
    let app = TestApp::province(TestDatabase::sqlite());
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let ask = |path: &str| app.get(&format!("/api/v1/timetable/{path}")).token(&clerk).send();
    let autumn = "at=2025-10-14T07:00:00%2B07:00";
    for (path, field) in [
        ("journeys?from=a%20b&to=H27.00".to_owned(), "?from"),
        ("journeys?from=nowhere&to=H27.00".to_owned(), "?from"),
        // The district's desk was closed by then.
        (format!("journeys?from=H27.29&to=H27.00&{autumn}"), "?from"),
        ("journeys?from=481940&to=nowhere".to_owned(), "?to"),
        ("journeys?from=481940&to=".to_owned(), "?to"),
        ("journeys?from=481940&to=H27.00&at=today".to_owned(), "?at"),
        ("journeys?from=481940&to=H27.00&at=2025-10-14T07:00:00".to_owned(), "?at"),
        ("journeys?from=481940&to=H27.00&limit=0".to_owned(), "?limit"),
        ("journeys?from=481940&to=H27.00&limit=11".to_owned(), "?limit"),
        ("journeys?from=481940&to=H27.00&limit=-1".to_owned(), "?limit"),
        ("journeys?from=481940&to=H27.00&limit=many".to_owned(), "?limit"),
        ("departures?point=".to_owned(), "?point"),
        ("departures?point=nowhere".to_owned(), "?point"),
        ("departures?point=481960&on=2025-04-08".to_owned(), "?point"),
        ("departures?point=481900&on=today".to_owned(), "?on"),
        ("departures?point=481900&on=2025-02-30".to_owned(), "?on"),
    ] {
        assert_eq!(ask(&path).problem(422, "invalid")["field"], field, "{path}");
    }
    for lacking in ["journeys?to=H27.00", "journeys?from=481940", "departures"] {
        assert_eq!(ask(lacking).status, 422, "{lacking}");
    }
    // The days of that year are nobody's guess.
    let beyond = ask("departures?point=H27.00&on=2031-04-08").problem(404, "not_found");
    assert!(beyond["detail"].as_str().unwrap().contains("hosopost import holidays"), "{beyond}");
}

#[test]
fn an_import_through_the_door_is_in_the_next_answer() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let admin = app.secret(Role::Administrator, &[]);
        let path =
            "/api/v1/timetable/journeys?from=480000&to=H27.00&at=2025-04-08T06:00:00%2B07:00";
        let arrives =
            || app.get(path).token(&clerk).send().json()["items"][0]["arrives_at"].clone();
        assert_eq!(arrives(), "2025-04-08T08:00:00+07:00");
        let send = |kind: &str, text: &str, dry_run: &str| {
            let path = format!("/api/v1/imports/{kind}?dry_run={dry_run}");
            app.post(&path).token(&admin).body("text/csv", text).send()
        };
        let text = "route,departure,date,kind,reason\nDT-HT-0,S1,2025-04-08,cancelled,Xe hỏng\n";
        let tried = send("exceptions", text, "true").json();
        assert_eq!((&tried["added"], &tried["changes"][0]["fate"]), (&json!(1), &json!("added")));
        assert_eq!(arrives(), "2025-04-08T08:00:00+07:00");
        assert_eq!(send("exceptions", text, "false").json()["added"], 1);
        assert_eq!(arrives(), "2025-04-08T16:30:00+07:00");
        let bad = send("exceptions", &text.replace("S1", "S9"), "false").problem(422, "bad_rows");
        assert_eq!(
            (&bad["problems"][0]["line"], &bad["problems"][0]["column"]),
            (&json!(2), &json!("departure"))
        );
    });
}
