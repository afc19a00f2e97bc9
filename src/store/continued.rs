//! Points that went on when the unit they lay in ended.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::base::At;
use crate::network::Continued;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    point_code: String,
    #[diesel(sql_type = Text)]
    changed_on: String,
    #[diesel(sql_type = Text)]
    old_unit: String,
    #[diesel(sql_type = Text)]
    new_unit: String,
    #[diesel(sql_type = Text)]
    found_by: String,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
}

/// All of them, the latest change first, with when each was recorded.
pub fn list(conn: &mut Conn) -> Result<Vec<(Continued, At)>, StoreError> {
    let rows: Vec<Row> =
        sql_query("SELECT * FROM continued_points ORDER BY changed_on DESC, point_code")
            .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "continued_points", id: &row.point_code };
            let continued = Continued {
                point: reading.text(&row.point_code)?,
                on: reading.text(&row.changed_on)?,
                old: reading.text(&row.old_unit)?,
                new: reading.text(&row.new_unit)?,
                found: reading.text(&row.found_by)?,
            };
            Ok((continued, At::from_millis(row.recorded_at)))
        })
        .collect()
}

/// Notes how the new units were found.
pub fn save(conn: &mut Conn, all: &[Continued], now: At) -> Result<(), StoreError> {
    insert_many(
        conn,
        "continued_points",
        &[
            ("point_code", column!(all, Text, |one| Some(one.point.to_string()))),
            ("changed_on", column!(all, Text, |one| Some(one.on.to_string()))),
            ("old_unit", column!(all, Text, |one| Some(one.old.to_string()))),
            ("new_unit", column!(all, Text, |one| Some(one.new.to_string()))),
            ("found_by", column!(all, Text, |one| Some(one.found.as_str().to_owned()))),
            ("recorded_at", column!(all, Big, |_| Some(now.millis()))),
        ],
        "(point_code, changed_on) DO NOTHING",
    )?;
    Ok(())
}
