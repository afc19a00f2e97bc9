//! The feed through the door: page by page, waiting, as a stream.

use futures_util::StreamExt;
use hosopost::base::Role;
use serde_json::Value;

use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{CENTRE, DISTRICT};

fn page(app: &TestApp, secret: &str, query: &str) -> Value {
    let answer = app.get(&format!("/api/v1/feed{query}")).token(secret).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn from_cursor_nought_every_fact_of_every_case_comes_in_order() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        for number in 1..=7 {
            app.announced(number);
        }
        let partner = app.secret(Role::Partner, &[CENTRE]);
        let mut cursor = "0".to_owned();
        let mut subjects = Vec::new();
        loop {
            let page = page(&app, &partner, &format!("?after={cursor}&limit=3"));
            let events = page["events"].as_array().unwrap();
            page["next"].as_str().unwrap().clone_into(&mut cursor);
            if events.is_empty() {
                break;
            }
            for event in events {
                assert_eq!(event["specversion"], "1.0");
                assert_eq!(event["sequence"], "000000000001");
                assert!(!event.to_string().contains("Nguyễn"), "{event}");
                subjects.push(event["subject"].as_str().unwrap().to_owned());
            }
        }
        let expected: Vec<String> = (1..=7).map(|n| format!("H27.00-250408-{n:04}")).collect();
        assert_eq!(subjects, expected);
        let again = page(&app, &partner, &format!("?after={cursor}"));
        assert_eq!(
            (again["events"].as_array().unwrap().len(), &again["next"]),
            (0, &cursor.into())
        );
    });
}

#[test]
fn who_may_not_read_is_refused_and_a_partner_sees_its_own() {
    let app = TestApp::province(TestDatabase::sqlite());
    app.announced(1);
    let elsewhere = app.secret(Role::Partner, &["H27.09"]);
    assert_eq!(page(&app, &elsewhere, "?after=0")["events"].as_array().unwrap().len(), 0);
    let manager = app.secret(Role::Manager, &[]);
    assert_eq!(page(&app, &manager, "")["events"].as_array().unwrap().len(), 1);
    for role in [Role::Clerk, Role::Courier] {
        let secret = app.secret(role, &[DISTRICT]);
        app.get("/api/v1/feed").token(&secret).send().problem(403, "wrong_role");
        app.get("/api/v1/feed/stream").token(&secret).send().problem(403, "wrong_role");
    }
    app.get("/api/v1/feed").send().problem(401, "unauthenticated");
    for (query, field) in [
        ("?after=x", "?after"),
        ("?after=-1", "?after"),
        ("?after=99999999999999999999", "?after"),
        ("?limit=0", "?limit"),
        ("?limit=1e3", "?limit"),
        ("?wait=-1", "?wait"),
        ("?wait=x", "?wait"),
    ] {
        let answer = app.get(&format!("/api/v1/feed{query}")).token(&manager).send();
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{query}");
    }
    let bad = app.get("/api/v1/feed/stream").token(&manager).header("last-event-id", "x").send();
    assert_eq!(bad.problem(422, "invalid")["field"], "Last-Event-ID");
}

#[test]
fn a_long_poll_is_answered_by_the_next_fact() {
    let app = TestApp::province(TestDatabase::sqlite());
    let manager = app.secret(Role::Manager, &[]);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| page(&app, &manager, "?after=0&wait=20"));
        app.announced(1);
        let told = waiting.join().unwrap();
        assert_eq!(told["events"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_stream_goes_on_behind_the_last_event_received() {
    let app = TestApp::province(TestDatabase::sqlite());
    for number in 1..=3 {
        app.announced(number);
    }
    let manager = app.secret(Role::Manager, &[]);
    let read = |last: Option<&str>, events: usize| {
        let ask = app.get("/api/v1/feed/stream").token(&manager);
        let ask = match last {
            Some(last) => ask.header("last-event-id", last),
            None => ask,
        };
        ask.streamed(|mut body| async move {
            let mut text = String::new();
            while text.matches("\n\n").count() < events {
                let chunk = body.next().await.unwrap().unwrap();
                text.push_str(std::str::from_utf8(&chunk).unwrap());
            }
            text
        })
    };
    let all = read(None, 3);
    assert_eq!(all.matches("event: vn.hosopost.leg.ordered").count(), 3, "{all}");
    let id = all.lines().find_map(|line| line.strip_prefix("id: ")).unwrap();
    let rest = read(Some(id), 2);
    assert!(!rest.contains("H27.00-250408-0001") && rest.contains("H27.00-250408-0003"), "{rest}");
}
