//! Runs of vehicles.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::row::Reading;
use crate::base::codes::{RunCode, scanned};
use crate::base::{At, DepartureCode, ItemKey, RouteCode};
use crate::parcels::Run;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    route: String,
    #[diesel(sql_type = Nullable<Text>)]
    departure: Option<String>,
    #[diesel(sql_type = Text)]
    date: String,
    #[diesel(sql_type = BigInt)]
    created_at: i64,
}

impl TryFrom<Row> for Run {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "runs", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            key: ItemKey(row.item_key),
            code: reading.text(&row.code)?,
            route: reading.text(&row.route)?,
            departure: reading.maybe(row.departure.as_deref())?,
            date: reading.text(&row.date)?,
            created_at: At::from_millis(row.created_at),
        })
    }
}

const SELECT: &str = "SELECT item_key, id, code, route, departure, date, created_at FROM runs";

/// Adds a run to an item that is there.
pub fn insert(conn: &mut Conn, run: &Run) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO runs (item_key, id, code, route, departure, date, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind::<BigInt, _>(run.key.0)
    .bind::<Text, _>(run.id.to_string())
    .bind::<Text, _>(run.code.as_str())
    .bind::<Text, _>(run.route.as_str())
    .bind::<Nullable<Text>, _>(run.departure.as_ref().map(DepartureCode::as_str))
    .bind::<Text, _>(run.date.to_string())
    .bind::<BigInt, _>(run.created_at.millis())
    .execute(conn)?;
    Ok(())
}

/// The runs of these keys.
pub fn find_many(conn: &mut Conn, keys: &[ItemKey]) -> Result<Vec<Run>, StoreError> {
    let sql = format!("{SELECT} WHERE item_key IN {} ORDER BY item_key", conn.each_big("$1"));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(keys)).get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The runs of these codes.
pub fn find_by_codes(conn: &mut Conn, codes: &[&RunCode]) -> Result<Vec<Run>, StoreError> {
    let sql = format!(
        "SELECT runs.item_key, id, runs.code, route, departure, date, created_at FROM runs \
         JOIN codes ON codes.item_key = runs.item_key WHERE codes.code IN {}",
        conn.each_text("$1")
    );
    let codes = set(codes.iter().map(|code| scanned(code.as_str())));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(codes).get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The run of this key.
pub fn find(conn: &mut Conn, key: ItemKey) -> Result<Option<Run>, StoreError> {
    Ok(find_many(conn, &[key])?.pop())
}

/// The run that a departure of the timetable is on the day on which it starts.
pub fn of_departure(
    conn: &mut Conn,
    (route, departure): (&RouteCode, &DepartureCode),
    day: NaiveDate,
) -> Result<Option<Run>, StoreError> {
    let row: Option<Row> =
        sql_query(format!("{SELECT} WHERE date = $1 AND route = $2 AND departure = $3"))
            .bind::<Text, _>(day.to_string())
            .bind::<Text, _>(route.as_str())
            .bind::<Text, _>(departure.as_str())
            .get_result(conn)
            .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// The runs of these days, from the first to the last, by route and departure.
pub fn of_days(conn: &mut Conn, first: NaiveDate, last: NaiveDate) -> Result<Vec<Run>, StoreError> {
    let rows: Vec<Row> = sql_query(format!(
        "{SELECT} WHERE date >= $1 AND date <= $2 ORDER BY date, route, departure, item_key"
    ))
    .bind::<Text, _>(first.to_string())
    .bind::<Text, _>(last.to_string())
    .get_results(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}
