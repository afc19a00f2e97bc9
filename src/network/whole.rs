//! [`Network`]: all places of an installation in memory, asked by code and date. Made from what the store
//! loads; a whole country is some 25,000 rows.

use std::collections::HashMap;
use std::sync::OnceLock;

use chrono::{Days, NaiveDate};

use super::address::words::name_key;
use super::point::Point;
use super::position::{Position, distance_m};
use super::route::MailRoute;
use super::unit::{AdminUnit, Succession, UnitLevel};
use super::zone::{ZoneMember, ZoneScheme};
use crate::base::{Lang, Period, PointCode, UnitCode};

/// Units, what became of them, points, mail routes and zones.
#[derive(Debug, Clone, Default)]
pub struct Network {
    units: HashMap<UnitCode, Vec<AdminUnit>>,
    pub(super) successions: HashMap<UnitCode, Vec<Succession>>,
    pub(super) points: HashMap<PointCode, Vec<Point>>,
    pub(super) routes: Vec<MailRoute>,
    zones: HashMap<(ZoneScheme, UnitCode), Vec<ZoneMember>>,
    /// Units of all times by the key of their name; made when a name is first asked for.
    names: OnceLock<HashMap<String, Vec<(UnitCode, usize)>>>,
}

/// A unit that holds (part of) the land of one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Successor<'a> {
    /// The unit in force on the date asked for.
    pub unit: &'a AdminUnit,
    /// Whether it is the one to propose; exactly one is, when there is any.
    pub is_default: bool,
}

/// A point that ended, and the one that took over from it on that day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandedOn<'a> {
    /// The point that ended.
    pub from: &'a PointCode,
    /// The one that took over, as it was on that day.
    pub to: &'a Point,
    /// The first day without the old one.
    pub on: NaiveDate,
}

impl Network {
    /// A network out of rows in any order.
    pub fn new(
        units: Vec<AdminUnit>,
        successions: Vec<Succession>,
        points: Vec<Point>,
        mut routes: Vec<MailRoute>,
    ) -> Self {
        let mut network = Self::default();
        for unit in units {
            network.units.entry(unit.code.clone()).or_default().push(unit);
        }
        for edge in successions {
            network.successions.entry(edge.old.clone()).or_default().push(edge);
        }
        for point in points {
            network.points.entry(point.code.clone()).or_default().push(point);
        }
        network.units.values_mut().for_each(|all| all.sort_by_key(|unit| unit.period.from));
        network.points.values_mut().for_each(|all| all.sort_by_key(|point| point.period.from));
        for edges in network.successions.values_mut() {
            edges.sort_by(|a, b| (!a.is_default, &a.new).cmp(&(!b.is_default, &b.new)));
        }
        routes.sort_by(|a, b| (&a.code, a.period.from).cmp(&(&b.code, b.period.from)));
        network.routes = routes;
        network
    }

    /// The same with zones.
    #[must_use]
    pub fn with_zones(mut self, members: Vec<ZoneMember>) -> Self {
        for member in members {
            let key = (member.scheme, member.unit.clone());
            self.zones.entry(key).or_default().push(member);
        }
        self
    }

    /// The unit that bore this code on the date.
    pub fn unit_on(&self, code: &UnitCode, date: NaiveDate) -> Option<&AdminUnit> {
        self.units.get(code)?.iter().find(|unit| unit.period.contains(date))
    }

    /// All that ever bore this code, the earliest first.
    pub fn rows_of(&self, code: &UnitCode) -> impl Iterator<Item = &AdminUnit> {
        self.units.get(code).into_iter().flatten()
    }

    /// All units, of whatever level and time, that bear the name with this key.
    pub(super) fn units_named<'a>(
        &'a self,
        key: &str,
    ) -> impl Iterator<Item = &'a AdminUnit> + use<'a> {
        let index = self.names.get_or_init(|| {
            let mut index: HashMap<String, Vec<(UnitCode, usize)>> = HashMap::new();
            for (code, rows) in &self.units {
                for (n, unit) in rows.iter().enumerate() {
                    index.entry(name_key(&unit.name)).or_default().push((code.clone(), n));
                }
            }
            for all in index.values_mut() {
                all.sort();
            }
            index
        });
        let found = index.get(key).into_iter().flatten();
        found.filter_map(|(code, n)| self.units.get(code)?.get(*n))
    }

    /// The units right below one, on a date, by code.
    pub fn units_below(&self, code: &UnitCode, date: NaiveDate) -> Vec<&AdminUnit> {
        let mut units: Vec<_> = self
            .units
            .values()
            .flatten()
            .filter(|unit| unit.parent.as_ref() == Some(code) && unit.period.contains(date))
            .collect();
        units.sort_by(|a, b| a.code.cmp(&b.code));
        units
    }

    /// All units in force on the date, by code.
    pub fn units_on(&self, date: NaiveDate) -> Vec<&AdminUnit> {
        let mut units: Vec<_> =
            self.units.values().flatten().filter(|unit| unit.period.contains(date)).collect();
        units.sort_by(|a, b| (a.level(), &a.code).cmp(&(b.level(), &b.code)));
        units
    }

    /// How long the code meant the same land around a day: over changes of name and rank, until land came
    /// to it or went from it.
    pub fn land_period(&self, code: &UnitCode, date: NaiveDate) -> Option<Period> {
        let rows = self.units.get(code)?;
        let at = rows.iter().position(|unit| unit.period.contains(date))?;
        let goes_on = |day: NaiveDate| {
            let edges = self.successions.values().flatten();
            !edges
                .filter(|edge| edge.on == day)
                .any(|edge| (edge.old == *code) != (edge.new == *code))
        };
        let joins = |n: usize| rows[n].period.until == Some(rows[n + 1].period.from);
        let (mut first, mut last) = (at, at);
        while first > 0 && joins(first - 1) && goes_on(rows[first].period.from) {
            first -= 1;
        }
        while last + 1 < rows.len() && joins(last) && goes_on(rows[last + 1].period.from) {
            last += 1;
        }
        Period::new(rows[first].period.from, rows[last].period.until).ok()
    }

    /// The last day on which the code was (or will be) in force, or this day while it is.
    pub fn last_day_of(&self, code: &UnitCode, today: NaiveDate) -> Option<NaiveDate> {
        let last = self.units.get(code)?.last()?;
        let until = last.period.until.and_then(|until| until.checked_sub_days(Days::new(1)));
        Some(until.unwrap_or_else(|| today.max(last.period.from)))
    }

    /// The unit and those above it, from the bottom to the province.
    pub fn ancestors(&self, code: &UnitCode, date: NaiveDate) -> Vec<&AdminUnit> {
        let mut path: Vec<&AdminUnit> = Vec::new();
        let mut next = self.unit_on(code, date);
        while let Some(unit) = next {
            path.push(unit);
            next = unit
                .parent
                .as_ref()
                .and_then(|parent| self.unit_on(parent, date))
                .filter(|parent| parent.level() < unit.level());
        }
        path
    }

    /// The province that a unit lay in on the date.
    pub fn province_of(&self, code: &UnitCode, date: NaiveDate) -> Option<&AdminUnit> {
        self.ancestors(code, date).into_iter().find(|unit| unit.level() == UnitLevel::Province)
    }

    /// The unit with all above it, as in an address: `xã Thạch Châu, huyện Thạch Hà, tỉnh Hà Tĩnh`.
    pub fn path_name(&self, code: &UnitCode, date: NaiveDate, lang: Lang) -> Option<String> {
        let path = self.ancestors(code, date);
        let names: Vec<String> = path.iter().map(|unit| unit.full_name(lang)).collect();
        if names.is_empty() { None } else { Some(names.join(", ")) }
    }

    /// Where the land of a unit, as it stood on `as_of`, lies on a later `date`: the unit itself while
    /// nothing changed, else those that took over, the proposed one first. Changes in several steps are
    /// followed. Empty when the unit was not in force on `as_of` or nobody recorded what became of it.
    pub fn successors(
        &self,
        code: &UnitCode,
        as_of: NaiveDate,
        date: NaiveDate,
    ) -> Vec<Successor<'_>> {
        let unit = self.unit_on(code, as_of);
        unit.map_or_else(Vec::new, |unit| self.successors_decided(unit, date, &mut |_, _| None))
    }

    /// The same, where somebody may know which part of a unit that was divided is meant: `decide` is asked
    /// with the unit and the day, and what it names is followed alone.
    pub fn successors_decided<'a>(
        &'a self,
        unit: &'a AdminUnit,
        date: NaiveDate,
        decide: &mut dyn FnMut(&AdminUnit, NaiveDate) -> Option<UnitCode>,
    ) -> Vec<Successor<'a>> {
        let mut found = Vec::new();
        self.follow(unit, true, date, decide, &mut found);
        found
    }

    /// The units that took over from one on the day it ended, the proposed one first; with more than one,
    /// it was divided.
    pub fn heirs(&self, old: &UnitCode, on: NaiveDate) -> Vec<&AdminUnit> {
        let edges = self.successions.get(old).map_or(&[][..], Vec::as_slice);
        edges
            .iter()
            .filter(|edge| edge.on == on)
            .filter_map(|edge| self.unit_on(&edge.new, on))
            .collect()
    }

    fn follow<'a>(
        &'a self,
        unit: &'a AdminUnit,
        is_default: bool,
        date: NaiveDate,
        decide: &mut dyn FnMut(&AdminUnit, NaiveDate) -> Option<UnitCode>,
        found: &mut Vec<Successor<'a>>,
    ) {
        let Some(end) = unit.period.until.filter(|end| *end <= date) else {
            // Two parts of a split may have come together again.
            match found.iter_mut().find(|known| known.unit == unit) {
                Some(known) => known.is_default |= is_default,
                None => found.push(Successor { unit, is_default }),
            }
            return;
        };
        let mut edges: Vec<_> = self
            .successions
            .get(&unit.code)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .filter(|edge| edge.on == end)
            .collect();
        let decided = if edges.len() > 1 { decide(unit, end) } else { None };
        if let Some(decided) = decided.filter(|new| edges.iter().any(|edge| edge.new == *new)) {
            edges.retain(|edge| edge.new == decided);
        }
        let alone = edges.len() == 1;
        // Without edges the code itself goes on, under a new name or rank.
        if edges.is_empty()
            && let Some(next) = self.unit_on(&unit.code, end)
        {
            self.follow(next, is_default, date, decide, found);
        }
        for edge in edges {
            if let Some(next) = self.unit_on(&edge.new, end) {
                self.follow(next, is_default && (edge.is_default || alone), date, decide, found);
            }
        }
    }

    /// The units whose land went (partly) into this one on the day it came into force.
    pub fn predecessors(&self, code: &UnitCode, date: NaiveDate) -> Vec<&AdminUnit> {
        let Some(unit) = self.unit_on(code, date) else { return Vec::new() };
        let from = unit.period.from;
        let Some(eve) = from.checked_sub_days(Days::new(1)) else { return Vec::new() };
        let mut units: Vec<_> = self
            .successions
            .values()
            .flatten()
            .filter(|edge| edge.new == unit.code && edge.on == from)
            .filter_map(|edge| self.unit_on(&edge.old, eve))
            .collect();
        units.sort_by(|a, b| a.code.cmp(&b.code));
        units
    }

    /// The zone that a unit lies in on the date: its own, else that of the nearest unit above.
    pub fn zone_of(
        &self,
        scheme: ZoneScheme,
        unit: &UnitCode,
        date: NaiveDate,
    ) -> Option<&ZoneMember> {
        self.ancestors(unit, date).into_iter().find_map(|unit| {
            let members = self.zones.get(&(scheme, unit.code.clone()))?;
            members.iter().find(|member| member.period.contains(date))
        })
    }

    /// The point in service under this code on the date.
    pub fn point_on(&self, code: &PointCode, date: NaiveDate) -> Option<&Point> {
        self.points.get(code)?.iter().find(|point| point.period.contains(date))
    }

    /// The point as it was last (or will be) in service, whatever the date.
    pub fn point(&self, code: &PointCode) -> Option<&Point> {
        self.points.get(code)?.last()
    }

    /// All rows of all points, by code and first day.
    pub fn all_points(&self) -> Vec<&Point> {
        let mut points: Vec<_> = self.points.values().flatten().collect();
        points.sort_by(|a, b| (&a.code, a.period.from).cmp(&(&b.code, b.period.from)));
        points
    }

    /// All points in service on the date, by code.
    pub fn points_on(&self, date: NaiveDate) -> Vec<&Point> {
        let mut points: Vec<_> =
            self.points.values().flatten().filter(|point| point.period.contains(date)).collect();
        points.sort_by(|a, b| a.code.cmp(&b.code));
        points
    }

    /// The point itself while it is in service, else the one that took over from it, however often.
    pub fn successor_point(&self, code: &PointCode, date: NaiveDate) -> Option<&Point> {
        let mut code = code;
        // An office cannot be handed on more often than there are offices.
        for _ in 0..=self.points.len() {
            if let Some(point) = self.point_on(code, date) {
                return Some(point);
            }
            let ended =
                self.points.get(code)?.iter().rev().find(|point| point.period.from <= date)?;
            code = ended.successor.as_ref()?;
        }
        None
    }

    /// How a point that is out of service was handed on, step by step, to one that is in service on the
    /// date; empty while it is in service itself, and where nobody took over.
    pub fn handed_on<'a>(&'a self, code: &'a PointCode, date: NaiveDate) -> Vec<HandedOn<'a>> {
        let (mut steps, mut code) = (Vec::new(), code);
        // An office cannot be handed on more often than there are offices.
        for _ in 0..=self.points.len() {
            if self.point_on(code, date).is_some() {
                return steps;
            }
            let rows = self.points.get(code).map_or(&[][..], Vec::as_slice).iter();
            let ended = rows.rev().find(|point| point.period.from <= date);
            let step = ended.and_then(|ended| {
                let on = ended.period.until?;
                let to = self.point_on(ended.successor.as_ref()?, on)?;
                Some(HandedOn { from: &ended.code, to, on })
            });
            let Some(step) = step else { return Vec::new() };
            code = &step.to.code;
            steps.push(step);
        }
        Vec::new()
    }

    /// Points that were in service before the date and are not on it.
    pub fn closed_points(&self, date: NaiveDate) -> Vec<&PointCode> {
        let mut closed: Vec<&PointCode> = self
            .points
            .iter()
            .filter(|(code, rows)| {
                rows.first().is_some_and(|first| first.period.from <= date)
                    && self.point_on(code, date).is_none()
            })
            .map(|(code, _)| code)
            .collect();
        closed.sort();
        closed
    }

    /// The wanted points in service on the date, nearest first, with the distance in metres. Points whose
    /// position nobody knows are left out.
    pub fn nearest_points(
        &self,
        from: Position,
        date: NaiveDate,
        wanted: impl Fn(&Point) -> bool,
    ) -> Vec<(&Point, f64)> {
        let mut near: Vec<(&Point, f64)> = self
            .points_on(date)
            .into_iter()
            .filter(|point| wanted(point))
            .filter_map(|point| Some((point, distance_m(from, point.position?))))
            .collect();
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        near
    }

    /// All rows of all mail routes, by code and first day.
    pub fn all_routes(&self) -> &[MailRoute] {
        &self.routes
    }

    /// The mail routes in service on the date, by code.
    pub fn routes_on(&self, date: NaiveDate) -> impl Iterator<Item = &MailRoute> {
        self.routes.iter().filter(move |route| route.period.contains(date))
    }

    /// The mail routes that call at a point on the date.
    pub fn routes_through(&self, point: &PointCode, date: NaiveDate) -> Vec<&MailRoute> {
        self.routes_on(date).filter(|route| route.stops.contains(point)).collect()
    }
}
