//! The periods of one name, one after the other: what is kept of it and what the file gives.

use chrono::NaiveDate;

use super::merge::same;
use super::subject::{Entry, Subject};
use crate::base::Period;

/// One place in the line of a name: a first day, and what is said to hold from it on. What has no period
/// has a line of one place.
pub(super) struct Slot<S: Subject> {
    /// What the file gives.
    pub(super) given: Option<Entry<S::Value>>,
    /// What is kept.
    pub(super) kept: Option<S::Value>,
    /// When it holds, the neighbours considered.
    pub(super) period: Option<Period>,
    /// The line that gives the next one.
    pub(super) next_line: Option<u64>,
    /// Whether its end is "until the next one".
    open: bool,
    /// Whether it says what the one before says.
    repeats: bool,
}

impl<S: Subject> Slot<S> {
    fn new(given: Option<Entry<S::Value>>, kept: Option<S::Value>) -> Self {
        let value = given.as_ref().map(|given| &given.value).or(kept.as_ref());
        let period = value.and_then(S::period);
        let open = period.is_some_and(|period| period.until.is_none());
        Self { given, kept, period, next_line: None, open, repeats: false }
    }

    fn from(&self) -> Option<NaiveDate> {
        self.period.map(|period| period.from)
    }

    fn value(&self) -> Option<&S::Value> {
        self.given.as_ref().map(|given| &given.value).or(self.kept.as_ref())
    }

    /// Whether all of the later one's days, as far as it says, lie in this one's.
    fn spans(&self, later: &Self) -> bool {
        let (Some(mine), Some(its)) = (self.period, later.period) else { return false };
        mine.contains(its.from) && (mine.until == its.until || self.open && later.open)
    }
}

/// The line of a name.
pub(super) struct Line<S: Subject>(Vec<Slot<S>>);

impl<S: Subject> Default for Line<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S: Subject> Line<S> {
    /// Takes an entry of the file; gives it back, with the line of the other, when its day is taken.
    pub(super) fn give(&mut self, entry: Entry<S::Value>) -> Result<(), (Entry<S::Value>, u64)> {
        let slot = Slot::new(Some(entry), None);
        let taken = self.0.iter().find(|other| other.from() == slot.from());
        match (taken.and_then(|other| other.given.as_ref()), slot.given) {
            (Some(other), Some(entry)) => Err((entry, other.line)),
            (_, given) => {
                self.0.push(Slot { given, ..slot });
                Ok(())
            }
        }
    }

    /// Takes what is kept.
    pub(super) fn keep(&mut self, value: S::Value) {
        let from = S::period(&value).map(|period| period.from);
        match self.0.iter_mut().find(|slot| slot.from() == from) {
            Some(slot) => slot.kept = Some(value),
            None => self.0.push(Slot::new(None, Some(value))),
        }
    }

    /// The places, each ended where it has to, without those that say nothing new.
    pub(super) fn settled(mut self, complete: bool) -> Vec<Slot<S>> {
        self.0.sort_by_key(Slot::from);
        self.see_what_is_open();
        if complete {
            for slot in &mut self.0 {
                if let (Some(given), Some(kept)) = (&mut slot.given, &slot.kept) {
                    S::complete(given, kept);
                }
            }
        }
        self.strike_what_repeats(complete);
        for at in 1..self.0.len() {
            let (next, next_line) =
                (self.0[at].from(), self.0[at].given.as_ref().map(|one| one.line));
            let slot = &mut self.0[at - 1];
            slot.next_line = next_line;
            if let (true, Some(period), Some(next)) = (slot.open, &mut slot.period, next)
                && period.contains(next)
            {
                period.until = Some(next);
            }
        }
        self.0
    }

    /// What is kept and ends where the next that is kept begins may have been ended by it: its end is as
    /// open as if none were written.
    fn see_what_is_open(&mut self) {
        let mut next_kept = None;
        for slot in self.0.iter_mut().rev() {
            if slot.given.is_none() && next_kept.is_some() {
                slot.open |= slot.period.and_then(|period| period.until) == next_kept;
            }
            if slot.kept.is_some() {
                next_kept = slot.from();
            }
        }
    }

    fn strike_what_repeats(&mut self, complete: bool) {
        let mut in_force = 0;
        for at in 1..self.0.len() {
            let (earlier, later) = self.0.split_at_mut(at);
            let (before, slot) = (&earlier[in_force], &mut later[0]);
            if slot.kept.is_none()
                && before.spans(slot)
                && let (Some(known), Some(given)) = (before.value(), &mut slot.given)
            {
                if complete {
                    S::complete(given, known);
                }
                slot.repeats = same::<S>(known, &given.value);
            }
            if !slot.repeats {
                in_force = at;
            }
        }
        self.0.retain(|slot| !slot.repeats);
    }
}
