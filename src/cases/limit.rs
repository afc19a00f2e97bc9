//! Times that hold for cases of every procedure, as an operator loads and dates them.

use std::str::FromStr;

use chrono::NaiveDate;

use crate::base::place::BadCode;
use crate::base::{Period, Words};
use crate::calendar::TimeLimit;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitName {
    /// Within which a desk asks for a supplement to a dossier that came by post.
    SupplementByPost,
}

impl LimitName {
    /// Every name.
    pub const ALL: [Self; 1] = [Self::SupplementByPost];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SupplementByPost => "supplement_by_post",
        }
    }

    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::SupplementByPost => Words::new(
                "Yêu cầu bổ sung với hồ sơ gửi qua bưu chính",
                "Asking for a supplement to a dossier sent by post",
            ),
        }
    }
}

impl FromStr for LimitName {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| BadCode::new("supplement_by_post", text))
    }
}

/// A limit, while it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLimit {
    /// What is limited.
    pub name: LimitName,
    /// While it holds for dossiers received.
    pub period: Period,
    /// The limit.
    pub time: TimeLimit,
    /// Who decided it.
    pub decision: String,
}

impl CaseLimit {
    /// The limit of this name that holds on the day.
    pub fn find(all: &[Self], name: LimitName, day: NaiveDate) -> Option<&Self> {
        all.iter().find(|limit| limit.name == name && limit.period.contains(day))
    }
}
