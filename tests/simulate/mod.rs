//! Invented traffic through the API, small and seeded, and the laws of custody over what it leaves behind.

mod laws;
mod refused;

use std::path::PathBuf;

use hosopost::commands::simulate::{Report, Simulate, simulate};

use crate::kit::app::settings;
use crate::kit::databases::{TestDatabase, on_both};

/// Two days of twenty dossiers.
fn wanted() -> Simulate {
    Simulate {
        days: 2,
        per_day: 20,
        seed: 7,
        from: "2025-04-01".parse().unwrap(),
        pace: None,
        proportions: None,
        data: None,
        keep: false,
        url: None,
        token_file: None,
    }
}

/// A file of proportions in which nearly everything goes wrong.
fn troubled(dir: &tempfile::TempDir) -> PathBuf {
    let path = dir.path().join("troubled.toml");
    let text = "[disturbances]\nlate = 0.2\nrepeated = 0.3\nunknown_code = 0.1\nelsewhere = 0.1\n\
                malformed = 0.1\nconflict = 0.1\nskipped_give = 0.3\nlate_give = 0.5\nwrong_desk = 0.2\n\
                missorted = 0.2\nshort = 0.1\nover = 0.1\nseal_broken = 0.3\npapers_differ = 0.3\nslip = 0.2\n\
                wrong_reason = 0.5\ndamaged = 0.2\nlost = 0.05\nfound = 0.7\nclock_off = 0.5\nclock_ahead = 0.2\n\
                [delivery]\nfails = 0.6\nfails_again = 0.6\nheld_days = 1\noffline = 0.5\n";
    std::fs::write(&path, text).unwrap();
    path
}

fn played(db: &TestDatabase, wanted: &Simulate) -> Report {
    let mut days = 0;
    let report = simulate(settings(&db.url), wanted, &mut |_| days += 1).unwrap();
    assert_eq!(days, wanted.days, "each day is told when it is over");
    report
}

#[track_caller]
fn is_good(report: &Report) {
    assert!(report.is_good(), "{report}");
}

#[test]
fn two_days_are_played_and_the_server_says_of_every_parcel_what_was_done_with_it() {
    on_both(|db| {
        let report = played(db, &wanted());
        is_good(&report);
        assert_eq!(report.dossiers, 40);
        assert!(report.parcels > 40, "a round trip has two: {}", report.parcels);
        assert!(report.outcomes["recorded"] > 300, "{report}");
        assert!(report.laws.items > 60 && report.laws.facts > 400, "{report}");
        assert!(report.laws.scans >= report.outcomes["recorded"]);
        assert!(report.sent_again > 0, "a sample was sent once more");
        assert_eq!(report.pages.len(), 6);
        assert!(report.database_bytes > 100_000);
        let told = serde_json::to_value(&report).unwrap();
        assert_eq!(told["laws"]["broken"], serde_json::json!({}));
    });
}

#[test]
fn what_goes_wrong_is_found_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let wanted = Simulate { days: 4, per_day: 25, proportions: Some(troubled(&dir)), ..wanted() };
    on_both(|db| {
        let report = played(db, &wanted);
        is_good(&report);
        for kind in [
            "seal_broken",
            "papers_differ",
            "skipped_handoff",
            "bag_short",
            "not_in_bag",
            "wrong_place",
            "damaged",
            "lost",
            "clock_ahead",
        ] {
            let found = report.anomalies.get(kind).cloned().unwrap_or_default();
            assert!(found.played > 0, "{kind} was not played\n{report}");
            assert!(found.raised >= found.played.min(1), "{kind}\n{report}");
        }
        for outcome in [
            "repeated",
            "set_aside.unknown_code",
            "set_aside.wrong_place",
            "refused.malformed",
            "refused.id_conflict",
        ] {
            assert!(
                report.outcomes.get(outcome).is_some_and(|count| *count > 0),
                "{outcome}\n{report}"
            );
        }
    });
}

#[test]
fn the_same_seed_sends_the_same_and_another_seed_another_traffic() {
    let digest = |seed| {
        let report = played(&TestDatabase::sqlite(), &Simulate { seed, per_day: 10, ..wanted() });
        report.digest
    };
    assert_eq!(digest(7), digest(7));
    assert_ne!(digest(7), digest(8));
}

#[test]
fn another_simulation_is_played_beside_the_first_where_that_was_asked_for() {
    let db = TestDatabase::sqlite();
    let first = played(&db, &Simulate { per_day: 8, ..wanted() });
    let beside = Simulate { per_day: 8, seed: 8, keep: true, ..wanted() };
    let second = played(&db, &beside);
    is_good(&second);
    assert!(second.laws.cases > first.laws.cases);
}
