//! Zones of tariffs and transit targets.

use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::network::ZoneMember;

#[derive(QueryableByName)]
struct MemberRow {
    #[diesel(sql_type = Text)]
    scheme: String,
    #[diesel(sql_type = Text)]
    unit: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    zone: String,
    #[diesel(sql_type = Text)]
    name: String,
}

impl TryFrom<MemberRow> for ZoneMember {
    type Error = StoreError;

    fn try_from(row: MemberRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "zone_members", id: &row.unit };
        Ok(Self {
            scheme: reading.text(&row.scheme)?,
            zone: reading.text(&row.zone)?,
            unit: reading.text(&row.unit)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            name: row.name,
        })
    }
}

/// The members of all zones of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<ZoneMember>, StoreError> {
    let rows: Vec<MemberRow> =
        sql_query("SELECT * FROM zone_members ORDER BY scheme, unit, valid_from").load(conn)?;
    rows.into_iter().map(ZoneMember::try_from).collect()
}

/// Writes members; a unit's row of the same scheme and first day is replaced.
pub fn save(conn: &mut Conn, members: &[ZoneMember]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "zone_members",
        &[
            ("scheme", column!(members, Text, |one| Some(one.scheme.to_string()))),
            ("unit", column!(members, Text, |one| Some(one.unit.to_string()))),
            ("valid_from", column!(members, Text, |one| Some(one.period.from.to_string()))),
            (
                "valid_until",
                column!(members, Text, |one| one.period.until.map(|day| day.to_string())),
            ),
            ("zone", column!(members, Text, |one| Some(one.zone.to_string()))),
            ("name", column!(members, Text, |one| Some(one.name.clone()))),
        ],
        "(scheme, unit, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         zone = excluded.zone, name = excluded.name",
    )?;
    Ok(())
}
