//! Case records: which one is held, and who may say so.

use std::thread;

use hosopost::base::Role;
use hosopost::cases::{Status, Taken};
use hosopost::flows::{CaseRecord, Fault, FlowRefusal, upsert_case};
use hosopost::people::CaseWriter;
use hosopost::store::{cases, persons};

use crate::kit::databases::on_both;
use crate::kit::office::*;

fn changed(change: impl FnOnce(&mut CaseRecord)) -> CaseRecord {
    let mut record = record();
    change(&mut record);
    record
}

#[test]
fn the_latest_record_is_held_whatever_the_order_of_arrival() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::new();
        let later = |seconds: i64, status| {
            changed(|record| {
                record.case.as_of = morning().plus_millis(seconds * 1000);
                record.case.status = status;
            })
        };
        let first = office.tell(&mut conn, later(10, Status::Processing)).unwrap();
        assert_eq!(first.taken, Taken::Created);
        for (record, taken, held) in [
            (later(10, Status::Stopped), Taken::Unchanged, Status::Processing),
            (later(9, Status::Accepted), Taken::Older, Status::Processing),
            (later(11, Status::Processed), Taken::Updated, Status::Processed),
        ] {
            let answer = office.tell(&mut conn, record).unwrap();
            assert_eq!((answer.taken, answer.case.status), (taken, held));
            assert_eq!(answer.case.id, first.case.id);
            let kept = cases::find(&mut conn, &CASE.parse().unwrap()).unwrap();
            assert_eq!(kept, Some(answer.case));
        }
    });
}

#[test]
fn an_applicant_is_kept_apart_corrected_and_erased() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::new();
        let case = office.tell(&mut conn, record()).unwrap().case;
        let id = case.applicant;
        let correction = changed(|record| {
            record.case.as_of = morning().plus_millis(1);
            record.applicant = person("Nguye\u{302}\u{303}n Thị Mẫu");
        });
        assert_eq!(office.tell(&mut conn, correction).unwrap().case.applicant, id);
        let applicant = details(&mut conn, case.id, id).unwrap();
        assert_eq!(applicant.name.in_full(), "Nguyễn Thị Mẫu");
        assert_eq!(applicant.phone.unwrap().masked(), "09•••••123");

        assert!(persons::erase(&mut conn, id).unwrap());
        assert!(!persons::erase(&mut conn, id).unwrap());
        assert_eq!(details(&mut conn, case.id, id), None);
        let case = cases::find(&mut conn, &CASE.parse().unwrap()).unwrap().unwrap();
        assert_eq!(case.applicant, id);
    });
}

#[test]
fn a_record_that_cannot_be_is_refused_with_its_field() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::new();
        let cx = context(Role::Administrator, &[]);
        let by = CaseWriter::of(&cx.who).unwrap();
        for (record, code, field) in [
            (
                changed(|record| record.case.agency = point("H27.404")),
                "unknown_agency",
                Some("agency"),
            ),
            (
                changed(|record| record.case.agency = point(POST)),
                "agency_without_desk",
                Some("agency"),
            ),
            (
                changed(|record| record.case.due_at = Some(morning().plus_millis(-1))),
                "due_before_received",
                Some("due_at"),
            ),
        ] {
            let refused = upsert_case(&mut conn, &cx, &by, &office.network, record).unwrap_err();
            assert_eq!((refused.code(), refused.field()), (code, field));
            assert_eq!(refused.fault(), Fault::Input);
        }
        assert_eq!(cases::find(&mut conn, &CASE.parse().unwrap()).unwrap(), None);
    });
}

#[test]
fn a_partner_cannot_take_over_anothers_case_by_naming_its_own_agency() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let cx = context(Role::Partner, &[OTHER_DESK]);
        let by = CaseWriter::of(&cx.who).unwrap();
        for agency in [DESK, OTHER_DESK] {
            let record = changed(|record| {
                record.case.agency = point(agency);
                record.case.as_of = morning().plus_millis(1);
            });
            let refused = upsert_case(&mut conn, &cx, &by, &office.network, record).unwrap_err();
            assert_eq!(refused.code(), "wrong_place");
            assert_eq!(refused.fault(), Fault::Actor);
        }
        let held = cases::find(&mut conn, &CASE.parse().unwrap()).unwrap().unwrap();
        assert_eq!(held.agency, point(DESK));
    });
}

#[test]
fn two_who_tell_of_a_new_case_at_once_tell_of_one_case() {
    on_both(|db| {
        let told: Vec<Result<_, FlowRefusal>> = thread::scope(|scope| {
            let tell = |_| scope.spawn(|| Office::new().tell(&mut db.open(), record()));
            let threads: Vec<_> = (0..4).map(tell).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let told: Vec<_> = told.into_iter().map(Result::unwrap).collect();
        assert_eq!(told.iter().filter(|one| one.taken == Taken::Created).count(), 1);
        assert!(told.iter().all(|one| one.case.id == told[0].case.id));
    });
}
