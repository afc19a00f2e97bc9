//! What cases are told: in order, without a gap, and never skipped by a cursor.

use hosopost::custody::{Action, Party, Scan};
use hosopost::feed::{CloudEvent, Fact, FactKind};
use hosopost::store::{Conn, StoreError, dialect, facts, write};

use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::office::{CASE, DESK, OTHER_DESK, Office, POST, giving_back, point, submit};
use crate::kit::scans::{anyone, record, scan, scan_id};

fn told(conn: &mut Conn) -> Vec<Fact> {
    facts::after(conn, 0, None, 1000).unwrap()
}

#[test]
fn every_fact_of_a_case_comes_in_order_and_without_a_gap() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let out = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel;
        let back = office.order(&mut conn, giving_back()).unwrap().legs.remove(0).parcel;
        let (out, back) = (out.tracking.to_string(), back.tracking.to_string());
        let mut give = scan(3, 30, Action::HandOver, &back, DESK);
        give.detail.to = Some(Party::Point { code: point(POST), capacity: None });
        let batch = [
            scan(1, 1, Action::Accept, &out, POST),
            scan(2, 20, Action::Receive, &out, DESK),
            give,
            scan(4, 31, Action::Accept, &back, POST),
            scan(5, 90, Action::Deliver, &back, POST),
        ];
        record(&mut conn, &office, &anyone(), &batch).unwrap();
        let facts = told(&mut conn);
        let kinds: Vec<String> = facts.iter().map(|fact| fact.kind.name()).collect();
        assert_eq!(
            kinds,
            [
                "leg.ordered",
                "leg.ordered",
                "parcel.accept",
                "parcel.receive",
                "parcel.hand_over",
                "parcel.accept",
                "parcel.deliver"
            ]
        );
        assert!(facts.iter().zip(1..).all(|(fact, n)| fact.sequence == n));
        assert_eq!(facts[3].data["state"], "delivered");
        assert_eq!(
            facts[3].data.get("proposed_status"),
            None,
            "a dossier at the desk proposes nothing"
        );
        assert_eq!(facts[6].data["proposed_status"], 10);
        let event = serde_json::to_value(CloudEvent::from(&facts[6])).unwrap();
        assert_eq!(event["specversion"], "1.0");
        assert_eq!(event["type"], "vn.hosopost.parcel.deliver");
        assert_eq!(event["subject"], CASE);
        assert_eq!(event["sequence"], "000000000007");
        assert_eq!(event["source"], format!("/cases/{}", facts[6].case));
        for secret in ["Nguyễn", "0912", "Tân Đình"] {
            assert!(!facts.iter().any(|fact| fact.data.to_string().contains(secret)));
        }
    });
}

#[test]
fn a_late_scan_revises_what_was_told_and_names_it() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let parcel = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel;
        let code = parcel.tracking.to_string();
        let early = [
            scan(1, 1, Action::Accept, &code, POST),
            scan(3, 60, Action::Inspect, &code, OTHER_DESK),
        ];
        record(&mut conn, &office, &anyone(), &early).unwrap();
        // The phone that was offline: it was sent back before it was counted.
        let late = [scan(2, 30, Action::Return, &code, OTHER_DESK)];
        record(&mut conn, &office, &anyone(), &late).unwrap();
        let facts = told(&mut conn);
        let last: Vec<(String, Option<i64>)> =
            facts[3..].iter().map(|fact| (fact.kind.name(), fact.supersedes)).collect();
        assert_eq!(
            last,
            [("parcel.return".to_owned(), None), ("parcel.revised".to_owned(), Some(3))]
        );
        assert_eq!(facts[4].data["state"], "returning");

        let mut undo = scan(4, 70, Action::Correct, &code, POST);
        undo.detail.corrects = Some(scan_id(2));
        undo.detail.void = true;
        undo.detail.reason = Some("Quét nhầm".to_owned());
        record(&mut conn, &office, &anyone(), &[undo]).unwrap();
        let facts = told(&mut conn);
        assert_eq!(facts.len(), 7, "{facts:#?}");
        let voided = facts.iter().find(|fact| fact.data["void"] == true).unwrap();
        assert_eq!((voided.kind, voided.supersedes), (FactKind::Revised, Some(4)));
        let restored = facts.iter().rfind(|fact| fact.supersedes == Some(5)).unwrap();
        assert_eq!(restored.data["state"], "accepted");
    });
}

#[test]
fn a_partner_reads_the_cases_of_its_own_agencies_only() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        office.order(&mut conn, submit()).unwrap();
        let own = facts::after(&mut conn, 0, Some(&[point(DESK)]), 10).unwrap();
        let other = facts::after(&mut conn, 0, Some(&[point(OTHER_DESK)]), 10).unwrap();
        assert_eq!((own.len(), other.len()), (1, 0));
        assert!(facts::after(&mut conn, 0, Some(&[]), 10).unwrap().is_empty());
    });
}

#[test]
fn a_cursor_never_skips_a_commit_that_is_still_under_way() {
    let Some(db) = TestDatabase::postgres() else { return };
    let mut conn = db.open();
    let office = Office::opened(&mut conn);
    let before = facts::last_position(&mut conn).unwrap();

    // A writer that has taken a position and pauses before its commit.
    let (paused, go_on) = (std::sync::mpsc::channel(), std::sync::mpsc::channel());
    std::thread::scope(|scope| {
        let slow = scope.spawn({
            let (db, paused, go_on) = (&db, paused.0, go_on.1);
            move || {
                let mut conn = db.open();
                write(&mut conn, |conn| {
                    let position = dialect::draw(conn, "feed", 1)?;
                    paused.send(position).unwrap();
                    go_on.recv().unwrap();
                    Ok::<_, StoreError>(position)
                })
                .unwrap()
            }
        });
        let taken = paused.1.recv().unwrap();
        let fast = scope.spawn(|| {
            let mut conn = db.open();
            office.order(&mut conn, submit()).unwrap();
        });
        // The fast writer can only wait: whatever a reader sees now ends before the paused position.
        let seen = facts::after(&mut conn, before, None, 10).unwrap();
        assert!(seen.is_empty() && !fast.is_finished(), "{seen:?}");
        go_on.0.send(()).unwrap();
        assert_eq!(slow.join().unwrap(), taken);
        fast.join().unwrap();
        let seen = facts::after(&mut conn, before, None, 10).unwrap();
        assert!(seen.iter().all(|fact| fact.position > taken), "{seen:?}");
    });
}

#[test]
fn an_empty_batch_tells_nothing() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let none: &[Scan] = &[];
        assert!(record(&mut conn, &office, &anyone(), none).unwrap().is_empty());
        assert_eq!(facts::last_position(&mut conn).unwrap(), 0);
    });
}
