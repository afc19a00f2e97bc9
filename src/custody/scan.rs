//! What a device captured: one scan, as it comes in.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::base::place::BadCode;
use crate::base::{At, Capacity, PointCode, ScanId};

use super::action::Action;
use super::custodian::Party;

/// The most scans a batch holds.
pub const MAX_BATCH: usize = 1000;

/// A scan. All of it is what the device captured when it happened, except the clock offset, which it
/// measures anew at each contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// Made on the device; sending it again is harmless.
    pub id: ScanId,
    /// The device.
    pub device: String,
    /// What was done.
    pub action: Action,
    /// The code that was read, brought to the form in which codes are kept.
    pub code: String,
    /// The point at which, or from which, the person acts.
    pub at: PointCode,
    /// For the post or for the desk; needed where the point is both.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none", default)]
    pub capacity: Option<Capacity>,
    /// When it happened, by the device's clock.
    pub happened_at: At,
    /// How far the device's clock is behind the server's, in milliseconds.
    #[serde(default)]
    pub clock_offset_ms: i64,
    /// All that only some actions say.
    #[serde(flatten)]
    pub detail: Detail,
}

/// What only some actions say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The hand-over both sides know by this name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub handover_id: Option<String>,
    /// `hand_over`: to whom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Party>,
    /// `pack`, `unpack`: the bag's code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bag: Option<String>,
    /// `load`, `unload`: the run's code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<String>,
    /// The number on the seal.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seal: Option<String>,
    /// Whether the seal is whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seal_intact: Option<bool>,
    /// Papers counted, line by line of the slip.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub papers: Option<Vec<u16>>,
    /// `deliver`: who took it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receiver: Option<Receiver>,
    /// A reference to a photo or a signature.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evidence: Option<String>,
    /// Why: for a failed delivery a word of [`FailureReason`], else a short note about the item.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// `correct`: the scan that was wrong.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub corrects: Option<ScanId>,
    /// `correct`: strike it out.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub void: bool,
    /// `correct`: what should have been said instead.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replacement: Option<Box<Replacement>>,
}

impl Detail {
    /// To be shared by all who keep the event. Most scans say nothing here, and have one and the same.
    pub fn shared(&self) -> Arc<Self> {
        static NOTHING: LazyLock<Arc<Detail>> = LazyLock::new(Arc::default);
        if *self == **NOTHING { NOTHING.clone() } else { Arc::new(self.clone()) }
    }
}

/// What a corrected scan should have said; what is left out stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// The action.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub action: Option<Action>,
    /// The point.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<PointCode>,
    /// For the post or the desk.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none", default)]
    pub capacity: Option<Capacity>,
    /// When it really happened, server time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub happened_at: Option<At>,
    /// To whom it was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Party>,
    /// The seal's number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seal: Option<String>,
    /// Whether the seal was whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seal_intact: Option<bool>,
    /// The papers counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub papers: Option<Vec<u16>>,
    /// Why a delivery failed, and the like.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident, $expected:literal, $($(#[$vmeta:meta])* $variant:ident = $word:literal),* $(,)?) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant,)* }

        impl $name {
            /// Every word of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = BadCode;

            fn from_str(text: &str) -> Result<Self, BadCode> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|word| word.as_str() == text)
                    .ok_or_else(|| BadCode::new($expected, text))
            }
        }
    };
}

words!(
    /// Who took a delivered parcel. Never a name: names stand in rows that can be erased.
    Receiver, "addressee, proxy, household or desk",
    /// The person it was meant for.
    Addressee = "addressee",
    /// Somebody with a written authority.
    Proxy = "proxy",
    /// A member of the household.
    Household = "household",
    /// An officer of the agency.
    Desk = "desk",
);

words!(
    /// Why a delivery failed: a fixed list, shown to citizens.
    FailureReason,
    "absent, refused, address_unknown, moved, no_access, asked_later or other",
    /// Nobody was there.
    Absent = "absent",
    /// The receiver did not take it.
    Refused = "refused",
    /// The address does not exist or was not found.
    AddressUnknown = "address_unknown",
    /// The receiver moved away.
    Moved = "moved",
    /// Flood, a closed road, a locked gate.
    NoAccess = "no_access",
    /// The receiver asked for another day.
    AskedLater = "asked_later",
    /// Something else.
    Other = "other",
);

impl Scan {
    /// The time on the device's clock, corrected by its offset: what custody is ordered by, unless it
    /// lies too far ahead.
    pub fn corrected_time(&self) -> At {
        self.happened_at.plus_millis(self.clock_offset_ms)
    }

    /// A fingerprint of what the device captured. The same id with another fingerprint is a conflict;
    /// the offset is left out, because a device measures it again when it sends again.
    pub fn fingerprint(&self) -> [u8; 16] {
        let captured = Self { clock_offset_ms: 0, ..self.clone() };
        let json = serde_json::to_vec(&captured).expect("a scan is JSON");
        let digest = Sha256::digest(&json);
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        half
    }
}
