//! Tariffs, reductions and accounts: what their rows must keep among each other.

use hosopost::cases::Direction;
use hosopost::flows::import::Kind;
use hosopost::store::{payees, prices};

use super::{file, fixture, refused, refused_once, take, take_fixtures};
use crate::kit::databases::{TestDatabase, on_both};

const ROW: &str = "submit,QN.*,=,2025-01-01,,";

fn table(steps: &[&str]) -> String {
    let rows: Vec<String> = steps.iter().map(|step| format!("{ROW}{step},0,500,QĐ 1")).collect();
    file(Kind::Tariffs, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn steps_come_one_after_the_other_each_heavier_and_none_cheaper() {
    on_both(|db| {
        let mut conn = db.open();
        for (steps, column, expected) in [
            (vec!["1,100,,26000", "3,250,,28000"], "step", "step 2"),
            (vec!["2,100,,26000"], "step", "step 1"),
            (vec!["1,100,,26000", "2,100,,28000"], "up_to_g", "above the 100 g"),
            (vec!["1,250,,26000", "2,100,,28000"], "up_to_g", "above the 250 g"),
            (vec!["1,100,,26000", "2,250,,25999"], "amount", "at least the 26000"),
            (vec!["1,,500,3000"], "each_further_g", "a weight on the first step"),
            (
                vec!["1,100,,26000", "2,,500,3000", "3,2000,,40000"],
                "each_further_g",
                "nothing on any step but the last",
            ),
        ] {
            let problems = refused(&mut conn, Kind::Tariffs, table(&steps));
            assert_eq!(problems.len(), 1, "{steps:?}: {problems:?}");
            assert_eq!(problems[0].column, column, "{steps:?}: {problems:?}");
            assert!(problems[0].expected.contains(expected), "{steps:?}: {problems:?}");
        }
        assert_eq!(prices::load_tariffs(&mut conn).unwrap().len(), 0);
        // In any order of rows, and again for other amounts.
        let good = ["2,250,,28500", "3,,500,3000", "1,100,,26000"];
        assert_eq!(take(&mut conn, Kind::Tariffs, table(&good)).added, 1);
        assert_eq!(take(&mut conn, Kind::Tariffs, table(&good)).unchanged, 1);
        let shorter = take(&mut conn, Kind::Tariffs, table(&["1,500,,27000"]));
        assert_eq!((shorter.changed, shorter.added), (1, 0));
        let kept = prices::load_tariffs(&mut conn).unwrap();
        assert_eq!(kept[0].steps.list().count(), 1);
    });
}

#[test]
fn what_is_said_once_for_a_tariff_is_alike_on_all_its_rows() {
    let db = TestDatabase::sqlite();
    let mut conn = db.open();
    for (column, other) in [
        ("valid_until", "submit,QN.*,=,2025-01-01,2026-01-01,2,250,,28000,0,500,QĐ 1"),
        ("vat_percent", "submit,QN.*,=,2025-01-01,,2,250,,28000,8,500,QĐ 1"),
        ("round_to", "submit,QN.*,=,2025-01-01,,2,250,,28000,0,1000,QĐ 1"),
        ("decision", "submit,QN.*,=,2025-01-01,,2,250,,28000,0,500,QĐ 2"),
    ] {
        let rows = ["submit,QN.*,=,2025-01-01,,1,100,,26000,0,500,QĐ 1", other];
        let told = refused_once(&mut conn, Kind::Tariffs, file(Kind::Tariffs, &rows));
        assert!(told.contains(&format!("line 3, column {column}")), "{told}");
        assert!(told.contains("as on the tariff's other rows"), "{told}");
    }
}

#[test]
fn a_later_price_ends_the_one_before_and_two_never_hold_on_one_day() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        let later = "submit,HT.*,=,2026-01-01,,1,100,,27000,0,500,QĐ 2";
        assert_eq!(take(&mut conn, Kind::Tariffs, file(Kind::Tariffs, &[later])).added, 1);
        let list = prices::load_price_list(&mut conn).unwrap();
        for (day, decision) in [("2025-12-31", "Minh họa"), ("2026-01-01", "QĐ 2")] {
            let held: Vec<_> = list
                .tariffs_on(day.parse().unwrap())
                .filter(|one| one.direction == Direction::Submit)
                .filter(|one| one.zones.to_string() == "HT.* → =")
                .collect();
            assert_eq!(held.len(), 1, "{day}: {held:?}");
            assert!(held[0].decision.starts_with(decision), "{day}: {held:?}");
        }
        // One that says it ends, and another that begins before it does.
        let rows = [
            "submit,QN.*,=,2025-01-01,2026-01-01,1,100,,26000,0,500,QĐ 1",
            "submit,QN.*,=,2025-06-01,,1,100,,27000,0,500,QĐ 2",
        ];
        let told = refused_once(&mut conn, Kind::Tariffs, file(Kind::Tariffs, &rows));
        assert!(told.contains("column valid_from"), "{told}");
        // Another pair of zones is another price.
        let beside = "submit,HT.TH,=,2026-01-01,,1,100,,25000,0,500,QĐ 2";
        assert_eq!(take(&mut conn, Kind::Tariffs, file(Kind::Tariffs, &[beside])).added, 1);
    });
}

#[test]
fn an_account_of_a_desk_or_of_a_closed_office_is_refused() {
    on_both(|db| {
        let mut conn = db.open();
        take_fixtures(&mut conn);
        for (point, until) in [("H27.09", ""), ("481900", "2024-12-31")] {
            let row = format!("{point},2024-01-01,{until},970436,Ngân hàng,0123456789,BUU DIEN");
            let told = refused_once(&mut conn, Kind::Accounts, file(Kind::Accounts, &[&row]));
            assert!(told.contains("column point: expected a point of the post"), "{told}");
        }
        assert_eq!(payees::load(&mut conn).unwrap().len(), 2);
    });
}

#[test]
fn our_own_figures_are_marked_as_what_they_are() {
    for kind in [Kind::Tariffs, Kind::Reductions, Kind::Compensation] {
        let text = String::from_utf8(fixture(kind)).unwrap();
        for row in text.lines().skip(1) {
            assert!(row.contains("Minh họa") || row.contains("Đà Nẵng"), "{kind}: {row}");
        }
    }
    let accounts = String::from_utf8(fixture(Kind::Accounts)).unwrap();
    for row in accounts.lines().skip(1) {
        assert!(row.contains("999999,") && row.contains("MINH HOA"), "no bank has it: {row}");
    }
}
