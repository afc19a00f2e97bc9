//! Users through the API: entered, listed, reset, disabled, placed.

use axum::http::Method;
use hosopost::base::Role;
use serde_json::{Value, json};

use crate::api::office::{Door, on_both, with};
use crate::kit::browser::Browser;
use crate::kit::office::{DESK, POST};

const USERS: &str = "/api/v1/users";

fn clerk() -> Value {
    json!({"name": "lan.nguyen", "role": "clerk", "points": [POST]})
}

#[test]
fn a_user_is_entered_placed_disabled_and_let_in_again() {
    on_both(|door| {
        let admin = door.token(Role::Administrator, &[]);
        let made = door.post(USERS, &admin, &clerk()).send();
        assert_eq!(made.status, 201, "{}", made.text());
        let made = made.json();
        let once = made["one_time_password"].as_str().unwrap();
        assert_eq!(made["standing"], "one_time");
        let listed = door.get(USERS, &admin).send();
        assert!(listed.text().contains("lan.nguyen") && !listed.text().contains(once));
        let taken = door.post(USERS, &admin, &clerk()).send();
        assert_eq!(taken.problem(409, "user_name_taken")["field"], "name");
        let mut browser = Browser::new(&door.app, "10.0.0.1");
        assert_eq!(browser.sign_in("lan.nguyen", once).status, 303);

        let places = door
            .app
            .ask(Method::PUT, "/api/v1/users/lan.nguyen/places")
            .token(&admin)
            .json(&json!({"points": [DESK]}))
            .send();
        assert_eq!(places.json()["points"], json!([DESK]), "{}", places.text());
        for _ in 0..2 {
            let disabled = door.post("/api/v1/users/lan.nguyen/disable", &admin, &json!({})).send();
            assert_eq!(disabled.json()["standing"], "disabled", "{}", disabled.text());
        }
        assert_eq!(browser.get("/account").status, 303);
        assert_eq!(Browser::new(&door.app, "10.0.0.2").sign_in("lan.nguyen", once).status, 422);
        let reset = door.post("/api/v1/users/lan.nguyen/reset", &admin, &json!({})).send().json();
        let once = reset["one_time_password"].as_str().unwrap();
        assert_eq!(Browser::new(&door.app, "10.0.0.3").sign_in("lan.nguyen", once).status, 303);
    });
}

#[test]
fn bad_values_are_named_and_only_the_administrator_may() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    for (path, value, field) in [
        ("/name", json!("Lân"), "name"),
        ("/name", json!("x"), "name"),
        ("/name", json!("x".repeat(61)), "name"),
        ("/name", json!("a\u{0}b"), "name"),
        ("/role", json!("king"), "role"),
        ("/role", json!("partner"), "role"),
        ("/points", json!([]), "points"),
        ("/points", json!(["a b"]), "points[0]"),
        ("/points", json!(["999999"]), "points"),
    ] {
        let answer = door.post(USERS, &admin, &with(&clerk(), path, &value)).send();
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(answer.json()["field"], field, "{}", answer.text());
    }
    for (query, field) in [("limit=0", "?limit"), ("cursor=%20", "?cursor"), ("limit=x", "?limit")]
    {
        let answer = door.get(&format!("{USERS}?{query}"), &admin).send();
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{query}");
    }
    for unknown in ["nobody", "L%C3%A2n", "%27%20OR", "%F0%9F%98%80"] {
        for deed in ["reset", "disable"] {
            let path = format!("{USERS}/{unknown}/{deed}");
            door.post(&path, &admin, &json!({})).send().problem(404, "unknown_user");
        }
    }
    for token in [door.clerk(), door.partner(), door.token(Role::Manager, &[])] {
        door.post(USERS, &token, &clerk()).send().problem(403, "wrong_role");
        door.get(USERS, &token).send().problem(403, "wrong_role");
        let path = format!("{USERS}/nobody/reset");
        door.post(&path, &token, &json!({})).send().problem(403, "wrong_role");
    }
}

#[test]
fn a_list_of_users_comes_in_pages_by_name() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    for name in ["binh", "an", "chi"] {
        door.post(USERS, &admin, &with(&clerk(), "/name", &json!(name))).send();
    }
    let first = door.get(&format!("{USERS}?limit=2"), &admin).send().json();
    let names = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap().iter();
        items.map(|user| user["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&first), ["an", "binh"]);
    let next = first["next"].as_str().unwrap();
    let second = door.get(&format!("{USERS}?limit=2&cursor={next}"), &admin).send().json();
    assert_eq!(names(&second), ["chi"]);
}

#[test]
fn nobody_disables_themselves() {
    let door = Door::sqlite();
    crate::kit::browser::user(&door.app, "mai.tran", Role::Administrator, &[]);
    let browser = Browser::signed_in(&door.app, "mai.tran");
    let cookie = format!("__Host-hosopost-session={}", browser.cookie("session").unwrap());
    let answer = door
        .app
        .post("/api/v1/users/mai.tran/disable")
        .header("cookie", &cookie)
        .header("x-csrf-token", &browser.word)
        .send();
    answer.problem(409, "oneself");
}
