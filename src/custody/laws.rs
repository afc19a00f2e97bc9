//! The laws of custody, tried on random scans: three parcels, two bags and a run between three points,
//! with scans that fit and scans that do not.

use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use crate::base::{At, Capacity, ItemKey, PointCode, Role, ScanId, TokenId};
use crate::parcels::ItemKind;

use super::action::Action;
use super::custodian::{Custodian, Party};
use super::event::Event;
use super::fold::{Subject, fold};
use super::scan::{Detail, Replacement};

const BAGS: [i64; 2] = [4, 5];
const RUN: i64 = 6;

fn point(n: u8) -> PointCode {
    format!("P{n}").parse().unwrap()
}

fn subjects() -> Vec<Subject> {
    let subject = |n: i64, kind, origin, bound_for, papers| Subject {
        item: ItemKey(n),
        kind,
        origin,
        bound_for,
        papers,
        created_at: At::from_millis(0),
    };
    let to = |n| Some(Party::Point { code: point(n), capacity: Some(Capacity::Desk) });
    vec![
        subject(1, ItemKind::Parcel, Custodian::Citizen, to(2), vec![2, 1]),
        subject(2, ItemKind::Parcel, Custodian::desk(point(2)), Some(Party::Person), vec![1]),
        subject(3, ItemKind::Parcel, Custodian::desk(point(0)), to(1), vec![]),
        subject(4, ItemKind::Bag, Custodian::post(point(0)), to(2), vec![]),
        subject(5, ItemKind::Bag, Custodian::post(point(1)), None, vec![]),
        subject(6, ItemKind::Run, Custodian::Run { code: "R-1".parse().unwrap() }, None, vec![]),
    ]
}

fn party() -> impl Strategy<Value = Option<Party>> {
    prop_oneof![
        Just(None),
        Just(Some(Party::Person)),
        (0..3u8, any::<bool>()).prop_map(|(n, desk)| Some(Party::Point {
            code: point(n),
            capacity: Some(if desk { Capacity::Desk } else { Capacity::Post }),
        })),
    ]
}

/// Corrections name a scan by its place in the generated list; some name one that never came in.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let one = (
        (1..=6i64, 0..Action::ALL.len(), 0..90i64, 0..3u8, any::<bool>()),
        (0..3usize, 0..2usize, party(), proptest::option::of(0..3u8), any::<bool>()),
        (proptest::option::of(vec(0..3u16, 0..3)), 0..14usize, proptest::option::of(0..90i64)),
    );
    vec(one, 0..40).prop_map(|drawn| {
        drawn
            .into_iter()
            .enumerate()
            .map(|(n, ((item, action, minute, at, desk), (role, bag, to, name, intact), rest))| {
                let (papers, target, moved) = rest;
                let action = Action::ALL[action];
                let carrier = if matches!(action, Action::Pack | Action::Unpack) {
                    Some(ItemKey(BAGS[bag]))
                } else {
                    matches!(action, Action::Load | Action::Unload).then_some(ItemKey(RUN))
                };
                let correcting = action == Action::Correct;
                Event {
                    id: scan(n),
                    item: ItemKey(item),
                    action,
                    effective_at: At::from_millis(minute * 60_000),
                    happened_at: At::from_millis(minute * 60_000),
                    recorded_at: At::from_millis(minute * 60_000 + 500),
                    clock_ahead: false,
                    at: point(at),
                    capacity: if desk { Capacity::Desk } else { Capacity::Post },
                    by: TokenId::new(Uuid::from_u128(u128::from(at))),
                    role: [Role::Clerk, Role::Courier, Role::Officer][role],
                    carrier,
                    detail: Detail {
                        handover_id: name.map(|n| format!("h{n}")),
                        to,
                        seal_intact: intact.then_some(false),
                        papers,
                        corrects: correcting.then(|| scan(target)),
                        void: correcting && moved.is_none(),
                        replacement: moved.filter(|_| correcting).map(|minute| {
                            Box::new(Replacement {
                                happened_at: Some(At::from_millis(minute * 60_000)),
                                ..Replacement::default()
                            })
                        }),
                        ..Detail::default()
                    }
                    .into(),
                }
            })
            .collect()
    })
}

fn scan(n: usize) -> ScanId {
    ScanId(Uuid::from_u128(n as u128 + 1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_repetition_gives_the_same_timelines(
        (mut events, again, seed) in (events(), vec(any::<prop::sample::Index>(), 0..10), any::<u64>())
    ) {
        let first = fold(&subjects(), &events);
        if !events.is_empty() {
            for index in again {
                events.push(index.get(&events).clone());
            }
        }
        // A shuffle by a keyed order: the key depends on the seed and the place.
        let mut keyed: Vec<(u64, Event)> = events
            .into_iter()
            .enumerate()
            .map(|(n, event)| (seed.wrapping_mul(n as u64 * 2 + 1).rotate_left(17), event))
            .collect();
        keyed.sort_by_key(|(key, event)| (*key, event.id));
        let shuffled: Vec<Event> = keyed.into_iter().map(|(_, event)| event).collect();
        let mut reversed_subjects = subjects();
        reversed_subjects.reverse();
        prop_assert_eq!(first, fold(&reversed_subjects, &shuffled));
    }

    #[test]
    fn exactly_one_custodian_at_every_moment(events in events()) {
        for timeline in fold(&subjects(), &events).values() {
            prop_assert!(!timeline.spans.is_empty());
            for pair in timeline.spans.windows(2) {
                prop_assert_eq!(pair[0].until, Some(pair[1].from));
                prop_assert!(pair[0].from < pair[1].from || pair[0].from == timeline.spans[0].from);
                prop_assert_ne!(&pair[0].custodian, &pair[1].custodian);
            }
            let last = timeline.spans.last().unwrap();
            prop_assert_eq!(last.until, None);
            prop_assert_eq!(&last.custodian, &timeline.custodian);
            for minute in 0..95 {
                let at = At::from_millis(minute * 60_000 + 1);
                let holders = timeline
                    .spans
                    .iter()
                    .filter(|s| s.from <= at && s.until.is_none_or(|until| at < until))
                    .count();
                prop_assert_eq!(holders, 1, "at minute {}", minute);
            }
        }
    }

    #[test]
    fn what_is_inside_is_held_by_whoever_holds_what_carries_it(events in events()) {
        let timelines = fold(&subjects(), &events);
        for timeline in timelines.values() {
            let Some(carrier) = timeline.carrier else { continue };
            let open = timeline.containments.last().unwrap();
            prop_assert_eq!((open.carrier, open.until), (carrier, None));
            // Until the carrier's next scan a thing put into a bag that is elsewhere stays with who put
            // it there; the anomaly says so.
            let elsewhere = timeline
                .anomalies
                .iter()
                .any(|anomaly| anomaly.kind == super::AnomalyKind::BagElsewhere);
            if !elsewhere {
                prop_assert_eq!(&timeline.custodian, &timelines[&carrier].custodian);
            }
        }
    }

    #[test]
    fn a_timeline_depends_only_on_the_item_and_what_carried_it(events in events()) {
        let whole = fold(&subjects(), &events);
        for n in 1..=3 {
            let some: Vec<Subject> =
                subjects().into_iter().filter(|s| s.item.0 == n || s.item.0 > 3).collect();
            let alone = fold(&some, &events);
            prop_assert_eq!(&alone[&ItemKey(n)], &whole[&ItemKey(n)]);
        }
    }

    /// Reconciling is no act of its own: what is short, over or wrong follows from which scans there are, also
    /// while some of them have not come in yet.
    #[test]
    fn what_is_missed_and_over_is_a_function_of_the_set_of_scans(
        (events, cut) in (events(), any::<prop::sample::Index>())
    ) {
        let (early, late) = events.split_at(cut.index(events.len() + 1));
        let late_first = [late, early].concat();
        let whole = fold(&subjects(), &events);
        prop_assert_eq!(&fold(&subjects(), &late_first), &whole);
        for timeline in whole.values() {
            for anomaly in &timeline.anomalies {
                // Whatever is to be searched carries things, and is not what is missed in it.
                for carrier in [anomaly.bag, anomaly.run].into_iter().flatten() {
                    prop_assert!(carrier.0 >= BAGS[0]);
                }
                let missed = matches!(
                    anomaly.kind,
                    super::AnomalyKind::BagShort | super::AnomalyKind::RunShort
                );
                if missed {
                    prop_assert!(anomaly.last_right.is_some());
                    prop_assert!(anomaly.bag.or(anomaly.run).is_some_and(|c| c != anomaly.item));
                }
            }
            // Nothing lies in itself, however it was scanned.
            let mut around = timeline.carrier;
            for _ in 0..4 {
                prop_assert_ne!(around, Some(timeline.item));
                around = around.and_then(|carrier| whole.get(&carrier)).and_then(|one| one.carrier);
            }
        }
    }

    #[test]
    fn corrections_strike_out_or_move_and_edit_nothing(events in events()) {
        let before = events.clone();
        let timelines = fold(&subjects(), &events);
        prop_assert_eq!(&before, &events);
        // Whatever stands in a timeline was scanned, and no correction stands there itself.
        for timeline in timelines.values() {
            for entry in &timeline.entries {
                prop_assert!(events.iter().any(|event| event.id == entry.scan));
                prop_assert_ne!(entry.action, Action::Correct);
            }
        }
        // Voiding every scan leaves each item where it began.
        let mut voided = events.clone();
        for (n, event) in events.iter().filter(|e| e.action != Action::Correct).enumerate() {
            voided.push(Event {
                id: scan(1000 + n),
                action: Action::Correct,
                effective_at: At::from_millis(95 * 60_000),
                detail: Detail { corrects: Some(event.id), void: true, ..Detail::default() }.into(),
                ..event.clone()
            });
        }
        for (subject, timeline) in subjects().iter().zip(fold(&subjects(), &voided).values()) {
            prop_assert!(timeline.entries.is_empty());
            prop_assert_eq!(&timeline.custodian, &subject.origin);
        }
    }

    #[test]
    fn every_scan_of_a_known_item_stands_in_its_timeline_once(events in events()) {
        let timelines = fold(&subjects(), &events);
        let corrected: std::collections::BTreeSet<ScanId> =
            events.iter().filter_map(|event| event.detail.corrects).collect();
        for event in events.iter().filter(|event| event.action != Action::Correct) {
            let times = timelines[&event.item]
                .entries
                .iter()
                .filter(|entry| entry.scan == event.id && entry.through.is_none())
                .count();
            prop_assert!(times == 1 || (times == 0 && corrected.contains(&event.id)));
        }
    }
}

#[test]
fn effective_times_far_ahead_become_the_servers() {
    use super::event::effective_time;
    let now = At::from_millis(1_000_000);
    let limit = 300_000;
    let at_limit = now.plus_millis(limit);
    assert_eq!(effective_time(at_limit, now, limit), (at_limit, false));
    assert_eq!(effective_time(at_limit.plus_millis(1), now, limit), (now, true));
    assert_eq!(effective_time(At::from_millis(0), now, limit), (At::from_millis(0), false));
}
