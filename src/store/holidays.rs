//! The loaded days of the working calendars.

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::calendar::{Audience, CalendarDay, WorkingCalendar};

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
}

impl TryFrom<DayRow> for CalendarDay {
    type Error = StoreError;

    fn try_from(row: DayRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "calendar_days", id: &row.day };
        Ok(Self {
            date: reading.text(&row.day)?,
            audience: reading.text(&row.audience)?,
            kind: reading.text(&row.kind)?,
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

/// The calendar of an audience.
pub fn load_calendar(conn: &mut Conn, audience: Audience) -> Result<WorkingCalendar, StoreError> {
    Ok(WorkingCalendar::new(audience, &load(conn)?))
}

/// Writes days; the same day for the same audience is replaced.
pub fn save(conn: &mut Conn, days: &[CalendarDay]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "calendar_days",
        &[
            ("day", column!(days, Text, |day| Some(day.date.to_string()))),
            ("audience", column!(days, Text, |day| Some(day.audience.as_str().to_owned()))),
            ("kind", column!(days, Text, |day| Some(day.kind.as_str().to_owned()))),
            ("name_vi", column!(days, Text, |day| Some(day.name_vi.clone()))),
            ("name_en", column!(days, Text, |day| Some(day.name_en.clone()))),
            ("decision", column!(days, Text, |day| Some(day.decision.clone()))),
        ],
        "(day, audience) DO UPDATE SET kind = excluded.kind, name_vi = excluded.name_vi, \
         name_en = excluded.name_en, decision = excluded.decision",
    )?;
    Ok(())
}
