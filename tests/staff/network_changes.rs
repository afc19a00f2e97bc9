//! What changed, and addresses that wait for a decision, on the pages of staff.

use hosopost::base::Role;
use serde_json::json;

use crate::kit::browser::Browser;
use crate::kit::databases::TestDatabase;
use crate::kit::databases::on_both;
use crate::kit::province::{CENTRE, VILLAGE};
use crate::places::Province;

/// An address in the ward that was divided in July 2025.
const DIVIDED: &str = "Số 4, khối phố Tân Giang, phường Đại Nài, thành phố Hà Tĩnh, tỉnh Hà Tĩnh";

#[test]
fn what_changed_is_listed_by_period_and_taken_along_as_a_file() {
    on_both(|database| {
        let province = Province::on(TestDatabase::existing(&database.url));
        province.at("2025-10-01T09:30:00+07:00");
        let mut clerk = Browser::of(&province.app, Role::Clerk, &[CENTRE]);
        let units = clerk.get("/network/changes").text();
        assert!(units.contains("nhập toàn bộ") && units.contains("01/07/2025"), "{units}");
        assert!(units.contains("Trang sau"));
        let none = clerk.get("/network/changes?from=2024-01-01&to=2024-12-31").text();
        assert!(none.contains("hosopost import successions"), "{none}");
        let points = clerk.get("/network/changes?what=points&from=2025-09-01&to=2025-09-01").text();
        assert!(points.contains("bưu điện huyện → bưu điện xã"), "{points}");
        let imports = clerk.get("/network/changes?what=imports").text();
        assert!(!imports.contains("administrator"), "{imports}");
        // The fixtures were taken in on 8 April.
        assert!(imports.contains("đường thư") && imports.contains("08/04/2025"), "{imports}");
        let before = clerk.get("/network/changes?what=imports&to=2025-04-07").text();
        assert!(before.contains("Chưa nạp gì"), "{before}");
        assert_eq!(clerk.get("/network/changes?what=gaps").status, 200);
        let file = clerk.get("/network/changes.csv?what=units&from=2025-07-01&to=2025-07-01");
        assert!(file.header("content-disposition").contains("changes.csv"));
        assert_eq!(file.text().lines().count(), 213, "a line for each succession of the fixtures");
        for bad in [
            "what=weather",
            "from=x",
            "to=2025-13-01",
            "from=2025-09-01&to=2025-08-01",
            "cursor=x",
            "what=imports&cursor=x",
            "what=points&cursor=%20",
        ] {
            assert_eq!(clerk.get(&format!("/network/changes?{bad}")).status, 422, "{bad}");
        }
        assert_eq!(clerk.get("/network/changes.csv?what=x").status, 422);
    });
}

#[test]
fn a_locality_is_decided_with_a_reason_and_withdrawn_by_who_works_on_that_land() {
    on_both(|database| {
        let province = Province::on(TestDatabase::existing(&database.url));
        province.at("2025-05-20T09:30:00+07:00");
        province.case("H27.00-250520-0001", CENTRE, DIVIDED);
        province.at("2025-10-01T09:30:00+07:00");
        let mut admin = Browser::of(&province.app, Role::Administrator, &[]);
        let list = admin.get("/network/addresses").text();
        assert!(list.contains("khoi pho tan giang") && list.contains("1 địa chỉ"), "{list}");
        for secret in ["Nguyễn", "0912", "Số 4"] {
            assert!(!list.contains(secret), "{secret}");
        }
        let fields = |new: &'static str, reason: &'static str| {
            [
                ("old", "18082"),
                ("on", "2025-07-01"),
                ("locality", "khoi pho tan giang"),
                ("new", new),
                ("reason", reason),
            ]
        };
        let path = "/network/addresses";
        for (new, reason, said) in [
            ("", "theo bản đồ", "Hãy chọn đơn vị kế thừa."),
            ("99999", "theo bản đồ", "hãy chọn một trong"),
            ("18652", "  ", "id=\"rw-1\""),
        ] {
            let refused = admin.post(path, &fields(new, reason));
            assert_eq!(refused.status, 422, "{said}");
            let page = refused.text();
            assert!(page.contains(said) && page.contains("<details open>"), "{said}: {page}");
        }
        let stale = admin.post(path, &[("old", "x"), ("new", "18652"), ("reason", "x")]);
        assert_eq!(stale.status, 422);
        assert!(stale.text().contains("chọn lại trong danh sách"), "{}", stale.text());
        let house = [
            ("old", "18082"),
            ("on", "2025-07-01"),
            ("locality", "12 Trần Phú"),
            ("new", "18652"),
            ("reason", "x"),
        ];
        assert_eq!(admin.post(path, &house).status, 422);

        // A clerk far away may look, and decides nothing there.
        let mut far = Browser::of(&province.app, Role::Clerk, &[VILLAGE]);
        assert!(!far.get("/network/addresses").text().contains("tan giang"));
        assert_eq!(far.post(path, &fields("18652", "tôi biết")).status, 403);

        let done = admin.post(path, &fields("18652", "theo bản đồ địa chính"));
        assert_eq!(done.header("location"), "/network/addresses?done=decided");
        assert!(!admin.get(path).text().contains("khoi pho tan giang"));
        let decided = admin.get("/network/addresses?show=decided").text();
        assert!(decided.contains("theo bản đồ địa chính") && decided.contains("administrator."));
        let told = province.get("/api/v1/addresses/decisions").json();
        assert_eq!(told["items"][0]["reason"], "theo bản đồ địa chính", "{told}");
        let unit = admin.get("/network/units/18082?on=2025-06-30").text();
        assert!(unit.contains("Đã quyết định về đây") && unit.contains("khoi pho tan giang"));
        let changes = admin.get("/network/changes?what=decisions").text();
        assert!(changes.contains("theo bản đồ địa chính"), "{changes}");

        let id = decided.split("/network/addresses/").nth(1).unwrap().split('/').next().unwrap();
        far.get("/network/addresses?show=decided");
        let withdraw = format!("/network/addresses/{id}/withdraw");
        assert_eq!(far.post(&withdraw, &[]).status, 403);
        assert_eq!(admin.post(&withdraw, &[]).status, 303);
        assert_eq!(admin.post(&withdraw, &[]).status, 409);
        assert!(admin.get("/network/addresses?show=all").text().contains("hết hiệu lực"));
        assert!(admin.get(path).text().contains("khoi pho tan giang"));
        for bad in ["show=x", "cursor=x", "show=decided&cursor=x"] {
            assert_eq!(admin.get(&format!("{path}?{bad}")).status, 422, "{bad}");
        }
        assert_eq!(admin.post("/network/addresses/x/withdraw", &[]).status, 422);
        for role in [Role::Courier, Role::Manager] {
            let points: &[&str] = if role == Role::Courier { &[VILLAGE] } else { &[] };
            let mut other = Browser::of(&province.app, role, points);
            assert_eq!(other.get(path).status, 403, "{role}");
            assert_eq!(other.get("/network").text().matches("/network/addresses").count(), 0);
        }
    });
}

#[test]
fn a_decision_by_the_api_may_say_why_and_a_bad_reason_is_named() {
    let province = Province::sqlite();
    province.at("2025-10-01T09:30:00+07:00");
    let body = |reason: serde_json::Value| json!({"old": "18082", "on": "2025-07-01", "locality": "", "new": "18073", "reason": reason});
    let path = "/api/v1/addresses/decisions";
    for bad in ["", "  ", &"x".repeat(501)] {
        let refused = province.post(path, &body(json!(bad)));
        assert_eq!(refused.status, 422, "{bad}");
        assert_eq!(refused.json()["field"], "reason", "{bad}");
    }
    assert!(province.done(path, &body(json!(null)))["reason"].is_null());
    assert_eq!(province.done(path, &body(json!("theo bản đồ")))["reason"], "theo bản đồ");
}
