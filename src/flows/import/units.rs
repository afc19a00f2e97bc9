//! Administrative units.

use std::collections::HashMap;

use super::merge::{Entry, Merged, Subject, cover, each_row, written};
use super::sheet::{Problems, Row, Sheet};
use crate::base::{Lang, Period, UnitCode};
use crate::network::{AdminUnit, UnitKind, UnitLevel};
use crate::store::{Conn, StoreError, revisions, units};

pub(super) struct Units;

impl Subject for Units {
    type Value = AdminUnit;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["code", "valid_from", "valid_until", "level", "kind", "name", "parent", "lat", "lon"];
    const KEY_COLUMN: &'static str = "code";
    const REVISION: revisions::Subject = revisions::Subject::Network;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<AdminUnit>> {
        each_row(sheet, found, read, read_unit)
    }

    fn key(unit: &AdminUnit) -> String {
        format!("{} from {}", unit.code, unit.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<AdminUnit>, StoreError> {
        units::load(conn)
    }

    fn check(
        _conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        merged.check_apart(|unit| unit.code.clone(), |unit| unit.period, found);
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

fn read_unit(row: &Row, found: &mut Problems) -> Option<AdminUnit> {
    let code = row.code::<UnitCode>("code", found);
    let level = row.code::<UnitLevel>("level", found);
    let word = row.text("kind", 40, found);
    let name = row.text("name", 200, found);
    let parent = row.maybe_code::<UnitCode>("parent", found);
    let position = row.position(found);
    let period = row.period(found);
    let (code, level) = (code?, level?);
    let mut fits = true;
    if code.as_str().len() != level.digits() {
        row.refuse("code", format_args!("{} digits for a {level}", level.digits()), found);
        fits = false;
    }
    let word = word?;
    let kind = UnitKind::read(level, &word);
    if kind.is_none() {
        let words: Vec<&str> = UnitKind::ALL
            .iter()
            .filter(|kind| kind.level() == level)
            .map(|kind| kind.word(Lang::Vi))
            .collect();
        row.refuse("kind", format_args!("one of {} for a {level}", words.join(", ")), found);
    }
    let (name, parent) = (name?, parent?);
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
        row.refuse("parent", expected, found);
        fits = false;
    }
    let unit = AdminUnit { code, name, kind: kind?, parent, position: position?, period: period? };
    fits.then_some(unit)
}
