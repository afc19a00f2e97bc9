//! Places through the door.

use hosopost::base::{At, Role};
use serde_json::Value;

use super::office::{Door, on_both};
use crate::kit::app::TestApp;
use crate::kit::databases::TestDatabase;
use crate::kit::office::{CLOSED, POST};
use crate::kit::province::{DISTRICT, VILLAGE};

#[test]
fn points_are_found_by_name_and_by_day() {
    on_both(|door| {
        let token = door.partner();
        let all = door.get("/api/v1/points", &token).send().json();
        assert_eq!(all["items"].as_array().unwrap().len(), 5);
        let one = door.get("/api/v1/points?q=diem%20481000", &token).send().json();
        assert_eq!(one["items"][0]["code"], POST);
        let path = format!("/api/v1/points/{CLOSED}");
        assert_eq!(door.get(&path, &token).send().json()["valid_until"], "2025-07-01");
        let later = door.get(&format!("{path}?on=2025-07-01"), &token).send();
        later.problem(404, "not_found");
        door.app.get("/api/v1/points").send().problem(401, "unauthenticated");
    });
}

#[test]
fn a_bad_question_names_its_part() {
    let door = Door::sqlite();
    let token = door.partner();
    for (path, field) in [
        ("/api/v1/points?near=here", "?near"),
        ("/api/v1/points?near=105,18", "?near"),
        ("/api/v1/points?near=NaN,105", "?near"),
        ("/api/v1/points?unit=x", "?unit"),
        ("/api/v1/points?on=today", "?on"),
        ("/api/v1/points/a%20b", "code"),
        ("/api/v1/units/x", "code"),
        ("/api/v1/units/18562?on=1", "?on"),
    ] {
        assert_eq!(door.get(path, &token).send().problem(422, "invalid")["field"], field, "{path}");
    }
    door.get("/api/v1/units/99999", &token).send().problem(404, "not_found");
}

#[test]
fn the_nearest_points_come_first_with_their_distance() {
    let app = TestApp::province(TestDatabase::sqlite());
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let get = |path: &str| {
        let answer = app.get(path).token(&clerk).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    };
    // Beside the district post office of Thạch Hà, in a commune whose points all lie near.
    let near = get("/api/v1/points?near=18.3863,105.8536&on=2025-04-08");
    let items = near["items"].as_array().unwrap();
    let away: Vec<f64> = items.iter().map(|one| one["distance_m"].as_f64().unwrap()).collect();
    assert!(away.is_sorted() && away[0] < 50.0, "{away:?}");
    let codes: Vec<&str> = items.iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert!(codes[..8].contains(&DISTRICT) && codes[..8].contains(&VILLAGE), "{codes:?}");
}

#[test]
fn a_unit_of_before_names_what_it_became() {
    let app = TestApp::province(TestDatabase::sqlite());
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    app.app.clock.set(At::parse("2025-10-01T08:00:00+07:00").unwrap());
    let unit = |path: &str| app.get(&format!("/api/v1/units/{path}")).token(&clerk).send();
    let merged = unit("18577?on=2025-06-30").json();
    assert_eq!(merged["name"], "xã Thạch Mỹ");
    assert_eq!(merged["above"][0]["name"], "huyện Thạch Hà");
    assert_eq!(merged["successors"][0]["name"], "xã Mai Phụ");
    let split = unit("18082?on=2025-06-30").json();
    let parts = split["successors"].as_array().unwrap();
    let proposed: Vec<&Value> = parts.iter().map(|part| &part["proposed"]).collect();
    assert_eq!(proposed, [true, false], "{split}");
    unit("18577?on=2025-07-01").problem(404, "not_found");
    unit("x").problem(422, "invalid");
    unit("18577?on=2025-06-31").problem(422, "invalid");
}
