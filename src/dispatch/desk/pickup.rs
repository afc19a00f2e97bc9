//! Calls that a desk asks the post for.

use std::fmt;
use std::str::FromStr;

use crate::base::place::BadCode;
use crate::base::{At, PickupId, PointCode, TokenId, Words};

/// How a call that a desk asked for stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PickupStage {
    /// The office has not answered yet.
    Ordered,
    /// The office comes.
    Promised,
    /// The office does not come, and said why.
    Declined,
    /// The desk needs it no longer.
    Withdrawn,
    /// Somebody came.
    Done,
}

impl PickupStage {
    /// Every stage.
    pub const ALL: [Self; 5] =
        [Self::Ordered, Self::Promised, Self::Declined, Self::Withdrawn, Self::Done];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Promised => "promised",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Done => "done",
        }
    }

    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::Ordered => Words::new("chờ bưu cục trả lời", "the office has not answered"),
            Self::Promised => Words::new("bưu cục sẽ đến", "the office will come"),
            Self::Declined => Words::new("bưu cục không đến được", "the office cannot come"),
            Self::Withdrawn => Words::new("đã rút yêu cầu", "withdrawn"),
            Self::Done => Words::new("đã đến lấy", "fetched"),
        }
    }

    /// Whether somebody may still come.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Ordered | Self::Promised => true,
            Self::Declined | Self::Withdrawn | Self::Done => false,
        }
    }

    /// Whether one leads to the other: what is over stays as it is.
    pub const fn leads_to(self, next: Self) -> bool {
        match (self, next) {
            (Self::Ordered, Self::Promised | Self::Declined | Self::Withdrawn | Self::Done)
            | (Self::Promised, Self::Declined | Self::Withdrawn | Self::Done) => true,
            (Self::Ordered | Self::Promised, Self::Ordered)
            | (Self::Promised, Self::Promised)
            | (
                Self::Declined | Self::Withdrawn | Self::Done,
                Self::Ordered | Self::Promised | Self::Declined | Self::Withdrawn | Self::Done,
            ) => false,
        }
    }
}

impl fmt::Display for PickupStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PickupStage {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| BadCode::new("ordered, promised, declined, withdrawn or done", text))
    }
}

/// A call that a desk asks the post for: somebody comes and takes over what is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pickup {
    /// Its id.
    pub id: PickupId,
    /// Where to call.
    pub desk: PointCode,
    /// Whom the desk asks.
    pub office: PointCode,
    /// Not before.
    pub from: At,
    /// Not after.
    pub until: At,
    /// How many parcels wait, about.
    pub parcels: u32,
    /// When it was asked for, and by whom.
    pub ordered: (At, TokenId),
    /// How it stands.
    pub stage: PickupStage,
    /// Since when, and who said so.
    pub staged: (At, TokenId),
    /// Why the office does not come.
    pub reason: Option<String>,
}

impl Pickup {
    /// The most parcels one asks to be fetched at once.
    pub const PARCELS_MAX: u32 = 10_000;
    /// How far ahead one may ask: beyond, nobody knows who drives.
    pub const AHEAD_DAYS: i64 = 14;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_is_over_stays_over() {
        for stage in PickupStage::ALL {
            assert_eq!(stage.as_str().parse(), Ok(stage));
            for next in PickupStage::ALL {
                assert!(!stage.leads_to(next) || stage.is_open(), "{stage} {next}");
            }
            assert_eq!(stage.leads_to(PickupStage::Withdrawn), stage.is_open());
        }
    }
}
