//! What bags and runs are called, by their keys.

use std::collections::BTreeMap;

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::anomalies::KeptAnomaly;
use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use crate::base::ItemKey;

/// The codes of the bags and runs of these keys.
pub fn codes(
    conn: &mut Conn,
    keys: impl IntoIterator<Item = ItemKey>,
) -> Result<BTreeMap<ItemKey, String>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        item_key: i64,
        #[diesel(sql_type = Text)]
        code: String,
    }
    let keys: Vec<ItemKey> = keys.into_iter().collect();
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let each = conn.each_big("$1");
    let sql = format!(
        "SELECT item_key, code FROM bags WHERE item_key IN {each} UNION ALL \
         SELECT item_key, code FROM runs WHERE item_key IN {each}"
    );
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(keys)).kept().load(conn)?;
    Ok(rows.into_iter().map(|row| (ItemKey(row.item_key), row.code)).collect())
}

/// The codes of the bags and runs that these anomalies name to be searched.
pub fn of_anomalies<'a>(
    conn: &mut Conn,
    kept: impl IntoIterator<Item = &'a KeptAnomaly>,
) -> Result<BTreeMap<ItemKey, String>, StoreError> {
    let named = kept.into_iter().flat_map(|one| [one.anomaly.bag, one.anomaly.run]);
    codes(conn, named.flatten())
}
