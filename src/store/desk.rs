//! What waits at some points, counted for the first page of a working day.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::cases::real;
use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use crate::base::PointCode;
use crate::custody::State;

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Anomalies that nobody has explained or resolved.
    pub anomalies: i64,
    /// Scans that nobody has matched or closed.
    pub set_aside: i64,
    /// Parcels held here, in bags too.
    pub held: i64,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    many: i64,
}

/// Counts what waits at these points; everywhere when none are given.
pub fn waiting(conn: &mut Conn, points: Option<&[PointCode]>) -> Result<Waiting, StoreError> {
    let codes = set(points.unwrap_or_default());
    let mut count = |from: fn(&str) -> String, column: &str| -> Result<i64, StoreError> {
        let sql = format!("SELECT COUNT(*) AS many FROM {}", from(&at(conn, column, points)));
        let counted: Count = sql_query(sql).bind::<Text, _>(&codes).kept().get_result(conn)?;
        Ok(counted.many)
    };
    Ok(Waiting {
        anomalies: count(anomalies, "a.owner_point")?,
        set_aside: count(set_aside, "at_point")?,
        held: count(held, "h.custodian_point")?,
    })
}

/// A condition: it is at one of the points in the parameter `$1`, or at any where none are given. Said without
/// an `OR`, so that an index by the point can be used.
fn at(conn: &Conn, column: &str, points: Option<&[PointCode]>) -> String {
    match points {
        Some(_) => format!("{column} IN {}", conn.each_text("$1")),
        None => "$1 = '[]'".to_owned(),
    }
}

fn anomalies(here: &str) -> String {
    let real = real("a.item_key");
    format!(
        "anomalies a WHERE {here} AND NOT a.explained AND NOT EXISTS \
         (SELECT 1 FROM anomaly_decisions d WHERE d.anomaly_id = a.anomaly_id) AND {real}"
    )
}

fn set_aside(here: &str) -> String {
    format!("set_aside_scans WHERE {here} AND status = 'open'")
}

/// The heads are to be read first: SQLite keeps the order of a `CROSS JOIN`, and else may begin with all items.
fn held(here: &str) -> String {
    let (under_way, real) = (under_way("h.state"), real("h.item_key"));
    format!(
        "heads h CROSS JOIN items i \
         WHERE i.item_key = h.item_key AND i.kind = 'parcel' AND h.custodian_point IS NOT NULL AND {here} AND {under_way} \
         AND {real}"
    )
}

/// A condition: it lies there and is somebody's to move on. The index `heads_under_way_ix` holds these heads
/// alone and is found by the same words.
pub(super) fn under_way(column: &str) -> String {
    let has_ended = |state: &&State| match state {
        State::Delivered | State::Returned | State::Void | State::Lost => true,
        State::Announced
        | State::Accepted
        | State::AtPoint
        | State::InBag
        | State::OnRun
        | State::InHandover
        | State::OutForDelivery
        | State::DeliveryFailed
        | State::Held
        | State::Returning
        | State::Found => false,
    };
    let ended: Vec<String> =
        State::ALL.iter().filter(has_ended).map(|state| format!("'{state}'")).collect();
    format!("{column} NOT IN ({})", ended.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_holds_what_is_under_way_and_nothing_else() {
        let condition = under_way("state");
        for tree in ["sqlite", "postgres"] {
            let folder = env!("CARGO_MANIFEST_DIR");
            let file = format!("{folder}/migrations/{tree}/2026-01-01-000020_under_way/up.sql");
            let text = std::fs::read_to_string(file).unwrap();
            assert!(text.contains(&format!("WHERE {condition};")), "{tree}: {condition}");
        }
    }
}
