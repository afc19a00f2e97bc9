//! The catalogue through the door: procedures as of a day, counts, versions, differences.

use hosopost::base::{At, Role};
use hosopost::catalogue::{
    FeeAmount, FeeClass, FeeItem, Procedure, ProcedureFees, RequiredPaper, RequiredPapers,
};
use hosopost::store::procedures;
use hosopost::store::revisions::{Subject, bump};
use serde_json::{Value, json};

use crate::kit::app::{Answer, TestApp};
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{CENTRE, DISTRICT, LAND};

struct Counter {
    app: TestApp,
    clerk: String,
    office: String,
}

impl Counter {
    fn on(db: &TestDatabase) -> Self {
        let app = TestApp::province(db.fresh());
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let office = app.secret(Role::Administrator, &[]);
        Self { app, clerk, office }
    }

    fn get(&self, path: &str) -> Answer {
        self.app.get(&format!("/api/v1/{path}")).token(&self.clerk).english().send()
    }

    fn codes(&self, path: &str) -> Vec<String> {
        let found = self.get(path).json();
        let items = found["items"].as_array().unwrap_or_else(|| panic!("{path}: {found}"));
        items.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// From July on the land procedure has another name, time, fee and list of papers.
fn renewed(app: &TestApp) {
    let mut conn = app.database.open();
    let all = procedures::load(&mut conn).unwrap();
    let before = all.iter().find(|one| one.code.as_str() == LAND).unwrap();
    let mut old = before.clone();
    old.period.until = "2025-07-01".parse().ok();
    let mut new = Procedure { name: "Cấp đổi sổ".to_owned(), ..before.clone() };
    new.period.from = "2025-07-01".parse().unwrap();
    new.processing = "3 working_day".parse().ok();
    new.offers.online = "2 day".parse().unwrap();
    procedures::save(&mut conn, &[old, new.clone()]).unwrap();
    let papers = RequiredPapers {
        procedure: new.code.clone(),
        period: new.period,
        papers: vec![RequiredPaper {
            name: "Đơn".to_owned(),
            template: None,
            originals: 1,
            copies: 0,
        }],
    };
    let mut before_papers = procedures::load_papers(&mut conn).unwrap();
    before_papers.retain(|list| list.procedure == new.code);
    before_papers[0].period.until = "2025-07-01".parse().ok();
    procedures::save_papers(&mut conn, &[before_papers.remove(0), papers]).unwrap();
    let item = |name: &str, channel: Option<&str>, dong| FeeItem {
        name: name.to_owned(),
        class: FeeClass::LePhi,
        channel: channel.map(|one| one.parse().unwrap()),
        amount: FeeAmount::Fixed(dong),
        basis: Some("Nghị quyết (minh họa)".to_owned()),
    };
    let fees = ProcedureFees {
        procedure: new.code.clone(),
        period: new.period,
        items: vec![
            item("Lệ phí cấp giấy", None, 120_000),
            item("Lệ phí cấp giấy", Some("online"), 60_000),
        ],
    };
    procedures::save_fees(&mut conn, &[fees]).unwrap();
    bump(&mut conn, Subject::Catalogue).unwrap();
}

#[test]
fn a_procedure_is_found_by_a_few_letters_with_or_without_marks() {
    on_both(|db| {
        let counter = Counter::on(db);
        let marked = counter.codes("procedures?q=%C4%91%E1%BA%A5t%20%C4%91ai&limit=500");
        let plain = counter.codes("procedures?q=dat%20dai&limit=500");
        assert!(!plain.is_empty() && plain == marked, "{plain:?} {marked:?}");
        assert!(plain.contains(&"1.012756".to_owned()));
        assert_eq!(counter.codes("procedures?q=1.012783"), [LAND]);
        let land = counter.codes("procedures?field=dat%20dai&limit=500");
        assert!(land.len() > 5 && land.len() < 41, "{land:?}");
        let received = counter.codes("procedures?field=dat%20dai&by_post=received&limit=500");
        assert!(!received.contains(&"1.012756".to_owned()), "only returned by post");
        let returned = counter.codes("procedures?field=dat%20dai&by_post=returned&limit=500");
        assert!(returned.contains(&"1.012756".to_owned()));
        assert!(counter.codes("procedures?level=ministry").is_empty());
        let line = &counter.get("procedures?q=1.012756").json()["items"][0];
        assert_eq!((&line["received"], &line["returned"]), (&json!(false), &json!(true)));
    });
}

#[test]
fn a_list_of_procedures_comes_in_pages() {
    let counter = Counter::on(&TestDatabase::sqlite());
    let all = counter.codes("procedures?limit=500");
    assert_eq!(all.len(), 41);
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("procedures?limit=10{cursor}");
        paged.extend(counter.codes(&path));
        match counter.get(&path).json()["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(paged, all);
}

#[test]
fn a_procedure_is_shown_as_it_was_on_the_day() {
    on_both(|db| {
        let counter = Counter::on(db);
        renewed(&counter.app);
        let before = counter.get(&format!("procedures/{LAND}?on=2025-06-30")).json();
        assert_eq!(before["papers"].as_array().unwrap().len(), 4);
        assert_eq!(before["channels"][2]["channel"], "post");
        assert_eq!(before["channels"][2]["time"]["text"], "5 working days");
        assert_eq!(before["channels"][2]["fee"]["text"], "100,000 đ");
        assert_eq!(before["channels"][1]["fee"]["from"], 50_000);
        assert_eq!(before["by_post"]["received"][0]["level"], "province");
        assert_eq!(before["described"]["levels"], json!(["province"]));

        let after = counter.get(&format!("procedures/{LAND}?on=2025-07-01")).json();
        assert_eq!((&after["name"], &after["in_catalogue"]), (&json!("Cấp đổi sổ"), &json!(true)));
        assert_eq!(after["papers"], json!([{"name": "Đơn", "originals": 1, "copies": 0}]));
        let [direct, online, post] = [0, 1, 2].map(|n| &after["channels"][n]);
        assert_eq!(online["time"], json!({"amount": 2, "unit": "day", "text": "2 days"}));
        assert_eq!(online["fee"]["from"], 60_000);
        assert_eq!((&post["fee"]["kind"], &post["fee"]["to"]), (&json!("fixed"), &json!(120_000)));
        assert_eq!(direct["fee"]["items"][0]["class"], "le_phi");
        assert_eq!(post["fee"]["text"], "120,000 đ");
        let periods = after["periods"].as_array().unwrap();
        assert!(periods[0].get("valid_from").is_none() && periods.len() == 2, "{after}");
        assert_eq!(periods[1]["valid_from"], "2025-07-01");
    });
}

#[test]
fn a_bad_question_names_its_part() {
    let counter = Counter::on(&TestDatabase::sqlite());
    let long = format!("procedures?q={}", "a".repeat(101));
    let long_field = format!("procedures?field={}", "a".repeat(101));
    for (path, field) in [
        (long.as_str(), "?q"),
        (long_field.as_str(), "?field"),
        ("procedures?q=%00", "?q"),
        ("procedures?field=%00", "?field"),
        ("procedures?level=xa", "?level"),
        ("procedures?level=", "?level"),
        ("procedures?by_post=both", "?by_post"),
        ("procedures?on=today", "?on"),
        ("procedures?on=2025-02-30", "?on"),
        ("procedures?cursor=x", "?cursor"),
        ("procedures?cursor=%00", "?cursor"),
        ("procedures?limit=0", "?limit"),
        ("procedures?limit=501", "?limit"),
        ("procedures?limit=all", "?limit"),
        ("procedures/x", "code"),
        ("procedures/%00", "code"),
        ("procedures/1.012783?on=1", "?on"),
        ("catalogue/counts?on=2025-13-01", "?on"),
        ("catalogue/diff?from=2025-01-01&to=2025-01-02&format=pdf", "?format"),
        ("catalogue/diff?from=%00&to=2025-01-02", "?from"),
    ] {
        assert_eq!(counter.get(path).problem(422, "invalid")["field"], field, "{path}");
    }
    for (path, field) in [
        ("catalogue/diff", "?from"),
        ("catalogue/diff?from=2025-01-01", "?to"),
        ("catalogue/diff?from=yesterday&to=2025-01-02", "?from"),
        ("catalogue/diff?from=2025-01-02&to=2025-02-30", "?to"),
    ] {
        let problem = counter.get(path).problem(422, "version_unknown");
        assert_eq!(problem["field"], field, "{path}");
        assert!(problem["detail"].as_str().unwrap().contains("2025-07-01"), "{problem}");
    }
    counter.get("procedures/9.999999").problem(404, "not_found");
    for path in ["procedures", "procedures/1.012783", "catalogue/counts", "catalogue/versions"] {
        let answer = counter.app.get(&format!("/api/v1/{path}")).send();
        answer.problem(401, "unauthenticated");
    }
}

#[test]
fn the_lists_are_counted_by_level() {
    on_both(|db| {
        let counter = Counter::on(db);
        let counts = counter.get("catalogue/counts?on=2025-06-30").json();
        let level = |name: &str| -> Value {
            let levels = counts["levels"].as_array().unwrap();
            levels.iter().find(|one| one["level"] == name).unwrap().clone()
        };
        assert_eq!(counts["procedures"], 41);
        assert_eq!(level("district")["procedures"], 0);
        assert!(level("district")["either"].get("percent").is_none());
        let province = level("province");
        let either = &province["either"];
        assert_eq!(either["listed"], either["known"]);
        assert!(either["percent"].as_f64().unwrap() > 50.0, "{province}");
        assert_eq!(counts["gaps"]["papers_missing"], 0);
        assert_eq!(counts["gaps"]["fee_missing"], 35);
        assert_eq!(counts["gaps"]["fee_by_case"], 1);
        let after = counter.get("catalogue/counts?on=2025-07-01").json();
        assert_ne!(after["levels"], counts["levels"], "the district's list has ended");
    });
}

#[test]
fn a_state_is_named_once_and_compared_by_its_name() {
    on_both(|db| {
        let counter = Counter::on(db);
        renewed(&counter.app);
        let name = |secret: &str, body: &Value| {
            counter.app.post("/api/v1/catalogue/versions").token(secret).json(body).english().send()
        };
        let decision = json!({"name": "QĐ 1234/QĐ-UBND", "on": "2025-07-01"});
        let first = name(&counter.office, &decision);
        assert_eq!(first.status, 201, "{}", first.text());
        counter.app.app.clock.set(At::parse("2025-05-01T08:00:00+07:00").unwrap());
        let again = name(&counter.office, &decision).json();
        assert_eq!(again, first.json(), "whoever noted it first stays");
        name(&counter.clerk, &decision).problem(403, "wrong_role");
        for (body, code, field) in [
            (json!({"name": " ", "on": "2025-07-01"}), "bad_version_name", "name"),
            (json!({"name": "a".repeat(501), "on": "2025-07-01"}), "bad_version_name", "name"),
            (json!({"name": "QĐ", "on": "tomorrow"}), "invalid", "on"),
            (json!({"name": 7, "on": "2025-07-01"}), "invalid", "name"),
            (json!({"name": "Q\0", "on": "2025-07-01"}), "invalid", "name"),
        ] {
            assert_eq!(name(&counter.office, &body).problem(422, code)["field"], field, "{body}");
        }
        let listed = counter.get("catalogue/versions").json();
        let names: Vec<&str> = listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v["name"].as_str().unwrap())
            .collect();
        assert!(names.contains(&"QĐ 1234/QĐ-UBND"), "{listed}");

        let path = "catalogue/diff?from=2025-06-30&to=qd%201234%2Fqd-ubnd";
        let told = counter.get(path).json();
        assert_eq!((&told["from"], &told["to"]), (&json!("2025-06-30"), &json!("2025-07-01")));
        let changed = told["changed"].as_array().unwrap();
        let land = changed.iter().find(|one| one["code"] == LAND).unwrap();
        let fields: Vec<&str> = land["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["field"].as_str().unwrap())
            .collect();
        for field in ["name", "time_online", "time_post", "fee", "paper_removed", "paper_renamed"] {
            assert!(fields.contains(&field), "{field}: {fields:?}");
        }
        let csv = counter.get(&format!("{path}&format=csv"));
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert!(csv.text().starts_with("change,code,name,field,before,after\n"), "{}", csv.text());
        let text = counter.get(&format!("{path}&format=text")).text();
        assert!(
            text.contains("processing time (by post): 5 working days → 3 working days"),
            "{text}"
        );
    });
}

#[test]
fn a_leg_is_ordered_or_refused_by_the_catalogue_of_its_day() {
    on_both(|db| {
        let counter = Counter::on(db);
        let parcel = counter.app.announced(1);
        let mut conn = counter.app.database.open();
        let mut all = procedures::load(&mut conn).unwrap();
        all.retain(|one| one.code.as_str() == LAND);
        all[0].period.until = "2025-04-09".parse().ok();
        procedures::save(&mut conn, &all).unwrap();
        bump(&mut conn, Subject::Catalogue).unwrap();
        let order = json!({
            "case_code": "H27.00-250408-0001", "service": "submit",
            "from": {"person": {"name": "Nguyễn Văn Mẫu", "phone": "0912345678",
                                "address": {"text": "Thôn Mẫu"}}},
            "to": {"point": CENTRE}, "papers": [{"name": "Đơn", "form": "original", "count": 1}],
        });
        let send = || counter.app.post("/api/v1/legs").token(&counter.clerk).json(&order).send();
        let today = send();
        assert_eq!(today.status, 201, "{}", today.text());
        counter.app.app.clock.set(At::parse("2025-04-09T08:00:00+07:00").unwrap());
        let told = send().problem(422, "procedure_abolished");
        assert!(told["detail"].as_str().unwrap().contains("09/04/2025"), "{told}");
        drop(parcel);
    });
}
