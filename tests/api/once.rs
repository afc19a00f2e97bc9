//! The same request again, with and without its key.

use serde_json::json;

use super::office::{Door, case, on_both, submit, with};
use crate::kit::office::{POST, VILLAGE};

const LEGS: &str = "/api/v1/legs";

#[test]
fn the_same_key_and_body_give_the_same_answer_and_do_it_once() {
    on_both(|door| {
        let partner = door.partner();
        door.post("/api/v1/cases", &partner, &case()).send();
        let order = |key: &str| {
            let answer = door.post(LEGS, &partner, &submit()).header("idempotency-key", key).send();
            (answer.status.as_u16(), answer.json())
        };
        let first = order("order-1");
        assert_eq!(first.0, 201);
        assert_eq!(order("order-1"), first);
        assert_ne!(order("order-2"), first);
        let shown = door.get("/api/v1/cases/H27.12-250408-0007", &partner).send().json();
        assert_eq!(shown["legs"].as_array().unwrap().len(), 2);
    });
}

#[test]
fn the_same_key_with_another_body_is_a_conflict_and_of_another_token_is_none() {
    on_both(|door| {
        let partner = door.partner();
        door.post("/api/v1/cases", &partner, &case()).send();
        let order = |token: &str, body: &serde_json::Value| {
            door.post(LEGS, token, body).header("idempotency-key", "a").send()
        };
        assert_eq!(order(&partner, &submit()).status, 201);
        let other = with(&submit(), "/papers", &json!([]));
        order(&partner, &other).problem(409, "idempotency_conflict");
        assert_eq!(order(&door.clerk(), &other).status, 201);
        let bag = json!({"from": POST, "to": VILLAGE});
        let path = "/api/v1/bags";
        let clerk = door.clerk();
        let made = || door.post(path, &clerk, &bag).header("idempotency-key", "a").send().json();
        assert_eq!(made(), made());
    });
}

#[test]
fn what_was_refused_may_come_again_under_its_key() {
    on_both(|door| {
        let partner = door.partner();
        let order =
            || door.post(LEGS, &partner, &submit()).header("idempotency-key", "early").send();
        order().problem(404, "unknown_case");
        door.post("/api/v1/cases", &partner, &case()).send();
        assert_eq!(order().status, 201);
    });
}

#[test]
fn two_at_once_under_one_key_are_answered_alike() {
    on_both(|door| {
        let partner = door.partner();
        door.post("/api/v1/cases", &partner, &case()).send();
        let order = || {
            let ask = door.post(LEGS, &partner, &submit()).header("idempotency-key", "twice");
            ask.send().json()
        };
        let (a, b) = std::thread::scope(|scope| {
            let (a, b) = (scope.spawn(order), scope.spawn(order));
            (a.join().unwrap(), b.join().unwrap())
        });
        assert_eq!(a, b);
        assert!(a["legs"][0]["leg_id"].is_string(), "{a}");
    });
}

#[test]
fn a_key_that_is_none_is_refused_by_its_header() {
    let door = Door::sqlite();
    for key in ["", "a b", &"x".repeat(201)] {
        let ask = door.post(LEGS, &door.partner(), &submit()).header("idempotency-key", key);
        assert_eq!(ask.send().problem(400, "malformed")["field"], "Idempotency-Key");
    }
}
