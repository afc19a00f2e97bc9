//! Holidays and exchanged days.

use std::collections::BTreeMap;

use chrono::{Datelike, Weekday};

use super::merge::{Entry, Merged, Subject, each_row};
use super::sheet::{Problems, Row, Sheet};
use crate::calendar::{Audience, CalendarDay, SpecialKind};
use crate::store::{Conn, StoreError, holidays, revisions};

pub(super) struct Holidays;

impl Subject for Holidays {
    type Value = CalendarDay;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["date", "audience", "kind", "name_vi", "name_en", "decision"];
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
        format!("{} for {}", day.date, day.audience.as_str())
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

fn read_day(row: &Row, found: &mut Problems) -> Option<CalendarDay> {
    let date = row.date("date", found);
    let audience = row.code::<Audience>("audience", found);
    let kind = row.code::<SpecialKind>("kind", found);
    let name_vi = row.text("name_vi", 200, found);
    let name_en = row.text("name_en", 200, found);
    let decision = row.text("decision", 500, found);
    let (date, audience, kind) = (date?, audience?, kind?);
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let expected = match kind {
        SpecialKind::SwapWorking if !weekend => Some("a Saturday or Sunday for swap_working"),
        SpecialKind::SwapRest if weekend && audience != Audience::Post => {
            Some("a day from Monday to Friday for swap_rest")
        }
        SpecialKind::Holiday
        | SpecialKind::Observed
        | SpecialKind::SwapRest
        | SpecialKind::SwapWorking
        | SpecialKind::HalfDay => None,
    };
    if let Some(expected) = expected {
        row.refuse("date", expected, found);
        return None;
    }
    let (name_vi, name_en, decision) = (name_vi?, name_en?, decision?);
    Some(CalendarDay { date, audience, kind, name_vi, name_en, decision })
}
