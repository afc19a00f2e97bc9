//! Passwords: chosen, changed, given once.

use axum::http::Method;
use hosopost::base::Role;
use serde_json::json;

use crate::kit::app::TestApp;
use crate::kit::browser::{Browser, PASSWORD, user};

const NEW: &str = "trâu trắng đi đâu";

fn change(
    browser: &mut Browser<'_>,
    present: &str,
    new: &str,
    again: &str,
) -> crate::kit::app::Answer {
    browser.get("/account");
    let fields = [("present", present), ("password", new), ("again", again)];
    browser.post("/account/password", &fields)
}

#[test]
fn a_changed_password_ends_every_other_session_and_this_one_goes_on() {
    let app = TestApp::sqlite();
    user(&app, "lan.nguyen", Role::Manager, &[]);
    let mut here = Browser::signed_in(&app, "lan.nguyen");
    let mut there = Browser::signed_in(&app, "lan.nguyen");
    let before = here.cookies.clone();
    let changed = change(&mut here, PASSWORD, NEW, NEW);
    assert_eq!(changed.header("location"), "/home?changed=1", "{}", changed.text());
    assert!(here.get("/home?changed=1").text().contains("Đã đổi mật khẩu"));
    assert_eq!(there.get("/home").status, 303);
    assert!(before.iter().all(|cookie| !here.cookies.contains(cookie)));
    assert_eq!(Browser::new(&app, "10.0.0.7").sign_in("lan.nguyen", PASSWORD).status, 422);
    assert_eq!(Browser::new(&app, "10.0.0.7").sign_in("lan.nguyen", NEW).status, 303);
}

#[test]
fn what_is_wrong_with_a_new_password_is_said_at_its_field() {
    let app = TestApp::sqlite();
    user(&app, "lan.nguyen", Role::Manager, &[]);
    let mut browser = Browser::signed_in(&app, "lan.nguyen");
    for (present, new, again, field, said) in [
        ("", NEW, NEW, "present", "Hãy nhập mật khẩu hiện tại."),
        ("not the present one", NEW, NEW, "present", "Mật khẩu hiện tại không đúng."),
        (PASSWORD, "ngắn", "ngắn", "password", "Mật khẩu cần ít nhất 12 ký tự, đang có 4"),
        (PASSWORD, "matkhau123456", "matkhau123456", "password", "rất nhiều người dùng"),
        (PASSWORD, "lan.nguyen 2025", "lan.nguyen 2025", "password", "tên đăng nhập"),
        (PASSWORD, PASSWORD, PASSWORD, "password", "đang dùng"),
        (PASSWORD, NEW, "bốn từ khác nhau", "again", "Hai lần nhập không giống nhau."),
    ] {
        let answer = change(&mut browser, present, new, again);
        assert_eq!(answer.status, 422, "{said}");
        let text = answer.text();
        let at = text.split(&format!("id=\"{field}-why\">")).nth(1).unwrap_or_default();
        assert!(at.split("</em>").next().unwrap().contains(said), "{said}: {text}");
        assert!(!text.contains(NEW) && !text.contains(PASSWORD));
    }
    assert_eq!(browser.get("/home").status, 200);
    // The present password is guessed no faster here than at the door.
    let tried: Vec<bool> = (0..12)
        .map(|_| change(&mut browser, "a guess of mine", NEW, NEW).text().contains("hãy đợi"))
        .collect();
    assert!(!tried[0] && tried[11]);
}

#[test]
fn a_one_time_password_opens_one_page_and_ends_by_itself() {
    let app = TestApp::sqlite();
    let admin = {
        user(&app, "mai.tran", Role::Administrator, &[]);
        Browser::signed_in(&app, "mai.tran")
    };
    let cookie = format!("__Host-hosopost-session={}", admin.cookie("session").unwrap());
    let made = app
        .post("/api/v1/users")
        .header("cookie", &cookie)
        .header("x-csrf-token", &admin.word)
        .json(&json!({"name": "lan.nguyen", "role": "manager"}))
        .send();
    assert_eq!(made.status, 201, "{}", made.text());
    let once = made.json()["one_time_password"].as_str().unwrap().to_owned();
    let mut browser = Browser::new(&app, "10.0.0.3");
    let entered = browser.sign_in("lan.nguyen", &once);
    assert_eq!(entered.header("location"), "/account");
    assert!(browser.get("/account").text().contains("mật khẩu dùng một lần"));
    assert_eq!(browser.get("/home").header("location"), "/account");
    let session = format!("__Host-hosopost-session={}", browser.cookie("session").unwrap());
    let api = app.get("/api/v1/anomalies").header("cookie", &session).send();
    api.problem(403, "password_to_be_changed");
    assert_eq!(change(&mut browser, &once, NEW, NEW).header("location"), "/home?changed=1");
    assert_eq!(browser.get("/home").status, 200);
    assert_eq!(Browser::new(&app, "10.0.0.4").sign_in("lan.nguyen", &once).status, 422);

    let path = "/api/v1/users/lan.nguyen/reset";
    let reset = app
        .ask(Method::POST, path)
        .header("cookie", &cookie)
        .header("x-csrf-token", &admin.word)
        .send();
    let once = reset.json()["one_time_password"].as_str().unwrap().to_owned();
    assert_eq!(browser.get("/home").status, 303);
    app.app.clock.set(app.app.clock.now().plus_millis(5 * 86_400_000));
    assert_eq!(Browser::new(&app, "10.0.0.5").sign_in("lan.nguyen", &once).status, 422);
}
