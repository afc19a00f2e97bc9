//! Points that stay while their unit ends.

use diesel::connection::SimpleConnection;
use hosopost::network::{Network, Point};
use hosopost::store::{points, revisions, units, write};
use serde_json::json;

use super::{Province, data, day, unit};
use crate::kit::databases::{TestDatabase, on_both};

/// Forgets that somebody imported the rows after the reform: as if nobody had thought of these points.
fn forget_after_the_reform(province: &Province, codes: &[&str]) {
    let mut conn = province.app.database.open();
    let known = units::load_network(&mut conn).unwrap();
    let rows: Vec<Point> = codes
        .iter()
        .map(|code| {
            let mut row =
                known.point_on(&code.parse().unwrap(), day("2025-06-30")).unwrap().clone();
            row.period.until = None;
            row
        })
        .collect();
    write(&mut conn, |conn| {
        for code in codes {
            conn.batch_execute(&format!("DELETE FROM points WHERE code = '{code}'"))?;
        }
        points::save(conn, &rows)?;
        revisions::bump(conn, revisions::Subject::Network)
    })
    .map_err(|error: hosopost::store::StoreError| error.to_string())
    .unwrap();
}

fn unit_of(network: &Network, point: &str, on: &str) -> String {
    network.point_on(&point.parse().unwrap(), day(on)).unwrap().unit.to_string()
}

#[test]
fn a_point_goes_on_in_the_unit_that_took_over() {
    on_both(|database| {
        let province = Province::on(TestDatabase::existing(&database.url));
        forget_after_the_reform(&province, &["481940", "481945"]);
        province.at("2025-07-01T00:10:00+07:00");
        let done = province.done("/api/v1/transfers", &json!({}));
        // 481945 lies in a code that went on alone; its row needs no successor.
        let points = done["points"].as_array().unwrap();
        let village = points.iter().find(|one| one["point"] == "481940").unwrap();
        let went_on = (&village["old"], &village["new"], &village["found_by"]);
        assert_eq!(went_on, (&json!("18607"), &json!("18562"), &json!("merger")), "{done}");
        let known = province.known();
        assert_eq!(unit_of(&known.network, "481940", "2025-06-30"), "18607");
        assert_eq!(unit_of(&known.network, "481940", "2025-07-01"), "18562");
        assert_eq!(unit_of(&known.network, "481945", "2025-07-01"), "18583");
        let again = province.done("/api/v1/transfers", &json!({}));
        assert_eq!(again["points"], json!([]));
        let listed = province.get("/api/v1/transfers/points").json();
        assert_eq!(listed["items"].as_array().unwrap().len(), points.len());
    });
}

#[test]
fn in_a_divided_unit_the_outline_tells_then_a_decision_else_a_guess_is_flagged() {
    let province = Province::sqlite();
    let mut conn = province.app.database.open();
    let known = units::load_network(&mut conn).unwrap();
    let mut row = known.point_on(&"480941".parse().unwrap(), day("2025-06-30")).unwrap().clone();
    row.period.until = None;
    row.unit = unit("18082");
    let place = |code: &str, row: &Point| Point { code: code.parse().unwrap(), ..row.clone() };
    let nowhere = Point { position: None, ..row.clone() };
    let rows = [place("489001", &row), place("489002", &nowhere)];
    write(&mut conn, |conn| {
        points::save(conn, &rows)?;
        revisions::bump(conn, revisions::Subject::Network)
    })
    .unwrap();
    province.at("2025-07-01T00:10:00+07:00");
    let planned = |code: &str| {
        let report = province.done("/api/v1/transfers", &json!({"dry_run": true}));
        let points = report["points"].as_array().unwrap().clone();
        let one = points.into_iter().find(|one| one["point"] == code).unwrap();
        (one["new"].as_str().unwrap().to_owned(), one["found_by"].clone(), one["guess"].clone())
    };
    let guess = ("18073".to_owned(), json!("proposal"), json!(true));
    assert_eq!(planned("489001"), guess);
    assert_eq!(planned("489002"), guess);
    let whole = json!({"old": "18082", "on": "2025-07-01", "new": "18652"});
    province.done("/api/v1/addresses/decisions", &whole);
    assert_eq!(planned("489002"), ("18652".to_owned(), json!("decision"), json!(false)));
    let Some(folder) = data() else { return };
    super::boundaries::take(&province, &folder);
    assert_eq!(planned("489001"), ("18652".to_owned(), json!("position"), json!(false)));
}
