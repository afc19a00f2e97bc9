//! A value before or after a change, for data and for people.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::base::Lang;
use crate::catalogue::{FeeAmount, Levels, ProcessingTime};

/// What something was, or is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words as published.
    Text(String),
    /// Levels that decide, or whose lists name it.
    Levels(Levels),
    /// A processing time.
    Time(ProcessingTime),
    /// Not taken in this way.
    NotOffered,
    /// A fee as the portal sums it up.
    Fee(FeeAmount),
}

impl Value {
    /// For people.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Levels(levels) => {
                levels.iter().map(|level| level.text(lang)).collect::<Vec<_>>().join(", ")
            }
            Self::Time(time) => time.text(lang),
            Self::NotOffered => lang.pick("không tiếp nhận", "not offered").to_owned(),
            Self::Fee(amount) => amount.text(lang),
        }
    }
}

/// For data: the same words that files have.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Levels(levels) => levels.fmt(f),
            Self::Time(time) => time.fmt(f),
            Self::NotOffered => f.write_str("no"),
            Self::Fee(amount) => amount.fmt(f),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
