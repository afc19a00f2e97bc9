//! The three journeys of the demo, told by the program as a person starts it, and what they leave behind.

use std::collections::BTreeMap;
use std::path::Path;

use hosopost::store::anomalies::{self, Filter};
use hosopost::store::{Database, facts, health};
use serde_json::Value;

use crate::cli::hosopost;
use crate::kit::app::TestApp;

fn told() -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let output = hosopost(dir.path(), &["--log", "warn", "demo", "--dir", "demo", "--once"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{text}\n{errors}");
    (dir, text)
}

#[test]
fn the_journeys_are_told_and_leave_cases_that_were_told_everything() {
    let (dir, text) = told();
    for part in [
        "Hành trình A",
        "Hành trình B",
        "Hành trình C",
        "wrong_place",
        "bag_short",
        "supersedes",
        "proposes status 10",
        "procedure_not_listed",
        "xã Thạch Mỹ, huyện Thạch Hà, tỉnh Hà Tĩnh → xã Mai Phụ",
        "481900 · 30/6: thị trấn Thạch Hà, huyện Thạch Hà, tỉnh Hà Tĩnh",
        "481900 · 1/7: xã Thạch Hà, tỉnh Hà Tĩnh",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }

    let file = dir.path().join("demo/hosopost.db");
    let mut conn = Database::Sqlite(file).open().unwrap();
    let told = facts::after(&mut conn, 0, None, 10_000).unwrap();
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    for fact in &told {
        let before = last.insert(fact.case_code.to_string(), fact.sequence).unwrap_or(0);
        assert_eq!(fact.sequence, before + 1, "{}", fact.case_code);
    }
    assert!(told.len() > 60 && last.len() >= 5, "{} facts of {} cases", told.len(), last.len());
    assert_eq!(health::broken_sequences(&mut conn).unwrap(), 0);
    assert_eq!(health::broken_heads(&mut conn).unwrap(), 0);
    let open = Filter { status: Some("open".to_owned()), ..Filter::default() };
    let open = anomalies::list(&mut conn, &open, None, 100).unwrap();
    assert!(open.items.is_empty(), "every anomaly of the stories was explained: {:?}", open.items);
    let all = anomalies::list(&mut conn, &Filter::default(), None, 100).unwrap();
    assert!(all.items.len() >= 2, "{:?}", all.items);
}

#[test]
fn the_label_of_a_journey_opens_the_citizens_page_and_names_nobody() {
    let (dir, _) = told();
    let papers = dir.path().join("demo/papers");
    for name in ["a-1-label", "a-2-phieu-gui", "a-3-bien-ban-giao-nhan", "a-4-label-tra-ket-qua"] {
        for kind in ["pdf", "png"] {
            let file = papers.join(format!("{name}.{kind}"));
            assert!(std::fs::metadata(&file).unwrap().len() > 1000, "{}", file.display());
        }
    }
    let read = decoded(&papers.join("a-4-label-tra-ket-qua.png"));
    let code = read.rsplit_once("/Q/").unwrap().1;
    // Printed again from the command line, the label bears the same code.
    let url = "sqlite://demo/hosopost.db";
    let words = ["--database-url", url, "label", code, "--format", "png", "-o", "again.png"];
    let printed = hosopost(dir.path(), &words);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    assert_eq!(decoded(&dir.path().join("again.png")), read);
    let unknown = hosopost(dir.path(), &["--database-url", url, "label", "BH1", "-o", "x.pdf"]);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no parcel BH1 is known here"));
    let app = TestApp::over(&format!("sqlite://{}", dir.path().join("demo/hosopost.db").display()));
    let page = app.get(&format!("/Q/{code}")).send();
    assert_eq!(page.status, 200);
    let html = page.text();
    assert!(html.contains("Đã giao kết quả"), "{html}");
    for secret in ["Nguyễn", "Thử", "0912", "Hòa Bình", "H27.18", "1.012783", "quyền sử dụng"]
    {
        assert!(!html.contains(secret), "{secret}");
    }
    assert!(html.len() < 30_000, "{} bytes", html.len());
}

#[test]
fn a_folder_that_is_not_empty_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    let output = hosopost(dir.path(), &["demo", "--dir", ".", "--once"]);
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("expected an empty folder"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn imports_answer_with_what_they_did_or_with_every_bad_row() {
    let dir = tempfile::tempdir().unwrap();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
    assert!(hosopost(dir.path(), &["migrate"]).status.success());
    let import = |kind: &str, file: &str| hosopost(dir.path(), &["--json", "import", kind, file]);
    let file = format!("{fixtures}/units.csv");
    let first = import("units", &file);
    assert!(first.status.success());
    let report: Value = serde_json::from_slice(&first.stdout).unwrap();
    assert_eq!((&report["added"], &report["unchanged"]), (&291.into(), &0.into()), "{report}");
    let again: Value = serde_json::from_slice(&import("units", &file).stdout).unwrap();
    assert_eq!((&again["added"], &again["changed"]), (&0.into(), &0.into()), "{again}");

    let bad = dir.path().join("bad.csv");
    std::fs::write(
        &bad,
        "date,audience,kind,name_vi,name_en,decision,basis\n2025-02-30,nobody,holiday,a,b,c,rule\n",
    )
    .unwrap();
    let refused = import("holidays", bad.to_str().unwrap());
    assert!(!refused.status.success());
    let report: Value = serde_json::from_slice(&refused.stdout).unwrap();
    let named: Vec<(&Value, &Value)> = report["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| (&problem["line"], &problem["column"]))
        .collect();
    assert_eq!(named, [(&2.into(), &"date".into()), (&2.into(), &"audience".into())], "{report}");
    let missing = import("units", "none.csv");
    assert!(String::from_utf8(missing.stderr).unwrap().contains("none.csv"));
    assert!(!hosopost(dir.path(), &["import", "stamps", &file]).status.success());
}

fn decoded(picture: &Path) -> String {
    crate::kit::picture::qr_of(&std::fs::read(picture).unwrap())
}
