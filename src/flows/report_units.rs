//! Counting what happened in each unit: reads the parcels of some days, a portion at a time, and counts
//! what their timelines tell, so that late and corrected scans count as they now read.

use chrono::NaiveDate;

use crate::base::{At, ItemKey};
use crate::network::UnitLevel;
use crate::network::address::Atlas;
use crate::people::ReportReader;
use crate::reports::{As, Journey, Moment, UnitReport, count_by_unit};
use crate::store::{Conn, StoreError, facts, reports};

use super::read_timeline::read_timelines;

/// How many parcels are read at once.
const PORTION: i64 = 1_000;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportAsked {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last.
    pub until: NaiveDate,
    /// By which units.
    pub by: As,
    /// Of which level.
    pub level: UnitLevel,
}

/// Parcels accepted and delivered in each unit. Who answers for some points is told of those alone.
pub fn report_units(
    conn: &mut Conn,
    by: &ReportReader,
    atlas: &Atlas<'_>,
    asked: ReportAsked,
    today: NaiveDate,
) -> Result<UnitReport, StoreError> {
    let ReportAsked { from, until, by: units, level } = asked;
    let (begin, end) = (At::office(from, 0, 0), At::office(until, 0, 0));
    let mut journeys = Vec::new();
    let mut after = ItemKey(i64::MIN);
    loop {
        let portion = reports::parcels_between(conn, begin, end, after, PORTION)?;
        let Some(last) = portion.last() else { break };
        after = *last;
        let about = facts::about(conn, &portion)?;
        for (item, (_, timeline)) in read_timelines(conn, portion)? {
            let Some(about) = about.get(&item) else { continue };
            let own =
                |moment: Option<Moment>| moment.filter(|moment| by.reach().contains(&moment.point));
            let journey = Journey::of(&timeline, about.arrival.direction);
            journeys.push(Journey {
                accepted: own(journey.accepted),
                delivered: own(journey.delivered),
                ..journey
            });
        }
    }
    Ok(count_by_unit(atlas, &journeys, (from, until), (units, level), today))
}
