//! Whatever is ordered, weighed, paid, handed over and taken back: the ledger balances, every account is
//! the sum of what was posted to it, and what does not balance cannot be written.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use hosopost::base::{At, CaseId, Dong, EntryId, LegId, TokenId};
use hosopost::ledger::{About, Entry, EntryKind, Posting, Postings, charged, reversed};
use hosopost::store::ledger::{self, Filter, Scope};
use hosopost::store::{Conn, StoreError, write};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Province, fee, on_both, submit};
use crate::kit::databases;
use crate::kit::province::CENTRE;

/// One thing that somebody does, about one of three cases.
#[derive(Debug, Clone)]
enum Deed {
    Order(u32, u32),
    Weigh(u32, u32),
    Collect(u32, bool, i64),
    Remit(i64),
    RemitCase(u32),
    Reverse(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let case = 0..3_u32;
    prop_oneof![
        (case.clone(), 1..3_000_u32).prop_map(|(case, grams)| Deed::Order(case, grams)),
        (case.clone(), 1..3_000_u32).prop_map(|(case, grams)| Deed::Weigh(case, grams)),
        (case.clone(), any::<bool>(), 1..90_000_i64)
            .prop_map(|(case, fee, amount)| Deed::Collect(case, fee, amount)),
        (1..90_000_i64).prop_map(Deed::Remit),
        case.prop_map(Deed::RemitCase),
        (0..20_usize).prop_map(Deed::Reverse),
    ]
}

fn entries(conn: &mut Conn) -> Vec<hosopost::ledger::Held> {
    let all =
        Filter { scope: Scope::Everything, account: None, case: None, from: None, until: None };
    ledger::list(conn, &all, 0, 500).unwrap().items
}

fn balances(conn: &mut Conn) {
    let trial = ledger::trial_balance(conn, At::from_millis(i64::MAX)).unwrap();
    assert!(trial.balances(), "{trial:?}");
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    let mut numbers = Vec::new();
    for held in entries(conn) {
        numbers.push(held.number);
        for line in held.entry.postings.lines() {
            let account = line.account.to_string();
            let name = if account.starts_with("person:") { "person".to_owned() } else { account };
            *sums.entry(name).or_default() += line.amount.dong();
        }
    }
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>(), "no gap in the numbers");
    let told: BTreeMap<String, i64> =
        trial.accounts.iter().map(|line| (line.account.clone(), line.balance().dong())).collect();
    assert_eq!(sums, told);
}

fn does(province: &Province, legs: &mut BTreeMap<u32, Vec<String>>, cases: &[String], deed: &Deed) {
    let answer = match deed {
        Deed::Order(case, grams) => {
            let order = submit(&cases[*case as usize], *grams);
            let leg = province.order(&order)["legs"][0]["leg_id"].as_str().unwrap().to_owned();
            legs.entry(*case).or_default().push(leg);
            return;
        }
        Deed::Weigh(case, grams) => {
            let Some(leg) = legs.get(case).and_then(|legs| legs.last()) else { return };
            let path = format!("/api/v1/legs/{leg}/postage");
            province.post(&path, &province.clerk, &json!({"weight_g": grams})).send()
        }
        Deed::Collect(case, is_fee, amount) => {
            let mut paid = fee(&cases[*case as usize], *amount);
            if !is_fee {
                paid["kind"] = "postage".into();
            }
            province.collect(&paid)
        }
        Deed::Remit(amount) => {
            province.remit(&json!({"agency": CENTRE, "amount": amount, "method": "cash"}))
        }
        Deed::RemitCase(case) => province
            .remit(&json!({"agency": CENTRE, "cases": [cases[*case as usize]], "method": "cash"})),
        Deed::Reverse(nth) => {
            let all = entries(&mut province.app.database.open());
            let Some(held) = all.get(nth % all.len().max(1)) else { return };
            let entry: Value = json!({"entry_id": held.entry.id});
            province.reverse(&entry, &province.administrator, "thử")
        }
    };
    assert!(
        answer.status.is_success() || answer.status.is_client_error(),
        "{deed:?}: {}",
        answer.text()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_ledger_balances(deeds in prop::collection::vec(deed(), 1..25)) {
        let province = Province::sqlite();
        let cases: Vec<String> = (0..3).map(|n| province.case(n)).collect();
        let mut legs = BTreeMap::new();
        for deed in &deeds {
            does(&province, &mut legs, &cases, deed);
        }
        balances(&mut province.app.database.open());
    }
}

#[test]
fn a_day_at_the_counter_balances_on_both_databases() {
    on_both(|province| {
        let cases: Vec<String> = (0..3).map(|n| province.case(n)).collect();
        let mut legs = BTreeMap::new();
        for deed in [
            Deed::Order(0, 80),
            Deed::Order(1, 2_400),
            Deed::Collect(0, true, 50_000),
            Deed::Collect(1, false, 49_000),
            Deed::Weigh(0, 300),
            Deed::Remit(70_000),
            Deed::Reverse(2),
            Deed::Reverse(5),
            Deed::RemitCase(0),
            Deed::Collect(0, false, 1),
        ] {
            does(province, &mut legs, &cases, &deed);
            balances(&mut province.app.database.open());
        }
    });
}

fn entry(n: u128, postings: Postings) -> Entry {
    Entry {
        id: EntryId::new(Uuid::from_u128(n)),
        kind: EntryKind::PostageCollected,
        at: At::from_millis(1),
        by: TokenId::new(Uuid::nil()),
        about: About::default(),
        method: None,
        note: None,
        reverses: None,
        flags: Vec::new(),
        basis: None,
        postings,
    }
}

fn good(n: u128) -> Entry {
    let (leg, case) = (LegId::new(Uuid::from_u128(n)), CaseId::new(Uuid::from_u128(n)));
    let owed = hosopost::ledger::Account::Person(leg);
    entry(n, charged(owed, Dong::kept(30_000), case).unwrap())
}

#[test]
fn the_database_itself_refuses_what_does_not_balance() {
    databases::on_both(|db| {
        let mut conn = db.open();
        write(&mut conn, |conn| ledger::append(conn, &good(1), &[]).map(drop)).unwrap();
        // A line that somebody slipped under the number that comes next.
        let slipped = "INSERT INTO ledger_postings (number, line, account, amount) VALUES (2, 9, 'postage', 1)";
        conn.batch_execute(slipped).unwrap();
        let refused: Result<(), StoreError> =
            write(&mut conn, |conn| ledger::append(conn, &good(2), &[]).map(drop));
        assert!(matches!(refused, Err(StoreError::Constraint(_))), "{refused:?}");
        assert_eq!(ledger::broken_entries(&mut conn).unwrap(), 1, "the slipped line has no head");
        conn.batch_execute("DELETE FROM ledger_postings WHERE number = 2").unwrap();
        assert_eq!(ledger::broken_entries(&mut conn).unwrap(), 0);
        let edited = "UPDATE ledger_postings SET amount = amount + 1 WHERE number = 1 AND line = 1";
        conn.batch_execute(edited).unwrap();
        assert_eq!(ledger::broken_entries(&mut conn).unwrap(), 1);
        let trial = ledger::trial_balance(&mut conn, At::from_millis(2)).unwrap();
        assert!(!trial.balances());
    });
}

#[test]
fn an_entry_is_taken_back_by_one_other_alone() {
    databases::on_both(|db| {
        let mut conn = db.open();
        let wrong = good(1);
        let back = |n| Entry {
            kind: EntryKind::Reversal,
            reverses: Some(wrong.id),
            ..entry(n, reversed(&wrong.postings).unwrap())
        };
        let add = |conn: &mut Conn, entry: &Entry| -> Result<i64, StoreError> {
            write(conn, |conn| ledger::append(conn, entry, &[]))
        };
        assert_eq!(add(&mut conn, &wrong).unwrap(), 1);
        assert!(matches!(add(&mut conn, &wrong), Err(StoreError::Constraint(_))), "the same id");
        assert_eq!(add(&mut conn, &back(2)).unwrap(), 2, "what failed left no gap");
        assert!(matches!(add(&mut conn, &back(3)), Err(StoreError::Constraint(_))));
        let held = ledger::find(&mut conn, wrong.id).unwrap().unwrap();
        assert_eq!(held.reversed_by, Some(back(2).id));
        let line = |amount| Posting {
            account: "cash:481940".parse().unwrap(),
            amount: Dong::kept(amount),
            case: None,
        };
        assert!(Postings::new(vec![line(1), line(1)]).is_err());
    });
}
