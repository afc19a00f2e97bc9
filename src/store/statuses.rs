//! Which statuses a case was told to have, and as of when.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::{At, CaseId};
use crate::cases::{History, Status, StatusTold};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    case_id: String,
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
    Ok(of_cases(conn, &[case])?.remove(&case).unwrap_or_default())
}

/// The same of many cases; those that were told none are left out.
pub fn of_cases(conn: &mut Conn, cases: &[CaseId]) -> Result<HashMap<CaseId, History>, StoreError> {
    let sql = format!(
        "SELECT case_id, as_of, status FROM case_statuses WHERE case_id IN {} \
         ORDER BY case_id, as_of",
        conn.each_text("$1")
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(cases)).kept().load(conn)?;
    let mut told: HashMap<CaseId, Vec<StatusTold>> = HashMap::new();
    for row in rows {
        let reading = Reading { table: "case_statuses", id: &row.case_id };
        let status = Status::from_number(row.status).map_err(|bad| reading.bad(bad))?;
        let one = StatusTold { as_of: At::from_millis(row.as_of), status };
        told.entry(reading.text(&row.case_id)?).or_default().push(one);
    }
    Ok(told.into_iter().map(|(case, told)| (case, History::new(told))).collect())
}
