//! Bags and runs: what is missed, over, wrong or broken names where it was last right, and what to search.

use super::*;
use crate::custody::BagStage;

/// A run that is a departure, and so is known to end at C.
fn with_end(events: &[Event], item: ItemKey) -> Timeline {
    let mut subjects = subjects();
    for subject in subjects.iter_mut().filter(|subject| subject.item == RUN) {
        subject.bound_for = Some(to_post("C"));
    }
    fold(&subjects, events).remove(&item).unwrap()
}

/// A bag with a parcel in it, closed at A, by the run to C.
fn on_its_way() -> Vec<Event> {
    vec![
        scan(1, PARCEL, Action::Accept, "A"),
        scan(2, PARCEL, Action::Pack, "A").in_bag(),
        scan(3, BAG, Action::CloseBag, "A").with(|d| d.seal = Some("NP 1".to_owned())),
        scan(4, BAG, Action::Load, "A").on_run(),
        scan(5, RUN, Action::Depart, "A"),
        scan(60, RUN, Action::Arrive, "C"),
    ]
}

fn open(timeline: &Timeline, kind: AnomalyKind) -> crate::custody::Anomaly {
    let found = timeline.anomalies.iter().find(|one| one.kind == kind);
    found.unwrap_or_else(|| panic!("{kind}: {:?}", timeline.anomalies)).clone()
}

#[test]
fn a_short_bag_names_the_bag_and_the_run_to_search() {
    let mut events = on_its_way();
    events.extend([
        scan(61, BAG, Action::Unload, "C").on_run(),
        scan(62, BAG, Action::OpenBag, "C"),
        scan(70, BAG, Action::Inspect, "C"),
    ]);
    let short = open(&timeline(&events, PARCEL), AnomalyKind::BagShort);
    assert_eq!((short.bag, short.run), (Some(BAG), Some(RUN)));
    assert_eq!((short.last_right, short.owner), (Some(post("A")), post("A")));
}

#[test]
fn a_run_counted_where_something_was_to_come_off_names_who_loaded_it() {
    let mut events = on_its_way();
    events.push(scan(65, RUN, Action::Inspect, "C"));
    let missed = timeline(&events, BAG);
    let short = open(&missed, AnomalyKind::RunShort);
    assert_eq!((short.bag, short.run, &short.last_right), (None, Some(RUN), &Some(post("A"))));
    assert_eq!(short.owner, run(), "the driver has it by the record");
    assert_eq!((missed.carrier, missed.custodian), (None, run()));
    // What lies in the bag is missed with it, not beside it.
    assert_eq!(kinds(&timeline(&events, PARCEL)), []);
    // Taken off before the count, told later: then nothing was missing.
    events.push(scan(61, BAG, Action::Unload, "C").on_run());
    assert_eq!(kinds(&timeline(&events, BAG)), []);
}

#[test]
fn a_loose_parcel_is_missed_where_the_run_ends_and_found_later() {
    let mut events = vec![
        scan(1, OTHER, Action::Accept, "A"),
        scan(2, OTHER, Action::Load, "A").on_run(),
        scan(5, RUN, Action::Depart, "A"),
        scan(60, RUN, Action::Arrive, "C"),
        scan(65, RUN, Action::Inspect, "C"),
    ];
    // A clerk took it from the desk without a give, which is not what this is about.
    let from_the_first = [AnomalyKind::SkippedHandoff];
    let nobody_knows = kinds(&timeline(&events, OTHER));
    assert_eq!(nobody_knows, from_the_first, "nobody knows where it was to come off");
    let missed = kinds(&with_end(&events, OTHER));
    assert_eq!(missed, [AnomalyKind::SkippedHandoff, AnomalyKind::RunShort]);
    events.push(scan(90, OTHER, Action::Unload, "C").on_run());
    assert_eq!(kinds(&with_end(&events, OTHER)), from_the_first);
}

#[test]
fn a_run_that_leaves_with_what_was_to_come_off_says_so_and_carries_it_on() {
    let mut events = on_its_way();
    events.push(scan(70, RUN, Action::Depart, "C"));
    let bag = timeline(&events, BAG);
    let short = open(&bag, AnomalyKind::RunShort);
    assert_eq!((bag.carrier, short.owner), (Some(RUN), post("C")));
    // On its way back it is not to come off where it was bound for.
    let back = [
        scan(1, PARCEL, Action::Accept, "A"),
        scan(2, PARCEL, Action::Return, "C"),
        scan(3, PARCEL, Action::Load, "C").on_run(),
        scan(4, RUN, Action::Depart, "C"),
    ];
    assert!(!kinds(&timeline(&back, PARCEL)).contains(&AnomalyKind::RunShort));
}

#[test]
fn a_broken_seal_names_who_saw_it_whole_last() {
    let mut events = on_its_way();
    events.extend([
        scan(61, BAG, Action::Unload, "C").on_run().with(|d| d.seal_intact = Some(true)),
        scan(62, BAG, Action::OpenBag, "C").with(|d| {
            d.seal_intact = Some(false);
            d.seal = Some("NP 9".to_owned());
        }),
    ]);
    let bag = timeline(&events, BAG);
    for kind in [AnomalyKind::SealBroken, AnomalyKind::SealDiffers] {
        let odd = open(&bag, kind);
        assert_eq!(odd.last_right, Some(post("C")), "{kind}: it was looked at when it came off");
        assert_eq!((odd.bag, odd.run), (Some(BAG), Some(RUN)), "{kind}");
    }
    assert_eq!(open(&bag, AnomalyKind::SealDiffers).expected.as_deref(), Some("NP 1"));
}

#[test]
fn over_and_wrong_name_who_had_it_and_the_bag_it_should_lie_in() {
    let over = [
        scan(1, PARCEL, Action::Accept, "A"),
        scan(2, BAG, Action::CloseBag, "A"),
        scan(60, BAG, Action::Receive, "C"),
        scan(61, BAG, Action::OpenBag, "C"),
        scan(62, PARCEL, Action::Unpack, "C").in_bag(),
    ];
    let found = open(&timeline(&over, PARCEL), AnomalyKind::NotInBag);
    assert_eq!((found.last_right, found.bag), (Some(post("A")), Some(BAG)));

    let other_bag = ItemKey(9);
    let mut subjects = subjects();
    let bag = subjects.iter().find(|subject| subject.item == BAG).unwrap();
    subjects.push(Subject { item: other_bag, ..bag.clone() });
    let mut wrong = on_its_way();
    let mut out = scan(62, PARCEL, Action::Unpack, "C");
    out.carrier = Some(other_bag);
    wrong.push(out);
    let found = fold(&subjects, &wrong).remove(&PARCEL).unwrap();
    let found = open(&found, AnomalyKind::WrongBag);
    assert_eq!((found.bag, found.run), (Some(BAG), Some(RUN)));
    assert_eq!(found.last_right, Some(post("A")));
}

#[test]
fn a_bag_put_into_itself_stays_where_it_is_and_is_named() {
    let own = [scan(1, BAG, Action::Pack, "A").in_bag()];
    let bag = timeline(&own, BAG);
    assert_eq!(kinds(&bag), [AnomalyKind::BagInItself]);
    assert_eq!((bag.carrier, bag.state), (None, State::AtPoint));

    // Through another bag that lies in it.
    let inner = ItemKey(9);
    let mut subjects = subjects();
    let bag = subjects.iter().find(|subject| subject.item == BAG).unwrap();
    subjects.push(Subject { item: inner, ..bag.clone() });
    let mut into_inner = scan(2, BAG, Action::Pack, "A");
    into_inner.carrier = Some(inner);
    let circle = [scan(1, inner, Action::Pack, "A").in_bag(), into_inner];
    let folded = fold(&subjects, &circle);
    assert_eq!(kinds(&folded[&BAG]), [AnomalyKind::BagInItself]);
    assert_eq!((folded[&BAG].carrier, folded[&inner].carrier), (None, Some(BAG)));
}

#[test]
fn a_bags_stage_follows_from_its_own_scans() {
    let stage = |events: &[Event]| BagStage::of(&timeline(events, BAG));
    let mut events = on_its_way();
    assert_eq!(stage(&events[..2]), BagStage::Filling);
    assert_eq!(stage(&events), BagStage::Closed);
    events.push(scan(62, BAG, Action::Receive, "C"));
    events.push(scan(63, BAG, Action::OpenBag, "C"));
    assert_eq!(stage(&events), BagStage::Opened);
    events.push(scan(70, BAG, Action::Inspect, "C"));
    assert_eq!(stage(&events), BagStage::Counted);
}
