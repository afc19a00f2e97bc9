//! Working days through the door.

use hosopost::base::Role;
use hosopost::flows::import::Kind;
use serde_json::json;

use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::DISTRICT;

#[test]
fn days_are_told_by_the_loaded_calendar_and_counted_over_holidays() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let ask = |path: &str| app.get(&format!("/api/v1/calendar/{path}")).token(&clerk).send();
        for (path, kind, working, then) in [
            ("2025-04-08", "working", true, "2025-04-08"),
            ("2025-04-12", "rest", false, "2025-04-14"),
            ("2025-04-12?audience=post", "working", true, "2025-04-12"),
            ("2025-04-26", "swap_working", true, "2025-04-26"),
            ("2025-04-29?add=1", "working", true, "2025-05-05"),
            ("2025-05-02", "swap_rest", false, "2025-05-05"),
            ("2026-08-31", "swap_rest", false, "2026-09-03"),
            ("2026-11-24?add=1", "holiday", false, "2026-11-25"),
        ] {
            let day = ask(path).json();
            let told = (&day["kind"], &day["working"], &day["then"]);
            assert_eq!(told, (&kind.into(), &working.into(), &then.into()), "{path}");
        }
        for (path, field) in [
            ("2025-02-30", "date"),
            ("tomorrow", "date"),
            ("2025-04-08?audience=all", "?audience"),
            ("2025-04-08?add=-1", "?add"),
            ("2025-04-08?add=1001", "?add"),
        ] {
            assert_eq!(ask(path).problem(422, "invalid")["field"], field, "{path}");
        }
        ask("2031-04-08").problem(404, "not_found");
        ask("2027-12-31?add=5").problem(404, "not_found");
        app.get("/api/v1/calendar/2025-04-08").send().problem(401, "unauthenticated");
    });
}

#[test]
fn a_day_says_its_hours_and_the_decisions_behind_them() {
    let app = TestApp::province(TestDatabase::sqlite());
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let ask =
        |path: &str| app.get(&format!("/api/v1/calendar/{path}")).token(&clerk).english().send();
    let worked = ask("2026-08-22").json();
    assert_eq!(worked["hours"], json!(["07:30-11:30", "13:30-17:00"]));
    assert_eq!(worked["cut_off"], "15:00");
    assert_eq!(worked["decisions"].as_array().unwrap().len(), 2);
    assert_eq!(worked["name"], "Make-up working day (swapped with 2026-08-31)");
    assert_eq!(ask("2026-11-24").json()["hours"], json!([]));
    // The centre opens on Saturday mornings since July 2025; its other days are the authorities'.
    let saturday = ask("2025-07-05?audience=point:H27.00").json();
    assert_eq!(
        (&saturday["kind"], &saturday["hours"]),
        (&json!("working"), &json!(["07:30-11:00"]))
    );
    assert_eq!(saturday["cut_off"], "15:00");
    assert_eq!(ask("2025-07-05?audience=unit:42").json()["working"], false);
    assert_eq!(ask("2025-07-05?audience=point:480000").json()["hours"], json!(["07:00-11:30"]));
    assert_eq!(ask("2027-03-01").json()["estimated"], true);
    assert_eq!(ask("2026-03-02").json()["estimated"], false);
    for nobody in ["everyone", "unit:99", "unit:445", "point:nowhere"] {
        let problem = ask(&format!("2025-07-05?audience={nobody}")).problem(422, "invalid");
        assert_eq!(problem["field"], "?audience", "{nobody}");
    }
    for word in ["", "unit", "unit:x", "point:", "point:a%20b"] {
        let problem = ask(&format!("2025-07-05?audience={word}")).problem(422, "invalid");
        assert!(problem["detail"].as_str().unwrap().contains("unit:CODE"), "{word}: {problem}");
    }
}

#[test]
fn a_year_is_listed_as_an_audience_has_it() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let ask = |query: &str| {
            app.get(&format!("/api/v1/calendar{query}")).token(&clerk).english().send()
        };
        let office = ask("?year=2026").json();
        let days: Vec<&str> = office["days"]
            .as_array()
            .unwrap()
            .iter()
            .map(|day| day["date"].as_str().unwrap())
            .collect();
        for date in ["2026-02-17", "2026-04-27", "2026-08-22", "2026-08-31", "2026-11-24"] {
            assert!(days.contains(&date), "{date}");
        }
        assert_eq!(office["weeks"][0]["hours"], "Mo-Fr 07:30-11:30,13:30-17:00");
        assert_eq!(office["estimated"], false);
        // 261 days from Monday to Friday; 11 holidays on them and one moved to Monday; two exchanges.
        assert_eq!(office["working_days"], 249);
        let post = ask("?year=2026&audience=post").json();
        assert!(post["days"].as_array().unwrap().iter().all(|day| day["audience"] == "everyone"));
        let expected = ask("?year=2027").json();
        assert_eq!(
            (&expected["estimated"], &expected["days"][0]["basis"]),
            (&true.into(), &"estimate".into())
        );
        assert_eq!(ask("").json()["year"], 2025, "the year of the clock");
        ask("?year=2031").problem(404, "not_found");
        for (query, field) in [
            ("?year=1", "?year"),
            ("?year=2201", "?year"),
            ("?year=now", "?year"),
            ("?audience=all", "?audience"),
            ("?audience=everyone", "?audience"),
        ] {
            assert_eq!(ask(query).problem(422, "invalid")["field"], field, "{query}");
        }
        app.get("/api/v1/calendar").send().problem(401, "unauthenticated");
    });
}

#[test]
fn what_was_not_imported_is_named_with_its_command() {
    let app = TestApp::sqlite();
    let clerk = app.secret(Role::Manager, &[]);
    let ask = || app.get("/api/v1/calendar/2025-04-08").token(&clerk).english().send();
    let told = |kind: &str| {
        let problem = ask().problem(404, "not_found");
        let detail = problem["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(&format!("hosopost import {kind}")), "{detail}");
    };
    told("holidays");
    app.takes(&[Kind::Holidays]);
    told("weeks");
    app.takes(&[Kind::Units, Kind::Successions, Kind::Zones, Kind::Points, Kind::Weeks]);
    assert_eq!(ask().json()["working"], true);
}
