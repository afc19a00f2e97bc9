//! Where a parcel is, as far as its next step depends on it.

use crate::base::codes::RunCode;
use crate::base::{At, PointCode};
use crate::custody::{Action, Custodian, State, Timeline};

/// Where a parcel is by the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The post does not have it yet; it is at this point where it begins at one.
    Awaited {
        /// The desk.
        point: Option<PointCode>,
    },
    /// It lies at a point, in a bag or not.
    Lies {
        /// The point.
        point: PointCode,
        /// Since when.
        since: At,
        /// It came there from elsewhere, and is handled before it goes on.
        came: bool,
        /// When it was last seen there.
        seen: At,
    },
    /// It is on a vehicle.
    Rides {
        /// The run.
        run: RunCode,
        /// Where that was last scanned.
        at: PointCode,
        /// When.
        seen: At,
        /// What was scanned.
        action: Action,
    },
    /// A postman has it, on the way to the receiver.
    Out {
        /// From where.
        point: PointCode,
        /// Since when.
        since: At,
    },
    /// It waits at a point for another try.
    Failed {
        /// The point.
        point: PointCode,
        /// Since when.
        since: At,
    },
    /// It waits for somebody, however long.
    Held,
    /// It is reported lost.
    Lost,
    /// Its journey has ended.
    Ended {
        /// When.
        at: At,
    },
}

impl Place {
    /// Where the log says it is.
    pub fn of(timeline: &Timeline) -> Self {
        let awaited = || Self::Awaited { point: timeline.origin.point().cloned() };
        let Some(last) = timeline.last() else { return awaited() };
        let (at, seen) = (last.at.clone(), last.effective_at);
        match timeline.state {
            State::Announced => awaited(),
            State::Delivered | State::Returned | State::Void => {
                let still = timeline.entries.iter().rev();
                let ended = still.take_while(|entry| entry.state == timeline.state).last();
                Self::Ended { at: ended.map_or(seen, |entry| entry.effective_at) }
            }
            State::Lost => Self::Lost,
            State::Held => Self::Held,
            State::DeliveryFailed => Self::Failed { point: at, since: seen },
            State::OutForDelivery => Self::Out { point: at, since: seen },
            State::Accepted
            | State::AtPoint
            | State::InBag
            | State::OnRun
            | State::InHandover
            | State::Returning
            | State::Found => match &timeline.custodian {
                Custodian::Point { code, .. } => {
                    let (since, came) = came_to(timeline, seen);
                    Self::Lies { point: code.clone(), since, came, seen }
                }
                Custodian::Run { code } => {
                    Self::Rides { run: code.clone(), at, seen, action: last.action }
                }
                // Picked up at somebody's door: it comes to the point of who picked it up.
                Custodian::Postman { .. } | Custodian::Citizen => {
                    Self::Lies { point: at, since: seen, came: false, seen }
                }
            },
        }
    }
}

/// Since when its holder has it, and whether it had come from elsewhere: what the citizen brought, or the desk
/// of the same point, is ready to go at once.
fn came_to(timeline: &Timeline, seen: At) -> (At, bool) {
    let here = timeline.custodian.point();
    let since = timeline.spans.last().map_or(seen, |span| span.from);
    let before = timeline.spans.iter().rev().nth(1).map(|span| &span.custodian);
    let came = before.is_some_and(|before| match before {
        Custodian::Point { code, .. } => Some(code) != here,
        Custodian::Run { .. } | Custodian::Postman { .. } => true,
        Custodian::Citizen => false,
    });
    (since, came)
}
