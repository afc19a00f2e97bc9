//! Ordering legs: what comes of it, and what is refused.

use std::sync::Arc;

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};
use hosopost::base::{At, Capacity, Context, Lang, Role, ScanId};
use hosopost::cases::{Direction, Endpoint, PickupWindow, Service};
use hosopost::custody::scan::Detail;
use hosopost::custody::{Action, Custodian, Party, Scan, State};
use hosopost::feed::FactKind;
use hosopost::flows::{Incoming, LegOrder, Outcome, Recall, Rules, order_leg, record_scans};
use hosopost::parcels::{CodeOwner, ItemKind};
use hosopost::people::LegOrderer;
use hosopost::store::{Conn, cases, codes, custody, facts, legs, parcels};

use crate::kit::databases::on_both;
use crate::kit::office::*;

fn rows(conn: &mut Conn, table: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let count: Count =
        sql_query(format!("SELECT COUNT(*) AS n FROM {table}")).get_result(conn).unwrap();
    count.n
}

#[test]
fn a_leg_has_a_parcel_that_both_its_codes_find() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let ordered = office.order(&mut conn, submit()).unwrap();
        let [opened] = ordered.legs.as_slice() else { panic!("{ordered:?}") };
        let (leg, parcel) = (&opened.leg, &opened.parcel);
        assert!(parcel.tracking.is_s10());
        assert_eq!((leg.direction, leg.parcel), (Direction::Submit, parcel.id));

        let url = parcel.qr.url("https://hoso.example.vn");
        let typed = parcel.tracking.as_str().to_lowercase();
        let texts = [url.clone(), typed.clone(), "NOT-A-CODE".to_owned()];
        let owner = CodeOwner { key: parcel.key, kind: ItemKind::Parcel };
        let owners = codes::find_many(&mut conn, &texts).unwrap();
        assert_eq!(owners.len(), 2);
        assert_eq!((owners[&url], owners[&typed]), (owner, owner));

        let found = parcels::find_by_code(&mut conn, &url).unwrap();
        assert_eq!(found.as_ref(), Some(parcel));
        assert_eq!(legs::find(&mut conn, leg.id).unwrap().as_ref(), Some(leg));
        assert_eq!(
            legs::of_case(&mut conn, leg.case).unwrap().as_slice(),
            std::slice::from_ref(leg)
        );
        let only = std::slice::from_ref(parcel);
        assert_eq!(parcels::of_case(&mut conn, leg.case).unwrap(), only);
        assert_eq!(parcels::find_many(&mut conn, &[parcel.key]).unwrap(), only);
        assert_eq!(parcels::find(&mut conn, parcel.id).unwrap().as_ref(), Some(parcel));

        let subjects = custody::subjects(&mut conn, [parcel.key]).unwrap();
        let [(subject, case)] = subjects.as_slice() else { panic!("{subjects:?}") };
        assert_eq!((subject.item, *case), (parcel.key, Some(leg.case)));
        assert_eq!(subject.origin, Custodian::Citizen);
        let desk = Party::Point { code: point(DESK), capacity: Some(Capacity::Desk) };
        assert_eq!(subject.bound_for, Some(desk));
        assert_eq!(subject.papers, [2, 1]);
    });
}

#[test]
fn a_round_trip_is_two_legs_between_the_same_ends() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let pickup = PickupWindow::new(morning(), morning().plus_millis(3_600_000)).unwrap();
        let order = LegOrder { service: Service::RoundTrip, pickup: Some(pickup), ..submit() };
        let ordered = office.order(&mut conn, order).unwrap();
        let [there, back] = ordered.legs.as_slice() else { panic!("{ordered:?}") };
        assert_eq!(there.leg.direction, Direction::Submit);
        assert_eq!(back.leg.direction, Direction::Return);
        assert_eq!((&there.leg.from, &there.leg.to), (&back.leg.to, &back.leg.from));
        assert_eq!((there.parcel.papers.pieces(), back.parcel.papers.pieces()), (3, 0));
        assert_eq!((there.leg.pickup, back.leg.pickup), (Some(pickup), None));
        assert_ne!(there.parcel.tracking, back.parcel.tracking);
        assert_ne!(there.parcel.qr, back.parcel.qr);
        let person = *there.leg.from.person().unwrap();
        assert!(crate::kit::office::details(&mut conn, there.leg.case, person).is_some());
        assert_eq!(legs::of_case(&mut conn, there.leg.case).unwrap().len(), 2);

        let told = facts::of_case(&mut conn, there.leg.case).unwrap();
        let kinds: Vec<_> = told.iter().map(|fact| (fact.sequence, fact.kind)).collect();
        assert_eq!(kinds, [(1, FactKind::LegOrdered), (2, FactKind::LegOrdered)]);
        for (fact, opened) in told.iter().zip(&ordered.legs) {
            assert_eq!(fact.data["leg_id"], opened.leg.id.to_string());
            assert!(!fact.data.to_string().contains("Mẫu"), "{}", fact.data);
        }
    });
}

#[test]
fn an_order_that_cannot_be_is_refused_and_leaves_nothing() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let at = |code: &str| Endpoint::Point(point(code));
        let person = || Endpoint::Person(person("Trần Văn Thử"));
        let window = PickupWindow::new(morning(), morning().plus_millis(1)).unwrap();
        let bad = [
            (LegOrder { to: person(), ..submit() }, "wrong_end", "to"),
            (LegOrder { from: person(), ..giving_back() }, "wrong_end", "from"),
            (
                LegOrder { service: Service::RoundTrip, from: at(POST), ..submit() },
                "wrong_end",
                "from",
            ),
            (LegOrder { service: Service::Internal, ..submit() }, "wrong_end", "from"),
            (LegOrder { from: at(DESK), ..submit() }, "same_point", "to"),
            (LegOrder { to: at("481404"), ..submit() }, "unknown_point", "to"),
            (LegOrder { from: at("481404"), ..giving_back() }, "unknown_point", "from"),
            (LegOrder { to: at(POST), ..submit() }, "not_a_desk", "to"),
            (LegOrder { from: at(POST), ..giving_back() }, "not_a_desk", "from"),
            (LegOrder { pickup: Some(window), ..giving_back() }, "pickup_at_point", "pickup"),
            (
                LegOrder {
                    service: Service::RoundTrip,
                    tracking_number: Some("VTP-0001".parse().unwrap()),
                    ..submit()
                },
                "number_for_two",
                "tracking_number",
            ),
            (
                LegOrder { case_code: "H27.12-250408-0404".parse().unwrap(), ..submit() },
                "unknown_case",
                "case_code",
            ),
        ];
        let persons = rows(&mut conn, "persons");
        for (order, code, field) in bad {
            let refused = office.order(&mut conn, order).unwrap_err();
            assert_eq!((refused.code(), refused.field()), (code, Some(field)));
            for lang in [Lang::Vi, Lang::En] {
                let text = refused.text(lang);
                assert!(!text.is_empty() && !text.contains("Thử"), "{text}");
            }
        }
        for table in ["legs", "parcels", "items", "codes", "subjects", "facts"] {
            assert_eq!(rows(&mut conn, table), 0, "{table}");
        }
        assert_eq!(rows(&mut conn, "persons"), persons);
    });
}

#[test]
fn a_point_takes_orders_until_its_last_day() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let order = || LegOrder { from: Endpoint::Point(point(CLOSED)), ..submit() };
        let at = |text| At::parse(text).unwrap();
        office.order_at(&mut conn, at("2025-06-30T23:59:59+07:00"), order()).unwrap();
        let late = office.order_at(&mut conn, at("2025-07-01T00:00:00+07:00"), order());
        assert_eq!(late.unwrap_err().code(), "unknown_point");
    });
}

#[test]
fn a_procedure_that_is_not_listed_is_refused_with_the_reason_and_the_desk() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let mut received_only = record();
        received_only.case.procedure = RECEIVED_ONLY.parse().unwrap();
        received_only.case.as_of = morning().plus_millis(1);
        office.tell(&mut conn, received_only).unwrap();

        office.order(&mut conn, submit()).unwrap();
        for order in [giving_back(), LegOrder { service: Service::RoundTrip, ..submit() }] {
            let refused = office.order(&mut conn, order).unwrap_err();
            assert_eq!(
                (refused.code(), refused.field()),
                ("procedure_not_listed", Some("service"))
            );
            for lang in [Lang::Vi, Lang::En] {
                let text = refused.text(lang);
                assert!(text.contains(RECEIVED_ONLY) && text.contains("Điểm H27.12"), "{text}");
            }
        }
        // What the authority sends about in its own house is on no list.
        let internal = LegOrder {
            service: Service::Internal,
            from: Endpoint::Point(point(VILLAGE)),
            to: Endpoint::Point(point(DESK)),
            ..submit()
        };
        office.order(&mut conn, internal).unwrap();

        let mut unknown = record();
        unknown.case.procedure = "9.999999".parse().unwrap();
        unknown.case.as_of = morning().plus_millis(2);
        office.tell(&mut conn, unknown).unwrap();
        let refused = office.order(&mut conn, submit()).unwrap_err();
        assert_eq!(refused.code(), "procedure_unknown");
    });
}

#[test]
fn agencies_order_for_their_own_cases_and_counters_for_all() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        for (role, places, allowed) in [
            (Role::Partner, &[OTHER_DESK][..], false),
            (Role::Officer, &[OTHER_DESK], false),
            (Role::Officer, &[DESK], true),
            (Role::Clerk, &[VILLAGE], true),
            (Role::Administrator, &[], true),
        ] {
            let cx = context(role, places);
            let by = LegOrderer::of(&cx.who).unwrap();
            let answer = order_leg(&mut conn, &cx, &by, &office.world(), submit());
            assert_eq!(answer.is_ok(), allowed, "{role} {places:?}");
        }
        for role in [Role::Courier, Role::Manager] {
            assert!(LegOrderer::of(&actor(role, &[DESK])).is_err());
        }
    });
}

#[test]
fn a_case_is_loaded_by_its_id_and_locked_by_it() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let leg = office.order(&mut conn, submit()).unwrap().legs.remove(0).leg;
        let cx: Context = context(Role::Administrator, &[]);
        assert_eq!(cx.now, leg.ordered_at);
        let case = cases::load(&mut conn, leg.case).unwrap();
        assert_eq!(case.code.as_str(), CASE);
        assert_eq!(cases::load_for_update(&mut conn, leg.case).unwrap(), case);
        let nobody = hosopost::base::CaseId::new(cx.ids.uuid(cx.now));
        assert!(cases::load(&mut conn, nobody).is_err());
    });
}

#[test]
fn a_parcel_that_was_ordered_can_be_accepted_at_once() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let opened = office.order(&mut conn, submit()).unwrap().legs.remove(0);
        let later = morning().plus_millis(60_000);
        let scan = Scan {
            id: ScanId(hosopost::base::Ids::Random.uuid(later)),
            device: "Quầy 1".to_owned(),
            action: Action::Accept,
            code: opened.parcel.tracking.to_string(),
            at: point(POST),
            capacity: None,
            happened_at: later,
            clock_offset_ms: 0,
            detail: Detail { papers: Some(vec![2, 1]), ..Detail::default() },
        };
        let by = Arc::new(actor(Role::Clerk, &[POST]));
        let batch = [Incoming { scan, by, lang: Lang::Vi }];
        let rules = Rules { network: &office.network, clock_limit_ms: 300_000 };
        let outcomes =
            record_scans(&mut conn, later, &rules, &batch, &mut Recall::default()).unwrap();
        let [Outcome::Recorded(standing)] = outcomes.as_slice() else { panic!("{outcomes:?}") };
        assert_eq!(standing.state, State::Accepted);
        assert_eq!(standing.custodian, Custodian::post(point(POST)));
        assert_eq!(standing.anomalies, []);
        let told = facts::of_case(&mut conn, opened.leg.case).unwrap();
        let kinds: Vec<_> = told.iter().map(|fact| (fact.sequence, fact.kind)).collect();
        let accepted = FactKind::Scanned(Action::Accept);
        assert_eq!(kinds, [(1, FactKind::LegOrdered), (2, accepted)]);
    });
}
