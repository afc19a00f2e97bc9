//! Rehearsals: days of traffic played against the timetable as it is and against changed ones, side by side,
//! before anybody is told of a change.
//!
//! What is to be carried ([`Errand`]) comes from outside, recorded or invented. A [`Change`] says what is tried:
//! another cut-off, a van that breaks down, the week before Tết, another timetable. [`rehearse`] plays the same
//! errands under each set of changes and counts ([`Figures`]).
//!
//! No rule is written a second time here: ways, promises and when a parcel is dark are the forecaster's, over the
//! timetable of the column. In all columns the same promises count, those of the timetable as it is, since they
//! are what people were told. Which hand-offs do not take place in time is drawn for each parcel, point and try,
//! so that all columns have the same luck and what differs comes of the change.
//!
//! Not here: bags, weights, and doors. Runs are full by parcels alone, what nobody loads is not weighed, and who
//! is delivered to is at home.

mod change;
mod errand;
mod figures;
mod luck;
mod planner;
mod runs;
mod scenario;
mod world;

#[cfg(test)]
mod laws;

pub use change::{BadChange, Breakdown, Change, CutOff, DaysOff, Demand, Driven, TET_DAYS, Tet};
pub use errand::Errand;
pub use figures::{Column, Figures, Rehearsal, Waiting, rehearse};
pub use luck::Luck;
pub use runs::{Cause, PlayedRun};
pub use scenario::Today;
pub use world::Given;
