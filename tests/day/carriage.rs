//! Runs and bags: from the desk to the sorting office, from there in bags to where they are opened.

use serde_json::json;

use super::{ASTRAY, Day, LEFT, Ride, SHORT, clerk_of, code_of, link, sees};
use crate::kit::hands::{Button, Hands};
use crate::kit::province::{CENTRE, SORTING};

/// The run of a departure, entered where one sits; its page is open.
fn entered<H: Hands>(day: &mut Day<'_, H>, route: &str, departure: &str) -> String {
    let page = day.hands.opens("/counter/runs");
    sees(&page, &["Theo lịch", departure]);
    day.ticks();
    let among = &[("route", route), ("departure", departure)];
    day.hands.presses(Button { form: "/counter/runs", value: "enter", among }, &[]);
    day.hands.path()
}

pub(super) fn the_first_run_brings_all_to_the_sorting_office<H: Hands>(day: &mut Day<'_, H>) {
    day.clock("08:05");
    let run = entered(day, "DT-HT-0", "V1");
    let numbers = day.numbers(0..day.sent.len());
    day.scans_all(numbers.iter().map(String::as_str));
    day.clock("08:30");
    day.presses(&run, "depart", &[]);

    day.clock("08:40");
    day.hands.sits("khai.sorting");
    day.hands.opens("/counter/runs");
    let page = day.scans(&code_of(&run));
    sees(&page, &["Đang chạy"]);
    day.presses(&run, "arrive", &[]);
    day.hands.opens(&format!("{run}?way=unload"));
    day.scans_all(numbers.iter().map(String::as_str));
    let page = day.presses(&run, "count", &[]);
    assert!(!page.contains("Chênh lệch"), "{page}");
    assert_eq!(day.shown(0)["custodian"]["code"], SORTING);
}

/// Makes up a bag of these and closes it; its path.
fn closed<H: Hands>(day: &mut Day<'_, H>, to: &str, numbers: &[String], seal: &str) -> String {
    day.hands.opens("/counter/bags");
    day.presses("/counter/bags", "make", &[("to", to)]);
    let bag = day.hands.path();
    day.scans_all(numbers.iter().map(String::as_str));
    let page = day.presses(&bag, "close", &[("seal", seal)]);
    sees(&page, &["Đã niêm phong", seal]);
    assert!(day.hands.prints(&format!("/bags/{}/label.pdf", code_of(&bag))).starts_with(b"%PDF"));
    bag
}

pub(super) fn the_sorting_office_makes_up_bags<H: Hands>(day: &mut Day<'_, H>) -> String {
    day.clock("09:10");
    let (right, astray) = (day.numbers([0, 1, SHORT, 3]), day.numbers([ASTRAY]));
    let bag = closed(day, day.rides[0].to, &right, "NP 1001");
    let page = day.presses("/counter/manifests", "bag", &[]);
    sees(&page, &["E2", "4 dòng", &right[0]]);
    let list = day.hands.path();
    assert!(day.hands.prints(&format!("{list}/paper.pdf")).starts_with(b"%PDF"));
    // The bag to the other office is closed on paper; what should lie in it went into the first.
    closed(day, day.other, &astray, "NP 1002");
    bag
}

/// Loads a bag where a run calls, lets it leave and come in, and takes the bag off; the page of the bag is open.
fn carried<H: Hands>(day: &mut Day<'_, H>, by: &str, ride: &Ride, run: &str, bag: &str) {
    day.hands.opens(run);
    day.scans_all([code_of(bag).as_str()]);
    let page = day.presses("/counter/manifests", "run", &[]);
    sees(&page, &["BD10", &code_of(bag)]);
    day.clock(ride.leaves);
    day.hands.sits(by);
    day.hands.opens(run);
    let page = day.presses(run, "depart", &[]);
    sees(&page, &["class=\"answer good\"", "Đang chạy"]);
    day.clock(ride.arrives);
    day.hands.sits(clerk_of(ride.to));
    day.hands.opens(run);
    day.presses(run, "arrive", &[]);
    day.scans_all([code_of(bag).as_str()]);
    let page = day.presses(run, "count", &[]);
    assert!(!page.contains("Chênh lệch"), "{page}");
    let page = day.hands.opens("/counter/bags");
    sees(&page, &["Chờ mở (1)"]);
    day.scans(&code_of(bag));
}

pub(super) fn the_run_of_noon_takes_the_bag_and_leaves_one_behind<H: Hands>(
    day: &mut Day<'_, H>,
    bag: String,
) -> String {
    let ride = &day.era.rides[0];
    let run = entered(day, ride.route, ride.departure);
    let number = day.sent[LEFT].number.clone();
    carried(day, "khai.sorting", ride, &run, &bag);

    // At the moment at which it left, everybody was told of the one that lies in the office yet.
    let late = day.last_heard(LEFT, "parcel.expected");
    assert_eq!(late["cause"], "missed_run", "{late}");
    assert_eq!(late["missed"]["departure"], ride.departure);
    assert_eq!(late["charged_to"]["custodian"]["code"], SORTING);
    assert_eq!(late["expected_at"], day.expected, "{late}");
    let before = day.hands.path();
    day.hands.sits("khai.sorting");
    let page = day.hands.opens(&format!("/parcels/{number}"));
    sees(&page, &["không kịp chuyến thư đã định"]);
    day.hands.sits(clerk_of(ride.to));
    day.hands.opens(&before);
    bag
}

pub(super) fn the_bag_is_one_short_and_one_is_wrong<H: Hands>(day: &mut Day<'_, H>, bag: &str) {
    let opened = [("found", "whole"), ("seal", "NP 1001")];
    let page = day.presses(bag, "open", &opened);
    sees(&page, &["class=\"answer good\""]);
    let there = day.numbers([0, 1, 3]);
    day.scans_all(there.iter().map(String::as_str));
    let astray = day.sent[ASTRAY].number.clone();
    let page = day.scans(&astray);
    sees(&page, &["Lấy ra từ túi khác", &astray]);
    let page = day.presses(bag, "count", &[]);
    sees(&page, &["có chênh lệch", "Thiếu trong túi", &day.sent[SHORT].number, "tìm ở"]);

    // Each names the last point at which it was right, and what to search.
    let clerk = day.app.secret(hosopost::base::Role::Administrator, &[]);
    for (kind, n) in [("bag_short", SHORT), ("wrong_bag", ASTRAY)] {
        let path = format!("/api/v1/anomalies?kind={kind}");
        let list = day.app.get(&path).token(&clerk).send().json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
        let one = &list["items"][0];
        assert_eq!(one["code"], day.sent[n].number, "{one}");
        assert_eq!(one["last_right"]["code"], SORTING, "{one}");
        assert!(one["bag"].is_string(), "{one}");
    }
    let parcel = day.hands.opens(&format!("/parcels/{}", day.sent[SHORT].number));
    sees(&parcel, &["Thiếu trong túi"]);
    link(&parcel, &format!("/bags/{}", code_of(bag)));
}

pub(super) fn what_is_right_goes_on_to_the_last_office<H: Hands>(day: &mut Day<'_, H>) {
    for (ride, seal) in day.era.rides.iter().skip(1).zip(["NP 2001"]) {
        let by = clerk_of(day.rides[0].to);
        let right = day.numbers([0, 1, 3]);
        let bag = closed(day, ride.to, &right, seal);
        let run = entered(day, ride.route, ride.departure);
        carried(day, by, ride, &run, &bag);
        let page = day.presses(&bag, "open", &[("found", "whole"), ("seal", seal)]);
        sees(&page, &["class=\"answer good\""]);
        day.scans_all(right.iter().map(String::as_str));
        let page = day.presses(&bag, "count", &[]);
        sees(&page, &["Đã mở và kiểm đếm đủ"]);
    }
    assert_ne!(day.shown(0)["custodian"]["code"], CENTRE);
    assert_eq!(day.shown(0)["custodian"]["code"], json!(day.office()));
}
