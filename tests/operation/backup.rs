//! Backups: consistent while a server writes, read again before they are called good, and never written over
//! one that is there.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use diesel::connection::SimpleConnection;
use serde_json::Value;

use super::{batch, files, laws, on_both, on_postgres, open, scanned};
use crate::cli::{err, out};
use crate::kit::app::TestApp;
use crate::kit::wait::{Stops, until};

#[test]
fn a_backup_taken_while_a_server_writes_is_restored_whole_and_scans_go_on() {
    on_both(|ground| {
        let (url, province) = ground.province("written");
        let folder = ground.dir.path().join("backups");
        std::fs::create_dir(&folder).unwrap();
        let (stop, recorded) = (AtomicBool::new(false), AtomicUsize::new(0));
        let taken = std::thread::scope(|scope| {
            scope.spawn(|| {
                let app = TestApp::over(&url);
                while !stop.load(Ordering::SeqCst) {
                    let from = recorded.load(Ordering::SeqCst);
                    let outcomes =
                        scanned(&app, &province.clerk, &batch(&province.codes, from, 10));
                    assert!(outcomes.iter().all(|outcome| outcome == "recorded"), "{outcomes:?}");
                    recorded.store(from + 10, Ordering::SeqCst);
                }
            });
            let _stops = Stops(&stop);
            until("scans are on record", || (recorded.load(Ordering::SeqCst) >= 50).then_some(()));
            let begun = recorded.load(Ordering::SeqCst);
            let words = ["backup", "--json", "--to", folder.to_str().unwrap()];
            let taken = ground.run(&url, &words);
            stop.store(true, Ordering::SeqCst);
            assert!(taken.status.success(), "{}", err(&taken));
            let taken: Value = serde_json::from_str(&out(&taken)).unwrap();
            assert!(taken["laws"]["events"].as_u64().unwrap() >= begun as u64, "{taken}");
            taken
        });
        let recorded = recorded.into_inner();
        assert_eq!(taken["good"], true, "{taken}");
        assert!(taken["laws"]["events"].as_u64().unwrap() <= recorded as u64, "{taken}");
        let names = files(&folder);
        assert_eq!(names.len(), 1, "one file and nothing beside it: {names:?}");
        let file = folder.join(&names[0]);
        assert_eq!(taken["file"], file.to_str().unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "it holds persons' details");
        }

        let new = ground.empty("restored");
        let restored = ground.run(&new, &["restore", "--from", file.to_str().unwrap()]);
        assert!(restored.status.success(), "{}", err(&restored));
        assert!(out(&restored).contains("every law is kept"), "{}", out(&restored));
        let doctor = ground.run(&new, &["doctor", "--laws"]);
        assert!(doctor.status.success(), "{}", out(&doctor));
        assert_eq!(laws(&new).events, taken["laws"]["events"].as_u64().unwrap());

        // The devices send again what they have: what the backup has is repeated, the rest is recorded.
        let app = TestApp::over(&new);
        let again = scanned(&app, &province.clerk, &batch(&province.codes, 0, recorded.min(1000)));
        let had = again.iter().filter(|outcome| *outcome == "repeated").count();
        assert!(had >= 50 && again.iter().all(|one| one == "repeated" || one == "recorded"));
        assert!(laws(&new).is_kept(), "{:?}", laws(&new));
    });
}

#[test]
fn a_backup_that_is_there_is_written_over_only_when_told() {
    on_both(|ground| {
        let (url, _province) = ground.province("source");
        let file = ground.path("mine.backup");
        let first = ground.run(&url, &["backup", "--to", &file]);
        assert!(first.status.success(), "{}", err(&first));
        let bytes = std::fs::read(&file).unwrap();
        let second = ground.run(&url, &["backup", "--to", &file]);
        assert!(!second.status.success());
        assert!(err(&second).contains("say --replace"), "{}", err(&second));
        assert_eq!(std::fs::read(&file).unwrap(), bytes, "it is as it was");
        let third = ground.run(&url, &["backup", "--to", &file, "--replace", "--quick"]);
        assert!(third.status.success(), "{}", err(&third));
        assert!(out(&third).contains("were not checked"), "{}", out(&third));
        assert!(files(ground.dir.path()).iter().all(|name| !name.contains(".part")));
    });
}

#[test]
fn what_cannot_be_backed_up_says_why_and_leaves_nothing() {
    on_both(|ground| {
        let (url, _province) = ground.province("source");
        let to = ground.path("x");
        let empty = ground.empty("nothing");
        for (url, words, expected) in [
            (&url, vec!["backup"], "--to"),
            (&url, vec!["backup", "--to", "none/"], "expected a folder that is there"),
            (&url, vec!["backup", "--to", "none/x"], "cannot write in the folder of none/x"),
            (
                &empty,
                vec!["backup", "--to", &to],
                if ground.is_postgres() { "nothing to back up" } else { "there is no file" },
            ),
        ] {
            let done = ground.run(url, &words);
            assert!(!done.status.success(), "{words:?}");
            assert!(err(&done).contains(expected), "{words:?}: {}", err(&done));
            assert!(!err(&done).contains("panicked"), "{words:?}");
        }
        let left = files(ground.dir.path());
        assert!(left.iter().all(|name| !name.contains("part") && name != "x"), "{left:?}");
    });
}

#[test]
fn a_copy_in_which_a_law_is_broken_is_kept_under_a_name_that_says_so() {
    on_both(|ground| {
        let (url, province) = ground.province("source");
        scanned(&province.app, &province.clerk, &batch(&province.codes, 0, 4));
        open(&url).batch_execute("UPDATE heads SET state = 'held'").unwrap();
        let done = ground.run(&url, &["backup", "--to", &ground.path("a.backup"), "--json"]);
        assert_eq!(done.status.code(), Some(1));
        assert!(err(&done).contains("hosopost doctor --laws says where"), "{}", err(&done));
        let told: Value = serde_json::from_str(&out(&done)).unwrap();
        assert_eq!(told["good"], false);
        let names = files(ground.dir.path());
        assert!(names.contains(&"a.backup.suspect".to_owned()), "{names:?}");
        assert!(!names.contains(&"a.backup".to_owned()), "{names:?}");
    });
}

/// A program that says its version, and fails at everything else.
#[cfg(unix)]
fn program(dir: &std::path::Path, name: &str, version: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let file = dir.join(name);
    let script = format!(
        "#!/bin/sh\nif [ \"$1\" = --version ]; then echo '{name} (PostgreSQL) {version}'; exit 0; fi\n\
         echo \"$@\" >>\"{0}/words\"; echo \"$PGPASSWORD\" >>\"{0}/secret\"; echo 'no room' >&2; exit 3\n",
        dir.display()
    );
    std::fs::write(&file, script).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
#[cfg(unix)]
fn programs_of_postgresql_are_asked_for_checked_and_told_no_password_aloud() {
    on_postgres(|ground| {
        let (url, _province) = ground.province("source");
        let (user, rest) = url.split_once("://").unwrap().1.split_once('@').unwrap();
        let user = user.split(':').next().unwrap();
        let url = format!("postgres://{user}:r%40t-kin+@{rest}");
        let programs = ground.dir.path().join("programs");
        std::fs::create_dir(&programs).unwrap();
        let at = programs.to_str().unwrap();
        let to = ground.path("x.dump");
        let tried = || err(&ground.run(&url, &["backup", "--to", &to, "--programs", at]));
        assert!(tried().contains("pg_dump is not there: install PostgreSQL's client programs"));
        program(&programs, "pg_dump", "9.6.24");
        let told = tried();
        assert!(told.contains("pg_dump is of version 9 and the server of"), "{told}");
        assert!(told.contains("or newer (Debian: postgresql-client-"), "{told}");
        program(&programs, "pg_dump", "99.1");
        assert!(tried().contains("pg_restore is not there"));
        program(&programs, "pg_restore", "99.1");
        let told = tried();
        assert!(told.contains("pg_dump failed: no room"), "{told}");
        let words = std::fs::read_to_string(programs.join("words")).unwrap();
        assert!(words.contains("--format=custom") && !words.contains("t-kin"), "{words}");
        assert_eq!(std::fs::read_to_string(programs.join("secret")).unwrap(), "r@t-kin+\n");
        assert!(!told.contains("t-kin"), "{told}");
        let none = err(&ground.run(&url, &["backup", "--to", &to, "--programs", "none"]));
        assert!(none.contains("--programs none: expected a folder"), "{none}");
        assert!(files(ground.dir.path()).iter().all(|name| name == "programs"));
    });
}
