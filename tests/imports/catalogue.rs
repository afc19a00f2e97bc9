//! The catalogue from files: lists of codes that take each other's place, the national portal's procedures,
//! and files of a later day.

use std::path::PathBuf;

use hosopost::base::{Actor, Channel, Context, Ids};
use hosopost::catalogue::{AgencyLevel, Catalogue, FeeAmount, TimeUnit};
use hosopost::flows::import::{
    AboutCodes, CatalogueFile, CodeList, Days, ImportFile, ImportRefusal, ImportReport, Kind,
    Source, take_codes,
};
use hosopost::people::Administrator;
use hosopost::store::procedures::{self, versions};
use hosopost::store::{Conn, gaps};

use super::{file, import, take, take_fixtures};
use crate::kit::app::morning;
use crate::kit::databases::{TestDatabase, on_both};

const DECISION: &str = "QĐ 1234/QĐ-UBND";

fn about(level: &'static str, from: &str) -> AboutCodes<'static> {
    let days = Days::read(Some(from), None).unwrap();
    AboutCodes { level: Some(level), direction: None, decision: Some(DECISION), days }
}

fn put(
    conn: &mut Conn,
    text: &str,
    about: AboutCodes<'_>,
    dry_run: bool,
) -> Result<ImportReport, ImportRefusal> {
    let list = CodeList::read(text.as_bytes(), about)?;
    let cx = Context { now: morning(), who: Actor::process(), ids: Ids::Random };
    let by = Administrator::of(&cx.who).unwrap();
    take_codes(conn, &cx, &by, &list, dry_run, &mut |_| {})
}

fn catalogue(conn: &mut Conn) -> Catalogue {
    procedures::load_catalogue(conn).unwrap()
}

/// Codes nobody has given a procedure.
fn invented(count: u32) -> String {
    (1..=count).map(|n| format!("9.{n:06}")).collect::<Vec<_>>().join("\n")
}

fn counted(conn: &mut Conn, on: &str) -> Vec<(AgencyLevel, usize, usize)> {
    let counts = catalogue(conn).counts(on.parse().unwrap());
    let levels = counts.levels.into_iter().filter(|one| one.either.listed > 0);
    levels.map(|one| (one.level, one.either.listed, one.either.known)).collect()
}

#[test]
fn lists_are_counted_as_they_were_published() {
    on_both(|db| {
        let mut conn = db.open();
        for (level, count) in [("province", 536), ("district", 86), ("commune", 25)] {
            let report =
                put(&mut conn, &invented(count), about(level, "2019-06-01"), false).unwrap();
            let each = count as usize;
            assert_eq!((report.read, report.added), (each, 2 * each), "both ways");
            assert_eq!(report.gaps_opened, 2 * each);
        }
        let expected = [
            (AgencyLevel::Province, 536, 0),
            (AgencyLevel::District, 86, 0),
            (AgencyLevel::Commune, 25, 0),
        ];
        assert_eq!(counted(&mut conn, "2019-06-01"), expected);
        assert!(counted(&mut conn, "2019-05-31").is_empty());
        let unknown = catalogue(&mut conn).counts("2019-06-01".parse().unwrap());
        assert_eq!(unknown.gaps.listed_unknown, 536, "the shorter lists repeat the codes");
        assert_eq!(versions::load(&mut conn).unwrap()[0].name, DECISION);
    });
}

fn folder() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the folder is named by who runs the tests")]
    let folder = std::env::var_os("HOSOPOST_DATA").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED with the national procedures: HOSOPOST_DATA is not set");
    }
    folder
}

fn portal(conn: &mut Conn, bytes: &[u8], from: &str) -> ImportReport {
    let days = Days::read(Some(from), None).unwrap();
    let file = ImportFile { kind: Kind::Procedures, source: Source::OpenData, bytes, days };
    import(conn, &file, false, &mut |_| {}).unwrap()
}

#[test]
fn lists_of_the_national_portals_codes_are_known_and_have_their_share() {
    let Some(folder) = folder() else { return };
    let bytes = std::fs::read(folder.join("national/procedures.csv")).unwrap();
    on_both(|db| {
        let mut conn = db.open();
        let report = portal(&mut conn, &bytes, "2026-01-01");
        assert_eq!((report.read, report.added), (2_642, 2_642));
        let open = |column: &str| {
            let found = report.gaps_by_column.iter().find(|one| one.column == column);
            found.map_or(0, |one| one.open)
        };
        assert_eq!((open("agency"), open("fee")), (302, 602));
        assert!(open("direct") >= 281 + 158, "unspecified units and no times at all");
        let again = portal(&mut conn, &bytes, "2026-01-01");
        assert_eq!((again.added, again.changed, again.ended), (0, 0, 0));
        let later = portal(&mut conn, &bytes, "2026-06-01");
        assert_eq!((later.added, later.unchanged), (0, 2_642), "it says nothing new");

        let on = "2026-03-01";
        let all = catalogue(&mut conn);
        for (level, count) in [("province", 536), ("commune", 25), ("ministry", 86)] {
            let at: AgencyLevel = level.parse().unwrap();
            let of_level =
                all.procedures_on(on.parse().unwrap()).filter(|one| one.levels.contains(at));
            let codes: Vec<String> = of_level.take(count).map(|one| one.code.to_string()).collect();
            let codes = codes.join("\n");
            let listed = put(&mut conn, &codes, about(level, "2026-02-01"), false).unwrap();
            assert_eq!((listed.added, listed.gaps_opened), (2 * count, 0));
        }
        let counts = catalogue(&mut conn).counts(on.parse().unwrap());
        let level = |at| counts.levels.iter().find(|one| one.level == at).unwrap();
        let province = level(AgencyLevel::Province);
        assert_eq!((province.procedures, province.either.listed), (1_251, 536));
        assert_eq!((province.either.of_level, province.either.percent), (536, Some(42.8)));
        assert_eq!(level(AgencyLevel::Commune).either.percent, Some(4.3));
        assert_eq!(level(AgencyLevel::Ministry).either.listed, 86);
    });
}

#[test]
fn a_list_takes_the_place_of_the_one_before_of_its_level_and_direction() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        put(&mut conn, "9.000001\n9.000002 Tên gọi\n", about("district", "2025-07-01"), false)
            .unwrap();
        let other = AboutCodes { decision: Some("QĐ 2"), ..about("district", "2025-09-01") };
        let tried = put(&mut conn, "9.000002\n9.000003\n", other, true).unwrap();
        assert!(tried.dry_run && tried.changes.len() == 6, "{:?}", tried.changes);
        assert_eq!(counted(&mut conn, "2025-09-01")[1], (AgencyLevel::District, 2, 0));
        let report = put(&mut conn, "9.000002\n9.000003\n", other, false).unwrap();
        assert_eq!((report.added, report.changed, report.ended), (2, 2, 2));
        let kept = catalogue(&mut conn);
        let listed = |code: &str, on: &str| {
            kept.listed_on(&code.parse().unwrap(), on.parse().unwrap()).count()
        };
        assert_eq!((listed("9.000001", "2025-08-31"), listed("9.000001", "2025-09-01")), (2, 0));
        assert_eq!((listed("9.000002", "2025-08-31"), listed("9.000002", "2025-09-01")), (2, 2));
        let code = "9.000002".parse().unwrap();
        assert_eq!(kept.name_of(&code, "2025-08-01".parse().unwrap()), Some("Tên gọi"));
        assert!(kept.may_receive(&code, "2025-09-01".parse().unwrap()).is_ok());
        let again = put(&mut conn, "9.000002\n9.000003\n", other, false).unwrap();
        assert_eq!((again.added, again.changed, again.ended, again.unchanged), (0, 0, 0, 4));
        assert_eq!(gaps::of_kind(&mut conn, "listings").unwrap().len(), 8);

        let described = ["9.000002,2025-01-01,,Tên,Đất đai,commune,Xã,,,,,,,,,,"];
        let known = take(&mut conn, Kind::Procedures, file(Kind::Procedures, &described));
        assert_eq!(known.gaps_closed, 4, "the catalogue knows it now");
    });
}

#[test]
fn what_is_said_about_a_list_of_codes_is_named_where_it_is_wrong() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    let good = about("province", "2025-07-01");
    let until =
        |text| AboutCodes { days: Days::read(Some("2025-07-01"), Some(text)).unwrap(), ..good };
    for (option, wrong) in [
        ("level", AboutCodes { level: None, ..good }),
        ("level", AboutCodes { level: Some("xã"), ..good }),
        ("direction", AboutCodes { direction: Some("sent"), ..good }),
        ("decision", AboutCodes { decision: None, ..good }),
        ("decision", AboutCodes { decision: Some(" "), ..good }),
        ("valid_from", AboutCodes { days: Days::default(), ..good }),
        ("valid_until", until("2025-07-01")),
    ] {
        match put(&mut conn, "1.000001", wrong, false).unwrap_err() {
            ImportRefusal::Option { option: named, .. } => assert_eq!(named, option),
            other @ (ImportRefusal::Rows { .. } | ImportRefusal::Store(_)) => panic!("{other}"),
        }
    }
    let one_way = AboutCodes { direction: Some("returned"), ..until("2025-08-01") };
    assert_eq!(
        put(&mut conn, "\u{feff}1.000001;\"Tên\"\r\n\r\n", one_way, false).unwrap().added,
        1
    );
    assert_eq!(counted(&mut conn, "2025-07-31").len(), 1);
    assert!(counted(&mut conn, "2025-08-01").is_empty());
    let long = format!("1.000001 {}", "a".repeat(2001));
    for (text, line, column) in [
        ("", 1, "code"),
        ("\n\n", 1, "code"),
        ("1.000001\nTên\n", 2, "code"),
        ("code\n1.000001", 1, "code"),
        ("1.000001\n1.00002", 2, "code"),
        ("1.000001\n\n1.000001 Tên", 3, "code"),
        (long.as_str(), 1, "name"),
    ] {
        match put(&mut conn, text, good, false).unwrap_err() {
            ImportRefusal::Rows { problems, .. } => {
                assert_eq!(
                    (problems[0].line, problems[0].column.as_str()),
                    (line, column),
                    "{text}"
                );
            }
            other @ (ImportRefusal::Option { .. } | ImportRefusal::Store(_)) => panic!("{other}"),
        }
    }
    assert!(CodeList::read(b"1.000001\n\xff", good).is_err());
    assert!(about("province", "2025-07-01").version(Kind::Procedures).is_err(), "it has no level");
    let named = AboutCodes { level: None, ..good };
    assert!(named.version(Kind::Units).is_err(), "places have no versions");
    assert_eq!(named.version(Kind::Papers).unwrap().unwrap().0, DECISION);
}

/// A good row of the portal's columns, and bad values for each of them in their order.
const ROW: &str = "1.999999,Thủ tục,bo-tu-phap,Hộ tịch,province;commune,Loại khác,Công dân,1/QĐ,Giấy,Sở,\
                   1,5.0,working_day,1,2.0,day,0,,,vnd,50000.0,60000.0,https://portal.example.vn";

const BAD: &[(&str, &[&str])] = &[
    ("code", &["", "x", "1.9"]),
    ("name", &[""]),
    ("ministry", &["LONG"]),
    ("field", &["", "LONG"]),
    ("levels", &["", "xã", "province,commune;"]),
    ("kind", &["LONG"]),
    ("subjects", &["LONG"]),
    ("decision", &["LONG"]),
    ("result", &["LONG"]),
    ("agency", &["LONG"]),
    ("direct", &["", "yes", "2"]),
    ("direct_time", &["", "-1", "1001", "five", "NaN", "inf"]),
    ("direct_unit", &["", "days", "working_hours"]),
    ("online", &["", "no"]),
    ("online_time", &["", "-1.0", "x"]),
    ("online_unit", &["", "week"]),
    ("postal", &["", "true"]),
    ("postal_time", &["1.0"]),
    ("postal_unit", &["day"]),
    ("fee_kind", &["", "free", "text", "eur"]),
    ("fee_min_vnd", &["", "-1", "70000", "1.5", "x"]),
    ("fee_max_vnd", &["", "40000", "x", "1e9"]),
    ("url", &["LONG"]),
];

fn portal_file(row: &str) -> String {
    let formats = Kind::Procedures.formats();
    let format = formats.iter().find(|format| format.source == Source::OpenData).unwrap();
    format!("{}\n{row}", format.columns.join(","))
}

#[test]
fn a_bad_value_in_any_column_of_the_portals_list_is_named() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    let long = "a".repeat(2001);
    let quoted = |text: &str| format!("\"{}\"", text.replace("LONG", &long));
    for (at, (column, values)) in BAD.iter().enumerate() {
        for bad in *values {
            let mut cells: Vec<String> = ROW.split(',').map(str::to_owned).collect();
            cells[at] = quoted(bad);
            let text = portal_file(&cells.join(","));
            let file = ImportFile {
                source: Source::OpenData,
                ..ImportFile::own(Kind::Procedures, text.as_bytes())
            };
            match import(&mut conn, &file, false, &mut |_| {}) {
                Err(ImportRefusal::Rows { problems, .. }) => {
                    let near = |named: &str| {
                        named == *column
                            || (column.starts_with("fee") && named.starts_with("fee"))
                            || named.split('_').next() == column.split('_').next()
                    };
                    assert!(problems.iter().any(|one| near(&one.column)), "{column}: {problems:?}");
                }
                other => panic!("{column} {bad:?}: {other:?}"),
            }
        }
    }
    assert!(procedures::load(&mut conn).unwrap().is_empty());
}

#[test]
fn the_portals_words_are_kept_for_what_they_are() {
    on_both(|db| {
        let mut conn = db.open();
        let cells = |changes: &[(usize, &str)]| {
            let mut cells: Vec<&str> = ROW.split(',').collect();
            for (at, text) in changes {
                cells[*at] = text;
            }
            cells.join(",")
        };
        let rows = [
            cells(&[]),
            cells(&[
                (0, "1.000002"),
                (9, ""),
                (12, "unspecified"),
                (14, "1.5"),
                (19, "usd"),
                (20, ""),
                (21, ""),
            ]),
            cells(&[
                (0, "1.000003"),
                (14, "5.0"),
                (15, "working_day"),
                (19, ""),
                (20, ""),
                (21, ""),
            ]),
        ];
        let report = portal(&mut conn, portal_file(&rows.join("\n")).as_bytes(), "2026-01-01");
        let told: Vec<(&str, &str)> =
            report.gaps.iter().map(|gap| (gap.column.as_str(), gap.found.as_str())).collect();
        assert_eq!(told.len(), 5, "{told:?}");
        for gap in
            [("agency", ""), ("direct", "5 unspecified"), ("online", "1.5 day"), ("fee", "usd")]
        {
            assert!(told.contains(&gap), "{gap:?}: {told:?}");
        }
        let all = procedures::load(&mut conn).unwrap();
        let [open, usual, whole] = &all[..] else { panic!("{all:?}") };
        assert_eq!(whole.levels.to_string(), "province+commune");
        assert_eq!(whole.time(Channel::Online), "2 day".parse().ok());
        assert_eq!(whole.time(Channel::Post), None);
        assert_eq!(whole.fee, Some(FeeAmount::Range { from: 50_000, to: 60_000 }));
        assert_eq!(open.time(Channel::Direct).unwrap().unit, TimeUnit::Unspecified);
        assert_eq!((open.time(Channel::Online), open.fee), (None, Some(FeeAmount::ByCase)));
        assert_eq!(usual.processing, "5 working_day".parse().ok(), "all ways in have one time");
        assert_eq!(usual.fee, None);
    });
}

#[test]
fn a_file_of_a_later_day_adds_and_what_was_stays() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let code = "1.012783".parse().unwrap();
        let row = |from: &str, name: &str, until: &str| {
            format!(
                "1.012783,{from},{until},{name},Đất đai,province+commune,Sở,3,working_day,,,no,fixed,80000,,QĐ 9,"
            )
        };
        let text = file(Kind::Procedures, &[&row("2026-01-01", "Cấp đổi", "")]);
        let report = take(&mut conn, Kind::Procedures, &text);
        assert_eq!((report.added, report.changed, report.ended), (1, 0, 1));
        let again = take(&mut conn, Kind::Procedures, &text);
        assert_eq!((again.added, again.changed, again.ended, again.unchanged), (0, 0, 0, 1));
        let fixtures = take(&mut conn, Kind::Procedures, super::fixture(Kind::Procedures));
        assert_eq!((fixtures.added, fixtures.changed, fixtures.ended), (0, 0, 0));
        let all = catalogue(&mut conn);
        let on = |day: &str| all.procedure_on(&code, day.parse().unwrap()).unwrap();
        assert!(on("2025-12-31").name.starts_with("Cấp đổi Giấy chứng nhận"));
        assert_eq!(
            (on("2026-01-01").name.as_str(), on("2026-01-01").time(Channel::Post)),
            ("Cấp đổi", None)
        );

        let paper = ["1.012783,2026-01-01,,1,Đơn,,1,0"];
        let papers = take(&mut conn, Kind::Papers, file(Kind::Papers, &paper));
        assert_eq!((papers.added, papers.ended), (1, 1));
        let fee = ["1.012783,2026-01-01,,1,Phí mới,phi,,fixed,70000,,"];
        assert_eq!(take(&mut conn, Kind::Fees, file(Kind::Fees, &fee)).ended, 1);
        let all = catalogue(&mut conn);
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(all.papers_on(&code, day("2025-12-31")).len(), 4);
        assert_eq!(all.papers_on(&code, day("2026-01-01")).len(), 1);
        let fee = |on: &str| all.fee_of(&code, Channel::Post, day(on)).unwrap().total;
        assert_eq!(fee("2025-06-30"), FeeAmount::Fixed(100_000));
        assert_eq!(fee("2025-12-31"), FeeAmount::Fixed(80_000));
        assert_eq!(fee("2026-01-01"), FeeAmount::Fixed(70_000));
        let ended = file(Kind::Procedures, &[&row("2026-01-01", "Cấp đổi", "2026-07-01")]);
        assert_eq!(take(&mut conn, Kind::Procedures, ended).changed, 1);
        let refused = catalogue(&mut conn).may_receive(&code, day("2026-07-01")).unwrap_err();
        assert_eq!(refused.code(), "procedure_abolished");
    });
}

#[test]
fn a_file_is_read_as_a_catalogue_by_its_columns() {
    let short =
        "code,name,field,level,agency,time,time_unit\n1.000001,Tách thửa,Đất đai,province,Sở,,";
    let parts = |text: &str| CatalogueFile::read(text.as_bytes()).unwrap().side().tells.len();
    assert_eq!(parts(short), 0);
    assert_eq!(parts(&portal_file(ROW)), 2);
    let own = "1.000001,2025-01-01,,Tách thửa,Đất đai,province,Sở,,,,,,,,,,";
    assert_eq!(parts(&file(Kind::Procedures, &[own])), 2);
    for bad in ["", "code,name\n1.000001,x", &format!("{short}\n1.000001,x,y,province,z,,")] {
        let refused = CatalogueFile::read(bad.as_bytes()).unwrap_err();
        assert_eq!(refused.code(), "bad_rows", "{bad}");
    }
}
