//! Webhooks through the door: who may have which, what is shown, and what is refused.

use axum::http::Method;
use hosopost::base::Role;
use serde_json::{Value, json};

use super::office::{Door, on_both, with};
use crate::kit::app::settings;
use crate::kit::databases::TestDatabase;
use crate::kit::office::{CASE, DESK, OTHER_DESK, POST};

const WEBHOOKS: &str = "/api/v1/webhooks";
const NOBODY: &str = "whk_00000000000000000000000000000000";

fn body() -> Value {
    json!({"url": "https://motcua.example.vn/hook", "agencies": [DESK], "events": ["parcel.receive"]})
}

fn made(door: &Door, token: &str, body: &Value) -> Value {
    let answer = door.post(WEBHOOKS, token, body).send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

fn path(webhook: &Value, what: &str) -> String {
    format!("{WEBHOOKS}/{}{what}", webhook["webhook_id"].as_str().unwrap())
}

#[test]
fn a_secret_is_shown_when_it_is_made_and_never_again() {
    on_both(|door| {
        let admin = door.token(Role::Administrator, &[]);
        let webhook = made(door, &admin, &body());
        let secret = webhook["secret"].as_str().unwrap();
        assert!(secret.starts_with("whsec_"), "{webhook}");
        assert!(webhook["public_key"].as_str().unwrap().starts_with("whpk_"));
        assert_eq!(webhook["events"], json!(["vn.hosopost.parcel.receive"]));
        assert_eq!((&webhook["status"], &webhook["cursor"]), (&json!("enabled"), &json!("0")));
        for what in ["", "/attempts", "/waiting"] {
            let shown = door.get(&path(&webhook, what), &admin).send();
            assert_eq!(shown.status, 200, "{what}");
            assert!(!shown.text().contains("whsec_"), "{what}");
        }
        let shown = door.get(&path(&webhook, ""), &admin).send().json();
        assert_eq!(shown["keys"][0]["public_key"], webhook["public_key"]);
        assert!(!door.get(WEBHOOKS, &admin).send().text().contains("whsec_"));

        let gone = door.app.ask(Method::DELETE, &path(&webhook, "")).token(&admin).send();
        assert_eq!((gone.status.as_u16(), gone.body.len()), (204, 0));
        door.get(&path(&webhook, ""), &admin).send().problem(404, "unknown_webhook");
    });
}

#[test]
fn a_partner_keeps_webhooks_of_its_own_agencies_alone() {
    on_both(|door| {
        let admin = door.token(Role::Administrator, &[]);
        let both = door.token(Role::Partner, &[DESK, OTHER_DESK]);
        let (partner, stranger) = (door.partner(), door.stranger());
        let own = made(door, &partner, &with(&body(), "/agencies", &json!([])));
        assert_eq!(own["agencies"], json!([DESK]), "its own, when it names none");
        let all = made(door, &admin, &json!({"url": "https://motcua.example.vn/all"}));
        let shared = made(door, &both, &json!({"url": "https://motcua.example.vn/both"}));
        let listed = |token: &str| -> Vec<Value> {
            let answer = door.get(&format!("{WEBHOOKS}?limit=500"), token).send().json();
            let items = answer["items"].as_array().unwrap();
            items.iter().map(|one| one["webhook_id"].clone()).collect()
        };
        assert_eq!(listed(&partner), [own["webhook_id"].clone()]);
        assert_eq!(listed(&stranger), Vec::<Value>::new());
        assert_eq!(listed(&both), [own["webhook_id"].clone(), shared["webhook_id"].clone()]);
        assert_eq!(listed(&admin).len(), 3);

        for webhook in [&own, &all, &shared] {
            // Another's is as unknown as one that is not there.
            door.get(&path(webhook, ""), &stranger).send().problem(404, "unknown_webhook");
            for (what, body) in [
                ("/rotate", json!({})),
                ("/replay", json!({"after": "0"})),
                ("/skip", json!({"event": "x"})),
                ("/test", json!({})),
            ] {
                let asked = door.post(&path(webhook, what), &stranger, &body).send();
                asked.problem(404, "unknown_webhook");
            }
            for what in ["/attempts", "/waiting"] {
                let asked = door.get(&path(webhook, what), &stranger).send();
                asked.problem(404, "unknown_webhook");
            }
            let change = door.app.ask(Method::PATCH, &path(webhook, "")).token(&stranger);
            change.json(&json!({"status": "disabled"})).send().problem(404, "unknown_webhook");
            let remove = door.app.ask(Method::DELETE, &path(webhook, "")).token(&stranger);
            remove.send().problem(404, "unknown_webhook");
        }
        let foreign = with(&body(), "/agencies", &json!([OTHER_DESK]));
        door.post(WEBHOOKS, &partner, &foreign).send().problem(403, "wrong_place");
        let widened = door.app.ask(Method::PATCH, &path(&own, "")).token(&partner);
        widened.json(&json!({"agencies": [DESK, OTHER_DESK]})).send().problem(403, "wrong_place");
        for token in [
            door.clerk(),
            door.token(Role::Courier, &[POST]),
            door.token(Role::Officer, &[DESK]),
            door.token(Role::Manager, &[]),
        ] {
            door.post(WEBHOOKS, &token, &body()).send().problem(403, "wrong_role");
            door.get(WEBHOOKS, &token).send().problem(403, "wrong_role");
            door.get(&path(&own, ""), &token).send().problem(403, "wrong_role");
        }
    });
}

#[test]
fn bad_values_are_named() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    let long = format!("https://h.example.vn/{}", "a".repeat(2_000));
    for (at, value, field) in [
        ("/url", json!(null), ""),
        ("/url", json!(7), "url"),
        ("/url", json!(""), "url"),
        ("/url", json!("motcua.example.vn"), "url"),
        ("/url", json!("http://motcua.example.vn/"), "url"),
        ("/url", json!("https://127.0.0.1/"), "url"),
        ("/url", json!("https://[fd00::1]/"), "url"),
        ("/url", json!("https://169.254.169.254/latest"), "url"),
        ("/url", json!("https://user:s3cret@h.example.vn/"), "url"),
        ("/url", json!(long), "url"),
        ("/url", json!("https://h\u{0}.vn/"), "url"),
        ("/agencies", json!("H27.12"), "agencies"),
        ("/agencies", json!(["a b"]), "agencies[0]"),
        ("/agencies", json!(["H99.99"]), "agencies"),
        ("/agencies", json!((0..1001).map(|n| format!("A{n}")).collect::<Vec<_>>()), "agencies"),
        ("/events", json!(["parcel.fly"]), "events[0]"),
        ("/events", json!([1]), "events[0]"),
        ("/after", json!("-1"), "after"),
        ("/after", json!("x"), "after"),
        ("/after", json!("1"), "after"),
        ("/after", json!(0), "after"),
        ("/secret", json!("whsec_mine"), "secret"),
    ] {
        let answer = door.post(WEBHOOKS, &admin, &with(&body(), at, &value)).send();
        assert_eq!(answer.status, 422, "{at} {value}: {}", answer.text());
        let problem = answer.json();
        let got = problem["field"].as_str().unwrap_or_default();
        assert_eq!(got, field, "{at} {value}: {problem}");
        assert!(!problem.to_string().contains("s3cret"), "{problem}");
    }
    let webhook = made(&door, &admin, &body());
    for (what, value, field) in [
        ("/rotate", json!({"overlap_hours": -1}), "overlap_hours"),
        ("/rotate", json!({"overlap_hours": 337}), "overlap_hours"),
        ("/rotate", json!({"overlap_hours": "1"}), "overlap_hours"),
        ("/replay", json!({}), "after"),
        ("/replay", json!({"after": "0", "case": CASE}), "after"),
        ("/replay", json!({"after": "7"}), "after"),
        ("/replay", json!({"after": "x"}), "after"),
        ("/replay", json!({"case": "x"}), "case"),
        ("/replay", json!({"case": CASE}), "case"),
        ("/skip", json!({"event": 1}), "event"),
    ] {
        let answer = door.post(&path(&webhook, what), &admin, &value).send();
        assert_eq!(answer.status, 422, "{what} {value}: {}", answer.text());
        assert_eq!(answer.json()["field"], field, "{what} {value}");
    }
    for event in ["", "x", "cas_1-1", "cas_00000000000000000000000000000001-1"] {
        let answer = door.post(&path(&webhook, "/skip"), &admin, &json!({"event": event})).send();
        assert_eq!(answer.problem(409, "not_waited_for")["field"], "event", "{event}");
    }
    for (value, field) in [
        (json!({"url": "ftp://h/"}), "url"),
        (json!({"status": "asleep"}), "status"),
        (json!({"note": "x".repeat(201)}), "note"),
        (json!({"agencies": ["H99.99"]}), "agencies"),
        (json!({"events": ["*"]}), "events[0]"),
        (json!({"cursor": "0"}), "cursor"),
    ] {
        let ask = door.app.ask(Method::PATCH, &path(&webhook, "")).token(&admin).english();
        let answer = ask.json(&value).send();
        assert_eq!(answer.problem(422, answer.json()["code"].as_str().unwrap())["field"], field);
    }
    for query in [
        "?limit=0",
        "?limit=501",
        "?limit=x",
        "?cursor=x",
        "/attempts?cursor=x",
        "/attempts?cursor=-1",
        "/attempts?limit=0",
        "/waiting?cursor=x",
        "/waiting?limit=0",
        "/waiting?dead=perhaps",
    ] {
        let place = if query.starts_with('?') { WEBHOOKS.to_owned() } else { path(&webhook, "") };
        let answer = door.get(&format!("{place}{query}"), &admin).send();
        let problem = answer.problem(422, "invalid");
        let field = problem["field"].as_str().unwrap();
        assert!(query.contains(&field[1..]), "{query}: {field}");
    }
    for id in ["x", "whk_1", "tok_00000000000000000000000000000000"] {
        let answer = door.get(&format!("{WEBHOOKS}/{id}"), &admin).send();
        assert_eq!(answer.problem(422, "invalid")["field"], "webhook_id", "{id}");
    }
    door.get(&format!("{WEBHOOKS}/{NOBODY}"), &admin).send().problem(404, "unknown_webhook");
    door.get(WEBHOOKS, "hsp_nobody").send().problem(401, "unauthenticated");
}

#[test]
fn webhooks_come_in_pages() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    let all: Vec<Value> =
        (0..3).map(|_| made(&door, &admin, &body())["webhook_id"].clone()).collect();
    let mut seen = Vec::new();
    let mut query = "?limit=2".to_owned();
    loop {
        let page = door.get(&format!("{WEBHOOKS}{query}"), &admin).send().json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["webhook_id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?limit=2&cursor={next}");
    }
    assert_eq!(seen.len(), 3);
    assert!(all.iter().all(|id| seen.contains(id)));
}

#[test]
fn a_private_address_is_refused_at_the_call_when_a_name_hides_it() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    // Taken, because a name may lead elsewhere tomorrow; refused whenever it is called.
    let webhook = made(&door, &admin, &with(&body(), "/url", &json!("https://localhost/hook")));
    let tried = door.post(&path(&webhook, "/test"), &admin, &json!({})).send().json();
    assert_eq!(
        (&tried["outcome"], &tried["failure"]),
        (&json!("unanswered"), &json!("address_refused"))
    );
    let attempts = door.get(&path(&webhook, "/attempts"), &admin).send().json();
    assert_eq!(attempts["items"].as_array().unwrap().len(), 1);
    assert_eq!(attempts["items"][0].get("case_code"), None, "a test is about no case");
}

#[test]
fn a_process_that_calls_no_webhooks_says_so() {
    let database = TestDatabase::sqlite();
    let mut settings = settings(&database.url);
    settings.webhooks.called = false;
    let door = Door::with(database, settings);
    let admin = door.token(Role::Administrator, &[]);
    let webhook = made(&door, &admin, &body());
    let tried = door.post(&path(&webhook, "/test"), &admin, &json!({})).send();
    tried.problem(409, "webhooks_not_called");
}
