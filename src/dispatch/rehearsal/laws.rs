//! What holds for every rehearsal, tried on random timetables; then stories of two villages.

use proptest::prelude::*;

use super::change::{Change, CutOff};
use super::errand::Errand;
use super::scenario::{Scenario, played};
use super::world::{Fate, Given, Played, play};
use super::{BadChange, Column, Luck, Rehearsal, Today, rehearse};
use crate::base::{At, Lang, Period};
use crate::cases::Direction;
use crate::dispatch::forecast::samples::limits;
use crate::dispatch::forecast::{End, Ready, ReadyBy};
use crate::dispatch::timetable::drawn::{World, a_world};
use crate::dispatch::timetable::samples::{
    calendars, day, departure, network, points, route, since,
};
use crate::dispatch::timetable::{Plan, Room};
use crate::dispatch::{Targets, Timetable};
use crate::network::Network;

const ALWAYS: Luck = Luck { seed: 1, missed: 0.0 };

/// Monday to Saturday of a week without holidays.
fn a_week() -> Period {
    since("2025-04-14", Some("2025-04-20"))
}

fn errand(from: &str, to: &str, ready: At) -> Errand {
    let ready = Ready { at: ready, by: ReadyBy::Acceptance };
    Errand::new(Direction::Submit, from.parse().unwrap(), ready, End::Point(to.parse().unwrap()))
}

fn an_errand() -> impl Strategy<Value = Errand> {
    let codes = prop::sample::subsequence(vec!["A", "B", "C", "D", "E", "F", "G", "H"], 2);
    (codes.prop_shuffle(), 0i64..6 * 1_440).prop_map(|(codes, minute)| {
        let ready = At::office(a_week().from, 0, 0).plus_millis(minute * 60_000);
        errand(codes[0], codes[1], ready)
    })
}

fn tried(
    network: &Network,
    plan: &Plan,
    errands: &[Errand],
    (luck, changes): (Luck, Vec<Vec<Change>>),
) -> Rehearsal {
    let (targets, limits) = (Targets::default(), limits());
    let given =
        Given { network, targets: &targets, limits: &limits, errands, days: a_week(), luck };
    let today = Today { plan: plan.clone(), calendars: calendars() };
    rehearse(given, &today, changes, &mut |_, _| {}).unwrap()
}

/// What becomes of each errand for which runs go.
fn fates(world: &World, errands: &[Errand], luck: Luck, changes: &[Change]) -> Vec<Fate> {
    let (network, targets, limits) = (world.network(), Targets::default(), limits());
    let given = Given {
        network: &network,
        targets: &targets,
        limits: &limits,
        errands,
        days: a_week(),
        luck,
    };
    let today = Today { plan: world.plan().clone(), calendars: calendars() };
    let promised = super::figures::promised(given, &today, &today.calendars).unwrap();
    let scenario = Scenario::new(&today, changes);
    let Played { fates, .. } = play(given, &scenario, &promised, &mut |_| {}).unwrap();
    fates
}

/// The cut-offs of all departures so many minutes before they leave.
fn closing(world: &World, minutes: u16) -> Vec<Change> {
    let routes = world.plan().departures.iter().map(|one| one.route.to_string());
    routes.map(|route| Change::CutOff(CutOff { of: route.parse().unwrap(), minutes })).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn where_nothing_goes_wrong_every_promise_is_kept_to_the_minute(
        world in a_world(), errands in prop::collection::vec(an_errand(), 1..12),
    ) {
        for fate in fates(&world.for_ever(), &errands, ALWAYS, &[]) {
            let end = At::office(played(a_week()).until.unwrap(), 0, 0);
            prop_assert!(fate.reached == Some(fate.promised) || fate.promised > end, "{fate:?}");
            prop_assert!(fate.dark.is_empty(), "{fate:?}");
        }
    }

    #[test]
    fn nobody_comes_sooner_than_the_soonest_however_full_runs_are_and_none_is_over_full(
        world in a_world(),
        errands in prop::collection::vec(an_errand(), 1..40),
        (room, seed) in (1u32..4, 0u64..100),
    ) {
        let world = world.for_ever().with_room(room);
        let luck = Luck { seed, missed: 0.2 };
        for fate in fates(&world, &errands, luck, &[]) {
            prop_assert!(fate.reached.is_none_or(|at| at >= fate.promised), "{fate:?}");
            prop_assert!(fate.waited >= 0);
            prop_assert!(!fate.is_dark || fate.reached.is_none());
        }
        let told = tried(&world.network(), world.plan(), &errands, (luck, vec![]));
        prop_assert!(told.columns[0].runs.iter().all(|run| run.most_aboard <= room));
    }

    #[test]
    fn every_parcel_is_there_or_waits_and_the_same_seed_plays_the_same(
        world in a_world(),
        errands in prop::collection::vec(an_errand(), 1..40),
        (room, seed, minutes) in (1u32..4, 0u64..100, 0u16..600),
    ) {
        let world = world.for_ever().with_room(room);
        let (network, plan) = (world.network(), world.plan());
        let play = || {
            let luck = Luck { seed, missed: 0.3 };
            tried(&network, plan, &errands, (luck, vec![closing(&world, minutes)]))
        };
        let told = play();
        prop_assert_eq!(told.errands + told.left_out, errands.len());
        for column in &told.columns {
            let whole = &column.whole;
            prop_assert_eq!(whole.parcels, told.errands);
            prop_assert_eq!(whole.kept + whole.late + whole.under_way, whole.parcels);
            prop_assert!(whole.still_dark <= whole.under_way && whole.still_dark <= whole.dark);
            let by_day = |of: fn(&super::Figures) -> usize| column.days.values().map(of).sum::<usize>();
            prop_assert_eq!(by_day(|day| day.parcels), whole.parcels);
            prop_assert_eq!(by_day(|day| day.kept), whole.kept);
            prop_assert_eq!(by_day(|day| day.dark), whole.dark);
            let carried: u64 = column.runs.iter().map(|run| u64::from(run.carried)).sum();
            prop_assert_eq!(carried, whole.carried);
        }
        prop_assert_eq!(serde_json::to_string(&told).unwrap(), serde_json::to_string(&play()).unwrap());
    }

    #[test]
    fn an_earlier_cut_off_never_brings_anything_sooner_where_all_have_room(
        world in a_world(),
        errands in prop::collection::vec(an_errand(), 1..12),
        (early, late) in (0u16..300, 0u16..300),
    ) {
        let world = world.for_ever();
        let (early, late) = (early.max(late), early.min(late));
        let with = |minutes| fates(&world, &errands, ALWAYS, &closing(&world, minutes));
        for (strict, loose) in with(early).into_iter().zip(with(late)) {
            let sooner = strict.reached.zip(loose.reached).is_some_and(|(strict, loose)| strict < loose);
            prop_assert!(!sooner && (loose.reached.is_some() || strict.reached.is_none()));
        }
    }
}

/// From A to B at eight and at two, at nine from B to C; each run takes two.
fn two_villages() -> (Network, Plan) {
    let mut departures = vec![
        departure(
            "AB",
            "S1",
            "Mo-Sa",
            &[(1, "A", "", "08:00", "07:45"), (2, "B", "08:30", "", "")],
        ),
        departure(
            "AB",
            "S2",
            "Mo-Fr",
            &[(1, "A", "", "14:00", "13:45"), (2, "B", "14:30", "", "")],
        ),
        departure(
            "BC",
            "S1",
            "Mo-Sa",
            &[(1, "B", "", "09:00", "08:50"), (2, "C", "09:30", "", "")],
        ),
    ];
    for one in &mut departures {
        one.room = Room { parcels: Some(2), ..Room::default() };
    }
    let routes = vec![
        route("AB", &["A", "B"], since("2025-01-01", None)),
        route("BC", &["B", "C"], since("2025-01-01", None)),
    ];
    (network(points(), routes), Plan { departures, ..Plan::default() })
}

fn at(text: &str) -> At {
    At::parse(&format!("2025-04-{text}:00+07:00")).unwrap()
}

/// Three dossiers in A on Monday morning, for B.
fn three() -> Vec<Errand> {
    ["14T07:10", "14T07:20", "14T07:30"].map(|ready| errand("A", "B", at(ready))).into()
}

fn column(errands: &[Errand], change: Option<&str>) -> Column {
    let (network, plan) = two_villages();
    let change = change.map(|text| match text.split_once('@') {
        Some(_) => Change::Breakdown(text.parse().unwrap()),
        None => Change::CutOff(text.parse().unwrap()),
    });
    let mut told = tried(
        &network,
        &plan,
        errands,
        (ALWAYS, change.into_iter().map(|one| vec![one]).collect()),
    );
    told.columns.pop().unwrap()
}

#[test]
fn who_waits_longest_is_first_and_who_finds_no_room_goes_with_the_next_run_at_its_hops_charge() {
    let column = column(&three(), None);
    assert_eq!((column.whole.kept, column.whole.late), (2, 1));
    let monday: Vec<_> = column.runs.iter().filter(|run| run.day == day("2025-04-14")).collect();
    let of = |departure: &str| {
        monday.iter().find(|run| run.route.as_str() == "AB" && run.departure.as_str() == departure)
    };
    let (first, second) = (of("S1").unwrap(), of("S2").unwrap());
    assert_eq!((first.carried, first.left_full, first.delay_minutes), (2, 1, 6 * 60));
    assert_eq!(first.load(), Some(1.0));
    assert_eq!((second.carried, second.left_full), (1, 0));
    // It was to be scanned in B by eight thirty and the margin of two hours, and left A only at two.
    assert_eq!(column.whole.dark, 1);
    assert_eq!(column.days[&day("2025-04-14")].dark, 1);
    let waiting = column.whole.waiting.unwrap();
    assert_eq!((waiting.median_minutes, waiting.most_minutes), (50, 390));
}

#[test]
fn a_van_that_breaks_down_is_missed_once_and_then_planned_without() {
    let later = errand("A", "B", at("15T07:00"));
    let errands = [three()[..2].to_vec(), vec![later]].concat();
    let broken = column(&errands, Some("AB/S1@2025-04-14..2025-04-15"));
    let run = |on: &str| {
        broken.runs.iter().find(|run| run.day == day(on) && run.departure.as_str() == "S1").unwrap()
    };
    assert!(!run("2025-04-14").went && !run("2025-04-15").went && run("2025-04-16").went);
    assert_eq!((run("2025-04-14").left_broken, run("2025-04-14").carried), (2, 0));
    assert_eq!(run("2025-04-15").left_broken, 0, "on the second day everybody knows");
    assert_eq!(broken.whole.late, 3, "judged by the promises of the timetable as it is");
    assert_eq!(broken.whole.runs_broken, 2);
    assert_eq!(broken.whole.dark, 0, "what is known not to leave is no run to be seen after");
}

#[test]
fn an_earlier_cut_off_leaves_behind_who_comes_after_it() {
    let strict = column(&three()[..2], Some("AB/S1=45"));
    assert_eq!((strict.whole.kept, strict.whole.late), (1, 1));
    let loose = column(&[errand("A", "B", at("14T07:58"))], Some("AB/S1=0"));
    assert_eq!((loose.whole.kept, loose.whole.late), (1, 0));
    let dropped = column(&[errand("A", "C", at("14T07:00"))], Some("BC=40"));
    assert_eq!((dropped.whole.late, dropped.whole.under_way), (1, 0), "the change is missed in B");
}

#[test]
fn what_there_is_more_of_is_carried_beside_the_rest_and_what_is_off_is_not_driven() {
    let (network, plan) = two_villages();
    let twice = Change::Demand("2025-04-14=2".parse().unwrap());
    let off = Change::DaysOff("2025-04-14".parse().unwrap());
    let mut plan = plan;
    for one in &mut plan.departures {
        one.calendar = "post".parse().ok();
    }
    let told = tried(&network, &plan, &three(), (ALWAYS, vec![vec![twice], vec![off]]));
    let [as_it_is, twice, off] = &told.columns[..] else { panic!("three columns") };
    assert_eq!((as_it_is.whole.parcels, twice.whole.parcels), (3, 6));
    assert!(twice.whole.left_full > as_it_is.whole.left_full);
    assert!(!off.runs.iter().any(|run| run.day == day("2025-04-14")));
    assert_eq!(off.whole.parcels, 3);
    assert_eq!(off.whole.late, 1, "a day off is known long before, and promised around");
    assert_eq!(as_it_is.told(Lang::Vi), "Lịch hiện nay");
}

#[test]
fn a_change_that_does_not_fit_says_what_was_expected() {
    let (network, plan) = two_villages();
    let timetable = Timetable::new(plan.clone(), &network, &calendars());
    let refused = |change: Change| match change.fits(&plan, &timetable, a_week()) {
        Err(BadChange::Unfit { expected, got }) => format!("expected {expected}, got {got}"),
        other => panic!("{other:?}"),
    };
    let cut_off = |text: &str| Change::CutOff(text.parse().unwrap());
    let breakdown = |text: &str| Change::Breakdown(text.parse().unwrap());
    for (change, said) in [
        (
            cut_off("XY=5"),
            "expected a mail route with departures between 2025-04-14 and 2025-04-19, got XY",
        ),
        (
            cut_off("AB/S9=5"),
            "expected a departure of AB between 2025-04-14 and 2025-04-19, got S9",
        ),
        (breakdown("XY@2025-04-15"), "expected a mail route with departures"),
        (
            breakdown("AB@2025-05-15"),
            "expected days between 2025-04-14 and 2025-04-19, which are rehearsed, got 2025-05-15",
        ),
        (breakdown("AB@2025-04-19..2025-04-20"), "got 2025-04-19..2025-04-20"),
        (breakdown("AB/S2@2025-04-19"), "expected a day on which it goes, got 2025-04-19"),
        (Change::DaysOff("2025-04-13".parse().unwrap()), "expected days between"),
        (Change::Demand("2025-04-20=2".parse().unwrap()), "expected days between"),
        (
            Change::Tet(super::Tet { first: day("2025-04-16"), times: 2.0 }),
            "expected more than 7 days to rehearse, the week before Tết among them, got 2025-04-16",
        ),
    ] {
        let told = refused(change);
        assert!(told.contains(said), "{told}");
    }
}
