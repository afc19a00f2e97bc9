//! The ledger as it is kept: entries are added, never changed. The head of an entry is written by a
//! statement that sums its postings anew, and a constraint refuses what does not balance: neither a
//! mistake of ours nor of another program that shares the tables gets past it.

mod read;
mod sums;

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, draw, insert_many};
use super::error::StoreError;
use crate::base::{CaseId, EntryId, LegId, PointCode};
use crate::ledger::{Entry, Method};

pub use read::{Filter, Scope, find, find_for_update, list, of_case, standing_charge};
pub use sums::{balance_of, broken_entries, held_for, trial_balance};

/// Adds an entry and returns its number. The counter's row stays locked until the commit, so numbers have
/// no gaps and a reader that has seen one has seen all before it.
pub fn append(conn: &mut Conn, entry: &Entry, fingerprint: &[u8]) -> Result<i64, StoreError> {
    let number = draw(conn, "ledger", 1)?;
    let lines: Vec<_> = (1i64..).zip(entry.postings.lines()).collect();
    insert_many(
        conn,
        "ledger_postings",
        &[
            ("number", column!(lines, Big, |_| Some(number))),
            ("line", column!(lines, Big, |(line, _)| Some(*line))),
            ("account", column!(lines, Text, |(_, line)| Some(line.account.to_string()))),
            ("case_id", column!(lines, Text, |(_, line)| line.case.map(|id| id.to_string()))),
            ("amount", column!(lines, Big, |(_, line)| Some(line.amount.dong()))),
        ],
        "",
    )?;
    let unwritable = |problem| StoreError::bad_row("ledger_entries", entry.id, problem);
    let flags = serde_json::to_string(&entry.flags).map_err(unwritable)?;
    let basis = entry.basis.as_ref().map(ToString::to_string);
    let about = &entry.about;
    sql_query(
        "INSERT INTO ledger_entries (number, id, kind, recorded_at, token_id, case_id, leg_id, \
         agency, point, method, note, reverses, flags, basis, fingerprint, debit, credit) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
         CAST(COALESCE(SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END), 0) AS BIGINT), \
         CAST(COALESCE(-SUM(CASE WHEN amount < 0 THEN amount ELSE 0 END), 0) AS BIGINT) \
         FROM ledger_postings WHERE number = $1",
    )
    .bind::<BigInt, _>(number)
    .bind::<Text, _>(entry.id.to_string())
    .bind::<Text, _>(entry.kind.as_str())
    .bind::<BigInt, _>(entry.at.millis())
    .bind::<Text, _>(entry.by.to_string())
    .bind::<Nullable<Text>, _>(about.case.as_ref().map(CaseId::to_string))
    .bind::<Nullable<Text>, _>(about.leg.as_ref().map(LegId::to_string))
    .bind::<Nullable<Text>, _>(about.agency.as_ref().map(PointCode::as_str))
    .bind::<Nullable<Text>, _>(about.point.as_ref().map(PointCode::as_str))
    .bind::<Nullable<Text>, _>(entry.method.map(Method::as_str))
    .bind::<Nullable<Text>, _>(entry.note.as_deref())
    .bind::<Nullable<Text>, _>(entry.reverses.as_ref().map(EntryId::to_string))
    .bind::<Text, _>(flags)
    .bind::<Nullable<Text>, _>(basis)
    .bind::<Binary, _>(fingerprint)
    .execute(conn)?;
    Ok(number)
}

/// The fingerprint of what was asked when an entry of this id was recorded.
pub fn fingerprint(conn: &mut Conn, id: EntryId) -> Result<Option<Vec<u8>>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Binary)]
        fingerprint: Vec<u8>,
    }
    let row: Option<Row> = sql_query("SELECT fingerprint FROM ledger_entries WHERE id = $1")
        .bind::<Text, _>(id.to_string())
        .get_result(conn)
        .optional()?;
    Ok(row.map(|row| row.fingerprint))
}
