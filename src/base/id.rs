//! Ids as types. An id is a UUIDv7 (time-ordered, made in Rust, never by the database) and prints with
//! a prefix that says what it names: `pcl_0197a0c3…`. A parcel id cannot be passed for a case id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A text that is not an id of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an id like {prefix}_ and 32 hexadecimal digits, got {got:?}")]
pub struct BadId {
    /// The prefix of the id that was asked for.
    pub prefix: &'static str,
    /// What came instead.
    pub got: String,
}

macro_rules! printed_id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The letters before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps a UUID that [`super::Ids`] made.
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID without its prefix.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|rest| rest.len() == 32)
                    .and_then(|rest| Uuid::try_parse(rest).ok())
                    .map(Self)
                    .ok_or_else(|| BadId { prefix: $prefix, got: text.to_owned() })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

printed_id!(
    /// A case (hồ sơ) as this system knows it.
    CaseId,
    "cas"
);
printed_id!(
    /// A postal leg (chặng) of a case.
    LegId,
    "leg"
);
printed_id!(
    /// A parcel (bưu gửi): the sealed envelope that carries one leg's papers.
    ParcelId,
    "pcl"
);
printed_id!(
    /// A bag (túi).
    BagId,
    "bag"
);
printed_id!(
    /// A run (chuyến) of a vehicle on a mail route.
    RunId,
    "run"
);
printed_id!(
    /// A roll of labels that are printed ahead of their parcels.
    RollId,
    "rol"
);
printed_id!(
    /// An entry of the ledger. Whoever records it may make it, so that recording it again is harmless.
    EntryId,
    "ent"
);
printed_id!(
    /// A natural person whose name, phone and address we hold; the row behind it can be erased.
    PersonId,
    "per"
);
printed_id!(
    /// A bearer token of the API, and with it who acts.
    TokenId,
    "tok"
);
printed_id!(
    /// A person's decision about a locality of a unit that was divided.
    DecisionId,
    "dec"
);
printed_id!(
    /// A complaint (khiếu nại) about the carriage of a leg.
    ComplaintId,
    "cmp"
);
printed_id!(
    /// A call that a desk asked the post for.
    PickupId,
    "pku"
);
printed_id!(
    /// A webhook: where a case system asked to be told.
    WebhookId,
    "whk"
);

printed_id!(
    /// A member of staff who signs in. What they do stands in every event under [`UserId::acting`].
    UserId,
    "usr"
);
printed_id!(
    /// One sign-in on one device, from sign-in to sign-out.
    SessionId,
    "ses"
);
printed_id!(
    /// A phone by which somebody of staff scans on the road.
    PhoneId,
    "road"
);
printed_id!(
    /// One line of the access log: somebody looked at a person's details.
    ViewId,
    "vie"
);

impl UserId {
    /// The id by which events name the user: of the same number as a token's, so that whoever acts, a
    /// device or a person, is named in one way. The numbers of the two never meet: both are drawn.
    pub const fn acting(self) -> TokenId {
        TokenId::new(self.0)
    }
}

/// The id of one scan: a UUIDv7 made on the device that scanned, so that sending it again is harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScanId(pub Uuid);

impl fmt::Display for ScanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// The key of something that has custody (a parcel, a bag, a run) inside the database: small, so that
/// the custody log stays small. Never shown to anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemKey(pub i64);

/// The name of an anomaly: what it is about, of which kind, raised by which scan. Derived, not drawn,
/// so that the same set of scans always names the same anomalies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AnomalyId(pub String);

/// The name of a record of liability: for which harm to which parcel. Derived like [`AnomalyId`], and for the
/// same reason: the log that says so once more opens no second record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LiabilityId(pub String);

impl fmt::Display for LiabilityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for AnomalyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_prints_with_its_prefix_and_reads_back() {
        let id = ParcelId::new(Uuid::from_u128(7));
        assert_eq!(id.to_string(), "pcl_00000000000000000000000000000007");
        assert_eq!(id.to_string().parse::<ParcelId>(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let case = CaseId::new(Uuid::from_u128(7)).to_string();
        assert!(case.parse::<ParcelId>().is_err());
        for bad in ["", "pcl_", "pcl_zz", "pcl_0000", "PCL_00000000000000000000000000000007"] {
            assert!(bad.parse::<ParcelId>().is_err(), "{bad}");
        }
    }
}
