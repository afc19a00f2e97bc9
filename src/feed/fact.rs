//! One fact of one case.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde_json::{Value, json};

use super::claim::{ComplaintStep, LiabilityStep};
use crate::base::codes::CaseCode;
use crate::base::place::BadCode;
use crate::base::{At, CaseId, ItemKey, PointCode, ScanId};
use crate::cases::{Endpoint, Leg};
use crate::custody::Action;
use crate::parcels::Parcel;

/// What a fact says. Its CloudEvents type is `vn.hosopost.` and the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// A leg was ordered and its parcel announced.
    LegOrdered,
    /// A scan of the parcel, or of the bag or run it is in.
    Scanned(Action),
    /// A late or corrected scan changed what was told before; `supersedes` names it.
    Revised,
    /// By when it is to arrive: said once, and never moved.
    Promised,
    /// When it is expected now, and why that is another time than was told before.
    Expected,
    /// The receiver asked for another delivery, or withdrew that.
    Redirected,
    /// The procedure's fee was paid to the post.
    FeeCollected,
    /// It was handed over to the agency.
    FeeRemitted,
    /// One of the two was recorded wrongly; `reverses` names the entry.
    FeeReversed,
    /// A record of liability was opened, said otherwise, fixed, paid or closed.
    Liability(LiabilityStep),
    /// A complaint was filed, answered or withdrawn. Never what it says.
    Complaint(ComplaintStep),
}

impl FactKind {
    /// The name without the prefix, as it is kept.
    pub fn name(self) -> String {
        match self {
            Self::LegOrdered => "leg.ordered".to_owned(),
            Self::Scanned(action) => format!("parcel.{action}"),
            Self::Revised => "parcel.revised".to_owned(),
            Self::Promised => "parcel.promised".to_owned(),
            Self::Expected => "parcel.expected".to_owned(),
            Self::Redirected => "parcel.redirected".to_owned(),
            Self::FeeCollected => "fee.collected".to_owned(),
            Self::FeeRemitted => "fee.remitted".to_owned(),
            Self::FeeReversed => "fee.reversed".to_owned(),
            Self::Liability(step) => format!("liability.{}", step.as_str()),
            Self::Complaint(step) => format!("complaint.{}", step.as_str()),
        }
    }
}

impl fmt::Display for FactKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vn.hosopost.{}", self.name())
    }
}

impl FromStr for FactKind {
    type Err = BadCode;

    fn from_str(name: &str) -> Result<Self, BadCode> {
        match name {
            "leg.ordered" => Ok(Self::LegOrdered),
            "parcel.revised" => Ok(Self::Revised),
            "parcel.promised" => Ok(Self::Promised),
            "parcel.expected" => Ok(Self::Expected),
            "parcel.redirected" => Ok(Self::Redirected),
            "fee.collected" => Ok(Self::FeeCollected),
            "fee.remitted" => Ok(Self::FeeRemitted),
            "fee.reversed" => Ok(Self::FeeReversed),
            other => {
                let (about, what) = other.split_once('.').unwrap_or_default();
                let read = match about {
                    "parcel" => what.parse().ok().map(Self::Scanned),
                    "liability" => LiabilityStep::of(what).map(Self::Liability),
                    "complaint" => ComplaintStep::of(what).map(Self::Complaint),
                    _ => None,
                };
                read.ok_or_else(|| BadCode::new("the name of a fact, like parcel.received", name))
            }
        }
    }
}

/// A fact that is about to be written; its numbers come with the writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// The case that is told.
    pub case: CaseId,
    /// What it says.
    pub kind: FactKind,
    /// When it took effect.
    pub effective_at: At,
    /// The parcel.
    pub item: Option<ItemKey>,
    /// The scan it rests on.
    pub scan: Option<ScanId>,
    /// Whether an earlier fact about the same scan of the same parcel stands corrected by it.
    pub revises: bool,
    /// The thin payload as JSON text: codes, places and states; never a person. See [`payload`].
    pub data: String,
}

/// A payload as it is kept.
pub fn payload(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("codes, numbers and texts are JSON")
}

impl NewFact {
    /// A leg was ordered: the first thing a case is told of a parcel.
    pub fn ordered(leg: &Leg, parcel: &Parcel) -> Self {
        let end = |end: &Endpoint| match end {
            Endpoint::Point(code) => json!({"point": code}),
            Endpoint::Person(_) => json!({"kind": "citizen"}),
        };
        Self {
            case: leg.case,
            kind: FactKind::LegOrdered,
            effective_at: leg.ordered_at,
            item: Some(parcel.key),
            scan: None,
            revises: false,
            data: payload(&json!({
                "leg_id": leg.id,
                "direction": leg.direction,
                "parcel_id": parcel.id,
                "tracking_number": parcel.tracking,
                "from": end(&leg.from),
                "to": end(&leg.to),
                "pieces": parcel.papers.pieces(),
                "opened_by": leg.opened_by,
            })),
        }
    }
}

/// A fact as it was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its place in the whole feed.
    pub position: i64,
    /// The case.
    pub case: CaseId,
    /// Its place among the facts of the case: 1, 2, 3 … without a gap.
    pub sequence: i64,
    /// The code by which the one-stop system knows the case.
    pub case_code: CaseCode,
    /// The agency whose case it is.
    pub agency: PointCode,
    /// What it says.
    pub kind: FactKind,
    /// When it took effect.
    pub effective_at: At,
    /// When we knew it.
    pub recorded_at: At,
    /// The sequence of the fact it corrects.
    pub supersedes: Option<i64>,
    /// Whether a self-test made the case up: nothing is to be kept of it.
    pub test: bool,
    /// The payload.
    pub data: Value,
}
