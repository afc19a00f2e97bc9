//! Rules that rows keep among each other and with what is kept already.

use hosopost::flows::import::Kind;
use hosopost::store::{procedures, revisions, routes, units};

use super::{file, refused, refused_once, take, take_fixtures};
use crate::kit::databases::{TestDatabase, on_both};

/// Two tiers: a province for all time, a commune until the reform.
fn two_units(db: &TestDatabase) -> hosopost::store::Conn {
    let mut conn = db.open();
    let rows = [
        "42,2025-03-01,,province,tỉnh,Hà Tĩnh,,,",
        "18562,2025-03-01,2025-07-01,commune,thị trấn,Thạch Hà,42,,",
    ];
    take(&mut conn, Kind::Units, file(Kind::Units, &rows));
    conn
}

#[test]
fn one_bad_row_keeps_all_others_out() {
    on_both(|db| {
        let mut conn = two_units(db);
        let before = revisions::load(&mut conn).unwrap().network;
        let rows =
            ["18562,2025-07-01,,commune,xã,Thạch Hà,42,,", "18563,2025-07-01,,commune,xã,Lạc,77,,"];
        let told = refused_once(&mut conn, Kind::Units, file(Kind::Units, &rows));
        assert_eq!(
            told,
            "line 3, column parent: expected a unit above that is in force from 2025-07-01, \
             got \"77\""
        );
        assert_eq!(units::load(&mut conn).unwrap().len(), 2);
        let after = revisions::load(&mut conn).unwrap().network;
        assert_eq!(before, after);
    });
}

#[test]
fn a_changed_row_replaces_the_one_with_its_key_and_says_so() {
    on_both(|db| {
        let mut conn = two_units(db);
        let rows = [
            "42,2025-03-01,,province,tỉnh,Hà Tĩnh,,18.29,105.73",
            "18562,2025-07-01,,commune,xã,Thạch Hà,42,,",
            "18562,2025-03-01,2025-07-01,commune,thị trấn,Thạch Hà,42,,",
        ];
        let report = take(&mut conn, Kind::Units, file(Kind::Units, &rows));
        assert_eq!((report.added, report.changed, report.unchanged), (1, 1, 1));
        let report = take(&mut conn, Kind::Units, file(Kind::Units, &rows));
        assert_eq!((report.added, report.changed, report.unchanged), (0, 0, 3));
    });
}

#[test]
fn periods_of_one_code_stay_apart_also_from_what_is_kept() {
    let db = TestDatabase::sqlite();
    let mut conn = two_units(&db);
    let told = refused_once(
        &mut conn,
        Kind::Units,
        file(Kind::Units, &["18562,2025-06-01,,commune,xã,Thạch Hà,42,,"]),
    );
    assert!(told.starts_with("line 2, column valid_from: expected a period apart"), "{told}");
    assert!(told.contains("2025-03-01 to 2025-07-01"), "{told}");
    let twice = ["43,2025-03-01,,province,tỉnh,A,,,", "43,2025-03-01,,province,tỉnh,B,,,"];
    let told = refused_once(&mut conn, Kind::Units, file(Kind::Units, &twice));
    assert!(told.contains("line 3, column code") && told.contains("line 2"), "{told}");
}

#[test]
fn a_unit_does_not_end_under_those_that_stand_below_it() {
    let db = TestDatabase::sqlite();
    let mut conn = two_units(&db);
    let ended = file(Kind::Units, &["42,2025-03-01,2025-05-01,province,tỉnh,Hà Tĩnh,,,"]);
    let told = refused_once(&mut conn, Kind::Units, ended);
    assert!(told.contains("thị trấn Thạch Hà (18562)"), "{told}");
}

#[test]
fn a_split_has_several_edges_and_one_default() {
    let db = TestDatabase::sqlite();
    let mut conn = two_units(&db);
    let rows =
        ["18562,2025-07-01,,commune,xã,Thạch Hà,42,,", "18583,2025-07-01,,commune,xã,Mai Phụ,42,,"];
    take(&mut conn, Kind::Units, file(Kind::Units, &rows));
    let columns = |rows: [&str; 2], conn: &mut _| -> Vec<String> {
        let text = file(Kind::Successions, &rows);
        refused(conn, Kind::Successions, text).into_iter().map(|problem| problem.column).collect()
    };
    let two_defaults = ["18562,18562,2025-07-01,split,yes", "18562,18583,2025-07-01,split,yes"];
    assert_eq!(columns(two_defaults, &mut conn), ["default"]);
    let none = ["18562,18562,2025-07-01,split,no", "18562,18583,2025-07-01,split,no"];
    assert_eq!(columns(none, &mut conn), ["default"]);
    let half = ["18562,18562,2025-07-01,merge,yes", "18562,18583,2025-07-01,split,no"];
    assert_eq!(columns(half, &mut conn), ["relation"]);
    let good = ["18562,18562,2025-07-01,split,yes", "18562,18583,2025-07-01,split,no"];
    assert_eq!(take(&mut conn, Kind::Successions, file(Kind::Successions, &good)).added, 2);
}

#[test]
fn stops_are_counted_without_gaps_and_never_twice_in_a_row() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let route = |stops: &[(u32, &str)]| {
            let rows: Vec<String> = stops
                .iter()
                .map(|(n, point)| format!("R1,2025-09-01,,Đường thư,{n},{point}"))
                .collect();
            file(Kind::Routes, &rows.iter().map(String::as_str).collect::<Vec<_>>())
        };
        for (bad, column) in [
            (route(&[(1, "480000")]), "stop"),
            (route(&[(1, "480000"), (3, "481900")]), "stop"),
            (route(&[(1, "480000"), (1, "481900")]), "stop"),
            (route(&[(1, "480000"), (2, "480000")]), "point"),
        ] {
            let told = refused_once(&mut conn, Kind::Routes, bad);
            assert!(told.contains(&format!("column {column}:")), "{told}");
        }
        let there_and_back = route(&[(3, "480000"), (1, "480000"), (2, "481900")]);
        assert_eq!(take(&mut conn, Kind::Routes, there_and_back).added, 1);
        let shorter = route(&[(1, "481900"), (2, "480000")]);
        assert_eq!(take(&mut conn, Kind::Routes, shorter).changed, 1);
        let all = routes::load(&mut conn).unwrap();
        let stops = &all.iter().find(|route| route.code.as_str() == "R1").unwrap().stops;
        assert_eq!(stops.iter().map(ToString::to_string).collect::<Vec<_>>(), ["481900", "480000"]);
    });
}

#[test]
fn a_year_without_new_years_day_is_not_a_years_list() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    let rows = ["2028-04-30,everyone,holiday,Ngày Chiến thắng,Reunification Day,QĐ 1,rule"];
    let told = refused_once(&mut conn, Kind::Holidays, file(Kind::Holidays, &rows));
    assert!(told.contains("2028-01-01 for everyone"), "{told}");
    take_fixtures(&mut conn);
    let later = ["2026-03-02,authority,swap_rest,Nghỉ,Rest,QĐ 2,decision"];
    assert_eq!(take(&mut conn, Kind::Holidays, file(Kind::Holidays, &later)).added, 1);
}

#[test]
fn a_week_says_at_least_something_and_those_with_nobody_above_say_all() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let told = |conn: &mut _, row: &str| refused_once(conn, Kind::Weeks, file(Kind::Weeks, &[row]));
    for (row, column) in [
        ("authority,2024-01-01,2025-01-01,,11:30,15:00,QĐ 1", "hours"),
        ("post,2024-01-01,2025-01-01,Mo-Sa 07:00-11:30,,,QĐ 1", "half_day_until"),
        ("unit:42,2024-01-01,2025-01-01,,,,QĐ 1", "hours"),
        ("unit:42,2024-01-01,2025-01-01,Mo-Fr 07:00-11:30,,,QĐ 1", "audience"),
        ("authority,2024-07-01,2026-01-01,Mo-Fr 07:00-11:30,11:00,,QĐ 1", "valid_from"),
    ] {
        let told = told(&mut conn, row);
        assert!(told.contains(&format!("column {column}:")), "{row}: {told}");
    }
    let only_a_cut_off = file(Kind::Weeks, &["point:H27.09,2025-04-01,,,,11:00,QĐ 1"]);
    assert_eq!(take(&mut conn, Kind::Weeks, only_a_cut_off).added, 1);
}

#[test]
fn an_exchange_changes_what_the_week_says() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    take_fixtures(&mut conn);
    let mut told =
        |row: &str| refused_once(&mut conn, Kind::Holidays, file(Kind::Holidays, &[row]));
    // Saturday is worked by the post, and rested by the authorities.
    let worked = told("2026-03-07,post,swap_working,Làm bù,Make-up,QĐ 1,decision");
    assert!(worked.contains("a day that the week does not work"), "{worked}");
    let rested = told("2026-03-07,authority,swap_rest,Nghỉ,Rest,QĐ 1,decision");
    assert!(rested.contains("a day that the week works"), "{rested}");
    let good = ["2026-03-07,post,swap_rest,Nghỉ,Rest,QĐ 1,decision"];
    assert_eq!(take(&mut conn, Kind::Holidays, file(Kind::Holidays, &good)).added, 1);
}

#[test]
fn a_list_of_papers_is_replaced_as_a_whole_and_leaves_its_procedure_alone() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let rows = ["1.012783,,,2,Giấy chứng nhận,,1,0", "1.012783,,,1,Đơn,Mẫu số 18,1,0"];
        let report = take(&mut conn, Kind::Papers, file(Kind::Papers, &rows));
        assert_eq!((report.read, report.changed), (2, 1));
        let all = procedures::load_papers(&mut conn).unwrap();
        let changed = all.iter().find(|one| one.procedure.as_str() == "1.012783").unwrap();
        let names: Vec<&str> = changed.papers.iter().map(|paper| paper.name.as_str()).collect();
        assert_eq!(names, ["Đơn", "Giấy chứng nhận"]);
        let again = take(&mut conn, Kind::Procedures, super::fixture(Kind::Procedures));
        assert_eq!((again.added, again.changed), (0, 0));
    });
}
