//! Whose land a position lies on: the outlines of units with their periods, and the one unit they give
//! for a position on a day.

use chrono::NaiveDate;

use super::position::Position;
use super::shape::Shape;
use super::unit::UnitLevel;
use crate::base::{Period, UnitCode};

/// The outline of a unit while it was in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// The unit.
    pub unit: UnitCode,
    /// While the outline holds.
    pub period: Period,
    /// The land.
    pub shape: Shape,
}

/// All outlines of an installation. Kept beside the network, not in it: they are a hundred times larger
/// and change when a map is imported, not when an office opens.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Boundaries {
    all: Vec<Boundary>,
}

/// Neighbours are drawn separately and simplified, so that slivers lie between them that belong to
/// nobody: a position so near to an edge belongs to the nearest unit.
const SLIVER_M: f64 = 25.0;

/// The same in degrees of latitude and, at our latitudes, of longitude: for looking at boxes first.
const SLIVER_DEGREES: f64 = 0.000_3;

impl Boundaries {
    /// Outlines in any order.
    pub fn new(mut all: Vec<Boundary>) -> Self {
        // By code, so that of two outlines that both hold a position the same one is always found first.
        all.sort_by(|a, b| (&a.unit, a.period.from).cmp(&(&b.unit, b.period.from)));
        Self { all }
    }

    /// Whether nothing was imported.
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Boundary> {
        self.all.iter()
    }

    /// The outline of a unit on a day.
    pub fn of(&self, unit: &UnitCode, date: NaiveDate) -> Option<&Boundary> {
        self.all.iter().find(|one| one.unit == *unit && one.period.contains(date))
    }

    /// The lowest unit on whose land the position lies on that day. On a border, where it lies in none
    /// or in several, it is exactly one and always the same: the one whose edge is nearest, then the
    /// one with the least code. None: at sea, abroad, or where no map was imported.
    ///
    /// Boxes are looked at first; for a whole country that is three thousand comparisons, faster than
    /// any index would be kept.
    pub fn at(&self, position: Position, date: NaiveDate) -> Option<&Boundary> {
        let near: Vec<&Boundary> = self
            .all
            .iter()
            .filter(|one| one.period.contains(date))
            .filter(|one| one.shape.bounds().is_near(position, SLIVER_DEGREES))
            .collect();
        for level in UnitLevel::ALL.into_iter().rev() {
            let mut here = near.iter().copied().filter(|one| UnitLevel::of(&one.unit) == level);
            if let Some(inside) = here.clone().find(|one| one.shape.contains(position)) {
                return Some(inside);
            }
            let (mut nearest, mut away) = (None, SLIVER_M);
            for one in here.by_ref() {
                let edge = one.shape.distance_to_edge_m(position);
                if edge < away {
                    (nearest, away) = (Some(one), edge);
                }
            }
            if nearest.is_some() {
                return nearest;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn boundary(code: &str, west: f64, east: f64) -> Boundary {
        let ring = json!([[west, 18.0], [east, 18.0], [east, 18.5], [west, 18.5], [west, 18.0]]);
        Boundary {
            unit: code.parse().unwrap(),
            period: Period::new("2025-07-01".parse().unwrap(), None).unwrap(),
            shape: Shape::read(&json!({"type": "Polygon", "coordinates": [ring]})).unwrap(),
        }
    }

    fn found(all: &Boundaries, lat: f64, lon: f64, day: &str) -> Option<String> {
        let at = all.at(Position::new(lat, lon).unwrap(), day.parse().unwrap());
        at.map(|one| one.unit.to_string())
    }

    #[test]
    fn a_shared_border_belongs_to_one_and_always_the_same() {
        // The second begins a metre beyond the first: a sliver.
        let neighbours = [
            boundary("18002", 105.500_01, 106.0),
            boundary("18001", 105.0, 105.5),
            boundary("42", 105.0, 107.0),
        ];
        let all = Boundaries::new(neighbours.to_vec());
        let turned = Boundaries::new(neighbours.into_iter().rev().collect());
        let day = "2025-07-01";
        for (lon, code) in [
            (105.2, "18001"),
            (105.5, "18001"),
            (105.500_002, "18001"),
            (105.500_009, "18002"),
            (105.7, "18002"),
            (106.5, "42"),
        ] {
            assert_eq!(found(&all, 18.2, lon, day).as_deref(), Some(code), "{lon}");
            assert_eq!(found(&turned, 18.2, lon, day).as_deref(), Some(code), "{lon}");
        }
        assert_eq!(found(&all, 18.2, 107.01, day), None);
        assert_eq!(found(&all, 18.2, 105.2, "2025-06-30"), None);
        assert_eq!(found(&Boundaries::default(), 18.2, 105.2, day), None);
    }
}
