//! Sessions: what the browser keeps, what it must bring, and when it is over.

use hosopost::base::{Clock, Ids, Role};
use hosopost::config::{Given, Settings, Word};
use hosopost::web;
use serde_json::json;

use crate::kit::app::{TestApp, morning};
use crate::kit::browser::{Browser, PASSWORD, user};

fn office() -> TestApp {
    let app = TestApp::sqlite();
    user(&app, "lan.nguyen", Role::Administrator, &[]);
    app
}

fn lines(answer: &crate::kit::app::Answer) -> Vec<String> {
    let lines = answer.headers.get_all("set-cookie").iter();
    lines.map(|line| line.to_str().unwrap().to_owned()).collect()
}

#[test]
fn cookies_are_for_this_host_alone_and_out_of_reach_of_scripts() {
    let app = office();
    let mut browser = Browser::new(&app, "10.0.0.1");
    let entered = browser.sign_in("lan.nguyen", PASSWORD);
    let lines = lines(&entered);
    assert_eq!(lines.len(), 2, "{lines:?}");
    for line in &lines {
        assert!(line.starts_with("__Host-hosopost-"), "{line}");
        for flag in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"] {
            assert!(line.contains(flag), "{flag}: {line}");
        }
        assert!(!line.contains("Domain"), "{line}");
    }
    assert!(!lines[0].contains("Max-Age") && lines[1].contains("Max-Age"));
}

#[test]
fn on_plain_http_of_ones_own_machine_the_cookies_have_plain_names() {
    let database = crate::kit::databases::TestDatabase::sqlite();
    let given = Given {
        database_url: Some(Word(database.url.clone())),
        public_url: Some(Word("http://127.0.0.1:8080".to_owned())),
        ..Given::default()
    };
    let settings = Settings::understand(given).unwrap();
    let app = hosopost::app::App::open(settings, Clock::standing(morning()), Ids::seeded(1));
    let app = TestApp::on(database).with_app(app.unwrap());
    user(&app, "lan.nguyen", Role::Manager, &[]);
    let entered = Browser::new(&app, "127.0.0.1").sign_in("lan.nguyen", PASSWORD);
    for line in lines(&entered) {
        assert!(line.starts_with("hosopost-") && !line.contains("Secure"), "{line}");
    }
    let _ = web::router(&app.app);
}

#[test]
fn only_a_fingerprint_of_what_the_browser_keeps_is_kept_here() {
    let app = office();
    let browser = Browser::signed_in(&app, "lan.nguyen");
    let hosopost::store::Database::Sqlite(path) = &app.database.database else { unreachable!() };
    let mut bytes = std::fs::read(path).unwrap();
    bytes.extend(std::fs::read(format!("{}-wal", path.display())).unwrap_or_default());
    for part in ["session", "device"] {
        let secret = browser.cookie(part).unwrap().as_bytes();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{part}");
    }
}

#[test]
fn a_planted_session_is_not_the_one_that_is_signed_in() {
    let app = office();
    let mut attacker = Browser::signed_in(&app, "lan.nguyen");
    let planted: Vec<_> = attacker.cookies.clone();
    user(&app, "minh.tran", Role::Manager, &[]);
    let mut victim = Browser::new(&app, "10.0.0.2");
    victim.cookies.clone_from(&planted);
    assert_eq!(victim.sign_in("minh.tran", PASSWORD).status, 303);
    assert!(victim.get("/home").text().contains("minh.tran"));
    for (name, value) in &planted {
        assert!(!victim.cookies.contains(&(name.clone(), value.clone())), "{name}");
    }
    // And the planted one is over.
    assert_eq!(attacker.get("/home").status, 303);
}

#[test]
fn a_form_without_the_sessions_own_word_changes_nothing() {
    let app = office();
    let mut browser = Browser::signed_in(&app, "lan.nguyen");
    let word = browser.word.clone();
    let others = Browser::signed_in(&app, "lan.nguyen").word;
    assert_ne!(word, others);
    let here = [("sec-fetch-site", "same-origin")];
    let tries: [(&str, &[(&'static str, &str)]); 8] = [
        ("", &here),
        ("x", &here),
        (&others, &here),
        (&word, &[("sec-fetch-site", "cross-site")]),
        (&word, &[("sec-fetch-site", "same-site")]),
        (&word, &[("sec-fetch-site", "none")]),
        (&word, &[("origin", "https://evil.example")]),
        (&word, &[("origin", "null")]),
    ];
    for (word, headers) in tries {
        let refused = browser.post_with("/sign-out", &[], &[("form_token", word)], headers);
        assert_eq!(refused.status, 403, "{word} {headers:?}");
        assert!(refused.header("content-type").starts_with("text/html"));
        assert!(!refused.text().contains("lan.nguyen"));
    }
    assert_eq!(browser.get("/home").status, 200);
    for headers in [&[("origin", "https://hoso.example.vn")][..], &[]] {
        let mut other = Browser::signed_in(&app, "lan.nguyen");
        let word = other.word.clone();
        let taken = other.post_with("/sign-out", &[], &[("form_token", &word)], headers);
        assert_eq!(taken.status, 303, "{headers:?}");
    }
}

#[test]
fn the_door_too_takes_only_forms_of_its_own_browser() {
    let app = office();
    let mut browser = Browser::new(&app, "10.0.0.1");
    browser.get("/sign-in");
    let fields = [("name", "lan.nguyen"), ("password", PASSWORD)];
    let word = browser.word.clone();
    let stale = browser.post_with("/sign-in", &fields, &[("form_token", "x")], &[]);
    assert_eq!(stale.status, 403);
    assert!(stale.text().contains("Hãy thử lại"));
    let elsewhere = [("sec-fetch-site", "cross-site")];
    let planted = browser.post_with("/sign-in", &fields, &[("form_token", &word)], &elsewhere);
    assert_eq!(planted.status, 403);
    assert_eq!(browser.post("/sign-in", &fields).status, 303);
    let without_cookies = app
        .post("/sign-in")
        .body("application/x-www-form-urlencoded", "name=lan.nguyen&password=x")
        .send();
    assert_eq!(without_cookies.status, 403);
}

#[test]
fn a_session_ends_by_rest_and_by_age() {
    let app = office();
    let wait = |minutes: i64| {
        app.app.clock.set(app.app.clock.now().plus_millis(minutes * 60_000));
    };
    let mut browser = Browser::signed_in(&app, "lan.nguyen");
    wait(59);
    assert_eq!(browser.get("/home").status, 200);
    wait(59);
    assert_eq!(browser.get("/home").status, 200);
    wait(60);
    assert_eq!(browser.get("/home").status, 303);
    let late = browser.post("/sign-out", &[]);
    assert_eq!(late.header("location"), "/sign-in?over=1");
    assert!(browser.get("/sign-in?over=1").text().contains("Phiên làm việc đã hết hạn"));
    let mut busy = Browser::signed_in(&app, "lan.nguyen");
    for _ in 0..14 {
        wait(50);
        assert_eq!(busy.get("/home").status, 200);
    }
    wait(20);
    assert_eq!(busy.get("/home").status, 303);
}

#[test]
fn somebody_sees_and_ends_their_own_sessions_and_nobody_elses() {
    let app = office();
    user(&app, "minh.tran", Role::Manager, &[]);
    let mut here = Browser::signed_in(&app, "lan.nguyen");
    let mut there = Browser::signed_in(&app, "lan.nguyen");
    let mut stranger = Browser::signed_in(&app, "minh.tran");
    let page = here.get("/account").text();
    let ends: Vec<&str> = page
        .split("action=\"/account/sessions/")
        .skip(1)
        .map(|rest| rest.split('/').next().unwrap())
        .collect();
    assert_eq!(ends.len(), 1, "one's own session ends by signing out");
    let path = format!("/account/sessions/{}/end", ends[0]);
    assert_eq!(stranger.post(&path, &[]).status, 303);
    assert_eq!(there.get("/home").status, 200);
    assert_eq!(here.post(&path, &[]).header("location"), "/account");
    assert_eq!(there.get("/home").status, 303);
    assert_eq!(here.post("/account/sessions/x/end", &[]).status, 422);
}

#[test]
fn pages_are_kept_by_nobody_and_may_do_nothing_but_show_themselves() {
    let app = office();
    let mut browser = Browser::signed_in(&app, "lan.nguyen");
    for path in ["/home", "/account", "/sign-in"] {
        let answer = browser.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(answer.header("strict-transport-security").contains("max-age"));
    }
    let style = web::staff::style::path();
    let answer = app.get(style).send();
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
    assert!(answer.header("cache-control").contains("immutable"));
    for other in ["/static/staff.css", "/static/%00", "/static/..%2fx"] {
        app.get(other).send().problem(404, "not_found");
    }
}

#[test]
fn the_api_takes_a_session_like_a_token_and_asks_for_the_word_to_change_something() {
    let app = office();
    let browser = Browser::signed_in(&app, "lan.nguyen");
    let cookie = format!("__Host-hosopost-session={}", browser.cookie("session").unwrap());
    let tokens = "/api/v1/tokens";
    assert_eq!(app.get(tokens).header("cookie", &cookie).send().status, 200);
    let body = json!({"role": "manager"});
    let post = || app.post(tokens).header("cookie", &cookie).json(&body);
    post().send().problem(403, "not_from_this_page");
    post().header("x-csrf-token", "x").send().problem(403, "not_from_this_page");
    let foreign =
        post().header("x-csrf-token", &browser.word).header("sec-fetch-site", "cross-site");
    foreign.send().problem(403, "not_from_this_page");
    assert_eq!(post().header("x-csrf-token", &browser.word).send().status, 201);
    // A session that is over is nobody's.
    app.app.clock.set(morning().plus_millis(86_400_000));
    app.get(tokens).header("cookie", &cookie).send().problem(401, "unauthenticated");
}
