//! Devices that handed scans in, as the administrator sees them.

use hosopost::base::Role;
use serde_json::{Value, json};

use crate::api::office::{Door, on_both, submit};
use crate::kit::browser::Browser;
use crate::kit::office::POST;

/// Hands scans in through the door, each of a code with what the clock was corrected by.
pub fn hand_in(door: &Door, token: &str, device: &str, scans: &[(u32, &str, i64)]) -> Value {
    let now = door.app.app.clock.now().to_string();
    let scan = |(n, code, offset): &(u32, &str, i64)| {
        json!({
            "id": format!("01961a2b-7c00-7000-8000-{n:012}"), "action": "inspect", "code": code,
            "at": POST, "happened_at": now, "clock_offset_ms": offset,
        })
    };
    let scans: Vec<Value> = scans.iter().map(scan).collect();
    let body = json!({"device": device, "scans": scans});
    let answer = door.post("/api/v1/scans", token, &body).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn every_device_is_counted_by_its_batches() {
    on_both(|door| {
        let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
        let (clerk, admin) = (door.clerk(), door.token(Role::Administrator, &[]));
        hand_in(
            door,
            &clerk,
            "may-quet-01",
            &[(1, &number, 900), (2, &number, 1_000), (3, "BH999999999VN", 70_000)],
        );
        // The same again adds nothing but that it was heard of.
        hand_in(door, &clerk, "may-quet-01", &[(1, &number, -2_000)]);
        let list = || door.get("/api/v1/devices", &admin).send().json()["items"].clone();
        let first = list()[0].clone();
        for (field, expected) in [
            ("device", json!("may-quet-01")),
            ("scans_today", json!(3)),
            ("set_aside_today", json!(1)),
            ("scans", json!(3)),
            ("clock_offset_ms", json!(-2_000)),
            ("lowest_clock_offset_ms", json!(-2_000)),
            ("highest_clock_offset_ms", json!(1_000)),
            ("role", json!("clerk")),
        ] {
            assert_eq!(first[field], expected, "{field}: {first}");
        }
        // Another day begins anew; another device under the same token is another line.
        let tomorrow = door.app.app.clock.now().plus_millis(86_400_000);
        door.app.app.clock.set(tomorrow);
        assert_eq!(list()[0]["scans_today"], 0);
        hand_in(door, &clerk, "máy.quét 2", &[(4, &number, 0)]);
        door.app.app.clock.set(tomorrow.plus_millis(60_000));
        hand_in(door, &clerk, "may-quet-01", &[(5, &number, 10)]);
        let both = list();
        let said = |at: usize, field: &str| both[at][field].clone();
        assert_eq!(
            [said(0, "device"), said(0, "scans_today"), said(0, "scans")],
            [json!("may-quet-01"), json!(1), json!(4)]
        );
        assert_eq!([said(0, "set_aside_today"), said(0, "set_aside")], [json!(0), json!(1)]);
        assert_eq!(said(0, "highest_clock_offset_ms"), 10);
        assert_eq!(said(1, "device"), "máy.quét 2");

        let page = door.get("/api/v1/devices?limit=1", &admin).send().json();
        let cursor = page["next"].as_str().unwrap();
        let rest = door.get(&format!("/api/v1/devices?cursor={cursor}"), &admin).send().json();
        assert_eq!(rest["items"][0]["device"], "máy.quét 2");
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        for bad in ["cursor=x", "cursor=1.x.y", "cursor=1", "limit=0"] {
            door.get(&format!("/api/v1/devices?{bad}"), &admin).send().problem(422, "invalid");
        }
        door.get("/api/v1/devices", &clerk).send().problem(403, "wrong_role");
    });
}

#[test]
fn the_administrator_stops_a_device_from_the_list() {
    let door = Door::sqlite();
    let number = door.ordered(&submit())["tracking_number"].as_str().unwrap().to_owned();
    let clerk = door.clerk();
    let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
    assert!(admin.get("/devices").text().contains("Chưa có thiết bị nào"));
    hand_in(&door, &clerk, "<b>máy</b>", &[(1, &number, 61_000)]);
    let page = admin.get("/devices").text();
    for said in ["&#60;b&#62;máy&#60;/b&#62;", "xem lại đồng hồ", "+61,0 s", "Giao dịch viên"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let path = page.split("action=\"/devices/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(
        admin.post(&format!("/devices/{path}"), &[]).header("location"),
        "/devices?revoked=1"
    );
    let after = hand_in(&door, &clerk, "<b>máy</b>", &[(2, &number, 0)]);
    assert_eq!(after["results"][0]["outcome"], "set_aside");
    let page = admin.get("/devices?revoked=1").text();
    assert!(page.contains("đã thu hồi") && page.contains("1 để chờ"), "{page}");
    let file = admin.get("/devices.csv");
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(file.text().contains("<b>máy</b>"), "{}", file.text());
    assert_eq!(admin.get("/devices?cursor=x").status, 422);
    assert_eq!(admin.post("/devices/tok_00000000000000000000000000000000/revoke", &[]).status, 404);
}
