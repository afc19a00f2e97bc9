//! A quote: what one leg costs, and how that was reckoned. It is kept with the charge, so that a price can
//! still be explained when the tariff has long changed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::{Dong, Lang};
use crate::cases::Direction;
use crate::network::ZoneCode;

use super::reduction::Category;
use super::weight::Grams;

/// Who pays for carriage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Payer {
    /// The person, for what goes to the agency and what comes back.
    Person,
    /// The authority, by contract, for circulation in its own house.
    Authority,
}

impl Payer {
    /// Who pays for a leg that goes this way.
    pub const fn of(direction: Direction) -> Self {
        match direction {
            Direction::Submit | Direction::Return => Self::Person,
            Direction::Internal => Self::Authority,
        }
    }

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Authority => "authority",
        }
    }
}

/// The row of the tariff that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffUsed {
    /// The pair of zones as the row names it: `HT.* → =`.
    pub zones: String,
    /// Since when it is in force.
    pub valid_from: NaiveDate,
    /// The decision that set it.
    pub decision: String,
    /// The tax on top of it, in per cent.
    pub vat_percent: u8,
    /// The multiple to which the amount was rounded.
    pub round_to: u32,
}

/// The step of the weight table that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUsed {
    /// Up to this weight.
    pub up_to_g: Grams,
    /// And so many parts beyond it.
    pub further_parts: u32,
    /// Of this weight each.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub each_further_g: Option<Grams>,
    /// What the table says for it.
    pub amount: Dong,
}

/// What was taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduced {
    /// For whom.
    pub category: Category,
    /// How many per cent.
    pub percent: u8,
    /// The category in Vietnamese.
    pub name_vi: String,
    /// The category in English.
    pub name_en: String,
    /// The decision behind it.
    pub decision: String,
}

/// What one leg costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// What is paid.
    pub amount: Dong,
    /// By whom.
    pub payer: Payer,
    /// Which way it goes.
    pub direction: Direction,
    /// What it weighs.
    pub weight_g: Grams,
    /// The zone it starts from.
    pub from_zone: ZoneCode,
    /// The zone it goes to.
    pub to_zone: ZoneCode,
    /// The row that was used.
    pub tariff: TariffUsed,
    /// The step that was used.
    pub step: StepUsed,
    /// What was taken off.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reduction: Option<Reduced>,
}

impl Quote {
    /// How the amount was reckoned, in one line for people.
    pub fn explanation(&self, lang: Lang) -> String {
        let Self { from_zone, to_zone, tariff, step, .. } = self;
        let weight = match (step.further_parts, step.each_further_g) {
            (0, _) | (_, None) => {
                lang.pick(format!("đến {}", step.up_to_g), format!("up to {}", step.up_to_g))
            }
            (parts, Some(each)) => format!("{} + {parts} × {each}", step.up_to_g),
        };
        let mut said = vec![weight, format!("{from_zone} → {to_zone}"), step.amount.to_string()];
        if tariff.vat_percent > 0 {
            let percent = tariff.vat_percent;
            said.push(lang.pick(format!("thuế GTGT {percent} %"), format!("VAT {percent} %")));
        }
        said.extend(self.reduction.as_ref().map(|reduction| reduction.words(lang)));
        said.push(tariff.decision.clone());
        said.join(" · ")
    }
}

impl Reduced {
    /// What was taken off and for whom, in words.
    pub fn words(&self, lang: Lang) -> String {
        let Self { percent, name_vi, name_en, .. } = self;
        match (lang, percent) {
            (Lang::Vi, 100) => format!("miễn cước: {name_vi}"),
            (Lang::En, 100) => format!("free of charge: {name_en}"),
            (Lang::Vi, _) => format!("giảm {percent} %: {name_vi}"),
            (Lang::En, _) => format!("{percent} % off: {name_en}"),
        }
    }
}

/// Why there is no price. Nothing is guessed: somebody says the weight, an operator loads zones and
/// tariffs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPrice {
    /// Nobody has weighed it yet.
    #[error("there is no price yet: it has not been weighed")]
    NoWeight,
    /// The address of an end names no unit.
    #[error("there is no price: the address of {end} names no administrative unit")]
    NoUnit {
        /// `from` or `to`.
        end: &'static str,
    },
    /// The unit of an end lies in no tariff zone on the day.
    #[error("there is no price: the place of {end} lies in no tariff zone on {on}")]
    NoZone {
        /// `from` or `to`.
        end: &'static str,
        /// The day.
        on: NaiveDate,
    },
    /// No tariff for this way between these zones on the day.
    #[error("there is no price: no tariff for {direction} from {from} to {to} was loaded for {on}")]
    NoTariff {
        /// Which way.
        direction: Direction,
        /// The zone from which.
        from: ZoneCode,
        /// The zone to which.
        to: ZoneCode,
        /// The day.
        on: NaiveDate,
    },
    /// Heavier than the tariff reaches.
    #[error("there is no price: the tariff ends at {} g", most.grams())]
    TooHeavy {
        /// The last step.
        most: Grams,
    },
}

impl NoPrice {
    /// The stable name of the reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoWeight => "not_weighed",
            Self::NoUnit { .. } => "no_unit",
            Self::NoZone { .. } => "no_zone",
            Self::NoTariff { .. } => "no_tariff",
            Self::TooHeavy { .. } => "too_heavy",
        }
    }

    /// What to tell the person.
    pub fn text(&self, lang: Lang) -> String {
        let vi = match self {
            Self::NoWeight => "Chưa có giá cước: bưu gửi chưa được cân.".to_owned(),
            Self::NoUnit { end } => {
                format!("Không có giá cước: địa chỉ ở {end} chưa ghi đơn vị hành chính.")
            }
            Self::NoZone { end, on } => {
                format!("Không có giá cước: ngày {on} nơi ở {end} không thuộc vùng cước nào.")
            }
            Self::NoTariff { from, to, on, .. } => {
                format!("Không có giá cước: chưa nạp bảng cước từ {from} đến {to} cho ngày {on}.")
            }
            Self::TooHeavy { most } => {
                format!("Không có giá cước: bảng cước chỉ đến {most}.")
            }
        };
        lang.pick(vi, self.to_string())
    }
}
