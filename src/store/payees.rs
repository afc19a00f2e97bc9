//! The bank accounts to which people transfer what they owe the post.

use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::ledger::Payee;

#[derive(QueryableByName)]
struct PayeeRow {
    #[diesel(sql_type = Text)]
    point: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    bank_bin: String,
    #[diesel(sql_type = Text)]
    bank: String,
    #[diesel(sql_type = Text)]
    account: String,
    #[diesel(sql_type = Text)]
    holder: String,
}

impl TryFrom<PayeeRow> for Payee {
    type Error = StoreError;

    fn try_from(row: PayeeRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "bank_accounts", id: &row.point };
        Ok(Self {
            point: reading.text(&row.point)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            bin: reading.text(&row.bank_bin)?,
            account: reading.text(&row.account)?,
            bank: row.bank,
            holder: row.holder,
        })
    }
}

/// All accounts of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<Payee>, StoreError> {
    let rows: Vec<PayeeRow> =
        sql_query("SELECT * FROM bank_accounts ORDER BY point, valid_from").load(conn)?;
    rows.into_iter().map(Payee::try_from).collect()
}

/// Writes accounts; one of the same point and first day is replaced.
pub fn save(conn: &mut Conn, payees: &[Payee]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "bank_accounts",
        &[
            ("point", column!(payees, Text, |one| Some(one.point.to_string()))),
            ("valid_from", column!(payees, Text, |one| Some(one.period.from.to_string()))),
            ("valid_until", column!(payees, Text, |one| one.period.until.map(|d| d.to_string()))),
            ("bank_bin", column!(payees, Text, |one| Some(one.bin.to_string()))),
            ("bank", column!(payees, Text, |one| Some(one.bank.clone()))),
            ("account", column!(payees, Text, |one| Some(one.account.to_string()))),
            ("holder", column!(payees, Text, |one| Some(one.holder.clone()))),
        ],
        "(point, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         bank_bin = excluded.bank_bin, bank = excluded.bank, account = excluded.account, \
         holder = excluded.holder",
    )?;
    Ok(())
}
