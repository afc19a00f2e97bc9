//! Bags and runs.

use hosopost::base::Role;
use hosopost::custody::{Custodian, Party};
use hosopost::dispatch::Timetable;
use hosopost::flows::{BagIn, Fault, RunIn, register_bag, register_run};
use hosopost::parcels::ItemKind;
use hosopost::people::{Packer, RunOpener};
use hosopost::store::{bags, codes, custody, runs};

use crate::kit::databases::on_both;
use crate::kit::office::*;

#[test]
fn a_bag_is_found_by_its_tag_and_its_qr() {
    on_both(|db| {
        let mut conn = db.open();
        let network = Office::new().network;
        let cx = context(Role::Clerk, &[POST]);
        let by = Packer::of(&cx.who).unwrap();
        let input = |code: Option<&str>| BagIn {
            code: code.map(|code| code.parse().unwrap()),
            from: point(POST),
            to: point(VILLAGE),
        };
        let bag = register_bag(&mut conn, &cx, &by, &network, input(Some("tui-7a"))).unwrap();
        for text in ["TUI-7A", "tui-7a", bag.qr.as_str(), &bag.qr.url("https://h.example")] {
            let owner = codes::find(&mut conn, text).unwrap().unwrap();
            assert_eq!((owner.key, owner.kind), (bag.key, ItemKind::Bag), "{text}");
        }
        assert_eq!(bags::find(&mut conn, bag.key).unwrap().as_ref(), Some(&bag));
        let subjects = custody::subjects(&mut conn, [bag.key]).unwrap();
        let bound_for = Party::Point { code: point(VILLAGE), capacity: None };
        assert_eq!(subjects[0].0.origin, Custodian::post(point(POST)));
        assert_eq!((&subjects[0].0.bound_for, subjects[0].1), (&Some(bound_for), None));

        let taken = register_bag(&mut conn, &cx, &by, &network, input(Some("Tui-7a")));
        let taken = taken.unwrap_err();
        assert_eq!((taken.fault(), taken.field()), (Fault::Conflict, Some("code")));
        let numbered = register_bag(&mut conn, &cx, &by, &network, input(None)).unwrap();
        assert_eq!(numbered.code.as_str(), format!("TUI{:08}", numbered.key.0));
    });
}

#[test]
fn a_bag_goes_between_two_points_in_service_and_is_packed_where_one_works() {
    on_both(|db| {
        let mut conn = db.open();
        let network = Office::new().network;
        let cx = context(Role::Clerk, &[POST, "481404"]);
        let by = Packer::of(&cx.who).unwrap();
        for (from, to, code, field) in [
            (POST, POST, "same_point", Some("to")),
            (POST, "481404", "unknown_point", Some("to")),
            ("481404", POST, "unknown_point", Some("from")),
            (VILLAGE, POST, "wrong_place", None),
        ] {
            let input = BagIn { code: None, from: point(from), to: point(to) };
            let refused = register_bag(&mut conn, &cx, &by, &network, input).unwrap_err();
            assert_eq!((refused.code(), refused.field()), (code, field));
        }
        assert!(Packer::of(&actor(Role::Partner, &[DESK])).is_err());
    });
}

#[test]
fn a_run_is_entered_by_who_works_on_its_route_while_it_is_in_service() {
    on_both(|db| {
        let mut conn = db.open();
        let (network, timetable) = (Office::new().network, Timetable::default());
        let world = (&network, &timetable);
        let input = |code: Option<&str>, route: &str, date: &str| RunIn {
            code: code.map(|code| code.parse().unwrap()),
            route: route.parse().unwrap(),
            departure: None,
            date: date.parse().unwrap(),
        };
        let cx = context(Role::Courier, &[VILLAGE]);
        let by = RunOpener::of(&cx.who).unwrap();
        let morning = input(Some("R-250408-1"), "HT-03", "2025-04-08");
        let run = register_run(&mut conn, &cx, &by, world, morning.clone()).unwrap();
        assert_eq!(runs::find(&mut conn, run.key).unwrap().as_ref(), Some(&run));
        let owner = codes::find(&mut conn, "r-250408-1").unwrap().unwrap();
        assert_eq!((owner.key, owner.kind), (run.key, ItemKind::Run));
        let subjects = custody::subjects(&mut conn, [run.key]).unwrap();
        assert_eq!(subjects[0].0.origin, Custodian::Run { code: run.code.clone() });

        let afternoon = input(None, "HT-03", "2025-04-08");
        assert!(register_run(&mut conn, &cx, &by, world, afternoon).is_ok());
        for (input, code) in [
            (morning, "code_in_use"),
            (input(None, "HT-04", "2025-04-08"), "unknown_route"),
            (input(None, "HT-03", "2025-07-01"), "unknown_route"),
        ] {
            let refused = register_run(&mut conn, &cx, &by, world, input).unwrap_err();
            assert_eq!(refused.code(), code);
        }
        let cx = context(Role::Clerk, &[CLOSED]);
        let by = RunOpener::of(&cx.who).unwrap();
        let foreign = input(None, "HT-03", "2025-04-08");
        let refused = register_run(&mut conn, &cx, &by, world, foreign).unwrap_err();
        assert_eq!(refused.code(), "wrong_place");
    });
}
