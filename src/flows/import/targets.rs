//! Transit targets.

use super::merge::{Entry, Merged, Subject, each_row};
use super::sheet::{Problems, Row, Sheet};
use crate::calendar::TimeUnit;
use crate::dispatch::TransitTarget;
use crate::network::ZonePair;
use crate::store::{Conn, StoreError, revisions, targets};

pub(super) struct Targets;

impl Subject for Targets {
    type Value = TransitTarget;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["service", "from", "to", "valid_from", "valid_until", "time", "time_unit", "decision"];
    const KEY_COLUMN: &'static str = "service";
    const REVISION: revisions::Subject = revisions::Subject::Calendar;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<TransitTarget>> {
        each_row(sheet, found, read, read_target)
    }

    fn key(target: &TransitTarget) -> String {
        format!("{} {} from {}", target.service, target.zones, target.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<TransitTarget>, StoreError> {
        targets::load(conn)
    }

    fn check(_: &mut Conn, merged: &Merged<Self>, found: &mut Problems) -> Result<(), StoreError> {
        merged.check_apart(|one| (one.service, one.zones.clone()), |one| one.period, found);
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[TransitTarget]) -> Result<(), StoreError> {
        targets::save(conn, news)
    }
}

fn read_target(row: &Row, found: &mut Problems) -> Option<TransitTarget> {
    let service = row.code("service", found);
    let from = row.code("from", found);
    let to = row.code("to", found);
    let period = row.period(found);
    let time = row.limit(["time", "time_unit"], found);
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
