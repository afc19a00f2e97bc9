//! Codes of places, as the state and the post write them, and the capacity in which a point acts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that is not a code of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, got {got:?}")]
pub struct BadCode {
    /// The rule, in words.
    pub expected: &'static str,
    /// What came instead (its first characters).
    pub got: String,
}

impl BadCode {
    /// Names the rule that `got` broke.
    pub fn new(expected: &'static str, got: &str) -> Self {
        Self { expected, got: got.chars().take(60).collect() }
    }
}

macro_rules! text_code {
    ($(#[$meta:meta])* $name:ident, $expected:literal, $valid:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// The code as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = BadCode;

            fn from_str(text: &str) -> Result<Self, BadCode> {
                let trimmed = text.trim();
                let valid: fn(&str) -> bool = $valid;
                if valid(trimmed) {
                    Ok(Self(trimmed.into()))
                } else {
                    Err(BadCode::new($expected, text))
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_code;

/// Letters, digits, dot and hyphen; at most 32; the first a letter or digit.
pub(crate) fn is_plain_code(text: &str) -> bool {
    text.len() <= 32
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
}

text_code!(
    /// The code of a point: a post office's six digits, a one-stop desk's agency code.
    PointCode,
    "a point code: up to 32 letters, digits, dots or hyphens",
    is_plain_code
);
text_code!(
    /// The code of a mail route (đường thư).
    RouteCode,
    "a route code: up to 32 letters, digits, dots or hyphens",
    is_plain_code
);
text_code!(
    /// What a departure of a mail route is called through all days on which it goes.
    DepartureCode,
    "a departure code: up to 32 letters, digits, dots or hyphens",
    is_plain_code
);
text_code!(
    /// The state's code of an administrative unit: province 2 digits, district 3, commune 5.
    UnitCode,
    "a unit code of 2, 3 or 5 digits",
    |text| matches!(text.len(), 2 | 3 | 5) && text.bytes().all(|b| b.is_ascii_digit())
);

/// In which capacity a point holds a parcel or a person acts there: for the post or for the one-stop
/// desk. A point may have both; the two still sign against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Capacity {
    /// The public post.
    Post,
    /// The one-stop desk or centre of the authority.
    Desk,
}

impl Capacity {
    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Desk => "desk",
        }
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Capacity {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        match text {
            "post" => Ok(Self::Post),
            "desk" => Ok(Self::Desk),
            other => Err(BadCode::new("post or desk", other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_codes_keep_their_zeros_and_their_lengths() {
        assert_eq!("01".parse::<UnitCode>().unwrap().as_str(), "01");
        for bad in ["", "1", "1234", "123456", "ab", "０１"] {
            assert!(bad.parse::<UnitCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn point_codes_are_plain() {
        for good in ["480000", "H27.01", "DESK-18562"] {
            assert!(good.parse::<PointCode>().is_ok(), "{good}");
        }
        for bad in ["", "-", "a b", "đ", "a/b", &"9".repeat(33)] {
            assert!(bad.parse::<PointCode>().is_err(), "{bad}");
        }
    }
}
