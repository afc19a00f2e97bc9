//! What the fold tells about one item.

use std::sync::Arc;

use crate::base::{At, Capacity, ItemKey, PointCode, ScanId, TokenId};

use super::action::Action;
use super::anomaly::Anomaly;
use super::custodian::{Custodian, Party};
use super::scan::Detail;
use super::state::State;

/// The life of a parcel, a bag or a run, as far as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The item.
    pub item: ItemKey,
    /// Where it stands now.
    pub state: State,
    /// Who holds it now, directly or through the bag or run it is in.
    pub custodian: Custodian,
    /// The bag or run it is in.
    pub carrier: Option<ItemKey>,
    /// Where it goes back to: who held it first, or the point that took over from there.
    pub origin: Custodian,
    /// Whom it is meant for, or the point that took over from there.
    pub bound_for: Option<Party>,
    /// The point from which a postman last took it out.
    pub out_from: Option<Custodian>,
    /// It is on its way back to where it came from.
    pub returning: bool,
    /// How often a delivery failed.
    pub failed_attempts: u32,
    /// A bag: closed under a seal.
    pub closed: bool,
    /// The give that nobody has answered yet: to whom.
    pub open_handover: Option<Party>,
    /// Who held it when: without gaps, the last one open.
    pub spans: Vec<Span>,
    /// When it lay in which bag or run.
    pub containments: Vec<Containment>,
    /// What happened, own scans and those of its carriers, in the order of their effect.
    pub entries: Vec<Entry>,
    /// What is odd.
    pub anomalies: Vec<Anomaly>,
}

impl Timeline {
    /// When the present state began to hold: the last entry, or none before the first.
    pub fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    /// By which the post took it in, and answers from then on: the scan of acceptance, or, of what a desk gave by
    /// a list, the first after which the post had it. What was only found in its hands proves nothing.
    pub fn taken_in(&self) -> Option<&Entry> {
        let from_a_desk = self.origin.is_desk();
        self.entries.iter().find(|entry| {
            let has = !entry.custodian.is_desk() && entry.custodian != Custodian::Citizen;
            entry.action == Action::Accept || (from_a_desk && has)
        })
    }

    /// Who held it at that moment.
    pub fn custodian_at(&self, at: At) -> Option<&Custodian> {
        self.spans
            .iter()
            .find(|span| span.from <= at && span.until.is_none_or(|until| at < until))
            .map(|span| &span.custodian)
    }
}

/// Who held an item from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Who.
    pub custodian: Custodian,
    /// From this moment on.
    pub from: At,
    /// Until just before this moment; none: still.
    pub until: Option<At>,
}

/// When an item lay in a bag or on a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Containment {
    /// The bag or run.
    pub carrier: ItemKey,
    /// From this moment on.
    pub from: At,
    /// Until just before this moment; none: still.
    pub until: Option<At>,
}

/// One thing that happened to an item, and how it stood afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The scan.
    pub scan: ScanId,
    /// What was done.
    pub action: Action,
    /// The bag or run to which it was done, when the item was only carried.
    pub through: Option<ItemKey>,
    /// When it took effect.
    pub effective_at: At,
    /// The device's time.
    pub happened_at: At,
    /// The server's time.
    pub recorded_at: At,
    /// Where.
    pub at: PointCode,
    /// For the post or the desk.
    pub capacity: Capacity,
    /// Who scanned.
    pub by: TokenId,
    /// The state afterwards.
    pub state: State,
    /// The custodian afterwards.
    pub custodian: Custodian,
    /// What else was said.
    pub detail: Arc<Detail>,
}
