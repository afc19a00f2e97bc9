//! Imports through the door.

use hosopost::base::Role;
use hosopost::flows::import::Kind;
use hosopost::web::api::imports::MAX_FILE;
use serde_json::Value;

use super::office::{Door, on_both};
use crate::kit::app::Ask;
use crate::kit::province::fixture;

const IMPORTS: &str = "/api/v1/imports";

fn sent<'a>(door: &'a Door, token: &str, path: &str, text: impl Into<Vec<u8>>) -> Ask<'a> {
    let path = format!("{IMPORTS}/{path}");
    door.app.post(&path).token(token).english().body("text/csv; charset=utf-8", text)
}

fn units(rows: &[&str]) -> String {
    format!("{}\n{}\n", Kind::Units.columns().join(","), rows.join("\n"))
}

const PROVINCE: &str = "42,2025-03-01,,province,tỉnh,Hà Tĩnh,,18.29,105.73";

#[test]
fn a_file_is_taken_once_and_written_down_each_time() {
    on_both(|door| {
        let admin = door.token(Role::Administrator, &[]);
        let text = units(&[PROVINCE, "18562,2025-03-01,,commune,xã,Thạch Hà,42,,"]);
        let first = sent(door, &admin, "units", text.clone()).send();
        assert_eq!(first.status, 200, "{}", first.text());
        let first = first.json();
        assert_eq!((&first["read"], &first["added"]), (&2.into(), &2.into()));
        assert_eq!(first["gaps"][0]["entry"], "18562 from 2025-03-01");
        let again = sent(door, &admin, "units", text).send().json();
        assert_eq!((&again["added"], &again["unchanged"]), (&0.into(), &2.into()));
        // What was imported is known at once.
        let found = door.get("/api/v1/units?q=thach+ha", &admin).send().json();
        assert_eq!(found["items"][0]["path"], "Thạch Hà commune, Hà Tĩnh province");
        let log = door.get(IMPORTS, &admin).send().json();
        let log = log["items"].as_array().unwrap();
        assert_eq!(log.len(), 2);
        assert_eq!((&log[0]["number"], &log[0]["added"]), (&2.into(), &0.into()));
        assert_eq!((&log[1]["number"], &log[1]["added"]), (&1.into(), &2.into()));
        assert_eq!(log[0]["sha256"], log[1]["sha256"]);
        let gaps = door.get(&format!("{IMPORTS}/gaps"), &admin).send().json();
        assert_eq!(gaps["items"][0]["column"], "lat");
    });
}

#[test]
fn a_trial_says_what_would_be_and_leaves_no_trace() {
    on_both(|door| {
        let admin = door.token(Role::Administrator, &[]);
        let tried = sent(door, &admin, "units?dry_run=true", units(&[PROVINCE])).send().json();
        assert_eq!((&tried["dry_run"], &tried["added"]), (&true.into(), &1.into()));
        assert_eq!(tried["changes"][0]["entry"], "42 from 2025-03-01");
        assert_eq!(door.get(IMPORTS, &admin).send().json()["items"], Value::Array(vec![]));
        door.get("/api/v1/units/42", &admin).send().problem(404, "not_found");
    });
}

#[test]
fn a_public_list_holds_from_the_day_that_is_said() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    let list = "code,parent_code,level,type,name,name_en,lat,lon,area_km2,population,pop_suspect,\
                admin_centre,name_2026\n\
                75,,province,Tỉnh,Tỉnh Đồng Nai,Dong Nai Province,11.5,107.0,12737.18,4491408,0,,\
                Thành phố Đồng Nai\n";
    let path = "units?from=opendata&valid_from=2025-09-01";
    let report = sent(&door, &admin, path, list).send().json();
    assert_eq!((&report["read"], &report["added"]), (&1.into(), &2.into()), "{report}");
    assert_eq!((&report["source"], &report["format"]), (&"opendata".into(), &"units_2025".into()));
    let on = |day: &str| door.get(&format!("/api/v1/units/75?on={day}"), &admin).send();
    on("2025-08-31").problem(404, "not_found");
    assert_eq!(on("2025-09-01").json()["name"], "Đồng Nai province");
    assert_eq!(on("2026-04-30").json()["name"], "Đồng Nai city");
}

#[test]
fn every_bad_row_is_told_at_once() {
    on_both(|door| {
        let admin = door.token(Role::Administrator, &[]);
        let text = units(&[
            "42,2025-02-30,,province,tỉnh,Hà Tĩnh,,,",
            "18562,2025-03-01,,commune,xã,,42,x,",
        ]);
        let answer = sent(door, &admin, "units", text).send();
        let problem = answer.problem(422, "bad_rows");
        let told: Vec<(u64, &str)> = problem["problems"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["line"].as_u64().unwrap(), row["column"].as_str().unwrap()))
            .collect();
        assert_eq!(told, [(2, "valid_from"), (3, "name"), (3, "lat"), (3, "lon")]);
        assert!(problem["detail"].as_str().unwrap().contains("4 problems"), "{problem}");
        assert!(door.get(IMPORTS, &admin).send().json()["items"].as_array().unwrap().is_empty());
    });
}

#[test]
fn a_list_under_the_wrong_source_is_told_the_right_one() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    let own = sent(&door, &admin, "units?from=opendata", units(&[PROVINCE])).send();
    let problem = own.problem(422, "bad_rows");
    let told = problem["problems"][0]["expected"].as_str().unwrap();
    assert!(told.contains("--from own: units.csv"), "{told}");
}

#[test]
fn what_is_said_about_a_file_is_checked_like_the_file() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    for (path, code, field) in [
        ("castles", "invalid", "kind"),
        ("units?from=elsewhere", "invalid", "?from"),
        ("routes?from=opendata", "bad_option", "?from"),
        ("units?dry_run=perhaps", "invalid", "?dry_run"),
        ("units?valid_from=1.7.2025", "bad_option", "?valid_from"),
        ("units?valid_until=2025-02-30", "bad_option", "?valid_until"),
        ("units?valid_from=2025-07-01", "bad_option", "?valid_from"),
        ("units?valid_until=2025-07-01", "bad_option", "?valid_until"),
        ("units?from=%00", "invalid", "?from"),
    ] {
        let answer = sent(&door, &admin, path, units(&[PROVINCE])).send();
        assert_eq!(answer.problem(422, code)["field"], field, "{path}");
    }
    for (path, field) in [
        ("?cursor=x", "?cursor"),
        ("?limit=0", "?limit"),
        ("/gaps?kind=castles", "?kind"),
        ("/gaps?limit=501", "?limit"),
    ] {
        let answer = door.get(&format!("{IMPORTS}{path}"), &admin).send();
        assert_eq!(answer.problem(422, "invalid")["field"], field, "{path}");
    }
}

#[test]
fn what_is_no_such_file_is_refused_before_it_is_read() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    let path = format!("{IMPORTS}/units");
    for kind in ["application/json", "text/plain", ""] {
        let sent = door.app.post(&path).token(&admin).body(kind, units(&[PROVINCE])).send();
        sent.problem(415, "wrong_content");
    }
    let large = sent(&door, &admin, "units", vec![b'x'; MAX_FILE + 1]).send();
    let problem = large.problem(413, "too_large");
    assert!(problem["detail"].as_str().unwrap().contains("16 MiB"), "{problem}");
    // Larger than other requests may be is good here.
    let wide = format!("{}{}", units(&[PROVINCE]), "\n".repeat(2 * 1024 * 1024));
    assert_eq!(sent(&door, &admin, "units", wide).send().status, 200);
    for nothing in [&b""[..], b"\xff\xfe", b"\x00"] {
        sent(&door, &admin, "units", nothing).send().problem(422, "bad_rows");
    }
}

#[test]
fn only_the_administrator_imports_and_looks_at_imports() {
    let door = Door::sqlite();
    for token in [door.clerk(), door.partner(), door.token(Role::Manager, &[])] {
        sent(&door, &token, "units", units(&[PROVINCE])).send().problem(403, "wrong_role");
        door.get(IMPORTS, &token).send().problem(403, "wrong_role");
        door.get(&format!("{IMPORTS}/gaps"), &token).send().problem(403, "wrong_role");
    }
    door.app.post(&format!("{IMPORTS}/units")).send().problem(401, "unauthenticated");
}

#[test]
fn imports_and_gaps_come_in_pages() {
    on_both(|door| {
        let admin = door.token(Role::Administrator, &[]);
        let rows: Vec<String> =
            (50..55).map(|n| format!("{n},2025-03-01,,province,tỉnh,Tỉnh {n},,,")).collect();
        for row in &rows {
            assert_eq!(sent(door, &admin, "units", units(&[row])).send().status, 200);
        }
        for path in [IMPORTS.to_owned(), format!("{IMPORTS}/gaps?kind=units&column=lat")] {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            let mark = if path.contains('?') { '&' } else { '?' };
            loop {
                let page = door.get(&format!("{path}{mark}limit=2{cursor}"), &admin).send().json();
                seen.extend(page["items"].as_array().unwrap().iter().map(ToString::to_string));
                let Some(next) = page["next"].as_str() else { break };
                cursor = format!("&cursor={}", next.replace(' ', "%20"));
            }
            let all = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!((all, seen.len()), (5, 5), "{path}");
        }
    });
}

#[test]
fn our_own_files_go_in_through_the_door_too() {
    let door = Door::sqlite();
    let admin = door.token(Role::Administrator, &[]);
    for kind in [Kind::Units, Kind::Successions, Kind::Holidays] {
        let report = sent(&door, &admin, kind.as_str(), fixture(kind)).send();
        assert_eq!(report.status, 200, "{}", report.text());
    }
}
