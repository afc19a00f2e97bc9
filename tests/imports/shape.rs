//! Files as people save them, and files that are none.

use hosopost::flows::import::{Days, ImportFile, ImportRefusal, Kind, Source, TOLD};
use hosopost::store::units;

use super::{file, import, refused, refused_once, take};
use crate::kit::databases::{TestDatabase, on_both};

const PROVINCE: &str = "42,2025-03-01,,province,tỉnh,Hà Tĩnh,,18.29,105.73";

#[test]
fn a_spreadsheets_habits_change_nothing() {
    on_both(|db| {
        let mut conn = db.open();
        let plain = file(Kind::Units, &[PROVINCE]);
        assert_eq!(take(&mut conn, Kind::Units, &plain).added, 1);
        let decomposed = plain.replace("Hà Tĩnh", "Ha\u{300} Ti\u{303}nh ");
        for (habit, text) in [
            ("byte-order mark", format!("\u{feff}{plain}")),
            ("CRLF and a last line break", plain.replace('\n', "\r\n") + "\r\n"),
            ("semicolons", plain.replace(',', ";")),
            ("quotes", plain.replace("Hà Tĩnh", "\"Hà Tĩnh\"")),
            ("decomposed letters and spaces", decomposed),
            ("empty rows", plain.replace('\n', "\n\n,,,,,,,,\n")),
        ] {
            let report = take(&mut conn, Kind::Units, text);
            assert_eq!((report.read, report.unchanged), (1, 1), "{habit}");
        }
        assert_eq!(units::load(&mut conn).unwrap()[0].name, "Hà Tĩnh");
    });
}

#[test]
fn columns_may_stand_in_any_order() {
    let db = TestDatabase::sqlite();
    let text = "name,kind,level,code,parent,lon,lat,valid_until,valid_from\n\
                Hà Tĩnh,tỉnh,province,42,,105.73,18.29,,2025-03-01";
    assert_eq!(take(&mut db.open(), Kind::Units, text).added, 1);
}

#[test]
fn every_wrong_column_is_named() {
    let db = TestDatabase::sqlite();
    let text = "code,valid_from,valid_until,level,type,name,name,parent,lat\n42,2025-03-01,,,,,,,";
    let problems = refused(&mut db.open(), Kind::Units, text);
    let columns: Vec<&str> = problems.iter().map(|problem| problem.column.as_str()).collect();
    assert_eq!(columns, ["type", "name", "kind", "lon"]);
    assert!(problems.iter().all(|problem| problem.line == 1), "{problems:?}");
}

#[test]
fn what_is_no_such_file_is_refused() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    for nothing in [&b""[..], b"\n\n", b"\xef\xbb\xbf"] {
        let told = refused_once(&mut conn, Kind::Units, nothing);
        assert!(told.contains("rows under the header code,valid_from"), "{told}");
    }
    let told = refused_once(&mut conn, Kind::Units, file(Kind::Units, &[]));
    assert!(told.contains("rows under the header"), "{told}");
    let mut latin = file(Kind::Units, &[PROVINCE]).into_bytes();
    latin.extend(b"\n43,2025-03-01,,province,t\xecnh,X,,,");
    let told = refused_once(&mut conn, Kind::Units, latin);
    assert_eq!(told, "line 3: expected text in UTF-8, got \"other bytes\"");
    let picture: Vec<u8> = (0..=255).collect();
    assert!(refused_once(&mut conn, Kind::Points, picture).contains("UTF-8"));
}

#[test]
fn lines_are_those_that_an_editor_shows() {
    let db = TestDatabase::sqlite();
    let header = Kind::Units.columns().join(",");
    let text = format!(
        "{header}\r\n{PROVINCE}\r\n\r\n\r\n43,2025-03-01,,province\r\n\
         44,2025-03-01,,province,tỉnh,\"Tên\r\ndài\",,,\r\n45,2025-02-30,,province,tỉnh,X,,,"
    );
    let problems = refused(&mut db.open(), Kind::Units, text);
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 5: expected 9 fields, got \"4 fields\"",
            "line 8, column valid_from: expected a day that exists, like 2025-07-01, \
             got \"2025-02-30\"",
        ]
    );
}

#[test]
fn a_file_of_another_kind_is_not_taken_for_this_one() {
    let db = TestDatabase::sqlite();
    for given in Kind::ALL {
        for wanted in Kind::ALL.into_iter().filter(|wanted| *wanted != given) {
            let problems = refused(&mut db.open(), wanted, super::fixture(given));
            assert!(problems.iter().all(|problem| problem.line == 1), "{given} as {wanted}");
        }
    }
}

#[test]
fn a_huge_cell_is_told_by_its_beginning() {
    let db = TestDatabase::sqlite();
    let huge = format!("42,2025-03-01,,province,tỉnh,{},,,", "x".repeat(3_000_000));
    let problems = refused(&mut db.open(), Kind::Units, file(Kind::Units, &[&huge]));
    assert_eq!((problems[0].column.as_str(), problems[0].got.len()), ("name", 60));
}

#[test]
fn a_public_list_has_its_own_columns_each_once_and_no_other() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    for kind in Kind::ALL {
        for format in kind.formats() {
            let source = format.source;
            let missing = format.columns[1..].join(",");
            let doubled = format!("{},{}", format.columns.join(","), format.columns[0]);
            let foreign = format!("{},more", format.columns.join(","));
            let first = format.columns[0];
            for (header, named) in [(missing, first), (doubled, first), (foreign, "more")] {
                let own = ImportFile::own(kind, header.as_bytes());
                match import(&mut conn, &ImportFile { source, ..own }, false, &mut |_| {}) {
                    Err(ImportRefusal::Rows { problems, .. }) => {
                        let told = &problems[0];
                        assert_eq!((told.line, told.column.as_str()), (1, named), "{told}");
                    }
                    other => panic!("{kind} {header}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn a_list_of_one_source_is_told_which_source_would_fit() {
    let db = TestDatabase::sqlite();
    let formats = || {
        Kind::ALL
            .into_iter()
            .flat_map(|kind| kind.formats().into_iter().map(move |one| (kind, one)))
    };
    for (kind, format) in formats() {
        let others: Vec<Source> =
            Source::ALL.into_iter().filter(|one| *one != format.source).collect();
        for source in others
            .into_iter()
            .filter(|source| kind.formats().iter().any(|one| one.source == *source))
        {
            let text = format.columns.join(",");
            let own = ImportFile::own(kind, text.as_bytes());
            match import(&mut db.open(), &ImportFile { source, ..own }, false, &mut |_| {}) {
                Err(ImportRefusal::Rows { problems, .. }) => {
                    let fits = format!("--from {}: {}.csv", format.source, format.name);
                    assert!(problems[0].expected.contains(&fits), "{}", problems[0]);
                }
                other => panic!("{kind}: {other:?}"),
            }
        }
    }
}

#[test]
fn days_are_asked_of_lists_that_have_none() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    let from = Days::read(Some("2025-08-01"), None).unwrap();
    let until = Days::read(None, Some("2025-08-01")).unwrap();
    for (kind, format, days, named) in [
        (Kind::Units, "units", from, Some("valid_from")),
        (Kind::Points, "points", until, Some("valid_until")),
        (Kind::Holidays, "holidays_vn", from, Some("valid_from")),
        (Kind::Holidays, "holidays_vn", until, Some("valid_until")),
        (Kind::Successions, "units_mapping", until, Some("valid_until")),
        (Kind::Successions, "units_mapping", from, None),
        (Kind::Units, "units_2025h1", from, Some("valid_from")),
        (Kind::Units, "units_2025h1", until, None),
        (Kind::Units, "units_2025", from, None),
    ] {
        let format = kind.formats().into_iter().find(|one| one.name == format).unwrap();
        let text = format.columns.join(",");
        let own = ImportFile::own(kind, text.as_bytes());
        let file = ImportFile { source: format.source, days, ..own };
        let option = match import(&mut conn, &file, false, &mut |_| {}).unwrap_err() {
            ImportRefusal::Option { option, .. } => Some(option),
            ImportRefusal::Rows { .. } => None,
            ImportRefusal::Store(error) => panic!("{error}"),
        };
        assert_eq!(option, named, "{} {days:?}", format.name);
    }
}

#[test]
fn a_thousand_problems_are_told_and_all_are_counted() {
    let db = TestDatabase::sqlite();
    let rows = vec!["x,2025-03-01,,province,tỉnh,X,,,"; TOLD + 7];
    let text = file(Kind::Units, &rows);
    let file = ImportFile::own(Kind::Units, text.as_bytes());
    match import(&mut db.open(), &file, false, &mut |_| {}) {
        Err(ImportRefusal::Rows { total, problems, .. }) => {
            assert_eq!((total, problems.len()), (TOLD + 7, TOLD));
        }
        other => panic!("{other:?}"),
    }
}
