//! The page that is remembered is never older than the question.

use hosopost::app::App;
use hosopost::base::Ids;
use hosopost::custody::Action;
use serde_json::json;

use super::{number, proven, qr};
use crate::api::office::{Door, case, on_both, submit, with};
use crate::kit::office::{DESK, POST};
use crate::kit::scans::scan;

fn page(door: &Door, path: &str) -> String {
    let answer = door.app.get(path).english().send();
    assert_eq!(answer.status, 200, "{path}");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.text()
}

/// How many pages were drawn from memory, and how many were read for.
fn drawn(door: &Door) -> (u32, u32) {
    let text = door.app.get("/metrics").send().text();
    let of = |from: &str| {
        let name = format!("hosopost_citizen_views_total{{from=\"{from}\"}} ");
        text.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |n| n.parse().unwrap())
    };
    (of("memory"), of("database"))
}

/// The page without the word that is new with every answer.
fn without_nonce(page: &str) -> String {
    let (before, rest) = page.split_once("nonce=\"").unwrap();
    format!("{before}{}", rest.split_once('"').unwrap().1)
}

#[test]
fn a_page_is_remembered_until_anybody_commits_anything_and_then_read_anew() {
    on_both(|door| {
        let leg = door.ordered(&submit());
        let path = format!("/q/{}", qr(&leg));
        let first = page(door, &path);
        // Another program at the same server may write meanwhile: then it is read anew, which is never wrong.
        for _ in 0..20 {
            let again = page(door, &path);
            assert_eq!(without_nonce(&again), without_nonce(&first));
            assert_ne!(again, first, "each answer has a word of its own");
        }
        let (remembered, read) = drawn(door);
        assert!(remembered > 0 && remembered + read == 21, "{remembered} {read}");

        // On another connection, as another process would.
        door.scanned(&[scan(1, 1, Action::Accept, &number(&leg), POST)]);
        let accepted = page(door, &path);
        assert_ne!(without_nonce(&accepted), without_nonce(&first));
        door.scanned(&[scan(2, 9, Action::Receive, &number(&leg), DESK)]);
        let arrived = page(door, &path);
        assert_ne!(without_nonce(&arrived), without_nonce(&accepted));
        assert_eq!(without_nonce(&page(door, &path)), without_nonce(&arrived));
    });
}

#[test]
fn what_no_fact_tells_of_is_on_the_page_at_once_too() {
    on_both(|door| {
        let leg = door.ordered(&submit());
        let path = format!("/q/{}", qr(&leg));
        assert!(page(door, &path).contains("18 April 2025"));
        let later = with(&case(), "/as_of", &json!("2025-04-08T10:00:00+07:00"));
        let later = with(&later, "/due_at", &json!("2025-04-22T17:00:00+07:00"));
        assert!(door.post("/api/v1/cases", &door.partner(), &later).send().status.is_success());
        assert!(page(door, &path).contains("22 April 2025"));
    });
}

#[test]
fn what_another_process_records_is_on_the_page_at_once() {
    on_both(|door| {
        let leg = door.ordered(&submit());
        let path = format!("/q/{}", qr(&leg));
        let before = page(door, &path);
        let app = &door.app.app;
        let other = App::open(app.settings.clone(), app.clock.clone(), Ids::Random).unwrap();
        let scan = scan(1, 1, Action::Accept, &number(&leg), POST);
        let by = crate::kit::scans::anyone();
        let incoming = hosopost::flows::Incoming { scan, by, lang: hosopost::base::Lang::En };
        let recorded = door.app.wait(other.intake.scans(vec![incoming])).unwrap();
        assert!(crate::kit::scans::is_recorded(&recorded[0]), "{recorded:?}");
        assert_ne!(without_nonce(&page(door, &path)), without_nonce(&before));
    });
}

#[test]
fn what_is_remembered_is_what_everybody_may_see() {
    let door = Door::sqlite();
    let leg = door.ordered(&submit());
    let path = format!("/q/{}", qr(&leg));
    let public = page(&door, &path);
    let mut browser = proven(&door, &leg);
    let with_details = browser.get(&path).text();
    assert_ne!(without_nonce(&with_details), without_nonce(&public));
    // A proof's page leaves nothing behind for who has none.
    assert_eq!(without_nonce(&page(&door, &path)), without_nonce(&public));
    assert_eq!(without_nonce(&page(&door, &path)), without_nonce(&public));
}
