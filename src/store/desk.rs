//! What waits at some points, counted for the first page of a working day.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::cases::real;
use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
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
    let scope = if points.is_none() { "everywhere" } else { "some" };
    let codes = set(points.unwrap_or_default());
    let each = conn.each_text("$2");
    let mut count = |from: &str| -> Result<i64, StoreError> {
        let counted: Count = sql_query(format!("SELECT COUNT(*) AS many FROM {from}"))
            .bind::<Text, _>(scope)
            .bind::<Text, _>(&codes)
            .get_result(conn)?;
        Ok(counted.many)
    };
    Ok(Waiting {
        anomalies: count(&format!(
            "anomalies a WHERE ($1 = 'everywhere' OR a.owner_point IN {each}) AND NOT a.explained \
             AND NOT EXISTS (SELECT 1 FROM anomaly_decisions d WHERE d.anomaly_id = a.anomaly_id) \
             AND {}",
            real("a.item_key")
        ))?,
        set_aside: count(&format!(
            "set_aside_scans WHERE ($1 = 'everywhere' OR at_point IN {each}) AND status = 'open'"
        ))?,
        held: count(&format!(
            "heads h JOIN items i ON i.item_key = h.item_key WHERE i.kind = 'parcel' AND \
             h.custodian_point IS NOT NULL AND ($1 = 'everywhere' OR h.custodian_point IN {each}) \
             AND {} AND {}",
            under_way("h.state"),
            real("h.item_key")
        ))?,
    })
}

/// A condition: it lies there and is somebody's to move on.
fn under_way(column: &str) -> String {
    let waits = |state: &&State| match state {
        State::Delivered | State::Returned | State::Void | State::Lost => false,
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
        | State::Found => true,
    };
    let waiting: Vec<String> =
        State::ALL.iter().filter(waits).map(|state| format!("'{state}'")).collect();
    format!("{column} IN ({})", waiting.join(", "))
}
