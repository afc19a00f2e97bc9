//! Working weeks.

use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::calendar::Week;

#[derive(QueryableByName)]
struct WeekRow {
    #[diesel(sql_type = Text)]
    audience: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    hours: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    half_day_until: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    cut_off: Option<String>,
    #[diesel(sql_type = Text)]
    decision: String,
}

impl TryFrom<WeekRow> for Week {
    type Error = StoreError;

    fn try_from(row: WeekRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "working_weeks", id: &row.audience };
        Ok(Self {
            audience: reading.text(&row.audience)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            hours: reading.maybe(row.hours.as_deref())?,
            half_day_until: reading.maybe(row.half_day_until.as_deref())?,
            cut_off: reading.maybe(row.cut_off.as_deref())?,
            decision: row.decision,
        })
    }
}

/// All weeks of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<Week>, StoreError> {
    let rows: Vec<WeekRow> =
        sql_query("SELECT * FROM working_weeks ORDER BY audience, valid_from").load(conn)?;
    rows.into_iter().map(Week::try_from).collect()
}

/// Writes weeks; that of the same audience and first day is replaced.
pub fn save(conn: &mut Conn, weeks: &[Week]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "working_weeks",
        &[
            ("audience", column!(weeks, Text, |week| Some(week.audience.to_string()))),
            ("valid_from", column!(weeks, Text, |week| Some(week.period.from.to_string()))),
            (
                "valid_until",
                column!(weeks, Text, |week| week.period.until.map(|day| day.to_string())),
            ),
            ("hours", column!(weeks, Text, |week| week.hours.as_ref().map(ToString::to_string))),
            (
                "half_day_until",
                column!(weeks, Text, |week| week.half_day_until.map(|time| time.to_string())),
            ),
            ("cut_off", column!(weeks, Text, |week| week.cut_off.map(|time| time.to_string()))),
            ("decision", column!(weeks, Text, |week| Some(week.decision.clone()))),
        ],
        "(audience, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         hours = excluded.hours, half_day_until = excluded.half_day_until, \
         cut_off = excluded.cut_off, decision = excluded.decision",
    )?;
    Ok(())
}
