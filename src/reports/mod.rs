//! What managers are told: counts over the custody log. Plain functions over timelines; what is read, and
//! who may read it, is the flows' matter.

pub mod units;

pub use units::{As, Counts, Journey, Moment, UnitReport, UnitRow, count_by_unit};
