//! Who sees what of the ledger, page by page.

use hosopost::base::Role;
use serde_json::{Value, json};

use super::{DISTRICT_DESK, Province, fee, on_both};
use crate::kit::province::{CENTRE, VILLAGE};

fn numbers(answer: &Value) -> Vec<i64> {
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("{answer}"));
    items.iter().map(|entry| entry["number"].as_i64().unwrap()).collect()
}

#[test]
fn entries_come_in_pages_in_the_order_of_their_numbers_which_have_no_gap() {
    on_both(|province| {
        for n in 1..=3 {
            let (case, _) = province.ordered(n);
            province.collected(&fee(&case, 1_000));
        }
        let token = &province.administrator;
        let mut seen = Vec::new();
        let mut path = "/api/v1/ledger?limit=4".to_owned();
        loop {
            let page = province.get(&path, token).json();
            seen.extend(numbers(&page));
            match page["next"].as_str() {
                Some(next) => path = format!("/api/v1/ledger?limit=4&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
        let by =
            |query: &str| numbers(&province.get(&format!("/api/v1/ledger?{query}"), token).json());
        assert_eq!(by(&format!("account=agency:{CENTRE}")), [2, 4, 6]);
        assert_eq!(by(&format!("case={CENTRE}-250408-0002")), [3, 4]);
        assert_eq!(by("from=2025-04-08&until=2025-04-09").len(), 6);
        assert!(by("from=2025-04-09").is_empty() && by("until=2025-04-08").is_empty());
    });
}

#[test]
fn a_counter_sees_its_till_and_a_desk_its_cases() {
    on_both(|province| {
        let (mine, _) = province.ordered(1);
        province.collected(&fee(&mine, 1_000));
        let theirs = province.case_of(2, DISTRICT_DESK);
        province.collected(&fee(&theirs, 2_000));
        let list = |token: &str, query: &str| {
            numbers(&province.get(&format!("/api/v1/ledger{query}"), token).json())
        };
        // Charges are at no counter; of a case that it names a counter sees everything.
        assert_eq!(list(&province.clerk, ""), [2, 3]);
        assert_eq!(list(&province.clerk, &format!("?case={mine}")), [1, 2]);
        assert!(list(&province.other_clerk, "").is_empty());
        let officer = province.app.secret(Role::Officer, &[CENTRE]);
        let partner = province.app.secret(Role::Partner, &[DISTRICT_DESK]);
        assert_eq!(list(&officer, ""), [1, 2]);
        assert_eq!(list(&partner, ""), [3]);
        assert!(list(&partner, &format!("?case={mine}")).is_empty());
        let accounts = |token: &str| -> Vec<String> {
            let balance = province.get("/api/v1/ledger/balance", token).json();
            let lines = balance["accounts"].as_array().unwrap();
            lines.iter().map(|line| line["account"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(accounts(&province.clerk), [format!("cash:{VILLAGE}")]);
        assert_eq!(accounts(&officer), [format!("agency:{CENTRE}")]);
        let manager = province.app.secret(Role::Manager, &[]);
        assert_eq!(accounts(&manager).len(), 5);
        let courier = province.app.secret(Role::Courier, &[VILLAGE]);
        province.get("/api/v1/ledger", &courier).problem(403, "wrong_role");
        for token in [&officer, &partner, &manager] {
            let paid = province.post("/api/v1/ledger/collections", token, &fee(&mine, 1)).send();
            paid.problem(403, "wrong_role");
        }
        let far = json!({"case_code": mine, "kind": "procedure_fee", "amount": 1, "method": "cash", "at": VILLAGE});
        let paid = province.post("/api/v1/ledger/collections", &province.other_clerk, &far).send();
        paid.problem(403, "wrong_place");
    });
}

#[test]
fn what_cannot_be_asked_is_named() {
    let province = Province::sqlite();
    for (query, field) in [
        ("account=till", "?account"),
        ("account=cash:", "?account"),
        ("account=person:1", "?account"),
        ("case=x", "?case"),
        ("from=yesterday", "?from"),
        ("until=2025-02-30", "?until"),
        ("cursor=x", "?cursor"),
        ("limit=0", "?limit"),
        ("limit=501", "?limit"),
    ] {
        let answer = province.get(&format!("/api/v1/ledger?{query}"), &province.clerk);
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{query}");
    }
    province
        .get("/api/v1/ledger?case=H27.00-250408-9999", &province.clerk)
        .problem(404, "unknown_case");
    let balance = province.get("/api/v1/ledger/balance?on=x", &province.administrator);
    assert_eq!(balance.problem(422, "invalid")["field"], "?on");
    let early =
        province.get("/api/v1/ledger/balance?on=2024-01-01", &province.administrator).json();
    assert_eq!(early["accounts"], json!([]));
}
