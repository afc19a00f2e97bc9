//! The catalogue at the command line.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{err, hosopost, out};

/// A database with the fixtures' procedures, papers, fees and postal lists.
fn office() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert!(hosopost(dir.path(), &["migrate"]).status.success());
    for kind in ["procedures", "papers", "fees", "listings"] {
        let path = format!("{}/fixtures/{kind}.csv", env!("CARGO_MANIFEST_DIR"));
        let taken = hosopost(dir.path(), &["import", kind, &path]);
        assert!(taken.status.success(), "{}", err(&taken));
    }
    dir
}

fn told(dir: &Path, words: &[&str]) -> String {
    let output = hosopost(dir, words);
    assert!(output.status.success(), "{words:?}: {}{}", out(&output), err(&output));
    out(&output)
}

#[test]
fn a_procedure_is_found_and_shown_as_of_a_day() {
    let dir = office();
    let found = told(dir.path(), &["catalogue", "search", "tach thua"]);
    assert!(
        found.starts_with("1.012784  Tách thửa hoặc hợp thửa đất  [received+returned]"),
        "{found}"
    );
    let narrow =
        ["catalogue", "search", "", "--level", "commune", "--by-post", "returned", "--json"];
    let first = told(dir.path(), &narrow).lines().next().unwrap().to_owned();
    assert_eq!(serde_json::from_str::<Value>(&first).unwrap()["levels"][0], "commune");
    let find = told(dir.path(), &["find", "procedure", "tach thua"]);
    assert!(find.starts_with("1.012784"), "{find}");

    let show = |day: &str| told(dir.path(), &["catalogue", "show", "1.012783", "--on", day]);
    let (before, after) = (show("2025-06-30"), show("2025-07-01"));
    assert!(before.contains("bưu chính: 5 ngày làm việc, phí 100.000 đ"), "{before}");
    assert!(after.contains("bưu chính: 5 ngày làm việc, phí 80.000 đ"), "{after}");
    assert!(after.contains("trực tuyến: 5 ngày làm việc, phí không thu"), "{after}");
    assert!(before.contains("4. Căn cước công dân của người sử dụng đất: 0+2"), "{before}");
    let english = ["catalogue", "show", "1.012783", "--lang", "en", "--on", "2025-06-30"];
    assert!(told(dir.path(), &english).contains("by post: 5 working days, fee 100,000 đ"));
    let json = told(dir.path(), &["catalogue", "show", "1.012783", "--json"]);
    let json: Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!(json["papers"].as_array().unwrap().len(), 4);
    assert_eq!(json["in_catalogue"], true);
}

#[test]
fn lists_of_codes_are_taken_counted_and_compared() {
    let dir = office();
    std::fs::write(dir.path().join("codes.txt"), "1.013222 Tên\n9.000001\n").unwrap();
    let list = [
        "import",
        "listings",
        "codes.txt",
        "--from",
        "codes",
        "--level",
        "province",
        "--decision",
        "QĐ 9/QĐ-UBND",
        "--valid-from",
        "2025-10-01",
        "--direction",
        "received",
    ];
    let tried = told(dir.path(), &[&list[..], &["--dry-run"]].concat());
    assert!(tried.contains("would be 2 added"), "{tried}");
    let taken = told(dir.path(), &list);
    assert!(taken.contains("2 rows read") && taken.contains("listings.procedure 1"), "{taken}");
    let counts = told(dir.path(), &["catalogue", "counts", "--on", "2025-10-01", "--json"]);
    let counts: Value = serde_json::from_str(counts.trim()).unwrap();
    assert_eq!(counts["levels"][1]["received"]["listed"], 2);
    assert_eq!(counts["levels"][1]["received"]["known"], 1);
    assert_eq!(counts["gaps"]["listed_unknown"], 1);
    let people = told(dir.path(), &["catalogue", "counts", "--on", "2025-10-01"]);
    assert!(people.contains("cấp tỉnh: ") && people.contains("nhận 2 (5 %)"), "{people}");
    let versions = told(dir.path(), &["catalogue", "versions"]);
    assert!(versions.contains("2025-10-01  QĐ 9/QĐ-UBND  ("), "{versions}");
    let unknown = told(dir.path(), &["catalogue", "show", "9.000001", "--on", "2025-10-01"]);
    assert!(unknown.contains("không có trong danh mục thủ tục"), "{unknown}");

    let difference = told(dir.path(), &["catalogue", "diff", "2025-09-30", "QĐ 9/QĐ-UBND"]);
    assert!(difference.contains("+ 9.000001"), "{difference}");
    assert!(difference.contains("nhận hồ sơ qua bưu chính: cấp tỉnh → –"), "{difference}");
    let csv = told(dir.path(), &["catalogue", "diff", "2025-09-30", "2025-10-01", "--csv"]);
    assert!(csv.starts_with("change,code,name,field,before,after\nadded,9.000001,,,,\n"), "{csv}");
    let json = told(dir.path(), &["catalogue", "diff", "2025-09-30", "2025-10-01", "--json"]);
    let json: Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!(json["added"][0]["code"], "9.000001");
}

#[test]
fn a_state_is_compared_with_a_file_and_named() {
    let dir = office();
    let file = "code,name,field,level,agency,time,time_unit\n\
                1.012784,Tách thửa,Đất đai,province,Trung tâm Phục vụ hành chính công tỉnh Hà Tĩnh,20,working_day\n";
    std::fs::write(dir.path().join("new.csv"), file).unwrap();
    let told_en = |words: &[&str]| told(dir.path(), &[words, &["--lang", "en"]].concat());
    let text = told_en(&["catalogue", "diff", "2025-04-08", "new.csv"]);
    assert!(text.contains("name: Tách thửa hoặc hợp thửa đất → Tách thửa"), "{text}");
    assert!(text.contains("processing time: 22 working days → 20 working days"), "{text}");
    assert!(text.contains("0 added, 40 removed, 1 changed, 0 unchanged"), "{text}");
    assert!(text.contains("Not compared") && text.contains("papers"), "{text}");
    let named = told(dir.path(), &["catalogue", "name", "QĐ 5", "--on", "2025-04-08"]);
    assert!(named.starts_with("2025-04-08  QĐ 5"), "{named}");
    assert!(told_en(&["catalogue", "diff", "qd 5", "2025-04-08"]).contains("no difference"));
}

#[test]
fn what_is_wrong_at_the_command_line_is_named() {
    let dir = office();
    std::fs::write(dir.path().join("bad.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(dir.path().join("codes.txt"), "1.013222\n").unwrap();
    let codes = ["import", "listings", "codes.txt", "--from", "codes"];
    let with = |more: &[&'static str]| [&codes[..], more].concat();
    let whole = ["--level", "province", "--decision", "QĐ", "--valid-from", "2025-10-01"];
    for (words, expected) in [
        (vec!["catalogue", "diff", "yesterday", "2025-01-01"], "BEFORE"),
        (vec!["catalogue", "diff", "2025-01-01", "bad.csv"], "AFTER"),
        (vec!["catalogue", "diff", "2025-01-01", "none.csv"], "AFTER"),
        (vec!["catalogue", "show", "x"], "procedure code"),
        (vec!["catalogue", "show", "9.999999"], "no procedure 9.999999"),
        (vec!["catalogue", "show", "1.012783", "--on", "2025-02-30"], "--on"),
        (vec!["catalogue", "search", "a", "--level", "xa"], "expected ministry"),
        (vec!["catalogue", "search", "a", "--by-post", "both"], "received or returned"),
        (vec!["catalogue", "counts", "--on", "today"], "--on"),
        (vec!["catalogue", "name", " ", "--on", "2025-01-01"], "1 to 500"),
        (with(&[]), "--level"),
        (with(&["--level", "xa"]), "--level"),
        (with(&["--level", "province"]), "--decision"),
        (with(&["--level", "province", "--decision", "QĐ"]), "--valid-from"),
        (with(&["--valid-from", "1.1.2025"]), "--valid-from"),
        (with(&[&whole[..], &["--direction", "sent"]].concat()), "--direction"),
        (with(&[&whole[..], &["--until", "2025-10-01"]].concat()), "--valid-until"),
        (vec!["import", "papers", "codes.txt", "--from", "codes"], "--from"),
        (vec!["import", "papers", "codes.txt", "--level", "province"], "--level"),
        (vec!["import", "units", "codes.txt", "--decision", "QĐ"], "--decision"),
        (vec!["import", "papers", "codes.txt", "--from", "mail"], "own, opendata or codes"),
    ] {
        let output = hosopost(dir.path(), &words);
        assert!(!output.status.success(), "{words:?}");
        assert!(err(&output).contains(expected), "{words:?}: {}", err(&output));
        assert!(!err(&output).contains("panicked"), "{words:?}");
    }
}
