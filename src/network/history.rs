//! Places through time: the rows of one code, what a unit came from and became, and what changed when.

use chrono::NaiveDate;

use super::point::Point;
use super::route::MailRoute;
use super::unit::Succession;
use super::whole::Network;
use crate::base::{PointCode, RouteCode, UnitCode};

/// What became of a point on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointChange<'a> {
    /// The day.
    pub on: NaiveDate,
    /// The point as it is from that day on; of one that closed, as it was until then.
    pub point: &'a Point,
    /// What it was the day before; none of one that opened.
    pub before: Option<&'a Point>,
    /// Whether it closed.
    pub closed: bool,
}

impl Network {
    /// What became of points from one day to another, both with them: the latest first, then by code.
    pub fn point_changes(&self, from: NaiveDate, to: NaiveDate) -> Vec<PointChange<'_>> {
        let mut changes = Vec::new();
        for rows in self.points.values() {
            for (n, point) in rows.iter().enumerate() {
                let first = point.period.from;
                let before = n.checked_sub(1).map(|before| &rows[before]);
                let before = before.filter(|before| before.period.until == Some(first));
                changes.push(PointChange { on: first, point, before, closed: false });
                let goes_on = rows.get(n + 1).map(|next| next.period.from);
                let end = point.period.until.filter(|until| goes_on != Some(*until));
                let closed = |on| PointChange { on, point, before: Some(point), closed: true };
                changes.extend(end.map(closed));
            }
        }
        changes.retain(|change| from <= change.on && change.on <= to);
        changes.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.point.code.cmp(&b.point.code)));
        changes
    }

    /// All rows of a point, the earliest first.
    pub fn point_rows(&self, code: &PointCode) -> &[Point] {
        self.points.get(code).map_or(&[], Vec::as_slice)
    }

    /// All rows of a mail route, the earliest first.
    pub fn route_rows(&self, code: &RouteCode) -> impl Iterator<Item = &MailRoute> {
        self.routes.iter().filter(move |route| route.code == *code)
    }

    /// What a mail route is called on a day; as it was called last where it is not in service, its code where
    /// nobody knows it.
    pub fn route_name(&self, code: &RouteCode, day: NaiveDate) -> String {
        let rows = || self.route_rows(code);
        let row = rows().find(|row| row.period.contains(day)).or_else(|| rows().last());
        row.map_or_else(|| code.to_string(), |row| row.name.clone())
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
