//! By when something has to be handed over, so that what was promised of it is still kept: the latest departure
//! that is not too late.
//!
//! A desk asks for all it has at once, so what is found for one parcel is kept for the others: from each cut-off
//! everywhere is reached by one scan of the timetable, and parcels for one commune share what follows. Departures
//! are tried from the last one before the promise on, backwards. Halving the day would try fewer, but is right only
//! while later never means sooner, and a reform in between turns that round; the few that are tried in vain are
//! those of a day.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::{End, Forecaster, Way};
use crate::base::{At, PointCode};
use crate::calendar::NotLoaded;
use crate::dispatch::timetable::{HORIZON_DAYS, Reach};

const MINUTE: i64 = 60_000;

/// The latest moment for handing something over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandIn {
    /// By when it is to be handed over.
    pub by: At,
    /// The way it goes then; without a hop where it is delivered from here.
    pub way: Way,
}

/// A moment at which a run closes for what is handed over at the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Closing {
    /// By when it is to be handed over at the point,
    by: At,
    /// so as to be ready at the stop.
    ready: At,
}

/// What is reached from a moment on at the stop, and for how many days that was looked for.
type Reached<'a> = HashMap<At, (u32, Rc<Option<Reach<'a>>>)>;

/// What was found of the ways from one moment on.
type Tried = HashMap<(At, End), Option<Way>>;

/// The last moments for handing things over at one point, from a moment on.
#[derive(Debug)]
pub struct HandIns<'f, 'a> {
    forecaster: &'f Forecaster<'a>,
    from: PointCode,
    now: At,
    closings: Vec<Closing>,
    reaches: RefCell<Reached<'a>>,
    tried: RefCell<Tried>,
}

impl<'a> Forecaster<'a> {
    /// What is to be handed over at a point from now on, for promises up to a moment. Nothing is looked for
    /// beyond the days for which a journey is.
    pub fn hand_ins(
        &self,
        from: &PointCode,
        now: At,
        until: At,
    ) -> Result<HandIns<'_, 'a>, NotLoaded> {
        let last = now.plus_millis(i64::from(HORIZON_DAYS) * 1440 * MINUTE).min(until);
        let mut closings = Vec::new();
        for day in now.date().iter_days().take_while(|day| day.pred_opt() <= Some(last.date())) {
            let Some(stop) = self.stop_of(from, day) else { continue };
            let calls = match self.timetable.calls_at(stop, day) {
                Ok(calls) => calls,
                // Of the day after the last only what closes on its eve counts, and it may lie in a year that is
                // not loaded.
                Err(_) if day > last.date() => continue,
                Err(missing) => return Err(missing),
            };
            for call in calls.iter().filter(|call| call.goes() && call.departs.is_some()) {
                let Some(cut_off) = call.cut_off else { continue };
                let by = self.handed_in_for(stop, from, cut_off);
                if by >= now && by <= last {
                    closings.push(Closing { by, ready: cut_off });
                }
            }
        }
        closings.sort_unstable();
        closings.dedup();
        Ok(HandIns {
            forecaster: self,
            from: from.clone(),
            now,
            closings,
            reaches: RefCell::default(),
            tried: RefCell::default(),
        })
    }

    /// By when something is to be handed over at a point, so as to be ready at its stop.
    pub(super) fn handed_in_for(&self, stop: &PointCode, from: &PointCode, ready: At) -> At {
        let takes = |at: At| self.at_stop(stop, from, at).millis() - at.millis();
        let by = ready.plus_millis(-takes(ready));
        // Handling is otherwise on the day before.
        if self.at_stop(stop, from, by) > ready { ready.plus_millis(-takes(by)) } else { by }
    }
}

impl<'a> HandIns<'_, 'a> {
    /// The latest moment at which something for somebody can be handed over, and what was promised is kept. None
    /// where that can no longer be, or where no way is known.
    pub fn latest(&self, end: &End, promised: At) -> Result<Option<HandIn>, NotLoaded> {
        let upto = self.closings.partition_point(|closing| closing.by <= promised);
        for closing in self.closings[..upto].iter().rev() {
            match self.way(*closing, end, promised)? {
                // No run is needed: it is delivered from here.
                Some(way) if way.hops.is_empty() => break,
                Some(way) if way.reaches <= promised => {
                    return Ok(Some(HandIn { by: closing.by, way }));
                }
                Some(_) | None => {}
            }
        }
        self.latest_from_here(end, promised)
    }

    /// The way of what is handed over just before a run closes.
    fn way(&self, closing: Closing, end: &End, promised: At) -> Result<Option<Way>, NotLoaded> {
        let key = (closing.by, end.clone());
        if let Some(known) = self.tried.borrow().get(&key) {
            return Ok(known.clone());
        }
        let found =
            self.forecaster.way_found(&self.from, end, closing.by, |start, last, ready| {
                let reach = self.reach(start, ready, promised)?;
                Ok(reach.as_ref().as_ref().and_then(|reach| reach.journey(last)))
            })?;
        // What is not reached by then may be by a later promise.
        if found.is_some() {
            self.tried.borrow_mut().insert(key, found.clone());
        }
        Ok(found)
    }

    /// What is reached from a stop, at least until the day of a promise.
    fn reach(
        &self,
        stop: &PointCode,
        ready: At,
        promised: At,
    ) -> Result<Rc<Option<Reach<'a>>>, NotLoaded> {
        let days = (promised.date() - ready.date()).num_days().clamp(0, 1000) as u32 + 1;
        let days = days.min(HORIZON_DAYS);
        if let Some((known, reach)) = self.reaches.borrow().get(&ready)
            && *known >= days
        {
            return Ok(reach.clone());
        }
        let reach = Rc::new(self.forecaster.timetable.reach(stop, ready, days)?);
        self.reaches.borrow_mut().insert(ready, (days, reach.clone()));
        Ok(reach)
    }

    /// The latest moment for what is delivered from here, to the minute: the later it is handed over, the later
    /// its round.
    fn latest_from_here(&self, end: &End, promised: At) -> Result<Option<HandIn>, NotLoaded> {
        let at = |minutes: i64| self.now.plus_millis(minutes * MINUTE);
        let kept = |minutes: i64| -> Result<Option<Way>, NotLoaded> {
            let here = |start: &PointCode, last: &PointCode, ready| {
                if start != last {
                    return Ok(None);
                }
                self.forecaster.timetable.earliest_arrival(start, last, ready)
            };
            let way = self.forecaster.way_found(&self.from, end, at(minutes), here)?;
            Ok(way.filter(|way| way.reaches <= promised))
        };
        let Some(mut best) = kept(0)? else { return Ok(None) };
        let (mut good, mut bad) = (0, (promised.millis() - self.now.millis()) / MINUTE + 1);
        while bad - good > 1 {
            let middle = i64::midpoint(good, bad);
            match kept(middle)? {
                Some(way) => (good, best) = (middle, way),
                None => bad = middle,
            }
        }
        Ok(Some(HandIn { by: at(good), way: best }))
    }
}
