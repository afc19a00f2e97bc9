//! What should move next, and by when: the timetable and the journeys it allows, transit targets, the
//! promise that follows from them, what is expected while a parcel is under way, what a desk decides about what
//! it hands over, the lists of what goes together, and rehearsals of another timetable. Not here: where a parcel
//! really is (`custody`).

pub mod desk;
pub mod forecast;
pub mod manifest;
pub mod rehearsal;
pub mod timetable;

pub mod room;

mod promise;
mod target;

pub use forecast::Forecaster;
pub use promise::{Promise, Promises};
pub use target::{Targets, TransitTarget};
pub use timetable::{Journey, Timetable};
