//! The runs of a rehearsal, and what became of each.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::change::{Breakdown, each};
use crate::base::{At, DepartureCode, Period, RouteCode};
use crate::calendar::NotLoaded;
use crate::dispatch::Timetable;
use crate::dispatch::forecast::Hop;
use crate::dispatch::room::Aboard;
use crate::dispatch::timetable::{CallAt, Room};

/// Why a parcel did not leave with the run it was planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The run did not leave.
    Broken,
    /// It was not handed over in time.
    Missed,
    /// The run was full.
    Full,
}

/// A run that was played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlayedRun {
    /// The day on which it starts.
    pub day: NaiveDate,
    /// The route.
    pub route: RouteCode,
    /// The departure.
    pub departure: DepartureCode,
    /// When it leaves first.
    pub departs: At,
    /// How many parcels it takes; none where nobody said so.
    pub capacity: Option<u32>,
    /// Whether it went.
    pub went: bool,
    /// How many parcels it carried, however far.
    pub carried: u32,
    /// The most that were aboard at once.
    pub most_aboard: u32,
    /// Planned for it, and it did not leave.
    pub left_broken: u32,
    /// Planned for it, and not handed over in time.
    pub left_missed: u32,
    /// Planned for it, and it was full.
    pub left_full: u32,
    /// By how many minutes all it left behind is expected later: the delay that is charged to its hops.
    pub delay_minutes: i64,
    #[serde(skip)]
    room: Room,
    #[serde(skip)]
    aboard: u32,
}

impl PlayedRun {
    /// How full it was at its fullest; none where it did not go, or nobody said how much it takes.
    pub fn load(&self) -> Option<f64> {
        let capacity = self.capacity.filter(|capacity| self.went && *capacity > 0)?;
        Some(f64::from(self.most_aboard) / f64::from(capacity))
    }

    /// How many it left behind.
    pub const fn left(&self) -> u32 {
        self.left_broken + self.left_missed + self.left_full
    }
}

/// All of them, found by what a plan says of them.
#[derive(Debug)]
pub(super) struct Runs {
    all: Vec<PlayedRun>,
    places: HashMap<(RouteCode, DepartureCode, NaiveDate), usize>,
}

impl Runs {
    /// Those that a timetable has start on the days, without those that were cancelled.
    pub fn of(
        timetable: &Timetable,
        days: Period,
        broken: &[&Breakdown],
    ) -> Result<Self, NotLoaded> {
        let (mut all, mut places) = (Vec::new(), HashMap::new());
        for day in each(days) {
            for run in timetable.runs_on(day)?.into_iter().filter(CallAt::goes) {
                places.insert((run.route.clone(), run.departure.clone(), day), all.len());
                all.push(PlayedRun {
                    day,
                    route: run.route.clone(),
                    departure: run.departure.clone(),
                    departs: run.at(),
                    capacity: run.room.parcels,
                    went: !broken.iter().any(|one| {
                        one.days.contains(day) && one.of.means(run.route, run.departure)
                    }),
                    carried: 0,
                    most_aboard: 0,
                    left_broken: 0,
                    left_missed: 0,
                    left_full: 0,
                    delay_minutes: 0,
                    room: run.room,
                    aboard: 0,
                });
            }
        }
        Ok(Self { all, places })
    }

    /// The run of a hop.
    pub fn find(&self, hop: &Hop) -> Option<usize> {
        self.places.get(&(hop.route.clone(), hop.departure.clone(), hop.day)).copied()
    }

    pub fn went(&self, run: usize) -> bool {
        self.all[run].went
    }

    /// Whether one more has room on it now.
    pub fn has_room(&self, run: usize) -> bool {
        let run = &self.all[run];
        let full = Aboard { parcels: run.aboard + 1, bags: 0 };
        !full.left_in(run.room).is_over()
    }

    pub fn board(&mut self, run: usize) {
        let run = &mut self.all[run];
        run.aboard += 1;
        run.carried += 1;
        run.most_aboard = run.most_aboard.max(run.aboard);
    }

    pub fn alight(&mut self, run: usize) {
        self.all[run].aboard -= 1;
    }

    /// Charges a run with what it left behind, and by how much later that is expected.
    pub fn leave(&mut self, run: usize, cause: Cause, later_minutes: i64) {
        let run = &mut self.all[run];
        match cause {
            Cause::Broken => run.left_broken += 1,
            Cause::Missed => run.left_missed += 1,
            Cause::Full => run.left_full += 1,
        }
        run.delay_minutes += later_minutes;
    }

    pub fn told(self) -> Vec<PlayedRun> {
        self.all
    }
}
