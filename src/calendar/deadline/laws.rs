//! What must hold whatever is received, asked for and awaited.

use proptest::prelude::*;

use super::super::day::Day;
use super::super::limit::TimeUnit;
use super::super::samples::{authority, loaded, post};
use super::super::working::Calendars;
use super::*;

const MINUTE: i64 = 60_000;

fn calendar(all: &Calendars, post_too: bool) -> WorkingCalendar<'_> {
    if post_too { post(all) } else { authority(all) }
}

fn start() -> At {
    At::parse("2025-01-06T00:00:00+07:00").unwrap()
}

/// A moment in the first fourteen months.
fn moment() -> impl Strategy<Value = At> {
    (0i64..420 * 1440).prop_map(|minute| start().plus_millis(minute * MINUTE))
}

fn unit() -> impl Strategy<Value = TimeUnit> {
    prop::sample::select(TimeUnit::ALL.to_vec())
}

fn limit() -> impl Strategy<Value = TimeLimit> {
    (1u32..40, unit()).prop_map(|(amount, unit)| {
        let amount = if unit == TimeUnit::Month { amount.min(4) } else { amount };
        TimeLimit { amount, unit }
    })
}

/// A pause that begins so many minutes after something, and lasts.
fn pause() -> impl Strategy<Value = (i64, i64, PauseReason)> {
    let reason = prop::sample::select(PauseReason::ALL.to_vec());
    (0i64..40 * 1440, 1i64..12 * 1440, reason)
}

fn after(at: At, pauses: &[(i64, i64, PauseReason)]) -> Vec<Pause> {
    let one = |(begin, length, reason): &(i64, i64, PauseReason)| {
        let from = at.plus_millis(begin * MINUTE);
        Pause::new(*reason, from, Some(from.plus_millis(length * MINUTE))).unwrap()
    };
    pauses.iter().map(one).collect()
}

fn due(calendar: &WorkingCalendar<'_>, at: At, time: TimeLimit, pauses: &[Pause]) -> At {
    deadline(calendar, at, time, pauses).unwrap().due.at().unwrap()
}

/// Whether the moment lies in working time, its last minute's end included.
fn in_work(day: &Day<'_>, at: At) -> bool {
    let on = |time: TimeOfDay| time.on(day.date);
    day.spans.iter().any(|span| on(span.from) <= at && at <= on(span.until))
}

proptest! {
    #[test]
    fn what_comes_later_is_never_due_earlier(
        at in moment(), gap in 0i64..20 * 1440, time in limit(), post_too: bool,
        pauses in prop::collection::vec(pause(), 0..4),
    ) {
        let all = loaded();
        let calendar = calendar(&all, post_too);
        let later = at.plus_millis(gap * MINUTE);
        // What is awaited was asked for after the dossier came.
        let pauses = after(later, &pauses);
        prop_assert!(due(&calendar, at, time, &pauses) <= due(&calendar, later, time, &pauses));
    }

    #[test]
    fn a_further_pause_never_makes_it_earlier(
        at in moment(), time in limit(), post_too: bool,
        pauses in prop::collection::vec(pause(), 1..5),
    ) {
        let all = loaded();
        let calendar = calendar(&all, post_too);
        let pauses = after(at, &pauses);
        let (_, fewer) = pauses.split_last().unwrap();
        prop_assert!(due(&calendar, at, time, fewer) <= due(&calendar, at, time, &pauses));
    }

    #[test]
    fn a_longer_limit_is_never_due_earlier(
        at in moment(), time in limit(), more in 0u32..5,
        pauses in prop::collection::vec(pause(), 0..3),
    ) {
        let all = loaded();
        let calendar = authority(&all);
        let pauses = after(at, &pauses);
        let longer = TimeLimit { amount: time.amount + more, ..time };
        prop_assert!(due(&calendar, at, time, &pauses) <= due(&calendar, at, longer, &pauses));
    }

    #[test]
    fn pauses_count_as_the_time_they_cover_in_whatever_order_they_are_told(
        at in moment(), time in limit(), one in pause(), overlap in 1i64..5000, length in 1i64..9000,
    ) {
        let all = loaded();
        let calendar = authority(&all);
        let (begin, first, reason) = one;
        let overlap = overlap.min(first);
        let two = [(begin, first, reason), (begin + first - overlap, length, reason)];
        let union = [(begin, first.max(first - overlap + length), reason)];
        let separate = due(&calendar, at, time, &after(at, &two));
        prop_assert_eq!(separate, due(&calendar, at, time, &after(at, &union)));
        let mut turned = after(at, &two);
        turned.reverse();
        turned.push(turned[0]);
        prop_assert_eq!(separate, due(&calendar, at, time, &turned));
    }

    #[test]
    fn what_is_due_is_due_in_working_time_and_days_at_their_close(
        at in moment(), time in limit(), post_too: bool,
        pauses in prop::collection::vec(pause(), 0..4),
    ) {
        let all = loaded();
        let calendar = calendar(&all, post_too);
        let due = due(&calendar, at, time, &after(at, &pauses));
        let day = calendar.day(due.date()).unwrap();
        prop_assert!(in_work(&day, due), "{due}");
        if time.unit != TimeUnit::WorkingHour {
            prop_assert_eq!(due, day.ends());
        }
    }

    #[test]
    fn so_many_hours_are_so_many_working_minutes(
        at in moment(), hours in 1u32..60, post_too: bool,
    ) {
        let all = loaded();
        let calendar = calendar(&all, post_too);
        let time = TimeLimit { amount: hours, unit: TimeUnit::WorkingHour };
        let told = deadline(&calendar, at, time, &[]).unwrap();
        let (from, due) = (told.counted_from, told.due.at().unwrap());
        let mut worked = 0;
        let mut date = from.date();
        while date <= due.date() {
            for span in calendar.day(date).unwrap().spans {
                let (begin, end) = (span.from.on(date).max(from), span.until.on(date).min(due));
                worked += (end.millis() - begin.millis()).max(0);
            }
            date = date.succ_opt().unwrap();
        }
        prop_assert_eq!(worked, i64::from(hours) * 60 * MINUTE);
    }

    #[test]
    fn days_in_two_steps_are_days_in_one(at in moment(), n in 1u32..30, m in 1u32..30) {
        let all = loaded();
        let calendar = authority(&all);
        let days = |amount| TimeLimit { amount, unit: TimeUnit::WorkingDay };
        let step = due(&calendar, at, days(n), &[]);
        let opens = calendar.day(step.date()).unwrap().opens().unwrap();
        prop_assert_eq!(due(&calendar, opens, days(m), &[]), due(&calendar, at, days(n + m), &[]));
    }

    #[test]
    fn from_when_is_counted_lies_in_working_time_and_not_before_the_receipt(
        at in moment(), post_too: bool,
    ) {
        let all = loaded();
        let calendar = calendar(&all, post_too);
        let (from, later) = calendar.counted_from(at).unwrap();
        prop_assert!(at <= from);
        prop_assert_eq!(later.is_none(), at == from);
        prop_assert_eq!(calendar.counted_from(from).unwrap(), (from, None));
    }

    #[test]
    fn every_day_between_is_counted_or_named(
        at in moment(), days in 1u32..40, pauses in prop::collection::vec(pause(), 0..3),
    ) {
        let all = loaded();
        let calendar = authority(&all);
        let time = TimeLimit { amount: days, unit: TimeUnit::WorkingDay };
        let told = deadline(&calendar, at, time, &after(at, &pauses)).unwrap();
        let (first, last) = (told.counted_from.date(), told.due.at().unwrap().date());
        let named = told.skipped.iter().filter(|day| day.date > first).count() as i64;
        prop_assert_eq!((last - first).num_days(), i64::from(days) + named);
    }
}
