//! What a desk has to look into, of whatever kind: an anomaly, a parcel nobody has heard of, harm to answer for,
//! a complaint. One line of one list, so that the oldest and the most urgent stand first whatever they are.

use std::fmt;
use std::str::FromStr;

use crate::base::place::BadCode;
use crate::base::{At, ItemKey, Lang, PointCode};

/// Where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A scan that does not fit.
    Anomaly,
    /// A parcel of which nobody heard although a scan was due.
    Dark,
    /// Harm that is to be answered for.
    Liability,
    /// A complaint that waits for an answer.
    Complaint,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Anomaly, Self::Dark, Self::Liability, Self::Complaint];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anomaly => "anomaly",
            Self::Dark => "dark",
            Self::Liability => "liability",
            Self::Complaint => "complaint",
        }
    }

    /// What people call it.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Anomaly => lang.pick("Bất thường", "Anomaly"),
            Self::Dark => lang.pick("Mất dấu", "Dark"),
            Self::Liability => lang.pick("Trách nhiệm", "Liability"),
            Self::Complaint => lang.pick("Khiếu nại", "Complaint"),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Source {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|source| source.as_str() == text)
            .ok_or_else(|| BadCode::new("anomaly, dark, liability or complaint", text))
    }
}

/// Something to look into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Where it comes from.
    pub source: Source,
    /// Its id among those.
    pub id: String,
    /// Of which kind, a word of its source's own.
    pub kind: String,
    /// What it is about.
    pub item: ItemKey,
    /// The point that has to look into it; none: somebody on the road had the item.
    pub owner: Option<PointCode>,
    /// Known since.
    pub since: At,
    /// By when something is due.
    pub due_at: Option<At>,
}
