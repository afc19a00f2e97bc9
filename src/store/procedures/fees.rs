//! The fees of procedures, each list as a whole and from a day on.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::papers::ListRow;
use super::{amount, kept_bounds};
use crate::catalogue::{FeeItem, ProcedureFees};
use crate::store::connection::Conn;
use crate::store::dialect::{column, insert_many, set};
use crate::store::error::StoreError;
use crate::store::row::Reading;

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
    let lists: Vec<ListRow> =
        sql_query("SELECT * FROM catalogue_fee_lists ORDER BY procedure_code, valid_from")
            .load(conn)?;
    let rows: Vec<FeeRow> =
        sql_query("SELECT * FROM catalogue_fees ORDER BY procedure_code, valid_from, seq")
            .load(conn)?;
    let mut items: HashMap<(String, String), Vec<FeeItem>> = HashMap::new();
    for row in rows {
        let reading = Reading { table: "catalogue_fees", id: &row.procedure_code };
        let item = FeeItem {
            class: reading.text(&row.class)?,
            channel: reading.maybe(row.channel.as_deref())?,
            amount: amount(reading, &row.kind, row.amount_from, row.amount_to)?,
            name: row.name,
            basis: row.basis,
        };
        items.entry((row.procedure_code, row.valid_from)).or_default().push(item);
    }
    lists
        .into_iter()
        .map(|row| {
            let reading = Reading { table: "catalogue_fee_lists", id: &row.procedure_code };
            Ok(ProcedureFees {
                procedure: reading.text(&row.procedure_code)?,
                period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
                items: items
                    .remove(&(row.procedure_code.clone(), row.valid_from.clone()))
                    .unwrap_or_default(),
            })
        })
        .collect()
}

/// Writes lists; one of the same procedure and first day is replaced as a whole.
pub fn save_fees(conn: &mut Conn, lists: &[ProcedureFees]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "catalogue_fee_lists",
        &[
            ("procedure_code", column!(lists, Text, |list| Some(list.procedure.to_string()))),
            ("valid_from", column!(lists, Text, |list| Some(list.period.from.to_string()))),
            ("valid_until", column!(lists, Text, |list| list.period.until.map(|d| d.to_string()))),
        ],
        "(procedure_code, valid_from) DO UPDATE SET valid_until = excluded.valid_until",
    )?;
    // A code holds no space, so code and day together make one text that no other pair makes.
    let sql = format!(
        "DELETE FROM catalogue_fees WHERE procedure_code || ' ' || valid_from IN {}",
        conn.each_text("$1")
    );
    let replaced = lists.iter().map(|list| format!("{} {}", list.procedure, list.period.from));
    sql_query(sql).bind::<Text, _>(set(replaced)).execute(conn)?;
    let items: Vec<_> = lists
        .iter()
        .flat_map(|list| (1i64..).zip(&list.items).map(move |(seq, item)| (list, seq, item)))
        .collect();
    insert_many(
        conn,
        "catalogue_fees",
        &[
            (
                "procedure_code",
                column!(items, Text, |(list, _, _)| Some(list.procedure.to_string())),
            ),
            ("valid_from", column!(items, Text, |(list, _, _)| Some(list.period.from.to_string()))),
            ("seq", column!(items, Big, |(_, seq, _)| Some(*seq))),
            ("name", column!(items, Text, |(_, _, item)| Some(item.name.clone()))),
            ("class", column!(items, Text, |(_, _, item)| Some(item.class.as_str().to_owned()))),
            (
                "channel",
                column!(items, Text, |(_, _, item)| item
                    .channel
                    .map(|channel| channel.as_str().to_owned())),
            ),
            ("kind", column!(items, Text, |(_, _, item)| Some(item.amount.kind().to_owned()))),
            ("amount_from", column!(items, Big, |(_, _, item)| kept_bounds(item.amount).0)),
            ("amount_to", column!(items, Big, |(_, _, item)| kept_bounds(item.amount).1)),
            ("basis", column!(items, Text, |(_, _, item)| item.basis.clone())),
        ],
        "",
    )?;
    Ok(())
}
