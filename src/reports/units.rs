//! Parcels accepted and delivered in each unit over some days, told in two ways: by the units as they were
//! when it happened, and by the units of today, so that years on both sides of a reform can be compared.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::place::BadCode;
use crate::base::{At, Lang, PointCode, UnitCode};
use crate::cases::Direction;
use crate::custody::{State, Timeline};
use crate::network::address::Atlas;
use crate::network::{AdminUnit, Locality, Point, UnitLevel};

/// By which units is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum As {
    /// As they were at the time of the event.
    Then,
    /// As they are today.
    Now,
}

impl As {
    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Then => "then",
            Self::Now => "now",
        }
    }
}

impl fmt::Display for As {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for As {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        [Self::Then, Self::Now]
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| BadCode::new("then or now", text))
    }
}

/// When and where something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: At,
    /// At which point.
    pub point: PointCode,
}

/// What a report counts of one parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Which way its dossier goes.
    pub direction: Direction,
    /// When the post first took it in.
    pub accepted: Option<Moment>,
    /// When it reached whom it was meant for, unless something happened to it since.
    pub delivered: Option<Moment>,
}

impl Journey {
    /// What the parcel's timeline tells.
    pub fn of(timeline: &Timeline, direction: Direction) -> Self {
        let moment = |entry: &crate::custody::Entry| Moment {
            at: entry.effective_at,
            point: entry.at.clone(),
        };
        let accepted = timeline.taken_in();
        let ended = timeline.state == State::Delivered;
        let counted = timeline.entries.iter().rev();
        let delivered = counted.take_while(|entry| ended && entry.state == State::Delivered).last();
        Self { direction, accepted: accepted.map(moment), delivered: delivered.map(moment) }
    }
}

/// Parcels by the way their dossier goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// From a person to the authority.
    pub submit: u64,
    /// Results from the authority to a person.
    #[serde(rename = "return")]
    pub returned: u64,
    /// Between authorities.
    pub internal: u64,
    /// All together.
    pub total: u64,
}

impl Counts {
    fn add(&mut self, direction: Direction) {
        match direction {
            Direction::Submit => self.submit += 1,
            Direction::Return => self.returned += 1,
            Direction::Internal => self.internal += 1,
        }
        self.total += 1;
    }

    fn sum(&mut self, other: Self) {
        self.submit += other.submit;
        self.returned += other.returned;
        self.internal += other.internal;
        self.total += other.total;
    }
}

/// What happened in one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitRow {
    /// The unit; none for what happened at a point whose place nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitCode>,
    /// Since when it is (or was) so called: a code alone may name two units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Its name with those above it.
    pub name: String,
    /// Taken in by the post.
    pub accepted: Counts,
    /// Delivered.
    pub delivered: Counts,
    /// How many of both stand here because this part of a divided unit was proposed, not known.
    pub estimated: u64,
}

/// Counts by unit over some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitReport {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last.
    pub until: NaiveDate,
    /// By which units.
    #[serde(rename = "as")]
    pub by: As,
    /// Of which level; where a unit has none of that level above it, the next one above stands.
    pub level: UnitLevel,
    /// A row for each unit in which anything happened, by code.
    pub rows: Vec<UnitRow>,
    /// All rows together: the same by whichever units is counted.
    pub total: UnitRow,
}

/// Counts journeys by unit. `today` is the day whose units are meant by "now".
pub fn count_by_unit(
    atlas: &Atlas<'_>,
    journeys: &[Journey],
    (from, until): (NaiveDate, NaiveDate),
    (by, level): (As, UnitLevel),
    today: NaiveDate,
) -> UnitReport {
    let mut rows: BTreeMap<Option<(UnitCode, NaiveDate)>, UnitRow> = BTreeMap::new();
    let within = |moment: &&Moment| (from..until).contains(&moment.at.date());
    for journey in journeys {
        let accepted = journey.accepted.as_ref().filter(within).map(|moment| (moment, true));
        let delivered = journey.delivered.as_ref().filter(within).map(|moment| (moment, false));
        for (moment, taken_in) in accepted.into_iter().chain(delivered) {
            let place = match by {
                As::Then => then(atlas, moment).map(|unit| (unit, false)),
                As::Now => now(atlas, moment, today),
            };
            let day = if by == As::Then { moment.at.date() } else { today };
            let counted = place.map(|(unit, guess)| (raised(atlas, unit, day, level), guess));
            let key = counted.map(|(unit, _)| (unit.code.clone(), unit.period.from));
            let row = rows
                .entry(key)
                .or_insert_with(|| empty(counted.map(|(unit, _)| (unit, path(atlas, unit, day)))));
            let counts = if taken_in { &mut row.accepted } else { &mut row.delivered };
            counts.add(journey.direction);
            row.estimated += u64::from(counted.is_some_and(|(_, guess)| guess));
        }
    }
    let mut total = empty(None);
    for row in rows.values() {
        total.accepted.sum(row.accepted);
        total.delivered.sum(row.delivered);
        total.estimated += row.estimated;
    }
    UnitReport { from, until, by, level, rows: rows.into_values().collect(), total }
}

fn empty(unit: Option<(&AdminUnit, String)>) -> UnitRow {
    UnitRow {
        unit: unit.as_ref().map(|(unit, _)| unit.code.clone()),
        valid_from: unit.as_ref().map(|(unit, _)| unit.period.from),
        name: unit.map(|(_, name)| name).unwrap_or_default(),
        accepted: Counts::default(),
        delivered: Counts::default(),
        estimated: 0,
    }
}

fn path(atlas: &Atlas<'_>, unit: &AdminUnit, day: NaiveDate) -> String {
    let name = atlas.network.path_name(&unit.code, day, Lang::Vi);
    name.unwrap_or_else(|| unit.full_name(Lang::Vi))
}

/// The point as it was then, or as it was last: a closed office may still have scanned.
fn point_of<'a>(atlas: &Atlas<'a>, moment: &Moment) -> Option<&'a Point> {
    let network = atlas.network;
    network.point_on(&moment.point, moment.at.date()).or_else(|| network.point(&moment.point))
}

/// The unit in which it happened, as it was then.
fn then<'a>(atlas: &Atlas<'a>, moment: &Moment) -> Option<&'a AdminUnit> {
    let point = point_of(atlas, moment)?;
    let network = atlas.network;
    let day = moment.at.date();
    let last =
        || network.last_day_of(&point.unit, day).and_then(|day| network.unit_on(&point.unit, day));
    network
        .unit_on(&point.unit, day)
        .or_else(|| network.unit_on(&point.unit, point.period.from))
        .or_else(last)
}

/// The unit on whose land it happened as it is today: where the point stands now, when it is still in
/// service; else where its position lies; else where the land of its unit went. Whether that is a guess.
fn now<'a>(atlas: &Atlas<'a>, moment: &Moment, today: NaiveDate) -> Option<(&'a AdminUnit, bool)> {
    let network = atlas.network;
    if let Some(point) = network.point_on(&moment.point, today)
        && let Some(unit) = network.unit_on(&point.unit, today)
    {
        return Some((unit, false));
    }
    let unit = then(atlas, moment)?;
    let mut decided_all = true;
    let found = network.successors_decided(unit, today, &mut |old, on| {
        let decided = atlas.decisions.find(&old.code, on, &Locality::default()).cloned();
        decided_all &= decided.is_some();
        decided
    });
    let here = point_of(atlas, moment)
        .and_then(|point| point.position)
        .and_then(|at| atlas.boundaries.at(at, today));
    let part = here.and_then(|here| found.iter().find(|one| one.unit.code == here.unit));
    if let Some(part) = part {
        return Some((part.unit, false));
    }
    let guess = found.len() > 1 && !decided_all;
    let proposed = found.iter().find(|one| one.is_default).or_else(|| found.first());
    // Land that nobody followed stays where it was last known to be.
    Some(proposed.map_or((unit, true), |one| (one.unit, guess)))
}

/// The unit itself or the one above it of the level; where there is none, the next one up.
fn raised<'a>(
    atlas: &Atlas<'a>,
    unit: &'a AdminUnit,
    day: NaiveDate,
    level: UnitLevel,
) -> &'a AdminUnit {
    let day = unit.period.until.filter(|until| *until <= day).map_or(day, |_| unit.period.from);
    let above = atlas.network.ancestors(&unit.code, day);
    above.into_iter().find(|over| over.level() <= level).unwrap_or(unit)
}
