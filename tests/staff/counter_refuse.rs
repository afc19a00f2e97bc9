//! A dossier is turned away: the reason and the right desk for the person, a count for managers, and nothing
//! about who came.

use hosopost::base::Role;

use super::counter::{Form, clerk, on_both};
use crate::kit::app::TestApp;
use crate::kit::browser::Browser;
use crate::kit::databases::TestDatabase;
use crate::kit::province::{DISTRICT, LAND, VILLAGE};

const REFUSE: &str = "/counter/refuse";

/// A procedure of the fixtures that no list names.
fn unlisted(browser: &mut Browser<'_>) -> String {
    let found = browser.get("/counter/receive?q=ket%20hon").text();
    let found = found.split("/counter/refuse?procedure=").nth(1);
    found.expect("one that does not go by post").split('"').next().unwrap().to_owned()
}

#[test]
fn what_does_not_go_by_post_is_turned_away_with_the_reason_and_the_right_desk() {
    on_both(|app| {
        let mut clerk = clerk(app);
        let code = unlisted(&mut clerk);
        let form = Form::of(&clerk.get(&format!("{REFUSE}?procedure={code}")), REFUSE);
        assert_eq!((form.get("reason"), form.get("procedure")), ("not_by_post", code.as_str()));
        assert!(form.get("desk").starts_with("H27"), "{}", form.get("desk"));
        let done = form.press(&mut clerk, REFUSE, "");
        assert_eq!(done.status, 303, "{}", done.text());
        let sheet = done.header("location").to_owned();
        assert_eq!(form.press(&mut clerk, REFUSE, "").header("location"), sheet);
        let page = clerk.get(&sheet).text();
        for told in ["qua bưu chính", "Nơi tiếp nhận", "T2–T6 07:30", "hôm nay"] {
            assert!(page.contains(told), "{told}: {page}");
        }

        let list = clerk.get("/counter/refused").text();
        assert!(list.contains("<b class=\"num\">1</b>") && list.contains(&sheet), "{list}");
        let mut manager = Browser::of(app, Role::Manager, &[]);
        assert!(manager.get("/home").text().contains("/counter/refused"));
        assert!(manager.get("/counter/refused").text().contains(&sheet));
        let file = manager.get("/counter/refused.csv").text();
        assert_eq!(file.lines().count(), 2, "{file}");
        assert!(file.contains("not_by_post") && file.contains("2025-04-08"), "{file}");
        let mut elsewhere = Browser::of(app, Role::Clerk, &[DISTRICT]);
        assert_eq!(elsewhere.get(&sheet).status, 404);
        assert!(!elsewhere.get("/counter/refused").text().contains(&sheet));
        assert!(
            manager
                .get("/counter/refused?from=2025-04-09&to=2025-04-30")
                .text()
                .contains("Không có hồ sơ nào")
        );
    });
}

#[test]
fn missing_papers_are_named_on_the_sheet_and_every_field_is_looked_at() {
    let app = TestApp::province(TestDatabase::sqlite());
    let mut clerk = clerk(&app);
    let blank = || format!("{REFUSE}?procedure={LAND}");
    let form = Form::of(&clerk.get(&blank()), REFUSE).with("reason", "papers_missing");
    let refused = form.press(&mut clerk, REFUSE, "");
    assert!(refused.text().contains("Hãy đánh dấu giấy tờ"), "{}", refused.text());
    let done = form.with("missing_2", "1").press(&mut clerk, REFUSE, "");
    let page = clerk.get(done.header("location")).text();
    assert!(page.contains("Giấy chứng nhận đã cấp") && page.contains("Cần bổ sung"), "{page}");
    assert!(!page.contains("Mảnh trích đo"), "only what was missing");
    for (field, value, said) in [
        ("reason", "", "Hãy chọn lý do"),
        ("reason", "because", "Hãy chọn lý do"),
        ("procedure", "x", "1.012783"),
        ("desk", "a b", "Hãy chọn nơi tiếp nhận"),
        ("desk", "H99", "H99"),
        ("desk", VILLAGE, "không phải bộ phận một cửa"),
    ] {
        let form = Form::of(&clerk.get(&blank()), REFUSE).with("reason", "in_person");
        let refused = form.with(field, value).press(&mut clerk, REFUSE, "");
        assert_eq!(refused.status, 422, "{field} {value}");
        assert!(refused.text().contains(said), "{field} {value}: {}", refused.text());
    }
    for (field, value, status) in
        [("point", DISTRICT, 403), ("point", "", 422), ("away_id", "x", 422)]
    {
        let form = Form::of(&clerk.get(&blank()), REFUSE).with("reason", "in_person");
        let refused = form.with(field, value).press(&mut clerk, REFUSE, "");
        assert_eq!(refused.status, status, "{field} {value}");
    }
    for bad in ["from=x", "to=2025-02-30", "cursor=x", "cursor=2025-04-08.%27"] {
        assert_eq!(clerk.get(&format!("/counter/refused?{bad}")).status, 422, "{bad}");
    }
    assert_eq!(clerk.get("/counter/refused/x%20y").status, 404);
}

#[test]
fn a_long_list_goes_on_where_the_page_before_ended() {
    let app = TestApp::province(TestDatabase::sqlite());
    let mut clerk = clerk(&app);
    for _ in 0..52 {
        let form = Form::of(&clerk.get(&format!("{REFUSE}?procedure={LAND}")), REFUSE);
        assert_eq!(form.with("reason", "not_paid").press(&mut clerk, REFUSE, "").status, 303);
    }
    let first = clerk.get("/counter/refused").text();
    assert_eq!(first.matches("/counter/refused/").count(), 50);
    let next = first.split("cursor=").nth(1).unwrap().split('"').next().unwrap();
    let second = clerk.get(&format!("/counter/refused?cursor={next}")).text();
    assert_eq!(second.matches("/counter/refused/").count(), 2);
    assert_eq!(clerk.get("/counter/refused.csv").text().lines().count(), 53);
}
