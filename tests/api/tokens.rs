//! Tokens through the door.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::office::{Door, on_both, with};
use crate::kit::office::POST;

const TOKENS: &str = "/api/v1/tokens";

fn clerk() -> Value {
    json!({"role": "clerk", "points": [POST], "name": "counter 2"})
}

#[test]
fn a_token_works_until_it_is_revoked_and_its_secret_is_shown_once() {
    on_both(|door| {
        let admin = door.token(Role::Administrator, &[]);
        let made = door.post(TOKENS, &admin, &clerk()).send();
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        let secret = made["secret"].as_str().unwrap();
        assert_eq!(door.get("/api/v1/points", secret).send().status, 200);
        let listed = door.get(TOKENS, &admin).send();
        assert!(listed.text().contains("counter 2") && !listed.text().contains(secret));
        let path = format!("{TOKENS}/{}", made["token_id"].as_str().unwrap());
        for _ in 0..2 {
            let revoked = door.app.ask(axum::http::Method::DELETE, &path).token(&admin).send();
            assert!(revoked.json()["revoked_at"].is_string(), "{}", revoked.text());
        }
        door.get("/api/v1/points", secret).send().problem(403, "token_revoked");
    });
}

#[test]
fn a_list_of_tokens_comes_in_pages() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    door.clerk();
    let first = door.get(&format!("{TOKENS}?limit=1"), &admin).send().json();
    let next = first["next"].as_str().unwrap();
    let second = door.get(&format!("{TOKENS}?limit=1&cursor={next}"), &admin).send().json();
    assert_ne!(first["items"], second["items"]);
    for (query, field) in [("limit=0", "?limit"), ("limit=x", "?limit"), ("cursor=x", "?cursor")] {
        let answer = door.get(&format!("{TOKENS}?{query}"), &admin).send();
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{query}");
    }
}

#[test]
fn bad_values_are_named_and_only_the_administrator_may() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    for (path, value, field) in [
        ("/role", json!("king"), "role"),
        ("/points", json!([]), "points"),
        ("/points", json!(["a b"]), "points[0]"),
        ("/name", json!("x".repeat(101)), "name"),
    ] {
        let answer = door.post(TOKENS, &admin, &with(&clerk(), path, &value)).send();
        assert_eq!(answer.json()["field"], field, "{}", answer.text());
    }
    for token in [door.clerk(), door.partner(), door.token(Role::Manager, &[])] {
        door.post(TOKENS, &token, &clerk()).send().problem(403, "wrong_role");
        door.get(TOKENS, &token).send().problem(403, "wrong_role");
    }
}
