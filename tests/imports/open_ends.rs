//! Gaps: what an import could not find is taken and flagged, and the flag goes when somebody says better.

use hosopost::flows::import::{ImportFile, ImportReport, Kind, Source};
use hosopost::store::gaps::{self, GapFilter};
use hosopost::store::{Conn, points, units};

use super::{file, import, take, take_fixtures};
use crate::kit::databases::{TestDatabase, on_both};

fn take_list(conn: &mut Conn, kind: Kind, format: &str, rows: &[&str]) -> ImportReport {
    let format = kind.formats().into_iter().find(|one| one.name == format).unwrap();
    let text = format!("{}\n{}", format.columns.join(","), rows.join("\n"));
    let own = ImportFile::own(kind, text.as_bytes());
    import(conn, &ImportFile { source: Source::OpenData, ..own }, false, &mut |_| {}).unwrap()
}

/// The open gaps: entry, column and what was found.
fn open(conn: &mut Conn) -> Vec<String> {
    let page = gaps::list(conn, &GapFilter::default(), None, 500).unwrap();
    page.items.iter().map(|gap| format!("{} {} {:?}", gap.entry, gap.column, gap.found)).collect()
}

#[test]
fn a_unit_without_a_centre_is_flagged_until_somebody_knows_it() {
    on_both(|db| {
        let mut conn = db.open();
        let unit =
            |at: &str| file(Kind::Units, &[&format!("42,2025-03-01,,province,tỉnh,Hà Tĩnh,,{at}")]);
        let first = take(&mut conn, Kind::Units, unit(","));
        assert_eq!((first.added, first.gaps_opened), (1, 1));
        assert_eq!(open(&mut conn), ["42 from 2025-03-01 lat \"\""]);
        let again = take(&mut conn, Kind::Units, unit(","));
        assert_eq!((again.gaps_opened, again.gaps_closed), (0, 0));
        let filled = take(&mut conn, Kind::Units, unit("18.29,105.73"));
        assert_eq!((filled.changed, filled.gaps_closed), (1, 1));
        assert!(open(&mut conn).is_empty());
    });
}

const OFFICE: &str = "489999,Bưu cục,office,Hà Tĩnh,Thạch Hà,Thạch Hà,Xóm 1,42,445,18562";

#[test]
fn an_office_stands_in_the_smallest_unit_that_is_known_and_is_flagged() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let before = open(&mut conn);
        let row = format!("{OFFICE},,99999,district_only,,,");
        let report = take_list(&mut conn, Kind::Points, "post_offices", &[&row]);
        assert_eq!((report.read, report.added), (1, 2));
        let news: Vec<String> =
            open(&mut conn).into_iter().filter(|gap| !before.contains(gap)).collect();
        assert_eq!(
            news,
            [
                "489999 from 2025-03-01 commune_code_2025h1 \"\"",
                "489999 from 2025-03-01 hours \"\"",
                "489999 from 2025-03-01 lat \"\"",
                "489999 from 2025-07-01 commune_code_2025 \"99999\"",
                "489999 from 2025-07-01 hours \"\"",
                "489999 from 2025-07-01 lat \"\"",
            ]
        );
        let network = units::load_network(&mut conn).unwrap();
        let stands = |day: &str| {
            let point = network.point_on(&"489999".parse().unwrap(), day.parse().unwrap()).unwrap();
            point.unit.to_string()
        };
        assert_eq!((stands("2025-06-30"), stands("2025-07-01")), ("445".into(), "42".into()));
    });
}

#[test]
fn a_list_does_not_take_away_what_a_person_said() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let list = format!("{OFFICE},18562,,district_only,,,");
        take_list(&mut conn, Kind::Points, "post_offices", &[&list]);
        let said =
            "489999,2025-07-01,,post_office,Bưu cục,18562,18.38,105.85,Mo 07:30-11:30,post,,";
        let report = take(&mut conn, Kind::Points, file(Kind::Points, &[said]));
        assert_eq!((report.changed, report.gaps_closed), (1, 3));
        let again = take_list(&mut conn, Kind::Points, "post_offices", &[&list]);
        assert_eq!((again.changed, again.unchanged, again.gaps_opened), (0, 2, 0));
        let kept = points::load(&mut conn).unwrap();
        let kept = kept.iter().rfind(|point| point.code.as_str() == "489999").unwrap();
        assert_eq!(kept.unit.as_str(), "18562");
        assert!(kept.position.is_some() && kept.hours.to_string() == "Mo 07:30-11:30");
    });
}

#[test]
fn a_point_whose_unit_ends_is_flagged_and_keeps_its_place() {
    on_both(|db| {
        let mut conn = db.open();
        let units = |until: &str| {
            let province = "42,2025-03-01,,province,tỉnh,Hà Tĩnh,,18.29,105.73";
            let ended = format!("18562,2025-07-01,{until},commune,xã,Thạch Hà,42,18.38,105.85");
            file(Kind::Units, &[province, &ended])
        };
        take(&mut conn, Kind::Units, units(""));
        let rows = [
            "A,2025-07-01,,post_office,A,18562,18.38,105.85,closed,post,,",
            "B,2025-07-01,,post_office,B,42,18.38,105.85,closed,post,,",
        ];
        take(&mut conn, Kind::Points, file(Kind::Points, &rows));
        let stops = ["R,2025-07-01,,R,1,A", "R,2025-07-01,,R,2,B"];
        take(&mut conn, Kind::Routes, file(Kind::Routes, &stops));
        let report = take(&mut conn, Kind::Units, units("2026-07-01"));
        assert_eq!((report.changed, report.gaps_opened), (1, 1));
        let flag = "A from 2025-07-01 unit \"18562, not there from 2025-07-01\"";
        assert_eq!(open(&mut conn), [flag]);
        let closed = rows[0].replace("2025-07-01,,", "2025-07-01,2026-07-01,");
        let report = take(&mut conn, Kind::Points, file(Kind::Points, &[&closed]));
        assert_eq!((report.changed, report.gaps_closed), (1, 1));
        // Now the route calls where nobody is.
        assert_eq!(open(&mut conn), ["R from 2025-07-01 point \"A, not there from 2025-07-01\""]);
    });
}

#[test]
fn a_province_that_nobody_knows_is_no_gap() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let format = Kind::Points.formats()[1];
    let row = OFFICE.replace(",42,445,18562", ",77,,");
    let text = format!("{}\n{row},,,province_only,,,", format.columns.join(","));
    let own = ImportFile::own(Kind::Points, text.as_bytes());
    let refused =
        import(&mut conn, &ImportFile { source: Source::OpenData, ..own }, false, &mut |_| {});
    let told = refused.unwrap_err().to_string();
    assert!(told.contains("line 2, column province_code_2024"), "{told}");
}
