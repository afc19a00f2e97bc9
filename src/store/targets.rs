//! Transit targets.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::dispatch::{Targets, TransitTarget};
use crate::network::ZonePair;

#[derive(QueryableByName)]
struct TargetRow {
    #[diesel(sql_type = Text)]
    service: String,
    #[diesel(sql_type = Text)]
    from_zone: String,
    #[diesel(sql_type = Text)]
    to_zone: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Text)]
    unit: String,
    #[diesel(sql_type = Text)]
    decision: String,
}

impl TryFrom<TargetRow> for TransitTarget {
    type Error = StoreError;

    fn try_from(row: TargetRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "transit_targets", id: &row.service };
        Ok(Self {
            service: reading.text(&row.service)?,
            zones: ZonePair {
                from: reading.text(&row.from_zone)?,
                to: reading.text(&row.to_zone)?,
            },
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            time: reading.limit(row.amount, &row.unit)?,
            decision: row.decision,
        })
    }
}

/// All targets of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<TransitTarget>, StoreError> {
    let rows: Vec<TargetRow> =
        sql_query("SELECT * FROM transit_targets ORDER BY service, from_zone, to_zone, valid_from")
            .load(conn)?;
    rows.into_iter().map(TransitTarget::try_from).collect()
}

/// All targets, to be asked.
pub fn load_targets(conn: &mut Conn) -> Result<Targets, StoreError> {
    Ok(Targets::new(load(conn)?))
}

/// Writes targets; that of the same service, zones and first day is replaced.
pub fn save(conn: &mut Conn, targets: &[TransitTarget]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "transit_targets",
        &[
            ("service", column!(targets, Text, |one| Some(one.service.to_string()))),
            ("from_zone", column!(targets, Text, |one| Some(one.zones.from.to_string()))),
            ("to_zone", column!(targets, Text, |one| Some(one.zones.to.to_string()))),
            ("valid_from", column!(targets, Text, |one| Some(one.period.from.to_string()))),
            (
                "valid_until",
                column!(targets, Text, |one| one.period.until.map(|day| day.to_string())),
            ),
            ("amount", column!(targets, Big, |one| Some(one.time.amount.into()))),
            ("unit", column!(targets, Text, |one| Some(one.time.unit.as_str().to_owned()))),
            ("decision", column!(targets, Text, |one| Some(one.decision.clone()))),
        ],
        "(service, from_zone, to_zone, valid_from) DO UPDATE SET \
         valid_until = excluded.valid_until, amount = excluded.amount, unit = excluded.unit, \
         decision = excluded.decision",
    )?;
    Ok(())
}
