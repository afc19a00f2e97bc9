//! Deadlines through the door.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::office::with;
use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::DISTRICT;

const DEADLINES: &str = "/api/v1/deadlines";

fn question() -> Value {
    json!({
        "audience": "authority",
        "received_at": "2025-04-25T16:00:00+07:00",
        "time": {"amount": 2, "unit": "working_day"},
        "pauses": [
            {"reason": "supplement", "from": "2025-04-28T10:00:00+07:00", "until": "2025-04-29T10:00:00+07:00"},
        ],
    })
}

#[test]
fn a_deadline_is_told_with_all_that_explains_it() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let ask =
            |body: &Value| app.post(DEADLINES).token(&clerk).english().json(body).send().json();
        let told = ask(&question());
        assert_eq!(told["counted_from"], "2025-04-26T07:30:00+07:00");
        assert_eq!(told["counted_later"], "after_cut_off");
        assert_eq!(told["due_at"], "2025-05-05T17:00:00+07:00");
        assert_eq!(told["pauses"][0]["reasons"], json!(["supplement"]));
        let skipped: Vec<(&str, &str)> = told["skipped"]
            .as_array()
            .unwrap()
            .iter()
            .map(|day| (day["date"].as_str().unwrap(), day["why"].as_str().unwrap()))
            .collect();
        let expected = [
            ("2025-04-27", "rest"),
            ("2025-04-28", "paused"),
            ("2025-04-30", "holiday"),
            ("2025-05-01", "holiday"),
            ("2025-05-02", "swap_rest"),
            ("2025-05-03", "rest"),
            ("2025-05-04", "rest"),
        ];
        assert_eq!(skipped, expected);
        assert_eq!(told["skipped"][3]["name"], "International Labor Day");
        let decisions = told["decisions"].to_string();
        assert!(decisions.contains("Thông báo hoán đổi ngày làm việc"), "{decisions}");
        assert_eq!(told["estimated_years"], json!([]));

        let at = |audience: &str, received: &str, amount: u32, unit: &str| {
            let body = json!({
                "audience": audience, "received_at": received, "time": {"amount": amount, "unit": unit},
            });
            ask(&body)["due_at"].as_str().unwrap().to_owned()
        };
        let friday = "2025-04-11T09:00:00+07:00";
        assert_eq!(at("authority", friday, 1, "working_day"), "2025-04-14T17:00:00+07:00");
        assert_eq!(at("post", friday, 1, "working_day"), "2025-04-12T11:30:00+07:00");
        assert_eq!(at("point:481940", friday, 1, "working_day"), "2025-04-12T11:30:00+07:00");
        assert_eq!(at("unit:42", friday, 4, "working_hour"), "2025-04-11T15:00:00+07:00");
        assert_eq!(at("authority", friday, 2, "day"), "2025-04-14T17:00:00+07:00");
        let january = "2025-01-24T09:00:00+07:00";
        assert_eq!(at("authority", january, 1, "month"), "2025-02-24T17:00:00+07:00");
        let december = json!({
            "audience": "authority", "received_at": "2026-12-30T09:00:00+07:00",
            "time": {"amount": 5, "unit": "working_day"},
        });
        assert_eq!(ask(&december)["estimated_years"], json!([2027]));
    });
}

#[test]
fn a_clock_that_stands_has_no_due_moment() {
    let app = TestApp::province(TestDatabase::sqlite());
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let body = with(&question(), "/pauses/0/until", &Value::Null);
    let told = app.post(DEADLINES).token(&clerk).json(&body).send().json();
    assert_eq!(told["due_at"], Value::Null);
    let standing =
        json!({"since": "2025-04-28T10:00:00+07:00", "left": 2, "left_unit": "working_day"});
    assert_eq!(told["standing"], standing);
}

#[test]
fn every_field_with_a_bad_value_is_named() {
    let app = TestApp::province(TestDatabase::sqlite());
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let ask = |body: &Value| app.post(DEADLINES).token(&clerk).json(body).send();
    let many = vec![question()["pauses"][0].clone(); 101];
    for (path, value, field) in [
        ("/audience", json!("all"), "audience"),
        ("/audience", json!("everyone"), "audience"),
        ("/audience", json!("unit:99"), "audience"),
        ("/audience", json!("point:nowhere"), "audience"),
        ("/audience", json!(7), "audience"),
        ("/received_at", json!("today"), "received_at"),
        ("/received_at", json!("2025-04-25T16:00:00"), "received_at"),
        ("/time/amount", json!(0), "time.amount"),
        ("/time/amount", json!(-1), "time.amount"),
        ("/time/amount", json!(1.5), "time.amount"),
        ("/time/amount", json!(1001), "time.amount"),
        ("/time/unit", json!("week"), "time.unit"),
        ("/time", json!("5 days"), "time"),
        ("/pauses", json!("none"), "pauses"),
        ("/pauses", json!(many), "pauses"),
        ("/pauses/0/reason", json!("lunch"), "pauses[0].reason"),
        ("/pauses/0/from", json!("then"), "pauses[0].from"),
        ("/pauses/0/from", json!("2025-04-01T10:00:00+07:00"), "pauses[0].from"),
        ("/pauses/0/until", json!("2025-04-28T10:00:00+07:00"), "pauses[0].until"),
        ("/pauses/0/until", json!("later"), "pauses[0].until"),
    ] {
        let problem = ask(&with(&question(), path, &value)).problem(422, "invalid");
        assert_eq!(problem["field"], field, "{path} {value}: {problem}");
    }
    for path in ["/audience", "/received_at", "/time", "/time/unit", "/pauses/0/from"] {
        let missing = ask(&with(&question(), path, &Value::Null)).problem(422, "invalid");
        let name = path.rsplit('/').next().unwrap();
        assert!(missing["detail"].as_str().unwrap().contains(name), "{path}: {missing}");
    }
    let misspelt = ask(&with(&question(), "/pause", &json!([]))).problem(422, "invalid");
    assert!(misspelt["detail"].as_str().unwrap().contains("pause"));
    for received in
        ["2031-04-08T09:00:00+07:00", "2027-12-31T09:00:00+07:00", "1970-01-02T00:00:00+07:00"]
    {
        let body =
            with(&with(&question(), "/pauses", &json!([])), "/received_at", &json!(received));
        let problem = ask(&body).problem(404, "not_found");
        assert!(
            problem["detail"].as_str().unwrap().contains("hosopost import holidays"),
            "{problem}"
        );
    }
    app.post(DEADLINES).json(&question()).send().problem(401, "unauthenticated");
}
