//! What should move next, and by when. Now: transit targets and the promise that follows from one. Not
//! here: where a parcel really is (`custody`).

mod promise;
mod target;

pub use promise::{Promise, Promises};
pub use target::{Targets, TransitTarget};
