//! From a set of events to the timelines of the items they are about (law 4): whatever order they
//! arrived in, and however often, the answer is the same.
//!
//! Items are folded together with what carries them. Events are taken in the order of their effect; a
//! scan of a bag or a run is one event on it, and what is inside at that moment follows (law 7).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::base::{At, ItemKey};
use crate::parcels::ItemKind;

use super::action::Action;
use super::correction::{self, Corrected};
use super::custodian::{Custodian, Party};
use super::event::Event;
use super::handover;
use super::item::{CarrierView, Item};
use super::timeline::Timeline;

/// An item as custody knows it before its first scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The item.
    pub item: ItemKey,
    /// A parcel, a bag or a run.
    pub kind: ItemKind,
    /// Who holds it before anybody scanned it: the citizen, the desk, the point that made up the bag.
    pub origin: Custodian,
    /// Whom it is meant for.
    pub bound_for: Option<Party>,
    /// How many of each paper the slip lists.
    pub papers: Vec<u16>,
    /// When it was registered.
    pub created_at: At,
}

/// Bags in a bag on a run: no chain of carriers is longer. A longer one can only be an error of
/// scanning (a bag put into itself), and is cut here.
const MAX_DEPTH: usize = 4;

/// The timelines of `subjects`. `events` must hold all events of each of them and of whatever carried
/// them; events of items that are not among the subjects are passed over, and an event that stands
/// twice counts once.
pub fn fold<'a>(
    subjects: impl IntoIterator<Item = &'a Subject>,
    events: impl IntoIterator<Item = &'a Event>,
) -> BTreeMap<ItemKey, Timeline> {
    let mut by_item: BTreeMap<ItemKey, Vec<&Event>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for event in events {
        if seen.insert(event.id) {
            by_item.entry(event.item).or_default().push(event);
        }
    }
    let mut world = World::default();
    let mut corrected: Vec<Cow<'_, Event>> = Vec::new();
    let mut waiting: Vec<&Event> = Vec::new();
    for subject in subjects {
        let own = by_item.remove(&subject.item).unwrap_or_default();
        let Corrected { events: own, waiting: waits } = correction::apply(own);
        let item = Item::new(subject, handover::pair(&own), own.first().map(|e| e.effective_at));
        world.items.insert(subject.item, Box::new(item));
        corrected.extend(own);
        waiting.extend(waits);
    }
    let mut stream: Vec<&Event> = corrected.iter().map(AsRef::as_ref).collect();
    stream.sort_by_key(|event| (event.order(), event.item));
    for event in stream {
        world.apply(event);
    }
    for event in &waiting {
        if let Some(item) = world.items.get_mut(&event.item) {
            item.correction_waits(event);
        }
    }
    world.items.into_iter().map(|(key, item)| (key, item.into_timeline())).collect()
}

#[derive(Default)]
struct World<'a> {
    /// Each in a box of its own: it is taken out for each of its scans and put back.
    items: BTreeMap<ItemKey, Box<Item<'a>>>,
    /// What each bag and run holds at this moment.
    inside: BTreeMap<ItemKey, BTreeSet<ItemKey>>,
}

impl World<'_> {
    fn apply(&mut self, event: &Event) {
        let Some(mut item) = self.items.remove(&event.item) else { return };
        let named = self.named(event, &item);
        let before = item.carrier;
        if event.action == Action::Transfer {
            // What lies in a bag follows it only where the bag itself was handed on.
            if item.transferred(event) {
                let holder = item.holder.clone();
                self.carry(event, &item, event.item, &holder, 0);
            }
            self.items.insert(event.item, item);
            return;
        }
        item.scanned(event, named.as_ref());
        self.moved(event.item, before, item.carrier);
        let holder = item.holder.clone();
        self.carry(event, &item, event.item, &holder, 0);
        item.settle(event);
        self.items.insert(event.item, item);
    }

    /// The bag or run that a scan names, as it stands now.
    fn named(&self, event: &Event, item: &Item) -> Option<CarrierView> {
        let carrier = event.carrier?;
        if carrier == event.item {
            return Some(item.view(true));
        }
        let is_inside = self.is_inside(carrier, event.item);
        self.items.get(&carrier).map(|carrier| carrier.view(is_inside))
    }

    /// Tells everything inside `carrier` of a scan of `outer`.
    fn carry(
        &mut self,
        event: &Event,
        outer: &Item,
        carrier: ItemKey,
        holder: &Custodian,
        depth: usize,
    ) {
        if depth >= MAX_DEPTH {
            return;
        }
        for key in self.inside.get(&carrier).cloned().unwrap_or_default() {
            let Some(mut inner) = self.items.remove(&key) else { continue };
            let before = inner.carrier;
            inner.carried(event, holder, outer);
            self.moved(key, before, inner.carrier);
            self.items.insert(key, inner);
            self.carry(event, outer, key, holder, depth + 1);
        }
    }

    fn moved(&mut self, item: ItemKey, before: Option<ItemKey>, after: Option<ItemKey>) {
        if before == after {
            return;
        }
        if let Some(before) = before {
            self.inside.entry(before).or_default().remove(&item);
        }
        if let Some(after) = after {
            self.inside.entry(after).or_default().insert(item);
        }
    }

    /// Whether `inner` lies, at whatever depth, in `outer`.
    fn is_inside(&self, inner: ItemKey, outer: ItemKey) -> bool {
        let mut at = Some(inner);
        for _ in 0..=MAX_DEPTH {
            match at.and_then(|key| self.items.get(&key)).and_then(|item| item.carrier) {
                Some(carrier) if carrier == outer => return true,
                next => at = next,
            }
        }
        false
    }
}
