//! The dated lists of what may go by post.

use std::str::FromStr;

use serde::Serialize;

use super::level::AgencyLevel;
use super::procedure::ProcedureCode;
use crate::base::place::BadCode;
use crate::base::{Lang, Period};

/// Which way the post may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The dossier, from the person to the authority (nhận gửi hồ sơ).
    Received,
    /// The result, from the authority to the person (chuyển trả kết quả).
    Returned,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Received, Self::Returned];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Returned => "returned",
        }
    }

    /// What people call it.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Received => lang.pick("nhận hồ sơ", "received"),
            Self::Returned => lang.pick("trả kết quả", "returned"),
        }
    }
}

impl FromStr for Direction {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|direction| direction.as_str() == text)
            .ok_or_else(|| BadCode::new("received or returned", text))
    }
}

/// An entry of a published list: this procedure may go by post in this direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalListing {
    /// The procedure. The catalogue may not know it: a list is a decision and is kept as it was published.
    pub procedure: ProcedureCode,
    /// Its name on the list, where the list gives one.
    pub name: Option<String>,
    /// Which way.
    pub direction: Direction,
    /// The level whose list it is.
    pub level: AgencyLevel,
    /// While the list says so.
    pub period: Period,
    /// The decision that published it.
    pub decision: String,
}
