//! Counts by the units of then and of now.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::{Province, person};
use crate::kit::databases::{TestDatabase, on_both};

const CENTRE: &str = "H27.00";

/// One parcel accepted at a point and, perhaps, received by the centre's desk.
fn carried(province: &Province, n: u32, at: &str, time: &str, delivered: bool) {
    province.at(time);
    let code = format!("H27.00-250601-{n:04}");
    let address = "Xóm 5, xã Thạch Long, huyện Thạch Hà";
    province.case(&code, CENTRE, address);
    let number = province.order(
        &code,
        "submit",
        &json!({"person": person(address)}),
        &json!({"point": CENTRE}),
    );
    province.scan("accept", &number, at, &json!({"seal": "NP-1", "papers": [1]}));
    if delivered {
        province.scan("hand_over", &number, at, &json!({"to": {"point": CENTRE, "as": "desk"}}));
        let ended = province.scan("receive", &number, CENTRE, &json!({"as": "desk"}));
        assert_eq!(ended["state"], "delivered", "{ended}");
    }
}

fn report(province: &Province, rest: &str) -> Value {
    let path = format!("/api/v1/reports/units?from=2025-06-01&until=2025-08-01{rest}");
    let answer = province.get(&path);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn row<'a>(report: &'a Value, name: &str) -> &'a Value {
    let rows = report["rows"].as_array().unwrap();
    rows.iter()
        .find(|row| row["name"].as_str().unwrap().starts_with(name))
        .unwrap_or_else(|| panic!("{name}: {report}"))
}

#[test]
fn then_and_now_agree_in_all_and_differ_in_where() {
    on_both(|database| {
        let province = Province::on(TestDatabase::existing(&database.url));
        carried(&province, 1, "481940", "2025-06-10T09:00:00+07:00", true);
        carried(&province, 2, "481940", "2025-06-11T09:00:00+07:00", false);
        carried(&province, 3, "481900", "2025-07-02T09:00:00+07:00", true);
        carried(&province, 4, "481900", "2025-08-02T09:00:00+07:00", true);
        province.at("2025-10-01T08:00:00+07:00");

        let then = report(&province, "&as=then");
        assert_eq!(row(&then, "xã Thạch Long, huyện Thạch Hà")["accepted"]["submit"], 2);
        assert_eq!(row(&then, "xã Thạch Hà, tỉnh")["accepted"]["total"], 1);
        let now = report(&province, "&as=now");
        assert_eq!(row(&now, "xã Thạch Hà, tỉnh")["accepted"]["total"], 3, "{now}");
        for report in [&then, &now] {
            assert_eq!(report["total"]["accepted"]["total"], 3);
            assert_eq!(report["total"]["delivered"]["total"], 2);
            assert_eq!(report["total"]["delivered"]["return"], 0);
        }
        assert_eq!(now["total"]["estimated"], 0, "the points are still there: {now}");

        let districts = report(&province, "&level=district");
        assert_eq!(row(&districts, "huyện Thạch Hà")["accepted"]["total"], 2);
        // Since July there is no district: the province stands.
        assert_eq!(row(&districts, "tỉnh Hà Tĩnh")["accepted"]["total"], 1);
        let provinces = report(&province, "&level=province&as=now");
        assert_eq!(provinces["rows"].as_array().unwrap().len(), 1);
        assert_eq!(provinces["total"]["accepted"], then["total"]["accepted"]);
    });
}

#[test]
fn what_happened_at_an_office_that_is_gone_is_told_by_where_its_land_went() {
    let province = Province::sqlite();
    // A desk of a commune that ended, and its land was not divided.
    province.at("2025-06-10T09:00:00+07:00");
    let code = "H27.29-250610-0001";
    province.case(code, "H27.29.01", "Xóm 5");
    let number = province.order(
        code,
        "submit",
        &json!({"person": person("Xóm 5")}),
        &json!({"point": "H27.29.01"}),
    );
    province.scan("accept", &number, "481940", &json!({"papers": [1]}));
    province.scan(
        "hand_over",
        &number,
        "481940",
        &json!({"to": {"point": "H27.29.01", "as": "desk"}}),
    );
    province.scan("receive", &number, "H27.29.01", &json!({}));
    province.at("2025-10-01T08:00:00+07:00");
    let then = report(&province, "");
    let now = report(&province, "&as=now");
    assert_eq!(row(&then, "xã Thạch Long")["delivered"]["total"], 1);
    assert_eq!(row(&now, "xã Thạch Hà")["delivered"]["total"], 1);
    assert_eq!(then["total"], now["total"]);
}

#[test]
fn a_report_is_for_who_answers_and_for_days_in_order() {
    let province = Province::sqlite();
    carried(&province, 1, "481940", "2025-06-10T09:00:00+07:00", false);
    for (query, field) in [
        ("from=2025-06-01", "until"),
        ("from=x&until=2025-06-02", "?from"),
        ("from=2025-06-02&until=2025-06-02", "?until"),
        ("from=1990-01-01&until=2025-06-02", "?until"),
        ("from=2025-06-01&until=2025-06-02&as=later", "?as"),
        ("from=2025-06-01&until=2025-06-02&level=hamlet", "?level"),
    ] {
        let answer = province.get(&format!("/api/v1/reports/units?{query}"));
        let problem = answer.problem(422, "invalid");
        assert!(problem.to_string().contains(field), "{query}: {problem}");
    }
    let ask = |role, points: &[&str]| {
        let secret = province.app.secret(role, points);
        let path = "/api/v1/reports/units?from=2025-06-01&until=2025-07-01";
        province.app.get(path).token(&secret).send()
    };
    ask(Role::Clerk, &["481940"]).problem(403, "wrong_role");
    assert_eq!(ask(Role::Manager, &[]).json()["total"]["accepted"]["total"], 1);
    assert_eq!(ask(Role::Manager, &["481900"]).json()["total"]["accepted"]["total"], 0);
}
