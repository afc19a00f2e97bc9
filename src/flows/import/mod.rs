//! Taking in a file of places, days or procedures: all of it, or nothing and the name of every bad row.
//!
//! Rows are keyed (mostly by code and first day). A row whose key is known replaces what is kept, a new
//! one is added and ends what was in force, what the file does not name stays. So importing a file again
//! changes nothing. The rules that rows must keep among each other are checked over what is kept and what
//! comes together, in one transaction that no other import of the same subject can enter. The formats
//! stand in `fixtures/README.md`.
//!
//! A list of cases is taken in its own way (`cases`).
//!
//! A file is read first ([`Staged`]), without the database and so without holding anybody up, then
//! compared and written. A subject says what is its own (`subject`); all else is done here for all.

mod codes;
mod compensation;
mod kind;
mod layout;
mod read_catalogue;
mod report;
mod sorted;
mod staged;

mod gaps;
mod line;
mod merge;
mod row;
mod sheet;
mod standing;
mod subject;

mod cases;

mod accounts;
mod exceptions;
mod fees;
mod handling;
mod holidays;
mod limits;
mod listings;
mod lists;
mod open_data;
mod papers;
mod points;
mod procedures;
mod reductions;
mod routes;
mod successions;
mod targets;
mod tariffs;
mod timetable;
mod units;
mod weeks;
mod zones;

pub use cases::{
    CASE_COLUMNS, CaseFile, CasesReport, Portion, TakenPortion, case_rule, take_cases,
};
pub use codes::{AboutCodes, CodeList, take_codes};
pub use kind::{Format, Kind};
pub use layout::{Days, Source};
pub use read_catalogue::CatalogueFile;
pub use report::{Change, Difference, Fate, ImportRefusal, ImportReport, Progress, TOLD};
pub use sorted::{NamedFile, Sorted, sort_out};
pub use staged::{ImportFile, Staged};

use crate::base::Context;
use crate::dispatch::timetable::Plan;
use crate::people::Administrator;
use crate::store::{Conn, StoreError, timetable as timetable_rows, write};

/// Takes in a file: all of it or nothing.
pub fn import(
    conn: &mut Conn,
    cx: &Context,
    by: &Administrator,
    file: &ImportFile<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportRefusal> {
    let staged = Staged::read(file, progress)?;
    take(conn, cx, by, staged, false, progress)
}

/// Takes in a file that was read. A dry run does all of it and takes it back, so that what it says is what
/// would happen.
pub fn take(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    staged: Staged,
    dry_run: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportRefusal> {
    kept_unless(dry_run, conn, |conn| staged.take(conn, cx, dry_run, progress))
}

/// What several imports would do one after the other, each on what the ones before would leave. Nothing is
/// kept. `progress` is told which of them it is about.
pub fn rehearse(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    staged: Vec<Staged>,
    progress: &mut dyn FnMut(usize, Kind, Progress),
) -> Result<Vec<ImportReport>, ImportRefusal> {
    kept_unless(true, conn, |conn| {
        let each = staged.into_iter().enumerate().map(|(at, one)| {
            let kind = one.kind();
            progress(at, kind, Progress::Compared);
            one.take(conn, cx, true, &mut |step| progress(at, kind, step))
        });
        each.collect()
    })
}

/// The timetable as it would be after an import; nothing is kept.
pub fn plan_after(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    staged: Staged,
) -> Result<Plan, ImportRefusal> {
    kept_unless(true, conn, |conn| {
        staged.take(conn, cx, true, &mut |_| {})?;
        Ok(timetable_rows::load_plan(conn)?)
    })
}

/// How a transaction ends that is not to be kept.
enum Undone<T> {
    Refused(ImportRefusal),
    Rehearsed(T),
}

impl<T> From<StoreError> for Undone<T> {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

/// Runs `work` in a transaction, and takes it back when it is only tried.
fn kept_unless<T>(
    dry_run: bool,
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ImportRefusal>,
) -> Result<T, ImportRefusal> {
    let ended = write(conn, |conn| {
        let done = work(conn).map_err(Undone::Refused)?;
        if dry_run { Err(Undone::Rehearsed(done)) } else { Ok(done) }
    });
    match ended {
        Ok(done) | Err(Undone::Rehearsed(done)) => Ok(done),
        Err(Undone::Refused(refusal)) => Err(refusal),
    }
}
