//! What a writer remembers of the parcels it touched: it saves reading, and is never believed by itself.

use hosopost::base::At;
use hosopost::custody::{Action, Party, Scan};
use hosopost::feed::Fact;
use hosopost::flows::{Recall, check_laws};
use hosopost::store::{Conn, StoreError, facts};

use super::custody::statements;
use crate::kit::databases::on_both;
use crate::kit::office::{DESK, Office, POST, giving_back, morning, point, submit};
use crate::kit::scans::{anyone, is_recorded, record_by, scan};

fn later() -> At {
    morning().plus_millis(86_400_000)
}

/// A writer, with what it remembers.
struct Writer<'a> {
    office: &'a Office,
    recall: Recall,
}

impl<'a> Writer<'a> {
    fn new(office: &'a Office) -> Self {
        Self { office, recall: Recall::default() }
    }

    fn record(&mut self, conn: &mut Conn, scans: &[Scan]) -> Result<(), StoreError> {
        let recorded = record_by(conn, later(), self.office, &anyone(), scans, &mut self.recall)?;
        assert!(recorded.iter().all(is_recorded), "{recorded:?}");
        Ok(())
    }
}

/// Every kind of thing a parcel's log can hold without a bag: a give and its receive, one that comes late, a
/// correction, a seal that is broken.
fn journey(code: &str) -> Vec<Scan> {
    let mut give = scan(2, 20, Action::HandOver, code, POST);
    give.detail.to = Some(Party::Point { code: point(DESK), capacity: None });
    let mut inspect = scan(4, 50, Action::Inspect, code, DESK);
    inspect.detail.seal_intact = Some(false);
    let mut correct = scan(5, 60, Action::Correct, code, DESK);
    correct.detail.corrects = Some(inspect.id);
    correct.detail.void = true;
    correct.detail.reason = Some("wrong parcel".to_owned());
    vec![
        scan(1, 1, Action::Accept, code, POST),
        give,
        inspect,
        scan(3, 40, Action::Receive, code, DESK),
        correct,
    ]
}

fn told(conn: &mut Conn) -> Vec<Fact> {
    facts::after(conn, 0, None, 1000).unwrap()
}

/// What cases were told, without the names that another database draws.
fn said(conn: &mut Conn) -> Vec<String> {
    let plain = |fact: &Fact| {
        let data = &fact.data;
        let of = |name: &str| data.get(name).map(ToString::to_string).unwrap_or_default();
        let (state, scan, holder) = (of("state"), of("scan_id"), of("custodian"));
        let kind = fact.kind.name();
        format!("{} {kind} {state} {scan} {holder} {:?}", fact.sequence, fact.supersedes)
    };
    told(conn).iter().map(plain).collect()
}

#[test]
fn who_remembers_records_the_same_as_who_reads() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let order = |conn: &mut Conn| {
            let opened = office.order(conn, submit()).unwrap().legs.remove(0);
            opened.parcel.tracking.to_string()
        };
        let code = order(&mut conn);
        let mut writer = Writer::new(&office);
        for scan in journey(&code) {
            writer.record(&mut conn, &[scan]).unwrap();
        }
        let remembering = said(&mut conn);

        let other = db.fresh();
        let mut conn = other.open();
        let office = Office::opened(&mut conn);
        let code = order(&mut conn);
        for scan in journey(&code) {
            Writer::new(&office).record(&mut conn, &[scan]).unwrap();
        }
        assert_eq!(remembering, said(&mut conn));
    });
}

#[test]
fn the_next_scan_of_a_parcel_reads_less_than_the_first() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let code = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel.tracking;
        let mut writer = Writer::new(&office);
        let mut counted =
            |scan: Scan| statements(&mut conn, |conn| writer.record(conn, &[scan]).unwrap());
        let first = counted(scan(1, 1, Action::Accept, code.as_str(), POST));
        let next = counted(scan(2, 10, Action::Inspect, code.as_str(), POST));
        assert!(next + 6 <= first, "{first} statements, then {next}");
    });
}

#[test]
fn a_parcel_that_somebody_else_scanned_meanwhile_is_read_again() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let code = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel.tracking;
        let code = code.as_str();
        let (mut one, mut other) = (Writer::new(&office), Writer::new(&office));
        one.record(&mut conn, &[scan(1, 1, Action::Accept, code, POST)]).unwrap();
        other.record(&mut conn, &[scan(2, 10, Action::Inspect, code, POST)]).unwrap();
        let before = said(&mut conn);
        let third = [scan(3, 20, Action::Receive, code, DESK)];
        let refused = one.record(&mut conn, &third).unwrap_err();
        assert!(matches!(refused, StoreError::Stale), "{refused:?}");
        assert_eq!(said(&mut conn), before, "nothing was written");
        one.recall = Recall::default();
        one.record(&mut conn, &third).unwrap();
        let facts = told(&mut conn);
        assert!(facts.iter().zip(1..).all(|(fact, n)| fact.sequence == n));
        assert_eq!(facts.len(), before.len() + 1);
        let checked = check_laws(&mut conn, later(), &mut |_| ()).unwrap();
        assert!(checked.broken.is_empty(), "{:?}", checked.breaches);
    });
}

#[test]
fn a_case_that_was_told_something_meanwhile_is_asked_again() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let code = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel.tracking;
        let code = code.as_str();
        let mut writer = Writer::new(&office);
        writer.record(&mut conn, &[scan(1, 1, Action::Accept, code, POST)]).unwrap();
        office.order(&mut conn, giving_back()).unwrap();
        let next = [scan(2, 10, Action::Inspect, code, POST)];
        let refused = writer.record(&mut conn, &next).unwrap_err();
        assert!(matches!(refused, StoreError::Stale), "{refused:?}");
        // As the intake does after any other work.
        writer.recall.forget_names();
        writer.record(&mut conn, &next).unwrap();
        let facts = told(&mut conn);
        assert_eq!(facts.len(), 4);
        assert!(facts.iter().zip(1..).all(|(fact, n)| fact.sequence == n));
    });
}

#[test]
fn what_is_lent_is_known_to_nobody_else_and_comes_back_only_if_nobody_was_later() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let code = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel.tracking;
        let code = code.as_str();
        let mut one = Writer::new(&office);
        let inspect = |n, minute| [scan(n, minute, Action::Inspect, code, POST)];
        one.record(&mut conn, &[scan(1, 1, Action::Accept, code, POST)]).unwrap();

        let mut other = Writer { office: &office, recall: one.recall.lend([code].into_iter()) };
        let known = statements(&mut conn, |conn| other.record(conn, &inspect(2, 10)).unwrap());
        let unknown = statements(&mut conn, |conn| one.record(conn, &inspect(3, 20)).unwrap());
        assert!(known + 6 <= unknown, "{known} statements by who has it, {unknown} by who has not");
        // What comes back now is older than what was read since.
        one.recall.take_back(other.recall);
        let after = statements(&mut conn, |conn| one.record(conn, &inspect(4, 30)).unwrap());
        assert!(after <= known, "{after} statements, {known} before");

        let lent = one.recall.lend([code].into_iter());
        one.recall.take_back(lent);
        let again = statements(&mut conn, |conn| one.record(conn, &inspect(5, 40)).unwrap());
        assert_eq!(again, after, "it came back whole");
    });
}

#[test]
fn names_that_were_forgotten_meanwhile_do_not_come_back() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let code = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel.tracking;
        let code = code.as_str();
        let mut writer = Writer::new(&office);
        writer.record(&mut conn, &[scan(1, 1, Action::Accept, code, POST)]).unwrap();
        let lent = writer.recall.lend([code].into_iter());
        office.order(&mut conn, giving_back()).unwrap();
        writer.recall.forget_names();
        writer.recall.take_back(lent);
        writer.record(&mut conn, &[scan(2, 10, Action::Inspect, code, POST)]).unwrap();
        assert!(told(&mut conn).iter().zip(1..).all(|(fact, n)| fact.sequence == n));
    });
}
