//! Times that hold for cases of every procedure.

use super::merge::{Entry, Merged, Subject, each_row};
use super::sheet::{Problems, Row, Sheet};
use crate::cases::CaseLimit;
use crate::store::{Conn, StoreError, limits, revisions};

pub(super) struct Limits;

impl Subject for Limits {
    type Value = CaseLimit;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["name", "valid_from", "valid_until", "time", "time_unit", "decision"];
    const KEY_COLUMN: &'static str = "name";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<CaseLimit>> {
        each_row(sheet, found, read, read_limit)
    }

    fn key(limit: &CaseLimit) -> String {
        format!("{} from {}", limit.name.as_str(), limit.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<CaseLimit>, StoreError> {
        limits::load(conn)
    }

    fn check(_: &mut Conn, merged: &Merged<Self>, found: &mut Problems) -> Result<(), StoreError> {
        merged.check_apart(|limit| limit.name, |limit| limit.period, found);
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[CaseLimit]) -> Result<(), StoreError> {
        limits::save(conn, news)
    }
}

fn read_limit(row: &Row, found: &mut Problems) -> Option<CaseLimit> {
    let name = row.code("name", found);
    let period = row.period(found);
    let time = row.limit(["time", "time_unit"], found);
    let decision = row.text("decision", 500, found);
    Some(CaseLimit { name: name?, period: period?, time: time?, decision: decision? })
}
