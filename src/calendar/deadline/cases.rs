//! Known days and hours, one by one.

use super::super::limit::TimeUnit;
use super::super::samples::{authority, day, loaded, post};
use super::super::working::Calendars;
use super::*;

fn at(text: &str) -> At {
    At::parse(&format!("{text}:00+07:00")).unwrap()
}

fn pause(from: &str, until: Option<&str>) -> Pause {
    Pause::new(PauseReason::Supplement, at(from), until.map(at)).unwrap()
}

fn limit(amount: u32, unit: TimeUnit) -> TimeLimit {
    TimeLimit::new(amount, unit).unwrap()
}

fn of(all: &Calendars, received: &str, time: TimeLimit, pauses: &[Pause]) -> Deadline {
    deadline(&authority(all), at(received), time, pauses).unwrap()
}

/// When something is due, as `2025-04-08T17:00`.
fn due(received: &str, amount: u32, unit: TimeUnit, pauses: &[Pause]) -> String {
    written(of(&loaded(), received, limit(amount, unit), pauses).due.at().unwrap())
}

fn written(at: At) -> String {
    at.to_office().format("%Y-%m-%dT%H:%M").to_string()
}

#[test]
fn the_cut_off_is_kept_to_the_minute() {
    let all = loaded();
    let calendar = authority(&all);
    let counted = |text: &str| {
        let (from, later) = calendar.counted_from(at(text)).unwrap();
        (written(from), later.map(Later::as_str))
    };
    for (received, from, later) in [
        ("2025-04-08T06:59", "2025-04-08T07:30", Some("out_of_hours")),
        ("2025-04-08T07:30", "2025-04-08T07:30", None),
        ("2025-04-08T11:29", "2025-04-08T11:29", None),
        ("2025-04-08T11:30", "2025-04-08T13:30", Some("out_of_hours")),
        ("2025-04-08T15:00", "2025-04-08T15:00", None),
        ("2025-04-08T15:01", "2025-04-09T07:30", Some("after_cut_off")),
        ("2025-04-08T17:00", "2025-04-09T07:30", Some("out_of_hours")),
        ("2025-04-12T09:00", "2025-04-14T07:30", Some("day_not_worked")),
        ("2025-04-25T15:01", "2025-04-26T07:30", Some("after_cut_off")),
        ("2025-04-29T16:00", "2025-05-05T07:30", Some("after_cut_off")),
    ] {
        assert_eq!(counted(received), (from.to_owned(), later), "{received}");
    }
    // 15:00:59 is still three o'clock.
    let last = at("2025-04-08T15:00").plus_millis(59_999);
    assert_eq!(calendar.counted_from(last).unwrap().1, None);
}

#[test]
fn the_post_counts_saturdays_and_has_its_own_hours() {
    let all = loaded();
    let saturday = at("2025-04-12T09:00");
    let (from, later) = post(&all).counted_from(saturday).unwrap();
    assert_eq!((from, later), (saturday, None));
    let noon = post(&all).counted_from(at("2025-04-12T11:30")).unwrap().0;
    assert_eq!(written(noon), "2025-04-14T07:00");
    let two = deadline(&post(&all), at("2025-04-11T16:30"), limit(2, TimeUnit::WorkingDay), &[]);
    assert_eq!(written(two.unwrap().due.at().unwrap()), "2025-04-14T17:00");
}

#[test]
fn exchanged_days_are_worked_and_rested_as_decided() {
    for (received, days, expected) in [
        // 26 April 2025 was worked for 2 May.
        ("2025-04-25T09:00", 1, "2025-04-26T17:00"),
        ("2025-04-25T09:00", 3, "2025-04-29T17:00"),
        ("2025-04-29T09:00", 1, "2025-05-05T17:00"),
        // 22 August 2026 was worked for 31 August.
        ("2026-08-21T09:00", 1, "2026-08-22T17:00"),
        ("2026-08-28T09:00", 1, "2026-09-03T17:00"),
        // The new year of the moon, and the holiday on a Sunday that moved to Monday.
        ("2026-02-12T09:00", 1, "2026-02-13T11:30"),
        ("2026-02-13T09:00", 1, "2026-02-23T17:00"),
        ("2026-04-24T09:00", 1, "2026-04-28T17:00"),
        // Vietnamese Culture Day, a day off from 2026 on.
        ("2026-11-23T09:00", 1, "2026-11-25T17:00"),
        ("2025-11-21T09:00", 2, "2025-11-25T17:00"),
    ] {
        assert_eq!(due(received, days, TimeUnit::WorkingDay, &[]), expected, "{received} + {days}");
    }
}

#[test]
fn working_hours_run_over_breaks_nights_and_holidays_to_the_minute() {
    for (received, hours, expected) in [
        ("2025-04-08T09:10", 2, "2025-04-08T11:10"),
        ("2025-04-08T09:30", 2, "2025-04-08T11:30"),
        ("2025-04-08T10:30", 2, "2025-04-08T14:30"),
        ("2025-04-08T14:47", 4, "2025-04-09T09:17"),
        ("2025-04-08T15:30", 1, "2025-04-09T08:30"),
        ("2025-04-29T14:00", 4, "2025-05-05T08:30"),
    ] {
        assert_eq!(
            due(received, hours, TimeUnit::WorkingHour, &[]),
            expected,
            "{received} {hours}h"
        );
    }
}

#[test]
fn months_end_on_the_same_day_or_on_the_months_last() {
    for (received, months, expected) in [
        ("2025-02-10T09:00", 1, "2025-03-10T17:00"),
        ("2025-01-31T09:00", 1, "2025-02-28T17:00"),
        ("2025-03-31T09:00", 1, "2025-05-05T17:00"),
        ("2025-03-08T09:00", 1, "2025-04-10T17:00"),
        ("2026-01-15T09:00", 12, "2027-01-15T17:00"),
    ] {
        assert_eq!(due(received, months, TimeUnit::Month, &[]), expected, "{received} + {months}");
    }
}

#[test]
fn a_last_day_of_rest_moves_to_the_next_working_day() {
    let all = loaded();
    let moved = of(&all, "2025-04-08T09:00", limit(4, TimeUnit::Day), &[]);
    assert_eq!(written(moved.due.at().unwrap()), "2025-04-14T17:00");
    let dates: Vec<String> = moved.skipped.iter().map(|day| day.date.to_string()).collect();
    assert_eq!(dates, ["2025-04-12", "2025-04-13"]);
    assert_eq!(due("2025-04-08T09:00", 22, TimeUnit::Day, &[]), "2025-05-05T17:00");
}

#[test]
fn while_something_is_awaited_the_clock_stands() {
    let days = |pauses: &[Pause]| due("2025-04-07T09:00", 5, TimeUnit::WorkingDay, pauses);
    assert_eq!(days(&[]), "2025-04-14T17:00");
    for (from, until, expected) in [
        // Within one day nothing is lost; over a night a day is.
        ("2025-04-08T09:00", "2025-04-08T14:00", "2025-04-14T17:00"),
        ("2025-04-08T09:00", "2025-04-09T09:00", "2025-04-15T17:00"),
        // A supplement that comes after the cut-off is there on the next working day.
        ("2025-04-08T09:00", "2025-04-08T15:01", "2025-04-15T17:00"),
        // A weekend inside a pause costs nothing twice.
        ("2025-04-11T09:00", "2025-04-14T09:00", "2025-04-15T17:00"),
        // After the end it is too late to ask.
        ("2025-04-14T17:01", "2025-04-20T09:00", "2025-04-14T17:00"),
    ] {
        assert_eq!(days(&[pause(from, Some(until))]), expected, "{from} to {until}");
    }
    let hours = |pauses: &[Pause]| due("2025-04-08T08:00", 4, TimeUnit::WorkingHour, pauses);
    assert_eq!(hours(&[]), "2025-04-08T14:00");
    let half_hour = pause("2025-04-08T09:00", Some("2025-04-08T09:30"));
    assert_eq!(hours(&[half_hour]), "2025-04-08T14:30");
    assert_eq!(
        hours(&[half_hour, pause("2025-04-08T09:15", Some("2025-04-08T10:00"))]),
        "2025-04-08T15:00"
    );
    let over_night = pause("2025-04-08T09:00", Some("2025-04-08T18:00"));
    assert_eq!(hours(&[over_night]), "2025-04-09T10:30");
}

#[test]
fn a_pause_without_an_end_leaves_no_due_moment_but_says_what_is_left() {
    let all = loaded();
    let open = pause("2025-04-09T09:00", None);
    let days = of(&all, "2025-04-07T09:00", limit(5, TimeUnit::WorkingDay), &[open]);
    assert_eq!(days.due, Due::Standing { since: open.from, left: 4 });
    let hours = of(&all, "2025-04-08T15:00", limit(4, TimeUnit::WorkingHour), &[open]);
    assert_eq!(hours.due, Due::Standing { since: open.from, left: 30 });
    let early = of(&all, "2025-04-07T09:00", limit(1, TimeUnit::WorkingDay), &[open]);
    assert_eq!(early.due, Due::At(at("2025-04-08T17:00")));
    assert!(early.stood.is_empty());
}

#[test]
fn the_answer_says_why() {
    let all = loaded();
    let pauses = [
        pause("2025-04-28T10:00", Some("2025-04-29T10:00")),
        Pause {
            reason: PauseReason::Payment,
            ..pause("2025-04-29T08:00", Some("2025-04-29T14:00"))
        },
    ];
    let told = of(&all, "2025-04-25T16:00", limit(2, TimeUnit::WorkingDay), &pauses);
    assert_eq!(written(told.counted_from), "2025-04-26T07:30");
    assert_eq!(told.later.map(Later::as_str), Some("after_cut_off"));
    assert_eq!(written(told.due.at().unwrap()), "2025-05-05T17:00");
    assert_eq!(told.stood.len(), 1, "the two pauses touch");
    assert_eq!(told.stood[0].reasons, PauseReason::ALL);
    let skipped: Vec<(String, &str)> = told
        .skipped
        .iter()
        .map(|day| {
            let why = match &day.why {
                Why::Paused => "paused",
                Why::NotWorked { kind, .. } => kind.as_str(),
            };
            (day.date.to_string(), why)
        })
        .collect();
    let expected = [
        ("2025-04-27", "rest"),
        ("2025-04-28", "paused"),
        ("2025-04-30", "holiday"),
        ("2025-05-01", "holiday"),
        ("2025-05-02", "swap_rest"),
        ("2025-05-03", "rest"),
        ("2025-05-04", "rest"),
    ];
    assert_eq!(skipped, expected.map(|(date, why)| (date.to_owned(), why)));
    for decision in ["QĐ giờ làm việc", "QĐ 2025-04-26", "QĐ 2025-05-02"] {
        assert!(
            told.decisions.iter().any(|one| one == decision),
            "{decision}: {:?}",
            told.decisions
        );
    }
    assert!(told.estimated_years.is_empty());
}

#[test]
fn what_rests_on_an_estimate_says_so() {
    let all = loaded();
    let told = of(&all, "2026-12-30T09:00", limit(5, TimeUnit::WorkingDay), &[]);
    assert_eq!(told.estimated_years, [2027]);
}

#[test]
fn a_limit_that_leaves_the_loaded_years_is_an_error_that_names_the_file() {
    let all = loaded();
    let asked = |received: &str, amount, unit| {
        deadline(&authority(&all), at(received), limit(amount, unit), &[]).unwrap_err().to_string()
    };
    for told in [
        asked("2027-12-30T09:00", 5, TimeUnit::WorkingDay),
        asked("2027-12-30T09:00", 30, TimeUnit::WorkingHour),
        asked("2027-01-08T09:00", 12, TimeUnit::Month),
    ] {
        assert_eq!(told, "the days of 2028 are not loaded: hosopost import holidays FILE");
    }
    assert!(asked("2024-06-03T09:00", 1, TimeUnit::Day).contains("2024"));
    assert_eq!(day("2025-04-08").to_string(), "2025-04-08");
}

#[test]
fn a_pause_ends_after_it_begins() {
    let from = at("2025-04-08T09:00");
    assert!(Pause::new(PauseReason::Payment, from, Some(from)).is_err());
    assert!(Pause::new(PauseReason::Payment, from, Some(from.plus_millis(1))).is_ok());
    assert!(PauseReason::ALL.iter().all(|one| one.as_str().parse() == Ok(*one)));
    assert!("lunch".parse::<PauseReason>().is_err());
}
