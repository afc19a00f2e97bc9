//! Points of the post and of the authorities.

use std::collections::HashMap;

use super::layout::{Done, Layout};
use super::merge::{Merged, cover, written};
use super::open_data;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_rows_entries};
use crate::base::{Capacity, Period, PointCode, UnitCode};
use crate::network::{OpeningHours, Point, PointKind, Roles};
use crate::store::{Conn, StoreError, points, revisions, units};

const COLUMNS: &[&str] = &[
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

pub(super) struct Points;

impl Subject for Points {
    type Value = Point;

    const LAYOUTS: &'static [Layout<Self>] =
        &[Layout::own("points", COLUMNS, gather), open_data::offices::OF_THE_POST];
    const KEY_COLUMN: &'static str = "code";
    const REVISION: revisions::Subject = revisions::Subject::Network;

    fn name(point: &Point) -> String {
        point.code.to_string()
    }

    fn period(point: &Point) -> Option<Period> {
        Some(point.period)
    }

    fn in_period(point: Point, period: Period) -> Point {
        Point { period, ..point }
    }

    fn cells(point: &Point) -> Vec<(&'static str, String)> {
        vec![
            ("kind", point.kind.to_string()),
            ("name", point.name.clone()),
            ("unit", point.unit.to_string()),
            ("lat", point.position.map(|at| at.lat.to_string()).unwrap_or_default()),
            ("lon", point.position.map(|at| at.lon.to_string()).unwrap_or_default()),
            ("hours", point.hours.to_string()),
            ("roles", point.roles.as_str().to_owned()),
            ("agency", point.agency.clone().unwrap_or_default()),
            ("successor", point.successor.as_ref().map(ToString::to_string).unwrap_or_default()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Point>, StoreError> {
        points::load(conn)
    }

    fn settle(
        conn: &mut Conn,
        entries: &mut [Entry<Point>],
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        open_data::offices::settle(conn, entries, found)
    }

    fn complete(entry: &mut Entry<Point>, known: &Point) {
        if entry.value.position.is_none() && known.position.is_some() {
            entry.value.position = known.position;
            entry.has("lat");
        }
        let unknown = entry.missing.iter().any(|one| one.column == "hours");
        if unknown && known.hours != OpeningHours::default() {
            entry.value.hours = known.hours.clone();
            entry.has("hours");
        }
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let units = units::load(conn)?;
        let mut of_units: HashMap<&UnitCode, Vec<Period>> = HashMap::new();
        for unit in &units {
            of_units.entry(&unit.code).or_default().push(unit.period);
        }
        let mut of_points: HashMap<&PointCode, Vec<Period>> = HashMap::new();
        for (_, point) in merged.all() {
            of_points.entry(&point.code).or_default().push(point.period);
        }
        for Entry { line, value: point, .. } in &merged.entries {
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

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Point>> {
    each_rows_entries(sheet, found, done, read_point)
}

fn read_point(row: &Row, found: &mut Problems) -> Option<Entry<Point>> {
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
    fits.then(|| entry(row, point))
}

/// An entry of the point; one of which nobody knows where it stands is taken and flagged.
pub(super) fn entry(row: &Row, point: Point) -> Entry<Point> {
    let nowhere = point.position.is_none();
    let mut entry = Entry::new(row.line, point);
    if nowhere {
        entry.lacks("lat", "");
    }
    entry
}
