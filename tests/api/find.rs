//! Units by their names, through the door and from the command line.

use hosopost::base::Role;
use serde_json::Value;

use crate::cli::hosopost;
use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::DISTRICT;

fn names(answer: &Value) -> Vec<&str> {
    answer["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect()
}

#[test]
fn names_are_found_with_their_marks_first_and_without_them_too() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let find = |query: &str| {
            let path = format!("/api/v1/units?{query}");
            let answer = app.get(&path).token(&clerk).send();
            assert_eq!(answer.status, 200, "{}", answer.text());
            answer.json()
        };
        for words in ["th%E1%BA%A1ch+h%C3%A0", "thach+ha", "Thach%20Ha"] {
            let found = find(&format!("q={words}&on=2025-10-01"));
            assert_eq!(names(&found)[0], "xã Thạch Hà", "{words}");
        }
        // Who leaves the marks away means Thạch Hạ as well; who types them does not.
        let old = find("q=th%E1%BA%A1ch+h%C3%A0&on=2025-06-30");
        assert_eq!(names(&old)[..2], ["huyện Thạch Hà", "thị trấn Thạch Hà"]);
        let communes = find("q=thach+ha&on=2025-06-30&level=commune");
        assert_eq!(names(&communes)[..2], ["phường Thạch Hạ", "thị trấn Thạch Hà"]);
        let within = find("q=thach&on=2025-06-30&within=445&limit=500");
        let total = within["total"].as_u64().unwrap();
        assert!(total > 10 && names(&within).len() as u64 == total, "{total}");
        let codes = find("q=18562&on=2025-10-01");
        assert_eq!(names(&codes), ["xã Thạch Hà"]);
        let by_word = find("q=x%C3%A3+th%E1%BA%A1ch+h%C3%A0&on=2025-10-01");
        assert_eq!(names(&by_word)[0], "xã Thạch Hà");
        assert!(names(&find("q=nowhere")).is_empty());
        assert_eq!(find("on=2025-10-01")["total"], 70);
    });
}

#[test]
fn a_bad_question_names_its_part() {
    let app = TestApp::province(TestDatabase::sqlite());
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    for (query, field) in [
        (format!("q={}", "x".repeat(101)), "?q"),
        ("on=today".to_owned(), "?on"),
        ("level=village".to_owned(), "?level"),
        ("within=x".to_owned(), "?within"),
        ("limit=0".to_owned(), "?limit"),
        ("limit=many".to_owned(), "?limit"),
        ("q=%00".to_owned(), "?q"),
    ] {
        let path = format!("/api/v1/units?{query}");
        let problem = app.get(&path).token(&clerk).send().problem(422, "invalid");
        assert_eq!(problem["field"], field, "{query}");
    }
    app.get("/api/v1/units").send().problem(401, "unauthenticated");
}

#[test]
fn the_command_line_finds_units_and_points() {
    let app = TestApp::province(TestDatabase::sqlite());
    let dir = tempfile::tempdir().unwrap();
    let find = |words: &[&str]| {
        let database = ["--database-url", &app.database.url, "--json", "find"];
        let output = hosopost(dir.path(), &[&database, words].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        (output.status.success(), lines.collect::<Vec<Value>>())
    };
    let (found, units) = find(&["unit", "thach ha", "--on", "2025-10-01"]);
    assert!(found);
    assert_eq!(
        (&units[0]["code"], &units[0]["place"]),
        (&"18562".into(), &"xã Thạch Hà, tỉnh Hà Tĩnh".into())
    );
    let (found, points) =
        find(&["point", "buu dien xa", "--on", "2025-10-01", "--within", "18562"]);
    assert!(found);
    assert_eq!(points[0]["code"], "481900");
    assert_eq!(find(&["unit", "nowhere"]), (false, vec![]));
    for bad in [
        &["castle", "x"][..],
        &["unit", "x", "--on", "today"],
        &["unit", "x", "--level", "village"],
        &["unit", "x", "--within", "x"],
    ] {
        assert!(!find(bad).0, "{bad:?}");
    }
}
