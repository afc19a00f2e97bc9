//! With one run: off at the stop from which whom it is meant for has it soonest.

use super::{End, Forecaster, Hop, Way};
use crate::base::{At, PointCode};
use crate::calendar::NotLoaded;
use crate::dispatch::desk::RunName;

/// Something that is on a run, or is to be.
pub(super) struct Aboard<'a> {
    /// The run.
    pub run: RunName,
    /// Where it got on.
    pub from: &'a PointCode,
    /// By when one had to hand in there.
    pub cut_off: At,
    /// When the run leaves from there.
    pub departs: At,
    /// How late the run is, in milliseconds; it is as late at the stops to come.
    pub late: i64,
    /// Where it goes on to, and when it is planned to come in there.
    pub stops: &'a [(&'a PointCode, At)],
}

/// When a run takes what is handed over at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taking {
    /// By when it is to be handed over.
    pub by: At,
    /// When the run leaves.
    pub departs: At,
}

impl Forecaster<'_> {
    /// The soonest way of what is on a run, and when it is handled where it gets off.
    pub(super) fn off_soonest(
        &self,
        aboard: &Aboard<'_>,
        end: &End,
        now: At,
    ) -> Result<Option<(Way, At)>, NotLoaded> {
        let last = self.last_stop(end, aboard.run.day);
        let goes_there = aboard.stops.iter().any(|(stop, _)| Some(*stop) == last);
        let mut best: Option<(Way, At)> = None;
        for (stop, planned) in aboard.stops {
            if goes_there && Some(*stop) != last {
                continue;
            }
            let arrives = planned.plus_millis(aboard.late);
            let handled = self.timetable.handled(stop, arrives);
            let Some(mut way) = self.open_way(stop, end, (handled, now))? else { continue };
            way.hops.insert(
                0,
                Hop {
                    route: aboard.run.route.clone(),
                    departure: aboard.run.departure.clone(),
                    day: aboard.run.day,
                    from: aboard.from.clone(),
                    cut_off: aboard.cut_off,
                    departs: aboard.departs,
                    to: (*stop).clone(),
                    arrives,
                },
            );
            let sooner = |(known, _): &(Way, At)| {
                (way.reaches, way.hops.len()) < (known.reaches, known.hops.len())
            };
            if best.as_ref().is_none_or(sooner) {
                best = Some((way, handled));
            }
        }
        Ok(best)
    }

    /// When a run takes what is handed over at a point, whether it goes that day or not. None where it takes
    /// nothing from there.
    pub fn takes_from(&self, run: &RunName, from: &PointCode) -> Option<Taking> {
        let stop = self.stop_of(from, run.day)?;
        let noon = At::office(run.day, 12, 0);
        let onward =
            self.timetable.onward(&run.route, Some(&run.departure), run.day, (stop, noon))?;
        let (cut_off, departs) = onward.cut_off.zip(onward.departs)?;
        Some(Taking { by: self.handed_in_for(stop, from, cut_off), departs })
    }

    /// The way of what is handed over at a point and goes with this run, whatever goes sooner, and when it is
    /// handled where it gets off. None where the run does not go that day, does not take anything from there,
    /// or does not lead there.
    pub fn way_by(
        &self,
        run: &RunName,
        from: &PointCode,
        end: &End,
        now: At,
    ) -> Result<Option<(Way, At)>, NotLoaded> {
        let started = self.timetable.starting(&run.route, &run.departure, run.day)?;
        let Some(stop) =
            self.stop_of(from, run.day).filter(|_| started.is_some_and(|run| run.goes()))
        else {
            return Ok(None);
        };
        let onward = self.timetable.onward(&run.route, Some(&run.departure), run.day, (stop, now));
        let times = onward.as_ref().and_then(|onward| onward.cut_off.zip(onward.departs));
        let Some((onward, (cut_off, departs))) = onward.as_ref().zip(times) else {
            return Ok(None);
        };
        let stops = &onward.stops;
        let aboard = Aboard { run: run.clone(), from: stop, cut_off, departs, late: 0, stops };
        self.off_soonest(&aboard, end, now)
    }
}
