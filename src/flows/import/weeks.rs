//! Working weeks.

use super::layout::{Done, Layout};
use super::merge::{Merged, written};
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::calendar::{Audience, Week};
use crate::store::{Conn, StoreError, revisions, units, weeks};

const COLUMNS: &[&str] =
    &["audience", "valid_from", "valid_until", "hours", "half_day_until", "cut_off", "decision"];

pub(super) struct Weeks;

impl Subject for Weeks {
    type Value = Week;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("weeks", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "audience";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn name(one: &Week) -> String {
        one.audience.to_string()
    }

    fn period(one: &Week) -> Option<Period> {
        Some(one.period)
    }

    fn in_period(one: Week, period: Period) -> Week {
        Week { period, ..one }
    }

    fn cells(one: &Week) -> Vec<(&'static str, String)> {
        let text = |said: Option<String>| said.unwrap_or_default();
        vec![
            ("hours", text(one.hours.as_ref().map(ToString::to_string))),
            ("half_day_until", text(one.half_day_until.map(|time| time.to_string()))),
            ("cut_off", text(one.cut_off.map(|time| time.to_string()))),
            ("decision", one.decision.clone()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Week>, StoreError> {
        weeks::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let network = units::load_network(conn)?;
        for Entry { line, value: week, .. } in &merged.entries {
            // On its first day; a place that ends takes nobody's week away.
            if network.calendar_line(&week.audience, week.period.from).is_none() {
                let expected =
                    format_args!("a unit or point that is there {}", written(week.period));
                found.add(*line, "audience", expected, &week.audience.to_string());
            }
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Week]) -> Result<(), StoreError> {
        weeks::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Week>> {
    each_row(sheet, found, done, read_week)
}

fn read_week(row: &Row, found: &mut Problems) -> Option<Week> {
    let audience = row.code::<Audience>("audience", found);
    let period = row.period(found);
    let hours = row.maybe_value("hours", found);
    let half_day_until = row.maybe_code("half_day_until", found);
    let cut_off = row.maybe_code("cut_off", found);
    let decision = row.text("decision", 500, found);
    let week = Week {
        audience: audience?,
        period: period?,
        hours: hours?,
        half_day_until: half_day_until?,
        cut_off: cut_off?,
        decision: decision?,
    };
    let says_nothing =
        week.hours.is_none() && week.half_day_until.is_none() && week.cut_off.is_none();
    let lacking = match &week.audience {
        Audience::Everyone => {
            let expected = "authority, post, unit:CODE or point:CODE: nobody works for everyone";
            Some(("audience", expected))
        }
        Audience::Authority | Audience::Post if week.hours.is_none() => {
            Some(("hours", "hours: nobody stands above the authorities and the post"))
        }
        Audience::Authority | Audience::Post if week.half_day_until.is_none() => {
            Some(("half_day_until", "until when a half day is worked, like 11:30"))
        }
        Audience::Unit(_) | Audience::Point(_) if says_nothing => {
            Some(("hours", "hours, half_day_until or cut_off"))
        }
        Audience::Authority | Audience::Post | Audience::Unit(_) | Audience::Point(_) => None,
    };
    if let Some((column, expected)) = lacking {
        row.refuse(column, expected, found);
        return None;
    }
    if week.hours.as_ref().is_some_and(|hours| hours.full_day().is_empty()) {
        row.refuse("hours", "hours of at least one day", found);
        return None;
    }
    Some(week)
}
