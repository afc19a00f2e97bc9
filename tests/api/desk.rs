//! What a one-stop system asks about its desk, and decides: with bad values at every field.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::office::{Door, case, giving_back, on_both, with};
use crate::kit::office::{DESK, OTHER_DESK, POST, VILLAGE};

/// A result that is there, and waits at the desk.
fn ready(door: &Door) -> String {
    let leg = door.ordered(&giving_back());
    let done =
        with(&with(&case(), "/status", &json!(9)), "/as_of", &json!("2025-04-08T09:20:00+07:00"));
    let told = door.post("/api/v1/cases", &door.partner(), &done).send();
    assert_eq!(told.status, 200, "{}", told.text());
    leg["tracking_number"].as_str().unwrap().to_owned()
}

const PICKUPS: &str = "/api/v1/office/pickups";

fn path(what: &str) -> String {
    format!("/api/v1/office/{DESK}/{what}")
}

#[test]
fn the_system_of_a_desk_reads_holds_and_releases_and_no_other_does() {
    on_both(|door| {
        let number = ready(door);
        let partner = door.partner();
        let listed = || door.get(&path("results"), &partner).send().json()["items"].clone();
        let before = listed();
        assert_eq!(before[0]["tracking_number"], number.as_str());
        assert_eq!(before[0]["stands"], "waiting");
        assert_eq!(before[0]["hand_in_by"], Value::Null, "no timetable, no time is told");
        let held = json!({"codes": [number.to_lowercase()], "reason": "Chờ ký"});
        let done = door.post(&path("hold"), &partner, &held).send();
        assert_eq!(done.json(), json!({"parcels": 1}), "{}", done.text());
        assert_eq!(
            (&listed()[0]["stands"], &listed()[0]["held_because"]),
            (&json!("held"), &json!("Chờ ký"))
        );
        let free = json!({"codes": [number]});
        assert_eq!(door.post(&path("release"), &partner, &free).send().status, 200);
        assert_eq!(listed(), before, "as it was");

        for secret in [door.stranger(), door.token(Role::Officer, &[OTHER_DESK])] {
            for what in ["results", "coming", "runs"] {
                door.get(&path(what), &secret).send().problem(403, "wrong_place");
            }
            door.post(&path("hold"), &secret, &held).send().problem(403, "wrong_place");
        }
        door.get(&path("results"), &door.clerk()).send().problem(403, "wrong_role");
        let other = format!("/api/v1/office/{OTHER_DESK}/release");
        door.post(&other, &door.stranger(), &free).send().problem(409, "not_waiting");
        assert_eq!(door.get(&path("runs"), &partner).send().json(), json!({"items": []}));
        assert_eq!(door.get(&path("coming"), &partner).send().json(), json!({"items": []}));
    });
}

#[test]
fn bad_values_are_named_with_what_was_expected() {
    on_both(|door| {
        let number = ready(door);
        let partner = door.partner();
        for (query, field) in [
            ("limit=0", "?limit"),
            ("limit=x", "?limit"),
            ("cursor=x", "?cursor"),
            ("cursor=1.1", "?cursor"),
        ] {
            let refused = door.get(&format!("{}?{query}", path("results")), &partner).send();
            assert_eq!(refused.problem(422, "invalid")["field"], field, "{query}");
        }
        for query in ["limit=501", "cursor=x"] {
            door.get(&format!("{}?{query}", path("coming")), &partner)
                .send()
                .problem(422, "invalid");
        }
        door.get("/api/v1/office/a%20b/results", &partner).send().problem(422, "invalid");

        let plan = json!({
            "codes": [number], "run": {"route": "HT-03", "departure": "S1", "date": "2025-04-08"},
        });
        for (at, value, field) in [
            ("/codes", json!("x"), "codes"),
            ("/codes/0", json!(7), "codes[0]"),
            ("/run", json!("HT-03"), "run"),
            ("/run/route", json!("a b"), "run.route"),
            ("/run/departure", json!(""), "run.departure"),
            ("/run/date", json!("8.4.2025"), "run.date"),
            ("/over", json!("yes"), "over"),
        ] {
            let refused = door.post(&path("plan"), &partner, &with(&plan, at, &value)).send();
            assert_eq!(refused.problem(422, "invalid")["field"], field, "{at}");
        }
        let unknown = door.post(&path("plan"), &partner, &plan).send();
        assert_eq!(unknown.problem(422, "unknown_departure")["field"], "departure");

        let hold = json!({"codes": [number], "reason": "x"});
        let many: Vec<String> = (0..201).map(|n| format!("BH{n}")).collect();
        for (at, value, status, code, field) in [
            ("/codes", json!([]), 422, "nothing_chosen", "codes"),
            ("/codes", json!(many), 422, "too_many", "codes"),
            ("/codes", json!(["BH999999999VN"]), 409, "not_waiting", "codes"),
            ("/codes", json!(["\u{0}"]), 422, "invalid", "codes[0]"),
            ("/reason", json!("  "), 422, "reason", "reason"),
            ("/reason", json!("x".repeat(501)), 422, "reason", "reason"),
            ("/reason", json!(7), 422, "invalid", "reason"),
        ] {
            let refused = door.post(&path("hold"), &partner, &with(&hold, at, &value)).send();
            assert_eq!(refused.problem(status, code)["field"], field, "{at} {value}");
        }
        assert_eq!(
            door.get(&path("results"), &partner).send().json()["items"][0]["stands"],
            "waiting"
        );
    });
}

#[test]
fn a_call_is_asked_for_once_answered_by_the_office_and_over_then() {
    on_both(|door| {
        let partner = door.partner();
        let call = json!({
            "desk": DESK, "office": POST, "parcels": 12,
            "from": "2025-04-08T14:00:00+07:00", "until": "2025-04-08T16:00:00+07:00",
        });
        for (at, value, code, field) in [
            ("/desk", json!("a b"), "invalid", "desk"),
            ("/office", json!("999999"), "not_an_office", "office"),
            ("/from", json!("2025-04-08"), "invalid", "from"),
            ("/from", json!("2025-04-08T17:00:00+07:00"), "pickup_window", "until"),
            ("/until", json!("2025-04-07T16:00:00+07:00"), "pickup_window", "until"),
            ("/parcels", json!(0), "pickup_parcels", "parcels"),
            ("/parcels", json!(10_001), "pickup_parcels", "parcels"),
            ("/parcels", json!(-1), "pickup_parcels", "parcels"),
            ("/parcels", json!("x"), "invalid", "parcels"),
        ] {
            let refused = door.post(PICKUPS, &partner, &with(&call, at, &value)).send();
            assert_eq!(refused.problem(422, code)["field"], field, "{at} {value}");
        }
        let nobody = with(&call, "/office", &Value::Null);
        door.post(PICKUPS, &partner, &nobody).send().problem(409, "no_office");
        door.post(PICKUPS, &door.stranger(), &call).send().problem(403, "wrong_place");

        let keyed = || door.post(PICKUPS, &partner, &call).header("idempotency-key", "k1").send();
        let (first, second) = (keyed(), keyed());
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201), "{}", first.text());
        assert_eq!(first.json(), second.json(), "asked once");
        let id = first.json()["pickup_id"].as_str().unwrap().to_owned();
        let clerk = door.clerk();
        let asked = door.get(&format!("{PICKUPS}?by=office"), &clerk).send().json();
        assert_eq!(asked["items"][0]["pickup_id"], id.as_str());
        for (query, field) in
            [("by=x", "?by"), ("cursor=x", "?cursor"), ("since=x", "?since"), ("limit=0", "?limit")]
        {
            let refused = door.get(&format!("{PICKUPS}?{query}"), &partner).send();
            assert_eq!(refused.problem(422, "invalid")["field"], field, "{query}");
        }
        let one = format!("{PICKUPS}/{id}");
        let says = |secret: &str, body: &Value| door.post(&one, secret, body).send();
        for (body, code, field) in [
            (json!({"stage": "ordered"}), "invalid", "stage"),
            (json!({"stage": "x"}), "invalid", "stage"),
            (json!({"stage": "declined"}), "reason", "reason"),
            (json!({"stage": "declined", "reason": 7}), "invalid", "reason"),
        ] {
            assert_eq!(says(&clerk, &body).problem(422, code)["field"], field, "{body}");
        }
        let away = door.token(Role::Clerk, &[VILLAGE]);
        says(&away, &json!({"stage": "promised"})).problem(404, "unknown_pickup");
        says(&door.stranger(), &json!({"stage": "withdrawn"})).problem(404, "unknown_pickup");
        assert_eq!(says(&clerk, &json!({"stage": "promised"})).json()["stage"], "promised");
        assert_eq!(says(&partner, &json!({"stage": "done"})).json()["stage"], "done");
        says(&partner, &json!({"stage": "withdrawn"})).problem(409, "pickup_over");
        let unknown = format!("{PICKUPS}/pku_{}", "0".repeat(32));
        door.post(&unknown, &clerk, &json!({"stage": "done"}))
            .send()
            .problem(404, "unknown_pickup");
        door.post(&format!("{PICKUPS}/x"), &clerk, &json!({"stage": "done"}))
            .send()
            .problem(422, "invalid");
        let mine = door.get(PICKUPS, &partner).send().json();
        assert_eq!(mine["items"][0]["stage"], "done");
    });
}
