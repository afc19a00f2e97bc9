//! Who holds what: the laws of custody, as plain functions over recorded scans.
//!
//! [`scan`] is what a device captured, [`event`] what became of it when it was recorded. [`table`] says
//! what each action does in each state; [`fold()`] reads a set of events, in whatever order they arrived,
//! and tells for every item its [`timeline`]: state, custodian, custody spans, anomalies. Nothing here
//! reads a clock or a database; the same set of events always gives the same answer.

pub mod action;
pub mod advice;
pub mod anomaly;
pub mod bag_stage;
pub mod correction;
pub mod custodian;
pub mod event;
pub mod fold;
pub mod handover;
pub mod handover_list;
mod item;
pub mod refusal;
pub mod scan;
pub mod state;
pub mod table;
pub mod timeline;
pub mod transfer;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod stories;

pub use action::Action;
pub use anomaly::{Anomaly, AnomalyKind};
pub use bag_stage::BagStage;
pub use custodian::{Custodian, Party};
pub use event::Event;
pub use fold::{Subject, fold};
pub use handover_list::{HandoverLine, HandoverList, LineOutcome};
pub use scan::Scan;
pub use state::State;
pub use timeline::{Entry, Span, Timeline};
