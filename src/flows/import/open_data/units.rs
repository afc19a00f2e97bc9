//! The lists of administrative units: one of before the reform of 1 July 2025, one of since. The second
//! says in `name_2026` which units were retyped on 30 April 2026, with Đồng Nai, which became a city under
//! central government; the codes went on.

use chrono::NaiveDate;

use super::checked;
use crate::base::Period;
use crate::flows::import::layout::{BEFORE_REFORM, Done, Layout, Reader, SINCE_REFORM, cut, day};
use crate::flows::import::row::Row;
use crate::flows::import::sheet::{Problems, Sheet};
use crate::flows::import::subject::{Entry, each_rows_entries};
use crate::flows::import::units::{Rank, Units, entry, rank};
use crate::network::{AdminUnit, UnitKind, UnitLevel};

const CALLED: &[(&str, &str)] = &[("kind", "type"), ("parent", "parent_code")];

/// The day from which the names in `name_2026` hold.
const RETYPED: NaiveDate = day(2026, 4, 30);

pub(in crate::flows::import) const BEFORE_THE_REFORM: Layout<Units> = Layout::open_data(
    "units_2025h1",
    &["code", "parent_code", "level", "type", "name", "name_en", "lat", "lon", "geo_src"],
    CALLED,
    Reader::Within(BEFORE_REFORM, gather_before),
);

pub(in crate::flows::import) const SINCE_THE_REFORM: Layout<Units> = Layout::open_data(
    "units_2025",
    &[
        "code",
        "parent_code",
        "level",
        "type",
        "name",
        "name_en",
        "lat",
        "lon",
        "area_km2",
        "population",
        "pop_suspect",
        "admin_centre",
        "name_2026",
    ],
    CALLED,
    Reader::Within(SINCE_REFORM, gather_since),
);

fn gather_before(
    sheet: &Sheet,
    period: Period,
    found: &mut Problems,
    done: Done<'_>,
) -> Vec<Entry<AdminUnit>> {
    each_rows_entries(sheet, found, done, |row, found| {
        let unit = read_unit(row, period, found);
        // Where the centre was taken from.
        let source = row.maybe_text("geo_src", 40, found)?;
        let unit = unit?;
        if unit.position.is_some() && source.is_none() {
            row.refuse("geo_src", "where lat and lon come from", found);
            return None;
        }
        Some(entry(row, unit))
    })
}

fn gather_since(
    sheet: &Sheet,
    period: Period,
    found: &mut Problems,
    done: Done<'_>,
) -> Vec<Entry<AdminUnit>> {
    each_rows_entries(sheet, found, done, |row, found| {
        read_since(row, period, found).unwrap_or_default()
    })
}

/// The unit, twice where it was retyped.
fn read_since(row: &Row, period: Period, found: &mut Problems) -> Option<Vec<Entry<AdminUnit>>> {
    let unit = read_unit(row, period, found);
    let area = row.measure("area_km2", 400_000.0, found).map(drop);
    let people = row.maybe_count("population", 200_000_000, found).map(drop);
    let doubtful = row.flag("pop_suspect", found).map(drop);
    let seat = row.maybe_text("admin_centre", 500, found).map(drop);
    let renamed = row.maybe_text("name_2026", 200, found);
    let unit = unit?;
    let renamed = match renamed? {
        None => None,
        Some(name) => Some(part(row, "name_2026", unit.level(), &name, found)?),
    };
    checked(&[area, people, doubtful, seat])?;
    let Some((kind, name)) = renamed else { return Some(vec![entry(row, unit)]) };
    let (before, since) = cut(period, RETYPED);
    let then = since.map(|period| AdminUnit { name, kind, period, ..unit.clone() });
    let first = before.map(|period| AdminUnit { period, ..unit });
    Some(first.into_iter().chain(then).map(|unit| entry(row, unit)).collect())
}

/// What the two lists have in common.
fn read_unit(row: &Row, period: Period, found: &mut Problems) -> Option<AdminUnit> {
    // Among provinces the older list writes the whole title of a city; one word is enough to know it by.
    let word = row.cell("type").replace(" trực thuộc trung ương", "");
    let rank = rank(row, "type", &word, "parent_code", found);
    let name = row.text("name", 200, found);
    let name_en = row.text("name_en", 200, found);
    let position = row.position(found);
    let Rank { code, kind, parent } = rank?;
    let (called, name) = part(row, "name", kind.level(), &name?, found)?;
    if called != kind {
        row.refuse("name", format_args!("a name that begins with {word}"), found);
        return None;
    }
    name_en?;
    Some(AdminUnit { code, name, kind, parent, position: position?, period })
}

fn part(
    row: &Row,
    column: &'static str,
    level: UnitLevel,
    full_name: &str,
    found: &mut Problems,
) -> Option<(UnitKind, String)> {
    let parted = UnitKind::part(level, full_name);
    if parted.is_none() {
        let expected = format_args!("a name after the word for a {level}, like Xã Thạch Hà");
        row.refuse(column, expected, found);
    }
    parted.map(|(kind, name)| (kind, name.to_owned()))
}
