//! What holds for every plan, tried on random timetables: it never boards before it arrives, never leaves a
//! closed point, and nothing else is expected than before without a cause that can be told.

use proptest::prelude::*;

use super::samples::{accepted, bound_for, limits};
use super::{Forecaster, Made, MadeUnder, Outlook};
use crate::base::{At, PointCode};
use crate::dispatch::desk::RunName;
use crate::dispatch::timetable::drawn::{World, a_world};
use crate::dispatch::timetable::samples::{calendars, day};
use crate::dispatch::{Promises, Targets};

/// A world, and a forecaster over it.
fn with_forecaster<T>(world: &World, work: impl FnOnce(&Forecaster<'_>) -> T) -> T {
    let (network, timetable, limits) = (world.network(), world.timetable(), limits());
    let (calendars, targets) = (calendars(), Targets::default());
    let promises = Promises { network: &network, calendars: &calendars, targets: &targets };
    work(&Forecaster::new(promises, &timetable, &limits))
}

fn minute(minute: i64) -> At {
    At::office(day("2025-04-21"), 0, 0).plus_millis(minute * 60_000)
}

fn made(outlook: &Outlook, under: MadeUnder) -> Made {
    Made { expected: outlook.expected, hops: outlook.hops.clone(), under, entries: 1 }
}

fn keeps_the_laws(
    world: &World,
    (from, to): (&PointCode, &PointCode),
    outlook: &Outlook,
    (ready, now): (At, At),
) -> Result<(), TestCaseError> {
    let (mut here, mut handled) = (from.clone(), ready);
    for (n, hop) in outlook.hops.iter().enumerate() {
        prop_assert_eq!(&hop.from, &here);
        prop_assert!(handled <= hop.cut_off, "boards before it arrives and is handled");
        // A run that closes as it leaves takes what is there in that very moment.
        prop_assert!(n > 0 || hop.departs >= now, "is to leave with what has left");
        prop_assert!(hop.cut_off <= hop.departs && hop.departs < hop.arrives);
        prop_assert!(world.is_open(&hop.from, hop.departs.date()), "leaves a closed point");
        prop_assert!(world.is_open(&hop.to, hop.arrives.date()), "arrives at a closed point");
        let minutes = world.handling(&hop.to, hop.arrives.date());
        (here, handled) = (hop.to.clone(), hop.arrives.plus_millis(minutes * 60_000));
    }
    if let Some(expected) = outlook.expected {
        prop_assert_eq!(&here, to);
        prop_assert!(expected >= handled, "is there before it arrives");
    }
    prop_assert!(outlook.look_at.is_none_or(|at| at > now), "would be looked at for ever");
    Ok(())
}

/// Whether runs call at both points on all of some days: what is no stop goes by the office beside it.
fn are_stops(world: &World, points: [&PointCode; 2], first: At, last: At) -> bool {
    let timetable = world.timetable();
    let days = first.date().iter_days().take_while(|day| *day <= last.date());
    days.into_iter().all(|day| {
        let stops = timetable.stops_on(day);
        points.iter().all(|point| stops.contains(*point))
    })
}

proptest! {
    #[test]
    fn the_latest_departure_that_keeps_a_promise_is_what_trying_each_of_them_finds(
        world in a_world(), now in 0i64..7_200, within in 0i64..2_000,
    ) {
        with_forecaster(&world, |forecaster| -> Result<(), TestCaseError> {
            let (from, now, promised): (PointCode, _, _) =
                ("A".parse().unwrap(), minute(now), minute(now + within));
            let hand_ins = forecaster.hand_ins(&from, now, promised).unwrap();
            for to in ["B", "C", "D"] {
                let to: PointCode = to.parse().unwrap();
                if !are_stops(&world, [&from, &to], now, promised) {
                    continue;
                }
                let end = super::End::Point(to);
                let keeps = |at: At| {
                    let way = forecaster.way(&from, &end, at).unwrap();
                    way.is_some_and(|way| way.reaches <= promised)
                };
                // Every minute is tried: whatever leaves, it closes in one of them.
                let minutes = (0..=within).rev().map(|minutes| now.plus_millis(minutes * 60_000));
                let plainly = minutes.into_iter().find(|at| keeps(*at));
                let found = hand_ins.latest(&end, promised).unwrap();
                prop_assert_eq!(found.as_ref().map(|one| one.by), plainly);
                if let Some(found) = found {
                    prop_assert_eq!(forecaster.way(&from, &end, found.by).unwrap(), Some(found.way));
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn what_a_desk_plans_goes_with_that_run_or_not_at_all(
        world in a_world(), now in 0i64..7_200,
    ) {
        with_forecaster(&world, |forecaster| -> Result<(), TestCaseError> {
            let (from, now): (PointCode, _) = ("A".parse().unwrap(), minute(now));
            let timetable = world.timetable();
            for call in timetable.calls_at(&from, now.date()).unwrap() {
                let run = RunName {
                    route: call.route.clone(),
                    departure: call.departure.clone(),
                    day: call.day,
                };
                for to in ["B", "C", "D"] {
                    let end = super::End::Point(to.parse().unwrap());
                    let Some((way, _)) = forecaster.way_by(&run, &from, &end, now).unwrap() else {
                        continue;
                    };
                    let first = &way.hops[0];
                    prop_assert!(run.is_of(first) && call.goes());
                    prop_assert!(world.is_open(&first.to, first.arrives.date()));
                    let mut handled = None;
                    for hop in &way.hops {
                        prop_assert!(handled.is_none_or(|at| at <= hop.cut_off));
                        let minutes = world.handling(&hop.to, hop.arrives.date());
                        handled = Some(hop.arrives.plus_millis(minutes * 60_000));
                    }
                    let soonest = forecaster.way(&from, &end, first.cut_off.min(first.departs)).unwrap();
                    prop_assert!(soonest.is_none_or(|soonest| soonest.reaches <= way.reaches));
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_plan_never_boards_before_it_arrives_and_never_leaves_a_closed_point(
        world in a_world(), ready in 0i64..7_200, later in 0i64..7_200,
    ) {
        with_forecaster(&world, |forecaster| -> Result<(), TestCaseError> {
            let (ready, now) = (minute(ready), minute(ready + later));
            let (from, timeline): (PointCode, _) = ("A".parse().unwrap(), accepted("A", ready));
            let timetable = world.timetable();
            for to in ["B", "C", "D"] {
                let to: PointCode = to.parse().unwrap();
                // What is no stop goes by the office beside it.
                let are_stops = |at: At| {
                    let stops = timetable.stops_on(at.date());
                    stops.contains(&from) && stops.contains(&to)
                };
                if !are_stops(ready) || !are_stops(now) {
                    continue;
                }
                let outlook = forecaster.outlook(&bound_for(&timeline, &to), None, now).unwrap();
                keeps_the_laws(&world, (&from, &to), &outlook, (ready, now))?;
            }
            Ok(())
        })?;
    }

    #[test]
    fn nothing_else_is_expected_than_before_without_a_cause(
        before in a_world(), after in a_world(), ready in 0i64..7_200,
        later in prop::collection::vec(1i64..3_000, 1..5),
    ) {
        let (to, ready) = ("B".parse().unwrap(), minute(ready));
        let timeline = accepted("A", ready);
        let parcel = bound_for(&timeline, &to);
        let under = |timetable| MadeUnder { timetable, ..MadeUnder::default() };
        let first = with_forecaster(&before, |one| one.outlook(&parcel, None, ready).unwrap());
        let told = with_forecaster(&after, |forecaster| -> Result<(), TestCaseError> {
            let (mut known, mut now) = (made(&first, under(1)), ready);
            for minutes in later {
                now = now.plus_millis(minutes * 60_000);
                let outlook = forecaster.outlook(&parcel, None, now).unwrap();
                let change = forecaster.change(&known, &parcel, (&outlook, under(2)), now);
                let moved = outlook.expected != known.expected;
                prop_assert!(!moved || change.is_some(), "{known:?} {outlook:?}");
                if let Some(missed) = change.and_then(|change| change.missed) {
                    prop_assert!(missed.departs <= now && missed.from == "A".parse().unwrap());
                }
                known = made(&outlook, under(2));
            }
            Ok(())
        });
        told?;
    }

    #[test]
    fn a_promise_is_what_was_expected_when_it_became_ready_and_no_later_moment_moves_it(
        world in a_world(), ready in 0i64..7_200, later in 0i64..20_000,
    ) {
        with_forecaster(&world, |forecaster| -> Result<(), TestCaseError> {
            let (to, ready) = ("B".parse().unwrap(), minute(ready));
            let timeline = accepted("A", ready);
            let parcel = bound_for(&timeline, &to);
            let promise = forecaster.promise(&parcel).unwrap();
            let outlook = forecaster.outlook(&parcel, promise.as_ref(), ready).unwrap();
            let promised = promise.as_ref().map(|promise| promise.at);
            prop_assert_eq!(promised, outlook.expected);
            let now = minute(later).max(ready);
            let later = forecaster.outlook(&parcel, promise.as_ref(), now).unwrap();
            prop_assert!(later.expected.is_none_or(|at| Some(at) >= promised), "sooner by waiting");
            Ok(())
        })?;
    }
}
