//! Days on which a departure goes otherwise than its calendar says.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::place::BadCode;
use crate::base::{DepartureCode, RouteCode, Words};

/// What becomes of a departure on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionKind {
    /// It does not go (huỷ chuyến).
    Cancelled,
    /// It goes although its days say otherwise (chuyến tăng cường).
    Extra,
    /// As its calendar says after all: an earlier word is taken back.
    AsPlanned,
}

impl ExceptionKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Cancelled, Self::Extra, Self::AsPlanned];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Extra => "extra",
            Self::AsPlanned => "as_planned",
        }
    }

    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::Cancelled => Words::new("huỷ chuyến", "cancelled"),
            Self::Extra => Words::new("chuyến tăng cường", "extra run"),
            Self::AsPlanned => Words::new("chạy theo lịch", "as planned"),
        }
    }
}

impl FromStr for ExceptionKind {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| BadCode::new("cancelled, extra or as_planned", text))
    }
}

/// A departure that goes otherwise on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The route.
    pub route: RouteCode,
    /// The departure.
    pub departure: DepartureCode,
    /// The day on which it would start, or starts.
    pub day: NaiveDate,
    /// What becomes of it.
    pub kind: ExceptionKind,
    /// Why, in the words of who decided.
    pub reason: String,
}
