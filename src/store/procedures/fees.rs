//! The fees of procedures.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::lists::Tables;
use super::{amount, kept_bounds};
use crate::catalogue::{FeeItem, ProcedureFees};
use crate::store::connection::Conn;
use crate::store::dialect::column;
use crate::store::error::StoreError;
use crate::store::row::Reading;

const FEES: Tables = Tables { heads: "catalogue_fee_lists", entries: "catalogue_fees" };

#[derive(QueryableByName)]
struct FeeRow {
    #[diesel(sql_type = Text)]
    procedure_code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    class: String,
    #[diesel(sql_type = Nullable<Text>)]
    channel: Option<String>,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    amount_from: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    amount_to: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    basis: Option<String>,
}

/// All lists of all times, each in its order.
pub fn load_fees(conn: &mut Conn) -> Result<Vec<ProcedureFees>, StoreError> {
    let rows: Vec<FeeRow> = sql_query(FEES.select()).load(conn)?;
    let items = rows.into_iter().map(|row| {
        let reading = Reading { table: FEES.entries, id: &row.procedure_code };
        let item = FeeItem {
            class: reading.text(&row.class)?,
            channel: reading.maybe(row.channel.as_deref())?,
            amount: amount(reading, &row.kind, row.amount_from, row.amount_to)?,
            name: row.name,
            basis: row.basis,
        };
        Ok(((row.procedure_code, row.valid_from), item))
    });
    let lists = FEES.load(conn, items)?.into_iter().map(|list| ProcedureFees {
        procedure: list.procedure,
        period: list.period,
        items: list.entries,
    });
    Ok(lists.collect())
}

/// Writes lists; one of the same procedure and first day is replaced as a whole.
pub fn save_fees(conn: &mut Conn, lists: &[ProcedureFees]) -> Result<(), StoreError> {
    FEES.save(
        conn,
        lists,
        |list| (&list.procedure, list.period),
        |list| &list.items,
        |items| {
            vec![
                ("name", column!(items, Text, |item| Some(item.name.clone()))),
                ("class", column!(items, Text, |item| Some(item.class.as_str().to_owned()))),
                (
                    "channel",
                    column!(items, Text, |item| item.channel.map(|by| by.as_str().to_owned())),
                ),
                ("kind", column!(items, Text, |item| Some(item.amount.kind().to_owned()))),
                ("amount_from", column!(items, Big, |item| kept_bounds(item.amount).0)),
                ("amount_to", column!(items, Big, |item| kept_bounds(item.amount).1)),
                ("basis", column!(items, Text, |item| item.basis.clone())),
            ]
        },
    )
}
