//! An entry: what happened to money, when, by whom, and how it moved between accounts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::account::Account;
use crate::base::place::BadCode;
use crate::base::{At, CaseId, Dong, EntryId, Lang, LegId, PointCode, TokenId};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Postage was charged for a leg.
    PostageCharged,
    /// Postage was paid to the post.
    PostageCollected,
    /// A procedure's fee was paid to the post, for the agency.
    FeeCollected,
    /// Fees were handed over to the agency.
    FeeRemitted,
    /// Compensation was paid for what was lost or damaged.
    CompensationPaid,
    /// An entry before was wrong.
    Reversal,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::PostageCharged,
        Self::PostageCollected,
        Self::FeeCollected,
        Self::FeeRemitted,
        Self::CompensationPaid,
        Self::Reversal,
    ];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PostageCharged => "postage_charged",
            Self::PostageCollected => "postage_collected",
            Self::FeeCollected => "fee_collected",
            Self::FeeRemitted => "fee_remitted",
            Self::CompensationPaid => "compensation_paid",
            Self::Reversal => "reversal",
        }
    }

    /// What people call it.
    pub const fn words(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::PostageCharged => ("Tính cước", "Postage charged"),
            Self::PostageCollected => ("Thu cước", "Postage collected"),
            Self::FeeCollected => ("Thu hộ phí, lệ phí", "Procedure fee collected"),
            Self::FeeRemitted => ("Nộp phí, lệ phí cho cơ quan", "Procedure fees remitted"),
            Self::CompensationPaid => ("Chi bồi thường", "Compensation paid"),
            Self::Reversal => ("Bút toán đảo", "Reversal"),
        };
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EntryKind {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            BadCode::new(
                "postage_charged, postage_collected, fee_collected, fee_remitted, \
                 compensation_paid or reversal",
                text,
            )
        })
    }
}

/// How money changed hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// In coins and notes, against a receipt.
    Cash,
    /// From account to account.
    Transfer,
}

impl Method {
    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Transfer => "transfer",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        match text {
            "cash" => Ok(Self::Cash),
            "transfer" => Ok(Self::Transfer),
            other => Err(BadCode::new("cash or transfer", other)),
        }
    }
}

/// One line of an entry: into the account where above zero, out of it where below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// How much.
    pub amount: Dong,
    /// The case it is for: a remittance is for many, and each is followed by itself.
    pub case: Option<CaseId>,
}

/// Lines that do not sum to zero.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected postings that sum to zero, got {0:?}")]
pub struct Unbalanced(pub Vec<Dong>);

/// The lines of an entry, at least two, which sum to zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postings(Vec<Posting>);

impl Postings {
    /// Lines that balance; no others can be had.
    pub fn new(lines: Vec<Posting>) -> Result<Self, Unbalanced> {
        let amounts = || lines.iter().map(|line| line.amount);
        if lines.len() >= 2 && Dong::total(amounts()) == Some(Dong::ZERO) {
            Ok(Self(lines))
        } else {
            Err(Unbalanced(amounts().collect()))
        }
    }

    /// The lines.
    pub fn lines(&self) -> &[Posting] {
        &self.0
    }

    /// How much moved: the sum of what went in somewhere.
    pub fn amount(&self) -> Dong {
        Dong::total(self.0.iter().map(|line| line.amount.beyond(Dong::ZERO))).unwrap_or_default()
    }
}

/// What an entry concerns, as far as it concerns one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The case.
    pub case: Option<CaseId>,
    /// The leg.
    pub leg: Option<LegId>,
    /// The agency whose case, or whose money, it is.
    pub agency: Option<PointCode>,
    /// The point of the post where it happened.
    pub point: Option<PointCode>,
}

/// Something to look at in an entry. It is recorded all the same: what was paid was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// What.
    pub kind: FlagKind,
    /// How much was expected.
    pub expected: Dong,
}

/// What there is to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// Another fee than the published one was collected.
    DiffersFromFee,
    /// Another postage than the one owed was collected.
    DiffersFromPostage,
    /// Another amount than is held for the agency was handed over to it.
    DiffersFromHeld,
}

impl Flag {
    /// The flag when the amount is not the one expected.
    pub fn unless_equal(kind: FlagKind, expected: Dong, amount: Dong) -> Option<Self> {
        (expected != amount).then_some(Self { kind, expected })
    }

    /// What it says to people.
    pub fn words(&self, lang: Lang) -> String {
        let expected = self.expected;
        let (vi, en) = match self.kind {
            FlagKind::DiffersFromFee => ("khác mức phí đã công bố", "not the published fee"),
            FlagKind::DiffersFromPostage => ("khác số cước còn phải thu", "not the postage owed"),
            FlagKind::DiffersFromHeld => {
                ("khác số đang giữ hộ", "not the amount held for the agency")
            }
        };
        lang.pick(format!("{vi}: {expected}"), format!("{en}: {expected}"))
    }
}

/// An entry as it stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id, made by whoever records it.
    pub id: EntryId,
    /// What happened.
    pub kind: EntryKind,
    /// When it was recorded.
    pub at: At,
    /// Who recorded it.
    pub by: TokenId,
    /// What it concerns.
    pub about: About,
    /// How money changed hands, where it did.
    pub method: Option<Method>,
    /// A receipt's number, a bank's reference, the reason of a reversal. Never a person.
    pub note: Option<String>,
    /// The entry it takes back.
    pub reverses: Option<EntryId>,
    /// What there is to look at.
    pub flags: Vec<Flag>,
    /// What the amount rests on: for postage the quote as it was then.
    pub basis: Option<Value>,
    /// How it moved.
    pub postings: Postings,
}

/// An entry with its place in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// 1, 2, 3 … in the order in which entries became known, without a gap.
    pub number: i64,
    /// The entry.
    pub entry: Entry,
    /// The entry that took it back.
    pub reversed_by: Option<EntryId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(account: &str, amount: i64) -> Posting {
        Posting { account: account.parse().unwrap(), amount: Dong::kept(amount), case: None }
    }

    #[test]
    fn only_lines_that_balance_become_postings() {
        let good = Postings::new(vec![line("cash:A", 300), line("agency:B", -300)]).unwrap();
        assert_eq!(good.amount(), Dong::kept(300));
        for bad in [
            vec![],
            vec![line("cash:A", 0)],
            vec![line("cash:A", 300), line("agency:B", -299)],
            vec![line("cash:A", i64::MAX), line("cash:B", 1), line("agency:B", i64::MIN)],
        ] {
            assert!(Postings::new(bad.clone()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn words_read_back() {
        for kind in EntryKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        for method in [Method::Cash, Method::Transfer] {
            assert_eq!(method.as_str().parse(), Ok(method));
        }
        assert!("card".parse::<Method>().is_err());
        assert!("charge".parse::<EntryKind>().is_err());
    }
}
