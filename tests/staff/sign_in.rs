//! Signing in: who gets in, who waits, and what everybody else learns (nothing).

use hosopost::base::Role;
use hosopost::people::{Password, PasswordHash};
use hosopost::store::users;

use crate::kit::app::{Answer, TestApp, morning};
use crate::kit::browser::{Browser, PASSWORD, user};
use crate::kit::databases::on_both;

fn office() -> TestApp {
    let app = TestApp::sqlite();
    user(&app, "lan.nguyen", Role::Manager, &[]);
    app
}

fn later(app: &TestApp, seconds: i64) {
    app.app.clock.set(app.app.clock.now().plus_millis(seconds * 1000));
}

#[test]
fn a_member_of_staff_signs_in_works_and_signs_out_on_both_databases() {
    on_both(|database| {
        let app = TestApp::over(&database.url);
        user(&app, "lan.nguyen", Role::Manager, &[]);
        let mut browser = Browser::new(&app, "10.0.0.1");
        let away = browser.get("/home");
        assert_eq!((away.status.as_u16(), away.header("location")), (303, "/sign-in"));
        let entered = browser.sign_in(" Lan.Nguyen", PASSWORD);
        assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/home"));
        let home = browser.get("/home");
        assert_eq!(home.status, 200);
        assert!(home.text().contains("lan.nguyen") && home.text().contains("Lãnh đạo theo dõi"));
        let out = browser.post("/sign-out", &[]);
        assert_eq!((out.status.as_u16(), out.header("location")), (303, "/sign-in?out=1"));
        assert_eq!(browser.cookie("session"), None);
        assert_eq!(browser.get("/home").status, 303);
    });
}

#[test]
fn who_came_for_a_page_is_led_there_and_never_to_another_site() {
    let app = office();
    let mut browser = Browser::new(&app, "10.0.0.1");
    let away = browser.get("/anomalies?status=open");
    assert_eq!(away.header("location"), "/sign-in?next=/anomalies%3Fstatus%3Dopen");
    for (next, expected) in [
        ("/anomalies?status=open", "/anomalies?status=open"),
        ("https://evil.example/", "/home"),
        ("//evil.example", "/home"),
        ("/\\evil.example", "/home"),
    ] {
        browser.get("/sign-in");
        let fields = [("name", "lan.nguyen"), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.post("/sign-in", &fields).header("location"), expected, "{next}");
    }
}

/// What an outsider can see of an answer.
fn seen(answer: &Answer) -> (u16, Vec<String>, String) {
    let mut names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
    names.sort();
    let text = answer.text();
    let word =
        text.split("name=\"form_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let text = text.replace(word, "WORD");
    (answer.status.as_u16(), names, text)
}

#[test]
fn an_unknown_name_a_wrong_password_and_a_disabled_user_look_alike() {
    let app = office();
    let disabled = user(&app, "binh.le", Role::Manager, &[]);
    let mut conn = app.database.open();
    users::set_disabled(&mut conn, disabled.id, Some(morning())).unwrap();
    let mut looks = Vec::new();
    for (n, name, password) in [
        (1, "lan.nguyen", "wrong wrong wrong"),
        (2, "nobody.here", PASSWORD),
        (3, "binh.le", PASSWORD),
    ] {
        let mut browser = Browser::new(&app, &format!("10.0.0.{n}"));
        let answer = browser.sign_in(name, password);
        let (status, headers, text) = seen(&answer);
        looks.push((status, headers, text.replace(name, "NAME")));
    }
    assert_eq!(looks[0].0, 422);
    assert!(looks[0].2.contains("Tên đăng nhập hoặc mật khẩu không đúng."));
    assert_eq!(looks[0], looks[1]);
    assert_eq!(looks[0], looks[2]);
}

#[test]
fn nobodys_password_costs_what_everybodys_does() {
    // Times are not measured here, since a test's machine has its own troubles; that the work is the same
    // is what makes them alike.
    let params = |hash: &PasswordHash| {
        let text = hash.as_str().to_owned();
        text.split('$').take(4).map(str::to_owned).collect::<Vec<_>>()
    };
    let somebody = PasswordHash::of(&Password::typed(PASSWORD), [3; 16]);
    assert_eq!(params(&PasswordHash::nobody()), params(&somebody));
}

#[test]
fn empty_odd_and_oversized_fields_are_answered_on_the_form() {
    let app = office();
    let mut browser = Browser::new(&app, "10.0.0.1");
    for (name, password) in [("", ""), ("lan.nguyen", ""), (" ", PASSWORD)] {
        let answer = browser.sign_in(name, password);
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("Hãy nhập tên và mật khẩu."), "{}", answer.text());
    }
    let long = "x".repeat(100_000);
    for (name, password) in
        [("<script>", "x"), ("lân", "x"), ("a", long.as_str()), ("' OR 1=1", "x")]
    {
        let answer = browser.sign_in(name, password);
        assert!(matches!(answer.status.as_u16(), 422 | 429), "{}", answer.status);
        assert!(!answer.text().contains("<script>"));
    }
    browser.get("/sign-in");
    let nul = browser.post("/sign-in", &[("name", "a\0b"), ("password", "x")]);
    assert_eq!(nul.status, 422, "{}", nul.text());
    let kind = app.post("/sign-in").body("text/plain", "x").send();
    kind.problem(415, "wrong_content");
}

#[test]
fn an_attacker_waits_longer_and_longer_and_the_owner_signs_in_meanwhile() {
    let app = office();
    // The owner's usual device.
    let mut owner = Browser::signed_in(&app, "lan.nguyen");
    owner.post("/sign-out", &[]);
    // The attacker sits in the same office, behind the same address, and hammers.
    let mut attacker = Browser::new(&app, "10.0.0.1");
    let mut waits = Vec::new();
    for _ in 0..40 {
        let answer = attacker.sign_in("lan.nguyen", "a guess of mine");
        if answer.status == 429 {
            let seconds: i64 = answer.header("retry-after").parse().unwrap();
            assert!(answer.text().contains("Sai nhiều lần liên tiếp"));
            waits.push(seconds);
            later(&app, seconds);
        }
    }
    assert_eq!(waits[..4], [2, 4, 8, 16]);
    assert_eq!(waits.iter().max(), Some(&900));
    // Right now the attacker would have to wait, even with the right password.
    attacker.sign_in("lan.nguyen", "a guess of mine");
    assert_eq!(attacker.sign_in("lan.nguyen", PASSWORD).status, 429);
    // The owner does not.
    let entered = owner.sign_in("lan.nguyen", PASSWORD);
    assert_eq!(entered.status, 303, "{}", entered.text());
    // Nor does a colleague at another machine of the office who never signed in before.
    user(&app, "minh.tran", Role::Manager, &[]);
    assert_eq!(Browser::new(&app, "10.0.0.1").sign_in("minh.tran", PASSWORD).status, 303);
}

#[test]
fn guessing_from_many_addresses_is_slowed_and_the_owners_device_is_not() {
    let app = office();
    let mut owner = Browser::signed_in(&app, "lan.nguyen");
    owner.post("/sign-out", &[]);
    let mut conn = app.database.open();
    let mut slowed = false;
    for n in 0..110 {
        let address = format!("10.1.{}.{}", n / 100, n % 100);
        // Knocking is what is counted; comparing a hundred passwords would only take time.
        let knocker = hosopost::people::patience::Knocker::new("lan.nguyen", &address, None);
        slowed |= hosopost::flows::knock(&mut conn, app.app.clock.now(), knocker).is_err();
    }
    assert!(slowed);
    let stranger = Browser::new(&app, "10.9.9.9").sign_in("lan.nguyen", PASSWORD);
    assert_eq!(stranger.status, 429);
    let seconds: i64 = stranger.header("retry-after").parse().unwrap();
    assert!(seconds <= 60, "{seconds}");
    assert_eq!(owner.sign_in("lan.nguyen", PASSWORD).status, 303);
}

#[test]
fn a_stolen_device_cookie_has_patience_of_its_own_and_opens_nothing() {
    let app = office();
    let owner = Browser::signed_in(&app, "lan.nguyen");
    let device = owner.cookies.iter().find(|(name, _)| name.contains("device")).unwrap().clone();
    let mut thief = Browser::new(&app, "10.6.6.6");
    thief.cookies.push(device);
    assert_eq!(thief.get("/home").status, 303);
    let tried: Vec<u16> =
        (0..12).map(|_| thief.sign_in("lan.nguyen", "a guess of mine").status.as_u16()).collect();
    assert_eq!(tried[..10], [422; 10]);
    assert_eq!(tried[10..], [429; 2]);
}

#[test]
fn many_attempts_at_one_moment_are_all_counted() {
    let app = office();
    let mut browser = Browser::new(&app, "10.0.0.1");
    browser.get("/sign-in");
    let cookie = format!("{}={}", browser.cookies[0].0, browser.cookies[0].1);
    let body = format!("name=lan.nguyen&password=guessed+guess&form_token={}", browser.word);
    let answers = app.at_once(12, |_| {
        app.post("/sign-in")
            .from("10.0.0.1")
            .header("cookie", &cookie)
            .body("application/x-www-form-urlencoded", body.clone())
    });
    let looked_at = answers.iter().filter(|answer| answer.status == 422).count();
    assert_eq!(looked_at, 5);
    assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 7);
}

#[test]
fn a_password_kept_with_weaker_parameters_is_hashed_anew_when_it_is_next_used() {
    let app = TestApp::sqlite();
    let lan = user(&app, "lan.nguyen", Role::Manager, &[]);
    // As it would have been kept by a program that asked for less: one pass over 8 MiB.
    let weak = weaker(PASSWORD);
    let mut conn = app.database.open();
    users::set_password(&mut conn, lan.id, &weak, None).unwrap();
    Browser::signed_in(&app, "lan.nguyen");
    let (_, held) = users::find_by_name(&mut conn, "lan.nguyen").unwrap().unwrap();
    assert!(!held.is_outdated() && held.fits(&Password::typed(PASSWORD)));
}

fn weaker(password: &str) -> PasswordHash {
    use argon2::password_hash::PasswordHasher;
    use argon2::{Algorithm, Argon2, Params, Version};
    let params = Params::new(8 * 1024, 1, 1, None).unwrap();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let password = unicode_normalization::UnicodeNormalization::nfc(password).collect::<String>();
    let hash = argon.hash_password_with_salt(password.as_bytes(), b"0123456789abcdef").unwrap();
    PasswordHash::kept(hash.to_string())
}
