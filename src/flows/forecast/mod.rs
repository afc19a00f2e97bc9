//! What is promised and expected is made anew, a portion of parcels at a time: beside the intake and not in it,
//! so that a scan costs no more. [`look()`] reads what has news, what it is time to look at, and after an import
//! what is under way; it decides, and writes nothing. [`settle()`] writes all of it and tells the cases in one
//! transaction, only where nobody was there meanwhile: then nothing is written, and looking again helps.
//!
//! Both take the same number of statements for one parcel and for a portion. Time comes in as an argument, so
//! that a month can be played in seconds.

mod gather;
mod judge;
mod lookout;
mod recorded;
mod settle;

pub use gather::{ForecastRules, Round, look};
pub use lookout::Lookout;
pub use recorded::recorded;
pub use settle::{Settled, settle};

/// So many parcels are looked at in one round, at most, for each of the three reasons to look at one.
pub const PORTION: i64 = 256;

/// So much of the feed is read in one round, at most: much of it may tell of the same parcels.
pub const NEWS: i64 = 2_048;

/// How long a process forecasts without saying again that it is there: so long nobody else goes on when it
/// was killed.
pub const LEASE_MS: i64 = 10_000;
