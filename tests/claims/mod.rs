//! What the post answers for: harm, liability, compensation, complaints, and the list of everything that a desk has
//! to look into.

mod complaints;
mod exceptions;
mod liability;
mod story;

use hosopost::base::{At, Ids, Role};
use serde_json::{Value, json};

use crate::kit::app::{Answer, morning};
use crate::kit::browser::Browser;
use crate::kit::province::{DISTRICT, VILLAGE};
use crate::money::{Province, submit};

/// A leg that was ordered and weighed, and what it is known by.
pub struct Parcel {
    pub case: String,
    pub number: String,
    pub qr: String,
}

/// A parcel of the case of this number, to the centre, charged 30,000 đ.
pub fn parcel(province: &Province, n: u32) -> Parcel {
    let case = province.case(n);
    let leg = province.order(&submit(&case, 80))["legs"][0].clone();
    let text = |field: &str| leg[field].as_str().unwrap().to_owned();
    let qr = text("tracking_page").rsplit('/').next().unwrap().to_owned();
    Parcel { case, number: text("tracking_number"), qr }
}

/// What is scanned, where, and so many minutes after the morning.
pub type Step<'a> = (&'a str, &'a str, i64);

/// Scans of one parcel or bag, each by the post; their ids.
pub fn scanned(province: &Province, code: &str, steps: &[Step<'_>]) -> Vec<String> {
    let scans: Vec<Value> = steps
        .iter()
        .map(|(action, at, minute)| {
            let happened = morning().plus_millis(minute * 60_000);
            let id = Ids::Random.uuid(happened).to_string();
            json!({"id": id, "action": action, "code": code, "at": at, "as": "post", "happened_at": happened})
        })
        .collect();
    send(province, &scans);
    scans.iter().map(|scan| scan["id"].as_str().unwrap().to_owned()).collect()
}

/// Hands scans in, a minute after the last of them at the earliest; all must be put on record.
pub fn send(province: &Province, scans: &[Value]) {
    let clock = &province.app.app.clock;
    let times = scans.iter().map(|scan| At::parse(scan["happened_at"].as_str().unwrap()).unwrap());
    let last = times.max().unwrap().plus_millis(60_000);
    clock.set(clock.now().max(last));
    let body = json!({"device": "may-quet-01", "scans": scans});
    let answer = province.post("/api/v1/scans", &province.administrator, &body).send();
    let answer = answer.json();
    for result in answer["results"].as_array().unwrap() {
        assert_eq!(result["outcome"], "recorded", "{answer}");
    }
}

/// Accepted in the village, taken over by the district, and lost there.
pub fn lost(province: &Province, n: u32) -> Parcel {
    let parcel = parcel(province, n);
    scanned(
        province,
        &parcel.number,
        &[
            ("accept", VILLAGE, 0),
            ("hand_over", VILLAGE, 30),
            ("receive", DISTRICT, 60),
            ("lose", DISTRICT, 240),
        ],
    );
    later(province, 300);
    parcel
}

/// The clock stands so many minutes after the morning.
pub fn later(province: &Province, minutes: i64) {
    province.app.app.clock.set(morning().plus_millis(minutes * 60_000));
}

/// The one record of liability there is of a stage.
pub fn only_record(province: &Province, stage: &str) -> Value {
    let path = format!("/api/v1/liabilities?stage={stage}");
    let list = province.get(&path, &province.administrator).json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{list}");
    let id = items[0]["liability_id"].as_str().unwrap();
    province.get(&format!("/api/v1/liabilities/{id}"), &province.administrator).json()
}

/// The path of a record.
pub fn path(record: &Value) -> String {
    format!("/api/v1/liabilities/{}", record["liability_id"].as_str().unwrap())
}

/// Who answers for all.
pub fn manager(province: &Province) -> String {
    province.app.secret(Role::Manager, &[])
}

pub fn complain(province: &Province, parcel: &Parcel, body: &Value) -> Answer {
    let path = format!("/api/v1/parcels/{}/complaints", parcel.number);
    province.post(&path, &province.clerk, body).send()
}

/// A browser in which the right to a parcel was proved by its slip.
pub fn citizen<'a>(province: &'a Province, parcel: &Parcel) -> Browser<'a> {
    let mut browser = Browser::new(&province.app, "10.0.0.7");
    let proof = crate::citizen::slip_code(&province.app, &parcel.number);
    let opened = browser.post("/t", &[("code", &parcel.qr), ("proof", &proof)]);
    assert_eq!(opened.status, 303, "{}", opened.text());
    browser.get(&format!("/q/{}", parcel.qr));
    browser
}
