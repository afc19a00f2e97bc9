//! How long points handle what comes in.

use super::layout::{Done, Layout};
use super::merge::{Merged, written};
use super::points::Points;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::standing::periods;
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::dispatch::timetable::{HandlingPlace, HandlingTime};
use crate::store::timetable::handling;
use crate::store::{Conn, StoreError, revisions};

const COLUMNS: &[&str] = &["place", "valid_from", "valid_until", "minutes", "decision"];

pub(super) struct Handling;

impl Subject for Handling {
    type Value = HandlingTime;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("handling", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "place";
    const REVISION: revisions::Subject = revisions::Subject::Timetable;

    fn name(one: &HandlingTime) -> String {
        one.place.to_string()
    }

    fn period(one: &HandlingTime) -> Option<Period> {
        Some(one.period)
    }

    fn in_period(one: HandlingTime, period: Period) -> HandlingTime {
        HandlingTime { period, ..one }
    }

    fn cells(one: &HandlingTime) -> Vec<(&'static str, String)> {
        vec![("minutes", one.minutes.to_string()), ("decision", one.decision.clone())]
    }

    fn load(conn: &mut Conn) -> Result<Vec<HandlingTime>, StoreError> {
        handling::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let in_service = periods::<Points>(conn)?;
        for Entry { line, value: one, .. } in &merged.entries {
            let HandlingPlace::Point(code) = &one.place else { continue };
            // At some time: a point that closes takes nobody's time away.
            let known = in_service.get(code.as_str()).map_or(&[][..], Vec::as_slice);
            if !known.iter().any(|period| period.overlaps(&one.period)) {
                let expected = format_args!("a point that is there {}", written(one.period));
                found.add(*line, "place", expected, &one.place.to_string());
            }
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[HandlingTime]) -> Result<(), StoreError> {
        handling::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<HandlingTime>> {
    each_row(sheet, found, done, read_time)
}

fn read_time(row: &Row, found: &mut Problems) -> Option<HandlingTime> {
    let place = row.code("place", found);
    let period = row.period(found);
    let minutes = row.count("minutes", HandlingTime::MOST, found);
    let decision = row.text("decision", 500, found);
    Some(HandlingTime { place: place?, period: period?, minutes: minutes?, decision: decision? })
}
