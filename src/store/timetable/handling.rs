//! How long points handle what comes in.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::dispatch::timetable::HandlingTime;
use crate::store::connection::Conn;
use crate::store::dialect::{column, insert_many};
use crate::store::error::StoreError;
use crate::store::row::Reading;

#[derive(QueryableByName)]
struct HandlingRow {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = BigInt)]
    minutes: i64,
    #[diesel(sql_type = Text)]
    decision: String,
}

impl TryFrom<HandlingRow> for HandlingTime {
    type Error = StoreError;

    fn try_from(row: HandlingRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "handling_times", id: &row.place };
        Ok(Self {
            place: reading.text(&row.place)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            minutes: reading.number(row.minutes)?,
            decision: row.decision,
        })
    }
}

/// All handling times of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<HandlingTime>, StoreError> {
    let rows: Vec<HandlingRow> =
        sql_query("SELECT * FROM handling_times ORDER BY place, valid_from").load(conn)?;
    rows.into_iter().map(HandlingTime::try_from).collect()
}

/// Writes handling times; that of the same place and first day is replaced.
pub fn save(conn: &mut Conn, all: &[HandlingTime]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "handling_times",
        &[
            ("place", column!(all, Text, |one| Some(one.place.to_string()))),
            ("valid_from", column!(all, Text, |one| Some(one.period.from.to_string()))),
            ("valid_until", column!(all, Text, |one| one.period.until.map(|day| day.to_string()))),
            ("minutes", column!(all, Big, |one| Some(i64::from(one.minutes)))),
            ("decision", column!(all, Text, |one| Some(one.decision.clone()))),
        ],
        "(place, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         minutes = excluded.minutes, decision = excluded.decision",
    )?;
    Ok(())
}
