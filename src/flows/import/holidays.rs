//! Holidays and exchanged days.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::open_data;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::calendar::{Audience, CalendarDay, Calendars, SpecialKind};
use crate::network::Network;
use crate::store::{Conn, StoreError, holidays, revisions, units, weeks};

const COLUMNS: &[&str] = &["date", "audience", "kind", "name_vi", "name_en", "decision", "basis"];

pub(super) struct Holidays;

impl Subject for Holidays {
    type Value = CalendarDay;

    const LAYOUTS: &'static [Layout<Self>] =
        &[Layout::own("holidays", COLUMNS, gather), open_data::holidays::OF_VIET_NAM];
    const KEY_COLUMN: &'static str = "date";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn name(day: &CalendarDay) -> String {
        format!("{} for {}", day.date, day.audience)
    }

    fn period(_: &CalendarDay) -> Option<Period> {
        None
    }

    fn in_period(day: CalendarDay, _: Period) -> CalendarDay {
        day
    }

    fn cells(day: &CalendarDay) -> Vec<(&'static str, String)> {
        vec![
            ("kind", day.kind.as_str().to_owned()),
            ("name_vi", day.name_vi.clone()),
            ("name_en", day.name_en.clone()),
            ("decision", day.decision.clone()),
            ("basis", day.basis.as_str().to_owned()),
        ]
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

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<CalendarDay>> {
    each_row(sheet, found, done, read_day)
}

/// Who an entry is for must be there on that day, and an exchange must change something: a day of rest
/// is worked for one that is not.
fn check_days(
    conn: &mut Conn,
    merged: &Merged<Holidays>,
    found: &mut Problems,
) -> Result<(), StoreError> {
    // A whole country is looked through only for a day that is some place's own.
    let named = merged.entries.iter().any(|entry| entry.value.audience.is_named());
    let network = if named { units::load_network(conn)? } else { Network::default() };
    let weeks = Calendars::new(Vec::new(), weeks::load(conn)?);
    for Entry { line, value: day, .. } in &merged.entries {
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
