//! A record of liability (biên bản xác định trách nhiệm bồi thường): opened by the log, fixed, paid or closed by
//! people. Readings and stages are added and never changed.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::harm::{Harm, Reading};
use super::refusal::ClaimRefusal;
use crate::base::place::BadCode;
use crate::base::{At, Dong, EntryId, ItemKey, Lang, LiabilityId, PointCode, TokenId};

/// How far a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The log tells of harm; nobody has said yet who answers for how much.
    Opened,
    /// The record fixes who answers and what is paid, and from it the time for paying counts.
    Fixed,
    /// The compensation was paid.
    Paid,
    /// Nothing is paid, for a reason.
    Closed,
}

/// What a person does with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Says who answers and what is paid.
    Fix,
    /// Pays.
    Pay,
    /// Closes without paying.
    Close,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 4] = [Self::Opened, Self::Fixed, Self::Paid, Self::Closed];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Fixed => "fixed",
            Self::Paid => "paid",
            Self::Closed => "closed",
        }
    }

    /// What people call it.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Opened => lang.pick("chờ xác định trách nhiệm", "liability to be fixed"),
            Self::Fixed => lang.pick("chờ bồi thường", "compensation to be paid"),
            Self::Paid => lang.pick("đã bồi thường", "compensation paid"),
            Self::Closed => lang.pick("đóng, không bồi thường", "closed without compensation"),
        }
    }

    /// The stage after the step. What was closed may be fixed after all; what was fixed may be fixed anew, as
    /// long as nothing was paid by it.
    pub const fn after(self, step: Step) -> Result<Self, ClaimRefusal> {
        match (self, step) {
            (Self::Opened | Self::Fixed | Self::Closed, Step::Fix) => Ok(Self::Fixed),
            (Self::Fixed, Step::Pay) => Ok(Self::Paid),
            (Self::Opened | Self::Fixed, Step::Close) => Ok(Self::Closed),
            (Self::Opened | Self::Closed, Step::Pay) => Err(ClaimRefusal::NotFixed),
            (Self::Paid, Step::Fix | Step::Pay | Step::Close) | (Self::Closed, Step::Close) => {
                Err(ClaimRefusal::Over(self))
            }
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Stage {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.as_str() == text)
            .ok_or_else(|| BadCode::new("opened, fixed, paid or closed", text))
    }
}

/// Where a record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Liability {
    /// Its name.
    pub id: LiabilityId,
    /// The parcel.
    pub item: ItemKey,
    /// The harm.
    pub harm: Harm,
    /// How far it is.
    pub stage: Stage,
    /// How often the log said something else of it so far.
    pub readings: u32,
    /// Whether the log still tells of the harm.
    pub stands: bool,
    /// The point that has to answer for it.
    pub answers: Option<PointCode>,
    /// When it was opened.
    pub opened_at: At,
    /// By when the compensation is to be paid.
    pub due_at: Option<At>,
}

/// What the log said of a harm, from a moment on; nothing where it told of no harm any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// 1, 2, 3 …
    pub number: u32,
    /// When we knew it.
    pub recorded_at: At,
    /// What it said.
    pub reading: Option<Reading>,
}

/// One stage: who did it, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What the record became.
    pub stage: Stage,
    /// When.
    pub at: At,
    /// Who; none: the log itself.
    pub by: Option<TokenId>,
    /// Why.
    pub reason: Option<String>,
    /// The reading it was decided by.
    pub reading: u32,
    /// What is paid, or was.
    pub amount: Option<Dong>,
    /// The charge, when it was fixed.
    pub charge: Option<Dong>,
    /// How many times that is the least by the decision that held then.
    pub times: Option<u32>,
    /// By when it is to be paid.
    pub due_at: Option<At>,
    /// Which point of the post paid.
    pub point: Option<PointCode>,
    /// The entry of the ledger by which it was paid.
    pub entry: Option<EntryId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_paid_after_it_was_fixed_and_once() {
        use Stage::{Closed, Fixed, Opened, Paid};
        let table = [
            (Opened, [Some(Fixed), None, Some(Closed)]),
            (Fixed, [Some(Fixed), Some(Paid), Some(Closed)]),
            (Closed, [Some(Fixed), None, None]),
            (Paid, [None, None, None]),
        ];
        for (stage, expected) in table {
            let after = [Step::Fix, Step::Pay, Step::Close].map(|step| stage.after(step).ok());
            assert_eq!(after, expected, "{stage}");
            assert_eq!(stage.as_str().parse(), Ok(stage));
        }
    }
}
