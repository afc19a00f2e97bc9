//! A recorded scan: the fact, with its three times fixed once.

use std::sync::Arc;

use crate::base::{At, Capacity, ItemKey, PointCode, Role, ScanId, TokenId};

use super::action::Action;
use super::custodian::{Custodian, Party};
use super::scan::Detail;

/// An event of the custody log. Never edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The scan it came from.
    pub id: ScanId,
    /// What was scanned.
    pub item: ItemKey,
    /// What was done.
    pub action: Action,
    /// What custody is ordered by: the device's time corrected by its offset (law 3).
    pub effective_at: At,
    /// The device's time.
    pub happened_at: At,
    /// The server's time.
    pub recorded_at: At,
    /// The device's time lay too far ahead and was replaced by the server's.
    pub clock_ahead: bool,
    /// Where.
    pub at: PointCode,
    /// For the post or for the desk.
    pub capacity: Capacity,
    /// Who.
    pub by: TokenId,
    /// In which role: a courier who takes something in holds it, not the point.
    pub role: Role,
    /// The bag or run that `pack`, `unpack`, `load`, `unload` name.
    pub carrier: Option<ItemKey>,
    /// The rest of what was said.
    pub detail: Arc<Detail>,
}

/// Fixes the effective time of a scan (law 3): the corrected time, or the server's when that lies more
/// than `limit_ms` ahead (five minutes, unless the office set it otherwise). Tells whether it was
/// replaced.
pub fn effective_time(corrected: At, recorded_at: At, limit_ms: i64) -> (At, bool) {
    if corrected > recorded_at.plus_millis(limit_ms) {
        (recorded_at, true)
    } else {
        (corrected, false)
    }
}

impl Event {
    /// The place of an event in a timeline (law 3).
    pub fn order(&self) -> (At, ScanId) {
        (self.effective_at, self.id)
    }

    /// The point at which it happened, in its capacity.
    pub fn here(&self) -> Custodian {
        Custodian::Point { code: self.at.clone(), capacity: self.capacity }
    }

    /// The postman who takes it out: whom the clerk names who scans for him, else who scans.
    pub fn postman(&self) -> Custodian {
        match self.detail.to {
            Some(Party::Postman { token }) => Custodian::Postman { token },
            Some(Party::Point { .. } | Party::Run { .. } | Party::Person) | None => {
                Custodian::Postman { token: self.by }
            }
        }
    }

    /// Who has the item in hand when it is scanned: a courier who accepts, delivers or fails to deliver
    /// is on the road; everybody else acts for the point.
    pub fn hand(&self) -> Custodian {
        let on_the_road = match self.action {
            Action::Accept | Action::HandOver | Action::Deliver | Action::FailDelivery => {
                self.role == Role::Courier
            }
            Action::OutForDelivery
            | Action::Receive
            | Action::Pack
            | Action::Unpack
            | Action::CloseBag
            | Action::OpenBag
            | Action::Load
            | Action::Unload
            | Action::Depart
            | Action::Arrive
            | Action::Hold
            | Action::Return
            | Action::Inspect
            | Action::Damage
            | Action::Lose
            | Action::Find
            | Action::Void
            | Action::Transfer
            | Action::Correct => false,
        };
        if on_the_road { Custodian::Postman { token: self.by } } else { self.here() }
    }
}
