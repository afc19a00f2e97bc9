//! What a closed point holds, awaits or is to get back goes to the one that took over.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::{Province, person};
use crate::kit::databases::{TestDatabase, on_both};

/// The district's desk until 30 June 2025, and the commune's that took over.
const DESK: &str = "H27.29";
const HEIR: &str = "H27.101.00";
const VILLAGE: &str = "481940";
const CASE: &str = "H27.29-250627-0001";

/// A parcel that waits at the village on the eve of the reform, bound for the district's desk.
fn on_the_eve(province: &Province) -> String {
    province.at("2025-06-30T09:00:00+07:00");
    province.case(CASE, DESK, "Xóm 5, xã Thạch Long, huyện Thạch Hà");
    let citizen = json!({"person": person("Xóm 5, xã Thạch Long, huyện Thạch Hà")});
    let number = province.order(CASE, "submit", &citizen, &json!({"point": DESK}));
    province.scan("accept", &number, VILLAGE, &json!({"seal": "NP-1", "papers": [1]}));
    number
}

fn transfer(province: &Province) -> Value {
    province.done("/api/v1/transfers", &json!({}))
}

fn facts(province: &Province) -> Vec<Value> {
    province.get(&format!("/api/v1/cases/{CASE}")).json()["told"].as_array().unwrap().clone()
}

#[test]
fn what_is_bound_for_a_desk_that_ended_is_received_by_the_one_that_took_over() {
    on_both(|database| {
        let province = Province::on(TestDatabase::existing(&database.url));
        let number = on_the_eve(&province);
        assert_eq!(transfer(&province)["handed"], json!([]), "not before the day");
        province.at("2025-07-01T07:00:00+07:00");
        let planned = province.done("/api/v1/transfers", &json!({"dry_run": true}));
        let done = transfer(&province);
        assert_eq!(planned["handed"], done["handed"]);
        let handed = json!([{"from": DESK, "to": HEIR, "on": "2025-07-01", "items": 1}]);
        assert_eq!(done["handed"], handed);
        // Once more, and the day after: nothing.
        assert_eq!(transfer(&province)["handed"], json!([]));
        province.at("2025-07-02T07:00:00+07:00");
        assert_eq!(transfer(&province)["handed"], json!([]));

        // The case is told, once, as of midnight.
        let told = facts(&province);
        let transfers: Vec<&Value> =
            told.iter().filter(|fact| fact["type"] == "vn.hosopost.parcel.transfer").collect();
        assert_eq!(transfers.len(), 1, "{told:?}");
        assert_eq!(transfers[0]["time"], "2025-07-01T00:00:00+07:00");
        let case = province.get(&format!("/api/v1/cases/{CASE}")).json();
        assert_eq!(case["legs"][0]["to"]["point"], DESK, "as it was ordered");
        assert_eq!(case["legs"][0]["bound_for"]["point"], HEIR, "{case}");
        let timeline = province.get(&format!("/api/v1/parcels/{number}/timeline")).json();
        let entry = timeline["entries"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&entry["action"], &entry["at"]), (&json!("transfer"), &json!(DESK)));

        province.scan("hand_over", &number, VILLAGE, &json!({"to": {"point": HEIR, "as": "desk"}}));
        let received = province.scan("receive", &number, HEIR, &json!({"papers": [1]}));
        assert_eq!(received["state"], "delivered", "{received}");
        assert_eq!(received["anomalies"], Value::Null, "{received}");
    });
}

#[test]
fn what_was_given_to_a_point_before_it_ended_is_received_after_without_fault() {
    let province = Province::sqlite();
    let number = on_the_eve(&province);
    province.scan("hand_over", &number, VILLAGE, &json!({"to": {"point": DESK, "as": "desk"}}));
    province.at("2025-07-01T07:00:00+07:00");
    assert_eq!(transfer(&province)["handed"][0]["items"], 1);
    let received = province.scan("receive", &number, HEIR, &json!({"papers": [1]}));
    assert_eq!((&received["state"], &received["anomalies"]), (&json!("delivered"), &Value::Null));
}

#[test]
fn a_scan_of_before_the_change_that_comes_in_after_it_reads_as_if_it_had_been_in_time() {
    let story = |late: bool| {
        let province = Province::sqlite();
        let number = on_the_eve(&province);
        let given = json!({
            "id": "01961a2b-7c00-7000-8000-00000000abcd", "happened_at": "2025-06-30T15:00:00+07:00",
            "to": {"point": DESK, "as": "desk"},
        });
        let taken = json!({
            "id": "01961a2b-7c00-7000-8000-00000000abce", "happened_at": "2025-06-30T15:05:00+07:00",
        });
        province.at("2025-06-30T16:00:00+07:00");
        if !late {
            province.scan("hand_over", &number, VILLAGE, &given);
            province.scan("receive", &number, DESK, &taken);
        }
        province.at("2025-07-01T07:00:00+07:00");
        transfer(&province);
        if late {
            province.scan("hand_over", &number, VILLAGE, &given);
            province.scan("receive", &number, DESK, &taken);
            transfer(&province);
        }
        let parcel = province.get(&format!("/api/v1/parcels/{number}")).json();
        (parcel["state"].clone(), parcel["custodian"].clone(), parcel["anomalies"].clone())
    };
    assert_eq!(story(false), story(true));
    assert_eq!(story(true).0, "delivered");
}

#[test]
fn what_came_to_a_closed_point_after_its_end_goes_on_too() {
    let province = Province::sqlite();
    let number = on_the_eve(&province);
    province.at("2025-07-01T07:00:00+07:00");
    transfer(&province);
    // Somebody still scans under the old code.
    province.at("2025-07-01T10:00:00+07:00");
    province.scan("hand_over", &number, VILLAGE, &json!({"to": {"point": DESK, "as": "desk"}}));
    let old = province.scan("receive", &number, DESK, &json!({}));
    assert_eq!(old["custodian"]["code"], DESK, "a scan is a fact: {old}");
    province.at("2025-07-02T07:00:00+07:00");
    assert_eq!(transfer(&province)["handed"][0]["items"], 1);
    let parcel = province.get(&format!("/api/v1/parcels/{number}")).json();
    assert_eq!(parcel["custodian"]["code"], HEIR, "{parcel}");
    assert_eq!(transfer(&province)["handed"], json!([]));
}

#[test]
fn a_result_of_a_desk_that_ended_goes_back_to_the_one_that_took_over() {
    let province = Province::sqlite();
    province.at("2025-06-30T09:00:00+07:00");
    province.case(CASE, DESK, "Xóm 5, xã Thạch Long, huyện Thạch Hà");
    let citizen = json!({"person": person("Xóm 5, xã Thạch Long")});
    let number = province.order(CASE, "return", &json!({"point": DESK}), &citizen);
    province.scan("hand_over", &number, DESK, &json!({"to": {"point": VILLAGE, "as": "post"}}));
    province.scan("accept", &number, VILLAGE, &json!({"seal": "NP-2", "papers": [1]}));
    province.at("2025-07-01T07:00:00+07:00");
    assert_eq!(transfer(&province)["handed"][0]["to"], HEIR);
    province.scan("return", &number, VILLAGE, &json!({"reason": "moved"}));
    province.scan("hand_over", &number, VILLAGE, &json!({"to": {"point": HEIR, "as": "desk"}}));
    let back = province.scan("receive", &number, HEIR, &json!({}));
    assert_eq!((&back["state"], &back["anomalies"]), (&json!("returned"), &Value::Null), "{back}");
}

#[test]
fn two_processes_that_transfer_at_once_record_it_once() {
    let Some(database) = TestDatabase::postgres() else { return };
    let province = Province::on(TestDatabase::existing(&database.url));
    on_the_eve(&province);
    province.at("2025-07-01T07:00:00+07:00");
    let beside = Province {
        app: crate::kit::app::TestApp::over(&database.url),
        administrator: province.administrator.clone(),
    };
    beside.at("2025-07-01T07:00:00+07:00");
    std::thread::scope(|both| {
        let first = both.spawn(|| {
            let mut conn = database.open();
            let cx = hosopost::base::Context {
                now: hosopost::base::At::parse("2025-07-01T07:00:00+07:00").unwrap(),
                who: hosopost::base::Actor::process(),
                ids: hosopost::base::Ids::Random,
            };
            let by = hosopost::people::Administrator::of(&cx.who).unwrap();
            // One of the two may find the ground changed, and then has nothing to do.
            let _ = hosopost::flows::transfer::transfer(&mut conn, &cx, &by, cx.now.date(), false);
        });
        beside.post("/api/v1/transfers", &json!({}));
        first.join().unwrap();
    });
    transfer(&province);
    let told = facts(&province);
    let times = told.iter().filter(|fact| fact["type"] == "vn.hosopost.parcel.transfer").count();
    assert_eq!(times, 1, "{told:?}");
}

#[test]
fn a_device_does_not_transfer() {
    let province = Province::sqlite();
    let number = on_the_eve(&province);
    let refused = province.scan("transfer", &number, VILLAGE, &json!({"to": {"point": HEIR}}));
    assert_eq!(
        (&refused["outcome"], &refused["error"]["field"]),
        (&json!("refused"), &json!("action")),
        "{refused}"
    );
    let more = json!({
        "corrects": "01961a2b-7c00-7000-8000-00000000abcd", "reason": "sai",
        "replacement": {"action": "transfer"},
    });
    let refused = province.scan("correct", &number, VILLAGE, &more);
    assert_eq!(refused["error"]["field"], "replacement.action", "{refused}");
}

#[test]
fn only_the_administrator_transfers_and_nobody_ahead_of_time() {
    let province = Province::sqlite();
    province.at("2025-06-30T09:00:00+07:00");
    let ahead = json!({"on": "2025-07-01"});
    let refused = province.post("/api/v1/transfers", &ahead).problem(422, "not_yet");
    assert_eq!(refused["field"], "on");
    let looked = province.done("/api/v1/transfers", &json!({"on": "2025-07-01", "dry_run": true}));
    assert_eq!(looked["dry_run"], true);
    let clerk = province.app.secret(Role::Clerk, &[VILLAGE]);
    for path in ["/api/v1/transfers", "/api/v1/addresses/decisions"] {
        province
            .app
            .post(path)
            .token(&clerk)
            .json(&json!({"on": 7}))
            .send()
            .problem(422, "invalid");
    }
    province
        .app
        .post("/api/v1/transfers")
        .token(&clerk)
        .json(&json!({}))
        .send()
        .problem(403, "wrong_role");
    province.app.get("/api/v1/transfers/points").token(&clerk).send().problem(403, "wrong_role");
}
