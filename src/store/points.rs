//! Points of the post and of the authorities.

use diesel::sql_types::{Double, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::network::Point;

#[derive(QueryableByName)]
struct PointRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    unit: String,
    #[diesel(sql_type = Nullable<Double>)]
    lat: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    lon: Option<f64>,
    #[diesel(sql_type = Text)]
    hours: String,
    #[diesel(sql_type = Text)]
    roles: String,
    #[diesel(sql_type = Nullable<Text>)]
    agency: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    successor: Option<String>,
}

impl TryFrom<PointRow> for Point {
    type Error = StoreError;

    fn try_from(row: PointRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "points", id: &row.code };
        Ok(Self {
            code: reading.text(&row.code)?,
            kind: reading.text(&row.kind)?,
            unit: reading.text(&row.unit)?,
            position: reading.position(row.lat, row.lon)?,
            hours: reading.text(&row.hours)?,
            roles: reading.text(&row.roles)?,
            successor: reading.maybe(row.successor.as_deref())?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            name: row.name,
            agency: row.agency,
        })
    }
}

/// All points of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<Point>, StoreError> {
    let rows: Vec<PointRow> =
        sql_query("SELECT * FROM points ORDER BY code, valid_from").kept().load(conn)?;
    rows.into_iter().map(Point::try_from).collect()
}

/// Writes points; one with the same code and first day is replaced.
pub fn save(conn: &mut Conn, points: &[Point]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "points",
        &[
            ("code", column!(points, Text, |point| Some(point.code.to_string()))),
            ("valid_from", column!(points, Text, |point| Some(point.period.from.to_string()))),
            (
                "valid_until",
                column!(points, Text, |point| point.period.until.map(|d| d.to_string())),
            ),
            ("name", column!(points, Text, |point| Some(point.name.clone()))),
            ("kind", column!(points, Text, |point| Some(point.kind.to_string()))),
            ("unit", column!(points, Text, |point| Some(point.unit.to_string()))),
            ("lat", column!(points, Double, |point| point.position.map(|at| at.lat))),
            ("lon", column!(points, Double, |point| point.position.map(|at| at.lon))),
            ("hours", column!(points, Text, |point| Some(point.hours.to_string()))),
            ("roles", column!(points, Text, |point| Some(point.roles.as_str().to_owned()))),
            ("agency", column!(points, Text, |point| point.agency.clone())),
            (
                "successor",
                column!(points, Text, |point| point.successor.as_ref().map(ToString::to_string)),
            ),
        ],
        "(code, valid_from) DO UPDATE SET valid_until = excluded.valid_until, name = excluded.name, \
         kind = excluded.kind, unit = excluded.unit, lat = excluded.lat, lon = excluded.lon, \
         hours = excluded.hours, roles = excluded.roles, agency = excluded.agency, \
         successor = excluded.successor",
    )?;
    Ok(())
}
