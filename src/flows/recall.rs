//! What a writer still knows of the parcels it touched last, so that the next scan of one costs no read of
//! its log. Nothing here is believed by itself: a parcel's head is locked and says how many events its log
//! has, and what is remembered counts only when it is that many.
//!
//! Only parcels that never lay in a bag or on a run are remembered: where others stand depends on what
//! carried them, whose heads would all have to be locked and compared.

use std::collections::HashMap;

use crate::base::{CaseId, ItemKey};
use crate::custody::{Event, Subject, Timeline};
use crate::feed::About;
use crate::parcels::ItemKind;

/// How many parcels of one generation are remembered; there are two. A parcel takes some kilobytes.
const GENERATION: usize = 2_000;

/// A parcel as the last batch that touched it left it.
#[derive(Debug)]
pub(super) struct Remembered {
    pub subject: Subject,
    pub case: Option<CaseId>,
    /// Whom to tell about it; none when it belongs to no case.
    pub about: Option<About>,
    /// All its events, in the order in which they arrived.
    pub log: Vec<Event>,
    pub timeline: Timeline,
}

impl Remembered {
    /// Whether all that its timeline depends on is its own log.
    fn is_alone(&self) -> bool {
        self.subject.kind == ItemKind::Parcel
            && self.timeline.containments.is_empty()
            && self.log.iter().all(|event| event.carrier.is_none())
    }
}

/// The parcels a writer touched last. For a writer that comes by once, an empty one does.
#[derive(Debug, Default)]
pub struct Recall {
    young: HashMap<ItemKey, Remembered>,
    old: HashMap<ItemKey, Remembered>,
}

impl Recall {
    pub(super) fn get(&self, item: ItemKey) -> Option<&Remembered> {
        self.young.get(&item).or_else(|| self.old.get(&item))
    }

    /// Takes a parcel out: to put it back as it stands after a commit, or because it is not alone any more.
    pub(super) fn take(&mut self, item: ItemKey) -> Option<Remembered> {
        self.young.remove(&item).or_else(|| self.old.remove(&item))
    }

    /// Remembers a parcel as it stands after a commit, where it can be.
    pub(super) fn put(&mut self, remembered: Remembered) {
        if !remembered.is_alone() {
            return;
        }
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(remembered.subject.item, remembered);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}
