//! What the intake counts and times, and what it tells of one request: no scan without a figure, no person in
//! any of them.

use serde_json::{Value, json};

use super::upgrade::{Server, asked};
use super::{batch, on_both, scanned};
use crate::kit::province::DISTRICT;

#[test]
fn every_scan_is_counted_by_what_became_of_it_and_every_batch_is_timed() {
    on_both(|ground| {
        let (_url, province) = ground.province("counted");
        let app = &province.app;
        let ask = |batch: &Value| scanned(app, &province.clerk, batch);
        ask(&batch(&province.codes, 0, 10));
        ask(&batch(&province.codes, 0, 3));
        let one = |id: &str, code: &str, action: &str| {
            json!({"device": "may-1", "scans": [{"id": id, "action": action, "code": code,
                   "at": DISTRICT, "happened_at": "2025-04-08T09:00:00+07:00"}]})
        };
        let aside = "01961a2b-7c00-7000-8000-000000000900";
        assert_eq!(ask(&one(aside, "KHONG-RO", "inspect")), ["set_aside"]);
        assert_eq!(ask(&one(aside, &province.codes[0], "inspect")), ["refused"]);
        assert_eq!(ask(&one("01961a2b-7c00-7000-8000-000000000901", "X", "fly")), ["refused"]);
        let text = app.get("/metrics").send().text();
        for line in [
            r#"hosopost_intake_scans_total{outcome="recorded"} 10"#,
            r#"hosopost_intake_scans_total{outcome="repeated"} 3"#,
            r#"hosopost_intake_scans_total{outcome="set_aside"} 1"#,
            r#"hosopost_intake_scans_total{outcome="conflict"} 1"#,
            r#"hosopost_intake_scans_total{outcome="malformed"} 1"#,
            "hosopost_intake_batch_scans_count 4",
            "hosopost_intake_batch_scans_sum 15",
            "hosopost_intake_batch_seconds_count 4",
            "hosopost_intake_wait_seconds_count 4",
            "hosopost_intake_commit_seconds_count 4",
            "hosopost_intake_turned_away_total 0",
            "hosopost_intake_not_recorded_total 0",
            "hosopost_intake_waiting_scans 0",
            "hosopost_intake_waiting_scans_limit 20000",
        ] {
            assert!(text.lines().any(|told| told.starts_with(line)), "{line}: {text}");
        }
        for never in [province.codes[0].as_str(), "Nguyễn", "KHONG-RO", "may-1"] {
            assert!(!text.contains(never), "{never}");
        }
    });
}

#[test]
fn every_figure_is_explained_to_whoever_operates() {
    let page = include_str!("../../docs/operation.md");
    let app = crate::kit::app::TestApp::sqlite();
    let text = app.get("/metrics").send().text();
    let names: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next()).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        assert!(page.contains(name), "docs/operation.md does not explain {name}");
    }
}

#[test]
#[cfg(unix)]
fn a_request_is_followed_into_its_batch_and_to_the_commit() {
    on_both(|ground| {
        let (url, province) = ground.province("traced");
        let server = Server::logging(ground.dir.path(), &url, "debug");
        let body = batch(&province.codes, 0, 5).to_string();
        let path = "POST /api/v1/scans";
        let (status, _) = asked(&server.address, path, &province.clerk, &body).unwrap();
        assert_eq!(status, 200);
        let log = server.stopped();
        let lines: Vec<Value> =
            log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let find = |words: &str| {
            let is =
                |line: &&Value| line["message"].as_str().is_some_and(|it| it.starts_with(words));
            lines.iter().find(is).unwrap_or_else(|| panic!("{words}: {log}"))
        };
        let request = find("POST /api/v1/scans 200");
        let taken = find("taken into batch");
        assert_eq!(taken["span"]["request"], request["request"], "{taken}");
        assert_eq!(taken["span"]["name"], "web.request");
        let batch = find("a batch of 5 scans was answered");
        assert_eq!(batch["span"]["batch"], taken["batch"], "{batch}");
        assert_eq!((&batch["span"]["name"], &batch["scans"]), (&json!("intake.batch"), &json!(5)));
        let (commit, whole) = (batch["commit_ms"].as_f64().unwrap(), batch["ms"].as_f64().unwrap());
        assert!(0.0 < commit && commit < whole, "{batch}");
        for never in [province.codes[0].as_str(), "Nguyễn", province.clerk.as_str()] {
            assert!(!log.contains(never), "{never}");
        }
    });
}
