//! The check of the laws can fail: what other hands change in the database is found, by the law it breaks.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use hosopost::base::Clock;
use hosopost::commands::simulate::Simulate;
use hosopost::flows::{Checked, Law, check_laws};
use hosopost::store::Conn;

use super::{played, troubled, wanted};
use crate::cli::hosopost;
use crate::kit::databases::{TestDatabase, on_both};

/// A change by other hands: the law it breaks, the table it spoils, how, and what is told of it.
const BREAKS: &[(Law, &str, &str, &str)] = &[
    (
        Law::HeadIsFold,
        "heads",
        "UPDATE heads SET state = 'held' WHERE item_key = (SELECT MIN(item_key) FROM heads WHERE state = 'delivered')",
        "state: the log says delivered, held is kept",
    ),
    (
        Law::HeadIsFold,
        "heads",
        "UPDATE heads SET custodian = '{\"kind\":\"citizen\"}' WHERE item_key = (SELECT MIN(item_key) FROM heads WHERE custodian_point IS NOT NULL)",
        "citizen is kept",
    ),
    (
        Law::HeadIsFold,
        "heads",
        "UPDATE heads SET custodian_point = 'H27.09' WHERE item_key = (SELECT MIN(item_key) FROM heads WHERE custodian_point IS NULL)",
        "point: the log says none, H27.09 is kept",
    ),
    (
        Law::HeadIsFold,
        "heads",
        "DELETE FROM heads WHERE item_key = (SELECT MAX(item_key) FROM heads)",
        "expected a head, and there is none",
    ),
    (
        Law::LogIsWhole,
        "heads",
        "UPDATE heads SET version = version + 1 WHERE item_key = (SELECT MIN(item_key) FROM heads)",
        "the head counts",
    ),
    (
        Law::LogIsWhole,
        "events",
        "DELETE FROM events WHERE sequence = 1 AND item_key = (SELECT MIN(item_key) FROM events WHERE sequence = 3)",
        "events numbered 2 to",
    ),
    (
        Law::Containment,
        "containments",
        "DELETE FROM containments WHERE item_key = (SELECT MIN(item_key) FROM containments)",
        "expected to have lain in",
    ),
    (
        Law::Containment,
        "containments",
        "UPDATE containments SET until_at = NULL WHERE until_at IS NOT NULL",
        "is kept",
    ),
    (
        Law::Anomalies,
        "anomalies",
        "DELETE FROM anomalies WHERE kind = 'seal_broken'",
        "is not kept",
    ),
    (
        Law::Anomalies,
        "anomalies",
        "UPDATE anomalies SET explained = TRUE WHERE kind = 'seal_broken'",
        "expected explained false, true is kept",
    ),
    (
        Law::Anomalies,
        "anomalies",
        "UPDATE anomalies SET anomaly_id = 'anm_invented', explained = FALSE WHERE anomaly_id = (SELECT MIN(anomaly_id) FROM anomalies)",
        "anm_invented is open, and the log does not raise it",
    ),
    (
        Law::ScansFound,
        "scans",
        "DELETE FROM scans WHERE scan_id = (SELECT scan_id FROM scans WHERE outcome = 'recorded' ORDER BY scan_id LIMIT 1)",
        "expected the register of scans to answer for this event",
    ),
    (
        Law::ScansFound,
        "events",
        "DELETE FROM events WHERE sequence = 1",
        "it was answered as recorded, and the log does not hold it",
    ),
    (
        Law::ScansFound,
        "set_aside_scans",
        "DELETE FROM set_aside_scans",
        "it was answered as set aside, and it is not among those",
    ),
    (
        Law::FeedInOrder,
        "facts",
        "DELETE FROM facts WHERE position = (SELECT MIN(position) FROM facts WHERE sequence = 2)",
        "expected fact 2, got 3",
    ),
    (
        Law::FeedInOrder,
        "facts",
        "DELETE FROM facts WHERE position = (SELECT MAX(position) FROM facts)",
        "the case counts",
    ),
    (
        Law::FeedInOrder,
        "facts",
        "UPDATE facts SET position = position + 1000000 WHERE sequence = 1",
        "fact 1 stands at",
    ),
    (
        Law::FeedInOrder,
        "counters",
        "UPDATE counters SET value = 1 WHERE name = 'feed'",
        "the counter stands at 1",
    ),
    (
        Law::LedgerBalances,
        "ledger_postings",
        "UPDATE ledger_postings SET amount = amount + 1 WHERE amount > 0",
        "expected all accounts to sum to 0",
    ),
    (
        Law::NumbersWhole,
        "counters",
        "UPDATE counters SET value = value - 1 WHERE name = 'item'",
        "the counter stands at",
    ),
    (
        Law::NoOrphans,
        "scans",
        "DELETE FROM scans WHERE outcome = 'set_aside'",
        // It is named by the time it came in.
        ": 17",
    ),
];

fn checked(conn: &mut Conn) -> Checked {
    let mut pages = 0;
    let checked = check_laws(conn, Clock::System.now(), &mut |_| pages += 1).unwrap();
    assert!(pages >= 3, "each page is told");
    checked
}

#[test]
fn every_law_that_is_broken_by_other_hands_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let wanted = Simulate { per_day: 15, proportions: Some(troubled(&dir)), ..wanted() };
    on_both(|db| {
        played(db, &wanted);
        let mut conn = db.open();
        if matches!(conn, Conn::Sqlite(_)) {
            conn.batch_execute("PRAGMA foreign_keys = OFF").unwrap();
        }
        let good = checked(&mut conn);
        assert!(good.is_kept(), "{good:?}");
        for (law, table, spoil, expected) in BREAKS {
            // What the program never does, undone by what it never does either.
            conn.batch_execute(&format!("CREATE TABLE spare AS SELECT * FROM {table}")).unwrap();
            conn.batch_execute(spoil).unwrap();
            let found = checked(&mut conn);
            assert!(found.broken.contains_key(law), "{law:?} by {spoil}: {found:?}");
            let named =
                found.breaches.iter().any(|one| one.law == *law && one.found.contains(expected));
            assert!(named, "{expected} by {spoil}: {:?}", found.breaches);
            conn.batch_execute(&format!(
                "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM spare; DROP TABLE spare"
            ))
            .unwrap();
        }
        assert!(checked(&mut conn).is_kept(), "all was undone");
        let tried: BTreeSet<Law> = BREAKS.iter().map(|(law, ..)| *law).collect();
        let left: Vec<Law> = Law::ALL.into_iter().filter(|law| !tried.contains(law)).collect();
        // Who held an item when is nowhere kept: it is read out of the log, and its check beside the code.
        assert_eq!(left, [Law::OneCustodian]);
    });
}

#[test]
fn the_doctor_checks_the_laws_where_that_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", dir.path().join("hosopost.db").display());
    let db = TestDatabase::existing(&url);
    played(&db, &Simulate { days: 1, per_day: 6, ..wanted() });
    let doctor = |words: &[&str]| {
        let output = hosopost(dir.path(), words);
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (good, told) = doctor(&["doctor", "--laws"]);
    assert!(good && told.contains("one custodian at every moment: yes"), "{told}");
    assert!(
        !doctor(&["doctor"]).1.contains("one custodian"),
        "it takes its time, and is asked for"
    );
    db.open()
        .batch_execute(
            "UPDATE heads SET state = 'held' WHERE item_key = (SELECT MIN(item_key) FROM parcels)",
        )
        .unwrap();
    let (good, told) = doctor(&["doctor", "--laws", "--json"]);
    assert!(!good && told.contains("held is kept") && told.contains("parcel BH"), "{told}");
}
