//! The province as the plan sees it: offices in a tree by the mail routes that serve them, desks and communes
//! with the office that serves them, and which days are worked. Made once out of what is in the database, for
//! the days that are played: a point or a route that begins or ends within them is left out.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, ensure};
use chrono::{Days, NaiveDate};

use crate::app::Known;
use crate::base::{Capacity, Lang, PointCode, RouteCode, UnitCode};
use crate::calendar::{Audience, Day, TimeOfDay};
use crate::catalogue::{Direction, ProcedureCode};
use crate::network::{MailRoute, Network, Point, PointKind, Position, UnitLevel, distance_m};

/// The province.
#[derive(Debug)]
pub(in crate::commands) struct Province {
    /// Where mail is handled; the first is the sorting office.
    pub offices: Vec<Office>,
    /// How mail gets from office to office.
    pub lines: Vec<Line>,
    pub desks: Vec<Desk>,
    pub communes: Vec<Commune>,
    /// Procedures that may go both ways by post on all days.
    pub procedures: Vec<ProcedureCode>,
    /// The days that are played.
    pub days: Vec<PlayedDay>,
}

/// The place of the sorting office among the offices.
pub(in crate::commands) const HUB: usize = 0;

/// A point where the post handles mail.
#[derive(Debug)]
pub(in crate::commands) struct Office {
    pub code: PointCode,
    /// Said with every scan where the point is a desk too.
    pub both: bool,
    /// The office its mail goes to first, and by which line; the sorting office has none.
    pub parent: Option<(usize, usize)>,
}

/// One side of a mail route: the stops in the order in which they are reached from the office at its head.
#[derive(Debug)]
pub(in crate::commands) struct Line {
    pub route: RouteCode,
    pub head: usize,
    pub stops: Vec<usize>,
    /// How long from the head, or the stop before, in minutes.
    pub minutes: Vec<i64>,
}

/// A one-stop desk.
#[derive(Debug)]
pub(in crate::commands) struct Desk {
    pub code: PointCode,
    pub both: bool,
    /// The office that brings and fetches its mail.
    pub office: usize,
}

/// Where citizens live.
#[derive(Debug)]
pub(in crate::commands) struct Commune {
    pub code: UnitCode,
    /// With the province's name.
    pub name: String,
    /// The office that serves it.
    pub office: usize,
}

/// How long the post works on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum PostDay {
    Rest,
    /// The morning only.
    Half,
    Full,
}

/// A day that is played.
#[derive(Debug, Clone)]
pub(in crate::commands) struct PlayedDay {
    pub date: NaiveDate,
    pub post: PostDay,
    /// The desks that take mail in the morning.
    pub open_desks: BTreeSet<usize>,
    /// Those of them that give mail out in the afternoon.
    pub late_desks: BTreeSet<usize>,
}

impl Province {
    /// The province of this code over so many days.
    pub fn of(known: &Known, code: &UnitCode, from: NaiveDate, days: u32) -> anyhow::Result<Self> {
        let last = from
            .checked_add_days(Days::new(u64::from(days.saturating_sub(1))))
            .context("--from and --days: expected days before the year 9999")?;
        let network = &known.network;
        let here = Here { network, code, from, last };
        let (offices, lines, points) = here.offices()?;
        let desks = here.desks(&points);
        let communes = here.communes(&points);
        let procedures = procedures(known, from, last);
        ensure!(
            !desks.is_empty(),
            "--from {from}: no one-stop desk is in service from then until {last}: hosopost import points"
        );
        ensure!(
            !communes.is_empty(),
            "--from {from}: province {code} has no communes: hosopost import units"
        );
        ensure!(
            !procedures.is_empty(),
            "--from {from}: no procedure may go both ways by post: hosopost import listings"
        );
        let days = from
            .iter_days()
            .take(days as usize)
            .map(|date| here.day(known, &desks, date))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { offices, lines, desks, communes, procedures, days })
    }

    /// Pressed into real time there are no Sundays.
    pub fn works_every_day(&mut self) {
        for day in &mut self.days {
            day.post = PostDay::Full;
            day.open_desks = (0..self.desks.len()).collect();
            day.late_desks = day.open_desks.clone();
        }
    }

    /// Where mail at `here` goes next on its way to `to`; none when it is there.
    pub fn next_hop(&self, here: usize, to: usize) -> Option<usize> {
        if here == to {
            return None;
        }
        let mut below = to;
        while let Some((parent, _)) = self.offices[below].parent {
            if parent == here {
                return Some(below);
            }
            below = parent;
        }
        self.offices[here].parent.map(|(parent, _)| parent)
    }

    /// The desks an office serves.
    pub fn desks_of(&self, office: usize) -> Vec<usize> {
        (0..self.desks.len()).filter(|desk| self.desks[*desk].office == office).collect()
    }
}

/// A point that is an office of the plan.
struct Placed<'a> {
    office: usize,
    point: &'a Point,
}

struct Here<'a> {
    network: &'a Network,
    code: &'a UnitCode,
    from: NaiveDate,
    last: NaiveDate,
}

impl<'a> Here<'a> {
    /// The point, where it is in service on all days in the same capacities.
    fn point(&self, code: &PointCode) -> Option<&'a Point> {
        let (first, last) =
            (self.network.point_on(code, self.from)?, self.network.point_on(code, self.last)?);
        (first.roles == last.roles).then_some(first)
    }

    fn routes(&self) -> Vec<&'a MailRoute> {
        let stays = |route: &&MailRoute| route.period.contains(self.last);
        self.network.routes_on(self.from).filter(stays).collect()
    }

    /// The sorting office at which most routes meet, whatever these routes serve, and what feeds that.
    fn offices(&self) -> anyhow::Result<(Vec<Office>, Vec<Line>, Vec<Placed<'a>>)> {
        let routes = self.routes();
        let mut meeting: BTreeMap<&PointCode, usize> = BTreeMap::new();
        for route in &routes {
            for stop in &route.stops {
                if self.point(stop).is_some_and(|point| point.kind == PointKind::SortingOffice) {
                    *meeting.entry(stop).or_default() += 1;
                }
            }
        }
        let hub = meeting.iter().max_by_key(|(code, routes)| (**routes, std::cmp::Reverse(*code)));
        let hub = hub.and_then(|(code, _)| self.point(code)).with_context(|| {
            format!(
                "--from {}: no mail route that calls at a sorting office is in service from then until \
                 {}: hosopost import points, then routes",
                self.from, self.last
            )
        })?;
        let mut tree =
            Tree { here: self, offices: Vec::new(), lines: Vec::new(), points: Vec::new() };
        tree.place(hub, None);
        for route in &routes {
            if let Some(at) = route.stops.iter().position(|stop| *stop == hub.code) {
                let before: Vec<&PointCode> = route.stops[..at].iter().rev().collect();
                let after: Vec<&PointCode> = route.stops[at + 1..].iter().collect();
                tree.line(&route.code, HUB, &before);
                tree.line(&route.code, HUB, &after);
            }
        }
        for route in &routes {
            let Some((head, stops)) = route.stops.split_last() else { continue };
            // Two levels are as deep as mail goes within a day.
            let fed = |head: &usize| matches!(tree.offices[*head].parent, Some((HUB, _)));
            let Some(head) = tree.placed(head).filter(fed) else { continue };
            let stops: Vec<&PointCode> = stops.iter().rev().collect();
            if !stops.contains(&&hub.code) {
                tree.line(&route.code, head, &stops);
            }
        }
        let Tree { offices, lines, points, .. } = tree;
        ensure!(offices.len() > 1, "--from {}: no office is on a mail route", self.from);
        Ok((offices, lines, points))
    }

    fn desks(&self, points: &[Placed<'_>]) -> Vec<Desk> {
        let ours = |point: &Point| {
            let province = self.network.province_of(&point.unit, self.from);
            province.is_some_and(|province| province.code == *self.code)
        };
        self.network
            .points_on(self.from)
            .into_iter()
            .filter(|point| point.roles.has(Capacity::Desk) && ours(point))
            .filter_map(|point| self.point(&point.code))
            .filter_map(|point| {
                let itself = points.iter().find(|placed| placed.point.code == point.code);
                let office = match itself {
                    Some(placed) => placed.office,
                    None => serving(points, &point.unit, point.position)?,
                };
                let both = point.roles.has(Capacity::Post);
                Some(Desk { code: point.code.clone(), both, office })
            })
            .collect()
    }

    fn communes(&self, points: &[Placed<'_>]) -> Vec<Commune> {
        let network = self.network;
        let ours = |code: &UnitCode| {
            network.province_of(code, self.from).is_some_and(|province| province.code == *self.code)
        };
        network
            .units_on(self.from)
            .into_iter()
            .filter(|unit| unit.level() == UnitLevel::Commune && ours(&unit.code))
            .filter_map(|unit| {
                let office = serving(points, &unit.code, unit.position)?;
                let name = network.path_name(&unit.code, self.from, Lang::Vi)?;
                Some(Commune { code: unit.code.clone(), name, office })
            })
            .collect()
    }

    fn day(&self, known: &Known, desks: &[Desk], date: NaiveDate) -> anyhow::Result<PlayedDay> {
        let calendar =
            |audience: &Audience| self.network.calendar(&known.calendars, audience, date);
        let until = |day: &Day<'_>| day.spans.last().map(|span| span.until.minutes());
        let works = |day: &Day<'_>, hour: u32, minute: u32| {
            let minute = TimeOfDay::of(crate::base::At::office(date, hour, minute));
            day.spans.iter().any(|span| span.contains(minute))
        };
        let post = match until(&calendar(&Audience::Post)?.day(date)?) {
            None => PostDay::Rest,
            Some(minutes) if minutes <= 13 * 60 => PostDay::Half,
            Some(_) => PostDay::Full,
        };
        let (mut open_desks, mut late_desks) = (BTreeSet::new(), BTreeSet::new());
        for (n, desk) in desks.iter().enumerate() {
            let calendar = calendar(&Audience::Point(desk.code.clone()))?;
            let day = calendar.day(date)?;
            if works(&day, 10, 0) {
                open_desks.insert(n);
                if works(&day, 15, 30) {
                    late_desks.insert(n);
                }
            }
        }
        Ok(PlayedDay { date, post, open_desks, late_desks })
    }
}

/// The office that serves a place: in its own unit, else the nearest. Sorting offices and service centres
/// serve nobody at a door.
fn serving(points: &[Placed<'_>], unit: &UnitCode, at: Option<Position>) -> Option<usize> {
    let served = |placed: &&Placed<'_>| {
        !matches!(placed.point.kind, PointKind::SortingOffice | PointKind::ServiceCentre)
    };
    if let Some(own) = points.iter().filter(served).find(|placed| placed.point.unit == *unit) {
        return Some(own.office);
    }
    let at = at?;
    points
        .iter()
        .filter(served)
        .filter_map(|placed| Some((placed.office, distance_m(at, placed.point.position?))))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(office, _)| office)
}

fn procedures(known: &Known, from: NaiveDate, last: NaiveDate) -> Vec<ProcedureCode> {
    let both_ways = |code: &ProcedureCode| {
        [from, last].into_iter().all(|day| {
            let may = |direction| known.catalogue.may_go(code, direction, day).is_ok();
            may(Direction::Received) && may(Direction::Returned)
        })
    };
    let listed: BTreeSet<&ProcedureCode> =
        known.catalogue.listings_on(from).map(|listing| &listing.procedure).collect();
    listed.into_iter().filter(|code| both_ways(code)).cloned().collect()
}

struct Tree<'h, 'a> {
    here: &'h Here<'a>,
    offices: Vec<Office>,
    lines: Vec<Line>,
    points: Vec<Placed<'a>>,
}

impl<'a> Tree<'_, 'a> {
    fn placed(&self, code: &PointCode) -> Option<usize> {
        self.offices.iter().position(|office| office.code == *code)
    }

    fn place(&mut self, point: &'a Point, parent: Option<(usize, usize)>) -> usize {
        let office = self.offices.len();
        let both = point.roles.has(Capacity::Desk);
        self.offices.push(Office { code: point.code.clone(), both, parent });
        self.points.push(Placed { office, point });
        office
    }

    /// Adds the stops of a route that no route before serves.
    fn line(&mut self, route: &RouteCode, head: usize, stops: &[&PointCode]) {
        let line = self.lines.len();
        let (mut served, mut minutes) = (Vec::new(), Vec::new());
        let mut before = self.points[head].point.position;
        for stop in stops {
            let point = self.here.point(stop).filter(|point| point.roles.has(Capacity::Post));
            let Some(point) = point.filter(|point| self.placed(&point.code).is_none()) else {
                continue;
            };
            minutes.push(drive(before, point.position));
            before = point.position;
            served.push(self.place(point, Some((head, line))));
        }
        if !served.is_empty() {
            self.lines.push(Line { route: route.clone(), head, stops: served, minutes });
        }
    }
}

/// How long a van takes: the road is a third longer than the crow's way, at 36 km/h, with a stop's handling.
fn drive(from: Option<Position>, to: Option<Position>) -> i64 {
    match (from, to) {
        (Some(from), Some(to)) => (distance_m(from, to) * 1.33 / 600.0) as i64 + 5,
        (Some(_) | None, Some(_) | None) => 20,
    }
}
