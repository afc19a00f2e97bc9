//! Outlines of units.

use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use serde_json::Value;

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use crate::network::shape::Shape;
use crate::network::{Boundaries, Boundary};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    shape: String,
}

impl TryFrom<Row> for Boundary {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "boundaries", id: &row.code };
        let coordinates: Value = reading.json(&row.shape)?;
        Ok(Self {
            unit: reading.text(&row.code)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            shape: Shape::from_coordinates(&coordinates).map_err(|problem| reading.bad(problem))?,
        })
    }
}

/// All outlines of all times.
pub fn load(conn: &mut Conn) -> Result<Boundaries, StoreError> {
    let rows: Vec<Row> = sql_query(
        "SELECT code, valid_from, valid_until, shape FROM boundaries ORDER BY code, valid_from",
    )
    .load(conn)?;
    let all: Result<Vec<_>, _> = rows.into_iter().map(Boundary::try_from).collect();
    Ok(Boundaries::new(all?))
}

/// Writes outlines; one of the same unit and first day is replaced.
pub fn save(conn: &mut Conn, all: &[Boundary]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "boundaries",
        &[
            ("code", column!(all, Text, |one| Some(one.unit.to_string()))),
            ("valid_from", column!(all, Text, |one| Some(one.period.from.to_string()))),
            ("valid_until", column!(all, Text, |one| one.period.until.map(|day| day.to_string()))),
            ("shape", column!(all, Text, |one| Some(one.shape.coordinates().to_string()))),
            ("south", column!(all, Double, |one| Some(one.shape.bounds().south))),
            ("west", column!(all, Double, |one| Some(one.shape.bounds().west))),
            ("north", column!(all, Double, |one| Some(one.shape.bounds().north))),
            ("east", column!(all, Double, |one| Some(one.shape.bounds().east))),
        ],
        "(code, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         shape = excluded.shape, south = excluded.south, west = excluded.west, \
         north = excluded.north, east = excluded.east",
    )?;
    Ok(())
}
