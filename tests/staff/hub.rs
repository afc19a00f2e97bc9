//! The work on bags and runs with a wedge scanner, through the pages, in both eras.

use hosopost::base::{At, Role};
use serde_json::{Value, json};

use crate::kit::app::{Answer, TestApp};
use crate::kit::browser::Browser;
use crate::kit::databases;
use crate::kit::province::{DISTRICT, SORTING, VILLAGE};

/// Somebody at one point, with a scanner.
pub struct AtPoint<'a> {
    pub browser: Browser<'a>,
    point: &'static str,
    secret: String,
}

impl<'a> AtPoint<'a> {
    pub fn of(app: &'a TestApp, point: &'static str) -> Self {
        let browser = Browser::of(app, Role::Clerk, &[point]);
        Self { browser, point, secret: app.secret(Role::Clerk, &[point]) }
    }

    /// A minute later: what people do one after the other does not happen at once.
    fn ticks(&self) {
        let clock = &self.browser.app.app.clock;
        clock.set(clock.now().plus_millis(60_000));
    }

    pub fn page(&mut self, path: &str) -> String {
        let answer = self.browser.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// Posts a form of the page at `path`, as its buttons would.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.page(path);
        let form = page.split("name=\"form\" value=\"").nth(1).unwrap_or_default();
        let form = form.split('"').next().unwrap_or_default().to_owned();
        let (point, form) = (self.point, form.as_str());
        self.ticks();
        let all = [fields, &[("point", point), ("form", form)]].concat();
        self.browser.post(path, &all)
    }

    /// The same, and goes where it leads to.
    #[track_caller]
    pub fn does(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields);
        assert_eq!(answer.status, 303, "{fields:?}: {}", answer.text());
        let to = answer.header("location").to_owned();
        self.page(&to)
    }

    /// Where a form leads to.
    #[track_caller]
    pub fn leads(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields);
        assert_eq!(answer.status, 303, "{fields:?}: {}", answer.text());
        answer.header("location").to_owned()
    }

    /// Where an address leads to.
    #[track_caller]
    pub fn leads_by_get(&mut self, path: &str) -> String {
        let answer = self.browser.get(path);
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        answer.header("location").to_owned()
    }

    /// The secret of a token of the same role and point.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    #[track_caller]
    pub fn scans(&mut self, path: &str, deed: &str, code: &str) -> String {
        self.does(path, &[("do", deed), ("code", code)])
    }

    /// A parcel that came in here.
    pub fn accepted(&self, number: u32) -> String {
        self.ticks();
        let app = self.browser.app;
        let code = app.announced(number).tracking.to_string();
        let now = app.app.clock.now();
        let scan = json!({
            "id": app.app.ids.uuid(now).to_string(), "action": "accept", "code": code,
            "at": self.point, "as": "post", "happened_at": now.to_string(),
        });
        let batch = json!({"device": "may-quet", "scans": [scan]});
        let answer = app.post("/api/v1/scans").token(&self.secret).json(&batch).send();
        assert_eq!(answer.json()["results"][0]["outcome"], "recorded", "{}", answer.text());
        code
    }

    pub fn ask(&self, path: &str) -> Value {
        let answer = self.browser.app.get(path).token(&self.secret).english().send();
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub fn tell(&self, path: &str, body: &Value) -> Answer {
        self.ticks();
        self.browser.app.post(path).token(&self.secret).english().json(body).send()
    }
}

/// When, from where to where, by which departure.
#[derive(Clone, Copy)]
struct Era {
    now: &'static str,
    from: &'static str,
    to: &'static str,
    route: &'static str,
    departure: &'static str,
}

const THREE_TIERS: Era = Era {
    now: "2025-04-08T09:30:00+07:00",
    from: VILLAGE,
    to: DISTRICT,
    route: "DT-TH-1",
    departure: "S1",
};
const TWO_TIERS: Era = Era {
    now: "2025-10-14T09:30:00+07:00",
    from: "481960",
    to: SORTING,
    route: "DT-TINH-1",
    departure: "S1",
};

fn in_each_era(test: impl Fn(&TestApp, Era)) {
    for era in [THREE_TIERS, TWO_TIERS] {
        databases::on_both(|db| {
            let app = TestApp::province(db.fresh());
            app.app.clock.set(At::parse(era.now).unwrap());
            test(&app, era);
        });
    }
}

/// Whether the page answers a scan of this code, and whether everything fits.
#[track_caller]
fn answered(page: &str, code: &str, good: bool) {
    let class = if good { "class=\"answer good\"" } else { "class=\"answer\"" };
    assert!(page.contains(class), "{code}: {page}");
    let answer = page.split("class=\"answer").nth(1).unwrap();
    assert!(answer.split("</div>").next().unwrap().contains(code), "{code}: {answer}");
}

/// A bag of these, made up, filled and closed; its page.
fn closed(from: &mut AtPoint<'_>, to: &str, parcels: &[&str], seal: &str) -> String {
    let bag = from.leads("/counter/bags", &[("do", "make"), ("to", to)]);
    for parcel in parcels {
        let page = from.scans(&bag, "scan", parcel);
        answered(&page, parcel, true);
    }
    let page = from.does(&bag, &[("do", "close"), ("seal", seal)]);
    assert!(page.contains("Đã niêm phong") && page.contains("label.pdf"), "{page}");
    bag
}

fn code_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// The run of the era's departure.
fn entered(at: &mut AtPoint<'_>, era: Era) -> String {
    let day = &era.now[..10];
    let form = [("do", "enter"), ("route", era.route), ("departure", era.departure), ("day", day)];
    at.leads("/counter/runs", &form)
}

#[test]
fn a_bag_is_filled_closed_carried_opened_and_found_short_over_wrong_and_broken() {
    in_each_era(|app, era| {
        let mut from = AtPoint::of(app, era.from);
        let numbers: Vec<String> = (1..=5).map(|number| from.accepted(number)).collect();
        let [one, two, missing, over, wrong] = [0, 1, 2, 3, 4].map(|n| numbers[n].as_str());
        let bag = closed(&mut from, era.to, &[one, two, missing], "NP 1");
        let other = closed(&mut from, era.to, &[wrong], "NP 2");
        let (bag_code, other_code) = (code_of(&bag), code_of(&other));

        let run = entered(&mut from, era);
        assert_eq!(entered(&mut from, era), run, "a departure of a day is one run");
        assert!(from.page("/counter/runs").contains(&code_of(&run)));
        for code in [&bag_code, &other_code] {
            answered(&from.scans(&run, "load", code), code, true);
        }
        from.does(&run, &[("do", "depart")]);

        let mut to = AtPoint::of(app, era.to);
        assert!(to.page(&run).contains("Đang chạy"));
        to.does(&run, &[("do", "arrive")]);
        for code in [&bag_code, &other_code] {
            answered(&to.scans(&run, "unload", code), code, true);
        }
        let page = to.does(&run, &[("do", "count")]);
        assert!(!page.contains("Chênh lệch"), "{page}");
        assert!(to.page("/counter/bags").contains("Chờ mở (2)"));

        let page = to.does(&bag, &[("do", "open"), ("found", "broken"), ("seal", "NP 9")]);
        answered(&page, &bag_code, false);
        assert!(page.contains("Niêm phong bị rách"), "{page}");
        answered(&to.scans(&bag, "scan", one), one, true);
        answered(&to.scans(&bag, "scan", two), two, true);
        let page = to.scans(&bag, "scan", over);
        answered(&page, over, false);
        assert!(page.contains("Thừa trong túi"), "{page}");
        let page = to.scans(&bag, "scan", wrong);
        answered(&page, wrong, false);
        assert!(page.contains("Lấy ra từ túi khác"), "{page}");
        let page = to.does(&bag, &[("do", "count")]);
        for told in ["có chênh lệch", "Thiếu trong túi", missing, "tìm ở", &code_of(&run)]
        {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(to.page("/counter/bags").contains("Chờ mở (1)"));

        let found = |kind: &str, point: &AtPoint<'_>| {
            let path = format!("/api/v1/anomalies?kind={kind}");
            let list = point.ask(&path);
            assert_eq!(list["items"].as_array().unwrap().len(), 1, "{kind}: {list}");
            list["items"][0].clone()
        };
        let short = found("bag_short", &from);
        assert_eq!((&short["bag"], &short["run"]), (&json!(bag_code), &json!(code_of(&run))));
        assert_eq!(short["last_right"]["code"], era.from);
        assert_eq!(found("not_in_bag", &to)["bag"], bag_code);
        assert_eq!(found("wrong_bag", &to)["bag"], other_code);
        let broken = found("seal_differs", &to);
        assert_eq!((&broken["expected"], &broken["found"]), (&json!("NP 1"), &json!("NP 9")));
        assert_eq!(broken["last_right"]["code"], era.from);
        // The parcel turns up: nothing is missing any more.
        to.scans(&bag, "scan", missing);
        let list = from.ask("/api/v1/anomalies?kind=bag_short&status=open");
        assert_eq!(list["items"], json!([]));
    });
}

#[test]
fn what_stays_on_a_run_is_missed_where_it_was_to_come_off() {
    in_each_era(|app, era| {
        let mut from = AtPoint::of(app, era.from);
        let parcel = from.accepted(1);
        let bag = closed(&mut from, era.to, &[&parcel], "NP 1");
        let run = entered(&mut from, era);
        from.scans(&run, "load", &code_of(&bag));
        from.does(&run, &[("do", "depart")]);
        let mut to = AtPoint::of(app, era.to);
        let page = to.does(&run, &[("do", "arrive")]);
        assert!(
            page.contains("Còn phải xuống đây theo ghi nhận:</b>") || page.contains("<b>1</b>")
        );
        let page = to.does(&run, &[("do", "count")]);
        for told in ["Chênh lệch", "Chưa dỡ khỏi chuyến", &code_of(&bag)] {
            assert!(page.contains(told), "{told}: {page}");
        }
        let admin = app.secret(Role::Administrator, &[]);
        let list = app.get("/api/v1/anomalies?kind=run_short").token(&admin).send().json();
        assert_eq!(list["items"][0]["run"], code_of(&run));
        assert_eq!(list["items"][0]["last_right"]["code"], era.from);
        // It lay under a seat.
        to.scans(&run, "unload", &code_of(&bag));
        let list = app.get("/api/v1/anomalies?kind=run_short").token(&admin).send().json();
        assert_eq!(list["items"][0]["status"], "explained");
    });
}

#[test]
fn more_than_a_run_takes_is_loaded_only_after_one_said_so() {
    let app = TestApp::province(databases::TestDatabase::sqlite());
    let mut from = AtPoint::of(&app, VILLAGE);
    let run = entered(&mut from, THREE_TIERS);
    // This departure takes four bags.
    let bags: Vec<String> = (1..=5)
        .map(|number| {
            let parcel = from.accepted(number);
            code_of(&closed(&mut from, DISTRICT, &[&parcel], "NP 1"))
        })
        .collect();
    for bag in &bags[..4] {
        from.scans(&run, "load", bag);
    }
    let refused = from.post(&run, &[("do", "load"), ("code", &bags[4])]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("không đủ chỗ") && refused.text().contains("quá tải 1 túi"));
    let shown = from.ask(&format!("/api/v1/runs/{}", code_of(&run)));
    assert_eq!((&shown["departure"], &shown["room"]["bags_left"]), (&json!("S1"), &json!(0)));
    assert_eq!((&shown["room"]["parcels_aboard"], &shown["room"]["kg"]), (&json!(4), &json!(50)));

    let all_the_same = [("do", "load"), ("code", bags[4].as_str()), ("over", "1")];
    let page = from.does(&run, &all_the_same);
    assert!(page.contains("Quá tải"), "{page}");
    let shown = from.ask(&format!("/api/v1/runs/{}", code_of(&run)));
    assert_eq!(
        (&shown["room"]["bags_left"], &shown["room"]["is_over"]),
        (&json!(-1), &json!(true))
    );
}

#[test]
fn a_form_posted_twice_scans_once_and_bad_input_is_said_at_its_field() {
    let app = TestApp::province(databases::TestDatabase::sqlite());
    let mut from = AtPoint::of(&app, VILLAGE);
    let parcel = from.accepted(1);
    for (fields, told) in [
        (&[("do", "make"), ("to", "")][..], "Cần mã điểm"),
        (&[("do", "make"), ("to", "999999")], "999999"),
        (&[("do", "make"), ("to", VILLAGE)], "hai điểm khác nhau"),
        (&[("do", "make"), ("to", DISTRICT), ("code", "a b!")], "gạch nối"),
        (&[("do", "find"), ("bag", "T-99")], "Không có túi"),
        (&[], "Không có túi"),
    ] {
        let answer = from.post("/counter/bags", fields);
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
    }
    let bag = from.leads("/counter/bags", &[("do", "make"), ("to", DISTRICT), ("code", "T-01")]);
    assert_eq!(bag, "/counter/bags/T-01");
    assert_eq!(from.leads("/counter/bags", &[("do", "find"), ("bag", "t-01")]), bag);

    let page = from.page(&bag);
    let form = page.split("name=\"form\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let fields = [("do", "scan"), ("code", parcel.as_str()), ("point", VILLAGE), ("form", form)];
    let first = from.browser.post(&bag, &fields).header("location").to_owned();
    let again = from.browser.post(&bag, &fields).header("location").to_owned();
    assert_eq!(first, again);
    let contents = from.ask("/api/v1/bags/T-01")["contents"].clone();
    assert_eq!(contents, json!([{"kind": "parcel", "code": parcel}]));
    let timeline = from.ask(&format!("/api/v1/parcels/{parcel}/timeline"));
    assert_eq!(timeline["entries"].as_array().map(Vec::len), Some(2), "{timeline}");

    for (fields, told) in [
        (&[("do", "scan"), ("code", "")][..], "Hãy quét một mã"),
        (&[("do", "scan"), ("code", "t-01")], "nhãn của chính túi này"),
        (&[("do", "scan"), ("code", &"9".repeat(201))], "dài quá 200"),
        (&[("do", "close"), ("seal", " ")], "Cần số trên niêm phong"),
        (&[("do", "close"), ("seal", &"9".repeat(65))], "tối đa 64"),
        (&[("do", "open"), ("found", "whole")], "ở bước khác"),
        (&[("do", "count")], "ở bước khác"),
        (&[("do", "fly")], "ở bước khác"),
    ] {
        let answer = from.post(&bag, fields);
        assert_eq!(answer.status, 422, "{fields:?}: {}", answer.text());
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
    }
    // An unknown code is kept for a person, and said large.
    let page = from.scans(&bag, "scan", "BH999999999VN");
    answered(&page, "BH999999999VN", false);
    // Taken out again, by its own button.
    from.scans(&bag, "out", &parcel);
    assert_eq!(from.ask("/api/v1/bags/T-01")["contents"], json!([]));

    let run = entered(&mut from, THREE_TIERS);
    for (path, fields, told) in [
        ("/counter/runs", &[("do", "find"), ("run", "R-99")][..], "Không có chuyến"),
        ("/counter/runs", &[("do", "enter"), ("route", "")], "chọn một đường thư"),
        ("/counter/runs", &[("do", "enter"), ("route", "X-9")], "X-9"),
        (
            "/counter/runs",
            &[("do", "enter"), ("route", "DT-TH-1"), ("departure", "S9")],
            "không có chuyến S9",
        ),
        ("/counter/runs", &[("do", "enter"), ("route", "DT-TH-1"), ("day", "8/4")], "Ngày"),
        (&run, &[("do", "load"), ("code", "")], "Hãy quét một mã"),
        (&run, &[("do", "unload"), ("code", &code_of(&run))], "mã của chính chuyến này"),
        (&run, &[("do", "fly")], "chọn xếp hoặc dỡ"),
    ] {
        let answer = from.post(path, fields);
        assert_eq!(answer.status, 422, "{fields:?}: {}", answer.text());
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
    }
    let mut desk = Browser::of(&app, Role::Officer, &["H27.00"]);
    assert_eq!(desk.get("/counter/runs").status, 403);
    assert_eq!(desk.get(&bag).status, 404, "a bag of other points");
}
