//! Administrative units.

use std::collections::HashMap;

use super::layout::{Done, Layout};
use super::merge::{Merged, cover, written};
use super::open_data;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_rows_entries};
use crate::base::{Lang, Period, UnitCode};
use crate::network::{AdminUnit, UnitKind, UnitLevel};
use crate::store::{Conn, StoreError, revisions, units};

const COLUMNS: &[&str] =
    &["code", "valid_from", "valid_until", "level", "kind", "name", "parent", "lat", "lon"];

pub(super) struct Units;

impl Subject for Units {
    type Value = AdminUnit;

    const LAYOUTS: &'static [Layout<Self>] = &[
        Layout::own("units", COLUMNS, gather),
        open_data::units::BEFORE_THE_REFORM,
        open_data::units::SINCE_THE_REFORM,
    ];
    const KEY_COLUMN: &'static str = "code";
    const REVISION: revisions::Subject = revisions::Subject::Network;

    fn name(unit: &AdminUnit) -> String {
        unit.code.to_string()
    }

    fn period(unit: &AdminUnit) -> Option<Period> {
        Some(unit.period)
    }

    fn in_period(unit: AdminUnit, period: Period) -> AdminUnit {
        AdminUnit { period, ..unit }
    }

    fn cells(unit: &AdminUnit) -> Vec<(&'static str, String)> {
        vec![
            ("level", unit.level().to_string()),
            ("kind", unit.kind.word(Lang::Vi).to_owned()),
            ("name", unit.name.clone()),
            ("parent", unit.parent.as_ref().map(ToString::to_string).unwrap_or_default()),
            ("lat", unit.position.map(|at| at.lat.to_string()).unwrap_or_default()),
            ("lon", unit.position.map(|at| at.lon.to_string()).unwrap_or_default()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<AdminUnit>, StoreError> {
        units::load(conn)
    }

    fn complete(entry: &mut Entry<AdminUnit>, known: &AdminUnit) {
        if entry.value.position.is_none() && known.position.is_some() {
            entry.value.position = known.position;
            entry.has("lat");
        }
    }

    fn check(
        _conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let mut periods: HashMap<&UnitCode, Vec<Period>> = HashMap::new();
        for (_, unit) in merged.all() {
            periods.entry(&unit.code).or_default().push(unit.period);
        }
        let lines: HashMap<&UnitCode, u64> =
            merged.entries.iter().map(|entry| (&entry.value.code, entry.line)).collect();
        for (line, unit) in merged.all() {
            let Some(parent) = &unit.parent else { continue };
            let parents = periods.get(parent).map_or(&[][..], Vec::as_slice);
            if cover(parents, unit.period) {
                continue;
            }
            let span = written(unit.period);
            match (line, lines.get(parent)) {
                (Some(line), _) => {
                    let expected = format_args!("a unit above that is in force {span}");
                    found.add(line, "parent", expected, parent.as_str());
                }
                // A row that ends a unit while others, kept already, still stand under it.
                (None, Some(line)) => {
                    let below = unit.full_name(Lang::Vi);
                    let expected =
                        format_args!("to stay in force {span}, as {below} ({}) does", unit.code);
                    found.add(*line, "valid_until", expected, parent.as_str());
                }
                (None, None) => {}
            }
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[AdminUnit]) -> Result<(), StoreError> {
        units::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<AdminUnit>> {
    each_rows_entries(sheet, found, done, read_unit)
}

fn read_unit(row: &Row, found: &mut Problems) -> Option<Entry<AdminUnit>> {
    let word = row.text("kind", 40, found);
    let name = row.text("name", 200, found);
    let position = row.position(found);
    let period = row.period(found);
    let rank = rank(row, "kind", row.cell("kind"), "parent", found);
    let (Rank { code, kind, parent }, position) = (rank?, position?);
    word?;
    let unit = AdminUnit { code, name: name?, kind, parent, position, period: period? };
    Some(entry(row, unit))
}

/// An entry of the unit; one without a centre is taken and flagged.
pub(super) fn entry(row: &Row, unit: AdminUnit) -> Entry<AdminUnit> {
    let nowhere = unit.position.is_none();
    let mut entry = Entry::new(row.line, unit);
    if nowhere {
        entry.lacks("lat", "");
    }
    entry
}

/// Where a unit stands among the others.
pub(super) struct Rank {
    pub(super) code: UnitCode,
    pub(super) kind: UnitKind,
    pub(super) parent: Option<UnitCode>,
}

/// Reads the columns `code` and `level`, and those that a layout has for the word before the name and for
/// the unit above; what they say must fit together.
pub(super) fn rank(
    row: &Row,
    kind_column: &'static str,
    word: &str,
    parent_column: &'static str,
    found: &mut Problems,
) -> Option<Rank> {
    let code = row.code::<UnitCode>("code", found);
    let level = row.code::<UnitLevel>("level", found);
    let parent = row.maybe_code::<UnitCode>(parent_column, found);
    let (code, level) = (code?, level?);
    let mut fits = true;
    if code.as_str().len() != level.digits() {
        row.refuse("code", format_args!("{} digits for a {level}", level.digits()), found);
        fits = false;
    }
    let kind = UnitKind::read(level, word);
    if kind.is_none() {
        let words: Vec<&str> = UnitKind::ALL
            .iter()
            .filter(|kind| kind.level() == level)
            .map(|kind| kind.word(Lang::Vi))
            .collect();
        row.refuse(kind_column, format_args!("one of {} for a {level}", words.join(", ")), found);
    }
    let parent = parent?;
    let fitting = match (&parent, level) {
        (None, UnitLevel::Province) => true,
        (Some(parent), UnitLevel::District | UnitLevel::Commune) => UnitLevel::of(parent) < level,
        (Some(_), UnitLevel::Province) | (None, UnitLevel::District | UnitLevel::Commune) => false,
    };
    if !fitting {
        let expected = match level {
            UnitLevel::Province => "nothing: no unit stands above a province",
            UnitLevel::District => "the code of a province",
            UnitLevel::Commune => "the code of a district or a province",
        };
        row.refuse(parent_column, expected, found);
        fits = false;
    }
    let rank = Rank { code, kind: kind?, parent };
    fits.then_some(rank)
}
