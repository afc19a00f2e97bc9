//! How often each imported subject was changed. A process that keeps a subject in memory asks whether its
//! copy is still the one; imports of a subject take turns.

use diesel::sql_types::{BigInt, Text};
use diesel::{RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;

/// What is kept in memory as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Units, successions, points, routes.
    Network,
    /// Holidays, exchanged days, working weeks, and the times counted in them.
    Calendar,
    /// Outlines of units.
    Boundaries,
    /// What persons decided about units that were divided.
    Decisions,
    /// Procedures, their papers and the postal lists.
    Catalogue,
    /// Tariffs, reductions, and the accounts to pay into.
    Prices,
}

impl Subject {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Boundaries => "boundaries",
            Self::Decisions => "decisions",
            Self::Calendar => "calendar",
            Self::Catalogue => "catalogue",
            Self::Prices => "prices",
        }
    }
}

#[derive(diesel::QueryableByName)]
struct Revision {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

/// The number of changes so far.
pub fn load(conn: &mut Conn, subject: Subject) -> Result<i64, StoreError> {
    let row: Revision = sql_query("SELECT value FROM revisions WHERE subject = $1")
        .bind::<Text, _>(subject.as_str())
        .get_result(conn)?;
    Ok(row.value)
}

/// Makes every other import of the subject wait until this transaction ends.
pub fn lock(conn: &mut Conn, subject: Subject) -> Result<(), StoreError> {
    let sql = format!("SELECT value FROM revisions WHERE subject = $1{}", conn.for_update());
    let _: Revision = sql_query(sql).bind::<Text, _>(subject.as_str()).get_result(conn)?;
    Ok(())
}

/// Tells everybody who keeps the subject in memory to load it again.
pub fn bump(conn: &mut Conn, subject: Subject) -> Result<(), StoreError> {
    sql_query("UPDATE revisions SET value = value + 1 WHERE subject = $1")
        .bind::<Text, _>(subject.as_str())
        .execute(conn)?;
    Ok(())
}
