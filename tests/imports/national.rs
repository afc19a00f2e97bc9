//! The whole country, where `HOSOPOST_DATA` names the folder with the national lists; else said aloud and
//! left out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use chrono::{Datelike, NaiveDate, Weekday};
use hosopost::base::{Lang, UnitCode};
use hosopost::calendar::Audience;
use hosopost::flows::import::{ImportFile, ImportReport, Kind, NamedFile, Source, sort_out};
use hosopost::network::{AdminUnit, Network, Relation, UnitLevel};
use hosopost::store::{Conn, holidays as store_holidays, units};

use super::{file, import, take, take_fixtures};
use crate::kit::databases::{TestDatabase, on_both};

type Rows = Vec<BTreeMap<String, String>>;

fn folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the folder is named by who runs the tests")]
    let folder = std::env::var_os("HOSOPOST_DATA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED with the national lists: HOSOPOST_DATA is not set");
    }
    folder
}

fn data(name: &str) -> Option<Rows> {
    let mut reader = csv::Reader::from_path(folder()?.join(name)).unwrap();
    Some(reader.deserialize().map(Result::unwrap).collect())
}

/// The whole country's files, in their order.
fn country() -> Option<Vec<(Kind, NamedFile)>> {
    let folder = folder()?;
    let names = std::fs::read_dir(folder.join("national")).unwrap();
    let mut paths: Vec<PathBuf> = names.map(|entry| entry.unwrap().path()).collect();
    paths.push(folder.join("holidays_vn.csv"));
    paths.push(folder.join("names_vi.csv"));
    let files = paths.into_iter().map(|path| NamedFile {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: std::fs::read(&path).unwrap(),
    });
    let sorted = sort_out(files.collect(), Source::OpenData);
    assert!(sorted.passed_over.contains(&"names_vi.csv".to_owned()), "{:?}", sorted.passed_over);
    Some(sorted.known)
}

fn open_data(kind: Kind, file: &NamedFile) -> ImportFile<'_> {
    ImportFile { source: Source::OpenData, ..ImportFile::own(kind, &file.bytes) }
}

/// Takes all of it; what each file did, and how fast.
fn take_country(conn: &mut Conn, files: &[(Kind, NamedFile)]) -> Vec<ImportReport> {
    let take = |(kind, file): &(Kind, NamedFile)| {
        let began = Instant::now();
        let report = import(conn, &open_data(*kind, file), false, &mut |_| {}).unwrap();
        let took = began.elapsed();
        let rate = report.read as f64 / took.as_secs_f64();
        eprintln!("{:<16} {:>6} rows, {took:>8.0?}, {rate:>7.0} rows/s", file.name, report.read);
        report
    };
    files.iter().map(take).collect()
}

#[test]
fn the_whole_country_is_taken_and_taking_it_again_changes_nothing() {
    let Some(files) = country() else { return };
    on_both(|db| {
        let mut conn = db.open();
        let first = take_country(&mut conn, &files);
        let read = |format: &str| first.iter().find(|one| one.format == format).unwrap().read;
        assert_eq!(read("units_2025h1"), 10_794);
        assert_eq!(read("units_2025"), 3_355);
        assert_eq!(read("units_mapping"), 10_665);
        assert_eq!(read("post_offices"), 1_677);
        assert_eq!(read("holidays_vn"), 147);
        for report in take_country(&mut conn, &files) {
            assert_eq!((report.added, report.changed, report.ended), (0, 0, 0), "{report:?}");
            assert_eq!((report.gaps_opened, report.gaps_closed), (0, 0), "{report:?}");
        }
    });
}

#[test]
fn the_country_stands_as_it_did_and_as_it_does() {
    let Some(files) = country() else { return };
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_country(&mut conn, &files);
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
    let dong_nai = |code: &str, date: &str| {
        network.unit_on(&code.parse().unwrap(), date.parse().unwrap()).unwrap().full_name(Lang::Vi)
    };
    assert_eq!(dong_nai("75", "2026-04-29"), "tỉnh Đồng Nai");
    assert_eq!(dong_nai("75", "2026-04-30"), "thành phố Đồng Nai");
    assert_eq!(dong_nai("26368", "2026-04-29"), "xã Long Thành");
    assert_eq!(dong_nai("26368", "2026-04-30"), "phường Long Thành");
    let island = network.successors(&"755".parse().unwrap(), eve, after);
    assert_eq!(island[0].unit.full_name(Lang::Vi), "đặc khu Côn Đảo");
    let edges = units::load_successions(&mut conn).unwrap();
    let relation = |old: &str| edges.iter().find(|edge| edge.old.as_str() == old).unwrap().relation;
    assert_eq!(relation("42"), Relation::Unchanged);
    assert_eq!(relation("08"), Relation::Merge);
    assert_eq!(relation("755"), Relation::Unchanged);
}

#[test]
fn offices_that_the_list_cannot_place_stand_in_what_is_known_and_are_flagged() {
    let Some(files) = country() else { return };
    on_both(|db| {
        let mut conn = db.open();
        let reports = take_country(&mut conn, &files);
        let offices = reports.iter().find(|one| one.kind == Kind::Points).unwrap();
        let open: Vec<(&str, i64)> =
            offices.gaps_by_column.iter().map(|one| (one.column.as_str(), one.open)).collect();
        let expected = [
            ("commune_code_2025", 35),
            ("commune_code_2025h1", 35),
            ("hours", 2 * 1_677),
            ("lat", 2),
        ];
        assert_eq!(open, expected);
        let network = units::load_network(&mut conn).unwrap();
        let stands = |office: &str, date: &str| {
            let date = date.parse().unwrap();
            let point = network.point_on(&office.parse().unwrap(), date).unwrap();
            network.unit_on(&point.unit, date).unwrap().full_name(Lang::Vi)
        };
        // No district, no commune, no coordinates: only the province, which became part of another.
        assert_eq!(stands("943900", "2025-06-30"), "tỉnh Trà Vinh");
        assert_eq!(stands("943900", "2025-07-01"), "tỉnh Vĩnh Long");
        assert_eq!(stands("333100", "2025-06-30"), "thị xã Sa Pa");
        assert_eq!(stands("333100", "2025-07-01"), "tỉnh Lào Cai");
        // An island that was a district.
        assert_eq!(stands("794300", "2025-07-01"), "đặc khu Côn Đảo");
        // The district of 2024 had ended before the list of 2025 begins.
        assert_eq!(stands("675800", "2025-06-30"), "tỉnh Lâm Đồng");
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

#[test]
fn every_day_of_ten_years_is_worked_or_rested_as_the_public_list_says() {
    let Some(rows) = data("holidays_vn.csv") else { return };
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    let week = "authority,2018-01-01,,Mo-Fr 07:30-11:30,11:30,15:00,QĐ 1";
    take(&mut conn, Kind::Weeks, file(Kind::Weeks, &[week]));
    let files = country().unwrap();
    let (kind, holidays) = files.iter().find(|(kind, _)| *kind == Kind::Holidays).unwrap();
    import(&mut conn, &open_data(*kind, holidays), false, &mut |_| {}).unwrap();
    let calendars = store_holidays::load_calendars(&mut conn).unwrap();
    let office = calendars.of(Audience::Authority.line());
    let mut special = BTreeMap::new();
    for row in &rows {
        let day: NaiveDate = row["date"].parse().unwrap();
        special.insert(day, row["day_off"] == "0");
    }
    let first: NaiveDate = "2018-01-01".parse().unwrap();
    for day in first.iter_days().take_while(|day| day.year() <= 2027) {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let expected = special.get(&day).copied().unwrap_or(weekday);
        assert_eq!(office.is_working(day), Ok(expected), "{day}");
    }
    let estimated: Vec<i32> = calendars.years().filter(|year| office.is_estimated(*year)).collect();
    assert_eq!(estimated, [2027]);
}
