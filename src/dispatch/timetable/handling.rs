//! How long a point handles what comes in, before it can go on with another run.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::base::place::BadCode;
use crate::base::{Period, PointCode};
use crate::network::PointKind;

/// Where a handling time holds. What is said of a point goes before what is said of its kind, and that
/// before what is said of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandlingPlace {
    /// At every point.
    Everywhere,
    /// At the points of a kind: `kind:sorting_office`.
    Kind(PointKind),
    /// At one point: `point:480990`.
    Point(PointCode),
}

impl HandlingPlace {
    /// What a person may write.
    pub const EXPECTED: &str = "everywhere, kind:KIND or point:CODE";
}

impl fmt::Display for HandlingPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everywhere => f.write_str("everywhere"),
            Self::Kind(kind) => write!(f, "kind:{kind}"),
            Self::Point(code) => write!(f, "point:{code}"),
        }
    }
}

impl FromStr for HandlingPlace {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad = |_| BadCode::new(Self::EXPECTED, text);
        match (text, text.split_once(':')) {
            ("everywhere", _) => Ok(Self::Everywhere),
            (_, Some(("kind", kind))) => kind.parse().map(Self::Kind).map_err(bad),
            (_, Some(("point", code))) => code.parse().map(Self::Point).map_err(bad),
            (_, _) => Err(BadCode::new(Self::EXPECTED, text)),
        }
    }
}

/// From the arrival of a run until what it brought can be handed in for the next one: unloading, sorting,
/// making up bags (thời gian khai thác).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandlingTime {
    /// Where.
    pub place: HandlingPlace,
    /// While it holds, by the day of arrival.
    pub period: Period,
    /// How many minutes.
    pub minutes: u32,
    /// Who decided it.
    pub decision: String,
}

impl HandlingTime {
    /// The longest that is believed: two days.
    pub const MOST: u32 = 2 * 24 * 60;
}

/// All handling times, found by point.
#[derive(Debug, Default)]
pub(super) struct Handling {
    /// Of all points and of kinds.
    general: Vec<HandlingTime>,
    own: HashMap<PointCode, Vec<HandlingTime>>,
}

impl Handling {
    pub(super) fn new(all: Vec<HandlingTime>) -> Self {
        let mut sorted = Self::default();
        for one in all {
            match &one.place {
                HandlingPlace::Everywhere | HandlingPlace::Kind(_) => sorted.general.push(one),
                HandlingPlace::Point(code) => {
                    sorted.own.entry(code.clone()).or_default().push(one);
                }
            }
        }
        sorted
    }

    /// The minutes at a point of a kind on a day; none at all where nothing was loaded.
    pub(super) fn minutes(&self, code: &PointCode, kind: PointKind, day: NaiveDate) -> u32 {
        let kind = HandlingPlace::Kind(kind);
        let general = [kind, HandlingPlace::Everywhere];
        let general = general
            .iter()
            .flat_map(|place| self.general.iter().filter(move |one| one.place == *place));
        let mut all = self.own.get(code).into_iter().flatten().chain(general);
        all.find(|one| one.period.contains(day)).map_or(0, |one| one.minutes)
    }

    /// The days on which one of them begins or ends to hold.
    pub(super) fn turns(&self) -> impl Iterator<Item = NaiveDate> {
        let all = self.general.iter().chain(self.own.values().flatten());
        all.flat_map(|one| [Some(one.period.from), one.period.until]).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_point_goes_before_its_kind_and_that_before_all() {
        let time = |place: &str, from: &str, minutes| HandlingTime {
            place: place.parse().unwrap(),
            period: Period::new(from.parse().unwrap(), None).unwrap(),
            minutes,
            decision: String::new(),
        };
        let all = Handling::new(vec![
            time("kind:sorting_office", "2025-01-01", 45),
            time("everywhere", "2025-01-01", 15),
            time("point:480990", "2025-07-01", 60),
        ]);
        let at = |code: &str, kind, day: &str| {
            all.minutes(&code.parse().unwrap(), kind, day.parse().unwrap())
        };
        assert_eq!(at("480990", PointKind::SortingOffice, "2025-07-01"), 60);
        assert_eq!(at("480990", PointKind::SortingOffice, "2025-06-30"), 45);
        assert_eq!(at("481940", PointKind::CulturalPostPoint, "2025-06-30"), 15);
        assert_eq!(at("481940", PointKind::CulturalPostPoint, "2024-06-30"), 0);
        for text in ["everywhere", "kind:post_office", "point:H27.00"] {
            assert_eq!(text.parse::<HandlingPlace>().unwrap().to_string(), text);
        }
        for bad in ["", "*", "kind:", "kind:castle", "point:", "point:a b", "480990"] {
            assert!(bad.parse::<HandlingPlace>().is_err(), "{bad}");
        }
    }
}
