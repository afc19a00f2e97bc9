//! How many procedures of each level may go by post, as authorities publish it ("536 at province level"),
//! with the share of all procedures of that level computed, and what is not as it should be.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::level::AgencyLevel;
use super::listing::Direction;
use super::procedure::{Procedure, ProcedureCode};
use super::time::{Offer, TimeUnit};
use super::whole::Catalogue;
use crate::base::{Channel, Lang};

/// How many a level's lists name.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Listed {
    /// Codes on the list.
    pub listed: usize,
    /// Those of them that the catalogue knows on that day.
    pub known: usize,
    /// Those of them that the catalogue, too, puts at that level.
    pub of_level: usize,
    /// These in percent of all procedures of the level, to one decimal; none where there are none.
    pub percent: Option<f64>,
}

/// The counts of one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LevelCounts {
    /// The level.
    pub level: AgencyLevel,
    /// All procedures of the level in force on that day.
    pub procedures: usize,
    /// Those whose dossier may be received by post.
    pub received: Listed,
    /// Those whose result may be returned by post.
    pub returned: Listed,
    /// Those that may go one way or the other: what is published as the length of the list.
    pub either: Listed,
}

/// What is kept although something about it is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Gaps {
    /// Codes on a list that the catalogue does not know.
    pub listed_unknown: usize,
    /// Procedures with a time whose unit nobody published.
    pub time_unit_unspecified: usize,
    /// Procedures without any time.
    pub time_missing: usize,
    /// Procedures without an authority.
    pub agency_missing: usize,
    /// Procedures of whose fee nothing is known.
    pub fee_missing: usize,
    /// Procedures whose fee is not published as a number.
    pub fee_by_case: usize,
    /// Procedures without a list of papers.
    pub papers_missing: usize,
}

/// The catalogue of a day in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counts {
    /// The day.
    pub on: NaiveDate,
    /// All procedures in force.
    pub procedures: usize,
    /// By level, from above.
    pub levels: Vec<LevelCounts>,
    /// What is missing.
    pub gaps: Gaps,
}

impl Gaps {
    /// How many there are of each, in words.
    pub fn told(self, lang: Lang) -> [(usize, &'static str); 7] {
        [
            (
                self.listed_unknown,
                lang.pick(
                    "mã có trên danh mục bưu chính nhưng không có trong danh mục thủ tục",
                    "codes listed, not in the catalogue",
                ),
            ),
            (
                self.time_unit_unspecified,
                lang.pick(
                    "thủ tục có thời hạn không rõ đơn vị",
                    "procedures with a time of no unit",
                ),
            ),
            (self.time_missing, lang.pick("thủ tục chưa có thời hạn", "procedures without a time")),
            (
                self.agency_missing,
                lang.pick("thủ tục chưa rõ cơ quan thực hiện", "procedures without an authority"),
            ),
            (self.fee_missing, lang.pick("thủ tục chưa rõ phí", "procedures of no known fee")),
            (
                self.fee_by_case,
                lang.pick("thủ tục có phí theo hồ sơ", "procedures with a fee by the case"),
            ),
            (
                self.papers_missing,
                lang.pick(
                    "thủ tục chưa có danh mục giấy tờ",
                    "procedures without a list of papers",
                ),
            ),
        ]
    }
}

impl Catalogue {
    /// Counts the catalogue of a day.
    pub fn counts(&self, on: NaiveDate) -> Counts {
        let levels = AgencyLevel::ALL.into_iter().map(|level| self.level_counts(level, on));
        Counts {
            on,
            procedures: self.procedures_on(on).count(),
            levels: levels.collect(),
            gaps: self.gaps(on),
        }
    }

    fn level_counts(&self, level: AgencyLevel, on: NaiveDate) -> LevelCounts {
        let procedures =
            self.procedures_on(on).filter(|procedure| procedure.levels.contains(level)).count();
        let count = |direction: Option<Direction>| {
            let codes: BTreeSet<&ProcedureCode> = self
                .listings_on(on)
                .filter(|one| one.level == level)
                .filter(|one| direction.is_none_or(|direction| one.direction == direction))
                .map(|one| &one.procedure)
                .collect();
            let known: Vec<&Procedure> =
                codes.iter().filter_map(|code| self.procedure_on(code, on)).collect();
            let of_level = known.iter().filter(|one| one.levels.contains(level)).count();
            let percent = percent(of_level, procedures);
            Listed { listed: codes.len(), known: known.len(), of_level, percent }
        };
        LevelCounts {
            level,
            procedures,
            received: count(Some(Direction::Received)),
            returned: count(Some(Direction::Returned)),
            either: count(None),
        }
    }

    fn gaps(&self, on: NaiveDate) -> Gaps {
        let unknown: BTreeSet<&ProcedureCode> = self
            .listings_on(on)
            .map(|listing| &listing.procedure)
            .filter(|code| self.procedure_on(code, on).is_none())
            .collect();
        let mut gaps = Gaps { listed_unknown: unknown.len(), ..Gaps::default() };
        for procedure in self.procedures_on(on) {
            let open = Channel::ALL
                .into_iter()
                .filter(|way| matches!(procedure.offers.of(*way), Offer::Usual | Offer::Within(_)));
            let times: Vec<_> = open.map(|way| procedure.time(way)).collect();
            let unspecified = times.iter().flatten().any(|time| time.unit == TimeUnit::Unspecified);
            gaps.time_unit_unspecified += usize::from(unspecified);
            gaps.time_missing += usize::from(times.iter().all(Option::is_none));
            gaps.agency_missing += usize::from(procedure.agency.is_none());
            let fee = self.fee_of(&procedure.code, Channel::Post, on);
            gaps.fee_missing += usize::from(fee.is_none());
            let by_case = fee.is_some_and(|fee| fee.total.bounds().is_none());
            gaps.fee_by_case += usize::from(by_case);
            gaps.papers_missing += usize::from(self.papers_on(&procedure.code, on).is_empty());
        }
        gaps
    }
}

/// To one decimal.
fn percent(part: usize, whole: usize) -> Option<f64> {
    // Counts of procedures are far below what a double holds exactly.
    let tenths = (part * 1000 + whole / 2).checked_div(whole)?;
    Some(f64::from(u32::try_from(tenths).unwrap_or(u32::MAX)) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::samples::{day, listing, period, procedure};

    #[test]
    fn lists_are_counted_by_level_against_all_procedures_of_it() {
        let ever = period("1900-01-01", None);
        let codes = ["1.000001", "1.000002", "1.000003"];
        let mut procedures = codes.map(|code| procedure(code, "Tên", ever)).to_vec();
        procedures[2].levels = "commune".parse().unwrap();
        let ended = period("2024-01-01", Some("2025-01-01"));
        let catalogue = Catalogue::new(
            procedures,
            vec![
                listing("1.000001", Direction::Received, ever),
                listing("1.000001", Direction::Returned, ever),
                listing("1.000003", Direction::Received, ever),
                listing("7.777777", Direction::Returned, ever),
                listing("1.000002", Direction::Returned, ended),
            ],
        );
        let counts = catalogue.counts(day("2025-04-01"));
        assert_eq!((counts.procedures, counts.gaps.listed_unknown), (3, 1));
        let province = &counts.levels[1];
        assert_eq!((province.level, province.procedures), (AgencyLevel::Province, 2));
        let count = |listed, known, of_level, percent| Listed { listed, known, of_level, percent };
        assert_eq!(province.received, count(2, 2, 1, Some(50.0)));
        assert_eq!(province.returned, count(2, 1, 1, Some(50.0)));
        assert_eq!(province.either, count(3, 2, 1, Some(50.0)));
        assert_eq!(counts.levels[2].either, count(0, 0, 0, None));
        assert_eq!(percent(1, 3), Some(33.3));
    }
}
