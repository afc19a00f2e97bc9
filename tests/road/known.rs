//! What a phone is given to know: the packet of its place without any person in it, and the round, which is noted.

use hosopost::base::Role;
use hosopost::custody::{Action, Party};
use serde_json::{Value, json};

use super::{hands_in, postman};
use crate::api::office::{Door, giving_back, on_both, submit};
use crate::kit::app::TestApp;
use crate::kit::databases;
use crate::kit::office::{CLOSED, DESK, POST, VILLAGE, point};
use crate::kit::province;
use crate::kit::scans::{at_the_village, scan};
use crate::promise::by;

const PACKET: &str = "/api/v1/road/packet";
const ROUND: &str = "/api/v1/road/round";

fn number(leg: &Value) -> String {
    leg["tracking_number"].as_str().unwrap().to_owned()
}

fn found<'a>(packet: &'a Value, number: &str) -> &'a Value {
    let parcels = packet["parcels"].as_array().unwrap();
    parcels.iter().find(|one| one["tracking"] == number).unwrap_or(&Value::Null)
}

#[test]
fn a_packet_tells_what_lies_here_and_whose_it_is_and_names_nobody() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let (here, away) = (number(&door.ordered(&submit())), number(&door.ordered(&submit())));
        door.scanned(&[
            scan(1, 0, Action::Accept, &here, POST),
            at_the_village(scan(2, 0, Action::Accept, &away, VILLAGE)),
        ]);
        let answer = door.get(&format!("{PACKET}?at={POST}"), &tam.secret).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        for secret in ["Nguyễn", "0912", "Tân Đình", "Đơn đề nghị", "H27.12-250408"] {
            assert!(!answer.text().contains(secret), "{secret}: {}", answer.text());
        }
        let packet = answer.json();
        assert_eq!(packet["at"], json!({"code": POST, "name": packet["at"]["name"], "as": "post"}));
        assert_eq!(packet["complete"], true);
        let one = found(&packet, &here);
        assert_eq!(one["here"], true, "{packet}");
        assert_eq!((&one["state"], &one["leg"]), (&json!("accepted"), &json!("submit")));
        assert_eq!(one["to"]["point"], DESK);
        assert_eq!(one["custodian"]["code"], POST);
        assert_eq!(
            one["papers"],
            json!([{"form": "original", "count": 2}, {"form": "copy", "count": 1}])
        );
        assert_eq!(found(&packet, &away), &Value::Null, "{packet}");
        for list in ["points", "agencies", "procedures"] {
            assert!(!packet[list].as_array().unwrap().is_empty(), "{list}: {packet}");
        }
        assert_eq!(packet["reasons"]["fail_delivery"][0]["code"], "absent");

        // Asked again it comes only when something is different.
        let tag = answer.header("etag").to_owned();
        let again = || {
            let ask = door.get(&format!("{PACKET}?at={POST}&as=post"), &tam.secret);
            ask.header("if-none-match", &tag).send()
        };
        super::minutes_later(door, 1);
        assert_eq!((again().status.as_u16(), again().body.len()), (304, 0));
        assert_eq!(hands_in(door, &tam, 7, &here, 0)["outcome"], "recorded");
        door.scanned(&[scan(3, 30, Action::OutForDelivery, &here, POST)]);
        let changed = again();
        assert_eq!(changed.status, 200);
        assert_eq!(found(&changed.json(), &here), &Value::Null, "{}", changed.text());
    });
}

#[test]
fn what_is_in_ones_own_hands_in_a_bag_or_given_to_somebody_is_said() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let parcels: Vec<String> = (0..3).map(|_| number(&door.ordered(&submit()))).collect();
        let admin = door.token(Role::Administrator, &[]);
        let bag = json!({"code": "T-01", "from": POST, "to": VILLAGE});
        door.post("/api/v1/bags", &admin, &bag).send();
        let mut inside = scan(2, 5, Action::Pack, &parcels[0], POST);
        inside.detail.bag = Some("T-01".to_owned());
        let mut given = scan(3, 6, Action::HandOver, &parcels[1], POST);
        given.detail.to = Some(Party::Point { code: point(VILLAGE), capacity: None });
        given.detail.handover_id = Some("GN-1".to_owned());
        let accepted = (0..2).map(|n| scan(10 + n, 0, Action::Accept, &parcels[n as usize], POST));
        let scans: Vec<_> = accepted.chain([inside, given]).collect();
        door.scanned(&scans);
        // The third he takes out himself.
        let out = json!({"device": tam.device, "scans": [{
            "id": "01961a2b-7c00-7000-8000-000000000099", "action": "out_for_delivery",
            "code": parcels[2], "at": POST, "happened_at": door.app.app.clock.now().to_string(),
        }]});
        door.post("/api/v1/scans", &tam.secret, &out).send();
        let packet = door.get(&format!("{PACKET}?at={POST}"), &tam.secret).send().json();
        assert_eq!(found(&packet, &parcels[0])["inside"], "T-01", "{packet}");
        let handover = &found(&packet, &parcels[1])["handover"];
        assert_eq!((&handover["id"], &handover["to"]["code"]), (&json!("GN-1"), &json!(VILLAGE)));
        assert_eq!(
            found(&packet, &parcels[2])["custodian"],
            json!({"kind": "postman", "own": true})
        );
        assert_eq!(found(&packet, &parcels[2])["here"], true);
        let bag = &packet["bags"][0];
        assert_eq!(
            (&bag["code"], &bag["to"], &bag["here"]),
            (&json!("T-01"), &json!(VILLAGE), &json!(true))
        );
        assert_eq!((&bag["sealed"], &bag["due_here"]), (&json!(false), &json!(false)));
        // Somebody else's hands are named by nothing but that.
        let hoa = postman(door, "hoa.vo");
        let other = door.get(&format!("{PACKET}?at={POST}"), &hoa.secret).send().json();
        assert_eq!(found(&other, &parcels[2]), &Value::Null, "{other}");
    });
}

#[test]
fn a_packet_is_for_who_scans_at_that_place() {
    let door = Door::sqlite();
    let tam = postman(&door, "tam.le");
    for (query, status, code) in [
        ("", 422, "invalid"),
        ("?at=a%20b", 422, "invalid"),
        (&format!("?at={POST}&as=king"), 422, "invalid"),
        (&format!("?at={POST}&x=1"), 422, "invalid"),
        (&format!("?at={POST}&as=desk"), 403, "wrong_capacity"),
        (&format!("?at={VILLAGE}"), 403, "wrong_place"),
    ] {
        door.get(&format!("{PACKET}{query}"), &tam.secret).send().problem(status, code);
    }
    let manager = door.token(Role::Manager, &[]);
    door.get(&format!("{PACKET}?at={POST}"), &manager).send().problem(403, "wrong_role");
    let admin = door.token(Role::Administrator, &[]);
    let unknown = door.get(&format!("{PACKET}?at=999999"), &admin).send();
    assert_eq!(unknown.problem(422, "unknown_point")["field"], "?at");
    door.get(&format!("{PACKET}?at={POST}&as=desk"), &admin).send().problem(422, "unknown_point");
    let officer = door.token(Role::Officer, &[DESK]);
    let desk = door.get(&format!("{PACKET}?at={DESK}"), &officer).send();
    assert_eq!(desk.json()["at"]["as"], "desk", "{}", desk.text());
    let closed = door.token(Role::Clerk, &[CLOSED]);
    assert_eq!(door.get(&format!("{PACKET}?at={CLOSED}"), &closed).send().status, 200);
}

#[test]
fn a_round_names_persons_to_who_walks_it_and_every_look_is_noted() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let number = number(&door.ordered(&giving_back()));
        let out = |n: u32, action: &str, more: Value| {
            let mut scan = json!({
                "id": format!("01961a2b-7c00-7000-8000-{n:012}"), "action": action,
                "code": number, "at": POST, "happened_at": door.app.app.clock.now().to_string(),
            });
            for (field, value) in more.as_object().unwrap() {
                scan[field] = value.clone();
            }
            let body = json!({"device": tam.device, "scans": [scan]});
            let answer = door.post("/api/v1/scans", &tam.secret, &body).send().json();
            assert_eq!(answer["results"][0]["outcome"], "recorded", "{answer}");
        };
        out(1, "out_for_delivery", json!({}));
        super::minutes_later(door, 30);
        out(2, "fail_delivery", json!({"reason": "absent"}));
        super::minutes_later(door, 30);
        out(3, "out_for_delivery", json!({}));
        let round = door.get(&format!("{ROUND}?at={POST}"), &tam.secret).send();
        assert_eq!(round.status, 200, "{}", round.text());
        let round = round.json();
        let stop = &round["stops"][0];
        for (field, expected) in [
            ("kind", json!("deliver")),
            ("tracking", json!(number)),
            ("name", json!("Nguyễn Văn Mẫu")),
            ("address", json!("Thôn Tân Đình")),
            ("attempts", json!(1)),
            ("last_reason", json!("absent")),
        ] {
            assert_eq!(stop[field], expected, "{field}: {round}");
        }
        assert!(stop["phone"].as_str().unwrap().ends_with("123"), "{stop}");
        assert_eq!(round["stops"].as_array().unwrap().len(), 1);
        let admin = door.token(Role::Administrator, &[]);
        let log = door.get("/api/v1/access-log", &admin).send().json();
        let line = &log["items"][0];
        assert_eq!((&line["page"], &line["name"]), (&json!("round"), &json!("tam.le")), "{log}");
        // Another postman has another round.
        let hoa = postman(door, "hoa.vo");
        let other = door.get(&format!("{ROUND}?at={POST}"), &hoa.secret).send().json();
        assert_eq!(other["stops"], json!([]));
    });
}

#[test]
fn calls_of_the_day_stand_on_the_round() {
    on_both(|door| {
        let tam = postman(door, "tam.le");
        let admin = door.token(Role::Administrator, &[]);
        let call = json!({
            "desk": DESK, "office": POST, "parcels": 3,
            "from": "2025-04-08T14:00:00+07:00", "until": "2025-04-08T16:00:00+07:00",
        });
        let ordered = door.post("/api/v1/office/pickups", &admin, &call).send();
        assert!(ordered.status.is_success(), "{}", ordered.text());
        let round = door.get(&format!("{ROUND}?at={POST}"), &tam.secret).send().json();
        let stop = &round["stops"][0];
        assert_eq!((&stop["kind"], &stop["point"]), (&json!("pickup"), &json!(DESK)), "{round}");
        assert_eq!(stop["parcels"], 3);
        assert_eq!(stop["window"]["from"], "2025-04-08T14:00:00+07:00");
        for (query, token, status, code) in [
            ("", &tam.secret, 422, "invalid"),
            ("?at=481120", &tam.secret, 403, "wrong_place"),
            ("?at=481000", &door.token(Role::Officer, &[DESK]), 403, "wrong_role"),
            ("?at=481000", &door.token(Role::Manager, &[]), 403, "wrong_role"),
        ] {
            door.get(&format!("{ROUND}{query}"), token).send().problem(status, code);
        }
    });
}

#[test]
fn what_lies_here_goes_on_by_the_timetable_and_in_the_bag_that_is_made_up_for_it() {
    databases::on_both(|db| {
        let app = TestApp::province(db.fresh());
        let number = app.announced(1).tracking.to_string();
        let clerk = app.secret(Role::Clerk, &[province::VILLAGE]);
        let accepted = json!({"device": "may-01", "scans": [{
            "id": "01961a2b-7c00-7000-8000-000000000001", "action": "accept", "code": number,
            "at": province::VILLAGE, "happened_at": app.app.clock.now().to_string(),
        }]});
        let scanned = app.post("/api/v1/scans").token(&clerk).json(&accepted).send();
        assert_eq!(scanned.json()["results"][0]["outcome"], "recorded", "{}", scanned.text());
        app.wait(app.app.forecast_all(&by("one"))).unwrap();
        let packet = || {
            let asked = app.get(&format!("{PACKET}?at={}", province::VILLAGE));
            asked.token(&clerk).send().json()
        };
        let first = packet();
        let one = found(&first, &number);
        assert_eq!((&one["here"], &one["due_here"]), (&json!(true), &json!(false)), "{one}");
        assert_eq!(one["to"]["point"], province::CENTRE, "{one}");
        assert!(one["expected_by"].is_string(), "{one}");
        let next = one["next"].clone();
        for field in ["point", "name", "route", "departs_at"] {
            assert!(next[field].is_string(), "{field}: {one}");
        }
        assert!(next["bag"].is_null(), "{one}");
        let bag = json!({"code": "T-09", "from": province::VILLAGE, "to": next["point"]});
        let made = app.post("/api/v1/bags").token(&clerk).json(&bag).send();
        assert!(made.status.is_success(), "{}", made.text());
        let second = packet();
        assert_eq!(found(&second, &number)["next"]["bag"], "T-09", "{second}");
        assert_eq!(second["bags"][0]["code"], "T-09");
        // Where it is bound for, it is to be taken in.
        let officer = app.secret(Role::Officer, &[province::CENTRE]);
        let there = app.get(&format!("{PACKET}?at={}", province::CENTRE)).token(&officer).send();
        let there = there.json();
        assert_eq!(found(&there, &number)["due_here"], true, "{there}");
        assert_eq!(found(&there, &number)["here"], false);
    });
}
