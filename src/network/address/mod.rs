//! From an address as people write it, often in units that have ended, to the commune of today, with a
//! confidence. Nothing is invented: what cannot be told for sure is told as several candidates.
//!
//! `words` takes the text apart, `read` finds the unit it names in any era, [`resolve()`] follows it to
//! the day asked for: through mergers by themselves, through splits by what a person decided, by a
//! coordinate, or by the proposal of whoever published the list.

mod read;
mod resolve;
pub(super) mod words;

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::decision::Locality;
use super::position::Position;
use super::unit::AdminUnit;
use crate::base::UnitCode;

pub use resolve::{Atlas, resolve};

/// How sure an answer is, the surest first. The answer bears the least sure of its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A unit code was given and means one unit.
    ExactCode,
    /// The names, with their marks, fit one unit and those above it.
    ExactNames,
    /// The names fit one unit when marks are left out.
    FoldedNames,
    /// The unit was divided; a person decided where this locality went.
    SplitDecided,
    /// The unit was divided; the coordinate lies in this part.
    SplitByCoordinate,
    /// Only one unit fits, but a unit above it is missing or does not: often one of an earlier era.
    PartialNames,
    /// The unit was divided and nobody has decided: the proposed part.
    SplitByDefault,
    /// Several units fit.
    Ambiguous,
    /// No unit fits.
    Unknown,
}

impl Confidence {
    /// Every confidence, the surest first.
    pub const ALL: [Self; 9] = [
        Self::ExactCode,
        Self::ExactNames,
        Self::FoldedNames,
        Self::SplitDecided,
        Self::SplitByCoordinate,
        Self::PartialNames,
        Self::SplitByDefault,
        Self::Ambiguous,
        Self::Unknown,
    ];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ExactCode => "exact_code",
            Self::ExactNames => "exact_names",
            Self::FoldedNames => "folded_names",
            Self::SplitDecided => "split_decided",
            Self::SplitByCoordinate => "split_by_coordinate",
            Self::PartialNames => "partial_names",
            Self::SplitByDefault => "split_by_default",
            Self::Ambiguous => "ambiguous",
            Self::Unknown => "unknown",
        }
    }

    /// Whether a person should look before somebody is sent there.
    pub const fn needs_a_person(self) -> bool {
        match self {
            Self::ExactCode
            | Self::ExactNames
            | Self::FoldedNames
            | Self::SplitDecided
            | Self::SplitByCoordinate => false,
            Self::PartialNames | Self::SplitByDefault | Self::Ambiguous | Self::Unknown => true,
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The address as given.
    pub text: &'a str,
    /// A unit code given with it.
    pub unit: Option<&'a UnitCode>,
    /// When it was given: the code is meant as of then.
    pub given_on: Option<NaiveDate>,
    /// Where it is, when somebody stood there with a phone.
    pub position: Option<Position>,
    /// The day whose units are wanted.
    pub on: NaiveDate,
}

/// What was read in the text, as it was written there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The commune.
    pub commune: Option<String>,
    /// The district.
    pub district: Option<String>,
    /// The province.
    pub province: Option<String>,
    /// What stands before them, as far as it names land and no house or person.
    pub locality: Locality,
}

/// A unit of the day asked for that holds, or may hold, the address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<'a> {
    /// The unit.
    pub unit: &'a AdminUnit,
    /// The chance that it is the one, as far as anybody knows: even among several, since nobody has
    /// published how many people of a divided unit live in which part.
    pub share: f64,
    /// Whether it is the one to use when one must be used.
    pub proposed: bool,
}

/// A unit that was divided, where nobody has decided about the locality.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenSplit {
    /// The unit that ended.
    pub old: UnitCode,
    /// The day of the change.
    pub on: NaiveDate,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution<'a> {
    /// What was read.
    pub reading: Reading,
    /// The unit that the text or the code means, in the era in which it was so called.
    pub old: Option<&'a AdminUnit>,
    /// The units of the day asked for, the proposed one first; none when nothing fits.
    pub present: Vec<Candidate<'a>>,
    /// How sure that is.
    pub confidence: Confidence,
    /// The split that waits for a person.
    pub open: Option<OpenSplit>,
}

impl<'a> Resolution<'a> {
    /// The unit to use when one must be used.
    pub fn proposed(&self) -> Option<&'a AdminUnit> {
        self.present.iter().find(|one| one.proposed).map(|one| one.unit)
    }
}
