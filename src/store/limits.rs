//! Times that hold for cases of every procedure.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::cases::CaseLimit;

#[derive(QueryableByName)]
struct LimitRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Text)]
    unit: String,
    #[diesel(sql_type = Text)]
    decision: String,
}

impl TryFrom<LimitRow> for CaseLimit {
    type Error = StoreError;

    fn try_from(row: LimitRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "case_limits", id: &row.name };
        Ok(Self {
            name: reading.text(&row.name)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            time: reading.limit(row.amount, &row.unit)?,
            decision: row.decision,
        })
    }
}

/// All limits of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<CaseLimit>, StoreError> {
    let rows: Vec<LimitRow> =
        sql_query("SELECT * FROM case_limits ORDER BY name, valid_from").load(conn)?;
    rows.into_iter().map(CaseLimit::try_from).collect()
}

/// Writes limits; that of the same name and first day is replaced.
pub fn save(conn: &mut Conn, limits: &[CaseLimit]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "case_limits",
        &[
            ("name", column!(limits, Text, |one| Some(one.name.as_str().to_owned()))),
            ("valid_from", column!(limits, Text, |one| Some(one.period.from.to_string()))),
            (
                "valid_until",
                column!(limits, Text, |one| one.period.until.map(|day| day.to_string())),
            ),
            ("amount", column!(limits, Big, |one| Some(one.time.amount.into()))),
            ("unit", column!(limits, Text, |one| Some(one.time.unit.as_str().to_owned()))),
            ("decision", column!(limits, Text, |one| Some(one.decision.clone()))),
        ],
        "(name, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         amount = excluded.amount, unit = excluded.unit, decision = excluded.decision",
    )?;
    Ok(())
}
