//! Lists of what goes together: drawn up, printed, and recorded by one scan of a sheet.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::counter::{Form, on_both};
use super::hub::AtPoint;
use crate::kit::app::TestApp;
use crate::kit::browser::Browser;
use crate::kit::databases::TestDatabase;
use crate::kit::province::{CENTRE, DISTRICT, VILLAGE};

/// A bag of these parcels, closed, and its code.
fn bag_of(from: &mut AtPoint<'_>, parcels: &[&str]) -> String {
    let bag = from.leads("/counter/bags", &[("do", "make"), ("to", DISTRICT)]);
    for parcel in parcels {
        from.scans(&bag, "scan", parcel);
    }
    from.does(&bag, &[("do", "close"), ("seal", "NP 1")]);
    bag.rsplit('/').next().unwrap().to_owned()
}

/// A list of this, drawn up.
fn drawn(at: &AtPoint<'_>, body: &Value) -> Value {
    let answer = at.tell("/api/v1/manifests", body);
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// What stands in the QR of a list's sheets, as a scanner reads it.
fn sheet(list: &Value) -> String {
    list["sheet"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

fn recorded(at: &AtPoint<'_>, sheet: &str, point: &str) -> Value {
    let path = format!("/api/v1/manifests/{sheet}/record");
    let answer = at.tell(&path, &json!({"at": point, "as": "post"}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn fits(taken: &Value) -> Vec<(&str, &str)> {
    let lines = taken["lines"].as_array().unwrap().iter();
    lines.map(|line| (line["code"].as_str().unwrap(), line["fit"].as_str().unwrap())).collect()
}

#[test]
fn one_scan_of_a_bags_sheet_takes_out_what_lies_in_it_and_names_what_does_not() {
    on_both(|app| {
        let mut from = AtPoint::of(app, VILLAGE);
        let to = AtPoint::of(app, DISTRICT);
        let numbers: Vec<String> = (1..=4).map(|number| from.accepted(number)).collect();
        let [one, two, gone, late] = [0, 1, 2, 3].map(|n| numbers[n].as_str());
        let bag = bag_of(&mut from, &[one, two, gone]);
        let asked = json!({"kind": "bag", "bag": bag, "at": VILLAGE});
        let list = drawn(&from, &asked);
        assert_eq!(list["lines"], json!([one, two, gone]));
        assert_eq!(drawn(&from, &asked)["number"], list["number"], "the same list again");
        let sheet = sheet(&list);
        assert!(sheet.contains(&format!(".{}", list["commitment"].as_str().unwrap())));

        // The bag came in while there was no line; one parcel was scanned by a phone meanwhile.
        let now = app.app.clock.now().to_string();
        let scan = |n: u128, code: &str, action: &str, at: &str, more: &Value| {
            let mut scan = json!({
                "id": uuid::Uuid::from_u128(0x0196_1a2b_7c00_7000_8000_0000_0000_0000 | n).to_string(),
                "action": action, "code": code, "at": at, "as": "post", "happened_at": now,
            });
            scan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            scan
        };
        let batch = |scans: Value| json!({"device": "may-quet", "scans": scans});
        let elsewhere = scan(1, gone, "receive", VILLAGE, &json!({}));
        let added = scan(2, late, "pack", VILLAGE, &json!({"bag": bag}));
        from.tell("/api/v1/scans", &batch(json!([elsewhere, added])));
        let here = scan(3, &bag, "receive", DISTRICT, &json!({}));
        to.tell("/api/v1/scans", &batch(json!([here])));

        let taken = recorded(&to, &sheet, DISTRICT);
        assert_eq!(fits(&taken), [(one, "stands"), (two, "stands"), (gone, "elsewhere")]);
        assert_eq!(taken["action"], "unpack");
        assert_eq!((&taken["recorded"], &taken["is_whole"]), (&json!(2), &json!(false)));
        assert_eq!(taken["added"], json!([late]));
        assert_eq!(taken["lines"][2]["custodian"]["code"], VILLAGE);
        let held = to.ask(&format!("/api/v1/parcels/{one}"));
        assert_eq!(
            (&held["state"], &held["custodian"]["code"]),
            (&json!("at_point"), &json!(DISTRICT))
        );

        let again = recorded(&to, &sheet, DISTRICT);
        assert_eq!(fits(&again), [(one, "done"), (two, "done"), (gone, "elsewhere")]);
        assert_eq!(again["lines"][0]["outcome"], "repeated");
        let timeline = to.ask(&format!("/api/v1/parcels/{one}/timeline"));
        let text = timeline.to_string();
        assert_eq!(text.matches("\"unpack\"").count(), 1, "{text}");
    });
}

#[test]
fn a_runs_sheet_loads_where_it_was_drawn_up_and_unloads_where_things_come_off() {
    on_both(|app| {
        let mut from = AtPoint::of(app, VILLAGE);
        let to = AtPoint::of(app, DISTRICT);
        let parcel = from.accepted(1);
        let bag = bag_of(&mut from, &[&parcel]);
        let run = json!({"route": "DT-TH-1", "departure": "S1", "date": "2025-04-08"});
        let run = from.tell("/api/v1/runs", &run).json()["code"].as_str().unwrap().to_owned();
        // A list of what is to go along, before anything was loaded.
        let asked = json!({"kind": "run", "run": run, "at": VILLAGE, "codes": [bag]});
        let list = drawn(&from, &asked);
        let sheet = sheet(&list);
        let loaded = recorded(&from, &sheet, VILLAGE);
        assert_eq!((&loaded["action"], &loaded["is_whole"]), (&json!("load"), &json!(true)));
        let unloaded = recorded(&to, &sheet, DISTRICT);
        assert_eq!((&unloaded["action"], &unloaded["recorded"]), (&json!("unload"), &json!(1)));
        let held = to.ask(&format!("/api/v1/parcels/{parcel}"));
        assert_eq!(
            (&held["state"], &held["custodian"]["code"]),
            (&json!("in_bag"), &json!(DISTRICT))
        );
        assert_eq!(held["anomalies"], json!([]), "{held}");
    });
}

#[test]
fn the_record_of_a_signed_list_is_taken_over_by_one_scan_and_the_two_pair() {
    on_both(|app| {
        let from = AtPoint::of(app, VILLAGE);
        let to = AtPoint::of(app, DISTRICT);
        let parcel = from.accepted(1);
        let mut clerk = Browser::signed_in(app, &format!("clerk.{VILLAGE}"));
        let give = "/counter/list/give";
        let form = Form::of(&clerk.get(give), give).with("code", &parcel);
        let page = form.press(&mut clerk, give, "add");
        let form = Form::of(&page, give).with("other", DISTRICT);
        let signed = form.press(&mut clerk, give, "confirm").header("location").to_owned();
        let number = signed.rsplit('/').next().unwrap().to_owned();

        let listed = from.ask(&format!("/api/v1/manifests/{number}"));
        assert_eq!((&listed["kind"], &listed["lines"]), (&json!("handover"), &json!([parcel])));
        let refused = from.tell(
            &format!("/api/v1/manifests/{number}/record"),
            &json!({"at": VILLAGE, "as": "post"}),
        );
        refused.problem(409, "own_list");
        let taken = recorded(&to, &sheet(&listed), DISTRICT);
        assert_eq!((&taken["action"], &taken["proven"]), (&json!("receive"), &json!(true)));
        let held = to.ask(&format!("/api/v1/parcels/{parcel}"));
        assert_eq!(held["custodian"]["code"], DISTRICT);
        assert_eq!(held["anomalies"], json!([]), "both sides are one hand-over: {held}");

        // The day's book lists it, and stands for no hand-over itself.
        let book = drawn(&from, &json!({"kind": "book", "at": VILLAGE}));
        assert_eq!(book["lines"], json!([number]));
        let path = format!("/api/v1/manifests/{}/record", sheet(&book));
        to.tell(&path, &json!({"at": DISTRICT})).problem(409, "no_handover");
    });
}

#[test]
fn a_round_names_receivers_for_its_own_point_alone_and_each_look_is_noted() {
    on_both(|app| {
        let from = AtPoint::of(app, VILLAGE);
        let parcel = from.accepted(1);
        crate::kit::browser::user(app, "buuta.son", Role::Courier, &[VILLAGE]);
        let mut clerk = Browser::signed_in(app, &format!("clerk.{VILLAGE}"));
        let page = clerk.get("/counter/manifests").text();
        assert!(page.contains("buuta.son"), "{page}");
        let digits = page.split("<option value=\"tok_").nth(1).unwrap().split('"').next().unwrap();
        let postman = format!("tok_{digits}");
        let asked = json!({"kind": "round", "postman": postman, "at": VILLAGE});
        from.tell("/api/v1/manifests", &asked).problem(409, "nothing_to_list");

        let asked = json!({"kind": "round", "postman": postman, "at": VILLAGE, "codes": [parcel]});
        let list = drawn(&from, &asked);
        let taken = recorded(&from, &sheet(&list), VILLAGE);
        assert_eq!(taken["action"], "out_for_delivery");
        let held = from.ask(&format!("/api/v1/parcels/{parcel}"));
        assert_eq!(held["custodian"]["kind"], "postman", "{held}");
        // What he has out by the record is the same list.
        let by_record = json!({"kind": "round", "postman": postman, "at": VILLAGE});
        assert_eq!(drawn(&from, &by_record)["number"], list["number"]);

        let number = list["number"].as_str().unwrap();
        let paper = clerk.get(&format!("/counter/manifests/{number}/paper.pdf"));
        assert!(paper.body.starts_with(b"%PDF"), "{}", paper.text());
        // This one goes to the service centre: it names nobody, and so nothing is noted.
        let mut officer = Browser::of(app, Role::Officer, &[CENTRE]);
        let refused = officer.get(&format!("/counter/manifests/{}/paper.pdf", sheet(&list)));
        assert_eq!(refused.status, 403);
        assert_eq!(officer.get(&format!("/counter/manifests/{number}")).status, 404);
        let courier = app.secret(Role::Courier, &[VILLAGE]);
        let path = "/api/v1/manifests";
        let others = app.post(path).token(&courier).english().json(&by_record).send();
        others.problem(403, "wrong_role");
    });
}

#[test]
fn a_sheet_is_looked_at_and_recorded_on_its_page() {
    let app = TestApp::province(TestDatabase::sqlite());
    let mut from = AtPoint::of(&app, VILLAGE);
    let mut to = AtPoint::of(&app, DISTRICT);
    let parcel = from.accepted(1);
    let list = from.leads("/counter/manifests", &[("kind", "office")]);
    let page = from.page(&list);
    assert!(page.contains(&parcel) && page.contains("BD6"), "{page}");
    let number = list.rsplit('/').next().unwrap().to_owned();
    let whole =
        from.ask(&format!("/api/v1/manifests/{number}"))["sheet"].as_str().unwrap().to_owned();
    assert!(whole.starts_with("HTTPS://HOSO.EXAMPLE.VN/M/"), "{whole}");

    // The QR leads to the page where it is recorded.
    let path = whole.trim_start_matches("HTTPS://HOSO.EXAMPLE.VN");
    let led = to.leads_by_get(path);
    assert!(led.starts_with("/counter/sheet?sheet=BK-"), "{led}");
    let page = to.page(&led);
    assert!(page.contains("1 dòng đúng như tờ in") && page.contains("Tờ in khớp"), "{page}");
    let page = to.does("/counter/sheet", &[("do", "record"), ("sheet", &whole)]);
    assert!(page.contains("Đã ghi theo tờ này: 1"), "{page}");
    let held = to.ask(&format!("/api/v1/parcels/{parcel}"));
    assert_eq!(held["custodian"]["code"], DISTRICT);
    assert!(to.page(&format!("/counter/sheet?sheet={number}")).contains("gõ tay"));

    for (fields, told) in [
        (&[("sheet", "")][..], "Hãy quét mã QR"),
        (&[("sheet", "BH100000017VN")], "Cần mã trên tờ in"),
        (&[("sheet", "BK-250408-00000000")], "Không có bản kê"),
        (&[("sheet", &whole), ("do", "record"), ("happened_at", "hôm qua")], "Cần ngày và giờ"),
        (&[("sheet", &whole), ("do", "record"), ("happened_at", "2025-04-09T10:00")], "đã qua"),
    ] {
        let mut answer = to.post("/counter/sheet", fields);
        if answer.status == 303 {
            // To look is no work: what is wrong stands on the page it leads to.
            let page = answer.header("location").to_owned();
            answer = to.browser.get(&page);
        }
        assert_eq!(answer.status, 422, "{fields:?}: {}", answer.text());
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
    }
    for (fields, told) in [
        (&[("kind", "round")][..], "Hãy chọn bưu tá"),
        (&[("kind", "book"), ("day", "x")], "Cần một ngày"),
        (&[("kind", "book")], "Chưa có gì để kê"),
        (&[("kind", "fly")], "Hãy chọn loại"),
        (&[("kind", "bag"), ("bag", "T-99")], "T-99"),
        (&[("kind", "run"), ("run", "")], "Không có mã"),
    ] {
        let answer = to.post("/counter/manifests", fields);
        assert_eq!(answer.status, 422, "{fields:?}: {}", answer.text());
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
    }
    let mut clerk = Browser::signed_in(&app, &format!("clerk.{VILLAGE}"));
    let rows = clerk.rows("/counter/manifests.csv");
    assert!(rows.len() == 1 && rows[0].contains(&number), "{rows:?}");
}

#[test]
fn every_field_with_a_bad_value_is_named() {
    let app = TestApp::province(TestDatabase::sqlite());
    let from = AtPoint::of(&app, VILLAGE);
    let parcel = from.accepted(1);
    let good = json!({"kind": "office", "at": VILLAGE});
    let with = |more: Value| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (body, status, field) in [
        (with(json!({"kind": "fly"})), 422, "kind"),
        (with(json!({"kind": 3})), 422, "kind"),
        (with(json!({"at": "a b"})), 422, "at"),
        (with(json!({"as": "boss"})), 422, "as"),
        (with(json!({"kind": "bag"})), 422, "bag"),
        (with(json!({"kind": "run"})), 422, "run"),
        (with(json!({"kind": "round"})), 422, "postman"),
        (with(json!({"kind": "round", "postman": "x"})), 422, "postman"),
        (with(json!({"bag": "T-01"})), 422, "bag"),
        (with(json!({"day": "2025-04-08"})), 422, "day"),
        (with(json!({"kind": "book", "day": "8/4"})), 422, "day"),
        (with(json!({"kind": "book", "codes": [parcel]})), 422, "codes"),
        (with(json!({"codes": vec!["X"; 2001]})), 422, "codes"),
        (with(json!({"codes": ["9".repeat(201)]})), 422, "codes[0]"),
        (with(json!({"codes": ["BH999999999VN"]})), 404, "code"),
        (with(json!({"kind": "bag", "bag": "T-99"})), 404, "code"),
    ] {
        let answer = from.tell("/api/v1/manifests", &body);
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        assert_eq!(answer.json()["field"], field, "{body}");
    }
    from.tell("/api/v1/manifests", &with(json!({"at": DISTRICT}))).problem(403, "wrong_place");

    let list = drawn(&from, &good);
    let (number, sheet) = (list["number"].as_str().unwrap(), sheet(&list));
    let to = AtPoint::of(&app, DISTRICT);
    let other = format!("{number}.{}", "0".repeat(12));
    for (sheet, body, status, code) in [
        ("x", json!({"at": DISTRICT}), 422, "invalid"),
        ("BK-250408-00000000", json!({"at": DISTRICT}), 404, "unknown_list"),
        (&other, json!({"at": DISTRICT}), 409, "other_list"),
        (&sheet, json!({}), 422, "invalid"),
        (&sheet, json!({"at": 1}), 422, "invalid"),
        (&sheet, json!({"at": VILLAGE}), 403, "wrong_place"),
        (&sheet, json!({"at": DISTRICT, "as": "x"}), 422, "invalid"),
        (&sheet, json!({"at": DISTRICT, "happened_at": "x"}), 422, "invalid"),
        (
            &sheet,
            json!({"at": DISTRICT, "happened_at": "2026-01-01T00:00:00+07:00"}),
            422,
            "invalid",
        ),
        (&sheet, json!({"at": DISTRICT, "more": 1}), 422, "invalid"),
    ] {
        let answer = to.tell(&format!("/api/v1/manifests/{sheet}/record"), &body);
        answer.problem(status, code);
    }
    // Who has the sheet reads it; who only knows the number does where they work.
    let ask = |path: &str| app.get(path).token(to.secret()).english().send();
    assert_eq!(ask(&format!("/api/v1/manifests/{sheet}")).status, 200);
    ask(&format!("/api/v1/manifests/{number}")).problem(404, "unknown_list");
    ask(&format!("/api/v1/manifests?point={VILLAGE}")).problem(403, "wrong_place");
    let own = from.ask(&format!("/api/v1/manifests?point={VILLAGE}"));
    assert_eq!(own["items"][0]["number"], number);
    for format in ["pdf", "png", "svg"] {
        let path = format!("/api/v1/manifests/{sheet}/paper?format={format}");
        assert_eq!(ask(&path).status, 200, "{format}");
    }
    let thermal = ask(&format!("/api/v1/manifests/{sheet}/paper?format=zpl"));
    assert_eq!((thermal.status.as_u16(), &thermal.json()["field"]), (422, &json!("?format")));
}
