//! The pages of staff at work: look up, parcel, case, anomalies, scans set aside, users, tokens, log.

use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::Value;

use crate::api::office::{Door, giving_back, on_both, submit};
use crate::kit::app::Answer;
use crate::kit::browser::Browser;
use crate::kit::office::{CASE, DESK, OTHER_DESK, POST, VILLAGE};
use crate::kit::scans::{at_the_village, scan, scan_id};

fn text(leg: &Value, field: &str) -> String {
    leg[field].as_str().unwrap().to_owned()
}

fn qr(leg: &Value) -> String {
    leg["qr"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

fn look_up(browser: &mut Browser<'_>, code: &str) -> Answer {
    browser.get("/look-up");
    browser.post("/look-up", &[("code", code)])
}

#[test]
fn any_code_leads_to_its_page_and_another_agencys_is_as_unknown_as_nonsense() {
    on_both(|door| {
        let leg = door.ordered(&submit());
        let (number, qr) = (text(&leg, "tracking_number"), qr(&leg));
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
        let printed = format!("HTTPS://HOSO.EXAMPLE.VN/Q/{qr}");
        for code in [number.as_str(), &number.to_lowercase(), &qr, &printed] {
            let found = look_up(&mut clerk, code);
            assert_eq!(found.header("location"), format!("/parcels/{number}"), "{code}");
        }
        assert_eq!(
            look_up(&mut clerk, &CASE.to_lowercase()).header("location"),
            format!("/cases/{CASE}")
        );
        let page = clerk.get(&format!("/parcels/{number}"));
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("Chưa có lượt quét nào") && page.text().contains(CASE));
        for person in ["Nguyễn", "0912", "Tân Đình"] {
            assert!(!page.text().contains(person), "{person}");
        }

        let mut stranger = Browser::of(&door.app, Role::Officer, &[OTHER_DESK]);
        let strip = |answer: Answer, code: &str| {
            assert_eq!(answer.status, 404, "{code}");
            answer.text().replace(code, "CODE")
        };
        let known = look_up(&mut stranger, &number);
        let nonsense = look_up(&mut stranger, "BH999999999VN");
        let case = look_up(&mut stranger, CASE);
        let known = strip(known, &number);
        assert_eq!(known, strip(nonsense, "BH999999999VN"));
        assert_eq!(known, strip(case, CASE));
        for path in [format!("/parcels/{number}"), format!("/cases/{CASE}")] {
            assert_eq!(stranger.get(&path).status, 404, "{path}");
        }
        assert_eq!(look_up(&mut stranger, " ").status, 422);
        let odd = look_up(&mut stranger, "<script>alert(1)</script>");
        assert_eq!(odd.status, 404);
        assert!(!odd.text().contains("<script"));
    });
}

#[test]
fn a_parcels_page_tells_its_life_hop_by_hop_in_both_languages() {
    let door = Door::sqlite();
    let number = text(&door.ordered(&submit()), "tracking_number");
    let mut accept = scan(1, 0, Action::Accept, &number, POST);
    accept.detail.seal = Some("NP-0001".to_owned());
    accept.detail.papers = Some(vec![2, 1]);
    let mut receive = at_the_village(scan(2, 90, Action::Receive, &number, VILLAGE));
    receive.detail.seal_intact = Some(false);
    door.scanned(&[accept, receive]);
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    let page = clerk.get(&format!("/parcels/{number}")).text();
    for told in [
        "NP-0001",
        "2 + 1",
        "niêm phong bị rách",
        "Thiếu bước giao",
        "08/04/2025 11:00",
        "09/04/2025 09:30",
        "slip.pdf",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let english = clerk.english(&format!("/parcels/{number}?lang=en")).text();
    for told in ["seal broken", "Skipped hand-off", "The three times", "Who held it when"] {
        assert!(english.contains(told), "{told}");
    }
    // The choice is remembered.
    assert!(clerk.get("/home").text().contains("To do"));
}

#[test]
fn opening_a_case_leaves_a_line_and_each_reads_what_is_theirs() {
    on_both(|door| {
        door.ordered(&giving_back());
        let path = format!("/cases/{CASE}");
        let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
        let whole = officer.get(&path).text();
        assert!(whole.contains("Nguyễn Văn Mẫu") && whole.contains("0912345123"), "{whole}");
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
        let masked = clerk.get(&path).text();
        assert!(masked.contains("N*** V** M**") && !masked.contains("Mẫu"), "{masked}");
        assert!(!masked.contains("Tân Đình"));

        let admin = door.token(Role::Administrator, &[]);
        let log = door.get("/api/v1/access-log", &admin).send().json();
        let names: Vec<(&str, &str)> = log["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (line["name"].as_str().unwrap(), line["page"].as_str().unwrap()))
            .collect();
        let (officer, clerk) =
            (format!("officer.{}", DESK.to_lowercase()), format!("clerk.{POST}"));
        assert_eq!(names, [(clerk.as_str(), "case"), (officer.as_str(), "case")]);
        for secret in ["Nguyễn", "0912", "Tân Đình"] {
            assert!(!log.to_string().contains(secret));
        }
        let mut admins = Browser::of(&door.app, Role::Administrator, &[]);
        let page = admins.get(&format!("/access-log?case={CASE}")).text();
        assert!(page.contains(&clerk) && page.contains(&officer), "{page}");
        assert_eq!(admins.get("/access-log?case=%20x%20y").status, 422);
    });
}

#[test]
fn papers_with_a_person_on_them_leave_a_line_too_and_others_do_not() {
    let door = Door::sqlite();
    let there = text(&door.ordered(&submit()), "tracking_number");
    let back = text(&door.ordered(&giving_back()), "tracking_number");
    let admin = door.token(Role::Administrator, &[]);
    let looks = || {
        let log = door.get("/api/v1/access-log", &admin).send().json();
        let pages = log["items"].as_array().unwrap().iter();
        pages.map(|line| line["page"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let clerk = door.clerk();
    assert_eq!(door.get(&format!("/api/v1/parcels/{there}"), &clerk).send().status, 200);
    assert_eq!(door.get(&format!("/api/v1/parcels/{there}/label"), &clerk).send().status, 200);
    assert!(looks().is_empty(), "a label to a desk names nobody");
    assert_eq!(door.get(&format!("/api/v1/parcels/{back}/label"), &clerk).send().status, 200);
    assert_eq!(looks(), ["label"]);
    assert_eq!(door.get(&format!("/api/v1/parcels/{there}/slip"), &clerk).send().status, 200);
    assert_eq!(looks(), ["slip", "label"]);
    let stranger = door.stranger();
    assert_eq!(door.get(&format!("/api/v1/parcels/{back}/label"), &stranger).send().status, 404);
    assert_eq!(looks().len(), 2, "what was refused was not looked at");
    for (query, field) in
        [("limit=0", "?limit"), ("cursor=x", "?cursor"), ("by=x", "?by"), ("case=%20", "?case")]
    {
        let answer = door.get(&format!("/api/v1/access-log?{query}"), &admin).send();
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{query}");
    }
    door.get("/api/v1/access-log", &clerk).send().problem(403, "wrong_role");
}

/// A parcel that skipped a hand-off from [`POST`], and a scan whose code nobody knows.
fn oddities(door: &Door) -> String {
    let number = text(&door.ordered(&submit()), "tracking_number");
    door.scanned(&[
        scan(1, 0, Action::Accept, &number, POST),
        at_the_village(scan(2, 90, Action::Receive, &number, VILLAGE)),
        at_the_village(scan(3, 95, Action::Receive, "BH999999999VN", VILLAGE)),
        at_the_village(scan(4, 96, Action::Receive, "KHONG-RO", VILLAGE)),
    ]);
    number
}

#[test]
fn an_anomaly_is_found_resolved_with_a_reason_and_taken_along_as_a_file() {
    on_both(|door| {
        let number = oddities(door);
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
        assert!(clerk.get("/home").text().contains("<b>1</b> bất thường chưa xử lý"));
        let list = clerk.get("/anomalies?status=open").text();
        assert!(list.contains("Thiếu bước giao") && list.contains(&number), "{list}");
        let id = list.split("/anomalies/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        for filter in ["kind=bag_short", "status=resolved"] {
            assert!(
                clerk.get(&format!("/anomalies?{filter}")).text().contains("bộ lọc này"),
                "{filter}"
            );
        }
        for bad in ["status=maybe", "kind=x", "point=a%20b", "cursor=x", "cursor=1.%00"] {
            assert_eq!(clerk.get(&format!("/anomalies?{bad}")).status, 422, "{bad}");
        }
        assert_eq!(clerk.get(&format!("/anomalies?point={DESK}")).status, 403);

        let file = clerk.get("/anomalies.csv?status=open");
        assert!(file.header("content-disposition").contains("anomalies.csv"));
        let rows: Vec<String> = file.text().lines().map(str::to_owned).collect();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows[1].contains(&number));

        // The desk whose parcel it is does not answer for the post's mistakes.
        let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
        officer.get("/anomalies");
        let path = format!("/anomalies/{id}/resolve");
        assert_eq!(officer.post(&path, &[("reason", "không phải của tôi")]).status, 403);

        clerk.get("/anomalies?status=open");
        let empty = clerk.post(&path, &[("reason", "  ")]);
        assert_eq!(empty.status, 422);
        assert!(empty.text().contains(&format!("id=\"w-{id}\"")), "{}", empty.text());
        let done = clerk.post(&path, &[("reason", "đã hỏi bưu tá: quên quét giao")]);
        assert_eq!(done.header("location"), "/anomalies?status=open&done=1");
        assert!(clerk.get("/anomalies?status=open").text().contains("bộ lọc này"));
        assert!(clerk.get("/anomalies").text().contains("quên quét giao"));
        assert_eq!(clerk.post("/anomalies/anm_x/resolve", &[("reason", "x")]).status, 404);
    });
}

#[test]
fn a_scan_set_aside_is_matched_or_closed_and_only_once() {
    on_both(|door| {
        let number = oddities(door);
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[VILLAGE]);
        let list = clerk.get("/set-aside").text();
        assert!(list.contains("BH999999999VN") && list.contains("KHONG-RO"), "{list}");
        let path = |n: u64, deed: &str| format!("/set-aside/{}/{deed}", scan_id(n));
        for (fields, said) in [
            ([("code", ""), ("reason", "x"), ("at", ""), ("as", "")], "Hãy quét hoặc nhập mã."),
            ([("code", &number), ("reason", ""), ("at", ""), ("as", "")], "1"),
            ([("code", "BH888888888VN"), ("reason", "x"), ("at", ""), ("as", "")], "BH888888888VN"),
            ([("code", &number), ("reason", "x"), ("at", "a b"), ("as", "")], "Cần mã điểm"),
            (
                [("code", &number), ("reason", "x"), ("at", ""), ("as", "king")],
                "Cần bưu điện hoặc một cửa.",
            ),
        ] {
            let refused = clerk.post(&path(3, "match"), &fields);
            assert_eq!(refused.status, 422, "{said}: {}", refused.text());
            assert!(
                refused.text().contains(said) && refused.text().contains("details open"),
                "{said}"
            );
        }
        let mut elsewhere = Browser::of(&door.app, Role::Clerk, &[POST]);
        assert!(elsewhere.get("/set-aside").text().contains("Không có lượt quét nào chờ"));
        let fields = [("code", number.as_str()), ("reason", "nhãn bị xước, đọc nhầm")];
        assert_eq!(elsewhere.post(&path(3, "match"), &fields).status, 403);
        assert_eq!(clerk.post(&path(3, "match"), &fields).header("location"), "/set-aside?done=1");
        assert_eq!(clerk.post(&path(3, "match"), &fields).status, 409);
        assert_eq!(clerk.post(&path(4, "close"), &[("reason", "")]).status, 422);
        assert_eq!(clerk.post(&path(4, "close"), &[("reason", "tờ rơi")]).status, 303);
        assert!(clerk.get("/set-aside").text().contains("Không có lượt quét nào chờ"));
        assert_eq!(clerk.post("/set-aside/x/close", &[("reason", "x")]).status, 422);
    });
}

#[test]
fn the_administrator_enters_and_disables_users_on_a_page() {
    let door = Door::sqlite();
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    admin.get("/users");
    for (fields, said) in [
        ([("name", "Lân"), ("role", "clerk"), ("points", POST)], "Tên đăng nhập cần"),
        ([("name", "lan"), ("role", "king"), ("points", POST)], "Hãy chọn vai trò."),
        ([("name", "lan"), ("role", "partner"), ("points", POST)], "dành cho hệ thống"),
        ([("name", "lan"), ("role", "clerk"), ("points", "")], "cần ít nhất một điểm"),
        ([("name", "lan"), ("role", "clerk"), ("points", "a/b")], "Không phải mã điểm: a/b"),
        ([("name", "lan"), ("role", "clerk"), ("points", "999999")], "Không có điểm 999999"),
        ([("name", "administrator."), ("role", "manager"), ("points", "")], "chọn tên khác"),
    ] {
        let refused = admin.post("/users", &fields);
        assert_eq!(refused.status, 422, "{said}");
        assert!(refused.text().contains(said), "{said}: {}", refused.text());
    }
    let points = format!("{POST}, {VILLAGE}");
    let made =
        admin.post("/users", &[("name", "lan.nguyen"), ("role", "clerk"), ("points", &points)]);
    assert_eq!(made.status, 200);
    let made = made.text();
    let once =
        made.split("class=\"code secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(!admin.get("/users").text().contains(&once));
    let mut lan = Browser::new(&door.app, "10.0.0.2");
    assert_eq!(lan.sign_in("lan.nguyen", &once).header("location"), "/account");
    assert_eq!(admin.post("/users/lan.nguyen/places", &[("points", VILLAGE)]).status, 303);
    let wrong = admin.post("/users/lan.nguyen/places", &[("points", "999999")]);
    assert!(wrong.text().contains("role=\"alert\">Không có điểm 999999"), "{}", wrong.text());
    assert_eq!(admin.post("/users/lan.nguyen/disable", &[]).status, 303);
    assert_eq!(lan.get("/account").status, 303);
    assert!(admin.get("/users").text().contains("đã khóa"));
    let reset = admin.post("/users/lan.nguyen/reset", &[]);
    assert!(reset.text().contains("class=\"code secret\""));
    for deed in ["reset", "disable"] {
        assert_eq!(admin.post(&format!("/users/nobody/{deed}"), &[]).status, 404);
    }
    assert_eq!(admin.post("/users/administrator./disable", &[]).status, 409);
    assert_eq!(admin.get("/users?cursor=%20").status, 422);
}

#[test]
fn the_administrator_makes_and_revokes_tokens_on_a_page() {
    let door = Door::sqlite();
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    assert!(admin.get("/tokens").text().contains("Chưa có mã nào."));
    for (fields, said) in [
        ([("name", "x"), ("role", "king"), ("points", POST)], "Hãy chọn vai trò."),
        ([("name", "x"), ("role", "clerk"), ("points", "")], "cần ít nhất một điểm"),
        ([("name", "x"), ("role", "clerk"), ("points", "999999")], "Không có điểm 999999"),
    ] {
        let refused = admin.post("/tokens", &fields);
        assert_eq!(refused.status, 422, "{said}");
        assert!(refused.text().contains(said), "{said}: {}", refused.text());
    }
    let made =
        admin.post("/tokens", &[("name", "quầy 2"), ("role", "clerk"), ("points", POST)]).text();
    let secret = made.split("class=\"code secret\">").nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(door.get("/api/v1/points", secret).send().status, 200);
    let path = made.split("action=\"/tokens/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(admin.post(&format!("/tokens/{path}"), &[]).status, 303);
    door.get("/api/v1/points", secret).send().problem(403, "token_revoked");
    assert_eq!(admin.get("/tokens?cursor=x").status, 422);
    assert_eq!(admin.post("/tokens/x/revoke", &[]).status, 422);
}
