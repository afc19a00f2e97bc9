//! What case systems are told: facts of custody, one sequence per case, as CloudEvents.
//!
//! [`tell()`] compares what was known of a parcel before with what is known now and says what is new and
//! what is revised; [`forecast`] what was promised and is expected; [`fact`] is what is kept; [`cloudevent`] how it reads on the wire, [`sheet`] in a file. Where facts are
//! kept, and how they get their numbers, is the store's matter. [`webhook`] is how case systems are called
//! instead of asking.

pub mod claim;
pub mod cloudevent;
pub mod fact;
pub mod forecast;
pub mod self_test;
pub mod sheet;
pub mod tell;
pub mod webhook;

pub use claim::{ComplaintStep, LiabilityStep, Settled};
pub use cloudevent::CloudEvent;
pub use fact::{Fact, FactKind, NewFact};
pub use tell::{About, tell};
