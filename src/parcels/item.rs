//! Parcels, bags and runs: everything that has custody and bears a code.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::codes::{BagCode, QrCode, RunCode, TrackingNumber};
use crate::base::place::BadCode;
use crate::base::{
    At, BagId, DepartureCode, ItemKey, LegId, ParcelId, PointCode, RouteCode, RunId,
};

use super::paper::PaperList;

/// What a scanned code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// An envelope with papers.
    Parcel,
    /// A bag.
    Bag,
    /// A run of a vehicle.
    Run,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Parcel, Self::Bag, Self::Run];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parcel => "parcel",
            Self::Bag => "bag",
            Self::Run => "run",
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ItemKind {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| BadCode::new("parcel, bag or run", text))
    }
}

/// Whose a code is. Tracking numbers, QR codes, bag codes and run codes are all looked up in one place:
/// who scans need not know what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeOwner {
    /// The item that bears the code.
    pub key: ItemKey,
    /// What it is.
    pub kind: ItemKind,
}

/// An envelope (bưu gửi), sealed before the person, that carries the papers of one leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Its id.
    pub id: ParcelId,
    /// Its key in the custody log.
    pub key: ItemKey,
    /// The number people type and quote. Not eternal: numbers come back after two years.
    pub tracking: TrackingNumber,
    /// The code that cannot be guessed.
    pub qr: QrCode,
    /// The leg it travels.
    pub leg: LegId,
    /// What lies in it.
    pub papers: PaperList,
    /// When it was announced.
    pub created_at: At,
}

/// A bag (túi) from one point to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bag {
    /// Its id.
    pub id: BagId,
    /// Its key in the custody log.
    pub key: ItemKey,
    /// The code on its label, for typing.
    pub code: BagCode,
    /// The code on its label, for scanning.
    pub qr: QrCode,
    /// Where it is packed.
    pub from: PointCode,
    /// Where it is opened.
    pub to: PointCode,
    /// When it was made up.
    pub created_at: At,
}

/// A run (chuyến): one vehicle on one mail route on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Its key in the custody log.
    pub key: ItemKey,
    /// Its code on the manifest.
    pub code: RunCode,
    /// The mail route it serves.
    pub route: RouteCode,
    /// The departure of the timetable that it is; none when it goes beside the timetable.
    pub departure: Option<DepartureCode>,
    /// The office date on which it departs.
    pub date: NaiveDate,
    /// When it was entered.
    pub created_at: At,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back_from_their_words_and_others_are_refused() {
        for kind in ItemKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        for bad in ["", "Parcel", "túi"] {
            assert!(bad.parse::<ItemKind>().is_err(), "{bad}");
        }
    }
}
