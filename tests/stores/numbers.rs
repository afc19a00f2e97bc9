//! Tracking numbers: none twice, also with several processes, and a word before they run out.

use std::collections::BTreeSet;
use std::thread;

use hosopost::base::codes::TrackingNumber;
use hosopost::base::{At, Lang};
use hosopost::flows::{Fault, LegOrder};
use hosopost::store::{Conn, StoreError, numbers, parcels, write};

use crate::kit::databases::on_both;
use crate::kit::office::*;

#[test]
fn two_who_draw_at_once_never_draw_the_same_number() {
    on_both(|db| {
        Office::opened(&mut db.open());
        let draw = || {
            let (office, mut conn) = (Office::new(), db.open());
            let mut draw = || office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel;
            (0..25).map(|_| draw().tracking.to_string()).collect::<Vec<_>>()
        };
        let drawn: Vec<String> = thread::scope(|scope| {
            let threads: Vec<_> = (0..3).map(|_| scope.spawn(draw)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 75);
    });
}

#[test]
fn a_number_of_a_transaction_that_fails_is_not_lost_to_a_second_parcel() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let first = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel.tracking;
        let failed: Result<(), StoreError> = write(&mut conn, |conn| {
            numbers::draw(conn, &office.prefix)?;
            Err(StoreError::Stale)
        });
        assert!(failed.is_err());
        let second = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel.tracking;
        assert_ne!(first, second);
        assert!(second.is_s10());
    });
}

#[test]
fn a_range_warns_once_when_it_runs_low_and_refuses_when_it_is_used_up() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::new();
        office.tell(&mut conn, record()).unwrap();
        let missing = office.order(&mut conn, submit()).unwrap_err();
        assert_eq!((missing.code(), missing.fault()), ("no_number_range", Fault::Conflict));

        office.ensure_range(&mut conn, 500, 510).unwrap();
        let low: Vec<bool> =
            (0..10).map(|_| office.order(&mut conn, submit()).unwrap().numbers_low).collect();
        assert_eq!(low.iter().position(|low| *low), Some(8));
        assert_eq!(low.iter().filter(|low| **low).count(), 1);
        let refused = office.order(&mut conn, submit()).unwrap_err();
        assert_eq!((refused.code(), refused.fault()), ("numbers_exhausted", Fault::Conflict));

        office.ensure_range(&mut conn, 510, 520).unwrap();
        assert!(office.order(&mut conn, submit()).is_ok());
    });
}

#[test]
fn a_number_of_ours_that_came_in_from_outside_is_passed_over() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let ours = |serial| TrackingNumber::s10(&office.prefix, serial);
        let order = LegOrder { tracking_number: ours(1_000), ..submit() };
        office.order(&mut conn, order).unwrap();
        let drawn = office.order(&mut conn, submit()).unwrap().legs.remove(0).parcel.tracking;
        assert_eq!(Some(drawn), ours(1_001));
    });
}

#[test]
fn a_range_is_set_up_again_without_harm_and_never_gives_a_number_twice() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let draw = |conn: &mut _| {
            let number = office.order(conn, submit()).unwrap().legs.remove(0).parcel.tracking;
            number.as_str()[2..10].parse::<u32>().unwrap()
        };
        assert_eq!(draw(&mut conn), 1_000);
        for (from, until, next) in [
            (1_000, 11_000, 1_001),
            (1_000, 12_000, 1_002),
            (1_000, 1_100, 1_003),
            (5_000, 6_000, 5_000),
        ] {
            office.ensure_range(&mut conn, from, until).unwrap();
            assert_eq!(draw(&mut conn), next);
        }
        for (from, until, code) in [
            (1_000, 2_000, "number_range_used"),
            (5_000, 5_000, "bad_number_range"),
            (0, 100_000_001, "bad_number_range"),
        ] {
            let refused = office.ensure_range(&mut conn, from, until).unwrap_err();
            assert_eq!((refused.code(), refused.field()), (code, Some("range")));
        }
        assert_eq!(draw(&mut conn), 5_001);
    });
}

#[test]
fn a_number_from_outside_is_taken_as_it_is_and_rests_two_years() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let order =
            || LegOrder { tracking_number: Some("ghtk-8812 0071".parse().unwrap()), ..submit() };
        let on = |day: &str| At::office(day.parse().unwrap(), 9, 0);
        let first = office.order_at(&mut conn, on("2025-04-08"), order()).unwrap();
        let first = &first.legs[0].parcel;
        assert_eq!(first.tracking.as_str(), "GHTK-88120071");

        for day in ["2025-04-08", "2027-04-07"] {
            let refused = office.order_at(&mut conn, on(day), order()).unwrap_err();
            assert_eq!(refused.fault(), Fault::Conflict);
            assert_eq!(refused.code(), "tracking_number_in_use");
            assert!(refused.text(Lang::Vi).contains("2027-04-08"), "{refused}");
        }
        let second = office.order_at(&mut conn, on("2027-04-08"), order()).unwrap();
        let second = &second.legs[0].parcel;
        let found = |conn: &mut Conn, text: &str| parcels::find_by_code(conn, text).unwrap();
        assert_eq!(found(&mut conn, "GHTK-88120071").as_ref(), Some(second));
        assert_eq!(found(&mut conn, first.qr.as_str()).as_ref(), Some(first));

        // Not even after two years does a number take over what is on another label for good.
        let number = Some(first.qr.as_str().parse().unwrap());
        let stolen = LegOrder { tracking_number: number, ..submit() };
        let refused = office.order_at(&mut conn, on("2030-01-01"), stolen).unwrap_err();
        assert_eq!((refused.fault(), refused.code()), (Fault::Conflict, "tracking_number_in_use"));
        assert_eq!(found(&mut conn, first.qr.as_str()).as_ref(), Some(first));
    });
}
