//! A backup of a PostgreSQL database, in `pg_dump`'s custom format. The laws of custody are checked through the
//! very view that is dumped, so what is called good is what lies in the file; then the file is read to its end.

use anyhow::Context as _;

use super::growing::watched;
use super::place::Place;
use super::programs::{Programs, ran};
use super::{Copied, checked};
use crate::store::{Conn, backup, view};

/// Dumps it.
pub(super) fn take(
    conn: &mut Conn,
    programs: &Programs,
    place: &Place,
    quick: bool,
) -> anyhow::Result<Copied> {
    let server = backup::server_version(conn)?;
    programs.fits("pg_dump", server)?;
    programs.fits("pg_restore", server)?;
    let schema = backup::schema_name(conn)?;
    let copied = view(conn, |conn| -> anyhow::Result<Copied> {
        let seen = backup::shared_view(conn)?;
        let mut dump = programs.connected("pg_dump");
        dump.arg("--format=custom").arg(format!("--snapshot={seen}"));
        dump.arg(format!("--schema=\"{}\"", schema.replace('"', "\"\"")));
        dump.args(["--no-owner", "--no-privileges"]);
        dump.arg("--file").arg(place.part());
        watched("dumping", place.part(), None, || ran(dump, "pg_dump"))?;
        Ok(checked(conn, quick)?)
    })?;
    let mut read = programs.alone("pg_restore");
    read.arg("--file=/dev/null").arg(place.part());
    ran(read, "pg_restore").context("the dump cannot be read again")?;
    Ok(copied)
}
