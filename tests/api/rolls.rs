//! Rolls of blank labels through the door: made, printed, bound, voided.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::office::{Door, on_both, submit, with};
use crate::kit::office::{DESK, POST, VILLAGE};
use crate::kit::scans::scan_id;

const ROLLS: &str = "/api/v1/rolls";

fn made(door: &Door, count: u32) -> Value {
    let answer = door.post(ROLLS, &door.clerk(), &json!({"count": count})).send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// The tracking numbers of a roll's labels.
fn numbers(door: &Door, roll: &Value) -> Vec<String> {
    let path = format!("{ROLLS}/{}/blanks?limit=500", roll["roll_id"].as_str().unwrap());
    let page = door.get(&path, &door.clerk()).send().json();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["tracking_number"].as_str().unwrap().to_owned()).collect()
}

fn path(roll: &Value, end: &str) -> String {
    format!("{ROLLS}/{}{end}", roll["roll_id"].as_str().unwrap())
}

#[test]
fn a_roll_is_made_for_the_clerks_point_listed_printed_and_counted() {
    on_both(|door| {
        let roll = made(door, 5);
        assert_eq!((&roll["point"], &roll["free"]), (&json!(POST), &json!(5)));
        let shown = door.get(&path(&roll, ""), &door.clerk()).send().json();
        assert_eq!(shown, roll);
        let listed = door.get(ROLLS, &door.clerk()).send().json();
        assert_eq!(listed["items"], json!([roll]));

        let file = door.get(&path(&roll, "/labels?format=zpl&size=100x75"), &door.clerk()).send();
        assert_eq!(file.text().matches("^XA").count(), 5);
        let some = door.get(&path(&roll, "/labels?format=zpl&from=2&to=3"), &door.clerk()).send();
        assert_eq!(some.text().matches("^XA").count(), 2);
        let sheets = door.get(&path(&roll, "/labels?size=a4x4&start=2"), &door.clerk()).send();
        assert!(sheets.body.starts_with(b"%PDF"));

        // Page by page, place by place.
        let first = door.get(&path(&roll, "/blanks?limit=3"), &door.clerk()).send().json();
        assert_eq!((first["items"].as_array().unwrap().len(), &first["next"]), (3, &json!("3")));
        let rest = door.get(&path(&roll, "/blanks?limit=3&cursor=3"), &door.clerk()).send().json();
        assert_eq!((&rest["items"][0]["place"], rest.get("next")), (&json!(4), None));

        // Who works elsewhere, and a one-stop system, do not see it.
        let elsewhere = door.token(Role::Clerk, &[VILLAGE]);
        for end in ["", "/blanks", "/labels"] {
            door.get(&path(&roll, end), &elsewhere).send().problem(404, "unknown_roll");
            door.get(&path(&roll, end), &door.partner()).send().problem(403, "wrong_role");
        }
        assert_eq!(door.get(ROLLS, &elsewhere).send().json()["items"], json!([]));
        let manager = door.token(Role::Manager, &[]);
        assert_eq!(door.get(&path(&roll, ""), &manager).send().status, 200);
        door.get(&path(&roll, "/labels"), &manager).send().problem(403, "wrong_role");
    });
}

#[test]
fn the_same_request_with_its_key_makes_one_roll() {
    let door = Door::sqlite();
    let clerk = door.clerk();
    let make = || {
        let ask = door.post(ROLLS, &clerk, &json!({"count": 2}));
        ask.header("idempotency-key", "cuon-1").send().json()
    };
    assert_eq!(make(), make());
    assert_eq!(door.get(ROLLS, &clerk).send().json()["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_label_is_bound_with_the_order_or_at_acceptance() {
    on_both(|door| {
        let roll = made(door, 4);
        let numbers = numbers(door, &roll);
        let leg = door.ordered(&with(&submit(), "/label", &json!(numbers[0])));
        assert_eq!(leg["tracking_number"], json!(numbers[0]));
        let other = door.ordered(&submit());
        let parcel = other["tracking_number"].as_str().unwrap();

        // Scanned before it is bound, the label waits.
        let scans = json!({"device": "d", "scans": [{
            "id": scan_id(1).to_string(), "action": "accept", "code": numbers[1], "at": POST,
            "happened_at": "2025-04-08T09:20:00+07:00",
        }]});
        let told = door.post("/api/v1/scans", &door.clerk(), &scans).send().json();
        assert_eq!(told["results"][0]["outcome"], "set_aside", "{told}");
        assert_eq!(told["results"][0]["error"]["code"], "unbound_blank", "{told}");

        let label = format!("/api/v1/parcels/{parcel}/label");
        let bind =
            |blank: &str, token: &str| door.post(&label, token, &json!({"blank": blank})).send();
        let bound = bind(&numbers[1], &door.clerk());
        assert_eq!(
            bound.json(),
            json!({"tracking_number": parcel, "label": numbers[1], "recorded_scans": 1})
        );
        assert_eq!(bind(&numbers[1], &door.partner()).json()["recorded_scans"], 0, "again");
        let found = door.get(&format!("/api/v1/parcels/{}", numbers[1]), &door.clerk()).send();
        assert_eq!(found.json()["tracking_number"], parcel);
        assert_eq!(found.json()["state"], "accepted");
        let again = door.post("/api/v1/scans", &door.clerk(), &scans).send().json();
        assert_eq!(again["results"][0]["outcome"], "repeated", "{again}");

        bind(&numbers[0], &door.clerk()).problem(409, "blank_bound");
        let problem = bind("BH000000000VN", &door.clerk()).problem(404, "unknown_blank");
        assert_eq!(problem["field"], "blank");
        bind(&numbers[2], &door.stranger()).problem(404, "unknown_code");
        let manager = door.token(Role::Manager, &[]);
        bind(&numbers[2], &manager).problem(403, "wrong_role");
        let order = |label: &str| {
            let body = with(&submit(), "/label", &json!(label));
            door.post("/api/v1/legs", &door.partner(), &body).send()
        };
        assert_eq!(order(&numbers[0]).problem(409, "blank_bound")["field"], "label");

        // What became of each stands in the list.
        let page = door.get(&path(&roll, "/blanks"), &door.clerk()).send().json();
        assert_eq!(page["items"][1]["parcel"], parcel);
        let statuses: Vec<&Value> =
            page["items"].as_array().unwrap().iter().map(|item| &item["status"]).collect();
        assert_eq!(statuses, ["bound", "bound", "free", "free"]);

        // Voided, it is said so.
        let void = |body: &Value| door.post(&path(&roll, "/void"), &door.clerk(), body).send();
        let one = json!({"codes": [numbers[2]], "reason": "rách"});
        assert_eq!(void(&one).json()["voided"], 1);
        assert_eq!(void(&one).json()["voided"], 1);
        bind(&numbers[2], &door.clerk()).problem(409, "blank_voided");
        order(&numbers[2]).problem(409, "blank_voided");
        void(&json!({"codes": [numbers[0]], "reason": "rách"})).problem(409, "blank_bound");
        let rest = void(&json!({"rest": true, "reason": "hết dùng"})).json();
        assert_eq!(
            (&rest["free"], &rest["bound"], &rest["voided"]),
            (&json!(0), &json!(2), &json!(2))
        );
        door.get(&path(&roll, "/labels"), &door.clerk()).send().problem(409, "nothing_free");
    });
}

#[test]
fn every_field_with_a_bad_value_is_named() {
    let door = Door::sqlite();
    let (clerk, roll) = (door.clerk(), made(&door, 1));
    for (body, code, field) in [
        (json!({"count": 0}), "roll_count", "count"),
        (json!({"count": 5001}), "roll_count", "count"),
        (json!({"count": "5"}), "invalid", "count"),
        (json!({"count": 5, "point": "x y"}), "invalid", "point"),
    ] {
        let answer = door.post(ROLLS, &clerk, &body).send();
        assert_eq!(answer.problem(422, code)["field"], field, "{body}");
    }
    let two = door.token(Role::Clerk, &[POST, VILLAGE]);
    let answer = door.post(ROLLS, &two, &json!({"count": 1})).send();
    assert_eq!(answer.problem(422, "point_missing")["field"], "point");
    let elsewhere = json!({"count": 1, "point": VILLAGE});
    door.post(ROLLS, &clerk, &elsewhere).send().problem(403, "wrong_place");
    let root = door.token(Role::Administrator, &[]);
    let nowhere = json!({"count": 1, "point": "481404"});
    assert_eq!(
        door.post(ROLLS, &root, &nowhere).send().problem(422, "unknown_point")["field"],
        "point"
    );
    door.post(ROLLS, &root, &json!({"count": 20_000})).send().problem(422, "roll_count");
    let officer = door.token(Role::Officer, &[DESK]);
    door.post(ROLLS, &officer, &json!({"count": 1})).send().problem(403, "wrong_role");

    for (body, code, field) in [
        (json!({"reason": "x"}), "void_what", "codes"),
        (json!({"codes": ["a"], "rest": true, "reason": "x"}), "void_what", "codes"),
        (json!({"rest": true, "reason": ""}), "reason", "reason"),
        (json!({"rest": 1, "reason": "x"}), "invalid", "rest"),
    ] {
        let answer = door.post(&path(&roll, "/void"), &clerk, &body).send();
        assert_eq!(answer.problem(422, code)["field"], field, "{body}");
    }
    for (end, field) in [
        ("/labels?format=png", "?format"),
        ("/labels?size=a5", "?size"),
        ("/labels?from=0", "?from"),
        ("/labels?to=x", "?to"),
        ("/blanks?cursor=x", "?cursor"),
        ("/blanks?limit=0", "?limit"),
    ] {
        let answer = door.get(&path(&roll, end), &clerk).send();
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{end}");
    }
    assert_eq!(door.get(&format!("{ROLLS}?cursor=1"), &clerk).send().json()["field"], "?cursor");
    assert_eq!(door.get(&format!("{ROLLS}/rol_1"), &clerk).send().json()["field"], "roll_id");
    let label = "/api/v1/parcels/BH000000000VN/label";
    let told = door.post(label, &clerk, &json!({"blank": 7})).send();
    assert_eq!(told.problem(422, "invalid")["field"], "blank");

    // More than one file holds is asked for by parts.
    let long = door.post(ROLLS, &clerk, &json!({"count": 1001})).send().json();
    let answer = door.get(&path(&long, "/labels"), &clerk).send();
    assert_eq!(answer.problem(422, "invalid")["field"], "?to");
}
