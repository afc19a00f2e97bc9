//! Places through time: the rows of one code, what a unit came from and became, and what changed when.

use chrono::NaiveDate;

use super::point::Point;
use super::route::MailRoute;
use super::unit::Succession;
use super::whole::Network;
use crate::base::{PointCode, RouteCode, UnitCode};

impl Network {
    /// All rows of a point, the earliest first.
    pub fn point_rows(&self, code: &PointCode) -> &[Point] {
        self.points.get(code).map_or(&[], Vec::as_slice)
    }

    /// All rows of a mail route, the earliest first.
    pub fn route_rows(&self, code: &RouteCode) -> impl Iterator<Item = &MailRoute> {
        self.routes.iter().filter(move |route| route.code == *code)
    }

    /// All rows of all mail routes that ever called at a point, by code and first day.
    pub fn routes_touching(&self, point: &PointCode) -> impl Iterator<Item = &MailRoute> {
        self.routes.iter().filter(move |route| route.stops.contains(point))
    }

    /// The last rows of points that were handed on to this one.
    pub fn took_over_from(&self, point: &PointCode) -> Vec<&Point> {
        let last = self.points.values().filter_map(|rows| rows.last());
        let mut found: Vec<_> = last.filter(|row| row.successor.as_ref() == Some(point)).collect();
        found.sort_by(|a, b| a.code.cmp(&b.code));
        found
    }

    /// What became of a unit on a day, the proposed one first.
    pub fn became(&self, old: &UnitCode, on: NaiveDate) -> impl Iterator<Item = &Succession> {
        self.successions.get(old).into_iter().flatten().filter(move |edge| edge.on == on)
    }

    /// What a unit was made of on a day, by code.
    pub fn came_from(&self, new: &UnitCode, on: NaiveDate) -> Vec<&Succession> {
        let mut edges: Vec<_> = self
            .successions
            .values()
            .flatten()
            .filter(|edge| edge.on == on && edge.new == *new)
            .collect();
        edges.sort_by(|a, b| a.old.cmp(&b.old));
        edges
    }

    /// The changes of units from one day to another, both with them: the latest first, then by what ended,
    /// the proposed part first.
    pub fn unit_changes(&self, from: NaiveDate, to: NaiveDate) -> Vec<&Succession> {
        let mut edges: Vec<_> = self
            .successions
            .values()
            .flatten()
            .filter(|edge| from <= edge.on && edge.on <= to)
            .collect();
        let key = |edge: &Succession| (edge.old.clone(), !edge.is_default, edge.new.clone());
        edges.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| key(a).cmp(&key(b))));
        edges
    }
}
