//! Working hours as a person reads them.

use chrono::{NaiveDate, Weekday};

use crate::app::Known;
use crate::base::{At, Lang, PointCode};
use crate::calendar::{Audience, OpeningHours, Span};
use crate::web::staff::words;

const DAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Mon, "thứ Hai", "Monday"),
    (Weekday::Tue, "thứ Ba", "Tuesday"),
    (Weekday::Wed, "thứ Tư", "Wednesday"),
    (Weekday::Thu, "thứ Năm", "Thursday"),
    (Weekday::Fri, "thứ Sáu", "Friday"),
    (Weekday::Sat, "thứ Bảy", "Saturday"),
    (Weekday::Sun, "Chủ nhật", "Sunday"),
];

fn spans(spans: &[Span]) -> String {
    let each: Vec<String> =
        spans.iter().map(|span| format!("{}–{}", span.from, span.until)).collect();
    each.join(", ")
}

/// The hours of a usual week, days alike in one line: `thứ Hai – thứ Sáu: 07:30–11:30, 13:30–17:00`.
pub(super) fn week(hours: &OpeningHours, lang: Lang) -> Vec<String> {
    let name = |n: usize| lang.pick(DAYS[n].1, DAYS[n].2);
    let mut lines = Vec::new();
    let mut first = 0;
    while first < DAYS.len() {
        let alike = hours.spans(DAYS[first].0);
        let mut last = first;
        while last + 1 < DAYS.len() && hours.spans(DAYS[last + 1].0) == alike {
            last += 1;
        }
        if !alike.is_empty() {
            let days = if first == last {
                name(first).to_owned()
            } else {
                format!("{} – {}", name(first), name(last))
            };
            lines.push(format!("{days}: {}", spans(alike)));
        }
        first = last + 1;
    }
    lines
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
        let usual = point.hours.spans(chrono::Datelike::weekday(&day));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_are_alike_stand_in_one_line() {
        let hours: OpeningHours = "Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30".parse().unwrap();
        assert_eq!(
            week(&hours, Lang::Vi),
            ["thứ Hai – thứ Sáu: 07:30–11:30, 13:30–17:00", "thứ Bảy: 07:30–11:30"]
        );
        let broken: OpeningHours = "Mo 08:00-09:00; We 08:00-09:00".parse().unwrap();
        assert_eq!(week(&broken, Lang::En), ["Monday: 08:00–09:00", "Wednesday: 08:00–09:00"]);
        assert!(week(&OpeningHours::default(), Lang::Vi).is_empty());
    }
}
