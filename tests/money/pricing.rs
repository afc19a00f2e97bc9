//! What carriage costs: with an order, before it, and when the post has weighed the parcel.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::{DISTRICT_DESK, HOME, Province, on_both, person, submit};
use crate::api::office::with;
use crate::kit::province::{CENTRE, DISTRICT, VILLAGE};

#[test]
fn an_order_shows_its_price_and_how_it_was_reckoned() {
    on_both(|province| {
        let answer = province.order(&submit(&province.case(1), 80));
        let postage = &answer["legs"][0]["postage"];
        assert_eq!((&postage["amount"], &answer["total"]), (&json!(30_000), &json!(30_000)));
        for (field, expected) in [
            ("currency", json!("VND")),
            ("charged_to", json!("person")),
            ("from_zone", json!("HT.TH")),
            ("to_zone", json!("HT.TP")),
            ("weight_g", json!(80)),
        ] {
            assert_eq!(postage[field], expected, "{postage}");
        }
        assert_eq!(postage["step"]["up_to_g"], 100);
        assert_eq!(postage["tariff"]["zones"], "HT.* → =.*");
        let told = postage["explanation"].as_str().unwrap();
        assert!(told.contains("30.000 đ") && told.contains("HT.TH → HT.TP"), "{told}");
        assert_eq!(province.standing("person"), 30_000);
        assert_eq!(province.standing("postage"), -30_000);
    });
}

#[test]
fn a_round_trip_costs_what_its_two_legs_cost_and_a_half_is_a_half_of_each() {
    on_both(|province| {
        let order = with(&submit(&province.case(1), 300), "/service", &json!("round_trip"));
        let order = with(&order, "/reduction", &json!("poor_household"));
        let answer = province.order(&order);
        let amounts: Vec<i64> = answer["legs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|leg| leg["postage"]["amount"].as_i64().unwrap())
            .collect();
        // 36.500 up to 500 g; a half is 18.250, to the nearest 500.
        assert_eq!(amounts, [18_500, 18_500]);
        assert_eq!(answer["total"], 37_000);
        assert_eq!(answer["legs"][0]["postage"]["reduction"]["percent"], 50);
        let free = with(&submit(&province.case(2), 300), "/reduction", &json!("heroic_mother"));
        assert_eq!(province.order(&free)["total"], 0);
    });
}

#[test]
fn what_an_authority_sends_about_in_its_own_house_is_charged_to_it() {
    on_both(|province| {
        let case = province.case(1);
        let order = json!({
            "case_code": case, "service": "internal", "from": {"point": DISTRICT_DESK},
            "to": {"point": CENTRE}, "papers": [], "weight_g": 250,
        });
        let postage = &province.order(&order)["legs"][0]["postage"];
        assert_eq!(
            (&postage["amount"], &postage["charged_to"]),
            (&json!(13_500), &json!("authority"))
        );
        assert_eq!(province.standing(&format!("authority:{CENTRE}")), 13_500);
        let claimed = with(&order, "/reduction", &json!("poor_household"));
        let refused = province.post("/api/v1/legs", &province.clerk, &claimed).send();
        assert_eq!(refused.problem(422, "reduction_of_authority")["field"], "reduction");
    });
}

#[test]
fn where_there_is_no_price_it_is_said_why_and_nothing_is_charged() {
    let province = Province::sqlite();
    let case = province.case(1);
    let base = submit(&case, 80);
    let stranger = json!({"name": "Lê Xa", "address": {"text": "Đâu đó"}});
    for (path, value, why) in [
        ("/weight_g", Value::Null, "not_weighed"),
        ("/from", json!({"person": stranger}), "no_unit"),
        ("/from/person/address/unit", json!("99999"), "no_zone"),
    ] {
        let postage = province.order(&with(&base, path, &value))["legs"][0]["postage"].clone();
        assert_eq!(postage["why"], why, "{postage}");
        assert!(postage.get("amount").is_none(), "{postage}");
        assert!(!postage["explanation"].as_str().unwrap().is_empty());
    }
    assert_eq!(province.standing("person"), 0);
    // Before any tariff was in force.
    let path = format!("/api/v1/postage?service=submit&from={HOME}&to={CENTRE}&weight_g=80");
    let before = province.get(&format!("{path}&on=2024-12-31"), &province.clerk);
    assert_eq!(before.problem(422, "invalid")["field"], "?from");
    let far = province.get(&format!("{path}000&on=2025-04-08"), &province.clerk).json();
    assert_eq!(far["legs"][0]["amount"], 30_000 + 3_000 + 3_500 + 5_000 + 7_000 + 156 * 4_000);
}

#[test]
fn a_quote_costs_what_the_order_would() {
    on_both(|province| {
        let ask = |query: &str| {
            let path = format!("/api/v1/postage?{query}");
            province.get(&path, &province.clerk).json()
        };
        let quoted = ask(&format!("service=submit&from={VILLAGE}&to={CENTRE}&weight_g=80"));
        assert_eq!(quoted["total"], 30_000, "{quoted}");
        let both = ask(&format!(
            "service=round_trip&from={HOME}&to={DISTRICT}&weight_g=250&reduction=war_invalid"
        ));
        assert_eq!(both["legs"].as_array().unwrap().len(), 2);
        assert_eq!(both["total"], 2 * 14_500, "{both}");
        // A code of before the reform, in the month after it.
        let later =
            ask(&format!("service=submit&from={HOME}&to={CENTRE}&weight_g=80&on=2025-08-01"));
        assert_eq!(later["legs"][0]["from_zone"], "HT.TH", "{later}");
    });
}

#[test]
fn every_bad_value_of_a_price_is_named() {
    let province = Province::sqlite();
    let case = province.case(1);
    for (field, value) in [
        ("weight_g", json!(0)),
        ("weight_g", json!(-80)),
        ("weight_g", json!(80.5)),
        ("weight_g", json!(100_001)),
        ("weight_g", json!("80")),
        ("weight_g", json!(1e30)),
        ("reduction", json!("Hộ nghèo")),
        ("reduction", json!("friend_of_the_clerk")),
        ("reduction", json!(50)),
    ] {
        let body = with(&submit(&case, 80), &format!("/{field}"), &value);
        let answer = province.post("/api/v1/legs", &province.clerk, &body).send();
        assert_eq!(answer.status, 422, "{field} {value}: {}", answer.text());
        assert_eq!(answer.json()["field"], field, "{value}: {}", answer.text());
    }
    let good = format!("service=submit&from={VILLAGE}&to={CENTRE}&weight_g=80");
    for (from, to, field) in [
        ("service=submit", "service=send", "?service"),
        ("weight_g=80", "weight_g=0", "?weight_g"),
        ("weight_g=80", "weight_g=-1", "?weight_g"),
        ("weight_g=80", "weight_g=1.5", "?weight_g"),
        ("weight_g=80", "weight_g=99999999999999999999", "?weight_g"),
        ("weight_g=80", "", ""),
        ("weight_g=80", "weight_g=80&reduction=nobody", "?reduction"),
        ("weight_g=80", "weight_g=80&reduction=N%C3%B4", "?reduction"),
        ("weight_g=80", "weight_g=80&on=today", "?on"),
        (VILLAGE, "nowhere", "?from"),
        (VILLAGE, "99999", "?from"),
        (CENTRE, "a%20b", "?to"),
    ] {
        let path = format!("/api/v1/postage?{}", good.replace(from, to));
        let answer = province.get(&path, &province.clerk);
        assert_eq!(answer.status, 422, "{path}: {}", answer.text());
        if !field.is_empty() {
            assert_eq!(answer.json()["field"], field, "{path}: {}", answer.text());
        }
    }
    assert_eq!(province.app.get(&format!("/api/v1/postage?{good}")).send().status, 401);
}

#[test]
fn weighing_takes_the_charge_back_and_puts_another_in_its_place() {
    on_both(|province| {
        let (case, leg) = province.ordered(1);
        let path = format!("/api/v1/legs/{leg}/postage");
        let weigh = |body: &Value| province.post(&path, &province.clerk, body).send();
        let heavier = weigh(&json!({"weight_g": 120, "reduction": "war_invalid"}));
        assert_eq!(heavier.status, 200, "{}", heavier.text());
        let heavier = heavier.json();
        assert_eq!(heavier["postage"]["amount"], 16_500);
        assert!(heavier["replaced"].as_str().unwrap().starts_with("ent_"));
        assert_eq!(province.standing("person"), 16_500);
        let again = weigh(&json!({"weight_g": 120, "reduction": "war_invalid"})).json();
        assert_eq!(again["entry_id"], heavier["entry_id"]);
        assert!(again.get("replaced").is_none(), "{again}");
        let entries = province.get(&format!("/api/v1/ledger?case={case}"), &province.clerk).json();
        let kinds: Vec<&str> = entries["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["postage_charged", "reversal", "postage_charged"]);
        assert_eq!(entries["items"][0]["reversed_by"], entries["items"][1]["entry_id"]);
        assert_eq!(entries["items"][2]["basis"]["weight_g"], 120);
        for (field, value) in [
            ("weight_g", json!(0)),
            ("weight_g", json!(null)),
            ("weight_g", json!(12.5)),
            ("reduction", json!("nobody")),
            ("heavy", json!(1)),
        ] {
            let body = with(&json!({"weight_g": 120}), &format!("/{field}"), &value);
            assert_eq!(weigh(&body).status, 422, "{field} {value}");
        }
        let partner = province.app.secret(Role::Partner, &[CENTRE]);
        let body = json!({"weight_g": 1});
        province.post(&path, &partner, &body).send().problem(403, "wrong_role");
        let none = format!("/api/v1/legs/leg_{}/postage", "0".repeat(32));
        province.post(&none, &province.clerk, &body).send().problem(404, "unknown_leg");
        let far = json!({"case_code": case, "service": "return", "from": {"point": CENTRE},
            "to": {"person": with(&person(), "/address/unit", &Value::Null)}, "papers": []});
        let leg = province.order(&far)["legs"][0]["leg_id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/legs/{leg}/postage");
        province.post(&path, &province.clerk, &body).send().problem(409, "no_unit");
    });
}

#[test]
fn what_has_arrived_is_priced_no_more_and_what_was_voided_owes_nothing() {
    on_both(|province| {
        let scan = |leg: &Value, action: &str, at: &str| {
            let scan = json!({
                "id": super::uuid7(), "action": action, "code": leg["tracking_number"], "at": at,
                "as": if at == CENTRE { "desk" } else { "post" },
                "happened_at": "2025-04-08T09:31:00+07:00",
            });
            let body = json!({"device": "may-quet", "scans": [scan]});
            let answer = province.post("/api/v1/scans", &province.administrator, &body).send();
            assert_eq!(answer.json()["results"][0]["outcome"], "recorded", "{}", answer.text());
        };
        let legs: Vec<Value> = (1..=2)
            .map(|n| province.order(&submit(&province.case(n), 80))["legs"][0].clone())
            .collect();
        scan(&legs[0], "accept", VILLAGE);
        scan(&legs[0], "receive", CENTRE);
        scan(&legs[1], "void", VILLAGE);
        for (leg, state) in [(&legs[0], "delivered"), (&legs[1], "void")] {
            let path = format!("/api/v1/legs/{}/postage", leg["leg_id"].as_str().unwrap());
            let refused = province.post(&path, &province.clerk, &json!({"weight_g": 500})).send();
            let told = refused.problem(409, "postage_settled");
            assert!(told["detail"].as_str().unwrap().contains(state), "{told}");
        }
        assert_eq!(province.standing("person"), 30_000);
    });
}
