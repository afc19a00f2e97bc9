//! What a sheet means where, tried in words and on random standings.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::base::Role;
use crate::custody::{Action, Event, Party, Timeline, fold};
use crate::parcels::ItemKind;

const PARCEL: ItemKey = ItemKey(1);
const BAG: ItemKey = ItemKey(2);
const RUN: ItemKey = ItemKey(3);

fn point(code: &str) -> PointCode {
    code.parse().unwrap()
}

fn post(code: &str) -> Custodian {
    Custodian::post(point(code))
}

fn postman() -> TokenId {
    TokenId::new(Uuid::from_u128(7))
}

fn list(subject: Subject) -> Manifest {
    Manifest {
        number: "BK-250408-7K2M9QXR".to_owned(),
        subject,
        at: point("A"),
        capacity: Capacity::Post,
        day: "2025-04-08".parse().unwrap(),
        made_at: At::from_millis(1_744_070_400_000),
        made_by: postman(),
        lines: vec![Line { code: "BH100000017VN".to_owned(), item: Some(PARCEL) }],
    }
}

fn scan(n: u128, action: Action, at: &str, carrier: Option<ItemKey>) -> Event {
    Event {
        id: ScanId(Uuid::from_u128(n)),
        item: PARCEL,
        action,
        effective_at: At::from_millis(n as i64),
        happened_at: At::from_millis(n as i64),
        recorded_at: At::from_millis(n as i64),
        clock_ahead: false,
        at: point(at),
        capacity: Capacity::Post,
        by: postman(),
        role: Role::Clerk,
        carrier,
        detail: std::sync::Arc::default(),
    }
}

fn standing(events: &[Event]) -> Timeline {
    let subject = |item, kind, origin, bound_for| crate::custody::Subject {
        item,
        kind,
        origin,
        bound_for,
        papers: Vec::new(),
        created_at: At::from_millis(0),
    };
    let to = Some(Party::Point { code: point("C"), capacity: Some(Capacity::Desk) });
    let subjects = [
        subject(PARCEL, ItemKind::Parcel, Custodian::Citizen, to),
        subject(BAG, ItemKind::Bag, post("A"), None),
        subject(RUN, ItemKind::Run, Custodian::Run { code: "R-1".parse().unwrap() }, None),
    ];
    fold(&subjects, events).remove(&PARCEL).unwrap()
}

#[test]
fn each_list_is_scanned_by_who_takes_over() {
    let told = |subject: Subject, at: &str, capacity| {
        list(subject).deed_at(&point(at), capacity).map_err(|refused| refused.code())
    };
    let post = Capacity::Post;
    for (subject, here, elsewhere) in [
        (Subject::Bag(BAG), Err("own_list"), Ok(Deed::Unpack)),
        (Subject::Run(RUN), Ok(Deed::Load), Ok(Deed::Unload)),
        (Subject::Round(postman()), Ok(Deed::TakeOut), Err("list_not_here")),
        (Subject::Office, Err("own_list"), Ok(Deed::Receive)),
        (Subject::Handover { gives: true }, Err("own_list"), Ok(Deed::Receive)),
        (Subject::Handover { gives: false }, Err("own_list"), Err("own_list")),
        (Subject::Book, Err("no_handover"), Err("no_handover")),
    ] {
        assert_eq!(told(subject.clone(), "A", post), here, "{subject:?}");
        assert_eq!(told(subject.clone(), "B", post), elsewhere, "{subject:?}");
    }
    // Under one roof the desk takes over what the post gave.
    let gives = Subject::Handover { gives: true };
    assert_eq!(told(gives, "A", Capacity::Desk), Ok(Deed::Receive));
}

#[test]
fn a_line_stands_until_its_parcel_goes_another_way() {
    let bag = list(Subject::Bag(BAG));
    let packed = [scan(1, Action::Accept, "A", None), scan(2, Action::Pack, "A", Some(BAG))];
    let fit = |events: &[Event]| bag.fit(Deed::Unpack, &post("B"), Some(&standing(events)), false);
    assert_eq!(fit(&packed), Fit::Stands);
    let out = [&packed[..], &[scan(3, Action::Unpack, "B", Some(BAG))]].concat();
    assert_eq!(fit(&out), Fit::Done);
    let gone = [&packed[..], &[scan(3, Action::Receive, "D", None)]].concat();
    assert_eq!(fit(&gone), Fit::Elsewhere(post("D")));
    assert_eq!(bag.fit(Deed::Unpack, &post("B"), None, false), Fit::Unknown);
}

#[test]
fn a_run_is_unloaded_where_things_are_bound_for_or_where_it_ends() {
    let run = list(Subject::Run(RUN));
    let aboard = [scan(1, Action::Accept, "A", None), scan(2, Action::Load, "A", Some(RUN))];
    let now = standing(&aboard);
    let fit = |at: &str, ends| run.fit(Deed::Unload, &post(at), Some(&now), ends);
    assert_eq!(fit("B", false), Fit::Onward);
    assert_eq!(fit("B", true), Fit::Stands);
    assert_eq!(fit("C", false), Fit::Stands);
    assert_eq!(run.fit(Deed::Load, &post("A"), Some(&now), false), Fit::Done);
    let waiting = standing(&aboard[..1]);
    assert_eq!(run.fit(Deed::Load, &post("A"), Some(&waiting), false), Fit::Stands);
}

#[test]
fn the_scan_of_a_line_has_one_id_wherever_it_is_made_and_another_for_another_deed() {
    let run = list(Subject::Run(RUN));
    let line = &run.lines[0];
    let id = |deed, at: &str| run.scan_id(line, deed, &post(at));
    assert_eq!(id(Deed::Unload, "B"), id(Deed::Unload, "B"));
    assert_ne!(id(Deed::Unload, "B"), id(Deed::Load, "B"));
    assert_ne!(id(Deed::Unload, "B"), id(Deed::Unload, "C"));
    assert_eq!(id(Deed::Unload, "B").0.get_version_num(), 7);
}

proptest! {
    /// Whatever was scanned, in whatever order it came in: a line fits or not by where its parcel is.
    #[test]
    fn a_fit_follows_from_the_set_of_scans(
        drawn in proptest::collection::vec((0..5usize, 0..3usize), 0..12)
    ) {
        let actions = [
            Action::Accept, Action::Pack, Action::Unpack, Action::Receive, Action::Hold,
        ];
        let events: Vec<Event> = drawn.iter().enumerate().map(|(n, (action, at))| {
            let action = actions[*action];
            let carrier = matches!(action, Action::Pack | Action::Unpack).then_some(BAG);
            scan(n as u128 + 1, action, ["A", "B", "D"][*at], carrier)
        }).collect();
        let reversed: Vec<Event> = events.iter().rev().cloned().collect();
        let bag = list(Subject::Bag(BAG));
        let now = standing(&events);
        let fit = bag.fit(Deed::Unpack, &post("B"), Some(&now), false);
        let again = bag.fit(Deed::Unpack, &post("B"), Some(&standing(&reversed)), false);
        prop_assert_eq!(&fit, &again);
        prop_assert_eq!(fit == Fit::Stands, now.carrier == Some(BAG));
        if let Fit::Elsewhere(holder) = fit {
            prop_assert_eq!(holder, now.custodian);
        }
    }
}
