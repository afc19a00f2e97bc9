//! Why a leg is not priced as was asked.

use chrono::NaiveDate;

use crate::base::{Lang, LegId};

use super::quote::NoPrice;
use super::reduction::Category;

/// A price that is not given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostageRefusal {
    /// No such category has a reduction on the day.
    #[error("expected one of the reductions of {on} ({}), got {got}", listed(known))]
    UnknownReduction {
        /// What was claimed.
        got: Category,
        /// The day.
        on: NaiveDate,
        /// What could be.
        known: Vec<Category>,
    },
    /// A reduction where no person pays.
    #[error("the authority pays for this leg by contract: leave the reduction out")]
    ReductionOfAuthority,
    /// The parcel has arrived, or will never travel: what it cost is settled.
    #[error("{leg} is {state}: its postage can no longer be changed")]
    Settled {
        /// The leg.
        leg: LegId,
        /// Where its parcel stands.
        state: String,
    },
    /// The price is another than the person was shown and agreed to.
    #[error("the price is another now: look at it and confirm again")]
    Changed,
    /// There is no price to put in the place of the old one.
    #[error(transparent)]
    NoPrice(#[from] NoPrice),
}

fn listed(known: &[Category]) -> String {
    if known.is_empty() {
        return "none".to_owned();
    }
    known.iter().map(Category::as_str).collect::<Vec<_>>().join(", ")
}

impl PostageRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownReduction { .. } => "unknown_reduction",
            Self::ReductionOfAuthority => "reduction_of_authority",
            Self::Settled { .. } => "postage_settled",
            Self::Changed => "price_changed",
            Self::NoPrice(reason) => reason.code(),
        }
    }

    /// The field at fault.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnknownReduction { .. } | Self::ReductionOfAuthority => Some("reduction"),
            Self::NoPrice(NoPrice::NoWeight | NoPrice::TooHeavy { .. }) => Some("weight_g"),
            Self::Settled { .. }
            | Self::Changed
            | Self::NoPrice(
                NoPrice::NoUnit { .. } | NoPrice::NoZone { .. } | NoPrice::NoTariff { .. },
            ) => None,
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::UnknownReduction { got, on, known } => {
                let known = listed(known);
                format!("Ngày {on} không có diện giảm cước {got}; các diện: {known}.")
            }
            Self::ReductionOfAuthority => {
                "Cơ quan trả cước chặng này theo hợp đồng: hãy bỏ diện giảm cước.".to_owned()
            }
            Self::Changed => "Cước, phí đã khác lúc xem: hãy xem lại rồi xác nhận.".to_owned(),
            Self::Settled { leg, state } => {
                format!("Chặng {leg} đã ở trạng thái {state}: không tính lại cước được nữa.")
            }
            Self::NoPrice(reason) => return reason.text(lang),
        };
        lang.pick(vi, self.to_string())
    }
}
