//! What the system records when a point has ended and another one took over: which events an item still
//! needs, so that it is held by, bound for and waited for at points that are in service.
//!
//! The events are made from what is known, with ids made from what they say: two processes that look at
//! the same item make the same ones, and looking again makes none.

use chrono::NaiveDate;

use super::action::Action;
use super::custodian::{Custodian, Party};
use super::event::Event;
use super::scan::Detail;
use super::timeline::Timeline;
use crate::base::ids::uuid_of;
use crate::base::{Actor, At, Capacity, PointCode, ScanId};
use crate::network::{HandedOn, Network};

/// The events that an item needs on a day; none for one whose points are all in service, or whose journey
/// has ended. `now` is when they are recorded.
pub fn transfers(timeline: &Timeline, network: &Network, on: NaiveDate, now: At) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for (code, capacity) in named(timeline) {
        let mut earliest = At::from_millis(0);
        for change in network.handed_on(code, on) {
            if events.iter().any(|event| event.at == *change.from) {
                break;
            }
            let event = event(timeline, &change, capacity, now, earliest);
            earliest = event.effective_at.plus_millis(1);
            events.push(event);
        }
    }
    events
}

/// The points that stand in an item's present: who holds it, where it goes, where it came from, where it
/// waits to be received, from where it was taken out.
fn named(timeline: &Timeline) -> Vec<(&PointCode, Capacity)> {
    let held = |custodian: &'_ Custodian| match custodian {
        Custodian::Point { capacity, .. } => *capacity,
        Custodian::Run { .. } | Custodian::Postman { .. } | Custodian::Citizen => Capacity::Post,
    };
    let mut points: Vec<(&PointCode, Capacity)> = Vec::new();
    let holders = [Some(&timeline.custodian), Some(&timeline.origin), timeline.out_from.as_ref()];
    for holder in holders.into_iter().flatten() {
        points.extend(holder.point().map(|code| (code, held(holder))));
    }
    for party in [&timeline.bound_for, &timeline.open_handover].into_iter().flatten() {
        if let Party::Point { code, capacity } = party {
            points.push((code, capacity.unwrap_or(Capacity::Post)));
        }
    }
    points
}

/// One point takes over from another as far as this item is concerned: at the beginning of the day of the
/// change, or, where it came to the closed point only afterwards, right after that.
fn event(
    timeline: &Timeline,
    change: &HandedOn<'_>,
    capacity: Capacity,
    now: At,
    earliest: At,
) -> Event {
    let change_at = At::office(change.on, 0, 0).max(earliest);
    let came_later = timeline.custodian.point() == Some(change.from)
        && timeline.spans.last().is_some_and(|span| span.from >= change_at);
    let latest = timeline.last().map_or(change_at, |entry| entry.effective_at.plus_millis(1));
    let first = id(timeline, change, change_at);
    let recorded = timeline.entries.iter().any(|entry| entry.scan == first);
    let effective_at = if came_later || recorded { change_at.max(latest) } else { change_at };
    // The successor acts for the post or the desk as the one before did, unless it has only the other.
    let only = change.to.roles.only().filter(|only| *only != capacity);
    let to = Party::Point { code: change.to.code.clone(), capacity: only };
    let process = Actor::process();
    Event {
        id: id(timeline, change, effective_at),
        item: timeline.item,
        action: Action::Transfer,
        effective_at,
        happened_at: effective_at,
        recorded_at: now,
        clock_ahead: false,
        at: change.from.clone(),
        capacity,
        by: process.token,
        role: process.role,
        carrier: None,
        detail: Detail { to: Some(to), ..Detail::default() }.into(),
    }
}

/// An id that sorts by its time like a device's, made from what the event says.
fn id(timeline: &Timeline, change: &HandedOn<'_>, at: At) -> ScanId {
    let said =
        format!("transfer {} {} {} {}", timeline.item.0, change.from, change.to.code, at.millis());
    ScanId(uuid_of(at, &said))
}
