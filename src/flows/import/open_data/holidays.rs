//! The list of holidays since 2018. It knows no audience: days exchanged by decision are those of the
//! authorities, all others are everyone's.

use crate::calendar::{Audience, Basis, CalendarDay, SpecialKind};
use crate::flows::import::holidays::Holidays;
use crate::flows::import::layout::{Done, Layout, Reader};
use crate::flows::import::row::Row;
use crate::flows::import::sheet::{Problems, Sheet};
use crate::flows::import::subject::{Entry, each_row};

pub(in crate::flows::import) const OF_VIET_NAM: Layout<Holidays> = Layout::open_data(
    "holidays_vn",
    &["date", "weekday", "kind", "day_off", "name_vi", "name_en", "lunar_date", "status", "source"],
    &[],
    Reader::Dated(gather),
);

const KINDS: &[(&str, SpecialKind)] = &[
    ("holiday", SpecialKind::Holiday),
    ("observed", SpecialKind::Observed),
    ("swap_off", SpecialKind::SwapRest),
    ("swap_work", SpecialKind::SwapWorking),
];

/// On what the day rests, with the words that are kept.
const STATUSES: &[(&str, (Basis, &str))] = &[
    ("official_decision", (Basis::Decision, "Quyết định của cơ quan có thẩm quyền")),
    ("official_rule", (Basis::Rule, "Theo Bộ luật Lao động")),
    ("rule_estimate", (Basis::Estimate, "Dự kiến theo Bộ luật Lao động, chờ quyết định")),
];

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<CalendarDay>> {
    each_row(sheet, found, done, read_day)
}

fn read_day(row: &Row, found: &mut Problems) -> Option<CalendarDay> {
    let date = row.date("date", found);
    let kind = row.word("kind", KINDS, found);
    let off = row.flag("day_off", found);
    let name_vi = row.text("name_vi", 200, found);
    let name_en = row.text("name_en", 200, found);
    let status = row.word("status", STATUSES, found);
    let source = row.text("source", 300, found);
    let mut fits = true;
    let mut refuse = |column, expected: &str| {
        row.refuse(column, expected, found);
        fits = false;
    };
    if !is_lunar(row.cell("lunar_date")) {
        refuse("lunar_date", "a day of the lunar calendar, like 15/11/2017");
    }
    if let Some(date) = date {
        let weekday = date.format("%a").to_string();
        if row.cell("weekday") != weekday {
            refuse("weekday", &format!("{weekday}, as {date} is"));
        }
    }
    if let (Some(kind), Some(off)) = (kind, off)
        && off == (kind == SpecialKind::SwapWorking)
    {
        refuse("day_off", if off { "0 for a day that is worked" } else { "1 for a day of rest" });
    }
    let (date, kind) = (date?, kind?);
    let audience = match kind {
        SpecialKind::SwapRest | SpecialKind::SwapWorking => Audience::Authority,
        SpecialKind::Holiday | SpecialKind::Observed | SpecialKind::HalfDay => Audience::Everyone,
    };
    let (basis, words) = status?;
    let decision = format!("{words} ({})", source?);
    let (name_vi, name_en) = (name_vi?, name_en?);
    fits.then_some(CalendarDay { date, audience, kind, name_vi, name_en, decision, basis })
}

/// Days have thirty numbers at most, and February thirty of them: the parser of our calendar would refuse
/// good ones.
fn is_lunar(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let number = |at: usize, digits: usize| {
        let part: &str = parts.get(at).copied().unwrap_or_default();
        let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| plain).unwrap_or_default()
    };
    parts.len() == 3
        && (1..=30).contains(&number(0, 2))
        && (1..=12).contains(&number(1, 2))
        && (1900..=2200).contains(&number(2, 4))
}
