//! Ways, each looked for once: what comes in with the same run and goes to the same place goes on alike.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::base::{At, PointCode};
use crate::calendar::NotLoaded;
use crate::cases::CaseLimit;
use crate::dispatch::forecast::{End, Forecaster, Way};
use crate::dispatch::{Promises, Timetable};

type Found = HashMap<(PointCode, End, At), Option<Rc<Way>>>;

/// A forecaster that remembers its answers.
pub(super) struct Planner<'a> {
    forecaster: Forecaster<'a>,
    timetable: &'a Timetable,
    found: RefCell<Found>,
}

impl<'a> Planner<'a> {
    pub fn new(promises: Promises<'a>, timetable: &'a Timetable, limits: &'a [CaseLimit]) -> Self {
        let forecaster = Forecaster::new(promises, timetable, limits);
        Self { forecaster, timetable, found: RefCell::default() }
    }

    pub const fn forecaster(&self) -> &Forecaster<'a> {
        &self.forecaster
    }

    /// The soonest way of what is ready at a point from a whole minute on.
    pub fn way(
        &self,
        from: &PointCode,
        end: &End,
        ready: At,
    ) -> Result<Option<Rc<Way>>, NotLoaded> {
        let asked = (from.clone(), end.clone(), ready);
        if let Some(known) = self.found.borrow().get(&asked) {
            return Ok(known.clone());
        }
        let way = self.forecaster.way(from, end, ready)?.map(Rc::new);
        self.found.borrow_mut().insert(asked, way.clone());
        Ok(way)
    }

    /// When what comes in at a point can go on.
    pub fn handled(&self, point: &PointCode, comes_in: At) -> At {
        self.timetable.handled(point, comes_in)
    }
}
