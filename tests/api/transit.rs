//! Transit targets through the door, and what they promise.

use hosopost::base::{At, Role};
use hosopost::custody::Action;
use serde_json::{Value, json};

use super::office::{person, with};
use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{CENTRE, DISTRICT, LAND, VILLAGE};

#[test]
fn the_target_between_two_places_promises_a_delivery() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let ask = |query: &str| app.get(&format!("/api/v1/transit?{query}")).token(&clerk).send();
        let friday = "2025-04-11T09:00:00%2B07:00";
        let told =
            ask(&format!("service=submit&from={VILLAGE}&to={CENTRE}&accepted_at={friday}")).json();
        assert_eq!(
            (&told["from_zone"]["code"], &told["to_zone"]["code"]),
            (&json!("HT.TH"), &json!("HT.TP"))
        );
        assert_eq!(
            (&told["target"]["from"], &told["target"]["to"]),
            (&json!("HT.*"), &json!("HT.*"))
        );
        assert_eq!(
            told["target"]["time"],
            json!({"amount": 2, "unit": "working_day", "text": "2 ngày làm việc"})
        );
        // Saturday is a working day of the post, Sunday is not.
        assert_eq!(told["expected"]["due_at"], "2025-04-14T17:00:00+07:00");
        assert_eq!(told["expected"]["skipped"][0]["date"], "2025-04-13");

        let due = |query: &str| ask(query).json()["expected"]["due_at"].clone();
        let autumn = "accepted_at=2025-10-14T09:00:00%2B07:00";
        // Within one zone since September: the row that says more.
        assert_eq!(
            due(&format!("service=return&from=18562&to=18583&{autumn}")),
            "2025-10-15T17:00:00+07:00"
        );
        assert_eq!(
            due(&format!("service=return&from=18562&to={CENTRE}&{autumn}")),
            "2025-10-16T17:00:00+07:00"
        );
        // By units that lie in no zone: the province itself; days of the calendar, moved from Sunday.
        assert_eq!(
            due(&format!("service=submit&from=42&to={CENTRE}&{autumn}")),
            "2025-10-20T17:00:00+07:00"
        );
        assert_eq!(
            due(&format!("service=submit&from={VILLAGE}&to={CENTRE}")),
            "2025-04-10T17:00:00+07:00"
        );
    });
}

#[test]
fn every_parameter_with_a_bad_value_is_named() {
    let app = TestApp::province(TestDatabase::sqlite());
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let ask = |query: &str| app.get(&format!("/api/v1/transit?{query}")).token(&clerk).send();
    for (query, field) in [
        ("service=round_trip&from=481940&to=H27.00", "?service"),
        ("service=&from=481940&to=H27.00", "?service"),
        ("service=submit&from=nowhere&to=H27.00", "?from"),
        ("service=submit&from=a%20b&to=H27.00", "?from"),
        ("service=submit&from=481940&to=99999", "?to"),
        ("service=submit&from=481940&to=", "?to"),
        ("service=submit&from=481940&to=H27.00&accepted_at=today", "?accepted_at"),
        // The district's desk was closed by then.
        ("service=submit&from=481940&to=H27.29&accepted_at=2025-10-14T09:00:00%2B07:00", "?to"),
    ] {
        assert_eq!(ask(query).problem(422, "invalid")["field"], field, "{query}");
    }
    for lacking in
        ["from=481940&to=H27.00", "service=submit&to=H27.00", "service=submit&from=481940"]
    {
        ask(lacking).problem(422, "invalid");
    }
    let none = ask("service=internal&from=42&to=H27.00").problem(404, "not_found");
    assert!(none["detail"].as_str().unwrap().contains("hosopost import targets"), "{none}");
    let unloaded = "service=submit&from=481940&to=H27.00&accepted_at=2031-01-01T09:00:00%2B07:00";
    let missing = ask(unloaded).problem(404, "not_found");
    assert!(missing["detail"].as_str().unwrap().contains("hosopost import holidays"), "{missing}");
    app.get("/api/v1/transit?service=submit&from=481940&to=H27.00")
        .send()
        .problem(401, "unauthenticated");
}

fn case(code: &str) -> Value {
    json!({
        "case_code": code, "as_of": "2025-04-08T09:00:00+07:00", "procedure_code": LAND,
        "agency": CENTRE, "channel": 3, "status": 4, "received_at": "2025-04-08T08:00:00+07:00",
        "applicant": person(),
    })
}

fn order(code: &str, service: &str) -> Value {
    json!({
        "case_code": code, "service": service, "from": {"person": person()}, "to": {"point": CENTRE},
        "papers": [{"name": "Đơn đề nghị", "form": "original", "count": 1}],
    })
}

#[test]
fn an_order_and_the_citizens_page_say_when_delivery_is_expected() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let partner = app.secret(Role::Partner, &[CENTRE]);
        let code = "H27.00-250408-0001";
        assert_eq!(app.post("/api/v1/cases").token(&partner).json(&case(code)).send().status, 201);
        let answer =
            app.post("/api/v1/legs").token(&partner).json(&order(code, "round_trip")).send().json();
        let legs = answer["legs"].as_array().unwrap();
        assert_eq!(legs[0]["expected_at"], "2025-04-10T17:00:00+07:00");
        assert_eq!(legs[1]["expected_at"], Value::Null, "nobody knows when the result is there");

        let nowhere = with(&order(code, "submit"), "/from/person/address/unit", &Value::Null);
        let answer = app.post("/api/v1/legs").token(&partner).json(&nowhere).send().json();
        assert_eq!(answer["legs"][0]["expected_at"], Value::Null, "an address without a unit");
        let number = answer["legs"][0]["tracking_number"].as_str().unwrap();
        let page = || {
            let (_, code) =
                answer["legs"][0]["tracking_page"].as_str().unwrap().split_once("/q/").unwrap();
            app.get(&format!("/q/{code}")).send().text()
        };
        assert!(!page().contains("Dự kiến phát"), "not taken in yet");
        app.app.clock.set(At::parse("2025-04-08T16:00:00+07:00").unwrap());
        let clerk = app.secret(Role::Clerk, &[VILLAGE]);
        let scan = json!({"device": "quầy", "scans": [{
            "id": "01961a2b-7c00-7000-8000-0000000000aa", "action": Action::Accept, "code": number,
            "at": VILLAGE, "happened_at": "2025-04-08T16:00:00+07:00",
        }]});
        let scanned = app.post("/api/v1/scans").token(&clerk).json(&scan).send().json();
        assert_eq!(scanned["results"][0]["outcome"], "recorded", "{scanned}");
        let page = page();
        assert!(page.contains("Dự kiến phát") && page.contains("Thứ Năm, 10/04/2025"), "{page}");
    });
}
