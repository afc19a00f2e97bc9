//! A bad value in every column of every kind of file: the line and the column are named, and nothing of
//! the file is taken.

use hosopost::flows::import::Kind;

use super::{file, refused, take, take_fixtures};
use crate::kit::databases::on_both;

/// A good row of each kind, and bad values for each of its columns in their order.
type Table = (Kind, &'static str, &'static [&'static [&'static str]]);

macro_rules! hundred {
    () => {
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    };
}
/// Longer than any text may be.
const LONG: &str = concat!(hundred!(), hundred!(), hundred!(), hundred!(), hundred!(), "x");

const NOT_A_DAY: &[&str] =
    &["", "2025-02-30", "1.7.2025", "2025-7-1", "0001-01-01", "+025-07-01", "tomorrow"];
const NOT_AN_END: &[&str] = &["2025-02-30", "2024-01-01", "never"];
/// Where no first day at all means since ever.
const NO_SUCH_DAY: &[&str] = &["2025-02-30", "1.7.2025", "2025-7-1", "0001-01-01", "tomorrow"];
const NOT_AN_OFFER: &[&str] = &["yes", "0", "5", "0 day", "5 days", "1001 day", "1.5 day"];
const NOT_A_CODE: &[&str] = &["", "a b", "đ", "-1", "123456789012345678901234567890123"];
const NOT_A_COUNT: &[&str] = &["", "-1", "1.5", "+1", "one", "99999999999999999999"];

const TABLE: &[Table] = &[
    (
        Kind::Units,
        "99,2025-03-01,,province,tỉnh,Xa,,18.29,105.73",
        &[
            &["", "9", "999", "Hà", "99999"],
            NOT_A_DAY,
            NOT_AN_END,
            &["", "tỉnh", "Province", "country"],
            &["", "xã", "tinnh"],
            &[""],
            &["42", "445", "x"],
            &["", "abc", "NaN", "inf", "105.73", "-18"],
            &["", "18.29", "200", "105°44'"],
        ],
    ),
    (
        Kind::Successions,
        "18589,18562,2025-07-01,merge,yes",
        &[
            &["", "x", "99999", "42"],
            &["", "x", "99999", "18589"],
            &["", "2025-06-31", "2025-07-02"],
            &["", "united", "split"],
            &["", "1", "true", "no"],
        ],
    ),
    (
        Kind::Zones,
        "postage,HT.KA,huyện Kỳ Anh,42,2025-07-01,",
        &[
            &["", "tariff", "Postage"],
            &["", "HT.", ".KA", "H T", "*", "đ"],
            &[""],
            &["", "x", "99999", "445"],
            NOT_A_DAY,
            NOT_AN_END,
        ],
    ),
    (
        Kind::Points,
        "P1,2025-07-01,,commune_desk,Bàn,18562,18.38,105.85,Mo-Fr 07:30-11:30,desk,UBND xã,",
        &[
            NOT_A_CODE,
            NOT_A_DAY,
            NOT_AN_END,
            &["", "desk", "Bưu cục", "sorting_office"],
            &[""],
            &["", "x", "99999", "18589"],
            &["", "x", "105.85"],
            &["", "x", "18.38"],
            &["", "always", "Mo 11:30-07:30", "T2-T6 07:30-11:30", "Mo 25:00-26:00"],
            &["", "both", "desk+post"],
            &[""],
            &["P2", "a b", "P1"],
        ],
    ),
    (
        Kind::Routes,
        "R1,2025-07-01,,Đường thư,1,480000",
        &[
            NOT_A_CODE,
            NOT_A_DAY,
            NOT_AN_END,
            &["", "Đường khác"],
            &["", "0", "-1", "first", "1001"],
            &["", "a b", "P9", "H27.29"],
        ],
    ),
    (
        Kind::Weeks,
        "unit:42,2025-03-01,,Mo-Fr 07:00-11:30,11:00,14:30,QĐ 1",
        &[
            &["", "all", "everyone", "unit:99", "unit:x", "point:nowhere", "point:a b"],
            NOT_A_DAY,
            NOT_AN_END,
            &["always", "Mo 11:30-07:30", "T2-T6 07:30-11:30", "closed", "Mo 25:00-26:00"],
            &["11", "noon", "24:01", "11:60", "11:30:00"],
            &["15", "3 pm", "15:0", "-1:00"],
            &[""],
        ],
    ),
    (
        Kind::Holidays,
        "2026-03-02,everyone,holiday,Nghỉ,Rest,QĐ 1,rule",
        &[
            &["", "2026-02-29", "02/03/2026", "2028-03-02"],
            &["", "all", "Post", "unit:99", "unit:", "point:nowhere"],
            &["", "rest", "swap_working"],
            &[""],
            &[""],
            &[""],
            &["", "official", "Rule"],
        ],
    ),
    (
        Kind::Timetable,
        "DT-HT-0,X1,2025-07-01,2025-08-01,Mo-Fr,post,300,20,500,1,480000,,07:00,06:45",
        &[
            &["", "a b", "DT-9", "DT-TH-9"],
            NOT_A_CODE,
            NOT_A_DAY,
            NOT_AN_END,
            &["", "T2-T6", "Fr-Mo", "mo", "daily", "Mo-Sa"],
            &["all", "everyone", "unit:99", "point:nowhere", "point:", "authority", ""],
            &["-1", "0", "1.5", "100001", "many", "301"],
            &["-1", "0", "x", "21"],
            &["-5", "0", "600kg", "501"],
            &["", "0", "-1", "first", "1001", "2", "3", "4"],
            &["", "a b", "P9", "480990", "H27.29", "481900"],
            &["06:30", "7:00", "soon"],
            &["", "7:00", "24:00", "07:30", "07:00+1", "07:00-1", "08:00"],
            &["07:01", "6:45", "06:45+1", "25:00", "06:45-2"],
        ],
    ),
    (
        Kind::Exceptions,
        "DT-HT-0,S1,2025-04-08,cancelled,Xe hỏng",
        &[
            &["", "a b", "DT-9", "DT-HT-TH2"],
            &["", "a b", "S9", "s1"],
            &["", "2025-02-30", "08/04/2025", "2024-04-08", "2025-04-13", "2025-04-30"],
            &["", "Cancelled", "off", "extra"],
            &[""],
        ],
    ),
    (
        Kind::Handling,
        "point:480990,2025-07-01,2025-08-01,45,QĐ 1",
        &[
            &["", "*", "480990", "point:", "point:nowhere", "point:H27.29", "kind:castle", "all"],
            NOT_A_DAY,
            NOT_AN_END,
            &["", "-1", "1.5", "+1", "2881", "an hour"],
            &[""],
        ],
    ),
    (
        Kind::Targets,
        "submit,HT.TH,HT.TP,2025-01-01,,2,working_day,QĐ 1",
        &[
            &["", "round_trip", "Submit"],
            &["", "=", "HT.", "H T", "**"],
            &["", "==", "HT.", "đ"],
            NOT_A_DAY,
            NOT_AN_END,
            &["", "0", "-1", "1.5", "1001", "two"],
            &["", "working_hour", "month", "ngày"],
            &[""],
        ],
    ),
    (
        Kind::Limits,
        "supplement_by_post,2024-01-01,2025-01-01,2,working_day,QĐ 1",
        &[
            &["", "supplement", "Supplement_by_post"],
            NOT_A_DAY,
            NOT_AN_END,
            &["", "0", "-1", "1.5", "1001"],
            &["", "days", "ngày"],
            &[""],
        ],
    ),
    (
        Kind::Procedures,
        "1.999999,2025-01-01,,Thủ tục,Đất đai,province,Sở,5,working_day,no,3 day,,fixed,50000,,QĐ 1,/1",
        &[
            &["", "1", "x.000001", "1.99999", "1.999999 b"],
            NO_SUCH_DAY,
            NOT_AN_END,
            &[""],
            &[""],
            &["", "xã", "province+", "Province"],
            &[""],
            &["", "0", "-5", "1.5", "1001"],
            &["", "days", "tuần"],
            NOT_AN_OFFER,
            NOT_AN_OFFER,
            NOT_AN_OFFER,
            &["", "free", "range", "by_case", "none", "Fixed"],
            &["", "0", "-1", "1.5", "+5", "50 000", "99999999999", "đ"],
            &["1", "60000", "x", "99999999999"],
            &[LONG],
            &[LONG],
        ],
    ),
    (
        Kind::Papers,
        "1.012783,2025-01-01,,1,Đơn,Mẫu số 1,1,0",
        &[
            &["", "x", "1.999999"],
            NO_SUCH_DAY,
            NOT_AN_END,
            &["", "0", "2", "101", "a"],
            &["", LONG],
            &[LONG],
            &["", "0", "-1", "100", "one"],
            NOT_A_COUNT,
        ],
    ),
    (
        Kind::Fees,
        "1.012783,2025-01-01,,1,Lệ phí,le_phi,online,range,50000,60000,NQ 1",
        &[
            &["", "x", "1.999999"],
            NO_SUCH_DAY,
            NOT_AN_END,
            &["", "0", "2", "101", "a"],
            &["", LONG],
            &["", "phí", "lephi"],
            &["all", "postal", "3"],
            &["", "free", "fixed", "by_case", "none"],
            &["", "60000", "-1", "1.5", "50.000", "99999999999"],
            &["", "50000", "0", "x", "99999999999"],
            &[LONG],
        ],
    ),
    (
        Kind::Listings,
        "1.013222,received,province,2025-01-01,,QĐ 1",
        &[
            &["", "x", "1.999999"],
            &["", "sent", "Received"],
            &["", "xã", "province+commune"],
            NOT_A_DAY,
            NOT_AN_END,
            &[""],
        ],
    ),
    (
        Kind::Tariffs,
        "submit,QN.*,=.*,2025-01-01,,1,100,,26000,0,500,QĐ 1",
        &[
            &["", "round_trip", "Submit"],
            &["", "QN.", "=", "đ", "QN.*.*"],
            &["", "==", "=.*.*.*.*", "Q N"],
            NOT_A_DAY,
            NOT_AN_END,
            &["", "0", "2", "-1", "first", "1001"],
            &["", "0", "-1", "1.5", "100001", "100g"],
            &["500", "0", "-1", "x"],
            &["", "-26000", "26000.5", "26.000", "100000001", "99999999999999999999", "free"],
            &["", "-1", "8.5", "101", "8%"],
            &["", "0", "-500", "100001", "1.5"],
            &[""],
        ],
    ),
    (
        Kind::Reductions,
        "flood_victim,2025-01-01,,50,Người bị lũ,flood victim,Giấy xác nhận,QĐ 1",
        &[
            &["", "Poor", "hộ_nghèo", "poor household", "_x", "123456789012345678901234567890123"],
            NOT_A_DAY,
            NOT_AN_END,
            &["", "0", "-50", "101", "50%", "0.5"],
            &[""],
            &[""],
            &[""],
            &[""],
        ],
    ),
    (
        Kind::Accounts,
        "482900,2025-03-01,,970436,Ngân hàng,0123456789,BUU DIEN",
        &[
            &["", "P9", "a b", "**", "H27.09"],
            NOT_A_DAY,
            &["2025-02-30", "2025-01-01", "never"],
            &["", "97043", "9704366", "VCB"],
            &[""],
            &["", "123", "1234 5678", "12345678901234567890", "abc"],
            &[""],
        ],
    ),
    (
        Kind::Compensation,
        "lost,2024-01-01,2025-01-01,5,QĐ 1",
        &[
            &["", "stolen", "Lost", "mất"],
            NOT_A_DAY,
            NOT_AN_END,
            &["", "0", "-4", "4.5", "1001", "four"],
            &[""],
        ],
    ),
];

/// The rows of the file: routes and departures need a second stop.
fn whole(kind: Kind, row: &str) -> String {
    match kind {
        Kind::Routes => file(kind, &[row, "R1,2025-07-01,,Đường thư,2,481900"]),
        Kind::Timetable => {
            let second = "DT-HT-0,X1,2025-07-01,2025-08-01,Mo-Fr,post,300,20,500,2,480990,07:30,,";
            file(kind, &[row, second])
        }
        Kind::Units
        | Kind::Successions
        | Kind::Zones
        | Kind::Points
        | Kind::Weeks
        | Kind::Holidays
        | Kind::Exceptions
        | Kind::Handling
        | Kind::Targets
        | Kind::Limits
        | Kind::Procedures
        | Kind::Papers
        | Kind::Fees
        | Kind::Listings
        | Kind::Tariffs
        | Kind::Reductions
        | Kind::Accounts
        | Kind::Compensation => file(kind, &[row]),
    }
}

#[test]
fn a_bad_value_in_any_column_is_named_and_nothing_is_taken() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        for (kind, good, columns) in TABLE {
            assert_eq!(kind.columns().len(), columns.len(), "{kind}");
            for (at, (column, values)) in kind.columns().iter().zip(*columns).enumerate() {
                for bad in *values {
                    let mut cells: Vec<&str> = good.split(',').collect();
                    cells[at] = bad;
                    let problems = refused(&mut conn, *kind, whole(*kind, &cells.join(",")));
                    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
                    assert!(
                        problems.iter().any(|problem| problem.line <= 3
                            && named(*kind, column).contains(&problem.column.as_str())),
                        "{kind}, {column} {bad:?}: {told:?}"
                    );
                }
            }
        }
        for (kind, good, _) in TABLE {
            let report = take(&mut conn, *kind, whole(*kind, good));
            let new = report.added + report.changed + report.unchanged;
            assert_eq!(new, 1, "{kind}: the good row is good, and none of the bad ones was kept");
        }
    });
}

/// The columns that may be named for a bad value in this one: some values are wrong only beside another.
fn named(kind: Kind, column: &str) -> Vec<&str> {
    let beside: &[&str] = match (kind, column) {
        (Kind::Units, "level") => &["level", "code", "kind"],
        (_, "lon") => &["lon", "lat"],
        (_, "lat") => &["lat", "lon"],
        (Kind::Successions, "on") => &["on", "old"],
        (Kind::Points, "kind") => &["kind", "roles"],
        (Kind::Points, "valid_until") => &["valid_until", "successor"],
        (Kind::Routes, _) => &["stop", "name", "valid_until", "point"],
        (Kind::Timetable, "departs") => &["departs", "arrives", "cut_off"],
        // A row of another departure leaves both with one call.
        (Kind::Timetable, "route" | "departure" | "valid_from") => &["stop"],
        (Kind::Timetable, "stop") => &["stop", "point"],
        (Kind::Exceptions, "route") => &["departure"],
        (Kind::Exceptions, "date") => &["date", "departure"],
        (Kind::Exceptions, "kind") => &["kind", "date"],
        (Kind::Holidays, "kind") => &["kind", "date"],
        (Kind::Procedures, "time_unit") => &["time_unit", "time"],
        (Kind::Procedures, "time") => &["time", "time_unit"],
        (Kind::Procedures, "fee" | "fee_from" | "fee_to") => &["fee", "fee_from", "fee_to"],
        (Kind::Fees, "kind" | "from" | "to") => &["kind", "from", "to"],
        (_, _) => &[],
    };
    let mut columns = vec![column];
    columns.extend(beside);
    columns
}
