//! Restoring: only into what is empty unless told, nothing is touched before the backup was looked at, and what
//! was there is kept.

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use serde_json::Value;

use super::{Ground, batch, files, laws, on_both, open, scanned};
use crate::cli::{err, out};

/// A backup of a database with so many scans, changed by a statement before.
fn backup(ground: &Ground, name: &str, scans: usize, change: Option<&str>) -> String {
    let (url, province) = ground.province(name);
    scanned(&province.app, &province.clerk, &batch(&province.codes, 0, scans));
    if let Some(change) = change {
        open(&url).batch_execute(change).unwrap();
    }
    let file = ground.path(&format!("{name}.backup"));
    let done = ground.run(&url, &["backup", "--to", &file]);
    assert!(done.status.success(), "{}", err(&done));
    file
}

fn count(url: &str, of: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let asked = format!("SELECT COUNT(*) AS count FROM {of}");
    sql_query(asked).get_result::<Row>(&mut open(url)).unwrap().count
}

#[test]
fn what_is_there_is_replaced_only_when_told_and_kept_under_another_name() {
    on_both(|ground| {
        let file = backup(ground, "good", 8, None);
        let (url, province) = ground.province("there");
        scanned(&province.app, &province.clerk, &batch(&province.codes, 0, 3));
        drop(province);
        let refused = ground.run(&url, &["restore", "--from", &file]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(err(&refused).contains("not empty: say --replace"), "{}", err(&refused));
        assert_eq!(count(&url, "events"), 3);
        let done = ground.run(&url, &["restore", "--from", &file, "--replace", "--json"]);
        assert!(done.status.success(), "{}", err(&done));
        let told: Value = serde_json::from_str(&out(&done)).unwrap();
        assert_eq!((&told["good"], &told["laws"]["events"]), (&true.into(), &8.into()), "{told}");
        assert_eq!(count(&url, "events"), 8);
        let before = told["before"].as_str().unwrap();
        let kept = match before.strip_prefix("schema ") {
            Some(schema) => count(&url, &format!("{schema}.events")),
            None => count(&format!("sqlite://{before}"), "events"),
        };
        assert_eq!(kept, 3, "what was there is kept as {before}");
        assert!(laws(&url).is_kept());
    });
}

#[test]
fn a_database_that_a_server_has_open_is_not_replaced() {
    on_both(|ground| {
        let file = backup(ground, "good", 2, None);
        let (url, province) = ground.province("open");
        scanned(&province.app, &province.clerk, &batch(&province.codes, 0, 3));
        let refused = ground.run(&url, &["restore", "--from", &file, "--replace"]);
        assert!(!refused.status.success());
        assert!(
            err(&refused).contains("stop the servers of this database first"),
            "{}",
            err(&refused)
        );
        assert_eq!(count(&url, "events"), 3);
        let go_on = scanned(&province.app, &province.clerk, &batch(&province.codes, 3, 3));
        assert!(go_on.iter().all(|outcome| outcome == "recorded"), "{go_on:?}");
    });
}

#[test]
fn a_backup_of_a_newer_version_is_refused_and_an_older_one_is_brought_up() {
    on_both(|ground| {
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000001')";
        let file = backup(ground, "newer", 2, Some(newer));
        let url = ground.empty("target");
        let refused = ground.run(&url, &["restore", "--from", &file]);
        assert!(!refused.status.success());
        let told = err(&refused);
        assert!(told.contains("of a newer version") && told.contains("29990101000001"), "{told}");
        let older = "DROP INDEX heads_under_way_ix; DROP INDEX persons_name_unfolded_ix; \
                     CREATE INDEX heads_custodian_point_ix ON heads (custodian_point); \
                     ALTER TABLE webhooks DROP COLUMN reader; \
                     ALTER TABLE webhooks DROP COLUMN reader_until; \
                     DELETE FROM __diesel_schema_migrations WHERE version = '20260101000020'";
        let file = backup(ground, "older", 2, Some(older));
        let done = ground.run(&url, &["restore", "--from", &file]);
        assert!(done.status.success(), "{}", err(&done));
        assert!(out(&done).contains("1 migrations were run"), "{}", out(&done));
        assert!(laws(&url).is_kept());
    });
}

#[test]
fn what_is_no_backup_is_named_and_a_damaged_one_changes_nothing() {
    on_both(|ground| {
        let file = backup(ground, "good", 8, None);
        let (url, province) = ground.province("there");
        scanned(&province.app, &province.clerk, &batch(&province.codes, 0, 3));
        drop(province);
        std::fs::write(ground.dir.path().join("words.txt"), "no database").unwrap();
        let other =
            if ground.is_postgres() { "SQLite format 3\0 and so on" } else { "PGDMP and so on" };
        std::fs::write(ground.dir.path().join("other"), other).unwrap();
        let mut half = std::fs::read(&file).unwrap();
        half.truncate(half.len() / 2);
        std::fs::write(ground.dir.path().join("half"), &half).unwrap();
        let damaged = if ground.is_postgres() { "pg_restore failed" } else { "" };
        for (from, expected) in [
            ("none", "--from: cannot read none"),
            (".", "this is a folder"),
            ("words.txt", "expected a file that hosopost backup made"),
            ("other", "and --database-url names"),
            ("half", damaged),
        ] {
            let done = ground.run(&url, &["restore", "--from", from, "--replace"]);
            assert!(!done.status.success(), "{from}");
            assert!(err(&done).contains(expected), "{from}: {}", err(&done));
            assert!(!err(&done).contains("panicked"), "{from}: {}", err(&done));
            assert_eq!(count(&url, "events"), 3, "{from}");
        }
        assert!(laws(&url).is_kept());
        let left = files(ground.dir.path());
        assert!(left.iter().all(|name| !name.contains(".part")), "{left:?}");
    });
}
