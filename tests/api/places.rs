//! Places through the door.

use super::office::{Door, on_both};
use crate::kit::office::{CLOSED, POST};

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
