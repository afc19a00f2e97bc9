//! Weights of parcels.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// The weight of a parcel in grams, from 1 to [`Grams::MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Grams(u32);

/// A number that is no weight of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a weight in whole grams from 1 to {}", Grams::MOST)]
pub struct BadWeight;

impl Grams {
    /// The heaviest: a hundred kilograms, more than one person lifts.
    pub const MOST: u32 = 100_000;

    /// So many grams.
    pub const fn new(grams: u32) -> Result<Self, BadWeight> {
        if 1 <= grams && grams <= Self::MOST { Ok(Self(grams)) } else { Err(BadWeight) }
    }

    /// The number of grams.
    pub const fn grams(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Grams {
    /// As papers write it: `250 g`, `2.500 g`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 1000, self.0 % 1000) {
            (0, rest) => write!(f, "{rest} g"),
            (thousands, rest) => write!(f, "{thousands}.{rest:03} g"),
        }
    }
}

impl FromStr for Grams {
    type Err = BadWeight;

    fn from_str(text: &str) -> Result<Self, BadWeight> {
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| plain).ok_or(BadWeight).and_then(Self::new)
    }
}

impl<'de> Deserialize<'de> for Grams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u32::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_whole_and_within_reason() {
        assert_eq!(Grams::new(2_500).unwrap().to_string(), "2.500 g");
        assert_eq!("80".parse::<Grams>().unwrap().to_string(), "80 g");
        for bad in ["", "0", "-1", "+1", "1.5", "100001", "99999999999"] {
            assert!(bad.parse::<Grams>().is_err(), "{bad}");
        }
        for bad in ["0", "-1", "1.5", "100001", "\"80\""] {
            assert!(serde_json::from_str::<Grams>(bad).is_err(), "{bad}");
        }
    }
}
