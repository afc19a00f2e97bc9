//! Corrections (law 8): applied before the fold, whatever their time. An event is never edited; a
//! correction names it and says that it is void or what it should have said.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::ScanId;

use super::action::Action;
use super::event::Event;
use super::scan::Replacement;

/// What stands after the corrections: events in order, and the corrections whose target is unknown.
pub(super) struct Corrected<'a> {
    /// The events of one item in the order of their effect; corrections are not among them.
    pub events: Vec<Cow<'a, Event>>,
    /// Corrections that wait for the scan they name.
    pub waiting: Vec<&'a Event>,
}

/// Applies the corrections among the events of one item. For one target the latest correction (by
/// effective time, then id) wins; a correction can itself be struck out by a later one.
pub(super) fn apply(mut events: Vec<&Event>) -> Corrected<'_> {
    events.sort_by_key(|event| event.order());
    if events.iter().all(|event| event.action != Action::Correct) {
        let events = events.into_iter().map(Cow::Borrowed).collect();
        return Corrected { events, waiting: Vec::new() };
    }
    let known: BTreeSet<ScanId> = events.iter().map(|event| event.id).collect();
    let mut struck: BTreeSet<ScanId> = BTreeSet::new();
    let mut winner: BTreeMap<ScanId, &Event> = BTreeMap::new();
    let mut waiting = Vec::new();
    for event in events.iter().copied().rev().filter(|event| event.action == Action::Correct) {
        if struck.contains(&event.id) {
            continue;
        }
        let Some(target) = event.detail.corrects else { continue };
        if !known.contains(&target) {
            waiting.push(event);
        } else if let Entry::Vacant(vacant) = winner.entry(target) {
            vacant.insert(event);
            if event.detail.void {
                struck.insert(target);
            }
        }
    }
    let mut standing: Vec<Cow<'_, Event>> = events
        .iter()
        .copied()
        .filter(|event| event.action != Action::Correct && !struck.contains(&event.id))
        .map(|event| match winner.get(&event.id).and_then(|c| c.detail.replacement.as_deref()) {
            Some(replacement) => Cow::Owned(replaced(event, replacement)),
            None => Cow::Borrowed(event),
        })
        .collect();
    standing.sort_by_key(|event| event.order());
    waiting.reverse();
    Corrected { events: standing, waiting }
}

fn replaced(event: &Event, replacement: &Replacement) -> Event {
    let mut event = event.clone();
    if let Some(action) = replacement.action {
        event.action = action;
    }
    if let Some(at) = &replacement.at {
        event.at = at.clone();
    }
    if let Some(capacity) = replacement.capacity {
        event.capacity = capacity;
    }
    if let Some(happened_at) = replacement.happened_at {
        event.effective_at = happened_at;
        event.clock_ahead = false;
    }
    let detail = Arc::make_mut(&mut event.detail);
    let said = replacement.clone();
    detail.to = said.to.or(detail.to.take());
    detail.seal = said.seal.or(detail.seal.take());
    detail.seal_intact = said.seal_intact.or(detail.seal_intact);
    detail.papers = said.papers.or(detail.papers.take());
    detail.reason = said.reason.or(detail.reason.take());
    event
}
