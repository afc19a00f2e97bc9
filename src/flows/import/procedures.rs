//! Administrative procedures, without their papers.

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::catalogue::{AgencyLevel, Procedure, ProcessingTime, TimeUnit};
use crate::store::{Conn, StoreError, procedures, revisions};

const COLUMNS: &[&str] = &["code", "name", "field", "level", "agency", "time", "time_unit"];

pub(super) struct Procedures;

impl Subject for Procedures {
    type Value = Procedure;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("procedures", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "code";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn name(procedure: &Procedure) -> String {
        procedure.code.to_string()
    }

    fn period(_: &Procedure) -> Option<Period> {
        None
    }

    fn in_period(procedure: Procedure, _: Period) -> Procedure {
        procedure
    }

    fn cells(procedure: &Procedure) -> Vec<(&'static str, String)> {
        let time = procedure.processing;
        vec![
            ("name", procedure.name.clone()),
            ("field", procedure.field.clone()),
            ("level", procedure.level.as_str().to_owned()),
            ("agency", procedure.agency.clone()),
            ("time", time.map(|time| time.amount.to_string()).unwrap_or_default()),
            ("time_unit", time.map(|time| time.unit.as_str().to_owned()).unwrap_or_default()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Procedure>, StoreError> {
        // Papers come from a file of their own and must not make a procedure look changed.
        let bare = |procedure| Procedure { papers: Vec::new(), ..procedure };
        Ok(procedures::load(conn)?.into_iter().map(bare).collect())
    }

    fn check(_: &mut Conn, _: &Merged<Self>, _: &mut Problems) -> Result<(), StoreError> {
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Procedure]) -> Result<(), StoreError> {
        procedures::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Procedure>> {
    each_row(sheet, found, done, read_procedure)
}

fn read_procedure(row: &Row, found: &mut Problems) -> Option<Procedure> {
    let code = row.code("code", found);
    let name = row.text("name", 2000, found);
    let field = row.text("field", 200, found);
    let level = row.code::<AgencyLevel>("level", found);
    let agency = row.text("agency", 500, found);
    let amount = row.maybe_count("time", 1000, found);
    let unit = row.maybe_code::<TimeUnit>("time_unit", found);
    let processing = match (amount?, unit?) {
        (None, None) => None,
        (Some(amount), Some(unit)) if amount > 0 => Some(ProcessingTime { amount, unit }),
        (Some(_), Some(_)) => {
            row.refuse("time", "a whole number from 1 to 1000", found);
            return None;
        }
        (Some(_), None) => {
            row.refuse("time_unit", "a unit beside the time", found);
            return None;
        }
        (None, Some(_)) => {
            row.refuse("time", "a time beside its unit", found);
            return None;
        }
    };
    Some(Procedure {
        code: code?,
        name: name?,
        field: field?,
        level: level?,
        agency: agency?,
        processing,
        papers: Vec::new(),
    })
}
