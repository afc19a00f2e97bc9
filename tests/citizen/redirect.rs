//! Another delivery: by the citizen's page and by staff, told to who scans and to the case, never who the
//! neighbour is.

use hosopost::base::Role;
use hosopost::custody::Action;
use hosopost::flows::import::{ImportFile, Kind, import};
use hosopost::people::Administrator;
use serde_json::{Value, json};

use super::{number, proven, qr};
use crate::api::office::{Door, giving_back, on_both, submit};
use crate::kit::office::{CLOSED, DESK, POST, VILLAGE};
use crate::kit::province::fixture;
use crate::kit::scans::scan;

/// The post's working days, as the fixtures have them.
pub fn with_days(door: &Door) {
    let mut conn = door.app.database.open();
    let cx = door.app.keyboard();
    let by = Administrator::of(&cx.who).unwrap();
    for kind in [Kind::Holidays, Kind::Weeks] {
        // The weeks of single points are of points that are not in this office.
        let text = String::from_utf8(fixture(kind)).unwrap();
        let lines: Vec<&str> = text.lines().filter(|line| !line.contains("point:")).collect();
        let bytes = lines.join("\n").into_bytes();
        import(&mut conn, &cx, &by, &ImportFile::own(kind, &bytes), &mut |_| {}).unwrap();
    }
}

fn path(leg: &Value) -> String {
    format!("/api/v1/parcels/{}/redirect", number(leg))
}

fn neighbour() -> Value {
    json!({"name": "Trần Thị Hàng Xóm", "phone": "0987 654 321", "address": {"text": "nhà bên trái"}})
}

#[test]
fn a_citizen_puts_the_delivery_off_and_thinks_better_of_it_on_both_databases() {
    on_both(|door| {
        with_days(door);
        let leg = door.ordered(&giving_back());
        let page = format!("/q/{}", qr(&leg));
        let form = format!("{page}/redirect");
        let mut browser = proven(door, &leg);
        assert!(browser.get(&page).text().contains(&format!("{form}?lang=vi")));
        let drawn = browser.get(&form).text();
        // From tomorrow on, without the Sunday, at most ten days ahead.
        assert!(drawn.contains("value=\"2025-04-09\"") && drawn.contains("value=\"2025-04-18\""));
        for never in ["2025-04-08", "2025-04-13", "2025-04-19"] {
            assert!(!drawn.contains(&format!("value=\"{never}\"")), "{never}");
        }
        let asked = browser.post(&form, &[("kind", "day"), ("day", "2025-04-11")]);
        assert_eq!(
            (asked.status.as_u16(), asked.header("location")),
            (303, &*format!("{page}?lang=vi"))
        );
        assert!(browser.get(&page).text().contains("Phát vào Thứ Sáu, 11/04/2025"));
        let answer = scanned(door, 1, &leg);
        assert!(answer.contains("asks for delivery on 11 April 2025"), "{answer}");

        browser.get(&form);
        assert_eq!(browser.post(&form, &[("kind", "withdrawn")]).status, 303);
        assert!(!browser.get(&page).text().contains("11/04/2025"));
        assert!(!scanned(door, 2, &leg).contains("asks"));
        let again = browser.post(&form, &[("kind", "withdrawn")]);
        assert_eq!(again.status, 409);
        assert!(again.text().contains("Không có yêu cầu nào để rút lại."), "{}", again.text());
        assert_eq!(told(door), [json!("day"), json!("withdrawn")]);
    });
}

/// What a scan of the parcel is answered.
fn scanned(door: &Door, n: u64, leg: &Value) -> String {
    let scan = scan(n, i64::try_from(n).unwrap(), Action::Inspect, &number(leg), POST);
    let body = json!({"device": "d", "scans": [{
        "id": scan.id, "action": "inspect", "code": scan.code, "at": POST,
        "happened_at": scan.happened_at,
    }]});
    let answer = door.post("/api/v1/scans", &door.clerk(), &body).send();
    answer.json()["results"][0]["advice"].as_str().unwrap_or_default().to_owned()
}

/// The wishes the case was told, in order.
fn told(door: &Door) -> Vec<Value> {
    let feed = door.get("/api/v1/feed?limit=100", &door.partner()).send().json();
    let events = feed["events"].as_array().unwrap_or_else(|| panic!("{feed}")).clone();
    let text = feed.to_string();
    for never in ["Hàng Xóm", "0987", "nhà bên"] {
        assert!(!text.contains(never), "{never}");
    }
    let redirected = |event: &&Value| event["type"] == "vn.hosopost.parcel.redirected";
    events.iter().filter(redirected).map(|event| event["data"]["wish"].clone()).collect()
}

#[test]
fn a_neighbour_is_known_to_the_post_alone_and_forgotten_with_the_next_wish() {
    on_both(|door| {
        let leg = door.ordered(&giving_back());
        let page = format!("/q/{}", qr(&leg));
        let form = format!("{page}/redirect");
        let mut browser = proven(door, &leg);
        browser.get(&form);
        let fields = [
            ("kind", "proxy"),
            ("proxy_name", "Trần Thị Hàng Xóm"),
            ("proxy_phone", "0987 654 321"),
            ("proxy_where", "nhà bên trái"),
        ];
        assert_eq!(browser.post(&form, &fields).status, 303);
        let shown = browser.get(&page).text();
        assert!(shown.contains("Hàng xóm nhận thay: T*** T** H*** X**"), "{shown}");
        assert!(!shown.contains("0987") && !shown.contains("Xóm"));
        let advice = scanned(door, 1, &leg);
        assert!(advice.contains("to a neighbour") && !advice.contains("Trần"), "{advice}");
        let count = || {
            let mut conn = door.app.database.open();
            rows(&mut conn, "SELECT COUNT(*) AS n FROM persons WHERE name LIKE '%Hàng Xóm'")
        };
        assert_eq!(count(), 1);
        let answer = door.post(&path(&leg), &door.clerk(), &json!({"point": POST})).send();
        assert_eq!(answer.json()["asked_by"], "staff", "{}", answer.text());
        assert_eq!(count(), 0);
        assert!(browser.get(&page).text().contains("Tự đến lấy tại Điểm 481000"));
        assert_eq!(told(door), [json!("proxy"), json!("point")]);
    });
}

fn rows(conn: &mut hosopost::store::Conn, sql: &str) -> i64 {
    use diesel::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let count: Count = diesel::sql_query(sql).get_result(conn).unwrap();
    count.n
}

#[test]
fn what_cannot_be_is_said_at_the_field_with_what_was_typed() {
    let door = Door::sqlite();
    with_days(&door);
    let leg = door.ordered(&giving_back());
    let form = format!("/q/{}/redirect", qr(&leg));
    let mut browser = proven(&door, &leg);
    browser.get(&form);
    let bad: [(&[(&str, &str)], &str); 10] = [
        (&[("kind", "")], "Hãy chọn một cách nhận."),
        (&[("kind", "king")], "Hãy chọn một cách nhận."),
        (&[("kind", "day"), ("day", "")], "Hãy chọn một ngày."),
        (&[("kind", "day"), ("day", "2025-04-13")], "13/04/2025 không được"),
        (&[("kind", "day"), ("day", "2025-04-07")], "07/04/2025 không được"),
        (&[("kind", "day"), ("day", "9999-12-31")], "31/12/9999 không được"),
        (&[("kind", "proxy"), ("proxy_name", "Trần Thị Hàng Xóm")], "value=\"Trần Thị Hàng Xóm\""),
        (&[("kind", "proxy"), ("proxy_name", "A"), ("proxy_phone", "12")], "value=\"12\""),
        (&[("kind", "point"), ("point", DESK)], "không trả bưu gửi cho người dân"),
        (&[("kind", "point"), ("point", "a b")], "Hãy chọn một điểm."),
    ];
    for (fields, said) in bad {
        let answer = browser.post(&form, fields);
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.text().contains(said), "{fields:?}: {}", answer.text());
        assert!(answer.text().contains("role=\"alert\""), "{fields:?}");
    }
    let no_phone = [("kind", "proxy"), ("proxy_name", "A"), ("proxy_where", "bên trái")];
    assert!(browser.post(&form, &no_phone).text().contains("Cần số điện thoại"));
    let found = browser.post(&form, &[("kind", "day"), ("step", "find"), ("commune", "x\0y")]);
    assert_eq!(found.status, 200);
    assert_eq!(told(&door), Vec::<Value>::new());
}

#[test]
fn without_a_proof_or_the_word_of_the_form_nothing_is_asked_for() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    let form = format!("/q/{}/redirect", qr(&leg));
    let mut stranger = super::citizen(&door, "10.0.0.9");
    assert_eq!(stranger.get(&form).header("location"), "/t");
    assert_eq!(stranger.post(&form, &[("kind", "point"), ("point", POST)]).status, 303);
    let mut browser = proven(&door, &leg);
    let fields = [("kind", "point"), ("point", POST), ("form_token", "x")];
    assert_eq!(browser.post_with(&form, &fields, &[], &[]).status, 403);
    assert_eq!(told(&door), Vec::<Value>::new());
}

#[test]
fn what_is_delivered_goes_back_or_goes_to_a_desk_is_not_redirected() {
    on_both(|door| {
        let (there, back) = (door.ordered(&submit()), door.ordered(&giving_back()));
        let clerk = door.clerk();
        let ask = |leg: &Value| door.post(&path(leg), &clerk, &json!({"point": POST})).send();
        ask(&there).problem(409, "not_to_a_person");
        door.scanned(&[
            scan(1, 1, Action::Accept, &number(&back), POST),
            scan(2, 60, Action::Return, &number(&back), POST),
        ]);
        ask(&back).problem(409, "journey_over");
        let delivered = door.ordered(&giving_back());
        assert_eq!(ask(&delivered).status, 200);
        door.scanned(&[scan(3, 120, Action::Deliver, &number(&delivered), POST)]);
        ask(&delivered).problem(409, "journey_over");
        let mut browser = proven(door, &delivered);
        let page = format!("/q/{}", qr(&delivered));
        assert!(!browser.get(&page).text().contains("/redirect"));
        assert_eq!(browser.get(&format!("{page}/redirect")).status, 303);
    });
}

#[test]
fn every_bad_value_of_the_call_is_named_by_its_field() {
    let door = Door::sqlite();
    with_days(&door);
    let leg = door.ordered(&giving_back());
    let clerk = door.clerk();
    let ask = |body: Value| door.post(&path(&leg), &clerk, &body).send();
    let mut no_phone = neighbour();
    no_phone["phone"] = Value::Null;
    let mut no_name = neighbour();
    no_name["name"] = json!(" ");
    let mut nowhere = neighbour();
    nowhere["address"]["text"] = json!("");
    let named = [
        (json!({"day": "tomorrow"}), "invalid", "day"),
        (json!({"day": 5}), "invalid", "day"),
        (json!({"day": "2025-04-13"}), "day_not_possible", "day"),
        (json!({"day": "2025-04-07"}), "day_not_possible", "day"),
        (json!({"day": "2025-04-19"}), "day_not_possible", "day"),
        (json!({"point": "a b"}), "invalid", "point"),
        (json!({"point": "999999"}), "not_handed_out_there", "point"),
        (json!({"point": DESK}), "not_handed_out_there", "point"),
        (json!({"proxy": no_phone}), "proxy_without_phone", "proxy.phone"),
        (json!({"withdrawn": "yes"}), "invalid", "withdrawn"),
        (json!({"king": true}), "invalid", "king"),
    ];
    for (body, code, field) in named {
        let problem = ask(body.clone()).problem(422, code);
        assert_eq!(problem["field"], field, "{body}: {problem}");
    }
    for (body, field) in [(no_name, "proxy.name"), (nowhere, "proxy.address.text")] {
        let answer = ask(json!({"proxy": body}));
        assert_eq!((answer.status.as_u16(), &answer.json()["field"]), (422, &json!(field)));
    }
    for both in
        [json!({}), json!({"day": "2025-04-11", "point": POST}), json!({"withdrawn": false})]
    {
        ask(both).problem(422, "invalid");
    }
    ask(json!({"withdrawn": true})).problem(409, "nothing_to_withdraw");
    for code in ["BH999999999VN", "x", "%00"] {
        let path = format!("/api/v1/parcels/{code}/redirect");
        let answer = door.post(&path, &clerk, &json!({"point": POST})).send();
        assert!(matches!(answer.status.as_u16(), 404 | 422), "{code}");
    }
    // A point that closed later hands out until then.
    assert_eq!(ask(json!({"point": CLOSED})).status, 200);
    assert_eq!(ask(json!({"point": VILLAGE})).status, 200);
}

#[test]
fn without_loaded_days_no_day_is_promised() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    let body = json!({"day": "2025-04-11"});
    let answer = door.post(&path(&leg), &door.clerk(), &body).send();
    answer.problem(409, "working_days_not_loaded");
    let mut browser = proven(&door, &leg);
    let form = browser.get(&format!("/q/{}/redirect", qr(&leg))).text();
    assert!(form.contains("Hiện chưa hẹn ngày được") && !form.contains("name=\"day\""));
}

#[test]
fn the_post_and_the_cases_own_desk_may_note_a_wish_and_others_are_told_nothing() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    let body = json!({"point": POST});
    for (token, status) in [
        (door.clerk(), 200),
        (door.token(Role::Courier, &[POST]), 200),
        (door.token(Role::Officer, &[DESK]), 200),
        (door.partner(), 200),
        (door.token(Role::Administrator, &[]), 200),
        (door.token(Role::Manager, &[]), 403),
        (door.stranger(), 404),
    ] {
        let answer = door.post(&path(&leg), &token, &body).send();
        assert_eq!(answer.status, status, "{}", answer.text());
    }
    assert_eq!(told(&door).len(), 5);
}
