//! The catalogue on the pages of staff: found, read as of a day, counted, named and compared.

use hosopost::base::Role;

use super::province::{Places, on_both};
use crate::kit::province::{CENTRE, LAND, VILLAGE};

#[test]
fn all_staff_read_the_catalogue_and_nobody_else() {
    let places = Places::sqlite();
    let land = format!("/catalogue/{LAND}");
    let paths =
        ["/catalogue", "/catalogue.csv", &land, "/catalogue/versions", "/catalogue/difference"];
    for (role, points) in [
        (Role::Clerk, &[VILLAGE][..]),
        (Role::Courier, &[VILLAGE]),
        (Role::Officer, &[CENTRE]),
        (Role::Manager, &[]),
        (Role::Administrator, &[]),
    ] {
        let mut browser = places.somebody(role, points);
        for path in paths {
            assert_eq!(browser.get(path).status, 200, "{role} {path}");
        }
        let named =
            browser.get("/catalogue/versions").text().contains("action=\"/catalogue/versions\" ");
        let form = browser
            .get("/catalogue/versions")
            .text()
            .contains("method=\"post\" action=\"/catalogue/versions\"");
        assert_eq!(form, role == Role::Administrator, "{role} {named}");
    }
    for path in paths {
        let outside = places.app.get(path).header("accept", "text/html").send();
        assert!(outside.header("location").starts_with("/sign-in"), "{path}");
    }
}

#[test]
fn a_procedure_is_found_by_a_few_letters_level_authority_and_post() {
    on_both(|places| {
        let mut clerk = places.somebody(Role::Clerk, &[VILLAGE]);
        for q in ["tach+thua", "T%C3%81CH+th%E1%BB%ADa", "1.012784"] {
            let page = clerk.get(&format!("/catalogue?q={q}")).text();
            assert!(page.contains("/catalogue/1.012784?"), "{q}: {page}");
        }
        let listed = clerk.get("/catalogue?by_post=received&level=province").text();
        assert!(listed.contains("nhận qua bưu điện"), "{listed}");
        let agency = clerk.get("/catalogue?agency=trung+tam+phuc+vu").text();
        assert!(agency.contains(&format!("/catalogue/{LAND}?")), "{agency}");
        let none = clerk.get("/catalogue?q=xyzzy").text();
        assert!(none.contains("Không có thủ tục nào đúng với bộ lọc"), "{none}");
        let file = clerk.get("/catalogue.csv?q=1.012783").text();
        assert_eq!(file.lines().count(), 2, "{file}");
        for (bad, said) in [
            ("on=x", "Cần một ngày"),
            ("level=king", "Hãy chọn một mục"),
            ("by_post=pigeon", "Hãy chọn một mục"),
            ("cursor=x", "Vị trí trong danh sách"),
        ] {
            let answer = clerk.get(&format!("/catalogue?{bad}"));
            assert_eq!(answer.status, 422, "{bad}");
            assert!(answer.text().contains(said), "{bad}");
        }
        assert_eq!(clerk.get(&format!("/catalogue?q={}", "x".repeat(101))).status, 422);
        assert_eq!(clerk.get("/catalogue.csv?on=x").status, 422);
    });
}

#[test]
fn a_procedure_tells_what_was_published_on_the_day() {
    on_both(|places| {
        let mut officer = places.somebody(Role::Officer, &[CENTRE]);
        let before = officer.get(&format!("/catalogue/{LAND}?on=2025-06-30")).text();
        for told in [
            "Mẫu số 18",
            "100.000 đ",
            "5 ngày làm việc",
            "Nộp ở đâu",
            "điểm của bưu điện",
            "Yêu cầu bổ sung",
            "/network/deadline?procedure=1.012783",
        ] {
            assert!(before.contains(told), "{told}: {before}");
        }
        let after = officer.get(&format!("/catalogue/{LAND}?on=2025-07-01")).text();
        assert!(after.contains("80.000 đ") && !after.contains("100.000 đ"), "{after}");
        assert_eq!(officer.get("/catalogue/9.999999").status, 404);
        assert_eq!(officer.get("/catalogue/land").status, 422);
        assert_eq!(officer.get(&format!("/catalogue/{LAND}?on=x")).status, 422);
    });
}

#[test]
fn states_are_counted_named_and_compared() {
    on_both(|places| {
        let mut admin = places.somebody(Role::Administrator, &[]);
        let page = admin.get("/catalogue/versions").text();
        assert!(page.contains("cấp tỉnh") && page.contains(" %)"), "{page}");
        for (name, day, said) in [
            ("", "2025-07-01", "id=\"name-why\""),
            ("QĐ 1", "soon", "id=\"day-why\""),
            ("QĐ 1", "", "id=\"day-why\""),
        ] {
            let refused = admin.post("/catalogue/versions", &[("name", name), ("day", day)]);
            assert_eq!(refused.status, 422, "{said}");
            assert!(refused.text().contains(said), "{said}: {}", refused.text());
        }
        for (name, day) in [("QĐ 1/QĐ-UBND", "2025-06-30"), ("QĐ 2/QĐ-UBND", "01/07/2025")] {
            let named = admin.post("/catalogue/versions", &[("name", name), ("day", day)]);
            assert_eq!(named.header("location"), "/catalogue/versions?done=1", "{}", named.text());
        }
        let page = admin.get("/catalogue/versions").text();
        assert!(page.contains("from=2025-06-30&amp;to=2025-07-01"), "{page}");
        for query in [
            "from=2025-06-30&to=2025-07-01",
            "from=30/06/2025&to=1/7/2025",
            "from=QĐ+1/QĐ-UBND&to=qd+2/qd-ubnd",
        ] {
            let query = query.replace('Đ', "%C4%90");
            let page = admin.get(&format!("/catalogue/difference?{query}")).text();
            assert!(page.contains("thay đổi") && page.contains("phí, lệ phí"), "{query}: {page}");
        }
        let file = admin.get("/catalogue/difference.csv?from=2025-06-30&to=2025-07-01").text();
        assert!(file.contains("changed") && file.contains("fee"), "{file}");
        for (bad, said) in [
            ("from=2025-06-30&to=nowhere", "nhận được"),
            ("from=2025-06-30", "Cần ngày như"),
            ("from=2025-06-30&to=2025-07-01&cursor=x", "Vị trí trong danh sách"),
        ] {
            let answer = admin.get(&format!("/catalogue/difference?{bad}"));
            assert_eq!(answer.status, 422, "{bad}");
            assert!(answer.text().contains(said), "{bad}: {}", answer.text());
        }
        assert_eq!(admin.get("/catalogue/difference.csv?from=x&to=y").status, 422);
        assert_eq!(admin.get("/catalogue/versions?on=x").status, 422);
        let mut clerk = places.somebody(Role::Clerk, &[VILLAGE]);
        let fields = [("name", "QĐ 3"), ("day", "2025-07-01")];
        assert_eq!(clerk.post("/catalogue/versions", &fields).status, 403);
    });
}

#[test]
fn pages_stay_small_with_the_lists_of_the_whole_country() {
    let Some(country) = Places::country() else { return };
    country.app.app.clock.set(hosopost::base::At::parse("2026-03-10T09:30:00+07:00").unwrap());
    let mut admin = country.somebody(Role::Administrator, &[]);
    for path in [
        "/network",
        "/network?on=2025-06-30",
        "/network/points",
        "/network/points?q=xa",
        "/network/units",
        "/network/units?level=commune",
        "/network/units?on=2025-06-30",
        "/network/units/79",
        "/network/units/01?on=2025-06-30",
        "/network/units/38?on=2025-06-30",
        "/network/changes?from=2025-01-01",
        "/network/changes?what=points&from=2025-01-01",
        "/network/changes?what=imports&from=2025-01-01",
        "/network/changes?what=gaps",
        "/catalogue",
        "/catalogue?q=dat",
        "/catalogue/versions",
        "/catalogue/difference?from=2025-12-31&to=2026-01-01",
    ] {
        let began = std::time::Instant::now();
        let page = admin.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        eprintln!("{path}: {} bytes in {:?}", page.body.len(), began.elapsed());
        assert!(page.body.len() < 60 * 1024, "{path}: {} bytes", page.body.len());
    }
    let first = admin.get("/network/units?level=commune").text();
    assert!(first.contains("3321 đơn vị"), "{first}");
    let found = admin.get("/network/units?q=thach+ha").text();
    assert!(found.contains("xã Thạch Hà"), "{found}");
}
