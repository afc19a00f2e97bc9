//! What else happens at a door: originals that go back, a fee, another day.

use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::{Value, json};

use super::{InHand, postman};
use crate::api::office::{Door, giving_back, on_both, with};
use crate::kit::app::Answer;
use crate::kit::office::{CASE, DESK, POST, VILLAGE};
use crate::kit::scans::scan;

fn at_door(door: &Door, number: &str) -> Value {
    json!({
        "id": "0196f000-0000-7000-8000-0000000000d1", "scan": "01961a2b-7c00-7000-8000-000000000002",
        "code": number, "at": POST, "happened_at": door.app.app.clock.now().to_string(),
        "clock_offset_ms": 40, "originals": [{"name": "Sổ đỏ", "count": 1}],
        "fee": {"amount": 50_000},
    })
}

fn said(door: &Door, phone: &InHand, body: &Value) -> Answer {
    door.post("/api/v1/road/doors", &phone.secret, body).send()
}

fn delivered(door: &Door) -> String {
    let number = door.ordered(&giving_back())["tracking_number"].as_str().unwrap().to_owned();
    door.scanned(&[
        scan(1, 0, Action::Accept, &number, POST),
        scan(2, 60, Action::Deliver, &number, POST),
    ]);
    number
}

#[test]
fn originals_go_back_as_a_leg_and_the_fee_is_held_once() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let body = at_door(door, &delivered(door));
        let first = said(door, &tam, &body);
        assert_eq!(first.status, 200, "{}", first.text());
        let first = first.json();
        assert_eq!(first["outcome"], "recorded");
        let again = said(door, &tam, &with(&body, "/clock_offset_ms", &json!(7))).json();
        assert_eq!((&again["outcome"], &again["leg"]), (&json!("repeated"), &first["leg"]));
        said(door, &tam, &with(&body, "/fee/amount", &json!(1)))
            .problem(409, "idempotency_conflict");
        let clerk = door.clerk();
        let back = first["tracking"].as_str().unwrap();
        let back = door.get(&format!("/api/v1/parcels/{back}"), &clerk).send().json();
        assert_eq!((&back["state"], &back["case_code"]), (&json!("announced"), &json!(CASE)));
        let admin = door.token(Role::Administrator, &[]);
        let ledger = door.get("/api/v1/ledger", &admin).send().text();
        assert_eq!(ledger.matches("fee_collected").count(), 1, "{ledger}");
        // Originals of one delivery are collected once.
        let second = with(&body, "/id", &json!("0196f000-0000-7000-8000-0000000000d2"));
        assert_eq!(said(door, &tam, &second).status, 409);
    });
}

#[test]
fn another_day_is_the_receivers_wish() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let number = door.ordered(&giving_back())["tracking_number"].as_str().unwrap().to_owned();
        door.scanned(&[scan(1, 0, Action::OutForDelivery, &number, POST)]);
        let body = with(&at_door(door, &number), "/originals", &json!(null));
        let body = with(&with(&body, "/fee", &json!(null)), "/next", &json!("2025-04-10"));
        let noted = said(door, &tam, &body);
        // Days of the post that nobody loaded cannot be promised; then it is said so.
        assert!([200, 409, 422].contains(&noted.status.as_u16()), "{}", noted.text());
        let late = with(&body, "/id", &json!("0196f000-0000-7000-8000-0000000000d3"));
        assert!(
            said(door, &tam, &with(&late, "/next", &json!("2024-01-01"))).status.as_u16() >= 400
        );
    });
}

#[test]
fn bad_values_are_named_and_only_the_post_delivers() {
    let door = Door::sqlite();
    let tam = postman(&door, "tam.le");
    let body = at_door(&door, &delivered(&door));
    for (path, value, status, field) in [
        ("/id", json!("x"), 422, Some("id")),
        ("/scan", json!("x"), 422, Some("scan")),
        ("/at", json!("a b"), 422, Some("at")),
        ("/code", json!("BH999999999VN"), 404, Some("code")),
        ("/happened_at", json!("x"), 422, Some("happened_at")),
        ("/originals", json!([{"name": "", "count": 1}]), 422, Some("originals[0].name")),
        ("/originals", json!([{"name": "x", "count": 0}]), 422, Some("originals[0].count")),
        ("/fee", json!({"amount": -1}), 422, Some("fee.amount")),
        ("/fee", json!({"amount": 1, "what": "tip"}), 422, Some("fee.what")),
        ("/next", json!("mai"), 422, Some("next")),
        ("/more", json!(1), 422, Some("more")),
    ] {
        let answer = said(&door, &tam, &with(&body, path, &value));
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert_eq!(answer.json()["field"].as_str(), field, "{path}: {}", answer.text());
    }
    said(&door, &tam, &with(&body, "/at", &json!(VILLAGE))).problem(403, "wrong_place");
    for token in
        [door.partner(), door.token(Role::Officer, &[DESK]), door.token(Role::Manager, &[])]
    {
        door.post("/api/v1/road/doors", &token, &body).send().problem(403, "wrong_role");
    }
}
