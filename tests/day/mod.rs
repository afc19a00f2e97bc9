//! A day of the province, from the results of the morning to the reconciliation of the evening: told by hands at
//! pages, by a case system at the API, and at the command line. Once while there are districts, once after them.

mod carriage;
mod delivery;
mod evening;
mod morning;
mod trouble;

use std::ops::Deref;

use hosopost::base::{At, Role};
use serde_json::{Value, json};

use crate::kit::app::TestApp;
use crate::kit::browser::user;
use crate::kit::chrome::Script;
use crate::kit::databases;
use crate::kit::hands::{Button, Hands, Plain};
use crate::kit::hands_in_chrome::InChrome;
use crate::kit::province::{CENTRE, DISTRICT, LAND, SORTING};
use crate::kit::served::Served;
use crate::promise::by;

/// What differs between the two eras.
pub struct Era {
    /// The day, a Tuesday.
    day: &'static str,
    /// The commune in which the results are waited for, and how its people write where they live.
    home: (&'static str, &'static str),
    /// Another commune, behind another office.
    elsewhere: (&'static str, &'static str),
    /// Its office.
    other: &'static str,
    /// The rides from the sorting office on, each ending where a bag is opened.
    rides: &'static [Ride],
    /// When everything is promised that is ready at twenty to eight.
    promised: &'static str,
    /// When what missed the run of noon is expected instead.
    expected: &'static str,
}

/// From stop to stop by a departure of the timetable.
pub struct Ride {
    route: &'static str,
    departure: &'static str,
    to: &'static str,
    leaves: &'static str,
    arrives: &'static str,
}

/// Province, district, village: as it was until 30 June 2025.
const THREE_TIERS: Era = Era {
    day: "2025-04-08",
    home: ("18583", "Thôn Kim Ngọc, xã Thạch Châu, huyện Thạch Hà, tỉnh Hà Tĩnh"),
    elsewhere: ("18418", "Thôn Liên Sơn, xã Thuần Thiện, huyện Can Lộc, tỉnh Hà Tĩnh"),
    other: "482900",
    rides: &[
        Ride {
            route: "DT-HT-TH",
            departure: "V2",
            to: DISTRICT,
            leaves: "11:50",
            arrives: "12:20",
        },
        Ride { route: "DT-TH-3", departure: "V2", to: "481945", leaves: "12:45", arrives: "13:10" },
    ],
    promised: "2025-04-09T07:30:00+07:00",
    expected: "2025-04-09T11:00:00+07:00",
};

/// Province and commune: as it is.
const TWO_TIERS: Era = Era {
    day: "2025-10-14",
    home: ("18583", "Thôn Kim Ngọc, xã Mai Phụ, tỉnh Hà Tĩnh"),
    elsewhere: ("18436", "Thôn 3, xã Trường Lưu, tỉnh Hà Tĩnh"),
    other: "482960",
    rides: &[Ride {
        route: "DT-TINH-1",
        departure: "V2",
        to: "481960",
        leaves: "11:10",
        arrives: "12:50",
    }],
    promised: "2025-10-15T07:30:00+07:00",
    expected: "2025-10-15T11:25:00+07:00",
};

impl Era {
    /// Where the postman starts from.
    fn office(&self) -> &'static str {
        self.rides[self.rides.len() - 1].to
    }
}

/// A result on its way.
pub struct Sent {
    case: String,
    number: String,
    qr: String,
}

/// The day as it goes by.
pub struct Day<'a, H> {
    app: &'a TestApp,
    hands: H,
    era: &'static Era,
    /// The one-stop system of the service centre.
    system: String,
    /// Results: three that arrive, one that is lost, one in a wrong bag, one that is left behind.
    sent: Vec<Sent>,
}

/// Which of the results is which.
const SHORT: usize = 2;
const ASTRAY: usize = 4;
const LEFT: usize = 5;

impl<'a, H: Hands> Day<'a, H> {
    fn begun(app: &'a TestApp, hands: H, era: &'static Era) -> Self {
        app.app.clock.set(At::parse(&format!("{}T07:30:00+07:00", era.day)).unwrap());
        let staff = [("hien.desk", Role::Officer, CENTRE), ("tam.centre", Role::Clerk, CENTRE)];
        let stops = era.rides.iter().map(|ride| (clerk_of(ride.to), Role::Clerk, ride.to));
        let all = staff.into_iter().chain([("khai.sorting", Role::Clerk, SORTING)]);
        for (name, role, point) in all.chain(stops) {
            user(app, name, role, &[point]);
        }
        user(app, "thu.manager", Role::Manager, &[]);
        let system = app.secret(Role::Partner, &[CENTRE]);
        Self { app, hands, era, system, sent: Vec::new() }
    }

    /// A moment of the day.
    fn moment(&self, time: &str) -> At {
        At::parse(&format!("{}T{time}:00+07:00", self.era.day)).unwrap()
    }

    /// It is so late, and the forecaster has looked.
    fn clock(&self, time: &str) {
        let (clock, at) = (&self.app.app.clock, self.moment(time));
        assert!(clock.now() <= at, "{time} is over: {}", clock.now());
        clock.set(at);
        self.app.wait(self.app.app.forecast_all(&by("one"))).unwrap();
    }

    /// What is done one after the other does not happen at once.
    fn ticks(&self) {
        let clock = &self.app.app.clock;
        clock.set(clock.now().plus_millis(10_000));
    }

    fn scans(&mut self, code: &str) -> String {
        self.ticks();
        self.hands.scans(code)
    }

    fn presses(&mut self, form: &str, value: &str, filled: &[(&str, &str)]) -> String {
        self.ticks();
        self.hands.presses(Button::of(form, value), filled)
    }

    /// Scans codes one after the other on the same page, each of them answered with a tick.
    fn scans_all<'c>(&mut self, codes: impl IntoIterator<Item = &'c str>) {
        for code in codes {
            let page = self.scans(code);
            sees(&page, &["class=\"answer good\"", code]);
        }
    }

    fn numbers(&self, which: impl IntoIterator<Item = usize>) -> Vec<String> {
        which.into_iter().map(|n| self.sent[n].number.clone()).collect()
    }

    /// What the one-stop system says.
    fn told(&self, path: &str, body: &Value) -> Value {
        let answer = self.app.post(path).token(&self.system).json(body).send();
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        answer.json()
    }

    /// What the one-stop system is told of a case, in order.
    fn heard(&self, n: usize) -> Vec<Value> {
        let path = format!("/api/v1/cases/{}", self.sent[n].case);
        let shown = self.app.get(&path).token(&self.system).send().json();
        shown["told"].as_array().unwrap().clone()
    }

    /// The last of what it heard that is of this kind.
    fn last_heard(&self, n: usize, kind: &str) -> Value {
        let all = self.heard(n);
        let found = all.iter().rev().find(|fact| fact["type"].as_str().unwrap().ends_with(kind));
        found.unwrap_or_else(|| panic!("no {kind}: {all:?}"))["data"].clone()
    }

    /// What a person's own scanner sends.
    fn phone(&self, secret: &str, at: &str, scan: &Value) {
        self.ticks();
        let now = self.app.app.clock.now();
        let mut whole = json!({
            "id": self.app.app.ids.uuid(now), "at": at, "as": "post", "happened_at": now,
        });
        whole.as_object_mut().unwrap().extend(scan.as_object().unwrap().clone());
        let batch = json!({"device": "may-quet", "scans": [whole]});
        let answer = self.app.post("/api/v1/scans").token(secret).json(&batch).send().json();
        assert_eq!(answer["results"][0]["outcome"], "recorded", "{answer}");
    }

    /// A parcel as the API shows it to its case system.
    fn shown(&self, n: usize) -> Value {
        let path = format!("/api/v1/parcels/{}", self.sent[n].number);
        self.app.get(&path).token(&self.system).send().json()
    }
}

impl<H> Deref for Day<'_, H> {
    type Target = Era;

    fn deref(&self) -> &Era {
        self.era
    }
}

fn clerk_of(point: &str) -> &'static str {
    match point {
        DISTRICT => "lan.district",
        "481945" => "mai.village",
        _ => "mai.commune",
    }
}

/// That all this stands on a page.
#[track_caller]
fn sees(page: &str, all: &[&str]) {
    for text in all {
        assert!(page.contains(text), "{text}: {page}");
    }
}

/// The last part of a path: a code.
fn code_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned()
}

/// The first address on a page that begins so.
#[track_caller]
fn link(page: &str, begins: &str) -> String {
    let found = page.split("href=\"").skip(1).find(|rest| rest.starts_with(begins));
    let found = found.unwrap_or_else(|| panic!("no link to {begins}: {page}"));
    found.split('"').next().unwrap().replace("&#38;", "&")
}

/// The whole of it.
fn told<H: Hands>(app: &TestApp, hands: H, era: &'static Era) {
    let mut day = Day::begun(app, hands, era);
    morning::results_are_ready_and_promised(&mut day);
    morning::the_desk_hands_over_by_one_list(&mut day);
    carriage::the_first_run_brings_all_to_the_sorting_office(&mut day);
    let bag = carriage::the_sorting_office_makes_up_bags(&mut day);
    let bag = carriage::the_run_of_noon_takes_the_bag_and_leaves_one_behind(&mut day, bag);
    carriage::the_bag_is_one_short_and_one_is_wrong(&mut day, &bag);
    carriage::what_is_right_goes_on_to_the_last_office(&mut day);
    delivery::the_postman_brings_two_and_finds_nobody_at_the_third(&mut day);
    trouble::the_exceptions_are_looked_into(&mut day);
    trouble::the_lost_one_is_answered_for(&mut day);
    trouble::its_owner_complains_and_reads_the_answer(&mut day);
    evening::books_are_printed_and_the_doctor_is_content(&day);
    evening::the_case_system_has_read_everything(&day);
}

#[test]
fn a_day_goes_by_while_there_are_districts() {
    databases::on_both(|db| {
        let app = TestApp::province(db.fresh());
        told(&app, Plain::of(&app), &THREE_TIERS);
    });
}

#[test]
fn a_day_goes_by_after_the_districts_ended() {
    databases::on_both(|db| {
        let app = TestApp::province(db.fresh());
        told(&app, Plain::of(&app), &TWO_TIERS);
    });
}

#[test]
fn the_same_day_goes_by_in_a_browser_without_script() {
    let served = Served::province();
    if let Some(hands) = InChrome::of(&served, Script::Off) {
        told(&served.app, hands, &TWO_TIERS);
    }
}
