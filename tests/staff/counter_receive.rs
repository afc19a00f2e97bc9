//! A dossier is taken in at a counter: found, filled in, checked, confirmed, once.

use hosopost::base::Role;

use super::counter::{Form, clerk, on_both};
use crate::kit::app::TestApp;
use crate::kit::browser::Browser;
use crate::kit::province::{CENTRE, DISTRICT, LAND, VILLAGE};

const RECEIVE: &str = "/counter/receive";
const HOME: &str = "thôn Đồng Vinh, xã Thạch Đài, huyện Thạch Hà, tỉnh Hà Tĩnh";

/// The form of a land dossier as somebody of the village brings it.
fn filled(browser: &mut Browser<'_>) -> Form {
    let blank = browser.get(&format!("{RECEIVE}?procedure={LAND}"));
    assert_eq!(blank.status, 200, "{}", blank.text());
    Form::of(&blank, RECEIVE)
        .with("name", "Nguyễn Văn Mẫu")
        .with("phone", "0912 345 123")
        .with("address", HOME)
        .with("weight_g", "80")
        .with("seal", "NP-0042")
}

fn taken(app: &TestApp) -> usize {
    let admin = app.secret(Role::Administrator, &[]);
    let facts = app.get("/api/v1/feed?after=0&limit=500").token(&admin).send().json();
    let kinds = facts["events"].as_array().or_else(|| facts["items"].as_array()).unwrap();
    kinds.iter().filter(|fact| fact["type"].as_str().unwrap().contains("leg.ordered")).count()
}

#[test]
fn a_dossier_is_found_by_a_few_letters_filled_in_checked_and_taken_in_once() {
    on_both(|app| {
        let mut clerk = clerk(app);
        assert!(clerk.get("/counter").text().contains("Thạch Long"));
        for words in ["cap%20doi%20giay", "C%E1%BA%A5p%20%C4%91%E1%BB%95i", LAND] {
            let found = clerk.get(&format!("{RECEIVE}?q={words}")).text();
            assert!(found.contains(&format!("{RECEIVE}?procedure={LAND}")), "{words}: {found}");
        }
        let form = filled(&mut clerk);
        assert_eq!(form.get("agency"), CENTRE);
        assert_eq!((form.get("service"), form.get("taken")), ("submit", "1"));
        assert!(form.get("paper_name_0").starts_with("Đơn đăng ký"));
        assert_eq!(form.get("paper_count_3"), "2");
        assert_eq!(form.get("paper_form_3"), "copy");

        let checked = form.press(&mut clerk, RECEIVE, "check");
        assert_eq!(checked.status, 200, "{}", checked.text());
        for told in ["26.000 đ", "100.000 đ", "mã tạm"] {
            assert!(checked.text().contains(told), "{told}: {}", checked.text());
        }
        assert_eq!(taken(app), 0, "checking puts nothing on record");

        let form = Form::of(&checked, RECEIVE)
            .with("postage_paid", "1")
            .with("fee_paid", "1")
            .with("receipt_no", "BL-7");
        let done = form.press(&mut clerk, RECEIVE, "confirm");
        assert_eq!(done.status, 303, "{}", done.text());
        let path = done.header("location").to_owned();
        let again = form.press(&mut clerk, RECEIVE, "confirm");
        assert_eq!(again.header("location"), path, "the same again is the same dossier");
        assert_eq!(taken(app), 1);
        let other = form.with("name", "Trần Thị Mẫu").press(&mut clerk, RECEIVE, "confirm");
        assert_eq!(other.status, 422);
        assert!(other.text().contains("đã được xác nhận"), "{}", other.text());

        let page = clerk.get(&path).text();
        let number = path.rsplit('/').next().unwrap();
        for told in [number, "QUAY.481940-250408-", "NP-0042", "Nhận gửi", "mã tạm"] {
            assert!(page.contains(told), "{told}: {page}");
        }
        for person in ["Nguyễn", "0912", "Đồng Vinh"] {
            assert!(!page.contains(person), "{person}");
        }
        let parcel = clerk.get(&format!("/parcels/{number}")).text();
        assert!(parcel.contains("1 + 1 + 1 + 2") && parcel.contains("NP-0042"), "{parcel}");
        let case = page.split("/cases/").nth(1).unwrap().split('"').next().unwrap();
        let mut officer = Browser::of(app, Role::Officer, &[CENTRE]);
        let case = officer.get(&format!("/cases/{case}")).text();
        for told in ["đặt chặng gửi", "đã thu phí, lệ phí", "Nguyễn Văn Mẫu", "chưa báo"]
        {
            assert!(case.contains(told), "{told}: {case}");
        }
        for paper in ["slip", "label?size=a6", "label?size=100x75"] {
            let paper = clerk.get(&format!("/api/v1/parcels/{number}/{paper}"));
            assert_eq!(paper.header("content-type"), "application/pdf");
        }
        let admin = app.secret(Role::Administrator, &[]);
        let ledger = app.get("/api/v1/ledger").token(&admin).send().text();
        for told in ["postage_collected", "fee_collected", "BL-7"] {
            assert!(ledger.contains(told), "{told}: {ledger}");
        }
    });
}

#[test]
fn the_record_of_the_one_stop_system_takes_the_place_of_the_counters() {
    let app = TestApp::province(crate::kit::databases::TestDatabase::sqlite());
    let mut clerk = clerk(&app);
    let code = "H27.00-250408-0123";
    let form = filled(&mut clerk).with("case_code", code);
    let checked = form.press(&mut clerk, RECEIVE, "check");
    let done = Form::of(&checked, RECEIVE).press(&mut clerk, RECEIVE, "confirm");
    assert_eq!(done.status, 303, "{}", done.text());
    let partner = app.secret(Role::Partner, &[CENTRE]);
    // Told as of a time before the person stood at the counter.
    let record = serde_json::json!({
        "case_code": code, "as_of": "2025-04-01T09:00:00+07:00", "procedure_code": LAND,
        "agency": CENTRE, "channel": 3, "status": 2, "received_at": "2025-04-01T08:00:00+07:00",
        "applicant": {"name": "Nguyễn Văn Mẫu", "address": {"text": "Thôn 1"}},
    });
    let told = app.post("/api/v1/cases").token(&partner).json(&record).send();
    assert!(told.text().contains("updated"), "{}", told.text());
    assert!(clerk.get(&format!("/cases/{code}")).text().contains("2 ·"));
    // A second leg of the same case leaves its record alone.
    let form = filled(&mut clerk).with("case_code", code).with("service", "return");
    let checked = form.press(&mut clerk, RECEIVE, "check");
    let done = Form::of(&checked, RECEIVE).press(&mut clerk, RECEIVE, "confirm");
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(clerk.get(&format!("/cases/{code}")).text().contains("2 ·"));
}

#[test]
fn every_field_says_what_is_wrong_with_it() {
    let app = TestApp::province(crate::kit::databases::TestDatabase::sqlite());
    let mut clerk = clerk(&app);
    let wrong = [
        ("service", "fly", "Hãy chọn dịch vụ"),
        ("case_code", "x y", "H27.12-250408-0007"),
        ("case_code", "QUAY.481940-250408-0000000000", "QUAY.481940-250408-0000000000"),
        ("name", " ", "tên"),
        ("phone", "12", "số điện thoại"),
        ("address", "", "địa chỉ"),
        ("address", "Atlantis", "Không tìm thấy xã"),
        ("agency", "", "Hãy chọn cơ quan"),
        ("agency", "999999", "Không có điểm này"),
        ("agency", VILLAGE, "không phải bộ phận một cửa"),
        ("paper_name_0", "", "Hãy ghi tên giấy tờ"),
        ("paper_form_0", "stone", "bản chính"),
        ("paper_count_0", "many", "Cần một số từ 0"),
        ("paper_count_0", "1000", "999"),
        ("weight_g", "heavy", "Cần số gam"),
        ("weight_g", "-5", "Cần số gam"),
        ("reduction", "friend_of_mine", "Hãy chọn một diện"),
        ("label", "BH999999999VN", "BH999999999VN"),
    ];
    for (field, value, said) in wrong {
        let mut form = filled(&mut clerk).with(field, value);
        if field == "paper_name_0" {
            form = form.with("paper_count_0", "3");
        }
        let refused = form.press(&mut clerk, RECEIVE, "check");
        let page = refused.text();
        assert_eq!(refused.status, 422, "{field} {value}: {page}");
        let told = page.split("<em id=\"").skip(1).any(|rest| {
            rest.split("</em>").next().unwrap().to_lowercase().contains(&said.to_lowercase())
        });
        assert!(told, "{field} {value}: {said}: {page}");
        assert!(page.contains("Nguyễn Văn Mẫu") || field == "name", "what was typed is kept");
    }
    let long = "9".repeat(41);
    let refused = filled(&mut clerk).with("seal", &long).press(&mut clerk, RECEIVE, "check");
    assert!(refused.text().contains("Cần tối đa 40 ký tự"), "{}", refused.text());
    for (field, value, said) in [
        ("fee_amount", "a lot", "Cần số tiền"),
        ("fee_amount", "", "Cần số tiền"),
        ("method", "gold", "Hãy chọn cách trả"),
        ("receipt_no", &"9".repeat(61), "Cần tối đa 60 ký tự"),
    ] {
        let form = filled(&mut clerk).with("fee_paid", "1").with("fee_amount", "100000");
        let form = form.with("method", "cash").with(field, value);
        let refused = form.press(&mut clerk, RECEIVE, "confirm");
        assert_eq!(refused.status, 422, "{field}");
        assert!(refused.text().contains("Cần sửa"), "{said}: {}", refused.text());
    }
    for (field, value, status) in
        [("point", DISTRICT, 403), ("point", "x y", 422), ("point", "", 422), ("form_id", "x", 422)]
    {
        let refused = filled(&mut clerk).with(field, value).press(&mut clerk, RECEIVE, "confirm");
        assert_eq!(refused.status, status, "{field} {value}: {}", refused.text());
    }
    assert_eq!(clerk.get(&format!("{RECEIVE}?procedure=9.999999")).status, 404);
    assert_eq!(clerk.get(&format!("{RECEIVE}?procedure=x")).status, 404);
    assert_eq!(clerk.get(&format!("{RECEIVE}?q=%00")).status, 422);
    assert!(clerk.get(&format!("{RECEIVE}?q=zzzz")).text().contains("Không có thủ tục nào"));
    assert_eq!(taken(&app), 0);
}

#[test]
fn a_price_that_is_another_than_was_shown_is_shown_again_before_anything_is_on_record() {
    let app = TestApp::province(crate::kit::databases::TestDatabase::sqlite());
    let mut clerk = clerk(&app);
    let checked = filled(&mut clerk).press(&mut clerk, RECEIVE, "check");
    let heavier = Form::of(&checked, RECEIVE).with("weight_g", "900");
    let refused = heavier.press(&mut clerk, RECEIVE, "confirm");
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("đã khác lúc xem"), "{}", refused.text());
    assert_eq!(taken(&app), 0);
    let done = Form::of(&refused, RECEIVE).press(&mut clerk, RECEIVE, "confirm");
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(taken(&app), 1);
}

#[test]
fn lines_of_papers_come_and_go_without_losing_what_was_typed() {
    let app = TestApp::province(crate::kit::databases::TestDatabase::sqlite());
    let mut clerk = clerk(&app);
    let form = filled(&mut clerk).with("paper_name_4", "Giấy ủy quyền").with("paper_count_4", "1");
    let more = Form::of(&form.press(&mut clerk, RECEIVE, "add"), RECEIVE);
    assert_eq!(more.get("paper_name_4"), "Giấy ủy quyền");
    assert_eq!((more.get("paper_name_5"), more.get("name")), ("", "Nguyễn Văn Mẫu"));
    let fewer = Form::of(&more.press(&mut clerk, RECEIVE, "remove-1"), RECEIVE);
    assert!(
        fewer.get("paper_name_1").starts_with("Mảnh trích đo"),
        "{}",
        fewer.get("paper_name_1")
    );
    assert_eq!(fewer.get("paper_name_3"), "Giấy ủy quyền");
    for odd in ["remove-x", "remove-99", "remove--1"] {
        assert_eq!(fewer.press(&mut clerk, RECEIVE, odd).status, 200, "{odd}");
    }
}

#[test]
fn an_address_in_doubt_is_chosen_by_a_person_and_may_stay_as_it_is() {
    let app = TestApp::province(crate::kit::databases::TestDatabase::sqlite());
    let mut clerk = clerk(&app);
    let doubtful = filled(&mut clerk).with("address", "xóm 3, Atlantis");
    let asked = doubtful.press(&mut clerk, RECEIVE, "check");
    assert_eq!(asked.status, 422);
    let kept = Form::of(&asked, RECEIVE).with("unit", "none");
    let checked = kept.press(&mut clerk, RECEIVE, "check");
    assert_eq!(checked.status, 200, "{}", checked.text());
    assert!(checked.text().contains("chưa có giá"), "no commune, no price");
    // Another address makes the choice void.
    let other = Form::of(&checked, RECEIVE).with("address", "xóm 4, Atlantis");
    assert_eq!(other.press(&mut clerk, RECEIVE, "check").status, 422);
}

#[test]
fn the_counter_is_for_who_works_there_and_says_where_once() {
    let app = TestApp::province(crate::kit::databases::TestDatabase::sqlite());
    for role in [Role::Courier, Role::Manager] {
        let mut other = Browser::of(&app, role, &[VILLAGE]);
        for path in ["/counter", RECEIVE] {
            assert_eq!(other.get(path).status, 403, "{role} {path}");
        }
        assert!(!other.get("/home").text().contains("href=\"/counter\""));
        assert_eq!(other.post(RECEIVE, &[("point", VILLAGE)]).status, 403);
        assert_eq!(other.post("/counter", &[("point", VILLAGE)]).status, 403);
    }
    let mut two = Browser::of(&app, Role::Clerk, &[VILLAGE, DISTRICT]);
    assert_eq!(two.get(RECEIVE).header("location"), "/counter");
    assert!(two.get("/counter").text().contains("ngồi ở quầy nào"));
    for (point, status) in [(CENTRE, 403), ("", 422), ("a b", 422)] {
        assert_eq!(two.post("/counter", &[("point", point)]).status, status, "{point}");
    }
    assert_eq!(two.post("/counter", &[("point", DISTRICT)]).status, 303);
    assert_eq!(two.cookie("hosopost-at"), Some(DISTRICT));
    assert!(two.get(&format!("{RECEIVE}?q=dat")).text().contains("Bưu cục Thạch Hà"));
    let mut admin = Browser::of(&app, Role::Administrator, &[]);
    admin.get("/counter");
    assert_eq!(admin.post("/counter", &[("point", VILLAGE)]).status, 303);
    assert_eq!(admin.get(RECEIVE).status, 200);
}

#[test]
fn an_officer_orders_a_result_back_and_hands_it_over_later() {
    let app = TestApp::province(crate::kit::databases::TestDatabase::sqlite());
    let mut officer = Browser::of(&app, Role::Officer, &[CENTRE]);
    let form = filled(&mut officer);
    assert_eq!((form.get("service"), form.get("agency")), ("return", CENTRE));
    let form = form.with("taken", "1");
    let checked = form.press(&mut officer, RECEIVE, "check");
    assert_eq!(checked.status, 200, "{}", checked.text());
    let done = Form::of(&checked, RECEIVE).press(&mut officer, RECEIVE, "confirm");
    assert_eq!(done.status, 303, "{}", done.text());
    let page = officer.get(done.header("location")).text();
    assert!(page.contains("chờ bưu điện nhận"), "{page}");
    let foreign =
        filled(&mut officer).with("agency", "H27.29").press(&mut officer, RECEIVE, "check");
    assert_eq!(foreign.status, 422, "{}", foreign.text());
}

#[test]
fn a_blank_label_is_bound_by_scanning_it() {
    let app = TestApp::province(crate::kit::databases::TestDatabase::sqlite());
    let token = app.secret(Role::Clerk, &[VILLAGE]);
    let roll = serde_json::json!({"count": 3, "point": VILLAGE});
    let made = app.post("/api/v1/rolls").token(&token).json(&roll).send().json();
    let roll = made["roll_id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/rolls/{roll}/blanks");
    let blanks = app.get(&path).token(&token).send().json();
    let blank = |n: usize| blanks["items"][n]["tracking_number"].as_str().unwrap().to_owned();

    let mut clerk = clerk(&app);
    let checked = filled(&mut clerk).with("label", &blank(0)).press(&mut clerk, RECEIVE, "check");
    let form = Form::of(&checked, RECEIVE);
    let done = form.press(&mut clerk, RECEIVE, "confirm");
    let page = done.header("location").to_owned();
    assert_eq!(page, format!("/counter/taken/{}", blank(0)), "{}", done.text());
    clerk.get(&page);
    let path = format!("{page}/label");
    for (code, status) in [("", 422), ("BH999999999VN", 422), (blank(0).as_str(), 303)] {
        assert_eq!(clerk.post(&path, &[("blank", code)]).status, status, "{code}");
    }
    let bound = clerk.post(&path, &[("blank", &blank(1))]);
    assert_eq!(bound.header("location"), format!("{page}?bound=1"));
    clerk.get("/look-up");
    let found = clerk.post("/look-up", &[("code", &blank(1))]);
    assert_eq!(found.header("location"), format!("/parcels/{}", blank(0)));
    assert_eq!(clerk.post("/counter/taken/BH999999999VN/label", &[("blank", "x")]).status, 404);
    let again = filled(&mut clerk).with("label", &blank(0)).press(&mut clerk, RECEIVE, "check");
    assert_eq!(again.status, 422, "a label is used once");
}
