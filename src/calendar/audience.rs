//! Whose working time is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::place::BadCode;
use crate::base::{PointCode, UnitCode};

/// For whom a loaded day or week holds, and whose working time is asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// All: public holidays.
    Everyone,
    /// The authorities.
    Authority,
    /// The post.
    Post,
    /// The offices of one administrative unit and of those below it: `unit:42`.
    Unit(UnitCode),
    /// One point, of the post or of an authority: `point:H27.01`.
    Point(PointCode),
}

impl Audience {
    /// What a person may write.
    pub const EXPECTED: &str = "everyone, authority, post, unit:CODE or point:CODE";

    /// The audiences asked in turn where nothing particular is known of a place: the kind's own, then
    /// what holds for all.
    pub fn line(self) -> Vec<Self> {
        if self == Self::Everyone { vec![self] } else { vec![self, Self::Everyone] }
    }

    /// Whether it names a unit or a point.
    pub const fn is_named(&self) -> bool {
        match self {
            Self::Everyone | Self::Authority | Self::Post => false,
            Self::Unit(_) | Self::Point(_) => true,
        }
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("everyone"),
            Self::Authority => f.write_str("authority"),
            Self::Post => f.write_str("post"),
            Self::Unit(code) => write!(f, "unit:{code}"),
            Self::Point(code) => write!(f, "point:{code}"),
        }
    }
}

impl FromStr for Audience {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad = |_| BadCode::new(Self::EXPECTED, text);
        match (text, text.split_once(':')) {
            ("everyone", _) => Ok(Self::Everyone),
            ("authority", _) => Ok(Self::Authority),
            ("post", _) => Ok(Self::Post),
            (_, Some(("unit", code))) => code.parse().map(Self::Unit).map_err(bad),
            (_, Some(("point", code))) => code.parse().map(Self::Point).map_err(bad),
            (_, _) => Err(BadCode::new(Self::EXPECTED, text)),
        }
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences_print_as_they_are_read() {
        for text in ["everyone", "authority", "post", "unit:42", "unit:18562", "point:H27.01"] {
            assert_eq!(text.parse::<Audience>().unwrap().to_string(), text);
        }
        for bad in ["", "Post", "all", "unit", "unit:", "unit:4", "unit:x", "point:", "point:a b"] {
            assert!(bad.parse::<Audience>().is_err(), "{bad}");
        }
    }
}
