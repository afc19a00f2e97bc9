//! What holds for every journey, tried on random timetables beside a plain Dijkstra.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::Journey;
use super::drawn::{LONG, World, a_world};
use super::samples::day;
use crate::base::{At, PointCode};

fn keeps_the_laws(world: &World, journey: &Journey) -> Result<(), TestCaseError> {
    let (mut here, mut since) = (&journey.from, journey.ready);
    let mut been = BTreeSet::from([here]);
    for (n, ride) in journey.rides.iter().enumerate() {
        let (on, off) = (&ride.board, &ride.alight);
        prop_assert_eq!(&on.point, here);
        prop_assert!(since <= on.ready, "handled before it came in");
        prop_assert!(n > 0 || on.ready == journey.ready);
        prop_assert!(
            on.ready <= on.cut_off && on.cut_off <= on.departs,
            "boards after the cut-off"
        );
        prop_assert!(on.departs < off.arrives);
        prop_assert!(world.is_open(&on.point, on.departs.date()), "leaves a closed point");
        prop_assert!(world.is_open(&off.point, off.arrives.date()), "arrives at a closed point");
        let mut all = world.plan.departures.iter();
        let one = all.find(|one| one.route == ride.route && one.code == ride.departure).unwrap();
        prop_assert!(world.goes(one, ride.day), "rides what does not go");
        prop_assert!(been.insert(&off.point), "goes in circles");
        (here, since) = (&off.point, off.arrives);
        since = since.plus_millis(world.handling(&off.point, since.date()) * 60_000);
    }
    prop_assert_eq!(here, &journey.to);
    Ok(())
}

proptest! {
    #[test]
    fn a_random_timetable_agrees_with_a_plain_dijkstra(
        world in a_world(), minute in 0i64..14_400, second in 0i64..60,
    ) {
        let timetable = world.timetable();
        let ready = At::office(day("2025-04-21"), 0, 0).plus_millis(minute * 60_000 + second * 1000);
        let from: PointCode = "A".parse().unwrap();
        let plainly = world.plainly(&from, ready);
        let reach = timetable.reach(&from, ready, LONG as u32 - 6).unwrap();
        for point in &world.points {
            let to = &point.code;
            let journey = timetable.earliest_arrival(&from, to, ready).unwrap();
            // Dijkstra looks at days; the scan's horizon is longer.
            let within = |at: At| at.date() < ready.date() + chrono::Days::new(LONG as u64 - 8);
            let found = journey.as_ref().map(|one| (one.arrives(), one.rides.len()));
            let found = found.filter(|(at, _)| within(*at));
            prop_assert_eq!(found, plainly.get(to).copied().filter(|(at, _)| within(*at)));
            if let Some(journey) = &journey {
                keeps_the_laws(&world, journey)?;
            }
            if let (Some(reach), Some(_)) = (&reach, found) {
                prop_assert_eq!(reach.arrives(to), journey.as_ref().map(Journey::arrives));
                prop_assert_eq!(reach.journey(to), journey, "to all as to one");
            }
        }
    }

    #[test]
    fn the_journeys_after_the_first_leave_later_and_arrive_no_earlier(
        world in a_world(), minute in 0i64..14_400,
    ) {
        let timetable = world.timetable();
        let ready = At::office(day("2025-04-21"), 0, 0).plus_millis(minute * 60_000);
        let (from, to) = ("A".parse().unwrap(), "B".parse().unwrap());
        let journeys = timetable.next_journeys(&from, &to, ready, 4).unwrap();
        for pair in journeys.windows(2) {
            prop_assert!(pair[0].rides[0].board.cut_off < pair[1].rides[0].board.cut_off);
            prop_assert!(pair[0].arrives() <= pair[1].arrives());
        }
    }
}
