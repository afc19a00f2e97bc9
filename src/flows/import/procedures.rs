//! Administrative procedures, without their papers.

use super::merge::{Entry, Merged, Subject, each_row};
use super::sheet::{Problems, Row, Sheet};
use crate::base::Period;
use crate::catalogue::{Levels, Offers, Procedure, ProcessingTime, Published, TimeUnit};
use crate::store::{Conn, StoreError, procedures, revisions};

pub(super) struct Procedures;

impl Subject for Procedures {
    type Value = Procedure;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["code", "name", "field", "level", "agency", "time", "time_unit"];
    const KEY_COLUMN: &'static str = "code";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<Procedure>> {
        each_row(sheet, found, read, read_procedure)
    }

    fn key(procedure: &Procedure) -> String {
        procedure.code.to_string()
    }

    fn load(conn: &mut Conn) -> Result<Vec<Procedure>, StoreError> {
        procedures::load(conn)
    }

    fn check(_: &mut Conn, _: &Merged<Self>, _: &mut Problems) -> Result<(), StoreError> {
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Procedure]) -> Result<(), StoreError> {
        procedures::save(conn, news)
    }
}

fn read_procedure(row: &Row, found: &mut Problems) -> Option<Procedure> {
    let code = row.code("code", found);
    let name = row.text("name", 2000, found);
    let field = row.text("field", 200, found);
    let level = row.code::<Levels>("level", found);
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
        period: Period { from: Procedure::SINCE_EVER, until: None },
        name: name?,
        field: field?,
        levels: level?,
        agency: Some(agency?),
        processing,
        offers: Offers::default(),
        fee: None,
        published: Published::default(),
    })
}
