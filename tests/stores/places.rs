use diesel::connection::SimpleConnection;
use hosopost::base::{Period, UnitCode};
use hosopost::network::{AdminUnit, Relation, Succession, UnitKind};
use hosopost::store::revisions::{self, Revisions};
use hosopost::store::{StoreError, holidays, points, procedures, units};

use crate::kit::databases::on_both;

fn unit(code: &str, kind: UnitKind, from: &str, until: Option<&str>) -> AdminUnit {
    let until = until.map(|day| day.parse().unwrap());
    AdminUnit {
        code: code.parse().unwrap(),
        name: format!("Tên {code}"),
        kind,
        parent: None,
        position: None,
        period: Period::new(from.parse().unwrap(), until).unwrap(),
    }
}

#[test]
fn a_unit_that_changed_in_two_steps_is_followed_through_both() {
    on_both(|db| {
        let mut conn = db.open();
        let known = [
            unit("00001", UnitKind::Commune, "2025-03-01", Some("2025-07-01")),
            unit("00002", UnitKind::Commune, "2025-07-01", Some("2026-04-30")),
            unit("00003", UnitKind::Commune, "2025-07-01", None),
            unit("00002", UnitKind::Ward, "2026-04-30", None),
        ];
        units::save(&mut conn, &known).unwrap();
        let edge = |new: &str, is_default| Succession {
            old: "00001".parse().unwrap(),
            new: new.parse().unwrap(),
            on: "2025-07-01".parse().unwrap(),
            relation: Relation::Split,
            is_default,
        };
        units::save_successions(&mut conn, &[edge("00003", false), edge("00002", true)]).unwrap();
        let network = units::load_network(&mut conn).unwrap();
        let old: UnitCode = "00001".parse().unwrap();
        let on = |date: &str| {
            let found =
                network.successors(&old, "2025-04-01".parse().unwrap(), date.parse().unwrap());
            found
                .iter()
                .map(|one| (one.unit.code.to_string(), one.unit.kind, one.is_default))
                .collect::<Vec<_>>()
        };
        assert_eq!(on("2025-06-30"), [("00001".into(), UnitKind::Commune, true)]);
        let third = ("00003".to_owned(), UnitKind::Commune, false);
        let commune = ("00002".to_owned(), UnitKind::Commune, true);
        assert_eq!(on("2025-07-01"), [commune, third.clone()]);
        // A code that goes on under another rank needs no edge.
        assert_eq!(on("2026-05-01"), [("00002".into(), UnitKind::Ward, true), third]);
    });
}

#[test]
fn a_unit_saved_again_is_replaced_and_nothing_else() {
    on_both(|db| {
        let mut conn = db.open();
        let province = unit("42", UnitKind::Province, "2025-03-01", None);
        units::save(&mut conn, std::slice::from_ref(&province)).unwrap();
        let renamed = AdminUnit { name: "Hà Tĩnh".into(), ..province };
        units::save(&mut conn, std::slice::from_ref(&renamed)).unwrap();
        assert_eq!(units::load(&mut conn).unwrap(), [renamed]);
    });
}

#[test]
fn a_row_that_no_import_can_have_written_is_named() {
    on_both(|db| {
        let mut conn = db.open();
        conn.batch_execute(
            "INSERT INTO units (code, valid_from, name, level, kind) \
             VALUES ('42', '2025-03-01', 'X', 'province', 'xã'); \
             INSERT INTO points (code, valid_from, name, kind, unit, hours, roles) \
             VALUES ('480000', '2025-03-01', 'X', 'castle', '42', 'Mo 07:00-08:00', 'post'); \
             INSERT INTO calendar_days (day, audience, kind, name_vi, name_en, decision) \
             VALUES ('2025-02-30', 'everyone', 'holiday', 'X', 'X', 'X'); \
             INSERT INTO catalogue_procedures \
             (code, valid_from, name, field, levels, time_amount, time_unit) \
             VALUES ('1.000001', '2025-03-01', 'X', 'X', 'province', -5, 'day')",
        )
        .unwrap();
        let named = |error: StoreError| {
            let StoreError::BadRow { table, id, .. } = error else { panic!("{error}") };
            (table, id)
        };
        assert_eq!(named(units::load(&mut conn).unwrap_err()), ("units", "42".into()));
        assert_eq!(named(points::load(&mut conn).unwrap_err()), ("points", "480000".into()));
        let day = ("calendar_days", "2025-02-30".into());
        assert_eq!(named(holidays::load(&mut conn).unwrap_err()), day);
        let procedure = ("catalogue_procedures", "1.000001".into());
        assert_eq!(named(procedures::load(&mut conn).unwrap_err()), procedure);
    });
}

#[test]
fn a_copy_in_memory_learns_that_its_subject_changed() {
    on_both(|db| {
        let mut conn = db.open();
        let before = revisions::load(&mut conn).unwrap();
        revisions::bump(&mut conn, revisions::Subject::Calendar).unwrap();
        let after = Revisions { calendar: before.calendar + 1, ..before };
        assert_eq!(revisions::load(&mut conn).unwrap(), after);
    });
}
