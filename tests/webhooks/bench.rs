//! A province that may call this machine, with cases that have something to tell.

use std::collections::BTreeMap;

use hosopost::base::{At, CaseId, Role};
use hosopost::feed::webhook::{Headers, Trusted};
use hosopost::jobs::Teller;
use serde_json::{Value, json};

use crate::kit::app::{TestApp, settings};
use crate::kit::databases::TestDatabase;
use crate::kit::province::DISTRICT;
use crate::kit::receiver::Got;

pub const WEBHOOKS: &str = "/api/v1/webhooks";

pub struct Bench {
    pub app: TestApp,
    pub teller: Teller,
    pub admin: String,
    clerk: String,
    scans: u32,
}

impl Bench {
    pub fn on(database: TestDatabase) -> Self {
        let mut settings = settings(&database.url);
        settings.webhooks.private = true;
        let app = TestApp::with(database, settings).furnished();
        let (admin, clerk) =
            (app.secret(Role::Administrator, &[]), app.secret(Role::Clerk, &[DISTRICT]));
        Self { teller: Teller::new(app.app.clone()), app, admin, clerk, scans: 0 }
    }

    pub fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite())
    }

    /// A webhook at an address; what was answered, secret and all.
    pub fn webhook(&self, body: &Value) -> Value {
        let made = self.app.post(WEBHOOKS).token(&self.admin).json(body).send();
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()
    }

    pub fn at(&self, url: &str) -> String {
        id(&self.webhook(&json!({"url": url})))
    }

    pub fn ask(&self, id: &str, what: &str, body: &Value) -> Value {
        let path = format!("{WEBHOOKS}/{id}/{what}");
        let answer = self.app.post(&path).token(&self.admin).json(body).send();
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        answer.json()
    }

    pub fn change(&self, id: &str, body: &Value) -> Value {
        let ask = self.app.ask(axum::http::Method::PATCH, &format!("{WEBHOOKS}/{id}"));
        let answer = ask.token(&self.admin).json(body).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub fn get(&self, path: &str) -> Value {
        let answer = self.app.get(&format!("{WEBHOOKS}/{path}")).token(&self.admin).send();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub fn attempts(&self, id: &str) -> Vec<Value> {
        self.get(&format!("{id}/attempts?limit=500"))["items"].as_array().unwrap().clone()
    }

    pub fn waiting(&self, id: &str) -> Vec<Value> {
        self.get(&format!("{id}/waiting?limit=500"))["items"].as_array().unwrap().clone()
    }

    /// So many cases with so many facts each: a leg is ordered, then the parcel is looked at.
    pub fn cases(&mut self, cases: std::ops::RangeInclusive<u32>, facts: u32) {
        let numbers: Vec<String> =
            cases.map(|number| self.app.announced(number).tracking.to_string()).collect();
        for _ in 1..facts {
            self.scanned(&numbers);
        }
    }

    /// Each parcel is looked at once more, through the door.
    pub fn scanned(&mut self, numbers: &[String]) {
        let now = self.app.app.clock.now();
        let scan = |number: &String| {
            self.scans += 1;
            json!({
                "id": format!("01961a2b-7c00-7000-8000-{:012}", self.scans), "action": "inspect",
                "code": number, "at": DISTRICT, "happened_at": now.to_string(),
            })
        };
        let scans: Vec<Value> = numbers.iter().map(scan).collect();
        let body = json!({"device": "may-quet-01", "scans": scans});
        let answer = self.app.post("/api/v1/scans").token(&self.clerk).json(&body).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        for result in answer.json()["results"].as_array().unwrap() {
            assert_eq!(result["outcome"], "recorded", "{result}");
        }
    }

    /// Sends whatever is due now; says when the next is.
    pub fn settle(&mut self) -> Option<At> {
        self.app.wait(self.teller.settle()).unwrap()
    }

    pub fn now(&self) -> At {
        self.app.app.clock.now()
    }

    pub fn later(&self, at: At) {
        self.app.app.clock.set(at);
    }

    pub fn pass(&self, ms: i64) {
        self.later(self.now().plus_millis(ms));
    }

    /// Lets time pass from one due time to the next until this hour, and then stand.
    pub fn until(&mut self, end: At) {
        while let Some(next) = self.settle().filter(|next| *next <= end) {
            self.later(next.max(self.now()));
        }
        self.later(end);
        self.settle();
    }
}

pub const HOUR: i64 = 3_600_000;

pub fn id(webhook: &Value) -> String {
    webhook["webhook_id"].as_str().unwrap().to_owned()
}

/// The headers that a receiver checks.
pub fn headers(got: &Got) -> Headers {
    let header = |name: &str| got.headers[name].clone();
    Headers {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
    }
}

pub fn trusted(webhook: &Value, half: &str) -> Vec<Trusted> {
    vec![webhook[half].as_str().unwrap().parse().unwrap()]
}

/// Whether the sequences of every case run 1, 2, 3 … and end there.
pub fn whole(cases: &BTreeMap<String, Vec<i64>>, count: usize, facts: i64) {
    assert_eq!(cases.len(), count, "{cases:?}");
    for (case, sequences) in cases {
        assert!(sequences.iter().copied().eq(1..=facts), "{case}: {sequences:?}");
    }
}

/// The case of an event's id.
pub fn case_of(event: &str) -> CaseId {
    event.split_once('-').unwrap().0.parse().unwrap()
}
