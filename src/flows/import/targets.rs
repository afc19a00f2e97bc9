//! Transit targets.

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::calendar::TimeUnit;
use crate::dispatch::TransitTarget;
use crate::network::ZonePair;
use crate::store::{Conn, StoreError, revisions, targets};

const COLUMNS: &[&str] =
    &["service", "from", "to", "valid_from", "valid_until", "time", "time_unit", "decision"];

pub(super) struct Targets;

impl Subject for Targets {
    type Value = TransitTarget;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("targets", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "service";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn name(one: &TransitTarget) -> String {
        format!("{} {}", one.service, one.zones)
    }

    fn period(one: &TransitTarget) -> Option<Period> {
        Some(one.period)
    }

    fn in_period(one: TransitTarget, period: Period) -> TransitTarget {
        TransitTarget { period, ..one }
    }

    fn cells(one: &TransitTarget) -> Vec<(&'static str, String)> {
        vec![
            ("time", one.time.amount.to_string()),
            ("time_unit", one.time.unit.as_str().to_owned()),
            ("decision", one.decision.clone()),
        ]
    }

    fn load(conn: &mut Conn) -> Result<Vec<TransitTarget>, StoreError> {
        targets::load(conn)
    }

    fn check(_: &mut Conn, _: &Merged<Self>, _: &mut Problems) -> Result<(), StoreError> {
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[TransitTarget]) -> Result<(), StoreError> {
        targets::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<TransitTarget>> {
    each_row(sheet, found, done, read_target)
}

fn read_target(row: &Row, found: &mut Problems) -> Option<TransitTarget> {
    let service = row.code("service", found);
    let from = row.code("from", found);
    let to = row.code("to", found);
    let period = row.period(found);
    let time = row.limit(found);
    let decision = row.text("decision", 500, found);
    let time = time?;
    match time.unit {
        TimeUnit::WorkingDay | TimeUnit::Day => {}
        TimeUnit::WorkingHour | TimeUnit::Month => {
            row.refuse("time_unit", "working_day (of the post) or day", found);
            return None;
        }
    }
    let zones = ZonePair { from: from?, to: to? };
    Some(TransitTarget { service: service?, zones, period: period?, time, decision: decision? })
}
