//! Days on which a departure goes otherwise than its calendar says.

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::dispatch::timetable::{Exception, ExceptionKind};
use crate::store::timetable::{self, exceptions};
use crate::store::{Conn, StoreError, holidays, revisions, units};

const COLUMNS: &[&str] = &["route", "departure", "date", "kind", "reason"];

pub(super) struct Exceptions;

impl Subject for Exceptions {
    type Value = Exception;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("exceptions", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "date";
    const REVISION: revisions::Subject = revisions::Subject::Timetable;

    fn name(one: &Exception) -> String {
        format!("{} {} on {}", one.route, one.departure, one.day)
    }

    fn period(_: &Exception) -> Option<Period> {
        None
    }

    fn in_period(one: Exception, _: Period) -> Exception {
        one
    }

    fn cells(one: &Exception) -> Vec<(&'static str, String)> {
        vec![("kind", one.kind.as_str().to_owned()), ("reason", one.reason.clone())]
    }

    fn load(conn: &mut Conn) -> Result<Vec<Exception>, StoreError> {
        exceptions::load(conn)
    }

    /// The departure is there on that day, and the word changes something.
    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let (network, calendars) = (units::load_network(conn)?, holidays::load_calendars(conn)?);
        let timetable = timetable::load(conn, &network, &calendars)?;
        for Entry { line, value: one, .. } in &merged.entries {
            let planned = timetable.is_planned_on(&one.route, &one.departure, one.day);
            let expected = match (planned, one.kind) {
                (None, _) => {
                    let expected =
                        format_args!("a departure of {} that holds on {}", one.route, one.day);
                    found.add(*line, "departure", expected, one.departure.as_str());
                    continue;
                }
                (Some(Ok(false)), ExceptionKind::Cancelled) => {
                    "a day on which it goes for cancelled"
                }
                (Some(Ok(true)), ExceptionKind::Extra) => "a day on which it does not go for extra",
                // Without the year's days nothing can be said against it.
                (
                    Some(_),
                    ExceptionKind::Cancelled | ExceptionKind::Extra | ExceptionKind::AsPlanned,
                ) => continue,
            };
            found.add(*line, "date", expected, &one.day.to_string());
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Exception]) -> Result<(), StoreError> {
        exceptions::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Exception>> {
    each_row(sheet, found, done, read_exception)
}

fn read_exception(row: &Row, found: &mut Problems) -> Option<Exception> {
    let route = row.code("route", found);
    let departure = row.code("departure", found);
    let day = row.date("date", found);
    let kind = row.code("kind", found);
    let reason = row.text("reason", 500, found);
    Some(Exception {
        route: route?,
        departure: departure?,
        day: day?,
        kind: kind?,
        reason: reason?,
    })
}
