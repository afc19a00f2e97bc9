//! Looking for a dossier by a person's name or phone number: who finds what, masked, and what is noted.

use diesel::{RunQueryDsl, sql_query};
use hosopost::base::Role;
use hosopost::custody::Action;
use hosopost::people::MOST_AN_HOUR;
use hosopost::store::schema;
use serde_json::{Value, json};

use crate::api::office::{Door, case, on_both, submit, with};
use crate::kit::app::Answer;
use crate::kit::browser::Browser;
use crate::kit::office::{CASE, DESK, OTHER_DESK, POST, VILLAGE};
use crate::kit::scans::{at_the_village, scan};

fn search(browser: &mut Browser<'_>, who: &str) -> Answer {
    browser.get("/look-up");
    browser.post("/look-up/people", &[("who", who)])
}

fn finds(browser: &mut Browser<'_>, who: &str) -> bool {
    let answer = search(browser, who);
    assert_eq!(answer.status, 200, "{who}: {}", answer.text());
    answer.text().contains(&format!("/cases/{CASE}"))
}

/// Another case of the desk, of this person.
fn told(door: &Door, number: u32, name: &str, phone: &str) -> String {
    let code = format!("{DESK}-250409-{number:04}");
    let body = with(&case(), "/case_code", &json!(code));
    let body = with(&body, "/applicant/name", &json!(name));
    let body = with(&body, "/applicant/phone", &json!(phone));
    let answer = door.post("/api/v1/cases", &door.partner(), &body).send();
    assert!(answer.status.is_success(), "{}", answer.text());
    code
}

fn looks(door: &Door) -> Vec<Value> {
    let admin = door.token(Role::Administrator, &[]);
    let log = door.get("/api/v1/access-log?limit=500", &admin).send().json();
    log["items"].as_array().unwrap().clone()
}

#[test]
fn a_person_is_found_with_and_without_marks_and_by_the_phone_number() {
    on_both(|door| {
        door.ordered(&submit());
        told(door, 1, "Trần Thị Bưởi", "0987 000 001");
        let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
        for who in [
            "Nguyễn Văn Mẫu",
            "nguyen van mau",
            "NGUYỄN VĂN",
            "mẫu",
            "văn m",
            "0912345123",
            "+84 912 345 123",
            "5123",
            "345 123",
        ] {
            assert!(finds(&mut admin, who), "{who}");
        }
        for who in
            ["uyen", "Nguyễn Mẫu", "van mau nguyen", "0912345124", "5124", "%%ab", "ab_", "ab\\"]
        {
            assert!(!finds(&mut admin, who), "{who}");
        }
        let masked = search(&mut admin, "nguyen van").text();
        assert!(masked.contains("N*** V** M**") && masked.contains("09•••••123"), "{masked}");
        // What was typed stands in the field again; the person's own spelling nowhere.
        assert!(!masked.contains("Mẫu") && !masked.contains("0912345"), "{masked}");
        assert!(!masked.contains("B***"), "{masked}");
    });
}

#[test]
fn a_counter_and_a_desk_find_what_touches_their_points_alone() {
    on_both(|door| {
        let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
        let mut desk = Browser::of(&door.app, Role::Officer, &[DESK]);
        let mut other = Browser::of(&door.app, Role::Officer, &[OTHER_DESK]);
        let mut counter = Browser::of(&door.app, Role::Clerk, &[POST]);
        let mut village = Browser::of(&door.app, Role::Clerk, &[VILLAGE]);
        let mut manager = Browser::of(&door.app, Role::Manager, &[]);
        let mut courier = Browser::of(&door.app, Role::Courier, &[POST]);
        assert!(finds(&mut desk, "mau") && finds(&mut manager, "mau"));
        for browser in [&mut other, &mut counter, &mut village] {
            assert!(!finds(browser, "mau"), "nothing of it was there yet");
        }
        door.scanned(&[scan(1, 0, Action::Accept, &number, POST)]);
        assert!(finds(&mut counter, "mau") && !finds(&mut village, "mau"));
        door.scanned(&[at_the_village(scan(2, 90, Action::Receive, &number, VILLAGE))]);
        assert!(finds(&mut village, "mau") && finds(&mut counter, "mau"), "it was there");
        assert!(!finds(&mut other, "mau"));
        assert!(!courier.get("/look-up").text().contains("/look-up/people"));
        assert_eq!(courier.post("/look-up/people", &[("who", "mau")]).status, 403);
        let forged =
            counter.post_with("/look-up/people", &[("who", "mau")], &[("form_token", "x")], &[]);
        assert_eq!(forged.status, 403);
    });
}

#[test]
fn what_travelled_in_a_bag_touches_the_points_the_bag_was_at() {
    on_both(|door| {
        super::record::travelled(door);
        let mut village = Browser::of(&door.app, Role::Clerk, &[VILLAGE]);
        assert!(finds(&mut village, "mau"));
    });
}

#[test]
fn every_dossier_that_was_shown_is_noted_and_the_words_are_not() {
    on_both(|door| {
        door.ordered(&submit());
        let other = told(door, 1, "Nguyễn Thị Bưởi", "0987 000 001");
        let mut desk = Browser::of(&door.app, Role::Officer, &[DESK]);
        assert!(finds(&mut desk, "nguyen"));
        let lines = looks(door);
        let mut cases: Vec<&str> =
            lines.iter().map(|line| line["case_code"].as_str().unwrap()).collect();
        cases.sort_unstable();
        assert_eq!(cases, [CASE, &other]);
        for line in &lines {
            assert_eq!(line["page"], "search");
            assert_eq!(line["name"], format!("officer.{}", DESK.to_lowercase()));
            assert!(!line.to_string().contains("nguyen"));
        }
        search(&mut desk, "nobody at all");
        assert_eq!(looks(door).len(), 2);
    });
}

#[test]
fn what_is_wrong_is_said_at_the_field_with_what_was_typed() {
    let door = Door::sqlite();
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    for (who, said) in [
        ("", "Hãy nhập họ tên hoặc số điện thoại."),
        ("a", "ít nhất hai chữ cái"),
        ("123", "ít nhất bốn số cuối"),
        ("1234567890123456", "8 đến 15 chữ số"),
        ("<b>", "ít nhất hai chữ cái"),
    ] {
        let answer = search(&mut clerk, who);
        assert_eq!(answer.status, 422, "{who}");
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
        assert!(
            answer.text().contains("aria-invalid=\"true\"") && !answer.text().contains("<b>\"")
        );
    }
    clerk.get("/look-up");
    let fields = [("who", "mau"), ("cursor", "x")];
    assert_eq!(clerk.post("/look-up/people", &fields).status, 422);
    let none = search(&mut clerk, "không ai").text();
    assert!(
        none.contains("Không tìm thấy hồ sơ nào") && none.contains("value=\"không ai\""),
        "{none}"
    );
}

#[test]
fn a_list_comes_in_pages_and_so_many_an_hour() {
    let door = Door::sqlite();
    for n in 1..=23 {
        told(&door, n, "Lê Thị Cam", "0987 000 002");
    }
    let mut desk = Browser::of(&door.app, Role::Officer, &[DESK]);
    let first = search(&mut desk, "cam").text();
    assert_eq!(first.matches("L* T** C**").count(), 20, "{first}");
    let cursor = first.split("name=\"cursor\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let rest = desk.post("/look-up/people", &[("who", "cam"), ("cursor", cursor)]).text();
    assert_eq!(rest.matches("L* T** C**").count(), 3, "{rest}");
    assert!(!rest.contains("name=\"cursor\""));
    for _ in 0..20 {
        if search(&mut desk, "cam").status != 200 {
            break;
        }
    }
    let answer = search(&mut desk, "cam");
    assert_eq!(answer.status, 429);
    assert!(answer.text().contains("trong một giờ"), "{}", answer.text());
    assert_eq!(looks(&door).len() as i64, MOST_AN_HOUR);
    // Others are not held up.
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    assert_eq!(search(&mut admin, "cam").status, 200);
}

#[test]
fn names_that_were_there_before_are_folded_when_the_program_starts_and_go_with_the_person() {
    on_both(|door| {
        door.ordered(&submit());
        let mut conn = door.app.database.open();
        sql_query("UPDATE persons SET name_key = NULL").execute(&mut conn).unwrap();
        let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
        assert!(!finds(&mut admin, "mau"));
        schema::migrate(&mut conn).unwrap();
        assert!(finds(&mut admin, "mau"));
        sql_query("DELETE FROM persons").execute(&mut conn).unwrap();
        assert!(!finds(&mut admin, "mau") && !finds(&mut admin, "5123"));
    });
}
