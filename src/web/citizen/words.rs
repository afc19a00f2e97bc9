//! Times and dates as people here say them.

use chrono::{Datelike, NaiveDate, Timelike};

use crate::base::{At, Lang};

const DAYS: [[&str; 2]; 7] = [
    ["Thứ Hai", "Mon"],
    ["Thứ Ba", "Tue"],
    ["Thứ Tư", "Wed"],
    ["Thứ Năm", "Thu"],
    ["Thứ Sáu", "Fri"],
    ["Thứ Bảy", "Sat"],
    ["Chủ Nhật", "Sun"],
];

/// `Thứ Ba, 08/04/2025` or `Tue 8 April 2025`.
pub(in crate::web) fn date(date: NaiveDate, lang: Lang) -> String {
    let [vi, en] = DAYS[date.weekday().num_days_from_monday() as usize];
    match lang {
        // Not by a pattern, which would be read anew for each of a page's dates.
        Lang::Vi => format!("{vi}, {:02}/{:02}/{}", date.day(), date.month(), date.year()),
        Lang::En => format!("{en} {}", date.format("%-d %B %Y")),
    }
}

/// `09:30 · Thứ Ba, 08/04/2025`, at office time.
pub(in crate::web) fn time(at: At, lang: Lang) -> String {
    let office = at.to_office();
    format!("{:02}:{:02} · {}", office.hour(), office.minute(), date(office.date_naive(), lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_said_in_both_languages() {
        let at = At::parse("2025-04-08T02:30:00Z").unwrap();
        assert_eq!(time(at, Lang::Vi), "09:30 · Thứ Ba, 08/04/2025");
        assert_eq!(time(at, Lang::En), "09:30 · Tue 8 April 2025");
    }
}
