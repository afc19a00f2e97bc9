//! When a desk is open next, as a person reads it.

use chrono::{Datelike, NaiveDate};

use crate::app::Known;
use crate::base::{At, Lang, PointCode};
use crate::calendar::{Audience, Span};
use crate::web::staff::words;

fn spans(spans: &[Span]) -> String {
    let each: Vec<String> =
        spans.iter().map(|span| format!("{}–{}", span.from, span.until)).collect();
    each.join(", ")
}

/// When somebody is there next, by the calendar of the point, holidays and all; none where its year is not
/// loaded.
pub(super) fn next_open(known: &Known, code: &PointCode, now: At, lang: Lang) -> Option<String> {
    let today = now.date();
    let point = known.network.point_on(code, today)?;
    let audience = Audience::Point(code.clone());
    let calendar = known.network.calendar(&known.calendars, &audience, today).ok()?;
    let open = |day: NaiveDate| {
        let worked = calendar.day(day).ok()?;
        let usual = point.hours.spans(day.weekday());
        // The calendar says whether the day is worked, the point's own week at which hours.
        let hours = if usual.is_empty() { worked.spans.as_slice() } else { usual };
        worked.is_working().then(|| hours.to_vec())
    };
    let mut day = today;
    for _ in 0..60 {
        let hours = open(day).unwrap_or_default();
        let still = |span: &&Span| span.until.on(day) > now;
        let left: Vec<Span> = hours.iter().filter(still).copied().collect();
        if !left.is_empty() {
            return Some(if day == today {
                format!("{} {}", lang.pick("hôm nay", "today"), spans(&left))
            } else {
                format!("{} {}", words::day(day, lang), spans(&left))
            });
        }
        day = day.succ_opt()?;
    }
    None
}
