//! What is promised of a parcel, and what is expected of it while it is under way.
//!
//! A promise ([`GivenPromise`]) is made once, from the first clock that tells when the post can be held to the
//! leg ([`Ready`]), and never moves: whether a parcel came in time is judged by it. What is expected
//! ([`Outlook`]) is made anew from where the parcel is by the log and from the timetable of today, as often as
//! either changes or a moment passes in which something should have happened. [`Change`] says what moved it,
//! and to which hop the delay belongs. Who is silent for too long is dark ([`Silence`]).
//!
//! All of it is a function of what it is given, the time among it: nothing is guessed where an operator loaded
//! nothing. Not here: who asks, how often, and who is told.

mod change;
mod dark;
mod given;
mod hand_in;
mod hop;
mod outlook;
mod place;
mod run;
mod stops;
mod way;

#[cfg(test)]
mod laws;
#[cfg(test)]
pub(in crate::dispatch) mod samples;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::promise::Promises;
use super::timetable::Timetable;
use crate::base::{At, PointCode};
use crate::calendar::deadline::deadline;
use crate::calendar::{Audience, NotLoaded, WorkingCalendar};
use crate::cases::{CaseLimit, LimitName};

pub use change::{Cause, Change, Charge, Made, MadeUnder};
pub use dark::{Level, Search, Silence};
pub use given::{Basis, GivenPromise, Ready, ReadyBy};
pub use hand_in::{HandIn, HandIns};
pub use hop::Hop;
pub use outlook::{Carried, Outlook, RunRow};
pub use place::Place;
pub use run::Taking;
pub use way::{End, Way};

/// What forecasts are made from: places, working time, targets, the timetable and the limits of one moment.
///
/// It remembers which office serves which commune on a day, so one is made for many parcels.
#[derive(Debug)]
pub struct Forecaster<'a> {
    promises: Promises<'a>,
    timetable: &'a Timetable,
    limits: &'a [CaseLimit],
    days: RefCell<HashMap<NaiveDate, Rc<stops::OfDay<'a>>>>,
}

impl<'a> Forecaster<'a> {
    /// Over what is known now.
    pub fn new(promises: Promises<'a>, timetable: &'a Timetable, limits: &'a [CaseLimit]) -> Self {
        Self { promises, timetable, limits, days: RefCell::default() }
    }

    /// The working time at a point; that of the post where the point is not in service.
    fn calendar(&self, point: &PointCode, day: NaiveDate) -> WorkingCalendar<'a> {
        let Promises { network, calendars, .. } = self.promises;
        network
            .calendar(calendars, &Audience::Point(point.clone()), day)
            .unwrap_or_else(|_| calendars.of(Audience::Post.line()))
    }

    /// When a limit ends that begins at a moment, in the working time of a point; none where it is not loaded.
    fn after(&self, name: LimitName, point: &PointCode, at: At) -> Result<Option<At>, NotLoaded> {
        let Some(limit) = CaseLimit::find(self.limits, name, at.date()) else { return Ok(None) };
        let ends = deadline(&self.calendar(point, at.date()), at, limit.time, &[])?;
        Ok(ends.due.at())
    }
}
