//! The pages of staff, as they come through the door, with and without something on them, in both
//! languages: small, quiet, and with a way to everywhere by keyboard.

use hosopost::base::Role;
use hosopost::custody::Action;
use hosopost::web::staff::style;

use super::keep;
use crate::api::office::{Door, giving_back, submit};
use crate::citizen::redirect::with_days;
use crate::kit::app::Answer;
use crate::kit::browser::{Browser, user};
use crate::kit::office::{CASE, DESK, POST, VILLAGE};
use crate::kit::scans::{at_the_village, scan};
use crate::staff::record;

/// Looks at one page closely and keeps it, with its style inside.
pub fn look(name: &str, answer: &Answer, lang: &str) {
    let html = answer.text();
    assert!(answer.header("content-type").starts_with("text/html"), "{name}");
    assert!(html.len() < 60 * 1024, "{name} weighs {} bytes", html.len());
    for loud in ["<script", "http://", "https://", "src=", "@import", "style=\"", "onclick"] {
        assert!(!html.contains(loud), "{name} holds {loud}");
    }
    for kind in ["<main id=\"main\">", "class=\"skip\"", "<h1>", "noindex"] {
        assert!(html.contains(kind), "{name} lacks {kind}");
    }
    assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{name}");
    // Every field has a label, every form that posts has the hidden word.
    for field in html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        let at = html.find(&format!(" id=\"{field}\"")).unwrap();
        let tag = html[..at].rsplit('<').next().unwrap().split(' ').next().unwrap();
        if ["input", "select", "textarea"].contains(&tag) {
            assert!(html.contains(&format!("for=\"{field}\"")), "{name}: {field} has no label");
        }
    }
    let forms = html.matches("method=\"post\"").count();
    assert_eq!(html.matches("name=\"form_token\"").count(), forms, "{name}");
    let link = format!("<link rel=\"stylesheet\" href=\"{}\">", style::path());
    assert!(html.contains(&link), "{name}");
    keep(name, &html.replace(&link, &format!("<style>{}</style>", style::TEXT)));
}

/// The page in both languages.
pub(super) fn both(browser: &mut Browser<'_>, name: &str, path: &str) {
    for lang in ["vi", "en"] {
        let joint = if path.contains('?') { '&' } else { '?' };
        let answer = browser.get(&format!("{path}{joint}lang={lang}"));
        look(&format!("staff-{name}-{lang}"), &answer, lang);
    }
    browser.get("/home?lang=vi");
}

#[test]
fn the_door_is_drawn_in_every_state() {
    let door = Door::sqlite();
    user(&door.app, "lan.nguyen", Role::Clerk, &[POST]);
    let mut browser = Browser::new(&door.app, "10.0.0.1");
    both(&mut browser, "sign-in", "/sign-in");
    both(&mut browser, "sign-in-over", "/sign-in?over=1");
    both(&mut browser, "sign-in-out", "/sign-in?out=1");
    for lang in ["vi", "en"] {
        let path = format!("/sign-in?lang={lang}");
        browser.get(&path);
        let fields = [("name", "lan.nguyen"), ("password", "guessed guess")];
        let wrong = browser.post(&path, &fields);
        look(&format!("staff-sign-in-wrong-{lang}"), &wrong, lang);
        let empty = browser.post(&path, &[]);
        look(&format!("staff-sign-in-empty-{lang}"), &empty, lang);
        let stale = browser.post_with(&path, &fields, &[], &[]);
        look(&format!("staff-sign-in-stale-{lang}"), &stale, lang);
    }
    browser.get("/sign-in?lang=vi");
    let waits = (0..9).map(|_| browser.sign_in("lan.nguyen", "guessed guess"));
    look("staff-sign-in-wait-vi", &waits.last().unwrap(), "vi");
}

#[test]
fn every_page_is_drawn_with_nothing_on_it() {
    let door = Door::sqlite();
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    for (name, path) in [
        ("home-empty", "/home"),
        ("home-changed", "/home?changed=1"),
        ("look-up", "/look-up"),
        ("anomalies-empty", "/anomalies"),
        ("anomalies-none-fits", "/anomalies?status=open"),
        ("set-aside-empty", "/set-aside"),
        ("users-one", "/users"),
        ("tokens-empty", "/tokens"),
        ("access-log-empty", "/access-log"),
        ("not-found", "/parcels/BH999999999VN"),
    ] {
        both(&mut admin, name, path);
    }
    for lang in ["vi", "en"] {
        let path = format!("/look-up?lang={lang}");
        admin.get(&path);
        let unknown = admin.post(&path, &[("code", "BH999999999VN")]);
        look(&format!("staff-look-up-unknown-{lang}"), &unknown, lang);
        let empty = admin.post(&path, &[("code", "")]);
        look(&format!("staff-look-up-empty-{lang}"), &empty, lang);
    }
}

#[test]
fn bags_runs_and_ways_are_drawn() {
    let door = Door::sqlite();
    record::positions(&door);
    let [one, other] = record::travelled(&door);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    both(&mut clerk, "bag", "/bags/T-01");
    both(&mut clerk, "run", "/runs/R-01");
    both(&mut clerk, "parcel-unpacked", &format!("/parcels/{one}"));
    both(&mut clerk, "parcel-missing", &format!("/parcels/{other}"));
}

#[test]
fn another_delivery_is_drawn_to_who_may_know_and_to_others() {
    let door = Door::sqlite();
    with_days(&door);
    let back = door.ordered(&giving_back())["tracking_number"].as_str().unwrap().to_owned();
    door.scanned(&[scan(1, 0, Action::Accept, &back, POST)]);
    let form = format!("/parcels/{back}/redirect");
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    both(&mut clerk, "redirect", &form);
    let fields = [
        ("kind", "proxy"),
        ("proxy_name", "Trần Thị Hàng Xóm"),
        ("proxy_phone", "0987 654 321"),
        ("proxy_where", "nhà bên trái, số 14"),
    ];
    clerk.get(&form);
    let wrong = clerk.post(&form, &fields[..2]);
    look("staff-redirect-wrong-vi", &wrong, "vi");
    assert_eq!(clerk.post(&form, &fields).status, 303);
    both(&mut clerk, "redirect-again", &form);
    both(&mut clerk, "parcel-neighbour", &format!("/parcels/{back}"));
    let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
    both(&mut officer, "parcel-neighbour-masked", &format!("/parcels/{back}"));
}

#[test]
fn every_page_is_drawn_with_a_days_work_on_it() {
    let door = Door::sqlite();
    let there = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    let back = door.ordered(&giving_back())["tracking_number"].as_str().unwrap().to_owned();
    let mut accept = scan(1, 0, Action::Accept, &there, POST);
    accept.detail.seal = Some("NP-0001".to_owned());
    accept.detail.papers = Some(vec![2, 1]);
    let mut receive = at_the_village(scan(2, 90, Action::Receive, &there, VILLAGE));
    receive.detail.seal_intact = Some(false);
    receive.detail.papers = Some(vec![2, 0]);
    let mut failed = scan(5, 300, Action::FailDelivery, &back, POST);
    failed.detail.reason = Some("absent".to_owned());
    door.scanned(&[
        accept,
        receive,
        at_the_village(scan(3, 95, Action::Receive, "BH999999999VN", VILLAGE)),
        scan(4, 200, Action::Accept, &back, POST),
        failed,
    ]);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST, VILLAGE]);
    let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    door.clerk();
    both(&mut clerk, "home", "/home");
    both(&mut clerk, "parcel", &format!("/parcels/{there}"));
    both(&mut clerk, "parcel-failed", &format!("/parcels/{back}"));
    both(&mut clerk, "case-masked", &format!("/cases/{CASE}"));
    both(&mut officer, "case", &format!("/cases/{CASE}"));
    both(&mut clerk, "anomalies", "/anomalies");
    both(&mut clerk, "set-aside", "/set-aside");
    both(&mut clerk, "account", "/account");
    both(&mut clerk, "forbidden", "/users");
    both(&mut admin, "users", "/users");
    both(&mut admin, "tokens", "/tokens");
    both(&mut admin, "access-log", "/access-log");
    for lang in ["vi", "en"] {
        admin.get(&format!("/users?lang={lang}"));
        let name = format!("moi.{lang}");
        let made = [("name", name.as_str()), ("role", "clerk"), ("points", POST)];
        look(&format!("staff-users-drawn-{lang}"), &admin.post("/users", &made), lang);
        let wrong = [("name", "Lân"), ("role", "clerk"), ("points", POST)];
        look(&format!("staff-users-wrong-{lang}"), &admin.post("/users", &wrong), lang);
        let made = [("name", "quầy 2"), ("role", "clerk"), ("points", POST)];
        look(&format!("staff-tokens-drawn-{lang}"), &admin.post("/tokens", &made), lang);
        let wrong = [("name", "quầy 2"), ("role", "clerk"), ("points", "x/y")];
        look(&format!("staff-tokens-wrong-{lang}"), &admin.post("/tokens", &wrong), lang);
        clerk.get(&format!("/account?lang={lang}"));
        let wrong = [("present", "x"), ("password", "ngắn"), ("again", "ngắn")];
        let refused = clerk.post("/account/password", &wrong);
        look(&format!("staff-account-wrong-{lang}"), &refused, lang);
    }
}
