//! Lists of a procedure, as its papers and its fees: a row for each item, counted 1, 2, 3 …; the rows of one
//! procedure and first day make the list, and replace it as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::written;
use super::row::Row;
use super::sheet::Problems;
use super::subject::Entry;
use crate::base::Period;
use crate::catalogue::{Procedure, ProcedureCode};
use crate::store::{Conn, StoreError, procedures};

/// One row of a list.
pub(super) struct Numbered<T> {
    pub(super) procedure: ProcedureCode,
    pub(super) period: Period,
    pub(super) number: u32,
    pub(super) item: T,
}

/// A list put together.
pub(super) struct Whole<T> {
    pub(super) procedure: ProcedureCode,
    pub(super) period: Period,
    pub(super) items: Vec<T>,
}

/// From which day on something holds that says no day: since ever, until further notice.
pub(super) const SINCE_EVER: Period = Period { from: Procedure::SINCE_EVER, until: None };

/// The columns `valid_from` and `valid_until`; without the first since ever.
pub(super) fn period(row: &Row, found: &mut Problems) -> Option<Period> {
    if !row.cell("valid_from").is_empty() {
        return row.period(found);
    }
    if row.cell("valid_until").is_empty() {
        return Some(SINCE_EVER);
    }
    let until = row.date("valid_until", found)?;
    let period = Period::new(Procedure::SINCE_EVER, Some(until));
    if period.is_err() {
        row.refuse("valid_until", format_args!("a day after {}", Procedure::SINCE_EVER), found);
    }
    period.ok()
}

/// The rows of one procedure and first day become its list.
pub(super) fn assemble<T>(
    rows: Vec<Entry<Numbered<T>>>,
    what: &str,
    found: &mut Problems,
) -> Vec<Entry<Whole<T>>> {
    let mut lists: BTreeMap<_, Vec<Entry<Numbered<T>>>> = BTreeMap::new();
    for row in rows {
        let key = (row.value.procedure.clone(), row.value.period.from);
        lists.entry(key).or_default().push(row);
    }
    let mut whole = Vec::new();
    for ((procedure, _), mut rows) in lists {
        let Some(line) = rows.iter().map(|row| row.line).min() else { continue };
        rows.sort_by_key(|row| row.value.number);
        let gap = (1..).zip(&rows).find(|(wanted, row)| row.value.number != *wanted);
        if let Some((wanted, row)) = gap {
            let expected = format_args!("{what} {wanted} of {procedure}: 1, 2, 3 … without gaps");
            found.add(row.line, "number", expected, &row.value.number.to_string());
        }
        let period = rows[0].value.period;
        if let Some(other) = rows.iter().find(|row| row.value.period != period) {
            let expected = format_args!("{}, as on the list's other rows", written(period));
            found.add(other.line, "valid_until", expected, &written(other.value.period));
        }
        let items = rows.into_iter().map(|row| row.value.item).collect();
        whole.push(Entry::new(line, Whole { procedure, period, items }));
    }
    whole
}

/// Every list belongs to a procedure that is known, whenever that is.
pub(super) fn check_known<'a>(
    conn: &mut Conn,
    lists: impl Iterator<Item = (u64, &'a ProcedureCode)>,
    found: &mut Problems,
) -> Result<(), StoreError> {
    let known: BTreeSet<ProcedureCode> =
        procedures::load(conn)?.into_iter().map(|procedure| procedure.code).collect();
    for (line, procedure) in lists {
        if !known.contains(procedure) {
            found.add(line, "procedure", "a procedure already imported", procedure.as_str());
        }
    }
    Ok(())
}
