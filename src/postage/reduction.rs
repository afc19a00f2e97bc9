//! Reductions: who pays less for carriage, or nothing, and by which proof. Which there are is decided by
//! the state and changes, so they are data.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::Period;
use crate::base::place::{BadCode, text_code};

text_code!(
    /// The word for a category of persons: `poor_household`. Beside a leg it says something about a
    /// person: those who carry and the agency see it, no public page does.
    Category,
    "a category: up to 32 small letters, digits or low lines, like poor_household",
    |text| {
        text.len() <= 32
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    }
);

/// What a category of persons need not pay, while a decision holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// The category.
    pub category: Category,
    /// While the decision holds.
    pub period: Period,
    /// How many per cent are taken off: 100 is an exemption.
    pub percent: u8,
    /// The category in Vietnamese, as a paper says it.
    pub name_vi: String,
    /// The category in English.
    pub name_en: String,
    /// What the person shows to prove it.
    pub proof: String,
    /// The decision that set it.
    pub decision: String,
}
