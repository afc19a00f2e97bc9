//! Money that was paid, handed over, and recorded wrongly.

use serde_json::{Value, json};

use super::{Province, fee, on_both, uuid7};
use crate::api::office::with;
use crate::kit::province::{CENTRE, DISTRICT, VILLAGE};

#[test]
fn a_fee_is_held_for_the_agency_until_it_is_handed_over() {
    on_both(|province| {
        let (case, _) = province.ordered(1);
        let entry =
            province.collected(&with(&fee(&case, 50_000), "/receipt_no", &json!("BL-0042")));
        assert_eq!((&entry["kind"], &entry["amount"]), (&json!("fee_collected"), &json!(50_000)));
        assert_eq!((&entry["at"], &entry["note"]), (&json!(VILLAGE), &json!("BL-0042")));
        assert_eq!(province.standing(&format!("cash:{VILLAGE}")), 50_000);
        assert_eq!(province.standing(&format!("agency:{CENTRE}")), -50_000);
        let (kinds, data) = province.told(&case);
        assert_eq!(kinds.last().unwrap(), "vn.hosopost.fee.collected");
        assert_eq!((&data["amount"], &data["entry_id"]), (&json!(50_000), &entry["entry_id"]));

        let remittance =
            json!({"agency": CENTRE, "cases": [case], "method": "cash", "reference": "PC-7"});
        let remitted = province.remit(&remittance);
        assert_eq!(remitted.status, 201, "{}", remitted.text());
        assert_eq!(remitted.json()["entry"]["amount"], 50_000);
        assert_eq!(province.standing(&format!("agency:{CENTRE}")), 0);
        assert_eq!(province.told(&case).0.last().unwrap(), "vn.hosopost.fee.remitted");
        let twice = province.remit(&remittance).problem(409, "nothing_held");
        assert_eq!(twice["field"], "cases");
    });
}

#[test]
fn an_amount_handed_over_is_for_the_cases_that_waited_longest() {
    on_both(|province| {
        let cases: Vec<String> = (1..=3).map(|n| province.ordered(n).0).collect();
        for case in &cases {
            province.collected(&fee(case, 20_000));
        }
        let handed = json!({"agency": CENTRE, "amount": 30_000, "method": "transfer"});
        let entry = province.remit(&handed).json()["entry"].clone();
        assert!(entry.get("flags").is_none(), "{entry}");
        let lines = entry["postings"].as_array().unwrap();
        let amounts: Vec<i64> = lines.iter().map(|line| line["amount"].as_i64().unwrap()).collect();
        assert_eq!(amounts, [20_000, 10_000, -30_000]);
        province
            .remit(&json!({"agency": CENTRE, "cases": [cases[0]], "method": "cash"}))
            .problem(409, "nothing_held");
        // More than is held is recorded, since it was handed over, and flagged.
        let more = json!({"agency": CENTRE, "amount": 45_000, "method": "cash"});
        let flagged = province.remit(&more).json()["entry"].clone();
        assert_eq!(flagged["flags"][0]["flag"], "differs_from_held");
        assert_eq!(flagged["flags"][0]["expected"], 30_000);
        assert_eq!(province.standing(&format!("agency:{CENTRE}")), 15_000);
    });
}

#[test]
fn postage_that_is_paid_settles_what_is_owed_and_another_amount_is_flagged() {
    on_both(|province| {
        let (case, leg) = province.ordered(1);
        let paid = json!({"leg_id": leg, "kind": "postage", "amount": 20_000, "method": "cash"});
        let entry = province.collected(&paid);
        assert_eq!(entry["flags"][0]["flag"], "differs_from_postage");
        assert_eq!(entry["flags"][0]["expected"], 30_000);
        assert_eq!(province.standing("person"), 10_000);
        let rest =
            json!({"case_code": case, "kind": "postage", "amount": 10_000, "method": "transfer"});
        let entry = province.collected(&rest);
        assert!(entry.get("flags").is_none(), "{entry}");
        assert_eq!(province.standing("person"), 0);
        assert_eq!(province.standing(&format!("bank:{VILLAGE}")), 10_000);
        // Weighed and found lighter with a claim: what was paid too much stands to the person's credit.
        let path = format!("/api/v1/legs/{leg}/postage");
        let half = json!({"weight_g": 80, "reduction": "poor_household"});
        province.post(&path, &province.clerk, &half).send();
        assert_eq!(province.standing("person"), -15_000);
    });
}

#[test]
fn recording_the_same_again_adds_nothing_and_another_under_its_id_is_refused() {
    on_both(|province| {
        let (case, _) = province.ordered(1);
        let id = uuid7();
        let paid = with(&fee(&case, 50_000), "/id", &json!(id));
        let first = province.collect(&paid);
        assert_eq!((first.status.as_u16(), &first.json()["outcome"]), (201, &json!("recorded")));
        let again = province.collect(&paid);
        assert_eq!((again.status.as_u16(), &again.json()["outcome"]), (200, &json!("repeated")));
        assert_eq!(first.json()["entry"], again.json()["entry"]);
        let other = province.collect(&with(&paid, "/amount", &json!(60_000)));
        assert_eq!(other.problem(409, "entry_conflict")["field"], "id");
        // The id of a collection is no id of a remittance.
        let remittance = json!({"agency": CENTRE, "amount": 1_000, "method": "cash", "id": id});
        province.remit(&remittance).problem(409, "entry_conflict");
        let keyed = || {
            let path = "/api/v1/ledger/collections";
            let ask = province.post(path, &province.clerk, &fee(&case, 1_000));
            ask.header("idempotency-key", "pay-1").send().json()
        };
        assert_eq!(keyed(), keyed());
        assert_eq!(province.standing(&format!("cash:{VILLAGE}")), 51_000);
    });
}

#[test]
fn an_entry_is_taken_back_once_by_one_that_names_it() {
    on_both(|province| {
        let (case, leg) = province.ordered(1);
        let wrong = province.collected(&fee(&case, 500_000));
        province.reverse(&wrong, &province.other_clerk, "x").problem(404, "unknown_entry");
        let back = province.reverse(&wrong, &province.clerk, "Ghi thừa một số 0");
        assert_eq!(back.status, 201, "{}", back.text());
        let back = back.json()["entry"].clone();
        assert_eq!((&back["kind"], &back["reverses"]), (&json!("reversal"), &wrong["entry_id"]));
        assert_eq!(province.standing(&format!("cash:{VILLAGE}")), 0);
        assert_eq!(province.told(&case).0.last().unwrap(), "vn.hosopost.fee.reversed");
        province.reverse(&wrong, &province.clerk, "x").problem(409, "already_reversed");
        province.reverse(&back, &province.clerk, "x").problem(409, "is_reversal");
        let listed = province.get(&format!("/api/v1/ledger?case={case}"), &province.clerk).json();
        let charge = listed["items"][0].clone();
        assert_eq!((&charge["kind"], &charge["leg_id"]), (&json!("postage_charged"), &json!(leg)));
        province.reverse(&charge, &province.clerk, "x").problem(409, "price_again");
        assert_eq!(province.reverse(&charge, &province.administrator, "x").status, 201);
        assert_eq!(province.standing("person"), 0);
        for bad in ["", " ", &"x".repeat(501)] {
            let refused = province.reverse(&charge, &province.administrator, bad);
            assert_eq!(refused.problem(422, "bad_text")["field"], "reason");
        }
        let unknown = json!({"entry_id": format!("ent_{}", "0".repeat(32))});
        province.reverse(&unknown, &province.clerk, "x").problem(404, "unknown_entry");
        let none = json!({"entry_id": "ent_1"});
        assert_eq!(province.reverse(&none, &province.clerk, "x").json()["field"], "entry_id");
    });
}

#[test]
fn every_bad_value_of_money_is_named() {
    let province = Province::sqlite();
    let (case, leg) = province.ordered(1);
    let paid = fee(&case, 50_000);
    let v4 = "0197a0c3-0000-4000-8000-000000000000";
    for (path, value, field) in [
        ("/amount", json!(0), "amount"),
        ("/amount", json!(-50_000), "amount"),
        ("/amount", json!(50_000.5), "amount"),
        ("/amount", json!(50_000.0), "amount"),
        ("/amount", json!("50000"), "amount"),
        ("/amount", json!(1_000_000_000_001_i64), "amount"),
        ("/amount", json!(18_446_744_073_709_551_615_u64), "amount"),
        ("/amount", json!(1e300), "amount"),
        ("/kind", json!("tip"), "kind"),
        ("/method", json!("card"), "method"),
        ("/method", json!({}), "method"),
        ("/id", json!("7"), "id"),
        ("/id", json!(v4), "id"),
        ("/at", json!("a b"), "at"),
        ("/at", json!("999999"), "at"),
        ("/case_code", json!("x"), "case_code"),
        ("/case_code", json!("H27.00-250408-9999"), "case_code"),
        ("/case_code", Value::Null, "case_code"),
        ("/leg_id", json!(leg), "case_code"),
        ("/leg_id", json!("leg_1"), "leg_id"),
        ("/receipt_no", json!(""), "receipt_no"),
        ("/receipt_no", json!("x".repeat(61)), "receipt_no"),
    ] {
        let answer = province.collect(&with(&paid, path, &value));
        assert!(answer.status.is_client_error(), "{path} {value}: {}", answer.text());
        // Another point is not this clerk's: that is said before whether it exists.
        if answer.status != 403 {
            assert_eq!(answer.json()["field"], field, "{path} {value}: {}", answer.text());
        }
    }
    let handed = json!({"agency": CENTRE, "cases": [case], "method": "cash"});
    let many: Vec<String> = (0..1001).map(|n| format!("H27.00-250408-{n:05}")).collect();
    for (path, value, field) in [
        ("/agency", json!("999999"), "agency"),
        ("/agency", json!(DISTRICT), "agency"),
        ("/agency", json!("đ"), "agency"),
        ("/cases", json!([]), "cases"),
        ("/cases", json!([case, case]), "cases"),
        ("/cases", json!(many), "cases"),
        ("/cases", json!(["x"]), "cases[0]"),
        ("/cases", json!(["H27.00-250408-9999"]), "case_code"),
        ("/cases", json!([province.case_of(9, super::DISTRICT_DESK)]), "cases"),
        ("/amount", json!(0), "amount"),
        ("/amount", json!(-1), "amount"),
        ("/amount", json!(0.5), "amount"),
        ("/method", json!("gold"), "method"),
        ("/reference", json!(""), "reference"),
        ("/reference", json!("x".repeat(101)), "reference"),
        ("/id", json!(v4), "id"),
    ] {
        let answer = province.remit(&with(&handed, path, &value));
        assert!(answer.status.is_client_error(), "{path} {value}: {}", answer.text());
        assert_eq!(answer.json()["field"], field, "{path} {value}: {}", answer.text());
    }
    let nobody =
        json!({"case_code": province.case(5), "kind": "postage", "amount": 1, "method": "cash"});
    province.collect(&nobody).problem(422, "no_leg");
    let anywhere = with(&paid, "/at", &Value::Null);
    let ask = province.post("/api/v1/ledger/collections", &province.administrator, &anywhere);
    assert_eq!(ask.send().problem(422, "which_point")["field"], "at");
    assert_eq!(province.standing(&format!("cash:{VILLAGE}")), 0, "nothing of it was recorded");
}
