//! A backup of the embedded database: SQLite writes the copy itself, from one view of a database that others
//! go on writing; then the copy is opened and read.

use anyhow::{Context as _, ensure};

use super::growing::watched;
use super::place::Place;
use super::{Copied, checked};
use crate::store::{Conn, Database, backup, health};

/// Copies it.
pub(super) fn take(conn: &mut Conn, place: &Place, quick: bool) -> anyhow::Result<Copied> {
    let size = health::size(conn)?;
    watched("copying", place.part(), Some(size), || backup::copy_into(conn, place.part()))
        .context("the copy failed")?;
    let mut copy = Database::Sqlite(place.part().to_path_buf()).open()?;
    sound(&mut copy)?;
    Ok(checked(&mut copy, quick)?)
}

/// Has SQLite read every page and key of a copy.
pub(super) fn sound(copy: &mut Conn) -> anyhow::Result<()> {
    let wrong = backup::unsound(copy)?;
    ensure!(
        wrong.is_empty(),
        "the copy is not sound ({} faults): {}; the disk or the database is damaged: hosopost doctor",
        wrong.len(),
        wrong.iter().take(3).cloned().collect::<Vec<_>>().join("; ")
    );
    Ok(())
}
