//! What a procedure costs (phí, lệ phí), in whole đồng. Not here: the post's own price for carrying
//! (cước), and what of it was collected; and no sum is ever guessed: what is not published as a number
//! stays a question for the authority.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::procedure::ProcedureCode;
use crate::base::place::BadCode;
use crate::base::{Channel, Lang, Period};

/// What is asked for, in whole đồng.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeeAmount {
    /// Nothing.
    Free,
    /// So much.
    Fixed(u64),
    /// From so much to so much; the authority says how much of a given dossier.
    Range {
        /// The least.
        from: u64,
        /// The most.
        to: u64,
    },
    /// By the case: told in words, in another currency, or in a way that cannot be read as numbers.
    ByCase,
}

impl FeeAmount {
    /// The largest amount that is believed: a slip of the keyboard adds zeros.
    pub const MOST: u64 = 10_000_000_000;

    /// Every kind, by the word in data.
    pub const KINDS: [&str; 4] = ["none", "fixed", "range", "by_case"];

    /// The kind's word in data.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Free => "none",
            Self::Fixed(_) => "fixed",
            Self::Range { .. } => "range",
            Self::ByCase => "by_case",
        }
    }

    /// The least and the most, where they are known.
    pub const fn bounds(self) -> Option<(u64, u64)> {
        match self {
            Self::Free => Some((0, 0)),
            Self::Fixed(dong) => Some((dong, dong)),
            Self::Range { from, to } => Some((from, to)),
            Self::ByCase => None,
        }
    }

    /// Puts an amount together from its kind and its bounds, or says which of the three does not fit and
    /// what was expected of it.
    pub fn read(
        kind: &str,
        from: Option<u64>,
        to: Option<u64>,
    ) -> Result<Self, (FeePart, &'static str)> {
        let none_beside = |amount| match (from, to) {
            (None | Some(0), None | Some(0)) => Ok(amount),
            (Some(1..), _) => Err((FeePart::From, "nothing beside this kind")),
            (_, Some(1..)) => Err((FeePart::To, "nothing beside this kind")),
        };
        match (kind, from, to) {
            ("none", _, _) => none_beside(Self::Free),
            ("by_case", None, None) => Ok(Self::ByCase),
            ("by_case", Some(_), _) => Err((FeePart::From, "nothing beside by_case")),
            ("by_case", None, Some(_)) => Err((FeePart::To, "nothing beside by_case")),
            ("fixed", Some(dong @ 1..=Self::MOST), None) => Ok(Self::Fixed(dong)),
            ("fixed", Some(dong @ 1..=Self::MOST), Some(same)) if dong == same => {
                Ok(Self::Fixed(dong))
            }
            ("fixed", Some(1..=Self::MOST), _) => {
                Err((FeePart::To, "the same as fee_from, or nothing"))
            }
            ("range", Some(from @ 0..=Self::MOST), Some(to @ 1..=Self::MOST)) if from < to => {
                Ok(Self::Range { from, to })
            }
            ("range", Some(0..=Self::MOST), _) => {
                Err((FeePart::To, "whole đồng, more than fee_from, up to 10000000000"))
            }
            ("fixed" | "range", _, _) => {
                Err((FeePart::From, "whole đồng from 1 to 10000000000 (a range may begin at 0)"))
            }
            (_, _, _) => Err((FeePart::Kind, "none, fixed, range or by_case")),
        }
    }

    /// Both together. What is by the case stays so.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self.bounds(), other.bounds()) {
            (Some((from, to)), Some((more_from, more_to))) => {
                Self::between(from + more_from, to + more_to)
            }
            (None, _) | (_, None) => Self::ByCase,
        }
    }

    const fn between(from: u64, to: u64) -> Self {
        match (from, to) {
            (0, 0) => Self::Free,
            (from, to) if from == to => Self::Fixed(from),
            (from, to) => Self::Range { from, to },
        }
    }

    /// For people: `50.000 đ`, `10.000–20.000 đ`, `không thu`.
    pub fn text(self, lang: Lang) -> String {
        match self {
            Self::Free => lang.pick("không thu", "free").to_owned(),
            Self::Fixed(dong) => format!("{} đ", grouped(dong, lang)),
            Self::Range { from, to } => format!("{}–{} đ", grouped(from, lang), grouped(to, lang)),
            Self::ByCase => lang.pick("theo hồ sơ", "by the case").to_owned(),
        }
    }
}

/// For data: `none`, `50000`, `10000-20000`, `by_case`.
impl fmt::Display for FeeAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Free | Self::ByCase => f.write_str(self.kind()),
            Self::Fixed(dong) => write!(f, "{dong}"),
            Self::Range { from, to } => write!(f, "{from}-{to}"),
        }
    }
}

/// Which of an amount's three parts does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeePart {
    /// The kind.
    Kind,
    /// The amount, or the least.
    From,
    /// The most.
    To,
}

/// Digits in groups of three, as the language writes them.
fn grouped(dong: u64, lang: Lang) -> String {
    let digits = dong.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(lang.pick('.', ','));
        }
        text.push(digit);
    }
    text
}

/// By which of the law's two names an item is asked (Law 97/2015/QH13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeClass {
    /// Phí: covers the cost of the service.
    Phi,
    /// Lệ phí: a fixed sum for the authority's paper.
    LePhi,
}

impl FeeClass {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Phi, Self::LePhi];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phi => "phi",
            Self::LePhi => "le_phi",
        }
    }

    /// What people call it.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Phi => lang.pick("phí", "fee (phí)"),
            Self::LePhi => lang.pick("lệ phí", "charge (lệ phí)"),
        }
    }
}

impl FromStr for FeeClass {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str() == text)
            .ok_or_else(|| BadCode::new("phi or le_phi", text))
    }
}

/// One item of a list of fees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeItem {
    /// What it is for, `Phí thẩm định hồ sơ`.
    pub name: String,
    /// Under which of the law's names it is asked.
    pub class: FeeClass,
    /// The only channel it is asked in; without one it is asked wherever the list has no item of the same
    /// name for the channel (so a reduction online is an item of its own).
    pub channel: Option<Channel>,
    /// How much.
    pub amount: FeeAmount,
    /// The circular or resolution that sets it.
    pub basis: Option<String>,
}

/// The fees of one procedure, as a whole, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureFees {
    /// The procedure they are asked for.
    pub procedure: ProcedureCode,
    /// While they were these.
    pub period: Period,
    /// The items, in the order of the list.
    pub items: Vec<FeeItem>,
}

impl ProcedureFees {
    /// What is asked of a dossier that came in by this channel.
    pub fn in_channel(&self, channel: Channel) -> Vec<&FeeItem> {
        let own = |name: &str| {
            self.items.iter().any(|item| item.name == name && item.channel == Some(channel))
        };
        let asked = |item: &&FeeItem| match item.channel {
            Some(only) => only == channel,
            None => !own(&item.name),
        };
        self.items.iter().filter(asked).collect()
    }
}

/// What one dossier costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee<'a> {
    /// All of it together.
    pub total: FeeAmount,
    /// The items it is made of; none where only the sum is published.
    pub items: Vec<&'a FeeItem>,
}

impl<'a> Fee<'a> {
    /// The sum of items; of none it is free.
    pub fn of(items: Vec<&'a FeeItem>) -> Self {
        let total = items.iter().fold(FeeAmount::Free, |sum, item| sum.and(item.amount));
        Self { total, items }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_put_together_from_parts_that_fit() {
        assert_eq!(FeeAmount::read("none", Some(0), Some(0)), Ok(FeeAmount::Free));
        assert_eq!(FeeAmount::read("fixed", Some(5), Some(5)), Ok(FeeAmount::Fixed(5)));
        let range = FeeAmount::Range { from: 0, to: 5 };
        assert_eq!(FeeAmount::read("range", Some(0), Some(5)), Ok(range));
        for (kind, from, to, part) in [
            ("free", None, None, FeePart::Kind),
            ("none", Some(5), None, FeePart::From),
            ("none", None, Some(5), FeePart::To),
            ("by_case", Some(0), None, FeePart::From),
            ("fixed", None, None, FeePart::From),
            ("fixed", Some(0), None, FeePart::From),
            ("fixed", Some(u64::MAX), None, FeePart::From),
            ("fixed", Some(5), Some(6), FeePart::To),
            ("range", None, Some(5), FeePart::From),
            ("range", Some(5), Some(5), FeePart::To),
            ("range", Some(5), Some(u64::MAX), FeePart::To),
        ] {
            let told = FeeAmount::read(kind, from, to).unwrap_err();
            assert_eq!(told.0, part, "{kind} {from:?} {to:?}");
        }
    }

    #[test]
    fn sums_keep_what_is_not_known() {
        let (ten, range) = (FeeAmount::Fixed(10), FeeAmount::Range { from: 1, to: 2 });
        assert_eq!(FeeAmount::Free.and(ten), ten);
        assert_eq!(ten.and(ten), FeeAmount::Fixed(20));
        assert_eq!(ten.and(range), FeeAmount::Range { from: 11, to: 12 });
        assert_eq!(ten.and(FeeAmount::ByCase), FeeAmount::ByCase);
    }

    #[test]
    fn an_item_of_the_channel_goes_before_the_one_for_all() {
        let item = |name: &str, channel, dong| FeeItem {
            name: name.to_owned(),
            class: FeeClass::LePhi,
            channel,
            amount: FeeAmount::Fixed(dong),
            basis: None,
        };
        let fees = ProcedureFees {
            procedure: "1.000001".parse().unwrap(),
            period: Period::new("2025-01-01".parse().unwrap(), None).unwrap(),
            items: vec![
                item("Lệ phí cấp giấy", None, 100),
                item("Lệ phí cấp giấy", Some(Channel::Online), 50),
                item("Phí thẩm định", None, 7),
                item("Phí tại chỗ", Some(Channel::Direct), 1000),
            ],
        };
        let total = |channel| Fee::of(fees.in_channel(channel)).total;
        assert_eq!(total(Channel::Post), FeeAmount::Fixed(107));
        assert_eq!(total(Channel::Online), FeeAmount::Fixed(57));
        assert_eq!(total(Channel::Direct), FeeAmount::Fixed(1107));
    }

    #[test]
    fn amounts_are_said_as_people_write_them() {
        assert_eq!(FeeAmount::Fixed(1_250_000).text(Lang::Vi), "1.250.000 đ");
        assert_eq!(FeeAmount::Range { from: 500, to: 2_000 }.text(Lang::En), "500–2,000 đ");
        assert_eq!(FeeAmount::ByCase.text(Lang::Vi), "theo hồ sơ");
        assert_eq!(FeeAmount::Range { from: 1, to: 2 }.to_string(), "1-2");
    }
}
