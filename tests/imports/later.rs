//! What comes later adds validity instead of overwriting; an open end means "until the next one".

use hosopost::flows::import::{ImportReport, Kind};
use hosopost::store::{Conn, units};

use super::{file, refused_once, take, take_fixtures};
use crate::kit::databases::{TestDatabase, on_both};

fn counts(report: &ImportReport) -> (usize, usize, usize, usize) {
    (report.added, report.changed, report.ended, report.unchanged)
}

const OLD: &str = "42,2025-03-01,,province,tỉnh,Hà Tĩnh,,18.29,105.73";
const NEW: &str = "42,2026-04-30,,province,thành phố,Hà Tĩnh,,18.29,105.73";

fn provinces(conn: &mut Conn) -> Vec<String> {
    let units = units::load(conn).unwrap();
    let told = units.iter().map(|unit| {
        let until = unit.period.until.map(|day| day.to_string()).unwrap_or_default();
        let name = unit.full_name(hosopost::base::Lang::Vi);
        format!("{} {until} {name}", unit.period.from)
    });
    told.collect()
}

#[test]
fn a_row_of_a_later_day_ends_the_one_in_force() {
    on_both(|db| {
        let mut conn = db.open();
        take(&mut conn, Kind::Units, file(Kind::Units, &[OLD]));
        let later = take(&mut conn, Kind::Units, file(Kind::Units, &[NEW]));
        assert_eq!(counts(&later), (1, 0, 1, 0));
        let expected = ["2025-03-01 2026-04-30 tỉnh Hà Tĩnh", "2026-04-30  thành phố Hà Tĩnh"];
        assert_eq!(provinces(&mut conn), expected);
        for again in [&[OLD][..], &[NEW], &[NEW, OLD]] {
            let report = take(&mut conn, Kind::Units, file(Kind::Units, again));
            assert_eq!(counts(&report), (0, 0, 0, again.len()), "{again:?}");
        }
        assert_eq!(provinces(&mut conn), expected);
    });
}

#[test]
fn it_is_the_same_whichever_came_first() {
    for order in [&[&[OLD][..], &[NEW]][..], &[&[NEW], &[OLD]], &[&[OLD, NEW]], &[&[NEW, OLD]]] {
        let db = TestDatabase::sqlite();
        let mut conn = db.open();
        for rows in order {
            take(&mut conn, Kind::Units, file(Kind::Units, rows));
        }
        let expected = ["2025-03-01 2026-04-30 tỉnh Hà Tĩnh", "2026-04-30  thành phố Hà Tĩnh"];
        assert_eq!(provinces(&mut conn), expected, "{order:?}");
    }
}

#[test]
fn a_later_row_that_says_nothing_new_is_no_row() {
    on_both(|db| {
        let mut conn = db.open();
        take(&mut conn, Kind::Units, file(Kind::Units, &[OLD]));
        let same = OLD.replace("2025-03-01", "2025-09-01");
        let report = take(&mut conn, Kind::Units, file(Kind::Units, &[&same]));
        assert_eq!(counts(&report), (0, 0, 0, 1));
        assert_eq!(provinces(&mut conn), ["2025-03-01  tỉnh Hà Tĩnh"]);
    });
}

#[test]
fn a_row_in_between_takes_its_part_of_the_days() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take(&mut conn, Kind::Units, file(Kind::Units, &[OLD, NEW]));
    let between = "42,2025-07-01,,province,tỉnh,Nghệ Tĩnh,,18.29,105.73";
    let report = take(&mut conn, Kind::Units, file(Kind::Units, &[between]));
    assert_eq!(counts(&report), (1, 0, 1, 0));
    assert_eq!(
        provinces(&mut conn),
        [
            "2025-03-01 2025-07-01 tỉnh Hà Tĩnh",
            "2025-07-01 2026-04-30 tỉnh Nghệ Tĩnh",
            "2026-04-30  thành phố Hà Tĩnh",
        ]
    );
}

#[test]
fn an_end_that_is_written_stands() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    let ended = OLD.replace("2025-03-01,,", "2025-03-01,2027-01-01,");
    take(&mut conn, Kind::Units, file(Kind::Units, &[&ended]));
    let told = refused_once(&mut conn, Kind::Units, file(Kind::Units, &[NEW]));
    assert!(told.contains("valid_from") && told.contains("2025-03-01 to 2027-01-01"), "{told}");
}

#[test]
fn a_name_spelled_otherwise_is_the_same_name() {
    on_both(|db| {
        let mut conn = db.open();
        let unit = |name: &str| {
            let rows = [
                "08,2025-07-01,,province,tỉnh,Tuyên Quang,,,".to_owned(),
                format!("00922,2025-07-01,,commune,xã,{name},08,,"),
            ];
            file(Kind::Units, &[&rows[0], &rows[1]])
        };
        take(&mut conn, Kind::Units, unit("Thuận Hòa"));
        let spelled = take(&mut conn, Kind::Units, unit("Thuận Hoà"));
        assert_eq!(counts(&spelled), (0, 0, 0, 2));
        assert!(units::load(&mut conn).unwrap().iter().any(|unit| unit.name == "Thuận Hòa"));
        let other = take(&mut conn, Kind::Units, unit("Thuận Hoa"));
        assert_eq!(counts(&other), (0, 1, 0, 1), "without its tone it is another name");
    });
}

/// Two rows of one name for each kind that has periods: the second a later day's, and another.
const LATER: &[(Kind, &[&str], &[&str])] = &[
    (
        Kind::Points,
        &["P1,2025-07-01,,commune_desk,Bàn,18562,18.38,105.85,Mo 07:30-11:30,desk,UBND xã,"],
        &["P1,2025-09-01,,commune_desk,Bàn,18562,18.38,105.85,Tu 07:30-11:30,desk,UBND xã,"],
    ),
    (
        Kind::Routes,
        &["R1,2025-07-01,,Đường thư,1,480000", "R1,2025-07-01,,Đường thư,2,481900"],
        &["R1,2025-09-01,,Đường thư,1,481900", "R1,2025-09-01,,Đường thư,2,480000"],
    ),
    (
        Kind::Zones,
        &["postage,HT.XX,vùng thử,42,2025-07-01,"],
        &["postage,HT.YY,vùng khác,42,2025-09-01,"],
    ),
    (
        Kind::Weeks,
        &["unit:42,2025-07-01,,Mo-Fr 07:00-11:30,11:00,14:30,QĐ 1"],
        &["unit:42,2025-09-01,,Mo-Fr 07:30-11:30,11:00,14:30,QĐ 2"],
    ),
    (
        Kind::Timetable,
        &[
            "DT-HT-0,X1,2025-07-01,,Mo-Fr,post,,,,1,480000,,07:00,06:45",
            "DT-HT-0,X1,2025-07-01,,Mo-Fr,post,,,,3,H27.00,07:40,,",
        ],
        &[
            "DT-HT-0,X1,2025-09-01,,Mo-Fr,post,,,,1,480000,,07:10,06:55",
            "DT-HT-0,X1,2025-09-01,,Mo-Fr,post,,,,3,H27.00,07:50,,",
        ],
    ),
    (Kind::Handling, &["point:480990,2025-07-01,,45,QĐ 1"], &["point:480990,2025-09-01,,40,QĐ 2"]),
    (
        Kind::Targets,
        &["submit,HT.TH,HT.TP,2025-07-01,,2,working_day,QĐ 1"],
        &["submit,HT.TH,HT.TP,2025-09-01,,1,working_day,QĐ 2"],
    ),
    (
        Kind::Tariffs,
        &["submit,QN.*,=.*,2025-07-01,,1,100,,26000,0,500,QĐ 1"],
        &["submit,QN.*,=.*,2025-09-01,,1,100,,27000,0,500,QĐ 2"],
    ),
    (
        Kind::Reductions,
        &["flood_victim,2025-07-01,,50,Người bị lũ,flood victim,Giấy xác nhận,QĐ 1"],
        &["flood_victim,2025-09-01,,30,Người bị lũ,flood victim,Giấy xác nhận,QĐ 2"],
    ),
    (
        Kind::Accounts,
        &["482900,2025-07-01,,970436,Ngân hàng,0123456789,BUU DIEN"],
        &["482900,2025-09-01,,970436,Ngân hàng,9876543210,BUU DIEN"],
    ),
    (Kind::Compensation, &["damaged,2027-07-01,,4,QĐ 1"], &["damaged,2027-09-01,,5,QĐ 2"]),
    (
        Kind::Listings,
        &["1.013222,received,province,2025-07-01,,QĐ 1"],
        &["1.013222,received,province,2025-09-01,,QĐ 2"],
    ),
];

#[test]
fn every_kind_with_periods_goes_on_from_day_to_day() {
    let db = TestDatabase::sqlite();
    for (kind, first, second) in LATER {
        for backwards in [false, true] {
            let db = db.fresh();
            let mut conn = db.open();
            take_fixtures(&mut conn);
            let (one, two) = if backwards { (second, first) } else { (first, second) };
            take(&mut conn, *kind, file(*kind, one));
            let report = take(&mut conn, *kind, file(*kind, two));
            // A harm's rate goes on in the fixtures: it ends, whichever comes first.
            let ended = usize::from(!backwards || *kind == Kind::Compensation);
            assert_eq!(counts(&report), (1, 0, ended, 0), "{kind}, backwards {backwards}");
            let again = take(&mut conn, *kind, file(*kind, one));
            assert_eq!(counts(&again), (0, 0, 0, 1), "{kind}, backwards {backwards}");
        }
    }
}
