//! Scanning on the road, from the server's side: phones, what they know, what they send.

mod acceptances;
mod evidence;
mod known;
mod pages;
mod phones;
mod tls;

use hosopost::base::Role;
use serde_json::{Value, json};

use crate::api::office::Door;
use crate::kit::app::{Answer, Ask};
use crate::kit::browser::{Browser, user};
use crate::kit::office::POST;

pub const PHONES: &str = "/api/v1/road/devices";

/// A key as a browser exports it.
pub fn key() -> Value {
    json!({"kty": "EC", "crv": "P-256", "ext": true, "key_ops": ["verify"],
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
}

pub fn phone() -> Value {
    json!({"name": "Điện thoại 1", "key": key(), "places": [POST]})
}

/// A call of the page of somebody who signed in.
pub fn by_page<'a>(browser: &Browser<'a>, ask: Ask<'a>) -> Ask<'a> {
    let cookies: Vec<String> =
        browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    ask.header("cookie", &cookies.join("; "))
        .header("x-csrf-token", &browser.word)
        .header("sec-fetch-site", "same-origin")
        .english()
}

/// Signs in to a phone with a page.
pub fn enrols(browser: &Browser<'_>, body: &Value) -> Answer {
    by_page(browser, browser.app.post(PHONES)).json(body).send()
}

/// A phone with its id and secret.
pub struct InHand {
    pub device: String,
    pub secret: String,
}

impl InHand {
    pub fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 201, "{}", answer.text());
        let made = answer.json();
        let text = |field: &str| made[field].as_str().unwrap().to_owned();
        Self { device: text("device"), secret: text("secret") }
    }
}

/// The phone of a new postman of the post office, called by this name.
pub fn postman(door: &Door, name: &str) -> InHand {
    user(&door.app, name, Role::Courier, &[POST]);
    let browser = Browser::signed_in(&door.app, name);
    InHand::of(&enrols(&browser, &phone()))
}

pub fn minutes_later(door: &Door, minutes: i64) {
    let clock = &door.app.app.clock;
    clock.set(clock.now().plus_millis(minutes * 60_000));
}

/// Hands in one scan that happened so many minutes ago.
pub fn hands_in(door: &Door, phone: &InHand, n: u32, code: &str, ago: i64) -> Value {
    let happened = door.app.app.clock.now().plus_millis(-ago * 60_000).to_string();
    let body = json!({"device": phone.device, "scans": [{
        "id": format!("01961a2b-7c00-7000-8000-{n:012}"), "action": "inspect", "code": code,
        "at": POST, "happened_at": happened,
    }]});
    let answer = door.post("/api/v1/scans", &phone.secret, &body).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["results"][0].clone()
}
