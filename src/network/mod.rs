//! Where things are: administrative units as they were on a date and what became of them, points of the
//! post and of the authorities, the mail routes between them, and the zones that prices are keyed by.
//!
//! Every place carries its period, and a code alone names nothing: the state gave codes of the time of
//! districts to other communes on 1 July 2025, so a place is its code *and* a date. [`Network`] answers
//! questions over all of them in memory. Not here: when a route departs, and what should travel on it.

mod hours;
mod point;
mod position;
mod route;
mod unit;
mod whole;
mod zone;

pub use hours::{BadHours, OpeningHours};
pub use point::{Point, PointKind, Roles};
pub use position::{OutsideVietNam, Position, distance_m};
pub use route::MailRoute;
pub use unit::{AdminUnit, Relation, Succession, UnitKind, UnitLevel};
pub use whole::{Network, Successor};
pub use zone::{ToPattern, ZoneCode, ZoneMember, ZonePair, ZonePattern, ZoneScheme};
