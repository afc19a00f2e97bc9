//! The administrator's pages of webhooks.

use hosopost::base::Role;
use hosopost::jobs::{self, Stop, Teller, webhooks};

use crate::kit::app::{TestApp, settings};
use crate::kit::browser::Browser;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::CENTRE;
use crate::kit::receiver::{Receiver, ok, status};

/// A server that may tell webhooks of this machine.
fn server(database: TestDatabase) -> TestApp {
    let mut settings = settings(&database.url);
    settings.webhooks.private = true;
    TestApp::with(database, settings).furnished()
}

/// Makes a webhook by the form; its page, and its address here.
fn made(admin: &mut Browser<'_>, url: &str) -> (String, String) {
    admin.get("/webhooks");
    let page = admin.post("/webhooks", &[("url", url), ("agencies", CENTRE), ("begin", "all")]);
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let id = text.split("/webhooks/whk_").nth(1).unwrap().split(['/', '"', '?']).next().unwrap();
    let path = format!("/webhooks/whk_{id}");
    (text, path)
}

/// Tells what is due, and looks whether the page says so.
fn told(teller: &mut Teller, admin: &mut Browser<'_>, path: &str, said: &str) -> String {
    admin.app.wait(teller.settle()).unwrap();
    let text = admin.get(path).text();
    assert!(text.contains(said), "{path} does not say {said}: {text}");
    text
}

#[test]
fn a_webhook_is_made_tried_tested_and_its_secret_shown_once() {
    on_both(|db| {
        let app = server(db.fresh());
        // A self-test waits for what the loop does.
        let running = app.app.clone();
        app.wait(async { drop(jobs::start(webhooks(running, Stop::default()))) });
        let receiver = Receiver::always(ok());
        let mut admin = Browser::of(&app, Role::Administrator, &[]);
        assert!(admin.get("/webhooks").text().contains("Chưa có webhook nào."));
        let (page, path) = made(&mut admin, &receiver.url);
        assert!(page.contains("whsec_") && page.contains("whpk_"), "{page}");
        let page = admin.get(&path).text();
        assert!(!page.contains("whsec_") && page.contains("chưa gửi gì"), "{page}");

        assert_eq!(admin.post(&format!("{path}/test"), &[]).status, 303);
        let page = admin.get(&format!("{path}?done=tried")).text();
        assert!(page.contains("gửi thử") && page.contains("HTTP 204"), "{page}");
        let green = admin.post(&format!("{path}/self-test"), &[]).text();
        assert!(green.contains("Tự kiểm tra: tốt"), "{green}");
        assert_eq!(receiver.got().len(), 8);
        let list = admin.get("/webhooks").text();
        assert!(list.contains("hoạt động") && list.contains("(HTTP 204)"), "{list}");

        let rotated = admin.post(&format!("{path}/rotate"), &[("overlap_hours", "48")]).text();
        assert!(rotated.contains("whsec_") && rotated.contains("ký đến"), "{rotated}");
        for (bad, said) in [
            ("-1", "Cần từ 0 đến 336 giờ"),
            ("337", "Cần từ 0 đến 336 giờ"),
            ("x", "Cần một số giờ"),
            ("", "Cần một số giờ"),
        ] {
            let refused = admin.post(&format!("{path}/rotate"), &[("overlap_hours", bad)]);
            assert_eq!(refused.status, 422, "{bad}");
            let at = format!("id=\"overlap-wrong\">{said}");
            assert!(refused.text().contains(&at), "{bad}");
        }
        assert_eq!(
            admin.post(&format!("{path}/remove"), &[]).header("location"),
            "/webhooks?removed=1"
        );
        assert_eq!(admin.get(&path).status, 404);
    });
}

#[test]
fn a_case_that_waits_for_a_person_is_told_again_or_skipped() {
    let app = server(TestDatabase::sqlite());
    let up = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let receiver = Receiver::new({
        let up = up.clone();
        move |_| {
            if up.load(std::sync::atomic::Ordering::SeqCst) {
                ok()
            } else {
                status(500, "", "<b>no</b>")
            }
        }
    });
    let mut admin = Browser::of(&app, Role::Administrator, &[]);
    let (_, path) = made(&mut admin, &receiver.url);
    app.announced(1);
    let mut teller = Teller::new(app.app.clone());
    let page = told(&mut teller, &mut admin, &path, "bị từ chối");
    for said in ["HTTP 500", "&#60;b&#62;no&#60;/b&#62;", "gửi lại", "H27.00-250408-0001"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("<b>no</b>"));
    assert!(admin.get("/webhooks").text().contains("đang gửi lại"));
    let tried = admin.get(&format!("{path}/attempts")).text();
    assert!(tried.contains("HTTP 500"), "{tried}");
    let waiting = admin.get(&format!("{path}/waiting")).text();
    let event = waiting.split("name=\"event\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(admin.get(&format!("{path}/waiting?dead=1")).text().contains("Không có hồ sơ nào chờ"));

    up.store(true, std::sync::atomic::Ordering::SeqCst);
    admin.get(&path);
    let again = admin.post(&format!("{path}/replay"), &[("case", "H27.00-250408-0001")]);
    assert!(again.header("location").ends_with("?done=replayed"));
    told(&mut teller, &mut admin, &path, "đã xác nhận");
    let late = admin.post(&format!("{path}/skip"), &[("event", event)]);
    assert_eq!(late.status, 422);
    assert!(late.text().contains("role=\"alert\">Không có hồ sơ nào"), "{}", late.text());

    let before = receiver.got().len();
    admin.get(&path);
    admin.post(&format!("{path}/replay"), &[("since", "2025-04-08T00:00")]);
    app.wait(teller.settle()).unwrap();
    assert_eq!(receiver.got().len(), before + 1);
    admin.get(&path);
    for (fields, field, said) in [
        ([("after", ""), ("since", ""), ("case", "")], "after", "đúng một trong ba"),
        (
            [("after", "0"), ("since", ""), ("case", "H27.00-250408-0001")],
            "after",
            "đúng một trong ba",
        ),
        ([("after", "x"), ("since", ""), ("case", "")], "after", "Cần con trỏ"),
        ([("after", "99"), ("since", ""), ("case", "")], "after", "Cần con trỏ từ 0 đến 1"),
        ([("after", "-1"), ("since", ""), ("case", "")], "after", "Cần con trỏ từ 0 đến 1"),
        ([("after", ""), ("since", "hôm qua"), ("case", "")], "since", "Cần ngày và giờ"),
        ([("after", ""), ("since", ""), ("case", "đơn")], "case", "Cần mã hồ sơ"),
        (
            [("after", ""), ("since", ""), ("case", "H27.00-250408-9999")],
            "case",
            "chưa được báo gì",
        ),
    ] {
        let refused = admin.post(&format!("{path}/replay"), &fields);
        assert_eq!(refused.status, 422, "{fields:?}");
        let text = refused.text();
        assert!(
            text.contains(&format!("id=\"{field}-wrong\">")) && text.contains(said),
            "{fields:?}"
        );
    }
}

#[test]
fn attempts_and_what_waits_are_taken_along_as_files() {
    on_both(|db| {
        let app = server(db.fresh());
        let receiver = Receiver::always(status(422, "", "=cannot read"));
        let mut admin = Browser::of(&app, Role::Administrator, &[]);
        let (_, path) = made(&mut admin, &receiver.url);
        app.announced(1);
        let mut teller = Teller::new(app.app.clone());
        app.wait(teller.settle()).unwrap();
        let (attempts, waiting) = (format!("{path}/attempts.csv"), format!("{path}/waiting.csv"));
        let tried = admin.rows(&attempts);
        assert!(tried.len() == 1 && tried[0].contains("H27.00-250408-0001"), "{tried:?}");
        assert!(tried[0].contains("HTTP 422") && tried[0].ends_with(",'=cannot read"), "{tried:?}");
        let waits = admin.rows(&waiting);
        assert!(waits.len() == 1 && waits[0].starts_with("H27.00-250408-0001,"), "{waits:?}");
        let dead = format!("{waiting}?dead=1");
        assert!(admin.rows(&dead).is_empty(), "it is still tried");
        while let Some(next) = app.wait(teller.settle()).unwrap() {
            app.app.clock.set(next);
        }
        // Four days later the administrator signs in anew.
        let mut admin = Browser::signed_in(&app, "administrator.");
        let after_all = admin.rows(&attempts).len();
        let given_up = admin.rows(&dead);
        assert_eq!(given_up.len(), 1, "{given_up:?}");
        assert!(given_up[0].contains(&format!(",{after_all},")), "{given_up:?}");

        let mut clerk = Browser::of(&app, Role::Clerk, &[CENTRE]);
        let mut nobody = Browser::new(&app, "10.0.0.9");
        for file in [attempts, waiting, dead] {
            assert_eq!(clerk.get(&file).status, 403, "{file}");
            assert!(nobody.get(&file).header("location").starts_with("/sign-in"), "{file}");
            let none = file.replace(&path, "/webhooks/whk_018f0000000070008000000000000000");
            assert_eq!(admin.get(&none).status, 404, "{none}");
        }
    });
}

#[test]
fn a_webhook_is_changed_switched_off_and_on_and_bad_values_are_told_at_their_fields() {
    let app = server(TestDatabase::sqlite());
    let receiver = Receiver::always(ok());
    let mut admin = Browser::of(&app, Role::Administrator, &[]);
    let (_, path) = made(&mut admin, &receiver.url);
    let off = admin.post(&format!("{path}/switch"), &[("note", "bảo trì")]);
    assert!(off.header("location").ends_with("?done=changed"));
    let page = admin.get(&path).text();
    assert!(page.contains("đang tắt") && page.contains("bảo trì"), "{page}");
    let failing = admin.post(&format!("{path}/self-test"), &[]).text();
    assert!(failing.contains("có bước hỏng") && failing.contains("Bật lại webhook"), "{failing}");
    app.announced(1);
    admin.post(&format!("{path}/switch"), &[("on", "1")]);
    let mut teller = Teller::new(app.app.clone());
    told(&mut teller, &mut admin, &path, "đã xác nhận");
    let long = "x".repeat(201);
    let refused = admin.post(&format!("{path}/switch"), &[("note", &long)]);
    assert!(
        refused.text().contains("id=\"note-wrong\">Ghi chú dài nhất 200"),
        "{}",
        refused.text()
    );

    let url = receiver.url.as_str();
    for (fields, field, said) in [
        ([("url", "x"), ("agencies", ""), ("events", "")], "url", "Cần địa chỉ"),
        ([("url", ""), ("agencies", ""), ("events", "")], "url", "Cần địa chỉ"),
        ([("url", "ftp://h/"), ("agencies", ""), ("events", "")], "url", "Cần địa chỉ"),
        (
            [("url", url), ("agencies", "a/b"), ("events", "")],
            "agencies",
            "Không phải mã điểm: a/b",
        ),
        (
            [("url", url), ("agencies", "H99.99"), ("events", "")],
            "agencies",
            "Không có điểm H99.99",
        ),
        ([("url", url), ("agencies", ""), ("events", "fly")], "events", "Không phải loại sự kiện"),
    ] {
        for path in ["/webhooks".to_owned(), format!("{path}/change")] {
            let refused = admin.post(&path, &fields);
            assert_eq!(refused.status, 422, "{path} {fields:?}");
            let text = refused.text();
            let at = format!("id=\"{field}-wrong\">{said}");
            assert!(text.contains(&at), "{path} {fields:?}: {text}");
        }
    }
    let events = [("url", url), ("agencies", ""), ("events", "parcel.deliver, leg.ordered")];
    assert_eq!(admin.post(&format!("{path}/change"), &events).status, 303);
    assert!(admin.get(&path).text().contains("mọi cơ quan · 2 loại sự kiện"));
    for bad in [
        "/webhooks?cursor=x",
        "/webhooks/x",
        &format!("{path}/attempts?cursor=x"),
        &format!("{path}/waiting?cursor=-1"),
    ] {
        assert_eq!(admin.get(bad).status, 422, "{bad}");
    }
    let nobody = "/webhooks/whk_0197a0c3000070008000000000000000";
    for deed in ["test", "self-test", "skip", "remove", "switch"] {
        admin.get("/home");
        assert_eq!(admin.post(&format!("{nobody}/{deed}"), &[]).status, 404, "{deed}");
    }
}
