//! Photos and signatures: kept under the phone's id, read by the parcel whose scan names them.

use axum::http::Method;
use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::json;

use super::postman;
use crate::api::office::{Door, giving_back, on_both, submit};
use crate::kit::browser::Browser;
use crate::kit::office::{DESK, OTHER_DESK, POST};
use crate::kit::scans::scan;

const ID: &str = "0196f000-0000-7000-8000-000000000001";

fn png(length: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.resize(length, 7);
    bytes
}

fn put(door: &Door, token: &str, id: &str, kind: &str, bytes: Vec<u8>) -> crate::kit::app::Answer {
    let ask = door.app.ask(Method::PUT, &format!("/api/v1/evidence/{id}"));
    ask.token(token).english().body(kind, bytes).send()
}

#[test]
fn the_same_again_is_harmless_and_another_under_its_id_is_refused() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let first = put(door, &tam.secret, ID, "image/png", png(300 * 1024));
        assert_eq!(first.status, 201, "{}", first.text());
        assert_eq!(first.json(), json!({"id": ID, "bytes": 300 * 1024, "outcome": "kept"}));
        let again = put(door, &tam.secret, ID, "image/png", png(300 * 1024));
        assert_eq!((again.status.as_u16(), &again.json()["outcome"]), (200, &json!("repeated")));
        put(door, &tam.secret, ID, "image/png", png(99)).problem(409, "evidence_conflict");
    });
}

#[test]
fn who_may_looks_at_what_a_scan_of_the_parcel_names_and_leaves_a_line() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let number = door.ordered(&giving_back())["tracking_number"].as_str().unwrap().to_owned();
        let other = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
        let two = format!("0196f000-0000-7000-8000-000000000009 {ID}");
        let mut delivered = scan(2, 60, Action::Deliver, &number, POST);
        delivered.detail.evidence = Some(two);
        door.scanned(&[scan(1, 0, Action::Accept, &number, POST), delivered]);
        let path = format!("/api/v1/parcels/{number}/evidence/{ID}");
        let clerk = door.clerk();
        // Before the picture came there is nothing to look at.
        door.get(&path, &clerk).send().problem(404, "unknown_evidence");
        put(door, &tam.secret, ID, "image/png", png(500));
        let seen = door.get(&path, &clerk).send();
        assert_eq!((seen.status.as_u16(), seen.header("content-type")), (200, "image/png"));
        assert_eq!(seen.body, png(500));
        assert_eq!(seen.header("cache-control"), "no-store");
        let admin = door.token(Role::Administrator, &[]);
        let log = door.get("/api/v1/access-log", &admin).send().json();
        assert_eq!(log["items"][0]["page"], "evidence", "{log}");
        assert_eq!(log["items"].as_array().unwrap().len(), 1, "{log}");

        // On the page of the parcel too.
        let mut browser = Browser::of(&door.app, Role::Clerk, &[POST]);
        let page = browser.get(&format!("/parcels/{number}")).text();
        let link = format!("/parcels/{number}/evidence/{ID}");
        assert!(page.contains(&format!("href=\"{link}\"")), "{page}");
        assert_eq!(browser.get(&link).body, png(500));

        let officer = door.token(Role::Officer, &[DESK]);
        assert_eq!(door.get(&path, &officer).send().status, 200);
        let away = door.token(Role::Officer, &[OTHER_DESK]);
        door.get(&path, &away).send().problem(404, "unknown_code");
        door.get(&path, &tam.secret).send().problem(403, "wrong_role");
        door.get(&path, &door.partner()).send().problem(403, "wrong_role");
        // Of another parcel, whose scans do not name it.
        let elsewhere = format!("/api/v1/parcels/{other}/evidence/{ID}");
        door.get(&elsewhere, &clerk).send().problem(404, "unknown_evidence");
        let unknown = format!("/api/v1/parcels/BH999999999VN/evidence/{ID}");
        door.get(&unknown, &clerk).send().problem(404, "unknown_code");
        let bad = format!("/api/v1/parcels/{number}/evidence/x");
        door.get(&bad, &clerk).send().problem(422, "invalid");
    });
}

#[test]
fn only_pictures_of_300_kilobytes_are_kept_and_only_of_who_scans() {
    let door = Door::sqlite();
    let tam = postman(&door, "tam.le");
    for (kind, bytes, status, code) in [
        ("image/gif", png(99), 415, "evidence_kind"),
        ("text/html", b"<script>".to_vec(), 415, "evidence_kind"),
        ("image/jpeg", png(99), 415, "evidence_content"),
        ("image/png", Vec::new(), 415, "evidence_content"),
        ("image/png", png(300 * 1024 + 1), 413, "evidence_too_large"),
        ("image/png", png(2 * 1024 * 1024), 413, "too_large"),
    ] {
        put(&door, &tam.secret, ID, kind, bytes).problem(status, code);
    }
    put(&door, &tam.secret, "x", "image/png", png(99)).problem(422, "invalid");
    let manager = door.token(Role::Manager, &[]);
    put(&door, &manager, ID, "image/png", png(99)).problem(403, "wrong_role");
    put(&door, &door.partner(), ID, "image/png", png(99)).problem(403, "wrong_role");
    let nobody = door.app.ask(Method::PUT, &format!("/api/v1/evidence/{ID}"));
    nobody.body("image/png", png(99)).send().problem(401, "unauthenticated");
}
