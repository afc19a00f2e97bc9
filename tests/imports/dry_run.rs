//! A dry run says what would be, and leaves everything as it is.

use hosopost::base::{Actor, Context, Ids};
use hosopost::flows::import::{Change, Fate, ImportFile, ImportReport, Kind, Staged, rehearse};
use hosopost::people::Administrator;
use hosopost::store::{Conn, gaps, imports, revisions, units};

use super::{file, fixture, import, refused, take};
use crate::kit::app::morning;
use crate::kit::databases::{TestDatabase, on_both};

fn tried(conn: &mut Conn, kind: Kind, text: &str) -> ImportReport {
    import(conn, &ImportFile::own(kind, text.as_bytes()), true, &mut |_| {}).unwrap()
}

#[test]
fn it_says_what_would_be_added_changed_and_ended_and_keeps_nothing() {
    on_both(|db| {
        let mut conn = db.open();
        let rows = ["42,2025-03-01,,province,tỉnh,Hà Tĩnh,,,", "43,2025-03-01,,province,tỉnh,A,,,"];
        take(&mut conn, Kind::Units, file(Kind::Units, &rows));
        let revision = |conn: &mut Conn| revisions::load(conn).unwrap().network;
        let state = |conn: &mut Conn| {
            (units::load(conn).unwrap(), gaps::count(conn).unwrap(), revision(conn))
        };
        let before = state(&mut conn);
        let news = [
            "44,2025-03-01,,province,tỉnh,B,,,",
            "43,2025-03-01,,province,tỉnh,A,,18.29,105.73",
            "42,2026-04-30,,province,thành phố,Hà Tĩnh,,,",
        ];
        let text = file(Kind::Units, &news);
        let report = tried(&mut conn, Kind::Units, &text);
        assert!(report.dry_run);
        assert_eq!(state(&mut conn), before);
        assert_eq!(imports::list(&mut conn, None, 10).unwrap().items.len(), 1);
        let told: Vec<(Fate, Option<u64>, &str)> =
            report.changes.iter().map(|one| (one.fate, one.line, one.entry.as_str())).collect();
        let expected = [
            (Fate::Added, Some(2), "44 from 2025-03-01"),
            (Fate::Changed, Some(3), "43 from 2025-03-01"),
            (Fate::Added, Some(4), "42 from 2026-04-30"),
            (Fate::Ended, Some(4), "42 from 2025-03-01"),
        ];
        assert_eq!(told, expected);
        assert_eq!(differs(&report.changes[1]), ["lat:  → 18.29", "lon:  → 105.73"]);
        assert_eq!(differs(&report.changes[3]), ["valid_until:  → 2026-04-30"]);
        let done = take(&mut conn, Kind::Units, &text);
        assert_eq!(
            (done.added, done.changed, done.ended, done.gaps_opened, done.gaps_closed),
            (report.added, report.changed, report.ended, report.gaps_opened, report.gaps_closed)
        );
        assert!(done.changes.is_empty());
        assert!(tried(&mut conn, Kind::Units, &text).changes.is_empty());
    });
}

fn differs(change: &Change) -> Vec<String> {
    let told = change.differs.iter();
    told.map(|one| format!("{}: {} → {}", one.column, one.before, one.after)).collect()
}

#[test]
fn bad_rows_are_refused_as_ever() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    let text = file(Kind::Units, &["42,2025-03-01,,province,xã,Hà Tĩnh,,,"]);
    let bad = refused(&mut conn, Kind::Units, &text).len();
    let own = ImportFile::own(Kind::Units, text.as_bytes());
    assert!(import(&mut conn, &own, true, &mut |_| {}).is_err() && bad == 1);
}

#[test]
fn several_files_are_tried_on_what_the_ones_before_would_leave() {
    on_both(|db| {
        let mut conn = db.open();
        let cx = Context { now: morning(), who: Actor::process(), ids: Ids::Random };
        let by = Administrator::of(&cx.who).unwrap();
        let staged = Kind::ALL
            .map(|kind| Staged::read(&ImportFile::own(kind, &fixture(kind)), &mut |_| {}).unwrap());
        let reports = rehearse(&mut conn, &cx, &by, staged.into(), &mut |_, _, _| {}).unwrap();
        assert!(reports.iter().all(|report| report.added > 0 && report.dry_run), "{reports:?}");
        assert!(units::load(&mut conn).unwrap().is_empty());
        assert!(imports::list(&mut conn, None, 10).unwrap().items.is_empty());
    });
}
