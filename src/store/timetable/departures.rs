//! Departures with their calls.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::dispatch::timetable::{Call, Departure, Room};
use crate::store::connection::Conn;
use crate::store::dialect::{column, insert_many, set};
use crate::store::error::StoreError;
use crate::store::row::Reading;

#[derive(QueryableByName)]
struct DepartureRow {
    #[diesel(sql_type = Text)]
    route: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    days: String,
    #[diesel(sql_type = Nullable<Text>)]
    calendar: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    parcels: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    bags: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    kg: Option<i64>,
}

#[derive(QueryableByName)]
struct CallRow {
    #[diesel(sql_type = Text)]
    route: String,
    #[diesel(sql_type = Text)]
    departure: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = BigInt)]
    stop: i64,
    #[diesel(sql_type = Text)]
    point: String,
    #[diesel(sql_type = Nullable<Text>)]
    arrives: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    departs: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    cut_off: Option<String>,
}

impl DepartureRow {
    fn with(self, calls: Vec<Call>) -> Result<Departure, StoreError> {
        let reading = Reading { table: "departures", id: &self.code };
        let room = |number: Option<i64>| number.map(|number| reading.number(number)).transpose();
        Ok(Departure {
            route: reading.text(&self.route)?,
            code: reading.text(&self.code)?,
            period: reading.period(&self.valid_from, self.valid_until.as_deref())?,
            days: reading.text(&self.days)?,
            calendar: reading.maybe(self.calendar.as_deref())?,
            room: Room { parcels: room(self.parcels)?, bags: room(self.bags)?, kg: room(self.kg)? },
            calls,
        })
    }
}

impl TryFrom<&CallRow> for Call {
    type Error = StoreError;

    fn try_from(row: &CallRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "departure_calls", id: &row.departure };
        Ok(Self {
            stop: reading.number(row.stop)?,
            point: reading.text(&row.point)?,
            arrives: reading.maybe(row.arrives.as_deref())?,
            departs: reading.maybe(row.departs.as_deref())?,
            cut_off: reading.maybe(row.cut_off.as_deref())?,
        })
    }
}

/// All departures of all times.
pub fn load(conn: &mut Conn) -> Result<Vec<Departure>, StoreError> {
    let rows: Vec<DepartureRow> =
        sql_query("SELECT * FROM departures ORDER BY route, code, valid_from").load(conn)?;
    let call_rows: Vec<CallRow> = sql_query(
        "SELECT route, departure, valid_from, stop, point, arrives, departs, cut_off \
         FROM departure_calls ORDER BY route, departure, valid_from, seq",
    )
    .load(conn)?;
    let mut calls: HashMap<(String, String, String), Vec<Call>> = HashMap::new();
    for row in call_rows {
        let call = Call::try_from(&row)?;
        calls.entry((row.route, row.departure, row.valid_from)).or_default().push(call);
    }
    rows.into_iter()
        .map(|row| {
            let key = (row.route.clone(), row.code.clone(), row.valid_from.clone());
            row.with(calls.remove(&key).unwrap_or_default())
        })
        .collect()
}

/// Writes departures; one of the same route, code and first day is replaced with all its calls.
pub fn save(conn: &mut Conn, departures: &[Departure]) -> Result<(), StoreError> {
    let big = |number: Option<u32>| number.map(i64::from);
    insert_many(
        conn,
        "departures",
        &[
            ("route", column!(departures, Text, |one| Some(one.route.to_string()))),
            ("code", column!(departures, Text, |one| Some(one.code.to_string()))),
            ("valid_from", column!(departures, Text, |one| Some(one.period.from.to_string()))),
            (
                "valid_until",
                column!(departures, Text, |one| one.period.until.map(|day| day.to_string())),
            ),
            ("days", column!(departures, Text, |one| Some(one.days.to_string()))),
            (
                "calendar",
                column!(departures, Text, |one| one.calendar.as_ref().map(ToString::to_string)),
            ),
            ("parcels", column!(departures, Big, |one| big(one.room.parcels))),
            ("bags", column!(departures, Big, |one| big(one.room.bags))),
            ("kg", column!(departures, Big, |one| big(one.room.kg))),
        ],
        "(route, code, valid_from) DO UPDATE SET valid_until = excluded.valid_until, \
         days = excluded.days, calendar = excluded.calendar, parcels = excluded.parcels, \
         bags = excluded.bags, kg = excluded.kg",
    )?;
    // Codes hold no space, so the three together make one text that no others make.
    let sql = format!(
        "DELETE FROM departure_calls WHERE route || ' ' || departure || ' ' || valid_from IN {}",
        conn.each_text("$1")
    );
    let replaced =
        departures.iter().map(|one| format!("{} {} {}", one.route, one.code, one.period.from));
    sql_query(sql).bind::<Text, _>(set(replaced)).execute(conn)?;
    let calls: Vec<(&Departure, i64, &Call)> = departures
        .iter()
        .flat_map(|one| (1..).zip(&one.calls).map(move |(seq, call)| (one, seq, call)))
        .collect();
    insert_many(
        conn,
        "departure_calls",
        &[
            ("route", column!(calls, Text, |(one, _, _)| Some(one.route.to_string()))),
            ("departure", column!(calls, Text, |(one, _, _)| Some(one.code.to_string()))),
            ("valid_from", column!(calls, Text, |(one, _, _)| Some(one.period.from.to_string()))),
            ("seq", column!(calls, Big, |(_, seq, _)| Some(*seq))),
            ("stop", column!(calls, Big, |(_, _, call)| Some(i64::from(call.stop)))),
            ("point", column!(calls, Text, |(_, _, call)| Some(call.point.to_string()))),
            ("arrives", column!(calls, Text, |(_, _, call)| call.arrives.map(|at| at.to_string()))),
            ("departs", column!(calls, Text, |(_, _, call)| call.departs.map(|at| at.to_string()))),
            ("cut_off", column!(calls, Text, |(_, _, call)| call.cut_off.map(|at| at.to_string()))),
        ],
        "",
    )?;
    Ok(())
}
