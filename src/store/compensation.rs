//! Rates of compensation.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::claims::CompensationRate;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    harm: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = BigInt)]
    times: i64,
    #[diesel(sql_type = Text)]
    decision: String,
}

impl TryFrom<Row> for CompensationRate {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "compensation_rates", id: &row.harm };
        Ok(Self {
            harm: reading.text(&row.harm)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            times: reading.number(row.times)?,
            decision: row.decision,
        })
    }
}

/// All rates of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<CompensationRate>, StoreError> {
    let rows: Vec<Row> =
        sql_query("SELECT * FROM compensation_rates ORDER BY harm, valid_from").load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Writes rates; that of the same harm and first day is replaced.
pub fn save(conn: &mut Conn, rates: &[CompensationRate]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "compensation_rates",
        &[
            ("harm", column!(rates, Text, |one| Some(one.harm.as_str().to_owned()))),
            ("valid_from", column!(rates, Text, |one| Some(one.period.from.to_string()))),
            (
                "valid_until",
                column!(rates, Text, |one| one.period.until.map(|day| day.to_string())),
            ),
            ("times", column!(rates, Big, |one| Some(one.times.into()))),
            ("decision", column!(rates, Text, |one| Some(one.decision.clone()))),
        ],
        "(harm, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         times = excluded.times, decision = excluded.decision",
    )?;
    Ok(())
}
