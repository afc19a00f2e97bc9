//! Words that travel as numbers, because the national exchange of cases numbers them.

/// A number that names none of what it should name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, got {got}")]
pub struct BadNumber {
    /// The numbers there are.
    pub expected: &'static str,
    /// The number that came.
    pub got: i64,
}

macro_rules! numbered {
    ($name:ident, $expected:literal) => {
        impl $name {
            /// The number in data and on the wire.
            pub const fn number(self) -> i64 {
                self as i64
            }

            /// Reads the number.
            pub fn from_number(number: i64) -> Result<Self, $crate::base::number::BadNumber> {
                Self::ALL
                    .into_iter()
                    .find(|one| one.number() == number)
                    .ok_or($crate::base::number::BadNumber { expected: $expected, got: number })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.number(), f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.number())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::from_number(<i64 as serde::Deserialize>::deserialize(deserializer)?)
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use numbered;
