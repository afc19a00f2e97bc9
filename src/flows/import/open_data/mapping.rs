//! The list of what became of units in the reform: communes, provinces, and five island districts that
//! became special zones. The other districts ended without a successor.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::checked;
use crate::base::UnitCode;
use crate::flows::import::layout::{Done, Layout, REFORM, Reader};
use crate::flows::import::row::Row;
use crate::flows::import::sheet::{Problems, Sheet};
use crate::flows::import::subject::{Entry, each_row};
use crate::flows::import::successions::Successions;
use crate::network::{Relation, Succession, UnitLevel};

pub(in crate::flows::import) const OF_THE_REFORM: Layout<Successions> = Layout::open_data(
    "units_mapping",
    &[
        "old_code",
        "old_name",
        "old_district_code",
        "old_province_code",
        "new_code",
        "new_name",
        "new_province_code",
        "relation",
        "is_default",
        "confirmed_by_second_source",
    ],
    &[("old", "old_code"), ("new", "new_code"), ("default", "is_default")],
    Reader::On(REFORM, gather),
);

/// What the list calls what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Merge,
    Split,
    Unchanged,
    Province,
    DistrictToCommune,
}

const WORDS: &[(&str, Word)] = &[
    ("merge", Word::Merge),
    ("split", Word::Split),
    ("unchanged", Word::Unchanged),
    ("province", Word::Province),
    ("district_to_commune", Word::DistrictToCommune),
];

fn gather(
    sheet: &Sheet,
    on: NaiveDate,
    found: &mut Problems,
    done: Done<'_>,
) -> Vec<Entry<Succession>> {
    let mut edges = each_row(sheet, found, done, |row, found| read_edge(row, on, found));
    // Of provinces the list does not say whether they went on alone or took others in.
    let mut into: HashMap<UnitCode, usize> = HashMap::new();
    let provinces =
        || |edge: &&mut Entry<Succession>| UnitLevel::of(&edge.value.old) == UnitLevel::Province;
    for edge in edges.iter_mut().filter(provinces()) {
        *into.entry(edge.value.new.clone()).or_default() += 1;
    }
    for edge in edges.iter_mut().filter(provinces()) {
        if into.get(&edge.value.new) == Some(&1) {
            edge.value.relation = Relation::Unchanged;
        }
    }
    edges
}

fn read_edge(row: &Row, on: NaiveDate, found: &mut Problems) -> Option<Succession> {
    let word = row.word("relation", WORDS, found);
    let is_default = row.flag("is_default", found);
    let confirmed =
        row.word("confirmed_by_second_source", &[("1", ()), ("0", ()), ("", ())], found);
    let old_name = row.text("old_name", 200, found).map(drop);
    let new_name = row.text("new_name", 200, found).map(drop);
    let province = row.unit("old_province_code", UnitLevel::Province, found).map(drop);
    let new_province = row.unit("new_province_code", UnitLevel::Province, found).map(drop);
    let word = word?;
    let (old_level, new_level) = match word {
        Word::Merge | Word::Split | Word::Unchanged => (UnitLevel::Commune, UnitLevel::Commune),
        Word::Province => (UnitLevel::Province, UnitLevel::Province),
        Word::DistrictToCommune => (UnitLevel::District, UnitLevel::Commune),
    };
    let old = row.unit("old_code", old_level, found);
    let new = row.unit("new_code", new_level, found);
    let district = match old_level {
        UnitLevel::Province => row.word("old_district_code", &[("", ())], found),
        UnitLevel::District | UnitLevel::Commune => {
            row.unit("old_district_code", UnitLevel::District, found).map(drop)
        }
    };
    let relation = match word {
        Word::Split => Relation::Split,
        // An island that was a district is a special zone now, as it was.
        Word::Unchanged | Word::DistrictToCommune => Relation::Unchanged,
        Word::Merge | Word::Province => Relation::Merge,
    };
    checked(&[confirmed, old_name, new_name, province, new_province, district])?;
    Some(Succession { old: old?, new: new?, on, relation, is_default: is_default? })
}
