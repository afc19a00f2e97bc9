//! Which statuses a case was told to have, and as of when.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::base::{At, CaseId};
use crate::cases::{History, Status, StatusTold};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    as_of: i64,
    #[diesel(sql_type = BigInt)]
    status: i64,
}

/// Notes a status. Of two as of the same moment the first that was told stays, as with the case itself.
pub fn note(conn: &mut Conn, case: CaseId, told: StatusTold) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO case_statuses (case_id, as_of, status) VALUES ($1, $2, $3) \
         ON CONFLICT (case_id, as_of) DO NOTHING",
    )
    .bind::<Text, _>(case.to_string())
    .bind::<BigInt, _>(told.as_of.millis())
    .bind::<BigInt, _>(told.status.number())
    .execute(conn)?;
    Ok(())
}

/// Notes many statuses in one statement, each like [`note`].
pub fn note_many(conn: &mut Conn, told: &[(CaseId, StatusTold)]) -> Result<(), StoreError> {
    let columns = [
        ("case_id", column!(told, Text, |(case, _)| Some(case.to_string()))),
        ("as_of", column!(told, Big, |(_, told)| Some(told.as_of.millis()))),
        ("status", column!(told, Big, |(_, told)| Some(told.status.number()))),
    ];
    insert_many(conn, "case_statuses", &columns, "(case_id, as_of) DO NOTHING")?;
    Ok(())
}

/// All statuses a case was told to have, whatever the order in which they came.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<History, StoreError> {
    let rows: Vec<Row> =
        sql_query("SELECT as_of, status FROM case_statuses WHERE case_id = $1 ORDER BY as_of")
            .bind::<Text, _>(case.to_string())
            .load(conn)?;
    let told = rows.into_iter().map(|row| {
        let reading = Reading { table: "case_statuses", id: &case };
        let status = Status::from_number(row.status).map_err(|bad| reading.bad(bad))?;
        Ok(StatusTold { as_of: At::from_millis(row.as_of), status })
    });
    Ok(History::new(told.collect::<Result<_, StoreError>>()?))
}
