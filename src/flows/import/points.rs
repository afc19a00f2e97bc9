//! Points of the post and of the authorities.

use std::collections::HashMap;

use super::merge::{Entry, Merged, Subject, cover, each_row, written};
use super::sheet::{Problems, Row, Sheet};
use crate::base::{Capacity, Period, PointCode, UnitCode};
use crate::network::{Point, PointKind, Roles};
use crate::store::{Conn, StoreError, points, revisions, units};

pub(super) struct Points;

impl Subject for Points {
    type Value = Point;
    type Key = String;

    const COLUMNS: &'static [&'static str] = &[
        "code",
        "valid_from",
        "valid_until",
        "kind",
        "name",
        "unit",
        "lat",
        "lon",
        "hours",
        "roles",
        "agency",
        "successor",
    ];
    const KEY_COLUMN: &'static str = "code";
    const REVISION: revisions::Subject = revisions::Subject::Network;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<Point>> {
        each_row(sheet, found, read, read_point)
    }

    fn key(point: &Point) -> String {
        format!("{} from {}", point.code, point.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<Point>, StoreError> {
        points::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        merged.check_apart(|point| point.code.clone(), |point| point.period, found);
        let units = units::load(conn)?;
        let mut of_units: HashMap<&UnitCode, Vec<Period>> = HashMap::new();
        for unit in &units {
            of_units.entry(&unit.code).or_default().push(unit.period);
        }
        let mut of_points: HashMap<&PointCode, Vec<Period>> = HashMap::new();
        for (_, point) in merged.all() {
            of_points.entry(&point.code).or_default().push(point.period);
        }
        for Entry { line, value: point } in &merged.entries {
            let in_force = of_units.get(&point.unit).map_or(&[][..], Vec::as_slice);
            if !cover(in_force, point.period) {
                let expected = format_args!("a unit in force {}", written(point.period));
                found.add(*line, "unit", expected, point.unit.as_str());
            }
            if let (Some(successor), Some(end)) = (&point.successor, point.period.until) {
                let in_service = of_points.get(successor).map_or(&[][..], Vec::as_slice);
                if !in_service.iter().any(|period| period.contains(end)) {
                    let expected = format_args!("a point in service on {end}");
                    found.add(*line, "successor", expected, successor.as_str());
                }
            }
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Point]) -> Result<(), StoreError> {
        points::save(conn, news)
    }
}

fn read_point(row: &Row, found: &mut Problems) -> Option<Point> {
    let code = row.code::<PointCode>("code", found);
    let kind = row.code::<PointKind>("kind", found);
    let name = row.text("name", 200, found);
    let unit = row.code("unit", found);
    let position = row.position(found);
    let hours = row.value("hours", found);
    let roles = row.code::<Roles>("roles", found);
    let agency = row.maybe_text("agency", 200, found);
    let successor = row.maybe_code::<PointCode>("successor", found);
    let period = row.period(found);
    let mut fits = true;
    let (kind, roles, agency) = (kind?, roles?, agency?);
    if [Capacity::Post, Capacity::Desk].iter().any(|c| roles.has(*c) && !kind.may_act_as(*c)) {
        row.refuse("roles", format_args!("a role that a {kind} can have"), found);
        fits = false;
    }
    if roles.has(Capacity::Desk) != agency.is_some() {
        let expected = if agency.is_some() {
            "nothing: only a desk belongs to an authority"
        } else {
            "the authority whose desk it is"
        };
        row.refuse("agency", expected, found);
        fits = false;
    }
    let (code, successor, period) = (code?, successor?, period?);
    if successor.is_some() && period.until.is_none() {
        row.refuse("successor", "nothing while the point has no valid_until", found);
        fits = false;
    }
    if successor.as_ref() == Some(&code) {
        row.refuse("successor", "another point; one that goes on just has its next row", found);
        fits = false;
    }
    let point = Point {
        code,
        name: name?,
        kind,
        unit: unit?,
        position: position?,
        hours: hours?,
        roles,
        agency,
        successor,
        period,
    };
    fits.then_some(point)
}
