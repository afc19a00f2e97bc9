//! Working weeks.

use super::merge::{Entry, Merged, Subject, each_row, written};
use super::sheet::{Problems, Row, Sheet};
use crate::calendar::{Audience, Week};
use crate::store::{Conn, StoreError, revisions, units, weeks};

pub(super) struct Weeks;

impl Subject for Weeks {
    type Value = Week;
    type Key = String;

    const COLUMNS: &'static [&'static str] = &[
        "audience",
        "valid_from",
        "valid_until",
        "hours",
        "half_day_until",
        "cut_off",
        "decision",
    ];
    const KEY_COLUMN: &'static str = "audience";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<Week>> {
        each_row(sheet, found, read, read_week)
    }

    fn key(week: &Week) -> String {
        format!("{} from {}", week.audience, week.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<Week>, StoreError> {
        weeks::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        merged.check_apart(|week| week.audience.clone(), |week| week.period, found);
        let network = units::load_network(conn)?;
        for Entry { line, value: week } in &merged.entries {
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
