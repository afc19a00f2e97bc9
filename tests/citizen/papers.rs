//! Papers to download, for who proved a right alone.

use hosopost::base::Role;
use hosopost::custody::Action;

use super::{citizen, number, proven, qr};
use crate::api::office::{Door, submit};
use crate::kit::browser::Browser;
use crate::kit::office::{DESK, POST};
use crate::kit::scans::scan;
use crate::staff::papers::collected;

#[test]
fn slip_and_record_are_downloaded_with_a_proof_and_the_look_is_noted() {
    let door = Door::sqlite();
    let leg = door.ordered(&submit());
    let page = format!("/q/{}", qr(&leg));
    let mut browser = proven(&door, &leg);
    assert!(!browser.get(&page).text().contains("handover-record.pdf"));
    assert_eq!(browser.get(&format!("{page}/handover-record.pdf")).status, 404);
    door.scanned(&[
        scan(1, 1, Action::Accept, &number(&leg), POST),
        scan(2, 9, Action::Receive, &number(&leg), DESK),
    ]);
    let shown = browser.get(&page).text();
    for paper in ["slip", "handover-record"] {
        let path = format!("{page}/{paper}.pdf");
        assert!(shown.contains(&path), "{shown}");
        let answer = browser.get(&path);
        assert!(answer.body.starts_with(b"%PDF"), "{paper}");
        assert_eq!(answer.header("cache-control"), "no-store");
        let mut stranger = citizen(&door, "10.0.0.9");
        assert_eq!(stranger.get(&path).header("location"), "/t");
    }
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    assert!(admin.get("/access-log").text().contains("citizen"));
}

#[test]
fn a_receipt_is_downloaded_with_a_proof_once_money_was_collected() {
    let door = Door::sqlite();
    let leg = door.ordered(&submit());
    let page = format!("/q/{}", qr(&leg));
    let path = format!("{page}/receipt.pdf");
    let mut browser = proven(&door, &leg);
    assert!(!browser.get(&page).text().contains(&path));
    assert_eq!(browser.get(&path).status, 404);
    collected(&door, &door.clerk());
    assert!(browser.get(&page).text().contains(&path));
    let answer = browser.get(&path);
    assert!(answer.body.starts_with(b"%PDF"), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    let mut stranger = citizen(&door, "10.0.0.9");
    assert_eq!(stranger.get(&path).header("location"), "/t");
}
