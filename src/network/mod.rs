//! Where things are: administrative units as they were on a date and what became of them, points of the
//! post and of the authorities, the mail routes between them, and the zones that prices are keyed by.
//!
//! Every place carries its period, and a code alone names nothing: the state gave codes of the time of
//! districts to other communes on 1 July 2025, so a place is its code *and* a date. [`Network`] answers
//! questions over all of them in memory. Not here: when a route departs, and what should travel on it.

pub mod address;
pub mod boundary;
pub mod continued;
pub mod decision;
mod find;
mod history;
mod line;
pub mod map;
mod point;
mod position;
pub mod refusal;
mod route;
pub mod shape;
mod unit;
pub mod way;
mod whole;
mod zone;

pub use crate::calendar::OpeningHours;
pub use boundary::{Boundaries, Boundary};
pub use continued::{Continued, FoundBy};
pub use decision::{Decisions, Locality, SplitDecision};
pub use find::{Fit, Words};
pub use history::PointChange;
pub use point::{Point, PointKind, Roles};
pub use position::{OutsideVietNam, Position, distance_m};
pub use route::MailRoute;
pub use unit::{AdminUnit, Relation, Succession, UnitKind, UnitLevel};
pub use whole::{HandedOn, Network, Successor};
pub use zone::{ToPattern, ZoneCode, ZoneMember, ZonePair, ZonePattern, ZoneScheme};
