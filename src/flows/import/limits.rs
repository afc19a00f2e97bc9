//! Times that hold for cases of every procedure.

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::cases::CaseLimit;
use crate::store::{Conn, StoreError, limits, revisions};

const COLUMNS: &[&str] = &["name", "valid_from", "valid_until", "time", "time_unit", "decision"];

pub(super) struct Limits;

impl Subject for Limits {
    type Value = CaseLimit;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("limits", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "name";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn name(one: &CaseLimit) -> String {
        one.name.as_str().to_owned()
    }

    fn period(one: &CaseLimit) -> Option<Period> {
        Some(one.period)
    }

    fn in_period(one: CaseLimit, period: Period) -> CaseLimit {
        CaseLimit { period, ..one }
    }

    fn cells(one: &CaseLimit) -> Vec<(&'static str, String)> {
        vec![
            ("time", one.time.amount.to_string()),
            ("time_unit", one.time.unit.as_str().to_owned()),
            ("decision", one.decision.clone()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<CaseLimit>, StoreError> {
        limits::load(conn)
    }

    fn check(_: &mut Conn, _: &Merged<Self>, _: &mut Problems) -> Result<(), StoreError> {
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[CaseLimit]) -> Result<(), StoreError> {
        limits::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<CaseLimit>> {
    each_row(sheet, found, done, read_limit)
}

fn read_limit(row: &Row, found: &mut Problems) -> Option<CaseLimit> {
    let name = row.code("name", found);
    let period = row.period(found);
    let time = row.limit(found);
    let decision = row.text("decision", 500, found);
    Some(CaseLimit { name: name?, period: period?, time: time?, decision: decision? })
}
