//! Mail routes with their stops.

use std::collections::HashMap;

use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::row::Reading;
use crate::network::MailRoute;

#[derive(QueryableByName)]
struct RouteRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct StopRow {
    #[diesel(sql_type = Text)]
    route: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Text)]
    point: String,
}

/// All routes of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<MailRoute>, StoreError> {
    let rows: Vec<RouteRow> =
        sql_query("SELECT * FROM routes ORDER BY code, valid_from").load(conn)?;
    let stop_rows: Vec<StopRow> = sql_query(
        "SELECT route, valid_from, point FROM route_stops ORDER BY route, valid_from, seq",
    )
    .load(conn)?;
    let mut stops: HashMap<(String, String), Vec<_>> = HashMap::new();
    for stop in stop_rows {
        let reading = Reading { table: "route_stops", id: &stop.route };
        let point = reading.text(&stop.point)?;
        stops.entry((stop.route, stop.valid_from)).or_default().push(point);
    }
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "routes", id: &row.code };
            Ok(MailRoute {
                code: reading.text(&row.code)?,
                period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
                stops: stops
                    .remove(&(row.code.clone(), row.valid_from.clone()))
                    .unwrap_or_default(),
                name: row.name,
            })
        })
        .collect()
}

/// Writes routes; one with the same code and first day is replaced with all its stops.
pub fn save(conn: &mut Conn, routes: &[MailRoute]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "routes",
        &[
            ("code", column!(routes, Text, |route| Some(route.code.to_string()))),
            ("valid_from", column!(routes, Text, |route| Some(route.period.from.to_string()))),
            (
                "valid_until",
                column!(routes, Text, |route| route.period.until.map(|d| d.to_string())),
            ),
            ("name", column!(routes, Text, |route| Some(route.name.clone()))),
        ],
        "(code, valid_from) DO UPDATE SET valid_until = excluded.valid_until, name = excluded.name",
    )?;
    // A code holds no space, so code and day together make one text that no other pair makes.
    let sql = format!(
        "DELETE FROM route_stops WHERE route || ' ' || valid_from IN {}",
        conn.each_text("$1")
    );
    let replaced = routes.iter().map(|route| format!("{} {}", route.code, route.period.from));
    sql_query(sql).bind::<Text, _>(set(replaced)).execute(conn)?;
    let stops: Vec<_> = routes
        .iter()
        .flat_map(|route| (1i64..).zip(&route.stops).map(move |(seq, point)| (route, seq, point)))
        .collect();
    insert_many(
        conn,
        "route_stops",
        &[
            ("route", column!(stops, Text, |(route, _, _)| Some(route.code.to_string()))),
            (
                "valid_from",
                column!(stops, Text, |(route, _, _)| Some(route.period.from.to_string())),
            ),
            ("seq", column!(stops, Big, |(_, seq, _)| Some(*seq))),
            ("point", column!(stops, Text, |(_, _, point)| Some(point.to_string()))),
        ],
        "",
    )?;
    Ok(())
}
