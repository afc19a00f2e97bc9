//! How often each imported subject was changed. A process that keeps a subject in memory asks whether its
//! copy is still the one; imports of a subject take turns.

use diesel::sql_types::{BigInt, Text};
use diesel::{RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;
use super::kept::Keep as _;

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
    /// Departures, their exceptions, and the handling times of points.
    Timetable,
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
            Self::Timetable => "timetable",
        }
    }
}

/// The number of changes of everything that is kept in memory, so far.
#[derive(diesel::QueryableByName, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revisions {
    /// Of [`Subject::Network`].
    #[diesel(sql_type = BigInt)]
    pub network: i64,
    /// Of [`Subject::Boundaries`].
    #[diesel(sql_type = BigInt)]
    pub boundaries: i64,
    /// Of [`Subject::Decisions`].
    #[diesel(sql_type = BigInt)]
    pub decisions: i64,
    /// Of [`Subject::Catalogue`].
    #[diesel(sql_type = BigInt)]
    pub catalogue: i64,
    /// Of [`Subject::Calendar`].
    #[diesel(sql_type = BigInt)]
    pub calendar: i64,
    /// Of [`Subject::Prices`].
    #[diesel(sql_type = BigInt)]
    pub prices: i64,
    /// Of [`Subject::Timetable`].
    #[diesel(sql_type = BigInt)]
    pub timetable: i64,
}

/// The numbers of changes so far. Asked before every batch and every page, so it is one statement.
pub fn load(conn: &mut Conn) -> Result<Revisions, StoreError> {
    let revision = "(SELECT value FROM revisions WHERE subject =";
    let sql = format!(
        "SELECT {revision} 'network') AS network, {revision} 'boundaries') AS boundaries, \
         {revision} 'decisions') AS decisions, {revision} 'catalogue') AS catalogue, \
         {revision} 'calendar') AS calendar, {revision} 'prices') AS prices, \
         {revision} 'timetable') AS timetable"
    );
    Ok(sql_query(sql).kept().get_result(conn)?)
}

/// Makes every other import of the subject wait until this transaction ends.
pub fn lock(conn: &mut Conn, subject: Subject) -> Result<(), StoreError> {
    let sql = format!("SELECT value FROM revisions WHERE subject = $1{}", conn.for_update());
    sql_query(sql).bind::<Text, _>(subject.as_str()).kept().execute(conn)?;
    Ok(())
}

/// Tells everybody who keeps the subject in memory to load it again.
pub fn bump(conn: &mut Conn, subject: Subject) -> Result<(), StoreError> {
    sql_query("UPDATE revisions SET value = value + 1 WHERE subject = $1")
        .bind::<Text, _>(subject.as_str())
        .kept()
        .execute(conn)?;
    Ok(())
}
