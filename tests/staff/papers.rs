//! Papers and labels to print again, as files that a browser of somebody who signed in opens.

use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::json;

use crate::api::office::{Door, giving_back, on_both, submit};
use crate::kit::browser::Browser;
use crate::kit::office::{CASE, DESK, OTHER_DESK, POST, VILLAGE};
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

#[test]
fn the_sheet_for_a_person_without_a_phone_is_for_who_may_read_the_parcel() {
    let door = Door::sqlite();
    let number = ordered(&door, &giving_back());
    door.scanned(&[scan(1, 0, Action::Accept, &number, POST)]);
    let (page, call) =
        (format!("/parcels/{number}/sheet.pdf"), format!("/api/v1/parcels/{number}/sheet"));
    for (role, places, status) in [
        (Role::Clerk, &[VILLAGE][..], 200),
        (Role::Courier, &[POST], 200),
        (Role::Officer, &[DESK], 200),
        (Role::Officer, &[OTHER_DESK], 404),
        (Role::Manager, &[], 200),
        (Role::Manager, &[OTHER_DESK], 404),
        (Role::Administrator, &[], 200),
    ] {
        let answer = Browser::of(&door.app, role, places).get(&page);
        assert_eq!(answer.status, status, "{role} {places:?}");
        assert_eq!(answer.body.starts_with(b"%PDF"), status == 200, "{role} {places:?}");
        let answer = door.get(&call, &door.token(role, places)).send();
        assert_eq!(answer.status, status, "{role} {places:?} by the API");
    }
    assert_eq!(door.get(&call, &door.partner()).send().status, 200);
    assert_eq!(door.get(&call, &door.stranger()).send().status, 404);
    assert!(door.app.get(&page).send().header("location").starts_with("/sign-in?next="));
    assert_eq!(door.app.get(&call).send().status, 401);
    let (clerk, mut browser) = (door.clerk(), Browser::of(&door.app, Role::Clerk, &[POST]));
    for code in ["BH999999999VN", "x", "%00"] {
        let answer = door.get(&format!("/api/v1/parcels/{code}/sheet"), &clerk).send();
        assert!(matches!(answer.status.as_u16(), 404 | 422), "{code}");
        let answer = browser.get(&format!("/parcels/{code}/sheet.pdf"));
        assert!(matches!(answer.status.as_u16(), 404 | 422), "{code}");
    }
    let picture = door.get(&format!("{call}?format=png"), &clerk).send();
    assert_eq!(picture.header("content-type"), "image/png");
    let zpl = door.get(&format!("{call}?format=zpl"), &clerk).send().problem(422, "invalid");
    assert_eq!(zpl["field"], "?format");
    // Nothing about a person stands on it: no look is noted.
    let log = door.get("/api/v1/access-log", &door.token(Role::Administrator, &[])).send().json();
    assert_eq!(log["items"], json!([]));
}

#[test]
fn the_receipt_is_there_once_money_was_collected_and_gone_when_it_was_given_back() {
    on_both(|door| {
        let number = ordered(door, &submit());
        let (page, call) =
            (format!("/parcels/{number}/receipt.pdf"), format!("/api/v1/parcels/{number}/receipt"));
        let clerk = door.clerk();
        let mut browser = Browser::of(&door.app, Role::Clerk, &[POST]);
        let shown = |browser: &mut Browser<'_>| {
            browser.get(&format!("/parcels/{number}")).text().contains(&page)
        };
        assert!(!shown(&mut browser));
        assert_eq!(browser.get(&page).status, 404);
        let paid = collected(door, &clerk);
        assert!(shown(&mut browser));
        let printed = browser.get(&page);
        assert!(printed.body.starts_with(b"%PDF"), "{}", printed.text());
        let name = format!("inline; filename=\"receipt-{number}.pdf\"");
        assert_eq!(printed.header("content-disposition"), name);
        assert_eq!(door.get(&call, &door.partner()).send().status, 200);
        assert_eq!(door.get(&call, &door.stranger()).send().status, 404);
        assert_eq!(door.app.get(&call).send().status, 401);
        let mut stranger = Browser::of(&door.app, Role::Officer, &[OTHER_DESK]);
        assert_eq!(stranger.get(&page).status, 404);
        assert_eq!(browser.get("/parcels/BH999999999VN/receipt.pdf").status, 404);
        let back = format!("/api/v1/ledger/entries/{paid}/reversal");
        let back = door.post(&back, &clerk, &json!({"reason": "Ghi nhầm"})).send();
        assert_eq!(back.status, 201, "{}", back.text());
        assert!(!shown(&mut browser));
        assert_eq!(browser.get(&page).status, 404);
    });
}

/// The entry by which a fee was collected for the case.
pub fn collected(door: &Door, clerk: &str) -> String {
    let fee = json!({
        "kind": "procedure_fee", "case_code": CASE, "amount": 50_000, "method": "cash", "at": POST,
        "receipt_no": "BL-0042",
    });
    let entry = door.post("/api/v1/ledger/collections", clerk, &fee).send();
    assert_eq!(entry.status, 201, "{}", entry.text());
    entry.json()["entry"]["entry_id"].as_str().unwrap().to_owned()
}
