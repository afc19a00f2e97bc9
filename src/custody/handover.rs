//! Pairing of hand-overs (law 6): a give and a receive that are one transfer.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::ScanId;

use super::action::Action;
use super::custodian::Custodian;
use super::event::Event;

/// How far a receive and its give may lie apart, when nothing but the parties ties them together.
pub const WINDOW_MS: i64 = 30 * 60 * 1000;

/// Which give belongs to which receive, by scan id.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    give_of: BTreeMap<ScanId, ScanId>,
    paired_gives: BTreeSet<ScanId>,
    late_gives: BTreeSet<ScanId>,
}

impl Pairs {
    /// Whether somebody gave what this scan received.
    pub fn was_given(&self, receive: ScanId) -> bool {
        self.give_of.contains_key(&receive)
    }

    /// Whether the receive of this give took effect before it: the give then only confirms it.
    pub fn is_late(&self, give: ScanId) -> bool {
        self.late_gives.contains(&give)
    }

    fn join(&mut self, give: &Event, receive: &Event) {
        self.give_of.insert(receive.id, give.id);
        self.paired_gives.insert(give.id);
        if receive.order() < give.order() {
            self.late_gives.insert(give.id);
        }
    }
}

/// Pairs the gives and receives of one item, whose events stand in the order of their effect.
///
/// First by hand-over id. Then a receive takes the nearest unpaired give to the same party: within
/// thirty minutes in either order, or, however long ago, when nothing happened to the item in between:
/// a give that stands open until the named receiver scans is completed by that scan, be it next morning.
pub(super) fn pair(events: &[Cow<'_, Event>]) -> Pairs {
    let mut pairs = Pairs::default();
    // That a point took over from another is nothing that happened to the item.
    let events: Vec<&Event> = events
        .iter()
        .map(AsRef::as_ref)
        .filter(|event: &&Event| event.action != Action::Transfer)
        .collect();
    let each = || events.iter().copied().enumerate();
    let gives: Vec<(usize, &Event)> =
        each().filter(|(_, event)| event.action == Action::HandOver).collect();
    if gives.is_empty() {
        return pairs;
    }
    let receives: Vec<(usize, &Event)> =
        each().filter(|(_, event)| takes_over(event.action)).collect();

    for (_, receive) in &receives {
        let known = receive.detail.handover_id.as_ref().and_then(|id| {
            gives.iter().find(|(_, give)| {
                give.detail.handover_id.as_ref() == Some(id)
                    && !pairs.paired_gives.contains(&give.id)
            })
        });
        if let Some((_, give)) = known {
            pairs.join(give, receive);
        }
    }
    for (place, receive) in &receives {
        if pairs.was_given(receive.id) {
            continue;
        }
        let taker = taker(receive);
        let apart =
            |give: &Event| (receive.effective_at.millis() - give.effective_at.millis()).abs();
        let nearest = gives
            .iter()
            .filter(|(_, give)| !pairs.paired_gives.contains(&give.id))
            .filter(|(_, give)| same_name(give, receive) && is_between(give, &taker, receive))
            .filter(|(position, give)| apart(give) <= WINDOW_MS || position + 1 == *place)
            .min_by_key(|(_, give)| (apart(give), give.id));
        if let Some((_, give)) = nearest {
            pairs.join(give, receive);
        }
    }
    pairs
}

/// Two scans that both name a hand-over are the same one only if the names agree.
fn same_name(give: &Event, receive: &Event) -> bool {
    match (&give.detail.handover_id, &receive.detail.handover_id) {
        (Some(ours), Some(theirs)) => ours == theirs,
        (Some(_), None) | (None, Some(_) | None) => true,
    }
}

/// Whether the give is from somebody else to this taker, or to the point for which the taker acts: a
/// postman who collects what was given to his office.
fn is_between(give: &Event, taker: &Custodian, receive: &Event) -> bool {
    give.detail.to.as_ref().is_none_or(|to| to.is(taker) || to.is(&receive.here()))
        && give.hand() != *taker
}

fn takes_over(action: Action) -> bool {
    matches!(action, Action::Receive | Action::Accept | Action::Unload | Action::OutForDelivery)
}

fn taker(receive: &Event) -> Custodian {
    if receive.action == Action::OutForDelivery { receive.postman() } else { receive.hand() }
}
