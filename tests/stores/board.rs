//! A desk's board: however much lies there, it is read like little.

use hosopost::base::Role;
use hosopost::calendar::Calendars;
use hosopost::cases::{CaseIn, Status};
use hosopost::dispatch::forecast::MadeUnder;
use hosopost::dispatch::{Promises, Targets, Timetable};
use hosopost::flows::forecast::ForecastRules;
use hosopost::flows::office::{Board, Place, hold_results, look_at_board};
use hosopost::flows::{CaseRecord, office::HoldIn};
use hosopost::people::DeskPlanner;
use hosopost::store::Conn;

use super::custody::statements;
use crate::kit::databases::on_both;
use crate::kit::office::*;

fn board(conn: &mut Conn, office: &Office, after: Option<Place>) -> Board {
    let (calendars, targets) = (Calendars::new(vec![], vec![]), Targets::default());
    let network = &office.network;
    let rules = ForecastRules {
        promises: Promises { network, calendars: &calendars, targets: &targets },
        timetable: &Timetable::default(),
        limits: &[],
        under: MadeUnder::default(),
    };
    look_at_board(conn, &rules, &point(DESK), morning(), (after, 25)).unwrap()
}

#[test]
fn a_board_takes_as_many_statements_for_a_hundred_results_as_for_one_and_comes_in_pages() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let CaseRecord { case, applicant } = record();
        let as_of = morning().plus_millis(1);
        let case = CaseIn { status: Status::Processed, as_of, ..case };
        office.tell(&mut conn, CaseRecord { case, applicant }).unwrap();
        let order = |conn: &mut Conn, count: usize| -> Vec<String> {
            let one = |_| office.order(conn, giving_back()).unwrap().legs.remove(0);
            (0..count).map(one).map(|opened| opened.parcel.tracking.to_string()).collect()
        };
        let first = order(&mut conn, 1);
        let count = |conn: &mut Conn, wanted: usize| {
            statements(conn, |conn| {
                assert_eq!(board(conn, &office, None).ready_count, wanted);
            })
        };
        let one = count(&mut conn, 1);
        let mut all = [first, order(&mut conn, 99)].concat();
        assert_eq!(count(&mut conn, 100), one);
        assert!((6..20).contains(&one), "the statements were counted: {one}");

        // Page by page everything is seen, and nothing twice.
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = board(&mut conn, &office, after).ready;
            seen.extend(page.items.into_iter().map(|one| one.on.tracking.to_string()));
            match page.next {
                Some(next) => after = Some(next.parse().unwrap()),
                None => break,
            }
        }
        seen.sort();
        all.sort();
        assert_eq!(seen, all);

        let cx = context(Role::Officer, &[DESK]);
        let by = DeskPlanner::of(&cx.who).unwrap();
        let held =
            HoldIn { desk: point(DESK), codes: all[..40].to_vec(), reason: "Chờ ký".into() };
        assert_eq!(hold_results(&mut conn, &cx, &by, held).unwrap(), 40);
        let found = board(&mut conn, &office, None);
        assert_eq!((found.ready_count, found.held.len()), (60, 40));
    });
}
