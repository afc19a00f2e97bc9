//! The timetable: which departures of the mail routes go on a day, and how something that is ready somewhere
//! gets elsewhere soonest.
//!
//! An operator loads a [`Plan`]: departures with their calls, days on which they go otherwise, and how long
//! points handle what comes in before it can go on. [`Timetable`] lays it over the network and the calendars
//! once, and then answers for any day: what calls at a point, and the earliest arrival by a connection scan. Nothing
//! here knows tiers: three until 30 June 2025 and two after are what routes and points say of those days.
//!
//! Whatever is not in service on a day is not travelled on: a point that closed, a route that ended or now
//! has other stops. Imports refuse such rows or flag them; here they can do no harm.
//!
//! Not here: what is on a vehicle, and where vehicles really are; what follows for a parcel from where it is
//! (`forecast`).

pub mod departure;
pub mod exception;
pub mod handling;
mod time;

mod board;
mod journey;
mod whole;

mod day;
mod kept;
mod scan;
mod underway;

#[cfg(test)]
pub(in crate::dispatch) mod drawn;
#[cfg(test)]
mod laws;
#[cfg(test)]
pub(in crate::dispatch) mod samples;
#[cfg(test)]
mod stories;

pub use board::{CallAt, Driven, Standing};
pub use departure::{Call, Departure, Flaw, Room};
pub use exception::{Exception, ExceptionKind};
pub use handling::{HandlingPlace, HandlingTime};
pub use journey::{Alighting, Boarding, Journey, Ride};
pub use scan::{HORIZON_DAYS, Reach};
pub use time::RunTime;
pub use underway::Onward;
pub use whole::{Plan, Timetable};
