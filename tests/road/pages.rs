//! What a browser on a phone loads, and the pages about phones.

use axum::http::Method;
use hosopost::base::Role;
use hosopost::web::road::files::ALL;
use serde_json::{Value, json};

use super::{InHand, enrols, phone, postman};
use crate::api::office::Door;
use crate::kit::app::{Answer, TestApp};
use crate::kit::browser::{Browser, user};
use crate::kit::office::{POST, VILLAGE};

/// The app's own policy: its scripts, the camera's pictures, and nobody else.
fn is_the_apps_own(answer: &Answer, path: &str) {
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'"]
    {
        assert!(policy.contains(part), "{path}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("http"), "{path}: {policy}");
    assert!(answer.header("permissions-policy").contains("camera=(self)"), "{path}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
}

#[test]
fn the_app_is_the_same_for_everybody_and_is_asked_about_by_its_mark() {
    let app = TestApp::sqlite();
    for (path, kind) in [
        ("/road", "text/html; charset=utf-8"),
        ("/road/sw.js", "text/javascript; charset=utf-8"),
        ("/road/manifest.webmanifest", "application/manifest+json"),
        ("/road/icon.svg", "image/svg+xml"),
    ] {
        let answer = app.get(path).send();
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        is_the_apps_own(&answer, path);
        let same = app.get(path).header("if-none-match", answer.header("etag")).send();
        assert_eq!((same.status.as_u16(), same.body.len()), (304, 0), "{path}");
        let packed = app.get(path).header("accept-encoding", "br, gzip").send();
        assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
        assert_eq!(packed.header("etag"), answer.header("etag"), "{path}");
    }
    let worker = app.get("/road/sw.js").send();
    assert_eq!(worker.header("service-worker-allowed"), "/road");
    let manifest = app.get("/road/manifest.webmanifest").send().json();
    assert_eq!((&manifest["start_url"], &manifest["scope"]), (&json!("/road"), &json!("/road")));
}

#[test]
fn the_worker_names_every_file_of_its_version_and_each_is_there() {
    let app = TestApp::sqlite();
    let worker = app.get("/road/sw.js").send().text();
    let head = worker.lines().next().unwrap();
    let head = head.strip_prefix("self.ROAD=").unwrap().strip_suffix(';').unwrap();
    let head: Value = serde_json::from_str(head).unwrap();
    assert_eq!(head["version"], ALL.version.as_str());
    let listed = |field: &str| head[field].as_array().unwrap().clone();
    assert!(listed("files").len() > ALL.app.len());
    for path in listed("files").iter().chain(&listed("vendor")) {
        let path = path.as_str().unwrap();
        let answer = app.get(path).send();
        assert_eq!(answer.status, 200, "{path}");
        is_the_apps_own(&answer, path);
        if path.starts_with("/road/a/") {
            assert!(answer.header("cache-control").contains("immutable"), "{path}");
        }
    }
    // What the page loads is of that version, and of another nothing is there.
    let page = app.get("/road").send().text();
    assert!(page.contains(&format!("/road/a/{}/", ALL.version)), "{page}");
    let decoder = format!("data-decoder=\"{}\"", ALL.decoder());
    assert!(page.contains(&decoder), "{page}");
    for gone in [
        "/road/a/0000000000000000/road.css".to_owned(),
        ALL.path("nothing.js"),
        ALL.path("sw.js"),
        ALL.path("shell.html"),
        "/road/vendor/package.json".to_owned(),
        "/road/vendor/..%2Fapp%2Fsw.js".to_owned(),
    ] {
        app.get(&gone).send().problem(404, "not_found");
    }
}

#[test]
fn a_phone_is_signed_in_to_from_a_page_that_names_ones_own_points() {
    let door = Door::sqlite();
    let mut browser = Browser::new(&door.app, "10.0.0.1");
    let away = browser.get("/road/start");
    assert_eq!(away.header("location"), "/sign-in?next=/road/start");
    user(&door.app, "tam.le", Role::Courier, &[POST]);
    let mut browser = Browser::signed_in(&door.app, "tam.le");
    let page = browser.get("/road/start");
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    for part in [
        "id=\"road-start\"",
        &format!("data-word=\"{}\"", browser.word),
        "data-person=\"usr_",
        "data-person-name=\"tam.le\"",
        &format!("name=\"place\" value=\"{POST}\" checked"),
        "id=\"road-said\" role=\"status\"",
        "<noscript>",
        &format!("<script type=\"module\" src=\"{}\"></script>", ALL.path("start.js")),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("script-src 'self'") && policy.contains("connect-src 'self'"),
        "{policy}"
    );
    // Signed in to, it stands on the page, and can be revoked there.
    let in_hand = InHand::of(&enrols(&browser, &phone()));
    let text = browser.get("/road/start").text();
    assert!(text.contains("Điện thoại 1") && text.contains("đang dùng"), "{text}");
    let revoked = browser.post(&format!("/phones/{}/revoke", in_hand.device), &[("from", "start")]);
    assert_eq!(revoked.header("location"), "/road/start?revoked=1");
    let text = browser.get("/road/start?revoked=1").text();
    assert!(text.contains("Đã thu hồi điện thoại") && text.contains("đã thu hồi"), "{text}");
    let mut english = Browser::signed_in(&door.app, "tam.le");
    assert!(english.english("/road/start").text().contains("Scan with this phone"));
    // Who does not scan has no phone; who acts everywhere says where.
    let manager = Browser::of(&door.app, Role::Manager, &[]).get("/road/start");
    assert_eq!(manager.status, 403);
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    assert!(!admin.get("/road/start").text().contains("id=\"road-start\""));
    assert!(admin.get("/road/start?place=999999").text().contains("Không có điểm mang mã này"));
    let chosen = admin.get(&format!("/road/start?place={VILLAGE}")).text();
    assert!(chosen.contains(&format!("value=\"{VILLAGE}\" checked")), "{chosen}");
}

#[test]
fn the_administrator_sees_every_phone_and_revokes_it() {
    let door = Door::sqlite();
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    assert!(admin.get("/phones").text().contains("Chưa có điện thoại nào"));
    let (tam, hoa) = (postman(&door, "tam.le"), postman(&door, "hoa.vo"));
    let page = admin.get("/phones").text();
    for part in ["tam.le", "hoa.vo", "Bưu tá, lái xe", "đang dùng", &tam.device] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("hsr_"));
    let revoked = admin.post(&format!("/phones/{}/revoke", tam.device), &[]);
    assert_eq!(revoked.header("location"), "/phones?revoked=1");
    let page = admin.get("/phones?revoked=1").text();
    assert!(page.contains("Đã thu hồi điện thoại") && page.contains("đã thu hồi"), "{page}");
    let own = format!("{}/{}", super::PHONES, tam.device);
    door.get(&own, &tam.secret).send().problem(401, "credential_revoked");
    let rows = admin.rows("/phones.csv");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains("hoa.vo") && rows[0].contains(&hoa.device), "{rows:?}");
    assert!(admin.english("/phones").text().contains("Phones that scan on the road"));
    // Bad values, and who may not.
    assert_eq!(admin.get("/phones?cursor=x").status, 422);
    assert_eq!(admin.post("/phones/x/revoke", &[]).status, 422);
    let unknown = "/phones/road_00000000000070008000000000000000/revoke";
    assert_eq!(admin.post(unknown, &[]).status, 404);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    assert_eq!(clerk.get("/phones").status, 403);
    assert_eq!(clerk.get("/phones.csv").status, 403);
    clerk.get("/home");
    assert_eq!(clerk.post(&format!("/phones/{}/revoke", hoa.device), &[]).status, 404);
    let forged = door.app.ask(Method::POST, &format!("/phones/{}/revoke", hoa.device));
    assert_eq!(forged.body("application/x-www-form-urlencoded", "").send().status, 303);
}
