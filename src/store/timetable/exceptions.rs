//! Days on which a departure goes otherwise.

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::dispatch::timetable::Exception;
use crate::store::connection::Conn;
use crate::store::dialect::{column, insert_many};
use crate::store::error::StoreError;
use crate::store::row::Reading;

#[derive(QueryableByName)]
struct ExceptionRow {
    #[diesel(sql_type = Text)]
    route: String,
    #[diesel(sql_type = Text)]
    departure: String,
    #[diesel(sql_type = Text)]
    day: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    reason: String,
}

impl TryFrom<ExceptionRow> for Exception {
    type Error = StoreError;

    fn try_from(row: ExceptionRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "departure_exceptions", id: &row.departure };
        Ok(Self {
            route: reading.text(&row.route)?,
            departure: reading.text(&row.departure)?,
            day: reading.text(&row.day)?,
            kind: reading.text(&row.kind)?,
            reason: row.reason,
        })
    }
}

/// All exceptions.
pub fn load(conn: &mut Conn) -> Result<Vec<Exception>, StoreError> {
    let rows: Vec<ExceptionRow> =
        sql_query("SELECT * FROM departure_exceptions ORDER BY day, route, departure")
            .load(conn)?;
    rows.into_iter().map(Exception::try_from).collect()
}

/// Writes exceptions; what was said of a departure for a day is replaced.
pub fn save(conn: &mut Conn, all: &[Exception]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "departure_exceptions",
        &[
            ("route", column!(all, Text, |one| Some(one.route.to_string()))),
            ("departure", column!(all, Text, |one| Some(one.departure.to_string()))),
            ("day", column!(all, Text, |one| Some(one.day.to_string()))),
            ("kind", column!(all, Text, |one| Some(one.kind.as_str().to_owned()))),
            ("reason", column!(all, Text, |one| Some(one.reason.clone()))),
        ],
        "(route, departure, day) DO UPDATE SET kind = excluded.kind, reason = excluded.reason",
    )?;
    Ok(())
}
