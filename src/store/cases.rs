//! Case records. The row of a case is also what is locked by whoever tells facts about it.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect;
use super::dialect::{Column, column, set};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::CaseCode;
use crate::base::{At, CaseId};
use crate::cases::{Case, Channel, Status};

const SELECT: &str = "SELECT id, code, as_of, procedure_code, agency, channel, status, \
     received_at, due_at, applicant FROM cases";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = BigInt)]
    as_of: i64,
    #[diesel(sql_type = Text)]
    procedure_code: String,
    #[diesel(sql_type = Text)]
    agency: String,
    #[diesel(sql_type = BigInt)]
    channel: i64,
    #[diesel(sql_type = BigInt)]
    status: i64,
    #[diesel(sql_type = BigInt)]
    received_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
    #[diesel(sql_type = Text)]
    applicant: String,
}

impl TryFrom<Row> for Case {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "cases", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            code: reading.text(&row.code)?,
            as_of: At::from_millis(row.as_of),
            procedure: reading.text(&row.procedure_code)?,
            agency: reading.text(&row.agency)?,
            channel: Channel::from_number(row.channel).map_err(|e| reading.bad(e))?,
            status: Status::from_number(row.status).map_err(|e| reading.bad(e))?,
            received_at: At::from_millis(row.received_at),
            due_at: row.due_at.map(At::from_millis),
            applicant: reading.text(&row.applicant)?,
        })
    }
}

fn one(conn: &mut Conn, sql: String, key: String) -> Result<Option<Case>, StoreError> {
    let row: Option<Row> =
        sql_query(sql).bind::<Text, _>(key).kept().get_result(conn).optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The case of this code.
pub fn find(conn: &mut Conn, code: &CaseCode) -> Result<Option<Case>, StoreError> {
    one(conn, format!("{SELECT} WHERE code = $1"), code.to_string())
}

/// The case of this code, locked until the transaction ends.
pub fn find_for_update(conn: &mut Conn, code: &CaseCode) -> Result<Option<Case>, StoreError> {
    let sql = format!("{SELECT} WHERE code = $1{}", conn.for_update());
    one(conn, sql, code.to_string())
}

/// The case of this id.
pub fn load(conn: &mut Conn, id: CaseId) -> Result<Case, StoreError> {
    one(conn, format!("{SELECT} WHERE id = $1"), id.to_string())?
        .ok_or_else(|| StoreError::bad_row("cases", id, "it is not there"))
}

/// The cases of these ids.
pub fn find_many(conn: &mut Conn, ids: &[CaseId]) -> Result<Vec<Case>, StoreError> {
    let sql = format!("{SELECT} WHERE id IN {} ORDER BY id", conn.each_text("$1"));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(ids)).kept().get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The cases of these codes, locked until the transaction ends, in the order in which all lock them.
pub fn find_by_codes_for_update(
    conn: &mut Conn,
    codes: &[&CaseCode],
) -> Result<Vec<Case>, StoreError> {
    let (each, lock) = (conn.each_text("$1"), conn.for_update());
    let rows: Vec<Row> = sql_query(format!("{SELECT} WHERE code IN {each} ORDER BY id{lock}"))
        .bind::<Text, _>(set(codes))
        .kept()
        .get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The case of this id, locked until the transaction ends.
pub fn load_for_update(conn: &mut Conn, id: CaseId) -> Result<Case, StoreError> {
    let sql = format!("{SELECT} WHERE id = $1{}", conn.for_update());
    one(conn, sql, id.to_string())?
        .ok_or_else(|| StoreError::bad_row("cases", id, "it is not there"))
}

/// Adds a case. False when another transaction has just added one of the same code.
pub fn insert(conn: &mut Conn, case: &Case) -> Result<bool, StoreError> {
    let inserted = sql_query(
        "INSERT INTO cases (id, code, as_of, procedure_code, agency, channel, status, \
         received_at, due_at, applicant) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (code) DO NOTHING",
    )
    .bind::<Text, _>(case.id.to_string())
    .bind::<Text, _>(case.code.as_str())
    .bind::<BigInt, _>(case.as_of.millis())
    .bind::<Text, _>(case.procedure.as_str())
    .bind::<Text, _>(case.agency.as_str())
    .bind::<BigInt, _>(case.channel.number())
    .bind::<BigInt, _>(case.status.number())
    .bind::<BigInt, _>(case.received_at.millis())
    .bind::<Nullable<BigInt>, _>(case.due_at.map(At::millis))
    .bind::<Text, _>(case.applicant.to_string())
    .kept()
    .execute(conn)?;
    Ok(inserted > 0)
}

/// Writes what a later record says over the one held. Code, id and the facts told stay.
pub fn update(conn: &mut Conn, case: &Case) -> Result<(), StoreError> {
    sql_query(
        "UPDATE cases SET as_of = $1, procedure_code = $2, agency = $3, channel = $4, \
         status = $5, received_at = $6, due_at = $7, applicant = $8 WHERE id = $9",
    )
    .bind::<BigInt, _>(case.as_of.millis())
    .bind::<Text, _>(case.procedure.as_str())
    .bind::<Text, _>(case.agency.as_str())
    .bind::<BigInt, _>(case.channel.number())
    .bind::<BigInt, _>(case.status.number())
    .bind::<BigInt, _>(case.received_at.millis())
    .bind::<Nullable<BigInt>, _>(case.due_at.map(At::millis))
    .bind::<Text, _>(case.applicant.to_string())
    .bind::<Text, _>(case.id.to_string())
    .kept()
    .execute(conn)?;
    Ok(())
}

fn columns(cases: &[Case]) -> [(&'static str, Column); 10] {
    [
        ("id", column!(cases, Text, |case| Some(case.id.to_string()))),
        ("code", column!(cases, Text, |case| Some(case.code.to_string()))),
        ("as_of", column!(cases, Big, |case| Some(case.as_of.millis()))),
        ("procedure_code", column!(cases, Text, |case| Some(case.procedure.to_string()))),
        ("agency", column!(cases, Text, |case| Some(case.agency.to_string()))),
        ("channel", column!(cases, Big, |case| Some(case.channel.number()))),
        ("status", column!(cases, Big, |case| Some(case.status.number()))),
        ("received_at", column!(cases, Big, |case| Some(case.received_at.millis()))),
        ("due_at", column!(cases, Big, |case| case.due_at.map(At::millis))),
        ("applicant", column!(cases, Text, |case| Some(case.applicant.to_string()))),
    ]
}

/// Adds cases in one statement, and says how many: fewer when another transaction has just added some of
/// the same code.
pub fn insert_many(conn: &mut Conn, cases: &[Case]) -> Result<usize, StoreError> {
    dialect::insert_many(conn, "cases", &columns(cases), "(code) DO NOTHING")
}

/// Writes what later records say over those held, which are locked, in one statement. Ids, codes and the
/// facts told stay.
pub fn update_many(conn: &mut Conn, cases: &[Case]) -> Result<(), StoreError> {
    dialect::insert_many(
        conn,
        "cases",
        &columns(cases),
        "(id) DO UPDATE SET as_of = excluded.as_of, procedure_code = excluded.procedure_code, \
         agency = excluded.agency, channel = excluded.channel, status = excluded.status, \
         received_at = excluded.received_at, due_at = excluded.due_at, \
         applicant = excluded.applicant",
    )?;
    Ok(())
}

/// Says that a self-test made the case up.
pub fn mark_test(conn: &mut Conn, id: CaseId) -> Result<(), StoreError> {
    sql_query("UPDATE cases SET test = TRUE WHERE id = $1")
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// A condition: the item is none of a case that a self-test made up. Lists, counts and reports say it;
/// whoever asks for such a parcel or case by its code is shown it.
pub(super) fn real(item_key: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM subjects made_up JOIN cases ON cases.id = made_up.case_id \
         WHERE made_up.item_key = {item_key} AND cases.test)"
    )
}
