//! Dossiers taken in without a line: ordered, labelled and accepted once the line is back, or when their case comes.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::{InHand, minutes_later, postman};
use crate::api::office::{Door, case, on_both, person, with};
use crate::kit::app::Answer;
use crate::kit::office::{BOTH_WAYS, CASE, DESK, OTHER_DESK, POST, VILLAGE};

const ACCEPTANCES: &str = "/api/v1/road/acceptances";

/// The tracking numbers of the labels of a new roll.
fn roll(door: &Door, count: u32) -> Vec<String> {
    let admin = door.token(Role::Administrator, &[]);
    let made = door.post("/api/v1/rolls", &admin, &json!({"count": count, "point": POST})).send();
    let id = made.json()["roll_id"].as_str().unwrap().to_owned();
    let blanks = door.get(&format!("/api/v1/rolls/{id}/blanks"), &admin).send().json();
    let text = |blank: &Value| blank["tracking_number"].as_str().unwrap().to_owned();
    blanks["items"].as_array().unwrap().iter().map(text).collect()
}

fn taken_in(door: &Door, phone: &InHand, blank: &str) -> Value {
    json!({
        "id": "0196f000-0000-7000-8000-0000000000a1", "device": phone.device, "blank": blank,
        "at": POST, "procedure": BOTH_WAYS, "person": person(), "to": DESK,
        "papers": [{"name": "Đơn đề nghị", "form": "original", "count": 2}],
        "happened_at": door.app.app.clock.now().plus_millis(-3 * 3_600_000).to_string(),
        "clock_offset_ms": 1_500, "seal": "NP-77",
    })
}

fn hand_in(door: &Door, phone: &InHand, body: &Value) -> Answer {
    door.post(ACCEPTANCES, &phone.secret, body).send()
}

#[test]
fn what_was_taken_in_at_a_door_is_on_record_as_it_happened() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let blanks = roll(door, 2);
        let body = taken_in(door, &tam, &blanks[0]);
        let done = hand_in(door, &tam, &body);
        assert_eq!(done.status, 201, "{}", done.text());
        let made = done.json();
        assert_eq!((&made["outcome"], &made["tracking"]), (&json!("recorded"), &json!(blanks[0])));
        let clerk = door.clerk();
        let parcel = door.get(&format!("/api/v1/parcels/{}", blanks[0]), &clerk).send().json();
        assert_eq!(parcel["state"], "accepted", "{parcel}");
        let line = door.get(&format!("/api/v1/parcels/{}/timeline", blanks[0]), &clerk).send();
        let first = line.json()["entries"][0].clone();
        assert_eq!(first["action"], "accept", "{}", line.text());
        assert_eq!(first["happened_at"], body["happened_at"], "{first}");

        // Sent again, with the clock measured anew, it is the same.
        let again = hand_in(door, &tam, &with(&body, "/clock_offset_ms", &json!(900)));
        assert_eq!(again.status, 200, "{}", again.text());
        assert_eq!(again.json()["outcome"], "repeated");
        assert_eq!(again.json()["leg"], made["leg"]);
        // Something else under the same id is not.
        for (path, value) in [
            ("/blank", json!(blanks[1])),
            ("/person/name", json!("Trần Thị Mẫu")),
            ("/seal", json!("X")),
        ] {
            let other = hand_in(door, &tam, &with(&body, path, &value));
            assert_eq!(other.problem(409, "acceptance_conflict")["field"], "id", "{path}");
        }
        // The label is used up.
        let second = with(&body, "/id", &json!("0196f000-0000-7000-8000-0000000000a2"));
        let used = hand_in(door, &tam, &second);
        assert_eq!(used.status, 409, "{}", used.text());
        assert_eq!(used.json()["field"], "blank");
    });
}

#[test]
fn what_names_a_case_that_nobody_told_waits_for_it() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let blanks = roll(door, 2);
        let body = with(&taken_in(door, &tam, &blanks[0]), "/procedure", &json!(null));
        let body = with(&body, "/case_code", &json!(CASE));
        for _ in 0..2 {
            let waits = hand_in(door, &tam, &body);
            assert_eq!(waits.status, 200, "{}", waits.text());
            assert_eq!(waits.json(), json!({"id": body["id"], "outcome": "waiting"}));
        }
        let clerk = door.clerk();
        let path = format!("/api/v1/parcels/{}", blanks[0]);
        assert_eq!(door.get(&path, &clerk).send().status, 404);
        minutes_later(door, 60);
        let told = door.post("/api/v1/cases", &door.partner(), &case()).send();
        assert_eq!(told.status, 201, "{}", told.text());
        let parcel = door.get(&path, &clerk).send().json();
        assert_eq!(
            (&parcel["state"], &parcel["case_code"]),
            (&json!("accepted"), &json!(CASE)),
            "{parcel}"
        );
        assert_eq!(hand_in(door, &tam, &body).json()["outcome"], "repeated");
        // Of a case that is known its procedure need not be said, and must be its own.
        let second = with(&body, "/blank", &json!(blanks[1]));
        let second = with(&second, "/id", &json!("0196f000-0000-7000-8000-0000000000a3"));
        let other = hand_in(door, &tam, &with(&second, "/procedure", &json!("1.004200")));
        assert!([409, 422].contains(&other.status.as_u16()), "{}", other.text());
        hand_in(door, &tam, &with(&second, "/to", &json!(OTHER_DESK))).problem(409, "other_agency");
        assert_eq!(hand_in(door, &tam, &second).json()["outcome"], "recorded");
    });
}

#[test]
fn bad_values_are_named_and_only_the_post_takes_in() {
    let door = Door::sqlite();
    let tam = postman(&door, "tam.le");
    let body = taken_in(&door, &tam, &roll(&door, 1)[0]);
    for (path, value, status, field) in [
        ("/id", json!("x"), 422, "id"),
        ("/device", json!(""), 422, "device"),
        ("/blank", json!(" "), 422, "blank"),
        ("/blank", json!("BH100009999VN"), 404, "blank"),
        ("/at", json!("a b"), 422, "at"),
        ("/procedure", json!("x y"), 422, "procedure"),
        ("/procedure", json!(null), 422, "procedure"),
        ("/case_code", json!("x"), 422, "case_code"),
        ("/person/name", json!(""), 422, "person.name"),
        ("/person/phone", json!("12"), 422, "person.phone"),
        ("/to", json!("999999"), 422, "to"),
        ("/papers/0/count", json!(0), 422, "papers[0].count"),
        ("/papers/0/form", json!("fax"), 422, "papers[0].form"),
        ("/happened_at", json!("hôm qua"), 422, "happened_at"),
        ("/seal", json!("x".repeat(41)), 422, "seal"),
        ("/evidence", json!("x".repeat(201)), 422, "evidence"),
        ("/more", json!(1), 422, "more"),
    ] {
        let answer = hand_in(&door, &tam, &with(&body, path, &value));
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert_eq!(answer.json()["field"], field, "{path}: {}", answer.text());
    }
    hand_in(&door, &tam, &with(&body, "/at", &json!(VILLAGE))).problem(403, "wrong_place");
    for token in
        [door.partner(), door.token(Role::Manager, &[]), door.token(Role::Officer, &[DESK])]
    {
        door.post(ACCEPTANCES, &token, &body).send().problem(403, "wrong_role");
    }
    let admin = door.token(Role::Administrator, &[]);
    let desk = with(&body, "/at", &json!(DESK));
    door.post(ACCEPTANCES, &admin, &desk).send().problem(422, "not_a_post_point");
    // Nothing of all that is on record.
    assert_eq!(hand_in(&door, &tam, &body).json()["outcome"], "recorded");
}
