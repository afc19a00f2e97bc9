//! Characters that belong in no text: refused where they come in, by the field they stand in, whatever
//! the database would make of them.

use hosopost::base::Role;
use serde_json::json;

use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{DISTRICT, SORTING, VILLAGE};

#[test]
fn a_nul_in_an_address_is_refused_by_the_name_of_its_part() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let secret = app.secret(Role::Administrator, &[]);
        let addresses = [
            ("/api/v1/parcels/a%00b", "code"),
            ("/api/v1/parcels/%00/timeline", "code"),
            ("/api/v1/parcels/%00/label", "code"),
            ("/api/v1/cases/H27.00-250408-0001%00", "case_code"),
            ("/api/v1/bags/%00", "code"),
            ("/api/v1/runs/%00", "code"),
            ("/api/v1/points/%00", "code"),
            ("/api/v1/points?q=th%E1%BA%A1ch%00", "?q"),
            ("/api/v1/points?near=%00&q=a", "?near"),
            ("/api/v1/anomalies?kind=%00", "?kind"),
            ("/api/v1/anomalies?cursor=0.%00", "?cursor"),
            ("/api/v1/set-aside?status=%00", "?status"),
            ("/api/v1/tokens?cursor=%00", "?cursor"),
            ("/api/v1/feed?after=%00", "?after"),
            ("/api/v1/feed/stream?after=%00", "?after"),
        ];
        for (address, field) in addresses {
            let problem = app.get(address).token(&secret).send().problem(422, "invalid");
            assert_eq!(problem["field"], field, "{address}: {problem}");
        }
    });
}

#[test]
fn a_nul_in_a_body_is_refused_by_its_path() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let secret = app.secret(Role::Administrator, &[]);
        let person =
            json!({"name": "Nguyễn Văn\0Mẫu", "address": {"text": "Thôn Mẫu", "unit": null}});
        let case = json!({
            "case_code": "H27.00-250408-0001", "as_of": "2025-04-08T09:00:00+07:00",
            "procedure_code": "1.012783", "agency": "H27.00", "channel": 3, "status": 1,
            "received_at": "2025-04-08T09:00:00+07:00", "applicant": person,
        });
        let leg = json!({
            "case_code": "H27.00-250408-0001", "service": "submit",
            "from": {"point": VILLAGE}, "to": {"point": "H27.00"},
            "papers": [
                {"name": "Đơn", "form": "original", "count": 1},
                {"name": "\0", "form": "copy", "count": 1},
            ],
        });
        let bodies = [
            ("/api/v1/cases", case, "applicant.name"),
            ("/api/v1/legs", leg, "papers[1].name"),
            ("/api/v1/bags", json!({"from": DISTRICT, "to": SORTING, "code": "\0"}), "code"),
            ("/api/v1/runs", json!({"route": "\0", "date": "2025-04-08"}), "route"),
            ("/api/v1/tokens", json!({"name": "a\0", "role": "manager", "points": []}), "name"),
            ("/api/v1/anomalies/anm_x/resolve", json!({"reason": "\0"}), "reason"),
        ];
        for (path, body, field) in bodies {
            let answer = app.post(path).token(&secret).json(&body).send();
            let problem = answer.problem(422, "invalid");
            assert_eq!(problem["field"], field, "{path}: {problem}");
        }
    });
}

#[test]
fn a_nul_in_one_scan_is_said_of_that_scan_and_its_neighbour_is_recorded() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let number = app.announced(1).tracking.to_string();
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let scan = |n: u32, seal: &str| {
            json!({
                "id": format!("01961a2b-7c00-7000-8000-{n:012}"), "action": "accept", "code": number,
                "at": DISTRICT, "happened_at": "2025-04-08T09:00:00+07:00", "seal": seal,
            })
        };
        let batch = json!({"device": "may\0quet", "scans": [scan(1, "NP\0"), scan(2, "NP-7")]});
        let answer = app.post("/api/v1/scans").token(&clerk).json(&batch).send();
        let results = answer.json()["results"].clone();
        assert_eq!(results[0]["outcome"], "refused", "{results}");
        assert_eq!(results[0]["error"]["field"], "seal");
        assert_eq!(results[1]["outcome"], "recorded", "{results}");
    });
}

#[test]
fn a_code_that_is_no_text_gets_the_page_of_unknown_codes() {
    let app = TestApp::sqlite();
    for path in ["/q/%00", "/Q/%00", "/q/%ff%fe", "/Q/%C3%28"] {
        let answer = app.get(path).send();
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
    }
}

#[test]
fn a_form_that_cannot_be_read_says_what_was_expected() {
    let app = TestApp::sqlite();
    let problem =
        app.post("/t").body("text/plain", "code=x").english().send().problem(415, "wrong_content");
    assert!(problem["detail"].as_str().unwrap().contains("x-www-form-urlencoded"), "{problem}");
    let kind = "application/x-www-form-urlencoded";
    let problem = app.post("/t").body(kind, "code=a&code=b").send().problem(422, "invalid");
    assert!(problem["detail"].is_string(), "{problem}");
    assert_eq!(app.post("/t").body(kind, "code=%00").send().status, 200);
}

#[test]
fn an_object_where_a_word_belongs_is_named_and_is_not_called_broken_json() {
    let app = TestApp::province(TestDatabase::sqlite());
    let secret = app.secret(Role::Administrator, &[]);
    let body = json!({"code": "BH100000017VN", "reason": "nhầm", "as": {}});
    let path = "/api/v1/set-aside/01961a2b-7c00-7000-8000-000000000001/match";
    let problem = app.post(path).token(&secret).json(&body).send().problem(422, "invalid");
    assert_eq!(problem["field"], "as", "{problem}");
}
