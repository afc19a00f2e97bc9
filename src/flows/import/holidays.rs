//! Holidays and exchanged days.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::merge::{Entry, Merged, Subject, each_row};
use super::sheet::{Problems, Row, Sheet};
use crate::calendar::{Audience, CalendarDay, Calendars, SpecialKind};
use crate::store::{Conn, StoreError, holidays, revisions, units, weeks};

pub(super) struct Holidays;

impl Subject for Holidays {
    type Value = CalendarDay;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["date", "audience", "kind", "name_vi", "name_en", "decision", "basis"];
    const KEY_COLUMN: &'static str = "date";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<CalendarDay>> {
        each_row(sheet, found, read, read_day)
    }

    fn key(day: &CalendarDay) -> String {
        format!("{} for {}", day.date, day.audience)
    }

    fn load(conn: &mut Conn) -> Result<Vec<CalendarDay>, StoreError> {
        holidays::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        // Without New Year's Day a year is not a year's list, and would count as not loaded.
        let mut years: BTreeMap<i32, u64> = BTreeMap::new();
        for entry in &merged.entries {
            years.entry(entry.value.date.year()).or_insert(entry.line);
        }
        for (_, day) in merged.all() {
            if day.date.ordinal() == 1 && day.audience == Audience::Everyone {
                years.remove(&day.date.year());
            }
        }
        for (year, line) in years {
            let expected = format_args!("{year}-01-01 for everyone among the days of {year}");
            found.add(line, "date", expected, "a list without it");
        }
        check_days(conn, merged, found)
    }

    fn save(conn: &mut Conn, news: &[CalendarDay]) -> Result<(), StoreError> {
        holidays::save(conn, news)
    }
}

/// Who an entry is for must be there on that day, and an exchange must change something: a day of rest
/// is worked for one that is not.
fn check_days(
    conn: &mut Conn,
    merged: &Merged<Holidays>,
    found: &mut Problems,
) -> Result<(), StoreError> {
    let network = units::load_network(conn)?;
    let weeks = Calendars::new(Vec::new(), weeks::load(conn)?);
    for Entry { line, value: day } in &merged.entries {
        let Some(asked) = network.calendar_line(&day.audience, day.date) else {
            let expected = "a unit or point that is there on that day";
            found.add(*line, "audience", expected, &day.audience.to_string());
            continue;
        };
        // An exchange for everyone is one for the authorities.
        let asked =
            if day.audience == Audience::Everyone { Audience::Authority.line() } else { asked };
        // Without a week nothing can be said against it; the calendar will ask for one.
        let Ok(rests) = weeks.of(asked).rests_weekly(day.date) else { continue };
        let expected = match day.kind {
            SpecialKind::SwapWorking if !rests => {
                "a day that the week does not work for swap_working"
            }
            SpecialKind::SwapRest if rests => "a day that the week works for swap_rest",
            SpecialKind::Holiday
            | SpecialKind::Observed
            | SpecialKind::SwapRest
            | SpecialKind::SwapWorking
            | SpecialKind::HalfDay => continue,
        };
        found.add(*line, "date", expected, &day.date.to_string());
    }
    Ok(())
}

fn read_day(row: &Row, found: &mut Problems) -> Option<CalendarDay> {
    let date = row.date("date", found);
    let audience = row.code("audience", found);
    let kind = row.code("kind", found);
    let name_vi = row.text("name_vi", 200, found);
    let name_en = row.text("name_en", 200, found);
    let decision = row.text("decision", 500, found);
    let basis = row.code("basis", found);
    Some(CalendarDay {
        date: date?,
        audience: audience?,
        kind: kind?,
        name_vi: name_vi?,
        name_en: name_en?,
        decision: decision?,
        basis: basis?,
    })
}
