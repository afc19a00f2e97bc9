//! Lists of codes and files against the catalogue, through the door.

use hosopost::base::Role;
use hosopost::flows::import::Kind;
use serde_json::Value;

use crate::kit::app::{Answer, TestApp};
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{DISTRICT, LAND, fixture};

struct Office {
    app: TestApp,
    secret: String,
}

impl Office {
    fn on(db: &TestDatabase) -> Self {
        let app = TestApp::province(db.fresh());
        let secret = app.secret(Role::Administrator, &[]);
        Self { app, secret }
    }

    fn post(&self, path: &str, text: impl Into<Vec<u8>>) -> Answer {
        let ask = self.app.post(&format!("/api/v1/{path}")).token(&self.secret).english();
        ask.body("text/csv", text).send()
    }

    fn get(&self, path: &str) -> Value {
        self.app.get(&format!("/api/v1/{path}")).token(&self.secret).english().send().json()
    }
}

const LIST: &str =
    "imports/listings?from=codes&level=commune&decision=Q%C4%90+9&valid_from=2026-01-01";

#[test]
fn a_list_of_codes_counts_whole_also_what_the_catalogue_does_not_know() {
    on_both(|db| {
        let office = Office::on(db);
        let list = format!("{LAND}\n9.000001\n9.000002, một thủ tục lạ\n");
        let taken = office.post(LIST, list.clone());
        assert_eq!(taken.status, 200, "{}", taken.text());
        let counts = office.get("catalogue/counts?on=2026-01-01");
        let levels = counts["levels"].as_array().unwrap();
        let commune = levels.iter().find(|one| one["level"] == "commune").unwrap();
        assert_eq!(commune["either"]["listed"], 3, "{commune}");
        assert_eq!(commune["either"]["known"], 1, "{commune}");
        let gaps = office.get("imports/gaps?kind=listings");
        assert!(gaps.to_string().contains("9.000001"), "{gaps}");
        let again = office.post(LIST, list).json();
        assert_eq!((&again["added"], &again["changed"]), (&0.into(), &0.into()));
    });
}

#[test]
fn a_list_of_codes_says_which_part_of_it_is_bad() {
    on_both(|db| {
        let office = Office::on(db);
        for (without, field) in [
            ("&level=commune", "?level"),
            ("&decision=Q%C4%90+9", "?decision"),
            ("&valid_from=2026-01-01", "?valid_from"),
        ] {
            let problem = office.post(&LIST.replace(without, ""), LAND).problem(422, "invalid");
            assert_eq!(problem["field"], field, "{problem}");
        }
        for (extra, field) in
            [("&direction=up", "?direction"), ("&valid_until=2025-01-01", "?valid_until")]
        {
            let problem = office.post(&format!("{LIST}{extra}"), LAND).problem(422, "invalid");
            assert_eq!(problem["field"], field, "{problem}");
        }
        for bad in ["", "x", "1.012783\n1.012783", "1.01278"] {
            let refused = office.post(LIST, bad);
            assert_eq!(refused.status, 422, "{bad:?}: {}", refused.text());
        }
    });
}

#[test]
fn a_file_is_compared_with_the_catalogue_of_a_day() {
    on_both(|db| {
        let office = Office::on(db);
        let ours = String::from_utf8(fixture(Kind::Procedures)).unwrap();
        let same = office.post("catalogue/diff?on=2026-01-01", ours.clone()).json();
        assert_eq!(
            (&same["added"], &same["removed"]),
            (&Value::Array(vec![]), &Value::Array(vec![]))
        );
        let renamed = ours.replacen("Cấp đổi Giấy chứng nhận", "Đổi Giấy chứng nhận", 1);
        let other = office.post("catalogue/diff?on=2026-01-01", renamed).json();
        assert_eq!(other["changed"][0]["code"], LAND, "{other}");
        let bad = office.post("catalogue/diff?on=yesterday", ours.clone());
        assert!(matches!(bad.status.as_u16(), 404 | 422), "{}", bad.text());
        office.post("catalogue/diff?format=pdf", ours).problem(422, "invalid");
        let refused = office.post("catalogue/diff", "code,name\n1,x\n");
        assert_eq!(refused.status, 422, "{}", refused.text());
        // Anyone who may read the catalogue may compare; without a token nobody.
        let clerk = office.app.secret(Role::Clerk, &[DISTRICT]);
        let ask = office.app.post("/api/v1/catalogue/diff").token(&clerk);
        assert_ne!(ask.body("text/csv", fixture(Kind::Procedures)).send().status, 401);
    });
}
