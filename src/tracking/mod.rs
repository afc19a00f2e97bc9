//! What citizens are told about a parcel: derived from custody, in plain words, and never a person's
//! name, a number, a procedure or a case code.

mod citizen;
mod stage;

pub use citizen::{About, CitizenView, Place, Step};
pub use stage::{Progress, Stage, Tone};
