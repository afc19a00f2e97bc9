//! Labels printed ahead of their parcels: made, bound, voided, and scanned before they are bound.

use std::thread;

use hosopost::base::codes::TrackingNumber;
use hosopost::base::{Context, Role};
use hosopost::calendar::Calendars;
use hosopost::custody::Action;
use hosopost::dispatch::{Promises, Targets};
use hosopost::flows::{
    self, BagIn, BoundBlank, Fault, FlowRefusal, LegOrder, Outcome, RollIn, Rules, Voided,
};
use hosopost::parcels::{Blank, BlankStatus, Parcel, Roll};
use hosopost::people::{BlankBinder, Packer, RollMaker};
use hosopost::store::{Conn, StoreError, facts, legs, parcels, rolls};

use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::office::*;
use crate::kit::scans::{anyone, is_recorded, open_asides, record, scan};

fn make(conn: &mut Conn, office: &Office, count: i64) -> Result<Roll, FlowRefusal> {
    let cx = context(Role::Administrator, &[]);
    let by = RollMaker::of(&cx.who).unwrap();
    let input = RollIn { count, point: Some(point(POST)) };
    flows::make_roll(conn, &cx, &by, (&office.network, &office.prefix), input)
}

/// A roll of so many labels.
fn blanks(conn: &mut Conn, office: &Office, count: i64) -> Vec<Blank> {
    let roll = make(conn, office, count).unwrap();
    rolls::blanks(conn, roll.id, (1, roll.count)).unwrap()
}

fn bind(
    conn: &mut Conn,
    office: &Office,
    parcel: &str,
    blank: &str,
) -> Result<BoundBlank, FlowRefusal> {
    let cx = context(Role::Clerk, &[POST]);
    bind_by(conn, office, &cx, parcel, blank)
}

fn bind_by(
    conn: &mut Conn,
    office: &Office,
    cx: &Context,
    parcel: &str,
    blank: &str,
) -> Result<BoundBlank, FlowRefusal> {
    let by = BlankBinder::of(&cx.who).unwrap();
    let rules = Rules { network: &office.network, clock_limit_ms: 300_000 };
    flows::bind_blank(conn, cx, &by, &rules, parcel, blank)
}

fn ordered(conn: &mut Conn, office: &Office) -> Parcel {
    office.order(conn, submit()).unwrap().legs.remove(0).parcel
}

fn labelled(conn: &mut Conn, office: &Office, blank: &str) -> Result<Parcel, FlowRefusal> {
    let order = LegOrder { label: Some(blank.to_owned()), ..submit() };
    Ok(office.order(conn, order)?.legs.remove(0).parcel)
}

fn status(conn: &mut Conn, blank: &Blank) -> BlankStatus {
    let place = (blank.place, blank.place);
    rolls::blanks(conn, blank.roll, place).unwrap().remove(0).status
}

fn refused(refusal: &FlowRefusal) -> (Fault, &'static str, Option<&'static str>) {
    (refusal.fault(), refusal.code(), refusal.field())
}

#[test]
fn a_roll_bears_numbers_and_codes_that_nothing_else_bears() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let ours = |serial| TrackingNumber::s10(&office.prefix, serial);
        // One of ours that came in from outside is passed over.
        let outside = LegOrder { tracking_number: ours(1_002), ..submit() };
        office.order(&mut conn, outside).unwrap();
        let roll = make(&mut conn, &office, 4).unwrap();
        let blanks = rolls::blanks(&mut conn, roll.id, (1, 4)).unwrap();
        let numbers: Vec<_> = blanks.iter().map(|blank| Some(blank.tracking.clone())).collect();
        assert_eq!(numbers, [ours(1_000), ours(1_001), ours(1_003), ours(1_004)]);
        assert!(blanks.iter().all(|blank| blank.status == BlankStatus::Free));
        assert_eq!(rolls::find(&mut conn, roll.id).unwrap(), Some(roll));
        // Numbers go on after the roll.
        assert_eq!(Some(ordered(&mut conn, &office).tracking), ours(1_005));

        // What stands on a blank is not given to anything else.
        let taken = LegOrder { tracking_number: ours(1_003), ..submit() };
        let taken = office.order(&mut conn, taken).unwrap_err();
        assert_eq!(
            refused(&taken),
            (Fault::Conflict, "tracking_number_in_use", Some("tracking_number"))
        );
        let cx = context(Role::Clerk, &[POST]);
        let bag = BagIn {
            code: Some(blanks[0].tracking.as_str().parse().unwrap()),
            from: point(POST),
            to: point(VILLAGE),
        };
        let by = Packer::of(&cx.who).unwrap();
        let bag = flows::register_bag(&mut conn, &cx, &by, &office.network, bag).unwrap_err();
        assert_eq!(refused(&bag), (Fault::Conflict, "code_in_use", Some("code")));
    });
}

#[test]
fn a_roll_that_the_numbers_do_not_suffice_for_leaves_nothing_behind() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::new();
        assert_eq!(make(&mut conn, &office, 1).unwrap_err().code(), "no_number_range");
        office.ensure_range(&mut conn, 1_000, 1_010).unwrap();
        assert_eq!(make(&mut conn, &office, 11).unwrap_err().code(), "numbers_exhausted");
        let roll = make(&mut conn, &office, 10).unwrap();
        assert_eq!(make(&mut conn, &office, 1).unwrap_err().code(), "numbers_exhausted");
        let listed = rolls::list(&mut conn, Some(&[point(POST)]), None, 50).unwrap().items;
        assert_eq!(listed, [roll]);
        assert_eq!(rolls::list(&mut conn, Some(&[point(VILLAGE)]), None, 50).unwrap().items, []);
    });
}

#[test]
fn a_blank_named_with_the_order_gives_the_parcel_its_codes() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let blanks = blanks(&mut conn, &office, 3);
        // As a scanner reads it, and as a person types it.
        let scanned = blanks[0].qr.url("https://hoso.example.vn");
        let typed = blanks[1].tracking.as_str().to_lowercase();
        for (blank, text) in [(&blanks[0], scanned.as_str()), (&blanks[1], &typed)] {
            let parcel = labelled(&mut conn, &office, text).unwrap();
            assert_eq!((&parcel.tracking, &parcel.qr), (&blank.tracking, &blank.qr));
            for code in [blank.tracking.as_str(), blank.qr.as_str()] {
                let found = parcels::find_by_code(&mut conn, code).unwrap();
                assert_eq!(found.as_ref(), Some(&parcel));
            }
            assert_eq!(status(&mut conn, blank), BlankStatus::Bound(parcel.key));
            let again = labelled(&mut conn, &office, text).unwrap_err();
            assert_eq!(refused(&again), (Fault::Conflict, "blank_bound", Some("label")));
        }
        let unknown = labelled(&mut conn, &office, "BH999999999VN").unwrap_err();
        assert_eq!(refused(&unknown), (Fault::Missing, "unknown_blank", Some("label")));
        let round = LegOrder {
            service: hosopost::cases::Service::RoundTrip,
            label: Some(blanks[2].qr.to_string()),
            ..submit()
        };
        let both = LegOrder { service: submit().service, ..round.clone() };
        let both = LegOrder { tracking_number: Some("GHTK-1".parse().unwrap()), ..both };
        for (order, code) in [(round, "blank_for_two"), (both, "two_numbers")] {
            let told = office.order(&mut conn, order).unwrap_err();
            assert_eq!(refused(&told), (Fault::Input, code, Some("label")));
        }
        // An order that is refused for another reason uses up no label.
        let bad = LegOrder {
            to: hosopost::cases::Endpoint::Point(point("481404")),
            label: Some(blanks[2].qr.to_string()),
            ..submit()
        };
        office.order(&mut conn, bad).unwrap_err();
        assert_eq!(status(&mut conn, &blanks[2]), BlankStatus::Free);
    });
}

#[test]
fn a_blank_bound_to_a_parcel_is_a_further_name_of_it() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let blanks = blanks(&mut conn, &office, 2);
        let (one, other) = (ordered(&mut conn, &office), ordered(&mut conn, &office));
        let (number, blank) = (one.tracking.as_str(), blanks[0].qr.as_str());
        for _ in 0..2 {
            let bound = bind(&mut conn, &office, number, blank).unwrap();
            assert_eq!((&bound.parcel, bound.recorded), (&one, 0));
        }
        for code in [number, one.qr.as_str(), blank, blanks[0].tracking.as_str()] {
            assert_eq!(parcels::find_by_code(&mut conn, code).unwrap().as_ref(), Some(&one));
        }
        // Each of the two QR codes opens the citizen's page; a number, which can be guessed, does not.
        for qr in [&one.qr, &blanks[0].qr] {
            let promises = Promises {
                network: &office.network,
                calendars: &Calendars::default(),
                targets: &Targets::default(),
            };
            let view = flows::track::by_qr(&mut conn, &promises, qr).unwrap();
            assert!(view.is_some(), "{qr}");
        }
        let taken = bind(&mut conn, &office, other.tracking.as_str(), blank).unwrap_err();
        assert_eq!(refused(&taken), (Fault::Conflict, "blank_bound", Some("blank")));
        assert!(taken.to_string().contains("take a new one"), "{taken}");
        for (parcel, blank, code, field) in [
            (number, "BH999999999VN", "unknown_blank", "blank"),
            (number, other.qr.as_str(), "unknown_blank", "blank"),
            ("BH999999999VN", blanks[1].qr.as_str(), "unknown_code", "code"),
        ] {
            let told = bind(&mut conn, &office, parcel, blank).unwrap_err();
            assert_eq!(refused(&told), (Fault::Missing, code, Some(field)));
        }
        // To a one-stop system of another agency the parcel is not there.
        let stranger = context(Role::Partner, &[OTHER_DESK]);
        let free = blanks[1].qr.as_str();
        let told = bind_by(&mut conn, &office, &stranger, number, free).unwrap_err();
        assert_eq!(told.code(), "unknown_code");
        assert_eq!(status(&mut conn, &blanks[1]), BlankStatus::Free);
        // A label that got torn is replaced by another: a parcel may have several.
        assert!(bind(&mut conn, &office, number, free).is_ok());
    });
}

#[test]
fn a_voided_blank_is_used_no_more_and_one_on_a_parcel_is_not_voided() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let blanks = blanks(&mut conn, &office, 4);
        let roll = blanks[0].roll;
        let parcel = ordered(&mut conn, &office);
        bind(&mut conn, &office, parcel.tracking.as_str(), blanks[0].qr.as_str()).unwrap();

        let cx = context(Role::Clerk, &[POST]);
        let by = RollMaker::of(&cx.who).unwrap();
        let void = |conn: &mut Conn, which: &Voided, reason: &str| {
            flows::void_blanks(conn, &cx, &by, roll, which, reason)
        };
        let these =
            |texts: &[&str]| Voided::These(texts.iter().map(|text| (*text).to_owned()).collect());
        let one = these(&[blanks[1].tracking.as_str()]);
        for _ in 0..2 {
            let tally = void(&mut conn, &one, "rách").unwrap();
            assert_eq!((tally.free, tally.bound, tally.voided), (2, 1, 1));
        }
        // All or none.
        let mixed = these(&[blanks[2].qr.as_str(), blanks[0].tracking.as_str()]);
        let told = void(&mut conn, &mixed, "rách").unwrap_err();
        assert_eq!(refused(&told), (Fault::Conflict, "blank_bound", Some("codes")));
        let unknown = these(&[blanks[2].qr.as_str(), "BH999999999VN"]);
        let told = void(&mut conn, &unknown, "rách").unwrap_err();
        assert_eq!(refused(&told), (Fault::Missing, "unknown_blank", Some("codes")));
        assert_eq!(void(&mut conn, &one, " ").unwrap_err().field(), Some("reason"));
        assert_eq!(status(&mut conn, &blanks[2]), BlankStatus::Free);
        let tally = void(&mut conn, &Voided::Rest, "hết dùng").unwrap();
        assert_eq!((tally.free, tally.bound, tally.voided), (0, 1, 3));

        let told =
            bind(&mut conn, &office, parcel.tracking.as_str(), blanks[1].qr.as_str()).unwrap_err();
        assert_eq!(refused(&told), (Fault::Conflict, "blank_voided", Some("blank")));
        let told = labelled(&mut conn, &office, blanks[2].qr.as_str()).unwrap_err();
        assert_eq!(refused(&told), (Fault::Conflict, "blank_voided", Some("label")));
        // Another point's roll is not there.
        let elsewhere = context(Role::Clerk, &[VILLAGE]);
        let by = RollMaker::of(&elsewhere.who).unwrap();
        let told = flows::void_blanks(&mut conn, &elsewhere, &by, roll, &Voided::Rest, "x");
        assert_eq!(told.unwrap_err().code(), "unknown_roll");
    });
}

fn reason(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::SetAside(why) => Some(why.as_str()),
        Outcome::Recorded(_) | Outcome::Repeated(_) | Outcome::Conflict => None,
    }
}

/// What the log holds of a parcel: the ids of its scans.
fn log(conn: &mut Conn, parcel: &Parcel) -> Vec<u128> {
    let (_, timeline) = flows::read_timeline(conn, parcel.key).unwrap().unwrap();
    timeline.entries.iter().map(|entry| entry.scan.0.as_u128() & 0xff).collect()
}

#[test]
fn scans_of_a_blank_wait_for_it_to_be_bound_and_go_on_record_as_they_were_made() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let blanks = blanks(&mut conn, &office, 4);
        let (qr, number) = (blanks[0].qr.as_str(), blanks[0].tracking.as_str());
        let early = [
            scan(1, 1, Action::Accept, qr, POST),
            scan(2, 5, Action::Damage, number, POST),
            scan(3, 2, Action::Accept, blanks[1].qr.as_str(), POST),
        ];
        let outcomes = record(&mut conn, &office, &anyone(), &early).unwrap();
        let reasons: Vec<_> = outcomes.iter().map(reason).collect();
        assert_eq!(reasons, [Some("unbound_blank"); 3]);
        // Sending again changes nothing.
        let again = record(&mut conn, &office, &anyone(), &early[..1]).unwrap();
        assert_eq!(again, [Outcome::Repeated(None)]);

        // At acceptance.
        let parcel = ordered(&mut conn, &office);
        let bound = bind(&mut conn, &office, parcel.tracking.as_str(), qr).unwrap();
        assert_eq!(bound.recorded, 2);
        assert_eq!(log(&mut conn, &parcel), [1, 2], "with the times they had");
        let again = record(&mut conn, &office, &anyone(), &early[..1]).unwrap();
        assert!(matches!(&again[0], Outcome::Repeated(Some(_))), "{again:?}");
        // What is scanned from now on is the parcel's at once, by either name.
        let later = scan(4, 9, Action::Inspect, number, POST);
        assert!(is_recorded(&record(&mut conn, &office, &anyone(), &[later]).unwrap()[0]));

        // With the order.
        let other = labelled(&mut conn, &office, blanks[1].tracking.as_str()).unwrap();
        assert_eq!(log(&mut conn, &other), [3]);

        // A scan that does not fit for another reason goes on waiting under that one.
        let mut pack = scan(6, 3, Action::Pack, blanks[2].qr.as_str(), POST);
        pack.detail.bag = Some("T-NONE".to_owned());
        let accept = scan(5, 1, Action::Accept, blanks[2].qr.as_str(), POST);
        record(&mut conn, &office, &anyone(), &[accept, pack]).unwrap();
        let third = labelled(&mut conn, &office, blanks[2].qr.as_str()).unwrap();
        assert_eq!(log(&mut conn, &third), [5]);
        let open = hosopost::store::scans::list_set_aside(&mut conn, &open_asides(), None, 50);
        let open: Vec<_> = open.unwrap().items.into_iter().map(|aside| aside.reason).collect();
        assert_eq!(open, ["unknown_bag"]);

        // Of a voided one it is said so, and a person looks at it.
        let cx = context(Role::Clerk, &[POST]);
        let by = RollMaker::of(&cx.who).unwrap();
        flows::void_blanks(&mut conn, &cx, &by, blanks[3].roll, &Voided::Rest, "rách").unwrap();
        let dead = scan(7, 3, Action::Accept, blanks[3].qr.as_str(), POST);
        let told = record(&mut conn, &office, &anyone(), &[dead]).unwrap();
        assert_eq!(reason(&told[0]), Some("voided_blank"));
    });
}

#[test]
fn the_case_is_told_of_the_leg_first_and_then_of_what_was_scanned_before() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let blank = blanks(&mut conn, &office, 1).remove(0);
        let accept = scan(1, 1, Action::Accept, blank.qr.as_str(), POST);
        record(&mut conn, &office, &anyone(), &[accept]).unwrap();
        let parcel = labelled(&mut conn, &office, blank.qr.as_str()).unwrap();
        let leg = legs::find(&mut conn, parcel.leg).unwrap().unwrap();
        let facts = facts::of_case(&mut conn, leg.case).unwrap();
        let kinds: Vec<_> = facts.iter().map(|fact| fact.kind.to_string()).collect();
        assert_eq!(kinds, ["vn.hosopost.leg.ordered", "vn.hosopost.parcel.accept"]);
    });
}

/// Two processes on one database, each with a connection of its own.
fn both_at_once<T: Send>(
    db: &TestDatabase,
    one: impl FnOnce(&mut Conn) -> T + Send,
    other: impl FnOnce(&mut Conn) -> T + Send,
) -> (T, T) {
    thread::scope(|scope| {
        let one = scope.spawn(|| one(&mut db.open()));
        let other = scope.spawn(|| other(&mut db.open()));
        (one.join().unwrap(), other.join().unwrap())
    })
}

#[test]
fn two_processes_that_bind_one_blank_bind_it_once() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        for blank in blanks(&mut conn, &office, 8) {
            let parcels = [ordered(&mut conn, &office), ordered(&mut conn, &office)];
            let bind_to = |parcel: &Parcel| {
                let (office, number, qr) = (&office, parcel.tracking.clone(), blank.qr.clone());
                move |conn: &mut Conn| bind(conn, office, number.as_str(), qr.as_str())
            };
            let results = both_at_once(db, bind_to(&parcels[0]), bind_to(&parcels[1]));
            let (winner, loser) = match results {
                (Ok(won), Err(lost)) | (Err(lost), Ok(won)) => (won.parcel, lost),
                other => panic!("expected one of two to bind: {other:?}"),
            };
            assert_eq!(loser.code(), "blank_bound");
            let found = parcels::find_by_code(&mut conn, blank.qr.as_str()).unwrap();
            assert_eq!(found, Some(winner));
        }
    });
}

#[test]
fn a_scan_that_comes_in_while_the_blank_is_bound_is_never_left_behind() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        for (n, blank) in (1..).zip(blanks(&mut conn, &office, 12)) {
            let parcel = ordered(&mut conn, &office);
            let accept = scan(n, 1, Action::Accept, blank.qr.as_str(), POST);
            let scanning = |conn: &mut Conn| loop {
                // Two processes met at the parcel: the intake tries again, and so does this.
                match record(conn, &office, &anyone(), std::slice::from_ref(&accept)) {
                    Err(StoreError::Stale | StoreError::Constraint(_)) => {}
                    other => break other.map(|_| ()).unwrap(),
                }
            };
            let binding = |conn: &mut Conn| {
                bind(conn, &office, parcel.tracking.as_str(), blank.qr.as_str()).unwrap();
            };
            both_at_once(db, scanning, binding);
            assert_eq!(log(&mut conn, &parcel), [u128::from(n)]);
        }
    });
}
