//! A procedure as the national portal describes it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::place::{BadCode, text_code};

text_code!(
    /// The national code of a procedure, `1.004194`; some authorities add a part of their own behind it.
    ProcedureCode,
    "a procedure code like 1.004194",
    |text| {
        let (group, rest) = text.split_once('.').unwrap_or_default();
        let number = rest.split('.').next().unwrap_or_default();
        text.len() <= 32
            && matches!(group.len(), 1 | 2)
            && number.len() == 6
            && (group.bytes().chain(number.bytes())).all(|b| b.is_ascii_digit())
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    }
);

/// The level of the authority that decides. Not a unit's level: a procedure may be decided at several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AgencyLevel {
    /// A department or board of the province.
    Province,
    /// A district, until 30 June 2025.
    District,
    /// A commune.
    Commune,
}

impl AgencyLevel {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::Province, Self::District, Self::Commune];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }
}

impl FromStr for AgencyLevel {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| BadCode::new("province, district or commune", text))
    }
}

/// In what a processing time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Hours in which the authority works.
    WorkingHour,
    /// Days on which the authority works.
    WorkingDay,
    /// Days of the calendar.
    Day,
    /// Months of the calendar.
    Month,
}

impl TimeUnit {
    /// Every unit.
    pub const ALL: [Self; 4] = [Self::WorkingHour, Self::WorkingDay, Self::Day, Self::Month];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WorkingHour => "working_hour",
            Self::WorkingDay => "working_day",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

impl FromStr for TimeUnit {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|unit| unit.as_str() == text)
            .ok_or_else(|| BadCode::new("working_hour, working_day, day or month", text))
    }
}

/// How long the authority may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct ProcessingTime {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: TimeUnit,
}

/// A paper that the procedure asks for. The published list is what papers are counted against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequiredPaper {
    /// Its name on the list.
    pub name: String,
    /// The official form it is written on, `Mẫu số 11/ĐK`.
    pub template: Option<String>,
    /// How many originals.
    pub originals: u32,
    /// How many copies.
    pub copies: u32,
}

/// An administrative procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Procedure {
    /// The national code.
    pub code: ProcedureCode,
    /// Its name on the portal.
    pub name: String,
    /// The field of administration it belongs to.
    pub field: String,
    /// The level that decides.
    pub level: AgencyLevel,
    /// The authority that decides.
    pub agency: String,
    /// How long it may take, where published.
    pub processing: Option<ProcessingTime>,
    /// The papers, in the order of the list.
    pub papers: Vec<RequiredPaper>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn procedure_codes_are_the_portals() {
        for good in ["1.004194", "2.000488", "1.004194.000.00.00.H27", " 3.000182 "] {
            assert!(good.parse::<ProcedureCode>().is_ok(), "{good}");
        }
        for bad in ["", "1", "1.", "1.00419", "1.0041944", "x.004194", "1.004194 a", "1.004194.ă"]
        {
            assert!(bad.parse::<ProcedureCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn words_read_back() {
        assert!(AgencyLevel::ALL.iter().all(|level| level.as_str().parse() == Ok(*level)));
        assert!(TimeUnit::ALL.iter().all(|unit| unit.as_str().parse() == Ok(*unit)));
    }
}
