//! What is not lost: a receiver that was down, a process that was killed, a person who asks again.

use diesel::connection::SimpleConnection as _;
use hosopost::base::Ids;
use hosopost::feed::webhook::{Ahead, Message, after};
use hosopost::flows::webhooks::{
    Due, LEASE_MS, Line, Part, Place, READING_MS, Reads, Sent, Turned, look, take_turn,
};
use hosopost::store::Conn;
use serde_json::json;
use std::collections::BTreeMap;
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

/// Another process, which reads the feed for a webhook.
struct Another {
    conn: Conn,
    line: Arc<Line>,
    ahead: Ahead,
}

impl Another {
    fn of(bench: &Bench, webhook: &str) -> Self {
        let mut conn = bench.app.database.open();
        let id = webhook.parse().unwrap();
        let part = Part { webhook: id, sent: Vec::new(), settled: None, reads: true, room: 0 };
        let turned = take_turn(&mut conn, bench.now(), &Ids::Random, vec![part]).unwrap().remove(0);
        let Some((Reads::From(webhook, line), _)) = turned.reads else { panic!("{turned:?}") };
        let mut ahead = Ahead::behind(webhook.position);
        let lease = line.lease.clone();
        let place = Place { lease, scope: webhook.scope, read: webhook.position, room: 100 };
        let read = look(&mut conn, &BTreeMap::from([(id, place)])).unwrap().read.remove(0).1;
        ahead.read_on(read.upto, read.facts, |case| read.held.contains(&case));
        Self { conn, line, ahead }
    }

    /// Sends the next fact; what came of it is known to nobody else yet.
    fn sends(&mut self, bench: &Bench) -> Sent {
        let fact = self.ahead.begin().unwrap();
        let message = Message::of(&fact);
        let due = Due { line: self.line.clone(), fact, nth: 1 };
        let exchange =
            bench.app.wait(bench.app.app.caller.call(&due.line.url, &due.line.keys, message));
        let next = after(&exchange.tried, 1, bench.now(), 0);
        self.ahead.conclude(due.fact.position, next.failed(bench.now()));
        Sent { due, exchange, next }
    }

    fn writes_down(&mut self, bench: &Bench, sent: Sent) -> Turned {
        let settled = Some((self.line.lease.clone(), self.ahead.settle()));
        let webhook = self.line.webhook;
        let part = Part { webhook, sent: vec![sent], settled, reads: false, room: 0 };
        take_turn(&mut self.conn, bench.now(), &Ids::Random, vec![part]).unwrap().remove(0)
    }
}

#[test]
fn a_process_killed_between_sending_and_writing_down_sends_again_under_the_same_id() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let receiver = Receiver::always(ok());
        let webhook = bench.at(&receiver.url);
        bench.cases(1..=1, 2);
        // Another process reads the feed for it, sends the first fact, and is killed.
        let mut another = Another::of(&bench, &webhook);
        another.sends(&bench);
        drop(another);

        let next = bench.settle();
        assert_eq!(receiver.got().len(), 1, "what another process reads is not read again");
        assert_eq!(next, Some(bench.now().plus_millis(READING_MS)));
        bench.pass(READING_MS);
        bench.settle();
        let got = receiver.got();
        let ids: Vec<&str> = got.iter().map(crate::kit::receiver::Got::id).collect();
        assert_eq!(ids.len(), 3, "{ids:?}");
        assert_eq!(ids[0], ids[1]);
        assert_eq!((got[0].body.clone(), got[2].sequence()), (got[1].body.clone(), 2));
    });
}

#[test]
fn what_a_killed_process_took_from_the_rows_comes_due_again_with_its_lease() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let up = Arc::new(AtomicBool::new(false));
        let receiver = Receiver::new({
            let up = up.clone();
            move |_| if up.load(Ordering::SeqCst) { ok() } else { status(500, "", "") }
        });
        let webhook = bench.at(&receiver.url);
        bench.cases(1..=1, 2);
        let next = bench.settle().unwrap();
        bench.later(next);
        up.store(true, Ordering::SeqCst);
        // Another process takes what failed, sends it, and is killed.
        let webhook = webhook.parse().unwrap();
        let part = Part { webhook, sent: Vec::new(), settled: None, reads: false, room: 8 };
        let mut conn = bench.app.database.open();
        let due =
            take_turn(&mut conn, bench.now(), &Ids::Random, vec![part]).unwrap().remove(0).due;
        assert_eq!((due.len(), due[0].nth, due[0].fact.sequence), (1, 2, 1));
        bench.settle();
        assert_eq!(receiver.got().len(), 1, "what another process has taken is not taken again");
        bench.pass(LEASE_MS);
        bench.settle();
        assert_eq!(receiver.cases()["H27.00-250408-0001"], [1, 1, 2]);
    });
}

#[test]
fn an_answer_that_comes_after_a_person_began_again_changes_nothing() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let receiver = Receiver::always(ok());
        let webhook = bench.at(&receiver.url);
        bench.cases(1..=1, 2);
        let mut another = Another::of(&bench, &webhook);
        let sent = another.sends(&bench);
        bench.ask(&webhook, "replay", &json!({"after": "0"}));
        let turned = another.writes_down(&bench, sent);
        assert!(!turned.wrote && turned.reads.is_none(), "{turned:?}");
        assert_eq!(bench.attempts(&webhook).len(), 1, "that it was tried is told all the same");
        bench.settle();
        assert_eq!(receiver.cases()["H27.00-250408-0001"], [1, 1, 2]);
    });
}

#[test]
fn what_a_person_changes_holds_from_then_on_also_for_who_has_read_ahead() {
    let mut bench = Bench::sqlite();
    let (old, new) = (Receiver::always(ok()), Receiver::always(ok()));
    let webhook = bench.at(&old.url);
    bench.cases(1..=1, 3);
    let mut another = Another::of(&bench, &webhook);
    let sent = another.sends(&bench);
    bench.change(&webhook, &json!({"url": new.url}));
    assert!(!another.writes_down(&bench, sent).wrote);
    bench.settle();
    assert_eq!(old.got().len(), 1);
    assert_eq!(new.cases()["H27.00-250408-0001"], [1, 2, 3]);
}

#[test]
fn a_program_of_before_that_reads_on_beside_loses_nothing() {
    let mut bench = Bench::sqlite();
    let receiver = Receiver::always(ok());
    let webhook = bench.at(&receiver.url);
    bench.cases(1..=1, 2);
    let mut another = Another::of(&bench, &webhook);
    let sent = another.sends(&bench);
    // It knows nothing of readers, puts what it read into rows and moves on.
    bench
        .app
        .database
        .open()
        .batch_execute(
            "INSERT INTO webhook_deliveries (webhook_id, position, case_id, attempts) \
         SELECT w.id, f.position, f.case_id, 0 FROM facts f, webhooks w; \
         UPDATE webhook_deliveries SET due_at = 0 WHERE position = 1; \
         UPDATE webhooks SET feed_position = (SELECT MAX(position) FROM facts)",
        )
        .unwrap();
    assert!(!another.writes_down(&bench, sent).wrote);
    bench.pass(READING_MS);
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
