//! Bags and runs through the door.

use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::{Value, json};

use super::office::{Door, on_both, submit, with};
use crate::kit::office::{OTHER_DESK, POST, VILLAGE};
use crate::kit::scans::scan;

fn bag() -> Value {
    json!({"code": "T-01", "from": POST, "to": VILLAGE})
}

fn run() -> Value {
    json!({"code": "R-01", "route": "HT-03", "date": "2025-04-08"})
}

#[test]
fn a_bag_is_made_up_and_shows_what_lies_in_it() {
    on_both(|door| {
        let clerk = door.clerk();
        let made = door.post("/api/v1/bags", &clerk, &bag()).send();
        assert_eq!(made.status, 201, "{}", made.text());
        let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
        let mut pack = scan(2, 2, Action::Pack, &number, POST);
        pack.detail.bag = Some("T-01".to_owned());
        door.scanned(&[scan(1, 1, Action::Accept, &number, POST), pack]);
        let shown = door.get("/api/v1/bags/T-01", &clerk).send().json();
        assert_eq!(shown["contents"], json!([{"kind": "parcel", "code": number}]));
        assert_eq!(shown["closed"], false);
        assert_eq!(door.post("/api/v1/bags", &clerk, &bag()).send().status, 409);
        let stranger = door.token(Role::Officer, &[OTHER_DESK]);
        assert_eq!(door.get("/api/v1/bags/T-01", &stranger).send().status, 404);
        assert_eq!(door.get("/api/v1/bags/T-99", &clerk).send().status, 404);
        door.get("/api/v1/bags/T-01", &door.partner()).send().problem(403, "wrong_role");
    });
}

#[test]
fn a_run_is_entered_and_shown() {
    on_both(|door| {
        let clerk = door.clerk();
        assert_eq!(door.post("/api/v1/runs", &clerk, &run()).send().status, 201);
        let shown = door.get("/api/v1/runs/R-01", &clerk).send().json();
        assert_eq!((&shown["route"], &shown["contents"]), (&json!("HT-03"), &json!([])));
        assert_eq!(door.get("/api/v1/bags/R-01", &clerk).send().status, 404);
    });
}

#[test]
fn every_field_with_a_bad_value_is_named() {
    let door = Door::sqlite();
    let clerk = door.clerk();
    let bad = [
        ("/api/v1/bags", bag(), "/code", json!("a b"), "code"),
        ("/api/v1/bags", bag(), "/from", json!(1), "from"),
        ("/api/v1/bags", bag(), "/to", json!("999999"), "to"),
        ("/api/v1/bags", bag(), "/to", json!(POST), "to"),
        ("/api/v1/runs", run(), "/code", json!(""), "code"),
        ("/api/v1/runs", run(), "/route", json!("X-9"), "route"),
        ("/api/v1/runs", run(), "/date", json!("8/4/2025"), "date"),
    ];
    for (path, body, field_path, value, field) in bad {
        let answer = door.post(path, &clerk, &with(&body, field_path, &value)).send();
        assert_eq!(answer.json()["field"], field, "{value}: {}", answer.text());
        assert_eq!(answer.status, 422, "{value}");
    }
    door.post("/api/v1/bags", &door.partner(), &bag()).send().problem(403, "wrong_role");
    door.post("/api/v1/runs", &door.partner(), &run()).send().problem(403, "wrong_role");
}
