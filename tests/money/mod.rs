//! Money through the door: what carriage costs, and the ledger that always balances.

mod collecting;
mod laws;
mod paper;
mod pricing;
mod reading;
mod words;

use hosopost::base::{Ids, Role};
use serde_json::{Value, json};

use crate::kit::app::{Answer, Ask, TestApp, morning};
use crate::kit::databases::{self, TestDatabase};
use crate::kit::province::{CENTRE, DISTRICT, LAND, VILLAGE};

/// A commune of Thạch Hà until 30 June 2025.
pub const HOME: &str = "18607";
/// The first case of the provincial centre.
pub const CENTRE_CASE: &str = "H27.00-250408-0001";
/// The desk of the district of Thạch Hà.
pub const DISTRICT_DESK: &str = "H27.29";

/// The province, and people who handle money in it.
pub struct Province {
    pub app: TestApp,
    /// At the counter of [`VILLAGE`].
    pub clerk: String,
    /// Of another point.
    pub other_clerk: String,
    pub administrator: String,
}

/// Runs a test on every database there is.
pub fn on_both(test: impl Fn(&Province)) {
    databases::on_both(|db| test(&Province::on(db.fresh())));
}

impl Province {
    pub fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite())
    }

    fn on(database: TestDatabase) -> Self {
        let app = TestApp::province(database);
        let clerk = app.secret(Role::Clerk, &[VILLAGE]);
        let other_clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let administrator = app.secret(Role::Administrator, &[]);
        Self { app, clerk, other_clerk, administrator }
    }

    pub fn post<'a>(&'a self, path: &str, token: &str, body: &Value) -> Ask<'a> {
        self.app.post(path).token(token).english().json(body)
    }

    pub fn get(&self, path: &str, token: &str) -> Answer {
        self.app.get(path).token(token).english().send()
    }

    /// Tells the case of this number, of the provincial centre.
    pub fn case(&self, number: u32) -> String {
        self.case_of(number, CENTRE)
    }

    pub fn case_of(&self, number: u32, agency: &str) -> String {
        let code = format!("{agency}-250408-{number:04}");
        let body = json!({
            "case_code": code, "as_of": "2025-04-08T09:00:00+07:00", "procedure_code": LAND,
            "agency": agency, "channel": 3, "status": 4,
            "received_at": "2025-04-08T08:00:00+07:00", "applicant": person(),
        });
        let answer = self.post("/api/v1/cases", &self.administrator, &body).send();
        assert!(answer.status.is_success(), "{}", answer.text());
        code
    }

    /// Orders a leg; what was answered.
    pub fn order(&self, order: &Value) -> Value {
        let answer = self.post("/api/v1/legs", &self.clerk, order).send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    /// A leg of a new case, weighed at 80 g.
    pub fn ordered(&self, number: u32) -> (String, String) {
        let case = self.case(number);
        let leg = self.order(&submit(&case, 80))["legs"][0]["leg_id"].as_str().unwrap().to_owned();
        (case, leg)
    }

    pub fn collect(&self, body: &Value) -> Answer {
        self.post("/api/v1/ledger/collections", &self.clerk, body).send()
    }

    /// Collects what must be taken; the entry.
    pub fn collected(&self, body: &Value) -> Value {
        let answer = self.collect(body);
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.json()["entry"].clone()
    }

    pub fn remit(&self, body: &Value) -> Answer {
        self.post("/api/v1/ledger/remittances", &self.clerk, body).send()
    }

    pub fn reverse(&self, entry: &Value, token: &str, reason: &str) -> Answer {
        let path =
            format!("/api/v1/ledger/entries/{}/reversal", entry["entry_id"].as_str().unwrap());
        self.post(&path, token, &json!({"reason": reason})).send()
    }

    /// What stands on an account by the trial balance, which balances.
    #[track_caller]
    pub fn standing(&self, account: &str) -> i64 {
        let balance = self.get("/api/v1/ledger/balance", &self.administrator).json();
        assert_eq!(balance["balanced"], true, "{balance}");
        let accounts = balance["accounts"].as_array().unwrap();
        let all: i64 = accounts.iter().map(|line| line["balance"].as_i64().unwrap()).sum();
        assert_eq!(all, 0, "{balance}");
        let line = accounts.iter().find(|line| line["account"] == account);
        line.map_or(0, |line| line["balance"].as_i64().unwrap())
    }

    /// The types of what a case was told, and the last payload.
    pub fn told(&self, case: &str) -> (Vec<String>, Value) {
        let shown = self.get(&format!("/api/v1/cases/{case}"), &self.administrator).json();
        let told = shown["told"].as_array().unwrap();
        let kinds = told.iter().map(|fact| fact["type"].as_str().unwrap().to_owned()).collect();
        (kinds, told.last().map(|fact| fact["data"].clone()).unwrap_or_default())
    }
}

pub fn uuid7() -> String {
    Ids::Random.uuid(morning()).to_string()
}

pub fn person() -> Value {
    json!({
        "name": "Nguyễn Văn Mẫu", "phone": "0912 345 123",
        "address": {"text": "Thôn Tân Đình, xã Thạch Long", "unit": HOME},
    })
}

/// A leg of a case from a person of Thạch Hà to the provincial centre.
pub fn submit(case: &str, weight_g: u32) -> Value {
    json!({
        "case_code": case, "service": "submit", "from": {"person": person()},
        "to": {"point": CENTRE}, "papers": [{"name": "Đơn", "form": "original", "count": 1}],
        "weight_g": weight_g,
    })
}

/// A procedure's fee that was paid in cash.
pub fn fee(case: &str, amount: i64) -> Value {
    json!({"case_code": case, "kind": "procedure_fee", "amount": amount, "method": "cash"})
}
