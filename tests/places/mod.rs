//! Units that change: addresses of before, what persons decide about splits, what closed points hand on,
//! outlines, maps, and counts by the units of then and of now.

mod addresses;
pub mod boundaries;
mod command_line;
mod door;
mod map;
mod points;
mod reports;
mod resolver_laws;
mod transfer;

use std::path::PathBuf;
use std::sync::Arc;

use hosopost::app::Known;
use hosopost::base::{At, Role, UnitCode};
use serde_json::{Value, json};

use crate::kit::app::{Answer, TestApp};
use crate::kit::databases::TestDatabase;

pub fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

pub fn unit(code: &str) -> UnitCode {
    code.parse().unwrap()
}

/// The folder with the public lists, where there is one.
pub fn data() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the folder is named by who runs the tests")]
    let folder = std::env::var_os("HOSOPOST_DATA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED with the public lists: HOSOPOST_DATA is not set");
    }
    folder
}

/// The program on the fixtures of Hà Tĩnh, after the reform, with an administrator.
pub struct Province {
    pub app: TestApp,
    pub administrator: String,
}

impl Province {
    pub fn on(database: TestDatabase) -> Self {
        let app = TestApp::province(database);
        let administrator = app.secret(Role::Administrator, &[]);
        Self { app, administrator }
    }

    pub fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite())
    }

    /// Moves the clock to an hour of a day.
    pub fn at(&self, time: &str) {
        self.app.app.clock.set(At::parse(time).unwrap());
    }

    pub fn known(&self) -> Arc<Known> {
        self.app.app.known(&mut self.app.database.open()).unwrap()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.app.get(path).token(&self.administrator).english().send()
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.app.post(path).token(&self.administrator).english().json(body).send()
    }

    /// The answer to a request that must succeed.
    pub fn done(&self, path: &str, body: &Value) -> Value {
        let answer = self.post(path, body);
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        answer.json()
    }

    /// A case of an agency, whose applicant lives at an address.
    pub fn case(&self, code: &str, agency: &str, address: &str) {
        let now = self.app.app.clock.now().to_string();
        let record = json!({
            "case_code": code, "as_of": now, "procedure_code": "1.012783", "agency": agency,
            "channel": 3, "status": 4, "received_at": now, "applicant": person(address),
        });
        self.done("/api/v1/cases", &record);
    }

    /// Orders a leg; the number of its parcel.
    pub fn order(&self, code: &str, service: &str, from: &Value, to: &Value) -> String {
        let order = json!({
            "case_code": code, "service": service, "from": from, "to": to,
            "papers": [{"name": "Đơn đề nghị", "form": "original", "count": 1}],
        });
        let legs = self.done("/api/v1/legs", &order);
        legs["legs"][0]["tracking_number"].as_str().unwrap().to_owned()
    }

    /// Hands in one scan of this moment, or of an earlier one; what became of it.
    pub fn scan(&self, action: &str, code: &str, at: &str, more: &Value) -> Value {
        // Scans of one moment have no order.
        let now = self.app.app.clock.now().plus_millis(1_000);
        self.app.app.clock.set(now);
        let mut scan = json!({
            "id": self.app.app.ids.uuid(now).to_string(), "action": action, "code": code, "at": at,
            "happened_at": now.to_string(),
        });
        scan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let results =
            self.done("/api/v1/scans", &json!({"device": "may-quet-01", "scans": [scan]}));
        results["results"][0].clone()
    }
}

pub fn person(address: &str) -> Value {
    json!({"name": "Nguyễn Văn Mẫu", "phone": "0912 345 123", "address": {"text": address}})
}

impl Province {
    /// Imports units that a test needs besides the fixtures.
    pub fn import(&self, units: &str) {
        use hosopost::flows::import::{ImportFile, Kind, import};
        let cx = self.app.keyboard();
        let by = hosopost::people::Administrator::of(&cx.who).unwrap();
        let file = ImportFile::own(Kind::Units, units.as_bytes());
        import(&mut self.app.database.open(), &cx, &by, &file, &mut |_| {}).unwrap();
    }
}
