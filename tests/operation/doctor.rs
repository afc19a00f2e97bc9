//! The doctor names what is wrong, and what to do: a schema that lost something, rows that point to nothing,
//! numbers with gaps, a newer version's database; its exit code says whether something must be mended.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use hosopost::base::Clock;
use hosopost::flows::{Checked, Law, check_laws};
use hosopost::store::{Conn, StoreError, orphans, write};
use serde_json::Value;

use super::{Ground, on_both, open};
use crate::cli::out;
use crate::kit::databases;

/// Rows that point to nothing, and what is told of each; `{b}` is any bytes.
const ORPHANS: &[(&str, &str)] = &[
    ("items that are neither parcel, bag nor run", "INSERT INTO items VALUES (1, 'parcel', 0)"),
    ("items without a code that could be scanned", "INSERT INTO items VALUES (1, 'bag', 0)"),
    ("heads of items that are not there", HEAD),
    ("heads of items that are not in custody", HEAD),
    (
        "items in custody that are not there",
        "INSERT INTO subjects VALUES (9, NULL, '{}', NULL, '[]')",
    ),
    ("events of items that are not there", EVENT),
    ("events that name a bag or run that is not there", EVENT),
    (
        "containments in bags or runs that are not there",
        "INSERT INTO containments VALUES (9, 8, 0, NULL)",
    ),
    ("containments of items that are not there", "INSERT INTO containments VALUES (9, 8, 0, NULL)"),
    (
        "anomalies of items that are not there",
        "INSERT INTO anomalies (anomaly_id, kind, item_key, scan_id, effective_at, owner, explained, raised_at) VALUES ('anm_1', 'short', 9, {b}, 0, 'x', FALSE, 0)",
    ),
    (
        "decisions about anomalies that are not there",
        "INSERT INTO anomaly_decisions VALUES ('anm_1', 0, 'tok_1', 'x')",
    ),
    (
        "codes of items that are not there",
        "INSERT INTO codes VALUES ('X', 9, 'tracking', FALSE, 0)",
    ),
    ("parcels without their item", PARCEL),
    ("parcels without their leg", PARCEL),
    ("bags without their item", "INSERT INTO bags VALUES (9, 'bag_1', 'T1', 'Q', 'a', 'b', 0)"),
    (
        "records of liability about items that are not there",
        "INSERT INTO liabilities (id, item_key, harm, stage, readings, stands, opened_at) VALUES ('lia_1', 9, 'lost', 'opened', 0, TRUE, 0)",
    ),
    (
        "complaints about items that are not there",
        "INSERT INTO complaints (id, leg_id, item_key, kind, via, filed_at, far, answers, stage) VALUES ('cmp_1', 'leg_9', 9, 'late', 'page', 0, FALSE, 'a', 'open')",
    ),
    (
        "lines of manifests that are not there",
        "INSERT INTO manifest_lines VALUES ('BK-9', 1, 'X', NULL)",
    ),
    (
        "runs without their item",
        "INSERT INTO runs (item_key, id, code, route, date, created_at) VALUES (9, 'run_1', 'R1', 'HT-03', '2025-04-08', 0)",
    ),
    (
        "legs without their case",
        "INSERT INTO legs (id, case_id, service, direction, from_point, to_point, ordered_at) VALUES ('leg_1', 'cas_9', 'internal', 'internal', 'a', 'b', 0)",
    ),
    ("statuses of cases that are not there", "INSERT INTO case_statuses VALUES ('cas_9', 0, 4)"),
    ("facts told of cases that are not there", FACT),
    ("facts about items that are not there", FACT),
    ("deliveries to webhooks of facts that are not there", DELIVERY),
    ("deliveries to webhooks that are not there", DELIVERY),
    (
        "keys of webhooks that are not there",
        "INSERT INTO webhook_keys VALUES ('whk_9', 1, {b}, {b}, 0, NULL)",
    ),
    (
        "webhooks that have read further than the feed goes",
        "INSERT INTO webhooks (id, url, agencies, events, feed_position, created_at, created_by) VALUES ('whk_1', 'https://x.vn', '[]', '[]', 7, 0, 'tok_1')",
    ),
    (
        "scans set aside that no register answers for",
        "INSERT INTO set_aside_scans (scan_id, reason, body, at_point, token_id, role, recorded_at, status) VALUES ({b}, 'unknown_code', '{}', 'a', 'tok_1', 'clerk', 0, 'open')",
    ),
    (
        "scans that wait for a label and are not set aside",
        "INSERT INTO waiting_scans VALUES ('Q', {b})",
    ),
    (
        "scans that wait for a label that is not there",
        "INSERT INTO waiting_scans VALUES ('Q', {b})",
    ),
    (
        "labels of rolls that are not there",
        "INSERT INTO blanks (qr, tracking, roll_id, place, status, item_key) VALUES ('Q', 'BH1', 'rol_9', 1, 'free', NULL)",
    ),
    (
        "labels bound to items that are not there",
        "INSERT INTO blanks (qr, tracking, roll_id, place, status, item_key) VALUES ('Q', 'BH1', 'rol_9', 1, 'bound', 9)",
    ),
    (
        "ledger lines without their entry",
        "INSERT INTO ledger_postings VALUES (9, 1, 'cash', NULL, 0)",
    ),
    ("ledger entries of cases that are not there", ENTRY),
    ("ledger entries of legs that are not there", ENTRY),
    (
        "lines of hand-over lists that are not there",
        "INSERT INTO handover_lines (list_id, line, code, scan_id, outcome, told) VALUES ('lst_9', 1, 'X', {b}, 'recorded', '')",
    ),
    (
        "sessions of users that are not there",
        "INSERT INTO sessions VALUES ({b}, 'ses_1', 'usr_9', 'x', 0, 0)",
    ),
    (
        "phones of users that are not there",
        "INSERT INTO phones (id, fingerprint, user_id, name, places, key_x, key_y, created_at, signed_in_at, seen_at) VALUES ('road_1', {b}, 'usr_9', 'x', '[]', 'x', 'y', 0, 0, 0)",
    ),
    ("proofs of legs that are not there", "INSERT INTO proofs VALUES ({b}, 'leg_9', 0)"),
    (
        "wishes for legs that are not there",
        "INSERT INTO wishes (leg_id, number, kind, recorded_at) VALUES ('leg_9', 1, 'day', 0)",
    ),
];

const HEAD: &str = "INSERT INTO heads VALUES (9, 0, 'held', '{}', NULL, NULL, 0)";
const EVENT: &str = "INSERT INTO events VALUES (9, 1, {b}, 'inspect', 0, 0, 0, FALSE, 'a', 'post', 't', 'clerk', 8, '{}')";
const PARCEL: &str = "INSERT INTO parcels (item_key, id, tracking, qr, leg_id, papers, created_at) VALUES (9, 'pcl_1', 'BH9', 'Q', 'leg_9', '[]', 0)";
const FACT: &str = "INSERT INTO facts (position, case_id, sequence, kind, agency, case_code, effective_at, recorded_at, item_key, data) VALUES (1, 'cas_9', 1, 'x', 'a', 'c', 0, 0, 9, '{}')";
const DELIVERY: &str = "INSERT INTO webhook_deliveries (webhook_id, position, case_id, attempts) VALUES ('whk_9', 9, 'cas_9', 0)";
const ENTRY: &str = "INSERT INTO ledger_entries (number, id, kind, recorded_at, token_id, case_id, leg_id, flags, fingerprint, debit, credit) VALUES (1, 'ent_1', 'charge', 0, 't', 'cas_9', 'leg_9', '[]', {b}, 0, 0)";

/// What the check finds after a change, which is taken back.
fn after(conn: &mut Conn, change: &str) -> Checked {
    let mut found = None;
    let undone: Result<(), StoreError> = write(conn, |conn| {
        conn.batch_execute(change).unwrap();
        found = Some(check_laws(conn, Clock::System.now(), &mut |_| ()).unwrap());
        Err(StoreError::Stale)
    });
    assert!(undone.is_err());
    found.unwrap()
}

/// Switches off what keeps such rows out.
fn unguarded(conn: &mut Conn) -> &'static str {
    let (guards, bytes) = match conn {
        Conn::Postgres(_) => ("SET session_replication_role = replica", "'\\x00'"),
        Conn::Sqlite(_) => ("PRAGMA foreign_keys = OFF", "x'00'"),
    };
    conn.batch_execute(guards).unwrap();
    bytes
}

#[test]
fn every_kind_of_row_that_points_to_nothing_is_found_and_named() {
    databases::on_both(|db| {
        let mut conn = db.open();
        let bytes = unguarded(&mut conn);
        for (what, change) in ORPHANS {
            let found = after(&mut conn, &change.replace("{b}", bytes));
            let named: Vec<&String> = found
                .breaches
                .iter()
                .filter(|one| one.law == Law::NoOrphans && one.what == *what)
                .map(|one| &one.found)
                .collect();
            assert!(named.len() == 1 && named[0].starts_with("1: "), "{what}: {found:?}");
        }
        let tried: BTreeSet<&str> = ORPHANS.iter().map(|(what, _)| *what).collect();
        assert_eq!(tried.len(), orphans::kinds(), "each kind has a row here");
        let clean = after(&mut conn, "SELECT 1");
        assert!(clean.is_kept(), "{clean:?}");
    });
}

#[test]
fn numbers_with_a_gap_and_counters_that_fell_behind_are_found() {
    databases::on_both(|db| {
        let mut conn = db.open();
        let bytes = unguarded(&mut conn);
        for (change, named) in [
            (
                FACT.replace("(1, 'cas_9'", "(2, 'cas_9'"),
                "1 numbered 2 to 2, the counter stands at 0",
            ),
            (ENTRY.to_owned(), "1 numbered 1 to 1, the counter stands at 0"),
            (
                "INSERT INTO items VALUES (3, 'run', 0)".to_owned(),
                "1 numbered 3 to 3, the counter stands at 0",
            ),
            ("DELETE FROM counters WHERE name = 'ledger'".to_owned(), "the counter stands at -1"),
            (
                "UPDATE counters SET value = 5 WHERE name = 'feed'".to_owned(),
                "0 numbered 0 to 0, the counter stands at 5",
            ),
        ] {
            let found = after(&mut conn, &change.replace("{b}", bytes));
            let is_named = found
                .breaches
                .iter()
                .any(|one| one.law == Law::NumbersWhole && one.found.contains(named));
            assert!(is_named, "{change}: {found:?}");
        }
    });
}

fn doctor(ground: &Ground, url: &str, words: &[&str]) -> (i32, Vec<Value>) {
    let done = ground.run(url, &[&["doctor", "--json"], words].concat());
    let told: Value = serde_json::from_str(&out(&done)).unwrap();
    (done.status.code().unwrap(), told["findings"].as_array().unwrap().clone())
}

/// How one thing stands, what was found and what to do.
fn finding(findings: &[Value], what: &str) -> (String, String, String) {
    let one = findings
        .iter()
        .find(|one| one["what"] == what)
        .unwrap_or_else(|| panic!("{what}: {findings:?}"));
    let text = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
    (text("verdict"), text("found"), text("advice"))
}

#[test]
fn a_schema_that_lost_something_a_newer_one_and_a_damaged_log_are_told_with_what_to_do() {
    on_both(|ground| {
        let (url, _province) = ground.province("patient");
        let (code, findings) = doctor(ground, &url, &["--laws"]);
        assert_eq!(code, 0, "{findings:?}");
        assert_eq!(finding(&findings, "schema").0, "good");
        assert_eq!(finding(&findings, "pages and keys").0, "good");

        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000001')";
        open(&url).batch_execute(newer).unwrap();
        let (code, findings) = doctor(ground, &url, &[]);
        assert_eq!(code, 0, "a newer version is something to mind: {findings:?}");
        let (verdict, found, advice) = finding(&findings, "newer than this program");
        assert_eq!((verdict.as_str(), found.as_str()), ("mind", "29990101000001"));
        assert!(advice.contains("finish the upgrade"), "{advice}");

        open(&url)
            .batch_execute(
                "DROP INDEX anomalies_item_ix; ALTER TABLE split_decisions DROP COLUMN reason",
            )
            .unwrap();
        let (code, findings) = doctor(ground, &url, &[]);
        assert_eq!(code, 1);
        let (verdict, found, advice) = finding(&findings, "schema");
        assert_eq!(verdict, "bad");
        for lost in ["column split_decisions.reason", "index anomalies_item_ix"] {
            assert!(found.contains(lost), "{found}");
        }
        assert!(advice.contains("restore the last good backup"), "{advice}");

        open(&url).batch_execute("UPDATE heads SET version = 7 WHERE item_key = 1").unwrap();
        let (code, findings) = doctor(ground, &url, &["--laws"]);
        assert_eq!(code, 1);
        let (verdict, found, advice) = finding(&findings, "every log is whole");
        assert!(verdict == "bad" && found.contains("the head counts 7"), "{found}");
        assert!(advice.contains("send again what they scanned"), "{advice}");
        assert_eq!(finding(&findings, "items whose head does not fit their log").0, "bad");

        let head = "UPDATE heads SET custodian = 'nobody' WHERE item_key = 1";
        open(&url).batch_execute(head).unwrap();
        let (code, findings) = doctor(ground, &url, &["--laws"]);
        let (_, found, advice) = finding(&findings, "laws of custody");
        assert!(code == 1 && found.contains("row 1 of heads cannot be read"), "{found}");
        assert!(advice.contains("restore"), "{advice}");
    });
}
