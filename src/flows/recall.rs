//! What a writer still knows of the parcels it touched last, so that the next scan of one costs no read of
//! its code, its log and its case. Nothing here is believed by itself: the head and the case are written
//! only where they still have the number of events and of facts that is remembered, and where one has not,
//! nothing is written and everything is read anew.
//!
//! Only parcels that never lay in a bag or on a run are remembered: where others stand depends on what
//! carried them, whose heads would all have to be compared.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use lru::LruCache;

use crate::base::{CaseId, ItemKey};
use crate::custody::{Event, Subject, Timeline};
use crate::feed::About;
use crate::parcels::{CodeOwner, ItemKind};
use crate::store::facts::{Teller, Tellers};

/// How many parcels are remembered, those that were touched last. A parcel takes some kilobytes.
const PARCELS: NonZeroUsize = NonZeroUsize::new(4_000).unwrap();

/// How many texts by which parcels were scanned: a parcel bears its own and its case's.
const CODES: NonZeroUsize = NonZeroUsize::new(8_000).unwrap();

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
    /// Whether it is under way, and all that its timeline depends on is its own log. Of one that has arrived
    /// the codes are not believed.
    fn is_worth_it(&self) -> bool {
        self.subject.kind == ItemKind::Parcel
            && !self.timeline.state.is_end()
            && self.timeline.containments.is_empty()
            && self.log.iter().all(|event| event.carrier.is_none())
    }
}

/// The parcels a writer touched last. For a writer that comes by once, an empty one does.
#[derive(Debug)]
pub struct Recall {
    parcels: LruCache<ItemKey, Box<Remembered>>,
    /// The texts by which parcels were scanned.
    codes: LruCache<String, ItemKey>,
    tellers: LruCache<CaseId, Teller>,
    /// How often names were forgotten.
    forgot: u64,
}

impl Default for Recall {
    fn default() -> Self {
        Self {
            parcels: LruCache::unbounded(),
            codes: LruCache::unbounded(),
            tellers: LruCache::unbounded(),
            forgot: 0,
        }
    }
}

impl Recall {
    /// One that goes on from batch to batch and forgets what was not touched for long.
    #[must_use]
    pub fn lasting() -> Self {
        let mut recall = Self::default();
        recall.parcels.resize(PARCELS);
        recall.codes.resize(CODES);
        recall.tellers.resize(PARCELS);
        recall
    }

    pub(super) fn get(&self, item: ItemKey) -> Option<&Remembered> {
        self.parcels.peek(&item).map(AsRef::as_ref)
    }

    /// Whose a code is that was scanned lately: a parcel's that is still under way. A number is given to
    /// another parcel a year after the journey at the earliest, so this one is nobody else's.
    pub(super) fn owner(&self, code: &str) -> Option<CodeOwner> {
        let key = *self.codes.peek(code)?;
        let is_open = !self.get(key)?.timeline.state.is_end();
        is_open.then_some(CodeOwner { key, kind: ItemKind::Parcel })
    }

    /// What is known of these cases, of those that are known.
    pub(super) fn tellers(&self, cases: &BTreeSet<CaseId>) -> Tellers {
        cases.iter().filter_map(|case| Some((*case, self.tellers.peek(case)?.clone()))).collect()
    }

    /// Takes a parcel out: to put it back as it stands after a commit, or because it is not alone any more.
    pub(super) fn take(&mut self, item: ItemKey) -> Option<Box<Remembered>> {
        self.parcels.pop(&item)
    }

    /// Remembers a parcel as it stands after a commit, where it can be.
    pub(super) fn put(&mut self, remembered: Box<Remembered>) {
        if remembered.is_worth_it() {
            self.parcels.put(remembered.subject.item, remembered);
        }
    }

    /// Remembers by which texts parcels were scanned, and what their cases were told last, after a commit.
    pub(super) fn put_names(
        &mut self,
        codes: impl IntoIterator<Item = (String, ItemKey)>,
        tellers: impl IntoIterator<Item = (CaseId, Teller)>,
    ) {
        for (code, item) in codes {
            if self.parcels.contains(&item) {
                self.codes.put(code, item);
            }
        }
        for (case, teller) in tellers {
            let known = self.tellers.peek(&case);
            if known.is_none_or(|known| known.last_sequence() <= teller.last_sequence()) {
                self.tellers.put(case, teller);
            }
        }
    }

    /// Hands out what is known of the parcels that bear these texts, so that two writers never work with the
    /// same. What is lent is not known here until it comes back.
    #[must_use]
    pub fn lend<'a>(&mut self, codes: impl Iterator<Item = &'a str>) -> Self {
        let mut lent = Self { forgot: self.forgot, ..Self::default() };
        for code in codes {
            let Some((code, item)) = self.codes.pop_entry(code) else { continue };
            lent.codes.put(code, item);
            let Some(parcel) = self.take(item) else { continue };
            if let Some((case, teller)) = parcel.case.and_then(|case| self.tellers.pop_entry(&case))
            {
                lent.tellers.put(case, teller);
            }
            lent.parcels.put(item, parcel);
        }
        lent
    }

    /// Takes back what was lent, as it stands after a commit.
    pub fn take_back(&mut self, lent: Self) {
        for (item, parcel) in lent.parcels {
            // Somebody else may have read it anew meanwhile, and have been later.
            if self.get(item).is_none_or(|known| known.log.len() <= parcel.log.len()) {
                self.take(item);
                self.put(parcel);
            }
        }
        if lent.forgot == self.forgot {
            self.put_names(lent.codes, lent.tellers);
        }
    }

    /// Forgets what other work than scans may have changed: codes that were bound, cases that were told. What
    /// is lent comes back without them.
    pub fn forget_names(&mut self) {
        self.forgot += 1;
        self.codes.clear();
        self.tellers.clear();
    }

    /// Forgets what some cases were told last.
    pub fn forget_cases(&mut self, cases: &BTreeSet<CaseId>) {
        for case in cases {
            self.tellers.pop(case);
        }
    }
}
