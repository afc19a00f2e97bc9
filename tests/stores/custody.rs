//! The custody log, through the flow that writes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Connection as _, InstrumentationEvent};
use hosopost::base::codes::scanned;
use hosopost::base::{Capacity, Role, ScanId};
use hosopost::custody::{Action, Custodian, Party, Scan, State};
use hosopost::flows::{
    Aside, BagIn, Match, Outcome, Rules, close_set_aside, match_set_aside, read_timeline,
    register_bag,
};
use hosopost::people::{AnomalyResolver, Packer};
use hosopost::store::anomalies::Filter;
use hosopost::store::{Conn, StoreError, anomalies, codes, custody, facts, scans};

use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::office::{
    CLOSED, DESK, OTHER_DESK, Office, POST, VILLAGE, actor, context, morning, point, submit,
};
use crate::kit::scans::{anyone, is_recorded, open_asides, record, record_at, scan, scan_id};

struct Journey {
    office: Office,
    tracking: String,
    qr: String,
}

/// A parcel from a citizen to the desk, announced.
fn announced(conn: &mut Conn) -> Journey {
    let office = Office::opened(conn);
    let ordered = office.order(conn, submit()).unwrap();
    let parcel = &ordered.legs[0].parcel;
    let (tracking, qr) = (parcel.tracking.to_string(), parcel.qr.to_string());
    Journey { office, tracking, qr }
}

/// A bag from the village to the post office.
fn bag(conn: &mut Conn, office: &Office) -> String {
    let cx = context(Role::Administrator, &[]);
    let by = Packer::of(&cx.who).unwrap();
    let to_make = BagIn { code: None, from: point(VILLAGE), to: point(POST) };
    register_bag(conn, &cx, &by, &office.network, to_make).unwrap().code.to_string()
}

impl Journey {
    fn scan(&self, n: u64, minute: i64, action: Action, at: &str) -> Scan {
        let mut scan = scan(n, minute, action, &self.tracking, at);
        if at == VILLAGE {
            scan.capacity = Some(Capacity::Post);
        }
        scan
    }

    /// From the village by bag to the post office and to the desk.
    fn whole_way(&self, bag: &str) -> Vec<Scan> {
        let in_bag = |mut scan: Scan| {
            scan.detail.bag = Some(bag.to_owned());
            scan
        };
        let of_bag = |scan: Scan| Scan { code: bag.to_owned(), ..scan };
        let mut give = self.scan(7, 70, Action::HandOver, POST);
        give.detail.to = Some(Party::Point { code: point(DESK), capacity: None });
        vec![
            self.scan(1, 1, Action::Accept, VILLAGE),
            in_bag(self.scan(2, 2, Action::Pack, VILLAGE)),
            of_bag(self.scan(3, 3, Action::CloseBag, VILLAGE)),
            of_bag(self.scan(4, 60, Action::Receive, POST)),
            of_bag(self.scan(5, 61, Action::OpenBag, POST)),
            in_bag(self.scan(6, 62, Action::Unpack, POST)),
            give,
            self.scan(8, 90, Action::Receive, DESK),
        ]
    }
}

fn now(conn: &mut Conn, tracking: &str) -> (State, Custodian) {
    let owner = codes::find(conn, tracking).unwrap().unwrap();
    let (_, timeline) = read_timeline(conn, owner.key).unwrap().unwrap();
    (timeline.state, timeline.custodian)
}

fn open_kinds(conn: &mut Conn) -> Vec<String> {
    let filter = Filter { status: Some("open".to_owned()), ..Filter::default() };
    let page = anomalies::list(conn, &filter, None, 100).unwrap();
    let mut kinds: Vec<String> =
        page.items.iter().map(|kept| kept.anomaly.kind.to_string()).collect();
    kinds.sort();
    kinds
}

#[test]
fn a_batch_handed_in_twice_is_repeated_and_adds_nothing() {
    on_both(|db| {
        let mut conn = db.open();
        let journey = announced(&mut conn);
        let bag = bag(&mut conn, &journey.office);
        let batch = journey.whole_way(&bag);
        let first = record(&mut conn, &journey.office, &anyone(), &batch).unwrap();
        assert!(first.iter().all(is_recorded), "{first:?}");
        let told = facts::last_position(&mut conn).unwrap();
        let again = record(&mut conn, &journey.office, &anyone(), &batch).unwrap();
        assert!(again.iter().all(|o| matches!(o, Outcome::Repeated(Some(_)))), "{again:?}");
        assert_eq!(facts::last_position(&mut conn).unwrap(), told);
        let key = codes::find(&mut conn, &journey.tracking).unwrap().unwrap().key;
        assert_eq!(custody::events(&mut conn, [key]).unwrap().len(), 5);
        // The offset is measured anew at each contact and is no other content.
        let mut later = batch[0].clone();
        later.clock_offset_ms = 1_500;
        let again = record(&mut conn, &journey.office, &anyone(), &[later]).unwrap();
        assert!(matches!(again[0], Outcome::Repeated(Some(_))));
    });
}

#[test]
fn shuffled_batches_give_the_same_state_on_both_databases() {
    // Each order in batches of its own size: in order, backwards, and interleaved.
    let orders: [(&[usize], usize); 4] = [
        (&[0, 1, 2, 3, 4, 5, 6, 7], 8),
        (&[7, 6, 5, 4, 3, 2, 1, 0], 1),
        (&[3, 7, 0, 5, 1, 6, 2, 4], 3),
        (&[5, 0, 7, 2, 4, 6, 1, 3], 2),
    ];
    on_both(|db| {
        for (order, size) in orders {
            let mut conn = db.fresh().open();
            let journey = announced(&mut conn);
            let bag = bag(&mut conn, &journey.office);
            let scans = journey.whole_way(&bag);
            let shuffled: Vec<Scan> = order.iter().map(|n| scans[*n].clone()).collect();
            for batch in shuffled.chunks(size) {
                let outcomes = record(&mut conn, &journey.office, &anyone(), batch).unwrap();
                assert!(outcomes.iter().all(is_recorded), "{outcomes:?}");
            }
            let (state, custodian) = now(&mut conn, &journey.tracking);
            assert_eq!(state, State::Delivered);
            assert_eq!(custodian, Custodian::desk(point(DESK)));
            assert_eq!(open_kinds(&mut conn), ["skipped_handoff"], "nobody gave the bag");
        }
    });
}

#[test]
fn what_fits_nothing_is_set_aside_with_its_reason_and_its_neighbours_go_on() {
    on_both(|db| {
        let mut conn = db.open();
        let journey = announced(&mut conn);
        let unknown_run = {
            let mut scan = journey.scan(12, 1, Action::Load, POST);
            scan.detail.run = Some("KHONGCO".to_owned());
            scan
        };
        let unknown_bag = {
            let mut scan = journey.scan(13, 1, Action::Pack, POST);
            scan.detail.bag = Some(journey.tracking.clone());
            scan
        };
        let cases = [
            (scan(10, 1, Action::Receive, "BH999999999VN", POST), Aside::UnknownCode),
            (journey.scan(11, 1, Action::Receive, "000000"), Aside::UnknownPoint),
            (unknown_run, Aside::UnknownRun),
            (unknown_bag, Aside::UnknownBag),
            (scan(14, 1, Action::Receive, &journey.tracking, VILLAGE), Aside::CapacityMissing),
        ];
        let mut batch: Vec<Scan> = cases.iter().map(|(scan, _)| scan.clone()).collect();
        batch.push(journey.scan(1, 1, Action::Accept, VILLAGE));
        let outcomes = record(&mut conn, &journey.office, &anyone(), &batch).unwrap();
        for ((_, aside), outcome) in cases.iter().zip(&outcomes) {
            assert_eq!(*outcome, Outcome::SetAside(*aside));
        }
        assert!(is_recorded(&outcomes[5]));
        let kept = scans::list_set_aside(&mut conn, &open_asides(), None, 100).unwrap();
        assert_eq!(kept.items.len(), cases.len(), "nothing set aside is lost");
        let again = record(&mut conn, &journey.office, &anyone(), &batch).unwrap();
        assert!(again.iter().all(|outcome| matches!(outcome, Outcome::Repeated(_))), "{again:?}");
    });
}

#[test]
fn who_may_not_scan_is_set_aside_and_never_dropped() {
    on_both(|db| {
        let mut conn = db.open();
        let journey = announced(&mut conn);
        let revoked = {
            let mut actor = actor(Role::Clerk, &[POST]);
            actor.revoked = true;
            actor
        };
        let cases = [
            (actor(Role::Clerk, &[VILLAGE]), POST, Action::Receive, Aside::WrongPlace),
            (actor(Role::Officer, &[DESK]), DESK, Action::Accept, Aside::WrongRole),
            (actor(Role::Manager, &[]), POST, Action::Receive, Aside::WrongRole),
            (actor(Role::Partner, &[DESK]), DESK, Action::Receive, Aside::WrongRole),
            (actor(Role::Officer, &[POST]), POST, Action::Receive, Aside::WrongCapacity),
            (actor(Role::Clerk, &[DESK]), DESK, Action::Receive, Aside::WrongCapacity),
            (revoked, POST, Action::Receive, Aside::Revoked),
        ];
        for (n, (actor, at, action, aside)) in cases.into_iter().enumerate() {
            let scan = journey.scan(20 + n as u64, 1, action, at);
            let outcome = record(&mut conn, &journey.office, &actor.into(), &[scan]).unwrap();
            assert_eq!(outcome, [Outcome::SetAside(aside)]);
        }
        // A point that closed may still have scanned before it did.
        let clerk = actor(Role::Clerk, &[CLOSED]).into();
        let scan = journey.scan(40, 1, Action::Accept, CLOSED);
        assert!(is_recorded(&record(&mut conn, &journey.office, &clerk, &[scan]).unwrap()[0]));
    });
}

#[test]
fn the_same_id_with_other_content_is_a_conflict_and_the_first_stands() {
    on_both(|db| {
        let mut conn = db.open();
        let journey = announced(&mut conn);
        let first = journey.scan(1, 1, Action::Accept, VILLAGE);
        let other = Scan { action: Action::Damage, ..first.clone() };
        let both = [first, other.clone()];
        let outcomes = record(&mut conn, &journey.office, &anyone(), &both).unwrap();
        assert!(is_recorded(&outcomes[0]));
        assert_eq!(outcomes[1], Outcome::Conflict);
        let again = record(&mut conn, &journey.office, &anyone(), &[other]).unwrap();
        assert_eq!(again, [Outcome::Conflict]);
        assert_eq!(now(&mut conn, &journey.tracking).0, State::Accepted);
    });
}

#[test]
fn a_scan_set_aside_takes_its_place_when_a_person_matches_it() {
    on_both(|db| {
        let mut conn = db.open();
        let journey = announced(&mut conn);
        let smudged = scan(30, 5, Action::Accept, "BH000000000VN", POST);
        let useless = scan(31, 6, Action::Receive, "QUANG-CAO", POST);
        let later = journey.scan(32, 90, Action::Receive, DESK);
        let batch = [smudged.clone(), useless.clone(), later];
        record(&mut conn, &journey.office, &anyone(), &batch).unwrap();

        let cx = context(Role::Administrator, &[]);
        let by = AnomalyResolver::of(&cx.who).unwrap();
        let rules = Rules { network: &journey.office.network, clock_limit_ms: 300_000 };
        let to = |code: &str| Match {
            code: scanned(code),
            at: None,
            capacity: None,
            reason: "Tem bị nhòe".to_owned(),
        };
        let matched = |conn: &mut Conn, id: ScanId, code: &str| {
            match_set_aside(conn, &cx, &by, &rules, id, &to(code))
        };
        let unknown = matched(&mut conn, smudged.id, "KHONGCO").unwrap_err();
        assert_eq!((unknown.code(), unknown.field()), ("unknown_code", Some("code")));
        let link = format!("https://any.example/q/{}", journey.qr.to_lowercase());
        matched(&mut conn, smudged.id, &link).unwrap();
        assert_eq!(matched(&mut conn, smudged.id, &link).unwrap_err().code(), "already_settled");
        assert_eq!(matched(&mut conn, scan_id(99), &link).unwrap_err().code(), "unknown_set_aside");
        assert_eq!(
            close_set_aside(&mut conn, &cx, &by, useless.id, " ").unwrap_err().code(),
            "reason"
        );
        close_set_aside(&mut conn, &cx, &by, useless.id, "Tem quảng cáo").unwrap();

        let key = codes::find(&mut conn, &journey.tracking).unwrap().unwrap().key;
        let (_, timeline) = read_timeline(&mut conn, key).unwrap().unwrap();
        let actions: Vec<Action> = timeline.entries.iter().map(|entry| entry.action).collect();
        assert_eq!(actions, [Action::Accept, Action::Receive], "by the time it happened");
        let again = record(&mut conn, &journey.office, &anyone(), &[smudged]).unwrap();
        assert!(matches!(again[0], Outcome::Repeated(Some(_))));
        let left = scans::list_set_aside(&mut conn, &open_asides(), None, 100).unwrap();
        assert!(left.items.is_empty());
    });
}

#[test]
fn an_anomaly_is_resolved_by_who_owns_it_and_stays_resolved() {
    on_both(|db| {
        let mut conn = db.open();
        let journey = announced(&mut conn);
        let batch = [
            journey.scan(1, 1, Action::Accept, POST),
            journey.scan(2, 50, Action::Receive, OTHER_DESK),
        ];
        let outcomes = record(&mut conn, &journey.office, &anyone(), &batch).unwrap();
        let Outcome::Recorded(standing) = &outcomes[1] else { panic!("{outcomes:?}") };
        let (id, kind) = &standing.anomalies[0];
        assert_eq!(kind.as_str(), "skipped_handoff");
        let resolve = |conn: &mut Conn, role, places: &[&str], reason| {
            let cx = context(role, places);
            let by = AnomalyResolver::of(&cx.who).unwrap();
            hosopost::flows::resolve_anomaly(conn, &cx, &by, id, reason)
        };
        let other = resolve(&mut conn, Role::Clerk, &[VILLAGE], "Đã rõ").unwrap_err();
        assert_eq!(other.fault(), hosopost::flows::Fault::Actor);
        let resolved = resolve(&mut conn, Role::Clerk, &[POST], "Quên quét giao").unwrap();
        assert_eq!(resolved.status(), "resolved");
        // More scans derive it again; what a person decided stands.
        let more = [journey.scan(3, 60, Action::Inspect, OTHER_DESK)];
        record(&mut conn, &journey.office, &anyone(), &more).unwrap();
        assert!(open_kinds(&mut conn).is_empty());
    });
}

#[test]
fn clocks_that_run_ahead_are_flagged_and_the_servers_time_stands() {
    on_both(|db| {
        let mut conn = db.open();
        let journey = announced(&mut conn);
        let now_at = morning();
        let batch = [
            journey.scan(1, -30, Action::Accept, POST),
            journey.scan(2, 60 * 24 * 400, Action::Inspect, POST),
        ];
        record_at(&mut conn, now_at, &journey.office, &anyone(), &batch).unwrap();
        let key = codes::find(&mut conn, &journey.tracking).unwrap().unwrap().key;
        let (_, timeline) = read_timeline(&mut conn, key).unwrap().unwrap();
        let last = timeline.last().unwrap();
        assert_eq!((last.effective_at, last.recorded_at), (now_at, now_at));
        assert_eq!(open_kinds(&mut conn), ["clock_ahead"]);
    });
}

/// How many statements the database is sent.
pub(crate) fn statements(conn: &mut Conn, work: impl FnOnce(&mut Conn)) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    conn.set_instrumentation({
        let count = count.clone();
        move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                count.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    work(conn);
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    count.load(Ordering::SeqCst)
}

#[test]
fn a_batch_takes_a_handful_of_statements_whatever_its_size() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let codes: Vec<String> = (0..165)
            .map(|_| office.order(&mut conn, submit()).unwrap().legs[0].parcel.tracking.to_string())
            .collect();
        let accepts: Vec<Scan> =
            codes.iter().zip(1..).map(|(code, n)| scan(n, 1, Action::Accept, code, POST)).collect();
        let mut counted = |scans: &[Scan]| {
            statements(&mut conn, |conn| {
                let outcomes = record(conn, &office, &anyone(), scans).unwrap();
                assert!(outcomes.iter().all(is_recorded));
            })
        };
        let (one, many) = (counted(&accepts[..1]), counted(&accepts[1..65]));
        assert_eq!(one, many);
        assert!(one > 5, "the statements were counted: {one}");
        // SQLite writes rows in one statement for each power of two that their number is made of.
        let hundred = counted(&accepts[65..]);
        assert!(hundred < 2 * one, "{hundred} for a hundred, {one} for one");
    });
}

#[test]
fn two_processes_at_the_same_parcels_lose_and_double_nothing() {
    let Some(db) = TestDatabase::postgres() else { return };
    let mut conn = db.open();
    let journey = announced(&mut conn);
    let bag = bag(&mut conn, &journey.office);
    let mut ids = Vec::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4u64)
            .map(|worker| {
                let (journey, bag, db) = (&journey, &bag, &db);
                scope.spawn(move || {
                    let mut conn = db.open();
                    let mut recorded = Vec::new();
                    for round in 0..12u64 {
                        let n = 1000 + worker * 100 + round;
                        let mut one = journey.scan(n, n as i64, Action::Pack, POST);
                        one.detail.bag = Some(bag.clone());
                        let mut two = journey.scan(n + 50, n as i64, Action::Inspect, POST);
                        two.code.clone_from(bag);
                        let batch = [one, two];
                        loop {
                            match record(&mut conn, &journey.office, &anyone(), &batch) {
                                Ok(outcomes) => {
                                    assert!(outcomes.iter().all(is_recorded), "{outcomes:?}");
                                    break;
                                }
                                Err(StoreError::Stale) => {}
                                Err(other) => panic!("{other}"),
                            }
                        }
                        recorded.extend(batch.map(|scan| scan.id));
                    }
                    recorded
                })
            })
            .collect();
        for worker in workers {
            ids.extend(worker.join().unwrap());
        }
    });
    let parcel = codes::find(&mut conn, &journey.tracking).unwrap().unwrap().key;
    let bag = codes::find(&mut conn, &bag).unwrap().unwrap().key;
    let mut found: Vec<ScanId> =
        custody::events(&mut conn, [parcel, bag]).unwrap().iter().map(|event| event.id).collect();
    found.sort();
    ids.sort();
    assert_eq!(found, ids);
    let told = facts::after(&mut conn, 0, None, 10_000).unwrap();
    let sequences: Vec<i64> = told.iter().map(|fact| fact.sequence).collect();
    assert_eq!(sequences, (1..=sequences.len() as i64).collect::<Vec<_>>(), "gap-free, in order");
}
