//! Imports as a person at the keyboard does them.

use std::path::Path;

use serde_json::Value;

use super::{err, hosopost, out};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");

fn json(dir: &Path, words: &[&str]) -> Value {
    let output = hosopost(dir, &[&["--json"], words].concat());
    assert!(output.status.success(), "{words:?}: {} {}", out(&output), err(&output));
    serde_json::from_str(&out(&output)).unwrap()
}

#[test]
fn a_folder_goes_in_at_once_and_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    hosopost(dir.path(), &["migrate"]);
    let sum = |report: &Value, what: &str| -> u64 {
        let imports = report["imports"].as_array().unwrap();
        imports.iter().map(|one| one[what].as_u64().unwrap()).sum()
    };
    let tried = json(dir.path(), &["import", "all", FIXTURES, "--dry-run"]);
    let done = json(dir.path(), &["import", "all", FIXTURES]);
    assert_eq!(sum(&tried, "added"), sum(&done, "added"));
    assert!(sum(&done, "added") > 500, "{done}");
    let order: Vec<&str> = done["imports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(order[..4], ["units", "successions", "zones", "points"]);
    let again = json(dir.path(), &["import", "all", FIXTURES]);
    let news = ["added", "changed", "ended", "gaps_opened"].map(|what| sum(&again, what));
    assert_eq!(news, [0; 4], "{again}");
    let log = out(&hosopost(dir.path(), &["import", "log"]));
    assert_eq!(log.lines().count(), 2 * order.len(), "{log}");
    assert!(log.contains("by command line"), "{log}");
    assert!(out(&hosopost(dir.path(), &["import", "gaps"])).contains("nothing is open"));
}

#[test]
fn a_dry_run_is_told_line_by_line() {
    let dir = tempfile::tempdir().unwrap();
    hosopost(dir.path(), &["migrate"]);
    let units = dir.path().join("units.csv");
    let header = "code,valid_from,valid_until,level,kind,name,parent,lat,lon\n";
    let import = |rows: &str, more: &[&str]| {
        std::fs::write(&units, format!("{header}{rows}")).unwrap();
        let words = ["import", "units", units.to_str().unwrap()];
        out(&hosopost(dir.path(), &[&words, more].concat()))
    };
    import("42,2025-03-01,,province,tỉnh,Hà Tĩnh,,,\n", &[]);
    let told = import("42,2026-04-30,,province,thành phố,Hà Tĩnh,,,\n", &["--dry-run"]);
    for line in [
        "units: 1 rows read (a dry run); would be 1 added, 0 changed, 1 ended, 0 unchanged",
        "added 42 from 2026-04-30 (line 2): level province; kind thành phố; name Hà Tĩnh",
        "ended 42 from 2025-03-01 (line 2): valid_until 2026-04-30",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    let gaps = out(&hosopost(dir.path(), &["import", "gaps", "units"]));
    assert!(gaps.contains("42 from 2025-03-01") && gaps.contains("nothing; since"), "{gaps}");
}

#[test]
fn a_public_list_is_read_in_its_own_columns() {
    let dir = tempfile::tempdir().unwrap();
    hosopost(dir.path(), &["migrate"]);
    let list = dir.path().join("lists");
    std::fs::create_dir(&list).unwrap();
    std::fs::write(list.join("readme.csv"), "what,it,is\n").unwrap();
    std::fs::write(
        list.join("before.csv"),
        "code,parent_code,level,type,name,name_en,lat,lon,geo_src\n\
         42,,province,Tỉnh,Tỉnh Hà Tĩnh,Ha Tinh Province,18.29,105.73,poly\n",
    )
    .unwrap();
    let folder = list.to_str().unwrap();
    let done = json(dir.path(), &["import", "all", folder, "--from", "opendata"]);
    assert_eq!(done["imports"][0]["format"], "units_2025h1");
    assert_eq!(done["passed_over"][0], "readme.csv");
    let file = list.join("before.csv");
    let file = file.to_str().unwrap();
    for (words, expected) in [
        (&["import", "units", file][..], "--from opendata: units_2025h1.csv"),
        (&["import", "units", file, "--from", "elsewhere"], "expected own or opendata"),
        (
            &["import", "units", file, "--from", "opendata", "--valid-from", "1.7.2025"],
            "--valid-from: expected a day",
        ),
        (
            &["import", "units", file, "--from", "opendata", "--valid-from", "2026-01-01"],
            "--valid-from: expected a day before 2025-07-01",
        ),
        (
            &["import", "routes", file, "--from", "opendata"],
            "--from: expected own: no public list of routes",
        ),
        (&["import", "all", folder], "expected at least one file with columns of --from own"),
        (&["import", "all", "nowhere"], "expected a file that can be read"),
        (&["import", "units"], "required arguments"),
        (&["import", "gaps", "castles"], "expected units, successions"),
    ] {
        let output = hosopost(dir.path(), words);
        assert!(!output.status.success(), "{words:?}");
        let told = err(&output);
        assert!(told.contains(expected) && !told.contains("panicked"), "{words:?}: {told}");
    }
}

#[test]
fn a_folder_stops_at_the_first_file_that_is_refused_and_names_it() {
    let dir = tempfile::tempdir().unwrap();
    hosopost(dir.path(), &["migrate"]);
    let list = dir.path().join("lists");
    std::fs::create_dir(&list).unwrap();
    std::fs::copy(format!("{FIXTURES}/units.csv"), list.join("units.csv")).unwrap();
    std::fs::write(list.join("routes.csv"), "code,name\nR,R\n").unwrap();
    for more in [&[][..], &["--dry-run"]] {
        let words = [&["import", "all", list.to_str().unwrap()][..], more].concat();
        let output = hosopost(dir.path(), &words);
        assert!(!output.status.success());
        assert!(err(&output).contains("routes.csv: line 1, column valid_from"), "{}", err(&output));
    }
    assert_eq!(out(&hosopost(dir.path(), &["import", "log"])).lines().count(), 1);
}
