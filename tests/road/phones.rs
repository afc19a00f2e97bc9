//! Signing in to a phone once, and what holds of it afterwards.

use axum::http::Method;
use hosopost::base::Role;
use serde_json::json;

use super::{InHand, PHONES, by_page, enrols, hands_in, minutes_later, phone, postman};
use crate::api::office::{Door, on_both, submit, with};
use crate::kit::browser::{Browser, user};
use crate::kit::office::{CLOSED, POST, VILLAGE};

fn number(door: &Door) -> String {
    door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned()
}

#[test]
fn who_scans_by_a_phone_is_its_person_whatever_they_sign_in_with() {
    on_both(|door| {
        let number = number(door);
        user(&door.app, "tam.le", Role::Courier, &[POST]);
        let browser = Browser::signed_in(&door.app, "tam.le");
        let answer = enrols(&browser, &phone());
        let in_hand = InHand::of(&answer);
        let made = answer.json();
        assert!(in_hand.device.starts_with("road_") && in_hand.secret.starts_with("hsr_"));
        assert_eq!(made["person"]["name"], "tam.le");
        assert_eq!(made["role"], "courier");
        assert_eq!(made["places"][0]["code"], POST);
        assert_eq!(made["places"][0]["as"], json!(["post"]));
        assert_eq!((&made["contact_hours"], &made["round_hours"]), (&json!(72), &json!(24)));

        // Taken out by the phone, it is in the hands of the user.
        let out = json!({"device": in_hand.device, "scans": [{
            "id": "01961a2b-7c00-7000-8000-000000000001", "action": "out_for_delivery",
            "code": number, "at": POST, "happened_at": door.app.app.clock.now().to_string(),
        }]});
        let out = door.post("/api/v1/scans", &in_hand.secret, &out).send().json();
        let postman = out["results"][0]["custodian"].clone();
        let person = made["person"]["id"].as_str().unwrap().replace("usr_", "tok_");
        assert!(postman.to_string().contains(&person), "{out}");
        // What the page scans is the same person's.
        let by_session = json!({"device": "trang", "scans": [{
            "id": "01961a2b-7c00-7000-8000-000000000002", "action": "inspect", "code": number,
            "at": POST, "happened_at": door.app.app.clock.now().to_string(),
        }]});
        let same = by_page(&browser, door.app.post("/api/v1/scans")).json(&by_session).send();
        assert_eq!(same.json()["results"][0]["custodian"], postman, "{}", same.text());
    });
}

#[test]
fn without_contact_for_three_days_a_phone_must_be_signed_in_to_again() {
    on_both(|door| {
        let (number, tam) = (number(door), postman(door, "tam.le"));
        let own = format!("{PHONES}/{}", tam.device);
        // Any call is contact, also many hours apart.
        for _ in 0..3 {
            minutes_later(door, 71 * 60);
            assert_eq!(door.get(&own, &tam.secret).send().json()["standing"], "in_force");
        }
        minutes_later(door, 71 * 60);
        assert_eq!(hands_in(door, &tam, 1, &number, 0)["outcome"], "recorded");
        minutes_later(door, 75 * 60);
        door.get(&own, &tam.secret).send().problem(401, "credential_lapsed");
        // What happened while it was trusted counts; what came later waits for a person.
        assert_eq!(hands_in(door, &tam, 2, &number, 4 * 60)["outcome"], "recorded");
        let late = hands_in(door, &tam, 3, &number, 60);
        assert_eq!(
            (&late["outcome"], &late["error"]["code"]),
            (&json!("set_aside"), &json!("lapsed"))
        );
        // Handing in is no contact: nobody said that it is still its person's.
        door.get(&own, &tam.secret).send().problem(401, "credential_lapsed");
        let admin = door.token(Role::Administrator, &[]);
        assert_eq!(door.get(&own, &admin).send().json()["standing"], "lapsed");

        // Signed in to again it is the same phone, and its former secret opens nothing.
        let browser = Browser::signed_in(&door.app, "tam.le");
        let again = with(&phone(), "/device", &json!(tam.device));
        let renewed = InHand::of(&enrols(&browser, &again));
        assert_eq!(renewed.device, tam.device);
        assert_eq!(hands_in(door, &renewed, 4, &number, 30)["outcome"], "recorded");
        door.get(&own, &tam.secret).send().problem(401, "unauthenticated");
        assert_eq!(door.get(&own, &renewed.secret).send().json()["standing"], "in_force");
    });
}

#[test]
fn contact_is_noted_to_the_minute_and_no_finer() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let own = format!("{PHONES}/{}", tam.device);
        let admin = door.token(Role::Administrator, &[]);
        let seen = || door.get(&own, &admin).send().json()["seen_at"].clone();
        let first = seen();
        let clock = &door.app.app.clock;
        clock.set(clock.now().plus_millis(59_000));
        door.get(&own, &tam.secret).send();
        assert_eq!(seen(), first);
        clock.set(clock.now().plus_millis(2_000));
        door.get(&own, &tam.secret).send();
        assert_eq!(seen(), clock.now().to_string());
    });
}

#[test]
fn what_a_revoked_phone_hands_in_is_set_aside_and_it_can_ask_for_nothing() {
    on_both(|door| {
        let (number, tam) = (number(door), postman(door, "tam.le"));
        let own = format!("{PHONES}/{}", tam.device);
        let admin = door.token(Role::Administrator, &[]);
        assert_eq!(hands_in(door, &tam, 1, &number, 0)["outcome"], "recorded");
        for _ in 0..2 {
            let ended = door.app.ask(Method::DELETE, &own).token(&admin).send();
            assert_eq!(ended.json()["standing"], "revoked", "{}", ended.text());
        }
        let late = hands_in(door, &tam, 2, &number, 10);
        assert_eq!(
            (&late["outcome"], &late["error"]["code"]),
            (&json!("set_aside"), &json!("revoked"))
        );
        door.get(&own, &tam.secret).send().problem(401, "credential_revoked");
        door.get("/api/v1/points", &tam.secret).send().problem(401, "credential_revoked");
        // Its person can have it as a new one, and not as the one that was revoked.
        let browser = Browser::signed_in(&door.app, "tam.le");
        let again = with(&phone(), "/device", &json!(tam.device));
        assert_eq!(enrols(&browser, &again).problem(409, "phone_revoked")["field"], "device");
        let new = InHand::of(&enrols(&browser, &phone()));
        assert_ne!(new.device, tam.device);
        // A phone can end itself.
        let ended = door.app.ask(Method::DELETE, &format!("{PHONES}/{}", new.device));
        assert_eq!(ended.token(&new.secret).send().status, 200);
        door.get(PHONES, &new.secret).send().problem(401, "credential_revoked");
    });
}

#[test]
fn a_phone_holds_what_its_person_holds_now() {
    on_both(|door| {
        let (number, tam) = (number(door), postman(door, "tam.le"));
        let admin = door.token(Role::Administrator, &[]);
        let own = format!("{PHONES}/{}", tam.device);
        // Other places, from the next request on.
        let moved = json!({"points": [VILLAGE]});
        door.post("/api/v1/users/tam.le/places", &admin, &moved).send();
        assert_eq!(door.get(&own, &tam.secret).send().json()["places"], json!([]));
        assert_eq!(hands_in(door, &tam, 1, &number, 0)["error"]["code"], "wrong_place");
        let back = json!({"points": [POST, VILLAGE]});
        door.post("/api/v1/users/tam.le/places", &admin, &back).send();
        assert_eq!(hands_in(door, &tam, 2, &number, 0)["outcome"], "recorded");
        // Another password: signed in to again, and what happened before counts.
        minutes_later(door, 10);
        door.post("/api/v1/users/tam.le/reset", &admin, &json!({})).send();
        minutes_later(door, 10);
        door.get(&own, &tam.secret).send().problem(401, "credential_lapsed");
        assert_eq!(hands_in(door, &tam, 3, &number, 15)["outcome"], "recorded");
        assert_eq!(hands_in(door, &tam, 4, &number, 5)["error"]["code"], "lapsed");
        // Disabled: as revoked.
        let out = door.post("/api/v1/users/tam.le/disable", &admin, &json!({})).send();
        assert_eq!(out.status, 200, "{}", out.text());
        door.get(&own, &tam.secret).send().problem(401, "credential_revoked");
        assert_eq!(hands_in(door, &tam, 5, &number, 60)["error"]["code"], "revoked");
    });
}

#[test]
fn only_who_signed_in_with_a_page_of_theirs_signs_in_to_a_phone() {
    let door = Door::sqlite();
    let tam = postman(&door, "tam.le");
    for token in [&tam.secret, &door.clerk(), &door.token(Role::Administrator, &[])] {
        door.post(PHONES, token, &phone()).send().problem(403, "session_needed");
    }
    door.app.post(PHONES).json(&phone()).send().problem(401, "unauthenticated");
    let browser = Browser::signed_in(&door.app, "tam.le");
    // Another site's page does not bring the word.
    let forged =
        by_page(&browser, door.app.post(PHONES)).header("x-csrf-token", "x").json(&phone());
    forged.send().problem(403, "not_from_this_page");
    // Who answers for targets does not scan.
    let manager = Browser::of(&door.app, Role::Manager, &[]);
    enrols(&manager, &phone()).problem(403, "wrong_role");
    assert_eq!(
        enrols(
            &Browser::of(&door.app, Role::Officer, &[VILLAGE]),
            &with(&phone(), "/places", &json!([VILLAGE]))
        )
        .status,
        201
    );
    assert_eq!(enrols(&Browser::of(&door.app, Role::Administrator, &[]), &phone()).status, 201);
    // A secret that nobody was given.
    let unknown = format!("hsr_{}", "0".repeat(43));
    door.get(PHONES, &unknown).send().problem(401, "unauthenticated");
}

#[test]
fn everybody_sees_their_own_phones_and_the_administrator_all() {
    on_both(|door| {
        let (tam, hoa) = (postman(door, "tam.le"), postman(door, "hoa.vo"));
        let admin = door.token(Role::Administrator, &[]);
        let listed = |token: &str| {
            let list = door.get(PHONES, token).send();
            assert!(!list.text().contains("hsr_"), "{}", list.text());
            list.json()["items"].as_array().unwrap().len()
        };
        assert_eq!((listed(&tam.secret), listed(&admin), listed(&door.clerk())), (1, 2, 0));
        let first = door.get(&format!("{PHONES}?limit=1"), &admin).send().json();
        assert_eq!(first["items"][0]["device"], hoa.device.as_str());
        let next = first["next"].as_str().unwrap();
        let rest = door.get(&format!("{PHONES}?cursor={next}"), &admin).send().json();
        assert_eq!(rest["items"][0]["device"], tam.device.as_str());
        for query in ["limit=0", "limit=x", "cursor=x"] {
            door.get(&format!("{PHONES}?{query}"), &admin).send().problem(422, "invalid");
        }
        // Somebody else's is as if it were not there.
        let others = format!("{PHONES}/{}", hoa.device);
        door.get(&others, &tam.secret).send().problem(404, "unknown_phone");
        let ended = door.app.ask(Method::DELETE, &others).token(&tam.secret).send();
        ended.problem(404, "unknown_phone");
        door.get(&format!("{PHONES}/x"), &admin).send().problem(422, "invalid");
    });
}

#[test]
fn bad_values_are_named_at_their_field() {
    let door = Door::sqlite();
    let hoa = postman(&door, "hoa.vo");
    user(&door.app, "tam.le", Role::Courier, &[POST]);
    let browser = Browser::signed_in(&door.app, "tam.le");
    let unknown = "road_00000000000070008000000000000000";
    for (path, value, status, code, field) in [
        ("/name", json!(" "), 422, "phone_name", Some("name")),
        ("/name", json!("x".repeat(61)), 422, "phone_name", Some("name")),
        ("/name", json!("a\u{0}"), 422, "invalid", Some("name")),
        ("/places", json!([]), 422, "phone_places", Some("places")),
        ("/places", json!(["a b"]), 422, "invalid", Some("places[0]")),
        ("/places", json!([CLOSED]), 403, "wrong_place", None),
        ("/key/kty", json!("RSA"), 422, "phone_key", Some("key")),
        ("/key/crv", json!("P-521"), 422, "phone_key", Some("key")),
        ("/key/x", json!("AAAA"), 422, "phone_key", Some("key")),
        ("/key/y", json!("===="), 422, "phone_key", Some("key")),
        ("/key/d", json!("AAAA"), 422, "phone_key", Some("key")),
        ("/key", json!("x"), 422, "invalid", Some("key")),
        ("/device", json!("x"), 422, "invalid", Some("device")),
        ("/device", json!(unknown), 404, "unknown_phone", None),
        ("/device", json!(hoa.device), 409, "phone_of_another", Some("device")),
        ("/owner", json!("x"), 422, "invalid", Some("owner")),
    ] {
        let answer = enrols(&browser, &with(&phone(), path, &value));
        let problem = answer.problem(status, code);
        assert_eq!(problem["field"].as_str(), field, "{path}: {problem}");
    }
    // An administrator acts everywhere, and still not at a point that nobody knows.
    let everywhere = Browser::of(&door.app, Role::Administrator, &[]);
    let nowhere = with(&phone(), "/places", &json!(["999999"]));
    enrols(&everywhere, &nowhere).problem(422, "unknown_point");
    let keyless = with(&phone(), "/key", &json!(null));
    enrols(&browser, &keyless).problem(422, "invalid");
    for _ in 0..10 {
        InHand::of(&enrols(&browser, &phone()));
    }
    enrols(&browser, &phone()).problem(409, "too_many_phones");
}

#[test]
fn anybody_may_ask_what_time_it_is() {
    let door = Door::sqlite();
    let told = door.app.get("/api/v1/road/clock").send().json();
    let now = door.app.app.clock.now();
    assert_eq!((&told["now"], &told["now_ms"]), (&json!(now.to_string()), &json!(now.millis())));
}
