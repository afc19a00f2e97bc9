//! What labels say, and that a thousand of them are read like one.

use hosopost::base::{Actor, At, Role};
use hosopost::custody::Action;
use hosopost::dispatch::Timetable;
use hosopost::flows::papers::{LabelReader, PrintRoom, labels_of};
use hosopost::flows::{BagIn, RunIn, register_bag, register_run};
use hosopost::people::{Packer, RunOpener};
use hosopost::print::Label;
use hosopost::store::Conn;

use super::custody::statements;
use crate::kit::databases::on_both;
use crate::kit::office::*;
use crate::kit::scans::{anyone, record, scan};

fn labels(conn: &mut Conn, office: &Office, who: &Actor, texts: &[String]) -> Vec<Option<Label>> {
    let now = At::parse("2025-04-09T10:00:00+07:00").unwrap();
    let cx = hosopost::base::Context { now, who: who.clone(), ids: hosopost::base::Ids::Random };
    let room = PrintRoom {
        network: &office.network,
        catalogue: &office.catalogue,
        public_url: "https://hoso.example.vn",
        names_on_labels: true,
        cx: &cx,
    };
    labels_of(conn, &LabelReader::of(who).unwrap(), &room, texts).unwrap()
}

fn numbers(conn: &mut Conn, office: &Office, count: usize) -> Vec<String> {
    (0..count)
        .map(|_| office.order(conn, submit()).unwrap().legs.remove(0).parcel.tracking.to_string())
        .collect()
}

#[test]
fn many_labels_are_read_with_as_many_statements_as_one() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let texts = numbers(&mut conn, &office, 60);
        let all = actor(Role::Administrator, &[]);
        let mut count = |texts: &[String]| {
            statements(&mut conn, |conn| {
                let found = labels(conn, &office, &all, texts);
                assert!(found.iter().all(Option::is_some));
            })
        };
        let one = count(&texts[..1]);
        assert_eq!(count(&texts), one);
        assert!(one > 5, "the statements were counted: {one}");
    });
}

#[test]
fn a_label_is_for_whom_the_parcel_or_bag_is_there() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let mut texts = numbers(&mut conn, &office, 1);
        let cx = context(Role::Clerk, &[POST]);
        let bag = BagIn { code: None, from: point(POST), to: point(VILLAGE) };
        let by = Packer::of(&cx.who).unwrap();
        let bag = register_bag(&mut conn, &cx, &by, &office.network, bag).unwrap();
        texts.extend([bag.code.to_string(), "BH999999999VN".to_owned()]);
        let mut seen = |role, places: &[&str]| {
            let found = labels(&mut conn, &office, &actor(role, places), &texts);
            found.iter().map(Option::is_some).collect::<Vec<_>>()
        };
        assert_eq!(seen(Role::Clerk, &[POST]), [true, true, false]);
        assert_eq!(seen(Role::Partner, &[DESK]), [true, false, false]);
        assert_eq!(seen(Role::Partner, &[OTHER_DESK]), [false, false, false]);
        assert_eq!(seen(Role::Officer, &[OTHER_DESK]), [false, false, false]);
    });
}

#[test]
fn the_label_of_a_bag_counts_what_lies_in_it_once_it_is_closed() {
    on_both(|db| {
        let mut conn = db.open();
        let office = Office::opened(&mut conn);
        let parcels = numbers(&mut conn, &office, 3);
        let cx = context(Role::Administrator, &[]);
        let bag =
            BagIn { code: Some("T-01".parse().unwrap()), from: point(POST), to: point(VILLAGE) };
        let by = Packer::of(&cx.who).unwrap();
        register_bag(&mut conn, &cx, &by, &office.network, bag).unwrap();
        let run = RunIn {
            code: Some("R-01".parse().unwrap()),
            route: "HT-03".parse().unwrap(),
            departure: None,
            date: "2025-04-08".parse().unwrap(),
        };
        let by = RunOpener::of(&cx.who).unwrap();
        register_run(&mut conn, &cx, &by, (&office.network, &Timetable::default()), run).unwrap();
        let label = |conn: &mut Conn| {
            let found = labels(conn, &office, &cx.who, &["t-01".to_owned()]).remove(0);
            match found {
                Some(Label::Bag(label)) => label,
                other => panic!("expected a bag's label: {other:?}"),
            }
        };
        let packed: Vec<_> = (1..)
            .zip(&parcels)
            .flat_map(|(n, number)| {
                let accept = scan(n, 1, Action::Accept, number, POST);
                let mut pack = scan(10 + n, 5, Action::Pack, number, POST);
                pack.detail.bag = Some("T-01".to_owned());
                [accept, pack]
            })
            .collect();
        record(&mut conn, &office, &anyone(), &packed).unwrap();
        let open = label(&mut conn);
        assert_eq!((open.items, open.seal, open.run), (None, None, None));

        let mut close = scan(20, 9, Action::CloseBag, "T-01", POST);
        close.detail.seal = Some("NP 7".to_owned());
        let mut load = scan(21, 20, Action::Load, "T-01", POST);
        load.detail.run = Some("R-01".to_owned());
        record(&mut conn, &office, &anyone(), &[close, load]).unwrap();
        let closed = label(&mut conn);
        assert_eq!((closed.items, closed.seal.as_deref()), (Some(3), Some("NP 7")));
        assert_eq!((closed.run.as_deref(), closed.route.as_deref()), (Some("R-01"), Some("HT-03")));
        assert_eq!((closed.from.code.as_str(), closed.to.code.as_str()), (POST, VILLAGE));
        assert!(closed.qr.starts_with("HTTPS://HOSO.EXAMPLE.VN/Q/"), "{}", closed.qr);
        // A parcel's label names the bag it lies in.
        let inside = labels(&mut conn, &office, &cx.who, &parcels[..1]).remove(0);
        assert!(
            matches!(inside, Some(Label::Parcel(label)) if label.bag.as_deref() == Some("T-01"))
        );
    });
}
