//! The same from the command line.

use std::path::Path;
use std::process::Output;

use hosopost::flows::import::Kind;
use serde_json::Value;

use crate::cli::hosopost;

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn told(output: &Output) -> String {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!told.contains("panicked"), "{told}");
    told
}

fn province(dir: &Path) {
    out(&hosopost(dir, &["migrate"]));
    for kind in [Kind::Units, Kind::Successions, Kind::Points] {
        let file = format!("{}/fixtures/{kind}.csv", env!("CARGO_MANIFEST_DIR"));
        out(&hosopost(dir, &["import", kind.as_str(), &file]));
    }
}

#[test]
fn addresses_decisions_maps_transfers_and_reports_have_their_commands() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    province(dir);
    let run = |words: &[&str]| out(&hosopost(dir, words));
    let text = "khối phố 3, phường Đại Nài, thành phố Hà Tĩnh";
    let asked = ["address", "resolve", text, "--on", "2025-10-01"];
    let found = run(&asked);
    assert!(found.starts_with("split_by_default"), "{found}");
    assert!(found.contains("hosopost address decide 18082 2025-07-01 NEW"), "{found}");
    run(&["address", "decide", "18082", "2025-07-01", "18652", "--locality", "Khối phố 3"]);
    let found: Value = serde_json::from_str(&run(&[&asked[..], &["--json"]].concat())).unwrap();
    assert_eq!(found["confidence"], "split_decided");
    assert_eq!(found["present"][0]["code"], "18652");
    let kept: Value =
        serde_json::from_str(run(&["address", "decisions", "--json"]).trim()).unwrap();
    run(&["address", "withdraw", kept["decision_id"].as_str().unwrap()]);
    assert_eq!(run(&["address", "decisions"]), "");
    assert!(run(&["address", "decisions", "--all"]).contains("until"));
    assert_eq!(run(&["address", "waiting"]), "");

    let map = run(&["places", "map", "42", "-o", "map.svg", "--on", "2025-10-01"]);
    assert!(map.starts_with("map.svg: "), "{map}");
    assert!(std::fs::read_to_string(dir.join("map.svg")).unwrap().starts_with("<svg"));
    assert!(run(&["transfer", "--dry-run"]).contains("would go on"));
    let report: Value = serde_json::from_str(&run(&["transfer", "--json"])).unwrap();
    assert_eq!(report["handed"], serde_json::json!([]));
    let days = ["report", "units", "--from", "2025-06-01", "--until", "2025-07-01"];
    assert!(run(&days).contains("accepted"));
    assert!(
        run(&[&days[..], &["--csv", "--as", "now"]].concat())
            .starts_with("unit,valid_from,name,accepted")
    );
    let json: Value = serde_json::from_str(&run(&[&days[..], &["--json"]].concat())).unwrap();
    assert_eq!(json["total"]["accepted"]["total"], 0);
}

#[test]
fn outlines_are_imported_and_bad_ones_named() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    province(dir);
    let ring = "[[[105.0,18.0],[105.5,18.0],[105.5,18.5],[105.0,18.5],[105.0,18.0]]]";
    let file = |code: &str| {
        let feature = format!(
            "{{\"type\":\"Feature\",\"id\":\"{code}\",\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{ring}}}}}"
        );
        std::fs::write(
            dir.join("map.geojson"),
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature}]}}"),
        )
        .unwrap();
    };
    file("99999");
    let refused = told(&hosopost(dir, &["import", "boundaries", "map.geojson"]));
    assert!(
        refused.contains("map.geojson: features[0] (99999).id: expected the code"),
        "{refused}"
    );
    file("18073");
    let dry = out(&hosopost(dir, &["import", "boundaries", "map.geojson", "--dry-run"]));
    assert!(dry.contains("1 added") && dry.contains("nothing was written"), "{dry}");
    assert!(told(&hosopost(dir, &["places", "at", "18.2,105.2"])).contains("No outlines"));
    assert!(out(&hosopost(dir, &["import", "boundaries", "map.geojson"])).contains("1 added"));
    let here = out(&hosopost(dir, &["places", "at", "18.2,105.2", "--on", "2025-10-01"]));
    assert_eq!(here.trim(), "18073  phường Thành Sen, tỉnh Hà Tĩnh");
    assert!(
        told(&hosopost(dir, &["places", "at", "18.2,107.2"])).contains("outside every outline")
    );
}

#[test]
fn what_cannot_be_done_says_what_was_expected() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    province(dir);
    for (words, expected) in [
        (&["places", "at", "105,18"][..], "expected latitude,longitude in Viet Nam"),
        (&["places", "at", "18.2"], "expected latitude,longitude in Viet Nam"),
        (&["places", "at", "18.2,105.2", "--on", "x"], "--on"),
        (&["places", "map", "x", "-o", "m.svg"], "unit code"),
        (&["places", "map", "99999", "-o", "m.svg"], "there is no unit 99999"),
        (&["places", "map", "42", "-o", "no/where/m.svg"], "a file that can be written"),
        (&["address", "resolve", ""], "an address of 1 to 500 characters"),
        (&["address", "resolve", "x", "--unit", "y"], "unit code"),
        (&["address", "resolve", "x", "--at", "y"], "latitude,longitude"),
        (&["address", "decide", "18583", "2025-07-01", "18562"], "a unit that was divided"),
        (
            &["address", "decide", "18082", "2025-07-01", "18562"],
            "one of the units it was divided into",
        ),
        (
            &["address", "decide", "18082", "2025-07-01", "18073", "--locality", "12 Trần Phú"],
            "without house",
        ),
        (&["address", "withdraw", "x"], "expected an id like dec_"),
        (&["address", "withdraw", "dec_01961a2b7c0070008000000000000001"], "there is no decision"),
        (&["transfer", "--on", "2999-01-01"], "a day up to today"),
        (&["transfer", "--on", "x"], "--on"),
        (
            &["report", "units", "--from", "2025-06-01", "--until", "2025-06-01"],
            "a day after 2025-06-01",
        ),
        (
            &["report", "units", "--from", "2025-06-01", "--until", "2025-06-02", "--as", "x"],
            "then or now",
        ),
        (
            &["report", "units", "--from", "2025-06-01", "--until", "2025-06-02", "--level", "x"],
            "province, district or commune",
        ),
        (&["import", "boundaries", "none.geojson"], "a file that can be read"),
        (&["import", "boundaries", "hosopost.db"], "expected GeoJSON"),
    ] {
        let refused = told(&hosopost(dir, words));
        assert!(refused.contains(expected), "{words:?}: {refused}");
    }
}
