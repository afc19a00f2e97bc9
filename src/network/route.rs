//! Mail routes: the order in which a vehicle calls at points.

use crate::base::{Period, PointCode, RouteCode};

/// A mail route (đường thư) in one period: its stops in order, without times. A stop may come twice
/// (out and back), never twice in a row. When it is driven, which way and past which stops, a timetable says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRoute {
    /// The code.
    pub code: RouteCode,
    /// The name that drivers use.
    pub name: String,
    /// The points, in the order in which they are served; at least two.
    pub stops: Vec<PointCode>,
    /// When it was in service like this.
    pub period: Period,
}

impl MailRoute {
    /// Whether the route calls at `to` after it has called at `from`.
    pub fn carries(&self, from: &PointCode, to: &PointCode) -> bool {
        let first = self.stops.iter().position(|stop| stop == from);
        let last = self.stops.iter().rposition(|stop| stop == to);
        matches!((first, last), (Some(first), Some(last)) if first < last)
    }
}
