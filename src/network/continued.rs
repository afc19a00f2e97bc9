//! Points that stay where they are while the unit around them ends: the row with which each goes on in
//! the unit that took over.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::address::Atlas;
use super::decision::Locality;
use super::point::Point;
use super::unit::AdminUnit;
use super::whole::Network;
use crate::base::place::BadCode;
use crate::base::{Lang, Period, PointCode, UnitCode};

/// How the unit in which a point goes on was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FoundBy {
    /// All the land went to one unit.
    Merger,
    /// The land was divided, and the outline of this part holds the point's position.
    Position,
    /// The land was divided; a person decided about the whole of it.
    Decision,
    /// The land was divided and this is the proposed part: a person must look.
    Proposal,
}

impl FoundBy {
    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Merger => "merger",
            Self::Position => "position",
            Self::Decision => "decision",
            Self::Proposal => "proposal",
        }
    }

    /// How people say it.
    pub const fn word(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::Merger => ("sáp nhập toàn bộ", "the whole unit merged"),
            Self::Position => ("theo tọa độ", "by its position"),
            Self::Decision => ("theo quyết định của người có trách nhiệm", "by a decision"),
            Self::Proposal => ("tạm theo đề xuất, cần kiểm tra", "proposed only, to be checked"),
        };
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// Whether it is a guess until a person has looked.
    pub const fn is_guess(self) -> bool {
        matches!(self, Self::Proposal)
    }
}

impl FromStr for FoundBy {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        [Self::Merger, Self::Position, Self::Decision, Self::Proposal]
            .into_iter()
            .find(|found| found.as_str() == text)
            .ok_or_else(|| BadCode::new("merger, position, decision or proposal", text))
    }
}

/// A point that went on in another unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Continued {
    /// The point.
    pub point: PointCode,
    /// The day of the change.
    pub on: NaiveDate,
    /// The unit that ended.
    pub old: UnitCode,
    /// The unit in which it goes on.
    pub new: UnitCode,
    /// How that was found.
    pub found: FoundBy,
}

/// The rows with which points go on whose unit ended on or before a day, and the rows that end there;
/// changes in several steps give several rows. Points whose unit has no heir on record are left alone.
pub fn continued(atlas: &Atlas<'_>, by: NaiveDate) -> (Vec<Point>, Vec<Continued>) {
    let (mut rows, mut told) = (Vec::new(), Vec::new());
    for point in atlas.network.all_points() {
        let mut point = point.clone();
        while let Some((on, unit, found)) = next_unit(atlas, &point, by) {
            let Ok(before) = Period::new(point.period.from, Some(on)) else { break };
            let Ok(after) = Period::new(on, point.period.until) else { break };
            let (old, new) = (point.unit.clone(), unit.code.clone());
            told.push(Continued { point: point.code.clone(), on, old, new, found });
            let next = Point { unit: unit.code.clone(), period: after, ..point.clone() };
            // What is handed on when the point closes is said by its last row.
            rows.push(Point { period: before, successor: None, ..point });
            point = next;
            rows.retain(|row: &Point| (&row.code, row.period.from) != (&point.code, on));
            rows.push(point.clone());
        }
    }
    // A row that was itself continued stands twice: the shorter one, written later, holds.
    let mut last: Vec<Point> = Vec::with_capacity(rows.len());
    for row in rows {
        last.retain(|known| (&known.code, known.period.from) != (&row.code, row.period.from));
        last.push(row);
    }
    (last, told)
}

/// The change by which the point lies in another unit, when it goes on beyond the end of its own.
fn next_unit<'a>(
    atlas: &Atlas<'a>,
    point: &Point,
    by: NaiveDate,
) -> Option<(NaiveDate, &'a AdminUnit, FoundBy)> {
    let unit = atlas.network.unit_on(&point.unit, point.period.from)?;
    let end = ended(atlas.network, unit, by)?;
    if point.period.until.is_some_and(|until| until <= end) {
        return None;
    }
    let heirs = atlas.network.heirs(&unit.code, end);
    let here = point.position.and_then(|at| atlas.boundaries.at(at, end));
    let named = |code: &UnitCode| heirs.iter().copied().find(|heir| heir.code == *code);
    let decided = || atlas.decisions.find(&unit.code, end, &Locality::default());
    let (heir, found) = match heirs.as_slice() {
        [] => return None,
        [only] => (*only, FoundBy::Merger),
        [proposed, ..] => here
            .and_then(|here| named(&here.unit))
            .map(|heir| (heir, FoundBy::Position))
            .or_else(|| decided().and_then(named).map(|heir| (heir, FoundBy::Decision)))
            .unwrap_or((*proposed, FoundBy::Proposal)),
    };
    Some((end, heir, found))
}

/// The day from which the code no longer means the unit's land: its row ended and the code did not just
/// go on under another name or rank.
fn ended(network: &Network, unit: &AdminUnit, by: NaiveDate) -> Option<NaiveDate> {
    let mut until = unit.period.until?;
    while until <= by {
        let heirs = network.heirs(&unit.code, until);
        match (heirs.as_slice(), network.unit_on(&unit.code, until)) {
            ([], Some(next)) => until = next.period.until?,
            ([only], Some(next)) if only.code == next.code => until = next.period.until?,
            _ => return Some(until),
        }
    }
    None
}
