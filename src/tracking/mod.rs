//! What citizens are told about a parcel: derived from custody, in plain words. Without proof never a
//! person's name, a number, a procedure or a case code; with it never a whole name.

mod citizen;
mod proven;
mod stage;

pub use citizen::{About, CitizenView, Place, Step};
pub use proven::{Attempt, ProvenView, ReceivedBy, attempts, delivery};
pub use stage::{Progress, Stage, Tone};
