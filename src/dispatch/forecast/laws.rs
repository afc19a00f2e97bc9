//! What holds for every plan, tried on random timetables: it never boards before it arrives, never leaves a
//! closed point, and nothing else is expected than before without a cause that can be told.

use proptest::prelude::*;

use super::samples::{accepted, bound_for, limits};
use super::{Forecaster, Made, MadeUnder, Outlook};
use crate::base::{At, PointCode};
use crate::dispatch::timetable::laws::{World, a_world};
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
        prop_assert!(n > 0 || hop.departs > now, "is to leave with what has left");
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

proptest! {
    #[test]
    fn a_plan_never_boards_before_it_arrives_and_never_leaves_a_closed_point(
        world in a_world(), ready in 0i64..7_200, later in 0i64..7_200,
    ) {
        with_forecaster(&world, |forecaster| -> Result<(), TestCaseError> {
            let (ready, now) = (minute(ready), minute(ready + later));
            let (from, timeline) = ("A".parse().unwrap(), accepted("A", ready));
            for to in ["B", "C", "D"] {
                let to: PointCode = to.parse().unwrap();
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
