//! The time of a case: what is computed where its own system tells none.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::office::{person, with};
use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{CENTRE, LAND};

const CODE: &str = "H27.00-250407-0001";

fn record(day: &str, status: i64) -> Value {
    json!({
        "case_code": CODE, "as_of": format!("{day}:00+07:00"), "procedure_code": LAND,
        "agency": CENTRE, "channel": 3, "status": status,
        "received_at": "2025-04-07T09:00:00+07:00", "applicant": person(),
    })
}

struct Desk {
    app: TestApp,
    partner: String,
}

impl Desk {
    fn on(db: &TestDatabase) -> Self {
        let app = TestApp::province(db.fresh());
        let partner = app.secret(Role::Partner, &[CENTRE]);
        Self { app, partner }
    }

    fn tell(&self, record: &Value) {
        let answer = self.app.post("/api/v1/cases").token(&self.partner).json(record).send();
        assert!(answer.status.is_success(), "{}", answer.text());
    }

    fn time(&self) -> Value {
        let path = format!("/api/v1/cases/{CODE}");
        self.app.get(&path).token(&self.partner).english().send().json()["time"].clone()
    }
}

#[test]
fn a_case_without_a_due_moment_of_its_own_shows_a_computed_one() {
    on_both(|db| {
        let desk = Desk::on(db);
        desk.tell(&record("2025-04-07T09:00", 2));
        let time = desk.time();
        // Five working days; Hung Kings' day was the receipt's own, 7 April.
        assert_eq!(time["computed_due"]["counted_from"], "2025-04-08T07:30:00+07:00");
        assert_eq!(time["computed_due"]["counted_later"], "day_not_worked");
        assert_eq!(time["computed_due"]["due_at"], "2025-04-15T17:00:00+07:00");
        assert_eq!(time["supplement_until"]["due_at"], "2025-04-09T17:00:00+07:00");
        assert_eq!(
            (&time["supplements_asked"], &time["late_by_supplements"]),
            (&json!(0), &json!(false))
        );

        let direct = with(&record("2025-04-07T10:00", 2), "/channel", &json!(1));
        desk.tell(&direct);
        assert_eq!(desk.time()["supplement_until"], Value::Null, "it did not come by post");
        let told =
            with(&record("2025-04-07T11:00", 2), "/due_at", &json!("2025-04-20T17:00:00+07:00"));
        desk.tell(&told);
        assert_eq!(desk.time()["computed_due"], Value::Null, "its own system says when");
    });
}

#[test]
fn the_statuses_told_stop_the_clock_in_whatever_order_they_come() {
    on_both(|db| {
        let records = [
            record("2025-04-07T09:00", 2),
            record("2025-04-09T10:00", 5),
            record("2025-04-10T10:00", 5),
            record("2025-04-11T10:00", 4),
            record("2025-04-14T10:00", 6),
            record("2025-04-15T10:00", 4),
        ];
        let mut times = Vec::new();
        for order in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 5, 0, 2, 4, 1]] {
            let desk = Desk::on(db);
            for n in order {
                desk.tell(&records[n]);
                desk.tell(&records[n]);
            }
            times.push(desk.time());
        }
        let time = &times[0];
        assert!(times.iter().all(|other| other == time), "{times:#?}");
        // Two closes in the first pause, one in the second.
        assert_eq!(time["computed_due"]["due_at"], "2025-04-18T17:00:00+07:00");
        let pauses = time["computed_due"]["pauses"].as_array().unwrap();
        assert_eq!(pauses.len(), 2);
        assert_eq!(pauses[0]["until"], "2025-04-11T10:00:00+07:00");
        assert_eq!(pauses[1]["reasons"], json!(["payment"]));
        assert_eq!(
            (&time["supplements_asked"], &time["late_by_supplements"]),
            (&json!(1), &json!(false))
        );
    });
}

#[test]
fn a_second_supplement_makes_a_case_late() {
    let desk = Desk::on(&TestDatabase::sqlite());
    for (day, status) in [("07T09:00", 2), ("09T10:00", 5), ("10T10:00", 4), ("11T10:00", 5)] {
        desk.tell(&record(&format!("2025-04-{day}"), status));
    }
    let time = desk.time();
    assert_eq!(
        (&time["supplements_asked"], &time["late_by_supplements"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(time["computed_due"]["standing"]["since"], "2025-04-11T10:00:00+07:00");
    assert_eq!(time["computed_due"]["due_at"], Value::Null);
}

#[test]
fn what_would_have_to_be_imported_is_named_beside_the_case() {
    let desk = Desk::on(&TestDatabase::sqlite());
    let old =
        with(&record("2024-04-08T09:00", 2), "/received_at", &json!("2024-04-08T08:00:00+07:00"));
    desk.tell(&old);
    let time = desk.time();
    assert_eq!(time["computed_due"], Value::Null);
    assert_eq!(
        time["missing"],
        json!(["the days of 2024 are not loaded: hosopost import holidays FILE"])
    );
}
