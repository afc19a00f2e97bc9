//! Administrative units and what became of them; and the whole [`Network`] in five reads.

use diesel::sql_types::{Bool, Double, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::row::Reading;
use super::{points, routes, zones};
use crate::base::Lang;
use crate::network::{AdminUnit, Network, Succession, UnitKind, UnitLevel};

#[derive(QueryableByName)]
struct UnitRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    level: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    parent: Option<String>,
    #[diesel(sql_type = Nullable<Double>)]
    lat: Option<f64>,
    #[diesel(sql_type = Nullable<Double>)]
    lon: Option<f64>,
}

impl TryFrom<UnitRow> for AdminUnit {
    type Error = StoreError;

    fn try_from(row: UnitRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "units", id: &row.code };
        let level: UnitLevel = reading.text(&row.level)?;
        let kind = UnitKind::read(level, &row.kind)
            .ok_or_else(|| reading.bad(format_args!("no {level} is called {}", row.kind)))?;
        Ok(Self {
            code: reading.text(&row.code)?,
            kind,
            parent: reading.maybe(row.parent.as_deref())?,
            position: reading.position(row.lat, row.lon)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            name: row.name,
        })
    }
}

/// All units of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<AdminUnit>, StoreError> {
    let rows: Vec<UnitRow> =
        sql_query("SELECT * FROM units ORDER BY code, valid_from").load(conn)?;
    rows.into_iter().map(AdminUnit::try_from).collect()
}

/// Writes units; one with the same code and first day is replaced.
pub fn save(conn: &mut Conn, units: &[AdminUnit]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "units",
        &[
            ("code", column!(units, Text, |unit| Some(unit.code.to_string()))),
            ("valid_from", column!(units, Text, |unit| Some(unit.period.from.to_string()))),
            ("valid_until", column!(units, Text, |unit| unit.period.until.map(|d| d.to_string()))),
            ("name", column!(units, Text, |unit| Some(unit.name.clone()))),
            ("level", column!(units, Text, |unit| Some(unit.level().to_string()))),
            ("kind", column!(units, Text, |unit| Some(unit.kind.word(Lang::Vi).to_owned()))),
            ("parent", column!(units, Text, |unit| unit.parent.as_ref().map(ToString::to_string))),
            ("lat", column!(units, Double, |unit| unit.position.map(|at| at.lat))),
            ("lon", column!(units, Double, |unit| unit.position.map(|at| at.lon))),
        ],
        "(code, valid_from) DO UPDATE SET valid_until = excluded.valid_until, name = excluded.name, \
         level = excluded.level, kind = excluded.kind, parent = excluded.parent, \
         lat = excluded.lat, lon = excluded.lon",
    )?;
    Ok(())
}

#[derive(QueryableByName)]
struct SuccessionRow {
    #[diesel(sql_type = Text)]
    old_code: String,
    #[diesel(sql_type = Text)]
    new_code: String,
    #[diesel(sql_type = Text)]
    changed_on: String,
    #[diesel(sql_type = Text)]
    relation: String,
    #[diesel(sql_type = Bool)]
    is_default: bool,
}

impl TryFrom<SuccessionRow> for Succession {
    type Error = StoreError;

    fn try_from(row: SuccessionRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "successions", id: &row.old_code };
        Ok(Self {
            old: reading.text(&row.old_code)?,
            new: reading.text(&row.new_code)?,
            on: reading.text(&row.changed_on)?,
            relation: reading.text(&row.relation)?,
            is_default: row.is_default,
        })
    }
}

/// All edges from units that ended to those that took over.
pub fn load_successions(conn: &mut Conn) -> Result<Vec<Succession>, StoreError> {
    let rows: Vec<SuccessionRow> =
        sql_query("SELECT * FROM successions ORDER BY old_code, changed_on, new_code")
            .load(conn)?;
    rows.into_iter().map(Succession::try_from).collect()
}

/// Writes edges; one between the same units on the same day is replaced.
pub fn save_successions(conn: &mut Conn, edges: &[Succession]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "successions",
        &[
            ("old_code", column!(edges, Text, |edge| Some(edge.old.to_string()))),
            ("new_code", column!(edges, Text, |edge| Some(edge.new.to_string()))),
            ("changed_on", column!(edges, Text, |edge| Some(edge.on.to_string()))),
            ("relation", column!(edges, Text, |edge| Some(edge.relation.as_str().to_owned()))),
            ("is_default", column!(edges, Bool, |edge| Some(edge.is_default))),
        ],
        "(old_code, changed_on, new_code) DO UPDATE SET relation = excluded.relation, \
         is_default = excluded.is_default",
    )?;
    Ok(())
}

/// All places of all times.
pub fn load_network(conn: &mut Conn) -> Result<Network, StoreError> {
    let units = load(conn)?;
    let successions = load_successions(conn)?;
    let points = points::load(conn)?;
    let routes = routes::load(conn)?;
    let zones = zones::load(conn)?;
    Ok(Network::new(units, successions, points, routes).with_zones(zones))
}
