//! What a receiver gets: everything, in order per case, signed.

use hosopost::base::Role;
use hosopost::feed::webhook::verify;
use serde_json::json;

use super::bench::{Bench, HOUR, headers, id, trusted, whole};
use crate::kit::databases::on_both;
use crate::kit::province::CENTRE;
use crate::kit::receiver::{Receiver, ok, status};

#[test]
fn every_fact_of_every_case_is_told_once_in_order_as_the_feed_gives_it() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let receiver = Receiver::always(ok());
        let made = bench.webhook(&json!({"url": receiver.url}));
        bench.cases(1..=6, 4);
        bench.settle();
        whole(&receiver.cases(), 6, 4);
        let manager = bench.app.secret(Role::Manager, &[]);
        let feed = bench.app.get("/api/v1/feed?limit=500").token(&manager).send().json();
        for got in receiver.got() {
            let event = got.event();
            assert!(feed["events"].as_array().unwrap().contains(&event), "{event}");
            assert_eq!(got.id(), event["id"]);
            let kind = &got.headers["content-type"];
            assert!(kind.starts_with("application/cloudevents+json"), "{kind}");
            for half in ["secret", "public_key"] {
                let trusted = trusted(&made, half);
                assert_eq!(verify(&trusted, &headers(&got), &got.body, bench.now()), Ok(()));
            }
            for secret in ["Nguyễn", "0912", "Tân Đình"] {
                assert!(!String::from_utf8_lossy(&got.body).contains(secret));
            }
        }
        let shown = bench.get(&id(&made));
        assert_eq!((&shown["waiting"], &shown["dead"]), (&json!(0), &json!(0)), "{shown}");
        assert_eq!(bench.attempts(&id(&made)).len(), 24);
        let metrics = bench.app.get("/metrics").send().text();
        let line = r#"hosopost_webhook_attempts_total{outcome="acknowledged"} 24"#;
        assert!(metrics.contains(line), "{metrics}");
    });
}

#[test]
fn a_cases_next_fact_waits_until_the_one_before_was_acknowledged() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let receiver = Receiver::new(|got| {
            if got.case().ends_with("0001") { status(500, "", "not today") } else { ok() }
        });
        let webhook = bench.at(&receiver.url);
        bench.cases(1..=3, 3);
        bench.settle();
        let cases = receiver.cases();
        assert_eq!(cases["H27.00-250408-0001"], [1]);
        assert_eq!(cases["H27.00-250408-0002"], [1, 2, 3]);
        assert_eq!(cases["H27.00-250408-0003"], [1, 2, 3]);
        let waiting = bench.waiting(&webhook);
        assert_eq!(waiting.len(), 3, "{waiting:?}");
        assert!(waiting[0]["due_at"].is_string() && waiting[1].get("due_at").is_none());
    });
}

#[test]
fn a_webhook_is_told_of_its_agencies_and_its_types_of_event_alone() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let (own, none, some) =
            (Receiver::always(ok()), Receiver::always(ok()), Receiver::always(ok()));
        bench.webhook(&json!({"url": own.url, "agencies": [CENTRE]}));
        bench.webhook(&json!({"url": none.url, "agencies": ["H27.09"]}));
        let events = json!(["parcel.inspect", "vn.hosopost.parcel.deliver"]);
        let some_id = id(&bench.webhook(&json!({"url": some.url, "events": events})));
        bench.cases(1..=2, 3);
        bench.settle();
        whole(&own.cases(), 2, 3);
        assert!(none.got().is_empty());
        assert!(some.cases().values().all(|sequences| *sequences == [2, 3]), "{:?}", some.cases());
        bench.change(&some_id, &json!({"agencies": ["H27.09"], "events": []}));
        bench.cases(3..=3, 2);
        bench.settle();
        assert_eq!(some.got().len(), 4);
    });
}

#[test]
fn what_is_no_longer_meant_for_a_webhook_is_not_sent_to_it() {
    let mut bench = Bench::sqlite();
    let receiver = Receiver::always(status(500, "", ""));
    let webhook = bench.at(&receiver.url);
    bench.cases(1..=2, 2);
    bench.settle();
    assert_eq!(bench.waiting(&webhook).len(), 4);
    bench.change(&webhook, &json!({"events": ["parcel.inspect"]}));
    let waiting = bench.waiting(&webhook);
    assert_eq!(waiting.len(), 2);
    assert!(waiting.iter().all(|one| one["type"] == "vn.hosopost.parcel.inspect"));
    assert!(waiting.iter().all(|one| one["due_at"].is_string()), "{waiting:?}");
}

#[test]
fn a_webhook_begins_with_what_is_told_from_then_on_or_behind_a_cursor() {
    let mut bench = Bench::sqlite();
    bench.cases(1..=2, 2);
    let (new, all) = (Receiver::always(ok()), Receiver::always(ok()));
    bench.at(&new.url);
    bench.webhook(&json!({"url": all.url, "after": "0"}));
    bench.cases(3..=3, 1);
    bench.settle();
    assert_eq!(new.got().len(), 1);
    assert_eq!(all.got().len(), 5);
}

#[test]
fn a_new_key_signs_beside_the_old_one_and_then_alone() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let receiver = Receiver::always(ok());
        let first = bench.webhook(&json!({"url": receiver.url}));
        let webhook = id(&first);
        let second = bench.ask(&webhook, "rotate", &json!({"overlap_hours": 2}));
        assert_ne!(first["secret"], second["secret"]);
        assert_eq!(bench.get(&webhook)["keys"].as_array().unwrap().len(), 2);
        let fits = |bench: &mut Bench, case: u32| {
            bench.cases(case..=case, 1);
            bench.settle();
            let got = receiver.got().pop().unwrap();
            let fits = |made, half| {
                verify(&trusted(made, half), &headers(&got), &got.body, bench.now()).is_ok()
            };
            assert_eq!(fits(&first, "secret"), fits(&first, "public_key"));
            assert_eq!(fits(&second, "secret"), fits(&second, "public_key"));
            (fits(&first, "secret"), fits(&second, "secret"))
        };
        assert_eq!(fits(&mut bench, 1), (true, true));
        bench.pass(2 * HOUR);
        assert_eq!(fits(&mut bench, 2), (false, true));
        let third = bench.ask(&webhook, "rotate", &json!({"overlap_hours": 0}));
        assert_eq!(fits(&mut bench, 3), (false, false));
        let keys = bench.get(&webhook)["keys"].clone();
        assert_eq!(keys.as_array().unwrap().len(), 1);
        assert_eq!(keys[0]["public_key"], third["public_key"]);
    });
}
