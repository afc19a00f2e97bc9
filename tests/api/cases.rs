//! Case records through the door.

use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::{Value, json};

use super::office::{Door, case, giving_back, on_both, submit, with};
use crate::kit::office::{CASE, DESK, OTHER_DESK, POST};
use crate::kit::scans::scan;

const CASES: &str = "/api/v1/cases";

fn path() -> String {
    format!("{CASES}/{CASE}")
}

#[test]
fn a_case_is_created_then_updated_and_an_older_record_changes_nothing() {
    on_both(|door| {
        let partner = door.partner();
        let told = |as_of: &str, status: i64| {
            let body = with(&with(&case(), "/as_of", &json!(as_of)), "/status", &json!(status));
            let answer = door.post(CASES, &partner, &body).send();
            (answer.status.as_u16(), answer.json()["taken"].as_str().unwrap().to_owned())
        };
        assert_eq!(told("2025-04-08T09:00:00+07:00", 4), (201, "created".into()));
        assert_eq!(told("2025-04-08T10:00:00+07:00", 5), (200, "updated".into()));
        assert_eq!(told("2025-04-08T10:00:00+07:00", 6), (200, "unchanged".into()));
        assert_eq!(told("2025-04-08T08:00:00+07:00", 1), (200, "older".into()));
        assert_eq!(door.get(&path(), &partner).send().json()["status"], 5);
    });
}

#[test]
fn every_field_with_a_bad_value_is_named() {
    let door = Door::sqlite();
    let partner = door.partner();
    let long = "x".repeat(600);
    let bad: Vec<(&str, Value, &str)> = vec![
        ("/case_code", json!("đơn"), "case_code"),
        ("/case_code", json!(7), "case_code"),
        ("/as_of", json!("today"), "as_of"),
        ("/as_of", json!("2025-04-08T09:00:00"), "as_of"),
        ("/procedure_code", json!("1"), "procedure_code"),
        ("/agency", json!("a b"), "agency"),
        ("/agency", json!("H27.77"), ""),
        ("/channel", json!(0), "channel"),
        ("/channel", json!("3"), "channel"),
        ("/status", json!(11), "status"),
        ("/received_at", json!(1), "received_at"),
        ("/due_at", json!("2025-04-01T00:00:00+07:00"), "due_at"),
        ("/applicant/name", json!(""), "applicant.name"),
        ("/applicant/name", json!(long), "applicant.name"),
        ("/applicant/phone", json!("12"), "applicant.phone"),
        ("/applicant/address/text", json!(" "), "applicant.address.text"),
        ("/applicant/address/unit", json!("1"), "applicant.address.unit"),
    ];
    for (path, value, field) in bad {
        let answer = door.post(CASES, &partner, &with(&case(), path, &value)).send();
        assert!(answer.status.is_client_error(), "{path} {value}: {}", answer.text());
        assert_eq!(answer.json()["field"].as_str().unwrap_or_default(), field, "{path} {value}");
    }
    for path in ["/case_code", "/as_of", "/applicant", "/applicant/address"] {
        let missing = door.post(CASES, &partner, &with(&case(), path, &Value::Null)).send();
        let name = path.rsplit('/').next().unwrap();
        assert!(missing.problem(422, "invalid")["detail"].as_str().unwrap().contains(name));
    }
    let misspelt = door.post(CASES, &partner, &with(&case(), "/due_on", &json!("x"))).send();
    assert!(misspelt.problem(422, "invalid")["detail"].as_str().unwrap().contains("due_on"));
}

#[test]
fn a_case_shows_its_legs_what_it_was_told_and_the_status_proposed() {
    on_both(|door| {
        let leg = door.ordered(&giving_back());
        let number = leg["tracking_number"].as_str().unwrap();
        door.scanned(&[
            scan(1, 1, Action::Accept, number, POST),
            scan(2, 2, Action::OutForDelivery, number, POST),
            scan(3, 3, Action::Deliver, number, POST),
        ]);
        let shown = door.get(&path(), &door.partner()).send().json();
        assert_eq!(shown["legs"][0]["tracking_number"], number);
        assert_eq!(shown["legs"][0]["state"], "delivered");
        assert_eq!(shown["proposed_status"], 10);
        let told = shown["told"].as_array().unwrap();
        assert_eq!(told[0]["type"], "vn.hosopost.leg.ordered");
        for (n, fact) in told.iter().enumerate() {
            assert_eq!(fact["sequence"], format!("{:012}", n + 1));
        }
    });
}

#[test]
fn who_may_read_a_case_and_whose_name_is_masked() {
    let door = Door::sqlite();
    door.ordered(&submit());
    let full = [(Role::Partner, DESK), (Role::Officer, DESK)];
    for (role, place) in full {
        let shown = door.get(&path(), &door.token(role, &[place])).send().json();
        assert_eq!(shown["applicant"]["name"], "Nguyễn Văn Mẫu", "{role}");
    }
    let admin = door.get(&path(), &door.token(Role::Administrator, &[])).send();
    assert_eq!(admin.json()["applicant"]["phone"], "0912345123");
    for token in [door.clerk(), door.token(Role::Manager, &[])] {
        let answer = door.get(&path(), &token).send();
        assert_eq!(answer.json()["applicant"]["name"], "N*** V** M**");
        for secret in ["Mẫu", "0912345123", "Tân Đình"] {
            assert!(!answer.text().contains(secret), "{}", answer.text());
        }
    }
    door.get(&path(), &door.token(Role::Courier, &[POST])).send().problem(403, "wrong_role");
    door.app.get(&path()).send().problem(401, "unauthenticated");
}

#[test]
fn a_case_of_another_agency_is_answered_as_one_that_is_not_there() {
    let door = Door::sqlite();
    door.ordered(&submit());
    let absent = door.get("/api/v1/cases/H27.12-250408-9999", &door.partner()).send();
    let absent = absent.problem(404, "unknown_case");
    for role in [Role::Partner, Role::Officer] {
        let answer = door.get(&path(), &door.token(role, &[OTHER_DESK])).send();
        let foreign = answer.problem(404, "unknown_case");
        let detail = absent["detail"].as_str().unwrap().replace("9999", "0007");
        assert_eq!(foreign["detail"], detail);
    }
    let answer = door.post("/api/v1/legs", &door.stranger(), &submit()).send();
    answer.problem(404, "unknown_case");
}

#[test]
fn who_may_tell_a_case() {
    let door = Door::sqlite();
    door.post(CASES, &door.stranger(), &case()).send().problem(403, "wrong_place");
    let roles = [Role::Clerk, Role::Courier, Role::Manager];
    for role in roles {
        let places: &[&str] = if role.needs_place() { &[POST] } else { &[] };
        door.post(CASES, &door.token(role, places), &case()).send().problem(403, "wrong_role");
    }
}
