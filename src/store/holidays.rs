//! The loaded days and weeks of the working calendars.

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use super::weeks;
use crate::calendar::{CalendarDay, Calendars};

#[derive(QueryableByName)]
struct DayRow {
    #[diesel(sql_type = Text)]
    day: String,
    #[diesel(sql_type = Text)]
    audience: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name_vi: String,
    #[diesel(sql_type = Text)]
    name_en: String,
    #[diesel(sql_type = Text)]
    decision: String,
    #[diesel(sql_type = Text)]
    basis: String,
}

impl TryFrom<DayRow> for CalendarDay {
    type Error = StoreError;

    fn try_from(row: DayRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "calendar_days", id: &row.day };
        Ok(Self {
            date: reading.text(&row.day)?,
            audience: reading.text(&row.audience)?,
            kind: reading.text(&row.kind)?,
            basis: reading.text(&row.basis)?,
            name_vi: row.name_vi,
            name_en: row.name_en,
            decision: row.decision,
        })
    }
}

/// All loaded days.
pub fn load(conn: &mut Conn) -> Result<Vec<CalendarDay>, StoreError> {
    let rows: Vec<DayRow> =
        sql_query("SELECT * FROM calendar_days ORDER BY day, audience").load(conn)?;
    rows.into_iter().map(CalendarDay::try_from).collect()
}

/// The calendars of all audiences.
pub fn load_calendars(conn: &mut Conn) -> Result<Calendars, StoreError> {
    Ok(Calendars::new(load(conn)?, weeks::load(conn)?))
}

/// Writes days; the same day for the same audience is replaced.
pub fn save(conn: &mut Conn, days: &[CalendarDay]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "calendar_days",
        &[
            ("day", column!(days, Text, |day| Some(day.date.to_string()))),
            ("audience", column!(days, Text, |day| Some(day.audience.to_string()))),
            ("kind", column!(days, Text, |day| Some(day.kind.as_str().to_owned()))),
            ("name_vi", column!(days, Text, |day| Some(day.name_vi.clone()))),
            ("name_en", column!(days, Text, |day| Some(day.name_en.clone()))),
            ("decision", column!(days, Text, |day| Some(day.decision.clone()))),
            ("basis", column!(days, Text, |day| Some(day.basis.as_str().to_owned()))),
        ],
        "(day, audience) DO UPDATE SET kind = excluded.kind, name_vi = excluded.name_vi, \
         name_en = excluded.name_en, decision = excluded.decision, basis = excluded.basis",
    )?;
    Ok(())
}
