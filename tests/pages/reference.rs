//! The pages of the network and the catalogue, with the fixtures of Hà Tĩnh on them and with nothing.

use hosopost::base::Role;

use super::staff::{both, look};
use crate::kit::app::TestApp;
use crate::kit::browser::Browser;
use crate::kit::province::{CENTRE, DISTRICT, LAND, VILLAGE};
use crate::places::{Province, boundaries, data};

#[test]
fn network_and_catalogue_are_drawn_with_nothing_on_them() {
    let app = TestApp::sqlite();
    app.app.set_up().unwrap();
    let mut admin = Browser::of(&app, Role::Administrator, &[]);
    for (name, path) in [
        ("network-empty", "/network"),
        ("points-empty", "/network/points"),
        ("units-empty", "/network/units"),
        ("routes-empty", "/network/routes"),
        ("calendar-empty", "/network/calendar"),
        ("timetable-asked", "/timetable"),
        ("journey-asked", "/timetable/journey"),
        ("deadline-empty", "/network/deadline"),
        ("changes-empty", "/network/changes"),
        ("addresses-empty", "/network/addresses"),
        ("decisions-empty", "/network/addresses?show=decided"),
        ("catalogue-empty", "/catalogue"),
        ("versions-empty", "/catalogue/versions"),
        ("difference-asked", "/catalogue/difference"),
    ] {
        both(&mut admin, name, path);
    }
}

#[test]
fn network_and_catalogue_are_drawn_with_a_province_on_them() {
    let province = Province::sqlite();
    if let Some(folder) = data() {
        boundaries::take(&province, &folder);
    }
    province.at("2025-05-20T09:30:00+07:00");
    let divided = "Số 4, khối phố Tân Giang, phường Đại Nài, thành phố Hà Tĩnh, tỉnh Hà Tĩnh";
    province.case("H27.00-250520-0001", CENTRE, divided);
    province.at("2026-03-10T09:30:00+07:00");
    let app = &province.app;
    let mut clerk = Browser::of(app, Role::Clerk, &[CENTRE]);
    let mut admin = Browser::of(app, Role::Administrator, &[]);
    for (name, path) in [
        ("network", "/network".to_owned()),
        ("network-before", "/network?on=2025-06-30".to_owned()),
        ("network-wrong", "/network?on=h%C3%B4m%20qua".to_owned()),
        ("points", "/network/points?unit=42".to_owned()),
        ("points-none-fits", "/network/points?q=atlantis".to_owned()),
        ("points-wrong", "/network/points?unit=x&kind=y".to_owned()),
        ("point", format!("/network/points/{DISTRICT}")),
        ("point-closed", format!("/network/points/{VILLAGE}")),
        ("units", "/network/units".to_owned()),
        ("unit-province", "/network/units/42".to_owned()),
        ("unit", "/network/units/18073".to_owned()),
        ("unit-divided", "/network/units/18082?on=2025-06-30".to_owned()),
        ("unit-gone", "/network/units/18082".to_owned()),
        ("routes", "/network/routes".to_owned()),
        ("route", "/network/routes/DT-TINH-1".to_owned()),
        ("calendar", "/network/calendar?year=2026".to_owned()),
        ("timetable", "/timetable?point=481900&on=2025-10-21".to_owned()),
        ("timetable-own", "/timetable".to_owned()),
        ("timetable-choose", "/timetable?point=thach+ha".to_owned()),
        ("timetable-closed", "/timetable?point=H27.29".to_owned()),
        ("timetable-missing", format!("/timetable?point={CENTRE}&on=2031-04-08")),
        ("timetable-holiday", "/timetable?point=481900&on=2026-02-17".to_owned()),
        ("journey", format!("/timetable/journey?from={VILLAGE}&to={CENTRE}&at=2025-04-08T07:30")),
        (
            "journey-none",
            format!("/timetable/journey?from={VILLAGE}&to={CENTRE}&at=2026-04-08T07:30"),
        ),
        ("journey-wrong", "/timetable/journey?from=atlantis&to=481900&at=now".to_owned()),
        ("deadline", format!("/network/deadline?procedure={LAND}&received=2026-04-24T16:00")),
        ("deadline-choose", "/network/deadline?procedure=cap+lai".to_owned()),
    ] {
        both(&mut clerk, name, &path);
    }
    for (name, path) in [
        ("changes", "/network/changes?from=2025-01-01".to_owned()),
        ("changes-points", "/network/changes?what=points&from=2025-09-01".to_owned()),
        ("changes-imports", "/network/changes?what=imports".to_owned()),
        ("addresses", "/network/addresses".to_owned()),
        ("catalogue", "/catalogue".to_owned()),
        ("procedure", format!("/catalogue/{LAND}")),
        ("versions", "/catalogue/versions".to_owned()),
        ("difference", "/catalogue/difference?from=2025-06-30&to=2025-07-01".to_owned()),
        ("difference-wrong", "/catalogue/difference?from=2025-06-30&to=x".to_owned()),
    ] {
        both(&mut admin, name, &path);
    }
    for lang in ["vi", "en"] {
        admin.get(&format!("/network/addresses?lang={lang}"));
        let split = [("old", "18082"), ("on", "2025-07-01"), ("locality", "khoi pho tan giang")];
        let wrong: Vec<_> = split.into_iter().chain([("new", ""), ("reason", "")]).collect();
        let refused = admin.post("/network/addresses", &wrong);
        look(&format!("staff-addresses-wrong-{lang}"), &refused, lang);
        let decided: Vec<_> =
            split.into_iter().chain([("new", "18652"), ("reason", "theo bản đồ")]).collect();
        admin.post("/network/addresses", &decided);
        let wrong = admin.post("/catalogue/versions", &[("name", ""), ("day", "x")]);
        look(&format!("staff-versions-wrong-{lang}"), &wrong, lang);
    }
    both(&mut admin, "decisions", "/network/addresses?show=decided");
    let preview = format!("/network/points/{DISTRICT}?on=2025-09-01&preview=1");
    both(&mut admin, "point-preview", &preview);
}
