//! How many times the charge is paid at the least for what was lost or damaged.

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::claims::CompensationRate;
use crate::store::{Conn, StoreError, compensation, revisions};

const COLUMNS: &[&str] = &["harm", "valid_from", "valid_until", "times", "decision"];

/// More than any decision would say: a sum of đồng put into the wrong column.
const MOST: u32 = 1000;

pub(super) struct Compensation;

impl Subject for Compensation {
    type Value = CompensationRate;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("compensation", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "harm";
    const REVISION: revisions::Subject = revisions::Subject::Prices;

    fn name(one: &CompensationRate) -> String {
        one.harm.as_str().to_owned()
    }

    fn period(one: &CompensationRate) -> Option<Period> {
        Some(one.period)
    }

    fn in_period(one: CompensationRate, period: Period) -> CompensationRate {
        CompensationRate { period, ..one }
    }

    fn cells(one: &CompensationRate) -> Vec<(&'static str, String)> {
        vec![("times", one.times.to_string()), ("decision", one.decision.clone())]
    }

    fn load(conn: &mut Conn) -> Result<Vec<CompensationRate>, StoreError> {
        compensation::load(conn)
    }

    fn check(_: &mut Conn, _: &Merged<Self>, _: &mut Problems) -> Result<(), StoreError> {
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[CompensationRate]) -> Result<(), StoreError> {
        compensation::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<CompensationRate>> {
    each_row(sheet, found, done, read_rate)
}

fn read_rate(row: &Row, found: &mut Problems) -> Option<CompensationRate> {
    let harm = row.code("harm", found);
    let period = row.period(found);
    let times = row.count("times", MOST, found).and_then(|times| {
        if times == 0 {
            row.refuse("times", format_args!("a whole number from 1 to {MOST}"), found);
        }
        (times > 0).then_some(times)
    });
    let decision = row.text("decision", 500, found);
    Some(CompensationRate { harm: harm?, period: period?, times: times?, decision: decision? })
}
