//! Holidays and exchanged days.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::open_data;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::calendar::{Audience, CalendarDay, SpecialKind};
use crate::store::{Conn, StoreError, holidays, revisions};

const COLUMNS: &[&str] = &["date", "audience", "kind", "name_vi", "name_en", "decision"];

pub(super) struct Holidays;

impl Subject for Holidays {
    type Value = CalendarDay;

    const LAYOUTS: &'static [Layout<Self>] =
        &[Layout::own("holidays", COLUMNS, gather), open_data::holidays::OF_VIET_NAM];
    const KEY_COLUMN: &'static str = "date";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn name(day: &CalendarDay) -> String {
        format!("{} for {}", day.date, day.audience.as_str())
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
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<CalendarDay>, StoreError> {
        holidays::load(conn)
    }

    fn check(
        _conn: &mut Conn,
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
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[CalendarDay]) -> Result<(), StoreError> {
        holidays::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<CalendarDay>> {
    each_row(sheet, found, done, read_day)
}

fn read_day(row: &Row, found: &mut Problems) -> Option<CalendarDay> {
    let date = row.date("date", found);
    let audience = row.code::<Audience>("audience", found);
    let kind = row.code::<SpecialKind>("kind", found);
    let name_vi = row.text("name_vi", 200, found);
    let name_en = row.text("name_en", 200, found);
    let decision = row.text("decision", 500, found);
    let (date, audience, kind) = (date?, audience?, kind?);
    let expected = fits_weekday(date, kind, audience);
    if let Some(expected) = expected {
        row.refuse("date", expected, found);
        return None;
    }
    let (name_vi, name_en, decision) = (name_vi?, name_en?, decision?);
    Some(CalendarDay { date, audience, kind, name_vi, name_en, decision })
}

/// What is expected of the day when it is not one on which this can be.
pub(super) fn fits_weekday(
    date: NaiveDate,
    kind: SpecialKind,
    audience: Audience,
) -> Option<&'static str> {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    match kind {
        SpecialKind::SwapWorking if !weekend => Some("a Saturday or Sunday for swap_working"),
        SpecialKind::SwapRest if weekend && audience != Audience::Post => {
            Some("a day from Monday to Friday for swap_rest")
        }
        SpecialKind::Holiday
        | SpecialKind::Observed
        | SpecialKind::SwapRest
        | SpecialKind::SwapWorking
        | SpecialKind::HalfDay => None,
    }
}
