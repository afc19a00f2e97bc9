//! A bad value in every column of every public list that is read: the line and the list's own column are
//! named, and nothing of the file is taken.

use hosopost::base::rows::RowProblem;
use hosopost::flows::import::{Format, ImportFile, ImportRefusal, Kind, Source};
use hosopost::store::Conn;

use super::{import, take_fixtures};
use crate::kit::databases::on_both;

const LONG: &str = concat!(
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789",
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x"
);
const NOT_LAT: &[&str] = &["", "abc", "NaN", "inf", "105.73", "-18"];
const NOT_LON: &[&str] = &["", "18.29", "200", "105°44'"];
const NOT_A_FLAG: &[&str] = &["", "2", "yes", "true"];
const NOT_A_PROVINCE: &[&str] = &["", "4", "445", "x"];

/// A format, a good row of it, and bad values for each of its columns in their order.
type Table = (Kind, &'static str, &'static str, &'static [&'static [&'static str]]);

const TABLE: &[Table] = &[
    (
        Kind::Units,
        "units_2025h1",
        "99,,province,Tỉnh,Tỉnh Xa,Xa Province,18.29,105.73,dissolve_2025",
        &[
            &["", "9", "999", "Hà", "99999"],
            &["42", "445", "x"],
            &["", "tỉnh", "Province", "commune"],
            &["", "xã", "Tinnh", "Thành phố"],
            &["", "Xa", "Thành phố Xa", "Tỉnh", LONG],
            &["", LONG],
            NOT_LAT,
            NOT_LON,
            &["", LONG],
        ],
    ),
    (
        Kind::Units,
        "units_2025",
        "99998,42,commune,Xã,Xã Xa,Xa Commune,18.3,105.8,29.68,1000,0,UBND xã Xa,Phường Xa",
        &[
            &["", "999", "9999x", "99"],
            &["", "445", "99", "99998", "x"],
            &["", "xã", "province", "district"],
            &["", "Huyện", "Làng"],
            &["", "Xa", "Phường Xa", "Xã", LONG],
            &["", LONG],
            NOT_LAT,
            NOT_LON,
            &["", "0", "-1", "NaN", "1e9", "rộng"],
            &["-1", "1.5", "đông", "99999999999"],
            NOT_A_FLAG,
            &[LONG],
            &["Xa", "Huyện Xa", LONG],
        ],
    ),
    (
        Kind::Successions,
        "units_mapping",
        "18589,Xã Thạch Kênh,445,42,18562,Xã Thạch Hà,42,merge,1,1",
        &[
            &["", "x", "99999", "42"],
            &["", LONG],
            &["", "42", "18589", "x"],
            NOT_A_PROVINCE,
            &["", "x", "99999", "42", "18589"],
            &["", LONG],
            NOT_A_PROVINCE,
            &["", "united", "split", "province", "district_to_commune"],
            &["", "2", "yes", "0"],
            &["2", "yes"],
        ],
    ),
    (
        Kind::Holidays,
        "holidays_vn",
        "2026-03-02,Mon,holiday,1,Nghỉ,Rest,14/01/2026,official_rule,VB 1",
        &[
            &["", "2026-02-29", "02/03/2026", "2028-03-02"],
            &["", "Tue", "Monday", "T2"],
            &["", "rest", "swap_work", "half_day"],
            &["", "0", "2"],
            &["", LONG],
            &["", LONG],
            &[
                "",
                "31/01/2026",
                "14/13/2026",
                "14-01-2026",
                "2026-01-14",
                "1/1/2026",
                "14/01/2026/1",
            ],
            &["", "law", "Official_rule"],
            &["", LONG],
        ],
    ),
    (
        Kind::Points,
        "post_offices",
        "489999,Bưu cục,office,Hà Tĩnh,Thạch Hà,Thạch Hà,Xóm 1,42,445,18562,18562,18562,name,18.38,\
         105.85,commune_2025_centroid",
        &[
            &["", "a b", "đ", "-1", LONG],
            &["", LONG],
            &["", "castle", "post_office"],
            &["", LONG],
            &[LONG],
            &[LONG],
            &[LONG],
            NOT_A_PROVINCE,
            &["42", "18562", "x"],
            &["42", "445", "x"],
            &["42", "445", "x"],
            &["42", "445", "x"],
            &["", LONG],
            NOT_LAT,
            NOT_LON,
            &["", LONG],
        ],
    ),
];

fn formats() -> Vec<(Kind, Format)> {
    let formats = Kind::ALL
        .into_iter()
        .flat_map(|kind| kind.formats().into_iter().map(move |one| (kind, one)));
    formats.filter(|(_, format)| format.source == Source::OpenData).collect()
}

fn file(format: &Format, row: &str) -> String {
    format!("{}\n{row}\n", format.columns.join(","))
}

fn refused(conn: &mut Conn, kind: Kind, text: &str) -> Vec<RowProblem> {
    let own = ImportFile::own(kind, text.as_bytes());
    match import(conn, &ImportFile { source: Source::OpenData, ..own }, false, &mut |_| {}) {
        Err(ImportRefusal::Rows { problems, .. }) => problems,
        other => panic!("expected bad rows, got {other:?} for {text}"),
    }
}

#[test]
fn a_bad_value_in_any_column_of_a_public_list_is_named_and_nothing_is_taken() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        for (kind, format) in formats() {
            // A list whose table stands with its subject's own tests is not tried here.
            let Some((_, _, good, columns)) =
                TABLE.iter().find(|(_, name, ..)| *name == format.name)
            else {
                assert_eq!(kind, Kind::Procedures, "{} has no bad values here", format.name);
                continue;
            };
            assert_eq!(format.columns.len(), columns.len(), "{}", format.name);
            for (at, (column, values)) in format.columns.iter().zip(*columns).enumerate() {
                for bad in *values {
                    let mut cells: Vec<&str> = good.split(',').collect();
                    cells[at] = bad;
                    let problems = refused(&mut conn, kind, &file(&format, &cells.join(",")));
                    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
                    let named = named(column);
                    assert!(
                        problems.iter().any(|one| one.line == 2 && named.contains(&&*one.column)),
                        "{}, {column} {bad:?}: {told:?}",
                        format.name
                    );
                    let own = problems.iter().all(|one| format.columns.contains(&&*one.column));
                    assert!(own, "{} names columns that it does not have: {told:?}", format.name);
                }
            }
            let text = file(&format, good);
            let good =
                ImportFile { source: Source::OpenData, ..ImportFile::own(kind, text.as_bytes()) };
            import(&mut conn, &good, false, &mut |_| {}).unwrap();
        }
    });
}

/// The columns that may be named for a bad value in this one: some values are wrong only beside another.
fn named(column: &str) -> Vec<&str> {
    let beside: &[&str] = match column {
        "level" => &["code", "type", "parent_code", "name"],
        "type" => &["name"],
        "lat" => &["lon"],
        "lon" => &["lat"],
        "relation" => &["old_code", "new_code", "old_district_code"],
        "kind" => &["date", "day_off"],
        "date" => &["weekday"],
        _ => &[],
    };
    [column].into_iter().chain(beside.iter().copied()).collect()
}
