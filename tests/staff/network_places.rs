//! Points, units and mail routes on the pages of staff: on both sides of the reform, for every role, with
//! bad values said at their fields, and no larger for the whole country than for a province.

use hosopost::base::Role;

use super::province::{DAY_AFTER, EVE, Places, on_both};
use crate::kit::province::{CENTRE, DISTRICT, SORTING, VILLAGE};

#[test]
fn all_staff_read_the_network_and_nobody_else() {
    let places = Places::sqlite();
    let paths = [
        "/network",
        "/network/points",
        "/network/points.csv",
        "/network/points/481940",
        "/network/units",
        "/network/units.csv",
        "/network/units/18562",
        "/network/routes",
        "/network/routes.csv",
        "/network/routes/DT-TH-1",
        "/network/calendar",
        "/network/deadline",
    ];
    let people = [
        (Role::Clerk, VILLAGE),
        (Role::Courier, VILLAGE),
        (Role::Officer, CENTRE),
        (Role::Manager, ""),
        (Role::Administrator, ""),
    ];
    for (role, point) in people {
        let points: Vec<&str> = Some(point).filter(|point| !point.is_empty()).into_iter().collect();
        let mut browser = places.somebody(role, &points);
        for path in paths {
            assert_eq!(browser.get(path).status, 200, "{role} {path}");
        }
    }
    for path in paths {
        let outside = places.app.get(path).header("accept", "text/html").send();
        assert!(outside.header("location").starts_with("/sign-in"), "{path}");
    }
}

#[test]
fn the_network_is_that_of_the_day_asked_for() {
    on_both(|places| {
        let mut clerk = places.somebody(Role::Clerk, &[VILLAGE]);
        let before = clerk.get(&format!("/network?on={EVE}")).text();
        assert!(before.contains("</b> huyện") && before.contains("tỉnh Hà Tĩnh"), "{before}");
        let after = clerk.get(&format!("/network?on={DAY_AFTER}")).text();
        assert!(after.contains("<b>69</b> xã, phường") && !after.contains("</b> huyện"), "{after}");
        assert!(after.contains("<svg") && !after.contains("xmlns"));
        let nothing = clerk.get("/network?on=1990-01-01").text();
        assert!(nothing.contains("hosopost import units"), "{nothing}");

        let names = |page: &str| page.matches("/network/points/").count();
        let eve = clerk.get(&format!("/network/points?kind=district_post_office&on={EVE}")).text();
        assert!(names(&eve) > 5, "{eve}");
        let later = clerk.get("/network/points?kind=district_post_office&on=2025-09-01").text();
        assert!(later.contains("Không có điểm nào đúng với bộ lọc"), "{later}");
    });
}

#[test]
fn a_point_is_found_with_or_without_marks_by_code_kind_and_unit() {
    let places = Places::sqlite();
    let mut clerk = places.somebody(Role::Clerk, &[VILLAGE]);
    for q in ["thach+ha", "Th%E1%BA%A1ch+H%C3%A0", "481900"] {
        let page = clerk.get(&format!("/network/points?q={q}&on={EVE}")).text();
        assert!(page.contains(&format!("/network/points/{DISTRICT}?")), "{q}: {page}");
    }
    let inside = clerk.get(&format!("/network/points?unit=42&kind=sorting_office&on={EVE}")).text();
    assert!(inside.contains(SORTING));
    let elsewhere = clerk.get(&format!("/network/points?unit=01&on={EVE}")).text();
    assert!(elsewhere.contains("Không có điểm nào đúng"));

    // The file holds the same, in one piece.
    let file = clerk.get(&format!("/network/points.csv?unit=42&on={EVE}"));
    assert!(file.header("content-disposition").contains("points.csv"));
    let rows = file.text().lines().count() - 1;
    let first = clerk.get(&format!("/network/points?unit=42&on={EVE}")).text();
    assert!(first.contains(&format!("{rows} điểm</p>")), "{rows} {first}");
    assert!(rows > 50, "{rows}");
    let next = first.split("<p class=\"more\"><a class=\"quiet\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = clerk.get(&next);
    assert_eq!(second.status, 200, "{next}: {}", second.text());
    let lines = |page: &str| page.matches("?on=2025-06-30\"><b>").count();
    assert_eq!(lines(&first) + lines(&second.text()), rows);
}

#[test]
fn a_point_tells_its_units_then_and_now_its_routes_and_who_took_over() {
    on_both(|places| {
        let mut clerk = places.somebody(Role::Clerk, &[VILLAGE]);
        let page = clerk.get(&format!("/network/points/{DISTRICT}?on={EVE}")).text();
        for told in ["Thị trấn", "thị trấn Thạch Hà", "01/03/2025 – 30/06/2025", "DT-TH-1", "T2–T6"]
        {
            assert!(page.contains(told) || told == "Thị trấn", "{told}: {page}");
        }
        assert!(!page.contains("Xem trước bàn giao"), "a clerk has no preview");
        let closed = clerk.get(&format!("/network/points/{VILLAGE}?on=2026-06-01"));
        assert_eq!(closed.status, 200);
        assert_eq!(clerk.get(&format!("/network/points/{DISTRICT}?preview=1")).status, 403);

        let mut admin = places.somebody(Role::Administrator, &[]);
        let preview = admin.get(&format!("/network/points/{DISTRICT}?on=2025-07-01&preview=1"));
        assert_eq!(preview.status, 200, "{}", preview.text());
        assert!(preview.text().contains("không bàn giao"), "{}", preview.text());
        assert_eq!(admin.get("/network/points/999999").status, 404);
        assert_eq!(admin.get("/network/points/a%20b").status, 422);
    });
}

#[test]
fn a_unit_tells_what_it_came_from_and_became() {
    on_both(|places| {
        let mut clerk = places.somebody(Role::Clerk, &[VILLAGE]);
        let provinces = clerk.get(&format!("/network/units?on={EVE}")).text();
        assert!(provinces.contains("tỉnh Hà Tĩnh") && provinces.contains("đơn vị trực thuộc"));
        let province = clerk.get(&format!("/network/units/42?on={EVE}")).text();
        assert!(province.contains("huyện Thạch Hà"), "{province}");
        let district = clerk.get(&format!("/network/units?within=436&on={EVE}")).text();
        assert!(district.contains("phường"), "{district}");

        // 18082 was divided in July 2025.
        let divided = clerk.get(&format!("/network/units/18082?on={EVE}")).text();
        for told in ["Trở thành", "18073", "18652", "chia tách", "phần được đề xuất", "01/07/2025"]
        {
            assert!(divided.contains(told), "{told}: {divided}");
        }
        let heir = clerk.get(&format!("/network/units/18073?on={DAY_AFTER}")).text();
        assert!(heir.contains("Hình thành từ") && heir.contains("18082?on=2025-06-30"), "{heir}");
        let gone = clerk.get(&format!("/network/units/18082?on={DAY_AFTER}"));
        assert_eq!(gone.status, 404);
        assert!(gone.text().contains("Không có đơn vị nào mang mã này"), "{}", gone.text());
        assert_eq!(clerk.get("/network/units/99999").status, 404);
        assert_eq!(clerk.get("/network/units/4x").status, 422);
    });
}

#[test]
fn a_mail_route_tells_its_stops_on_the_day() {
    let places = Places::sqlite();
    let mut driver = places.somebody(Role::Courier, &[VILLAGE]);
    let list = driver.get(&format!("/network/routes?point={VILLAGE}&on={EVE}")).text();
    assert!(list.contains("/network/routes/DT-TH-1?"), "{list}");
    let route = driver.get(&format!("/network/routes/DT-TH-1?on={EVE}")).text();
    assert!(route.contains(VILLAGE) && route.contains(DISTRICT), "{route}");
    let later = driver.get("/network/routes/DT-TH-1?on=2026-01-01");
    assert_eq!(later.status, 404);
    assert!(later.text().contains("không hoạt động") && later.text().contains("01/03/2025"));
    assert_eq!(driver.get("/network/routes/DT-NOWHERE").status, 404);
    let file = driver.get(&format!("/network/routes.csv?q=dt-th-1&on={EVE}")).text();
    assert_eq!(file.lines().count(), 5, "{file}");
}

#[test]
fn bad_values_are_said_at_their_field_with_what_was_typed() {
    let places = Places::sqlite();
    let mut clerk = places.somebody(Role::Clerk, &[VILLAGE]);
    let long = "x".repeat(101);
    for (path, query, said) in [
        ("/network", "on=soon", "value=\"soon\""),
        ("/network", "on=2025-02-30", "Cần một ngày"),
        ("/network/points", "on=1", "Cần một ngày"),
        ("/network/points", "kind=castle", "Hãy chọn một mục"),
        ("/network/points", "unit=4x", "Cần mã đơn vị"),
        ("/network/points", "cursor=nowhere", "Vị trí trong danh sách không đúng"),
        ("/network/points", &format!("q={long}"), "tối đa 100 ký tự"),
        ("/network/points/481940", "on=x", "Cần một ngày"),
        ("/network/units", "level=king", "Hãy chọn một mục"),
        ("/network/units", "within=abc", "Cần mã đơn vị"),
        ("/network/units", "cursor=%F0%9F%98%80", "Vị trí trong danh sách"),
        ("/network/units/42", "on=0000-00-00", "Cần một ngày"),
        ("/network/units/42", "cursor=x", "Vị trí trong danh sách"),
        ("/network/routes", "point=a%20b", "Cần mã điểm"),
        ("/network/routes", "on=99999-01-01", "Cần một ngày"),
        ("/network/routes/DT-TH-1", "on=x", "Cần một ngày"),
    ] {
        let answer = clerk.get(&format!("{path}?{query}"));
        assert_eq!(answer.status, 422, "{path}?{query}: {}", answer.text());
        assert!(answer.text().contains(said), "{path}?{query}: {}", answer.text());
    }
    for path in ["points", "units", "routes"] {
        let file = clerk.get(&format!("/network/{path}.csv?on=x"));
        assert_eq!(file.status, 422, "{path}");
        assert_eq!(clerk.get(&format!("/network/{path}?q=%00")).status, 422, "{path}");
        assert_eq!(clerk.get(&format!("/network/{path}?q=%3Cscript%3E")).status, 200, "{path}");
    }
}
