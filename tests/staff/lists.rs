//! Lists of staff: filters, places in a list, files for spreadsheets, and what a bad value is answered with.

use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::json;

use crate::api::office::{Door, giving_back, on_both, submit};
use crate::kit::browser::Browser;
use crate::kit::office::{CASE, DESK, POST, VILLAGE};
use crate::kit::scans::{at_the_village, scan};

fn ordered(door: &Door, leg: &serde_json::Value) -> String {
    door.ordered(leg)["tracking_number"].as_str().unwrap().to_owned()
}

#[test]
fn anomalies_are_listed_by_kind_age_owner_place_and_item() {
    on_both(|door| {
        let [one, other] = [ordered(door, &submit()), ordered(door, &submit())];
        door.scanned(&[
            scan(1, 0, Action::Accept, &one, POST),
            at_the_village(scan(2, 90, Action::Receive, &one, VILLAGE)),
            scan(3, 0, Action::Receive, &other, POST),
            scan(4, 10, Action::OutForDelivery, &other, POST),
            at_the_village(scan(5, 200, Action::Receive, &other, VILLAGE)),
        ]);
        let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
        let mut count = |query: &str| admin.rows(&format!("/anomalies.csv?{query}")).len();
        let all = count("");
        assert_eq!(all, 3);
        let (one, other) = (format!("code={one}"), format!("code={}", other.to_lowercase()));
        assert_eq!(count(&one) + count(&other), all);
        assert_eq!(count(&format!("{one}&kind=skipped_handoff&point={POST}")), 1);
        assert_eq!(count(&format!("{one}&kind=skipped_handoff&place={VILLAGE}")), 1);
        assert_eq!(count(&format!("{one}&kind=skipped_handoff&place={POST}")), 0);
        assert_eq!(count("kind=not_accepted"), 1);
        // A postman had the one that was received without his giving it.
        assert_eq!(count("owner=away"), 1);
        assert_eq!(count(&format!("owner=away&place={VILLAGE}")), 1);
        assert_eq!(count(&format!("owner=away&place={POST}")), 0);
        // They were raised a day after the clock of these tests stands, so none is old.
        assert_eq!(count("older=1"), 0);
        assert_eq!(count("code=BH999999999VN"), 0);
        for (query, field) in [
            ("status=maybe", "status"),
            ("kind=x", "kind"),
            ("older=x", "older"),
            ("older=0", "older"),
            ("owner=king", "owner"),
            ("point=a%20b", "point"),
            ("place=a%2Fb", "place"),
        ] {
            let page = admin.get(&format!("/anomalies?{query}"));
            assert_eq!(page.status, 422, "{query}");
            let text = page.text();
            let field = text.split(&format!("id=\"{field}\"")).nth(1).unwrap();
            assert!(field.split("</p>").next().unwrap().contains("<em id="), "{query}: {text}");
            assert_eq!(admin.get(&format!("/anomalies.csv?{query}")).status, 422, "{query}");
        }
        for cursor in ["x", "1.%00", "1"] {
            assert_eq!(admin.get(&format!("/anomalies?cursor={cursor}")).status, 422, "{cursor}");
        }
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[VILLAGE]);
        assert_eq!(clerk.get(&format!("/anomalies?point={POST}")).status, 403);
        assert_eq!(clerk.get(&format!("/set-aside?place={POST}")).status, 403);
    });
}

#[test]
fn scans_set_aside_are_listed_by_reason_place_and_what_became_of_them() {
    on_both(|door| {
        let number = ordered(door, &submit());
        door.scanned(&[
            scan(1, 0, Action::Accept, &number, POST),
            scan(2, 1, Action::Receive, "=cmd()", POST),
            at_the_village(scan(3, 2, Action::Receive, "KHONG-RO", VILLAGE)),
        ]);
        let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
        assert_eq!(admin.rows("/set-aside.csv").len(), 2);
        let here = admin.rows(&format!("/set-aside.csv?place={POST}&why=unknown_code"));
        assert_eq!(here.len(), 1);
        assert!(here[0].contains("'=CMD()") || here[0].contains("'=cmd()"), "{here:?}");
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[VILLAGE]);
        let list = clerk.get("/set-aside").text();
        let path = list.split("action=\"/set-aside/").nth(2).unwrap().split('"').next().unwrap();
        let closed = clerk.post(&format!("/set-aside/{path}"), &[("reason", "-1+1 tờ rơi")]);
        assert_eq!(closed.status, 303, "{}", closed.text());
        assert!(clerk.get("/set-aside").text().contains("Không có lượt quét nào chờ"));
        assert!(clerk.get("/set-aside?status=closed").text().contains("KHONG-RO"));
        assert_eq!(admin.rows("/set-aside.csv?status=all").len(), 2);
        let closed = admin.rows("/set-aside.csv?status=closed");
        assert!(closed.len() == 1 && closed[0].contains("'-1+1"), "{closed:?}");
        assert!(clerk.get("/set-aside?status=matched").text().contains("bộ lọc này"));
        for bad in ["status=x", "why=x", "older=-1", "place=a%20b", "cursor=x"] {
            assert_eq!(admin.get(&format!("/set-aside?{bad}")).status, 422, "{bad}");
        }
    });
}

#[test]
fn the_administrator_takes_users_tokens_and_the_access_log_along_as_files() {
    on_both(|door| {
        ordered(door, &giving_back());
        let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
        let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
        assert_eq!(officer.get(&format!("/cases/{CASE}")).status, 200);
        let users = admin.rows("/users.csv");
        assert_eq!(users.len(), 2);
        assert!(users.iter().any(|row| row.contains("Cán bộ một cửa") && row.contains(DESK)));
        admin.get("/tokens");
        let made = [("name", "@SUM(1+1)"), ("role", "clerk"), ("points", POST)];
        assert_eq!(admin.post("/tokens", &made).status, 200);
        let tokens = admin.rows("/tokens.csv");
        assert!(tokens.iter().any(|row| row.starts_with("'@SUM(1+1),")), "{tokens:?}");

        let name = format!("officer.{}", DESK.to_lowercase());
        let looks = |browser: &mut Browser<'_>, query: &str| {
            browser.rows(&format!("/access-log.csv?{query}"))
        };
        let all = looks(&mut admin, "");
        assert_eq!(all.len(), 1);
        assert!(all[0].contains(&name) && all[0].contains(CASE), "{all:?}");
        for person in ["Nguyễn", "0912"] {
            assert!(!all[0].contains(person));
        }
        let of = |text: &str| format!("who={text}&from=2025-04-08T00:00&until=2025-04-09T00:00");
        assert_eq!(looks(&mut admin, &of(&name)).len(), 1);
        assert_eq!(looks(&mut admin, &of("nobody")).len(), 0);
        assert_eq!(looks(&mut admin, "until=2025-04-08T00:00").len(), 0);
        assert_eq!(looks(&mut admin, "from=2025-04-09T00:00").len(), 0);
        for bad in [
            "case=x",
            "from=x",
            "until=31%2F12%2F2025",
            "from=%2B100000-01-01T00:00",
            "until=0001-01-01T00:00",
        ] {
            assert_eq!(admin.get(&format!("/access-log?{bad}")).status, 422, "{bad}");
            assert_eq!(admin.get(&format!("/access-log.csv?{bad}")).status, 422, "{bad}");
        }
        assert_eq!(admin.get("/access-log?cursor=x").status, 422);
        for path in ["/users.csv", "/tokens.csv", "/access-log.csv"] {
            assert_eq!(officer.get(path).status, 403, "{path}");
            let outside = door.app.get(path).header("accept", "text/html").send();
            assert_eq!(outside.status, 303, "{path}");
        }
    });
}

#[test]
fn who_may_not_is_told_in_the_words_of_the_office() {
    let door = Door::sqlite();
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    let page = clerk.get("/users").text();
    assert!(
        page.contains(
            "Việc này dành cho: Quản trị viên. Anh/chị đang là: Giao dịch viên bưu điện."
        ),
        "{page}"
    );
    let page = clerk.english("/users?lang=en").text();
    assert!(page.contains("this is for: Administrator; you are: Postal clerk"), "{page}");
    let token = door.clerk();
    let refused = door.post("/api/v1/bags", &token, &json!({"from": VILLAGE, "to": POST})).send();
    refused.problem(403, "wrong_place");
}
