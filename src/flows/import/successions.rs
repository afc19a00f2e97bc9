//! What became of units that ended.

use std::collections::{BTreeMap, HashMap};

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::open_data;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::{Period, UnitCode};
use crate::network::{Relation, Succession};
use crate::store::{Conn, StoreError, revisions, units};

const COLUMNS: &[&str] = &["old", "new", "on", "relation", "default"];

pub(super) struct Successions;

impl Subject for Successions {
    type Value = Succession;

    const LAYOUTS: &'static [Layout<Self>] =
        &[Layout::own("successions", COLUMNS, gather), open_data::mapping::OF_THE_REFORM];
    const KEY_COLUMN: &'static str = "new";
    const REVISION: revisions::Subject = revisions::Subject::Network;

    fn name(edge: &Succession) -> String {
        format!("{} to {} on {}", edge.old, edge.new, edge.on)
    }

    fn period(_: &Succession) -> Option<Period> {
        None
    }

    fn in_period(edge: Succession, _: Period) -> Succession {
        edge
    }

    fn cells(edge: &Succession) -> Vec<(&'static str, String)> {
        let default = if edge.is_default { "yes" } else { "no" };
        vec![("relation", edge.relation.as_str().to_owned()), ("default", default.to_owned())]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Succession>, StoreError> {
        units::load_successions(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let units = units::load(conn)?;
        let mut periods: HashMap<&UnitCode, Vec<Period>> = HashMap::new();
        for unit in &units {
            periods.entry(&unit.code).or_default().push(unit.period);
        }
        let periods = |code| periods.get(code).map_or(&[][..], Vec::as_slice);
        for Entry { line, value: edge, .. } in &merged.entries {
            let on = edge.on;
            if !periods(&edge.old).iter().any(|period| period.until == Some(on)) {
                let expected = format_args!("a unit that ends on {on}");
                found.add(*line, "old", expected, edge.old.as_str());
            }
            if !periods(&edge.new).iter().any(|period| period.contains(on)) {
                let expected = format_args!("a unit in force on {on}");
                found.add(*line, "new", expected, edge.new.as_str());
            }
        }
        check_groups(merged, found);
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Succession]) -> Result<(), StoreError> {
        units::save_successions(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Succession>> {
    each_row(sheet, found, done, read_succession)
}

/// The edges of one unit on one day: one of them is the default, and only a split has several.
fn check_groups(merged: &Merged<Successions>, found: &mut Problems) {
    let mut groups: BTreeMap<_, Vec<(Option<u64>, &Succession)>> = BTreeMap::new();
    for (line, edge) in merged.all() {
        groups.entry((&edge.old, edge.on)).or_default().push((line, edge));
    }
    for group in groups.into_values() {
        let Some(line) = group.iter().filter_map(|(line, _)| *line).max() else { continue };
        let old = group[0].1.old.as_str();
        let defaults = group.iter().filter(|(_, edge)| edge.is_default).count();
        if defaults != 1 {
            let got = format!("{defaults} for {old}");
            found.add(line, "default", "yes on exactly one of the edges of a unit", &got);
        }
        let split = group.iter().filter(|(_, edge)| edge.relation == Relation::Split).count();
        let expected = if group.len() > 1 && split < group.len() {
            "split on each of the several edges of a unit"
        } else if group.len() == 1 && split == 1 {
            "a split to have several edges"
        } else {
            continue;
        };
        let got = format!("{} edges of {old}, {split} of them split", group.len());
        found.add(line, "relation", expected, &got);
    }
}

fn read_succession(row: &Row, found: &mut Problems) -> Option<Succession> {
    let old = row.code("old", found);
    let new = row.code("new", found);
    let on = row.date("on", found);
    let relation = row.code("relation", found);
    let is_default = row.yes("default", found);
    Some(Succession { old: old?, new: new?, on: on?, relation: relation?, is_default: is_default? })
}
