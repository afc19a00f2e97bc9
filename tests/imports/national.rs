//! The whole country, where `HOSOPOST_DATA` names the folder with the national lists; else said aloud and
//! left out. The lists have columns of their own and are turned into our formats here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use hosopost::base::UnitCode;
use hosopost::flows::import::Kind;
use hosopost::network::{AdminUnit, Network, UnitLevel};
use hosopost::store::units;

use super::{take, take_fixtures};
use crate::kit::databases::{TestDatabase, on_both};

type Rows = Vec<BTreeMap<String, String>>;

fn data(name: &str) -> Option<Rows> {
    #[expect(clippy::disallowed_methods, reason = "the folder is named by who runs the tests")]
    let Some(folder) = std::env::var_os("HOSOPOST_DATA").map(PathBuf::from) else {
        eprintln!("SKIPPED with the national lists: HOSOPOST_DATA is not set");
        return None;
    };
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
    Some(reader.deserialize().map(Result::unwrap).collect())
}

/// The rows of one era in our format.
fn write_units(text: &mut String, rows: &Rows, from: &str, until: &str) {
    for row in rows {
        let word = row["type"].replace(" trực thuộc trung ương", "");
        let name = row["name"].strip_prefix(&word).unwrap_or(&row["name"]).trim();
        let (level, parent) = (&row["level"], &row["parent_code"]);
        writeln!(
            text,
            "{},{from},{until},{level},{word},{name},{parent},{},{}",
            row["code"], row["lat"], row["lon"]
        )
        .unwrap();
    }
}

fn country(old: &Rows, new: &Rows) -> String {
    let mut text = format!("{}\n", Kind::Units.columns().join(","));
    write_units(&mut text, old, "2025-03-01", "2025-07-01");
    write_units(&mut text, new, "2025-07-01", "");
    text
}

#[test]
fn the_whole_country_is_taken_in_both_eras_with_its_splits() {
    let Some(old) = data("national/units_2025h1.csv") else { return };
    let new = data("national/units_2025.csv").unwrap();
    let mut edges = format!("{}\n", Kind::Successions.columns().join(","));
    for row in data("national/units_mapping.csv").unwrap() {
        let relation = match row["relation"].as_str() {
            "merge" | "unchanged" | "split" => &row["relation"],
            _ => "merge",
        };
        let default = if row["is_default"] == "1" { "yes" } else { "no" };
        let (old, new) = (&row["old_code"], &row["new_code"]);
        writeln!(edges, "{old},{new},2025-07-01,{relation},{default}").unwrap();
    }
    on_both(|db| {
        let mut conn = db.open();
        assert_eq!(take(&mut conn, Kind::Units, country(&old, &new)).added, old.len() + new.len());
        assert!(take(&mut conn, Kind::Successions, &edges).added > 10_000);
        let again = take(&mut conn, Kind::Units, country(&old, &new));
        assert_eq!(again.unchanged, old.len() + new.len());
        let network = units::load_network(&mut conn).unwrap();
        let eve = "2025-06-30".parse().unwrap();
        let after = "2025-07-01".parse().unwrap();
        let communes = |date| {
            let units = network.units_on(date);
            units.iter().filter(|unit| unit.level() == UnitLevel::Commune).count()
        };
        assert_eq!((communes(eve), communes(after)), (10_035, 3_321));
        let split = network
            .units_on(eve)
            .iter()
            .filter(|unit| unit.level() == UnitLevel::Commune)
            .filter(|unit| network.successors(&unit.code, eve, after).len() > 1)
            .count();
        assert_eq!(split, 471);
    });
}

#[test]
fn our_fixtures_agree_with_the_provinces_lists() {
    let Some(old) = data("ha_tinh/units_2025h1.csv") else { return };
    let new = data("ha_tinh/units_2025.csv").unwrap();
    let mapping = data("ha_tinh/units_mapping.csv").unwrap();
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let network = units::load_network(&mut conn).unwrap();
    agree(&network, &old, "2025-06-30");
    agree(&network, &new, "2025-07-01");
    let eve = "2025-06-30".parse().unwrap();
    let after = "2025-07-01".parse().unwrap();
    for row in mapping.iter().filter(|row| row["old_code"].len() == 5) {
        let code: UnitCode = row["old_code"].parse().unwrap();
        let found = network.successors(&code, eve, after);
        let expected = found.iter().find(|one| one.unit.code.as_str() == row["new_code"]);
        assert_eq!(expected.unwrap().is_default, row["is_default"] == "1", "{code}");
    }
}

fn agree(network: &Network, rows: &Rows, date: &str) {
    let date = date.parse().unwrap();
    assert_eq!(network.units_on(date).len(), rows.len());
    for row in rows {
        let code: UnitCode = row["code"].parse().unwrap();
        let unit: &AdminUnit = network.unit_on(&code, date).unwrap();
        assert!(row["name"].ends_with(&unit.name), "{} is {}", row["name"], unit.name);
        let parent = unit.parent.as_ref().map_or("", UnitCode::as_str);
        assert_eq!(parent, row["parent_code"], "{code}");
    }
}
