//! Weeks, targets, limits and the statuses of cases, and what the migration does to rows that were there.

use diesel::connection::SimpleConnection;
use hosopost::calendar::Basis;
use hosopost::cases::{Status, StatusTold};
use hosopost::store::{Conn, StoreError, cases, holidays, limits, statuses, targets, weeks};

use crate::kit::databases::on_both;
use crate::kit::office::*;

fn migration(conn: &Conn) -> &'static str {
    match conn {
        Conn::Sqlite(_) => {
            include_str!("../../migrations/sqlite/2026-01-01-000008_working_time/up.sql")
        }
        Conn::Postgres(_) => {
            include_str!("../../migrations/postgres/2026-01-01-000008_working_time/up.sql")
        }
    }
}

#[test]
fn days_and_cases_that_were_there_keep_what_they_said() {
    on_both(|db| {
        let mut conn = db.open();
        Office::new().tell(&mut conn, record()).unwrap();
        conn.batch_execute(
            "DROP TABLE case_statuses; DROP TABLE case_limits; DROP TABLE transit_targets; \
             DROP TABLE working_weeks; ALTER TABLE calendar_days DROP COLUMN basis; \
             INSERT INTO calendar_days (day, audience, kind, name_vi, name_en, decision) VALUES \
             ('2026-01-01', 'everyone', 'holiday', 'X', 'X', 'Bộ luật Lao động'), \
             ('2027-01-01', 'everyone', 'holiday', 'X', 'X', 'Dự kiến theo Bộ luật Lao động')",
        )
        .unwrap();
        let sql = migration(&conn);
        conn.batch_execute(sql).unwrap();
        let days = holidays::load(&mut conn).unwrap();
        let said: Vec<Basis> = days.iter().map(|day| day.basis).collect();
        assert_eq!(said, [Basis::Rule, Basis::Estimate]);
        let case = cases::find(&mut conn, &CASE.parse().unwrap()).unwrap().unwrap();
        let history = statuses::of_case(&mut conn, case.id).unwrap();
        let told = StatusTold { as_of: case.as_of, status: case.status };
        assert_eq!(history, hosopost::cases::History::new(vec![told]));
    });
}

#[test]
fn of_two_statuses_as_of_the_same_moment_the_first_told_stays() {
    on_both(|db| {
        let mut conn = db.open();
        let case = Office::new().tell(&mut conn, record()).unwrap().case;
        let told = |status| StatusTold { as_of: morning().plus_millis(1), status };
        for status in [Status::SupplementAsked, Status::Processing] {
            statuses::note(&mut conn, case.id, told(status)).unwrap();
        }
        let history = statuses::of_case(&mut conn, case.id).unwrap();
        assert_eq!(history.supplements(), 1);
        assert_eq!(history.pauses()[0].until, None);
    });
}

#[test]
fn a_row_that_no_import_can_have_written_is_named() {
    on_both(|db| {
        let mut conn = db.open();
        conn.batch_execute(
            "INSERT INTO working_weeks (audience, valid_from, hours, decision) \
             VALUES ('post', '2025-01-01', 'always', 'X'); \
             INSERT INTO transit_targets (service, from_zone, to_zone, valid_from, amount, unit, decision) \
             VALUES ('submit', '*', '*', '2025-01-01', 0, 'day', 'X'); \
             INSERT INTO case_limits (name, valid_from, amount, unit, decision) \
             VALUES ('supplement_by_post', '2025-01-01', 1, 'week', 'X')",
        )
        .unwrap();
        let named = |error: StoreError| {
            let StoreError::BadRow { table, id, .. } = error else { panic!("{error}") };
            (table, id)
        };
        assert_eq!(named(weeks::load(&mut conn).unwrap_err()), ("working_weeks", "post".into()));
        let target = ("transit_targets", "submit".into());
        assert_eq!(named(targets::load(&mut conn).unwrap_err()), target);
        let limit = ("case_limits", "supplement_by_post".into());
        assert_eq!(named(limits::load(&mut conn).unwrap_err()), limit);
    });
}
