//! Papers and labels to print again, as files that a browser of somebody who signed in opens.

use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::json;

use crate::api::office::{Door, giving_back, submit};
use crate::kit::browser::Browser;
use crate::kit::office::{OTHER_DESK, POST, VILLAGE};
use crate::kit::scans::{at_the_village, scan, scan_id};

fn ordered(door: &Door, leg: &serde_json::Value) -> String {
    door.ordered(leg)["tracking_number"].as_str().unwrap().to_owned()
}

#[test]
fn a_signed_in_browser_prints_labels_slips_and_records_again() {
    let door = Door::sqlite();
    let number = ordered(&door, &submit());
    door.scanned(&[
        scan(1, 0, Action::Accept, &number, POST),
        at_the_village(scan(2, 90, Action::Receive, &number, VILLAGE)),
    ]);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    let record = format!("records/{}.pdf", scan_id(2));
    for (file, named) in [
        ("label.pdf", "label-"),
        ("label.pdf?size=100x75", "label-"),
        ("label.pdf?size=a4x4&start=3", "label-"),
        ("slip.pdf", "slip-"),
        (record.as_str(), "handover-record-"),
    ] {
        let path = format!("/parcels/{number}/{file}");
        let printed = clerk.get(&path);
        assert_eq!(printed.status, 200, "{file}: {}", String::from_utf8_lossy(&printed.body));
        assert!(printed.body.starts_with(b"%PDF"), "{file}");
        assert_eq!(printed.header("content-type"), "application/pdf", "{file}");
        let name = format!("inline; filename=\"{named}{number}.pdf\"");
        assert_eq!(printed.header("content-disposition"), name);
        let outside = door.app.get(&path).header("accept", "text/html").send();
        assert!(outside.header("location").starts_with("/sign-in?next="), "{file}");
    }
    for (file, status) in [
        ("label.pdf?size=a5", 422),
        ("label.pdf?start=2", 422),
        ("label.pdf?size=a4x4&start=9", 422),
        ("records/last.pdf", 404),
        (&format!("records/{}", scan_id(2)), 404),
        (&format!("records/{}.pdf", scan_id(9)), 404),
    ] {
        assert_eq!(clerk.get(&format!("/parcels/{number}/{file}")).status, status, "{file}");
    }
    let mut stranger = Browser::of(&door.app, Role::Officer, &[OTHER_DESK]);
    for file in ["label.pdf", "slip.pdf", record.as_str()] {
        assert_eq!(stranger.get(&format!("/parcels/{number}/{file}")).status, 404, "{file}");
    }
}

#[test]
fn printing_what_names_a_person_is_a_look_that_is_noted() {
    let door = Door::sqlite();
    let back = ordered(&door, &giving_back());
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    assert_eq!(clerk.get(&format!("/parcels/{back}/label.pdf")).status, 200);
    let admin = door.token(Role::Administrator, &[]);
    let log = door.get("/api/v1/access-log", &admin).send().json();
    assert_eq!(log["items"][0]["name"], format!("clerk.{POST}"));
    assert_eq!(log["items"][0]["page"], "label");
}

#[test]
fn a_bags_label_is_printed_again_by_whoever_may_look_into_it() {
    let door = Door::sqlite();
    let clerk = door.clerk();
    let bag = json!({"code": "T-01", "from": POST, "to": VILLAGE});
    assert_eq!(door.post("/api/v1/bags", &clerk, &bag).send().status, 201);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    let printed = clerk.get("/bags/T-01/label.pdf?size=100x75");
    assert!(printed.body.starts_with(b"%PDF"), "{}", String::from_utf8_lossy(&printed.body));
    assert_eq!(clerk.get("/bags/T-99/label.pdf").status, 404);
    let mut stranger = Browser::of(&door.app, Role::Officer, &[OTHER_DESK]);
    assert_eq!(stranger.get("/bags/T-01/label.pdf").status, 404);
}
