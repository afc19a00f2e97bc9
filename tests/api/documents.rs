//! Labels and papers through the door.

use hosopost::custody::Action;

use super::office::{Door, giving_back, on_both, submit};
use crate::kit::office::{DESK, POST};
use crate::kit::picture::qr_of;
use crate::kit::scans::scan;

#[test]
fn the_code_of_a_label_leads_to_the_tracking_page() {
    on_both(|door| {
        let leg = door.ordered(&giving_back());
        let path = leg["label"].as_str().unwrap().strip_prefix("https://hoso.example.vn").unwrap();
        let answer = door.get(&format!("{path}?format=png&dpi=203"), &door.clerk()).send();
        assert_eq!(answer.header("content-type"), "image/png", "{}", answer.status);
        assert_eq!(qr_of(&answer.body), leg["tracking_page"].as_str().unwrap().to_uppercase());
    });
}

#[test]
fn papers_are_files_with_a_name_and_are_not_sent_twice() {
    let door = Door::sqlite();
    let leg = door.ordered(&submit());
    let number = leg["tracking_number"].as_str().unwrap();
    door.scanned(&[
        scan(1, 1, Action::Accept, number, POST),
        scan(2, 9, Action::Receive, number, DESK),
    ]);
    for paper in ["label", "slip", "handover-record", "sheet"] {
        let path = format!("/api/v1/parcels/{number}/{paper}");
        let answer = door.get(&path, &door.partner()).send();
        assert_eq!(answer.header("content-type"), "application/pdf", "{paper}");
        assert!(answer.body.starts_with(b"%PDF"), "{paper}");
        let name = answer.header("content-disposition");
        assert_eq!(name, format!("inline; filename=\"{paper}-{number}.pdf\""));
        let again = door.get(&path, &door.partner()).header("if-none-match", answer.header("etag"));
        let again = again.send();
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{paper}");
    }
}

#[test]
fn what_cannot_be_printed_is_named() {
    let door = Door::sqlite();
    let leg = door.ordered(&submit());
    let number = leg["tracking_number"].as_str().unwrap();
    let ask =
        |end: &str| door.get(&format!("/api/v1/parcels/{number}/{end}"), &door.clerk()).send();
    let bad = [
        ("label?format=gif", "?format"),
        ("label?size=a0", "?size"),
        ("label?dpi=600", "?dpi"),
        ("label?page=0", "?page"),
        ("label?page=x", "?page"),
        ("label?format=png&page=9", "?page"),
        ("handover-record?scan=x", "?scan"),
    ];
    for (end, field) in bad {
        assert_eq!(ask(end).problem(422, "invalid")["field"], field, "{end}");
    }
    assert!(ask("label?paper=a6").status.is_client_error());
    // Nobody has handed it to anybody yet.
    assert_eq!(ask("handover-record").status, 404);
}
