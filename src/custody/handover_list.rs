//! A signed list: what one point gave or took over at one time, line by line, odd ones among them. The log
//! of custody holds the scans; the list holds what two persons signed for.

use crate::base::codes::HandoverNumber;
use crate::base::{At, Capacity, ItemKey, PointCode, ScanId, TokenId};

use super::anomaly::AnomalyKind;
use super::custodian::{Custodian, Party};

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverList {
    /// Its number. Of a list that gives it is the name of the hand-over in every scan of it.
    pub number: HandoverNumber,
    /// The point whose list it is,
    pub at: PointCode,
    /// and for whom it acted.
    pub capacity: Capacity,
    /// It gave; else it took over.
    pub gives: bool,
    /// The point on the other side, where that was said.
    pub other: Option<PointCode>,
    /// For whom that acted, where it was said.
    pub other_capacity: Option<Capacity>,
    /// When.
    pub signed_at: At,
    /// Who scanned.
    pub signed_by: TokenId,
    /// What changed hands, in the order in which it was scanned.
    pub lines: Vec<HandoverLine>,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverLine {
    /// The code that was read.
    pub code: String,
    /// The item, where the code is known.
    pub item: Option<ItemKey>,
    /// The scan.
    pub scan: ScanId,
    /// Whether the seal was whole, where somebody looked.
    pub seal_intact: Option<bool>,
    /// The papers counted, where somebody did.
    pub papers: Option<Vec<u16>>,
    /// What became of the scan.
    pub outcome: LineOutcome,
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineOutcome {
    /// It is on record, with what is odd about it.
    Recorded(Vec<AnomalyKind>),
    /// It waits for a person, for this reason.
    SetAside(String),
}

impl HandoverList {
    /// Whose list it is, as a holder.
    pub fn own(&self) -> Custodian {
        Custodian::Point { code: self.at.clone(), capacity: self.capacity }
    }

    /// The other side, as it was said.
    pub fn other_party(&self) -> Option<Party> {
        let code = self.other.clone()?;
        Some(Party::Point { code, capacity: self.other_capacity })
    }
}
