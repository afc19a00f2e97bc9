//! Ordering legs through the door.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::office::{Door, case, giving_back, on_both, person, submit, with};
use crate::kit::office::{CLOSED, DESK, POST};

const LEGS: &str = "/api/v1/legs";

#[test]
fn an_order_opens_a_leg_with_all_that_is_printed_for_it() {
    on_both(|door| {
        let leg = door.ordered(&submit());
        let number = leg["tracking_number"].as_str().unwrap();
        assert!(number.starts_with("BH") && number.ends_with("VN"), "{leg}");
        let qr = leg["qr"].as_str().unwrap();
        assert!(qr.starts_with("HTTPS://HOSO.EXAMPLE.VN/Q/"), "{leg}");
        assert_eq!(leg["tracking_page"].as_str().unwrap().to_uppercase(), qr);
        let label = format!("https://hoso.example.vn/api/v1/parcels/{number}/label");
        assert_eq!(leg["label"], label);
    });
}

#[test]
fn a_round_trip_opens_two_legs() {
    let door = Door::sqlite();
    door.post("/api/v1/cases", &door.partner(), &case()).send();
    let order = with(&submit(), "/service", &json!("round_trip"));
    let answer = door.post(LEGS, &door.clerk(), &order).send();
    assert_eq!(answer.json()["legs"].as_array().unwrap().len(), 2, "{}", answer.text());
}

#[test]
fn every_field_with_a_bad_value_is_named() {
    let door = Door::sqlite();
    let partner = door.partner();
    door.post("/api/v1/cases", &partner, &case()).send();
    let both = json!({"point": DESK, "person": person()});
    let many: Vec<Value> =
        (0..201).map(|_| json!({"name": "Giấy", "form": "copy", "count": 1})).collect();
    let bad: Vec<(&str, Value, &str)> = vec![
        ("/case_code", json!(""), "case_code"),
        ("/case_code", json!("H27.12-250408-9999"), "case_code"),
        ("/service", json!("send"), "service"),
        ("/from", both, "from"),
        ("/from", json!({}), "from"),
        ("/from", json!({"point": POST}), ""),
        ("/from/person/name", json!(""), "from.person.name"),
        ("/from/person/phone", json!("abc"), "from.person.phone"),
        ("/from/person/address/text", json!(""), "from.person.address.text"),
        ("/to", json!({"point": "a b"}), "to.point"),
        ("/to", json!({"point": "999999"}), "to"),
        ("/to", json!({"point": POST}), "to"),
        ("/to", json!({"person": person()}), "to"),
        ("/papers/1/name", json!(""), "papers[1].name"),
        ("/papers/1/form", json!("gold"), "papers[1].form"),
        ("/papers/0/count", json!(0), "papers[0].count"),
        ("/papers/0/count", json!(-1), "papers[0].count"),
        ("/papers", json!(many), "papers"),
        ("/tracking_number", json!("đ"), "tracking_number"),
        ("/pickup", json!({"from": "now", "until": "then"}), "pickup.from"),
    ];
    for (path, value, field) in bad {
        let answer = door.post(LEGS, &partner, &with(&submit(), path, &value)).send();
        if field.is_empty() {
            assert_eq!(answer.status, 201, "{}", answer.text());
            continue;
        }
        assert!(answer.status.is_client_error(), "{path} {value}: {}", answer.text());
        assert_eq!(answer.json()["field"], field, "{path} {value}: {}", answer.text());
    }
    let window = json!({"from": "2025-04-08T16:00:00+07:00", "until": "2025-04-08T14:00:00+07:00"});
    let answer = door.post(LEGS, &partner, &with(&submit(), "/pickup", &window)).send();
    assert!(answer.json()["field"].as_str().unwrap().starts_with("pickup"), "{}", answer.text());
    let misspelt = door.post(LEGS, &partner, &with(&submit(), "/tracking", &json!("x"))).send();
    assert!(misspelt.problem(422, "invalid")["detail"].as_str().unwrap().contains("tracking"));
}

#[test]
fn who_may_order() {
    let door = Door::sqlite();
    door.post("/api/v1/cases", &door.partner(), &case()).send();
    for (role, place) in [(Role::Partner, DESK), (Role::Officer, DESK), (Role::Clerk, CLOSED)] {
        let answer = door.post(LEGS, &door.token(role, &[place]), &submit()).send();
        assert_eq!(answer.status, 201, "{role}: {}", answer.text());
    }
    let courier = door.token(Role::Courier, &[POST]);
    door.post(LEGS, &courier, &submit()).send().problem(403, "wrong_role");
    let manager = door.token(Role::Manager, &[]);
    door.post(LEGS, &manager, &submit()).send().problem(403, "wrong_role");
}

#[test]
fn originals_are_collected_once_for_a_delivered_leg() {
    on_both(|door| {
        let leg = door.ordered(&giving_back());
        let path = format!("{LEGS}/{}/collected", leg["leg_id"].as_str().unwrap());
        let courier = door.token(Role::Courier, &[POST]);
        let papers = json!({"papers": [{"name": "Sổ đỏ", "form": "original", "count": 1}]});
        let opened = door.post(&path, &courier, &papers).send();
        assert_eq!(opened.status, 201, "{}", opened.text());
        assert_ne!(opened.json()["legs"][0]["leg_id"], leg["leg_id"]);
        assert_eq!(door.post(&path, &courier, &papers).send().status, 409);
        let none = door.post(&path, &courier, &json!({"papers": []})).send();
        assert_eq!(none.problem(422, "no_papers")["field"], "papers");
        door.post(&path, &door.partner(), &papers).send().problem(403, "wrong_role");
        let wrong = door.post("/api/v1/legs/leg_1/collected", &courier, &papers).send();
        assert_eq!(wrong.problem(422, "invalid")["field"], "leg_id");
    });
}
