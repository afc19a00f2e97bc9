//! Files from outside: taken whole, or refused with the line, the column and what was expected.

mod bad_cells;
mod bad_lists;
mod between_rows;
mod catalogue;
mod dry_run;
mod fixtures;
mod later;
mod money;
mod national;
mod open_ends;
mod shape;
mod timetable;

use std::path::Path;

use hosopost::base::rows::RowProblem;
use hosopost::base::{Actor, Context, Ids};
use hosopost::flows::import::{
    ImportFile, ImportRefusal, ImportReport, Kind, Progress, Staged, take as take_staged,
};
use hosopost::people::Administrator;
use hosopost::store::Conn;

use crate::kit::app::morning;

/// One of our own files.
fn fixture(kind: Kind) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    std::fs::read(folder.join(format!("{kind}.csv"))).unwrap()
}

/// Imports, or only tries to.
fn import(
    conn: &mut Conn,
    file: &ImportFile<'_>,
    dry_run: bool,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportRefusal> {
    let cx = Context { now: morning(), who: Actor::process(), ids: Ids::Random };
    let by = Administrator::of(&cx.who).unwrap();
    let staged = Staged::read(file, progress)?;
    take_staged(conn, &cx, &by, staged, dry_run, progress)
}

/// Imports what must be taken, in our own format.
fn take(conn: &mut Conn, kind: Kind, bytes: impl AsRef<[u8]>) -> ImportReport {
    import(conn, &ImportFile::own(kind, bytes.as_ref()), false, &mut |_| {}).unwrap()
}

/// Imports all of our own files in order.
fn take_fixtures(conn: &mut Conn) -> Vec<ImportReport> {
    Kind::ALL.map(|kind| take(conn, kind, fixture(kind))).to_vec()
}

/// Imports what must be refused; the problems as they are printed.
fn refused(conn: &mut Conn, kind: Kind, bytes: impl AsRef<[u8]>) -> Vec<RowProblem> {
    match import(conn, &ImportFile::own(kind, bytes.as_ref()), false, &mut |_| {}) {
        Err(ImportRefusal::Rows { total, problems, .. }) => {
            assert_eq!(total, problems.len());
            problems
        }
        other => panic!("expected bad rows, got {other:?}"),
    }
}

/// The one problem of a file that must be refused, printed.
fn refused_once(conn: &mut Conn, kind: Kind, bytes: impl AsRef<[u8]>) -> String {
    let problems = refused(conn, kind, bytes);
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].to_string()
}

/// A file: the header of its kind, and rows.
fn file(kind: Kind, rows: &[&str]) -> String {
    let mut text = kind.columns().join(",");
    for row in rows {
        text.push('\n');
        text.push_str(row);
    }
    text
}
