//! Parcels through the door.

use hosopost::base::Role;
use hosopost::custody::Action;

use super::office::{Door, on_both, submit};
use crate::kit::office::{DESK, POST, VILLAGE};
use crate::kit::scans::scan;

#[test]
fn a_parcel_is_found_by_its_number_and_by_its_code() {
    on_both(|door| {
        let leg = door.ordered(&submit());
        let number = leg["tracking_number"].as_str().unwrap();
        let code = leg["qr"].as_str().unwrap().rsplit('/').next().unwrap();
        for code in [number, code] {
            let shown = door.get(&format!("/api/v1/parcels/{code}"), &door.clerk()).send().json();
            assert_eq!(shown["tracking_number"], number);
            assert_eq!(shown["state"], "announced");
            assert_eq!(shown["custodian"]["kind"], "citizen");
            assert_eq!(shown["pieces"], 3);
            assert_eq!(shown["papers"][1]["form"], "copy");
        }
    });
}

#[test]
fn a_timeline_tells_every_scan_with_its_times_and_who_held_it_when() {
    on_both(|door| {
        let leg = door.ordered(&submit());
        let number = leg["tracking_number"].as_str().unwrap();
        door.scanned(&[
            scan(1, 1, Action::Accept, number, POST),
            scan(2, 30, Action::Receive, number, DESK),
        ]);
        let path = format!("/api/v1/parcels/{number}/timeline");
        let shown = door.get(&path, &door.partner()).send().json();
        let entries = shown["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 2, "{shown}");
        assert_eq!(entries[0]["action"], "accept");
        assert_eq!(entries[0]["at_name"], "Điểm 481000");
        for time in ["effective_at", "happened_at", "recorded_at"] {
            assert!(entries[0][time].as_str().unwrap().ends_with("+07:00"));
        }
        assert_eq!(shown["custody"].as_array().unwrap().len(), 3, "{shown}");
        assert!(shown["custody"][2]["until"].is_null());
        assert_eq!(shown["anomalies"][0]["kind"], "skipped_handoff");
    });
}

#[test]
fn a_foreign_parcel_is_answered_as_one_that_is_not_there() {
    let door = Door::sqlite();
    let leg = door.ordered(&submit());
    let number = leg["tracking_number"].as_str().unwrap();
    for end in ["", "/timeline", "/label", "/slip", "/handover-record"] {
        let path = format!("/api/v1/parcels/{number}{end}");
        let answer = door.get(&path, &door.stranger()).send();
        answer.problem(404, "unknown_code");
        for secret in ["Nguyễn", "0912345123", "Tân Đình"] {
            assert!(!answer.text().contains(secret), "{}", answer.text());
        }
        door.get("/api/v1/parcels/BH000000000VN", &door.stranger())
            .send()
            .problem(404, "unknown_code");
    }
}

#[test]
fn the_post_reads_every_parcel() {
    let door = Door::sqlite();
    let leg = door.ordered(&submit());
    let path = format!("/api/v1/parcels/{}", leg["tracking_number"].as_str().unwrap());
    for role in [Role::Clerk, Role::Courier, Role::Manager, Role::Administrator] {
        let places: &[&str] = if role.needs_place() { &[VILLAGE] } else { &[] };
        assert_eq!(door.get(&path, &door.token(role, places)).send().status, 200, "{role}");
    }
    door.app.get(&path).send().problem(401, "unauthenticated");
}
