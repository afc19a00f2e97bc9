//! Sums over postings.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::base::{At, CaseId, Dong, PointCode};
use crate::ledger::{Account, AccountBalance, TrialBalance};
use crate::store::connection::Conn;
use crate::store::dialect::set;
use crate::store::error::StoreError;
use crate::store::row::Reading;

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    sum: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// What stands on an account now, of one case where one is named.
pub fn balance_of(
    conn: &mut Conn,
    account: &Account,
    case: Option<CaseId>,
) -> Result<Dong, StoreError> {
    let sum: Sum = sql_query(
        "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS sum FROM ledger_postings \
         WHERE account = $1 AND ($2 = '' OR case_id = $2)",
    )
    .bind::<Text, _>(account.to_string())
    .bind::<Text, _>(case.map_or_else(String::new, |id| id.to_string()))
    .get_result(conn)?;
    Ok(Dong::kept(sum.sum))
}

/// What is held for an agency of each case, or of each of these, the longest held first.
pub fn held_for(
    conn: &mut Conn,
    agency: &PointCode,
    cases: Option<&[CaseId]>,
) -> Result<Vec<(CaseId, Dong)>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        case_id: String,
        #[diesel(sql_type = BigInt)]
        sum: i64,
    }
    let sql = format!(
        "SELECT case_id, CAST(-SUM(amount) AS BIGINT) AS sum FROM ledger_postings \
         WHERE account = $1 AND case_id IS NOT NULL AND ($2 = 'all' OR case_id IN {}) \
         GROUP BY case_id HAVING SUM(amount) < 0 ORDER BY MIN(number)",
        conn.each_text("$3")
    );
    let rows: Vec<Row> = sql_query(sql)
        .bind::<Text, _>(Account::Agency(agency.clone()).to_string())
        .bind::<Text, _>(if cases.is_none() { "all" } else { "some" })
        .bind::<Text, _>(set(cases.unwrap_or_default()))
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "ledger_postings", id: &row.case_id };
            Ok((reading.text(&row.case_id)?, Dong::kept(row.sum)))
        })
        .collect()
}

/// Every account's sums of what was recorded before a moment. What persons owe is one line: their accounts
/// are as many as legs.
pub fn trial_balance(conn: &mut Conn, until: At) -> Result<TrialBalance, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = BigInt)]
        debit: i64,
        #[diesel(sql_type = BigInt)]
        credit: i64,
    }
    let rows: Vec<Row> = sql_query(
        "SELECT CASE WHEN account LIKE 'person:%' THEN 'person' ELSE account END AS name, \
         CAST(SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS BIGINT) AS debit, \
         CAST(-SUM(CASE WHEN amount < 0 THEN amount ELSE 0 END) AS BIGINT) AS credit \
         FROM ledger_postings WHERE number IN \
         (SELECT number FROM ledger_entries WHERE recorded_at < $1) \
         GROUP BY CASE WHEN account LIKE 'person:%' THEN 'person' ELSE account END ORDER BY 1",
    )
    .bind::<BigInt, _>(until.millis())
    .load(conn)?;
    let accounts = rows.into_iter().map(|row| AccountBalance {
        account: row.name,
        debit: Dong::kept(row.debit),
        credit: Dong::kept(row.credit),
    });
    Ok(TrialBalance { accounts: accounts.collect(), broken: broken_entries(conn)? })
}

/// How many entries have postings that do not sum to zero or not to what their head says, or postings
/// without a head.
pub fn broken_entries(conn: &mut Conn) -> Result<i64, StoreError> {
    let count: Count = sql_query(
        "SELECT COUNT(*) AS count FROM (SELECT number, SUM(amount) AS sum, \
         SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS moved FROM ledger_postings \
         GROUP BY number) p FULL JOIN ledger_entries e ON e.number = p.number \
         WHERE e.number IS NULL OR p.number IS NULL OR p.sum <> 0 OR p.moved <> e.debit",
    )
    .get_result(conn)?;
    Ok(count.count)
}
