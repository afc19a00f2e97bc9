//! What is not lost: a receiver that was down, a process that was killed, a person who asks again.

use hosopost::base::Ids;
use hosopost::feed::webhook::Message;
use hosopost::flows::webhooks::{LEASE_MS, Turn, deliver};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::bench::{Bench, HOUR, whole};
use crate::kit::databases::on_both;
use crate::kit::receiver::{Receiver, ok, status};

#[test]
fn a_receiver_that_was_down_for_a_day_gets_every_fact_of_every_case_once_and_in_order() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let up = Arc::new(AtomicBool::new(false));
        let taken = Arc::new(std::sync::Mutex::new(Vec::new()));
        let receiver = Receiver::new({
            let (up, taken) = (up.clone(), taken.clone());
            move |got| {
                if up.load(Ordering::SeqCst) {
                    taken.lock().unwrap().push((got.case(), got.sequence()));
                    ok()
                } else {
                    status(503, "", "down")
                }
            }
        });
        bench.at(&receiver.url);
        let begun = bench.now();
        bench.cases(1..=10, 2);
        bench.until(begun.plus_millis(8 * HOUR));
        bench.cases(11..=14, 3);
        bench.until(begun.plus_millis(24 * HOUR));
        assert!(taken.lock().unwrap().is_empty());
        up.store(true, Ordering::SeqCst);
        bench.until(begun.plus_millis(3 * 24 * HOUR));
        let mut cases: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for (case, sequence) in taken.lock().unwrap().iter() {
            cases.entry(case.clone()).or_default().push(*sequence);
        }
        let late = cases.split_off("H27.00-250408-0011");
        whole(&cases, 10, 2);
        whole(&late, 4, 3);
    });
}

#[test]
fn a_process_killed_between_sending_and_writing_down_sends_again_under_the_same_id() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let receiver = Receiver::always(ok());
        bench.at(&receiver.url);
        bench.cases(1..=1, 2);
        // Another process takes what is due, sends it, and is killed.
        let mut conn = bench.app.database.open();
        let (ids, none) = (Ids::Random, HashMap::new());
        let turn = Turn { now: bench.now(), ids: &ids, at_once: 8, under_way: &none };
        let due = deliver(&mut conn, &turn, &[]).unwrap();
        assert_eq!(due.len(), 1);
        let caller = bench.app.app.caller.clone();
        bench.app.wait(caller.call(&due[0].url, &due[0].keys, Message::of(&due[0].fact)));
        drop(conn);

        bench.settle();
        assert_eq!(receiver.got().len(), 1, "what another process has taken is not taken again");
        bench.pass(LEASE_MS);
        bench.settle();
        let got = receiver.got();
        let ids: Vec<&str> = got.iter().map(crate::kit::receiver::Got::id).collect();
        assert_eq!(ids.len(), 3, "{ids:?}");
        assert_eq!(ids[0], ids[1]);
        assert_eq!((got[0].body.clone(), got[2].sequence()), (got[1].body.clone(), 2));
    });
}

#[test]
fn an_answer_that_comes_after_a_person_began_again_changes_nothing() {
    let mut bench = Bench::sqlite();
    let receiver = Receiver::always(ok());
    let webhook = bench.at(&receiver.url);
    bench.cases(1..=1, 2);
    let mut conn = bench.app.database.open();
    let (ids, none) = (Ids::Random, HashMap::new());
    let turn = Turn { now: bench.now(), ids: &ids, at_once: 8, under_way: &none };
    let due = deliver(&mut conn, &turn, &[]).unwrap().remove(0);
    bench.ask(&webhook, "replay", &json!({"after": "0"}));
    let caller = bench.app.app.caller.clone();
    let exchange = bench.app.wait(caller.call(&due.url, &due.keys, Message::of(&due.fact)));
    let nothing = Turn { at_once: 0, ..turn };
    deliver(&mut conn, &nothing, &[hosopost::flows::webhooks::Sent { due, exchange }]).unwrap();
    assert_eq!(bench.get(&webhook)["waiting"], 2);
    bench.settle();
    assert_eq!(receiver.cases()["H27.00-250408-0001"], [1, 1, 2]);
}

#[test]
fn a_webhook_that_was_switched_off_goes_on_where_it_stopped() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let receiver = Receiver::always(ok());
        let webhook = bench.at(&receiver.url);
        bench.cases(1..=1, 1);
        bench.settle();
        let off = bench.change(&webhook, &json!({"status": "disabled", "note": "bảo trì"}));
        assert_eq!((&off["disabled_why"], &off["note"]), (&json!("person"), &json!("bảo trì")));
        bench.cases(2..=2, 2);
        assert_eq!(bench.settle(), None);
        assert_eq!(receiver.got().len(), 1);
        bench.change(&webhook, &json!({"status": "enabled"}));
        bench.settle();
        assert_eq!(receiver.cases()["H27.00-250408-0002"], [1, 2]);
    });
}
