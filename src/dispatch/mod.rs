//! What should move next, and by when: the timetable and the journeys it allows, transit targets, and the
//! promise that follows from one. Not here: where a parcel really is (`custody`).

pub mod timetable;

mod promise;
mod target;

pub use promise::{Promise, Promises};
pub use target::{Targets, TransitTarget};
pub use timetable::{Journey, Timetable};
