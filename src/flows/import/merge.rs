//! What a file says together with what is kept already.
//!
//! Whatever has a period has one line of periods for each name. An end that is left open means "until the
//! next one": a row of a later day ends the one in force, whichever was imported first, and one that says
//! nothing new is no row of its own. An end that is written stands; who contradicts it is told.

use std::collections::HashMap;

use super::line::{Line, Slot};
use super::sheet::Problems;
use super::subject::{Entry, Subject, key};
use crate::base::Period;
use crate::base::text::same_spelling;

/// The entries of the file, and those kept that the file does not replace.
pub(super) struct Merged<S: Subject> {
    /// Those of the file that say something of their own, in its order.
    pub(super) entries: Vec<Entry<S::Value>>,
    /// The others, as they are from now on.
    pub(super) kept: Vec<S::Value>,
    /// Which entries are new, by their place in `entries`.
    pub(super) added: Vec<usize>,
    /// Which entries replace one that differed, and that one.
    pub(super) changed: Vec<(usize, S::Value)>,
    /// What was kept and now ends earlier.
    pub(super) ended: Vec<Ended<S::Value>>,
    /// How many entries of the file say what was known.
    pub(super) unchanged: usize,
}

/// Something that was kept and ends earlier from now on.
pub(super) struct Ended<T> {
    pub(super) before: T,
    pub(super) after: T,
    /// The line of what comes after it.
    pub(super) line: Option<u64>,
}

impl<S: Subject> Merged<S> {
    /// `complete` says whether the file is a list of others, that does not take away what it does not know.
    pub(super) fn new(
        entries: Vec<Entry<S::Value>>,
        stored: Vec<S::Value>,
        complete: bool,
        found: &mut Problems,
    ) -> Self {
        let given = entries.len();
        let mut merged = Self {
            entries: Vec::with_capacity(given),
            kept: Vec::new(),
            added: Vec::new(),
            changed: Vec::new(),
            ended: Vec::new(),
            unchanged: 0,
        };
        let mut lines: HashMap<String, Line<S>> = HashMap::new();
        for entry in entries {
            let name = S::name(&entry.value);
            if let Err((twice, first)) = lines.entry(name).or_default().give(entry) {
                let expected = format_args!("an entry that line {first} has not given yet");
                found.add(twice.line, S::KEY_COLUMN, expected, &key::<S>(&twice.value));
            }
        }
        for value in stored {
            match lines.get_mut(&S::name(&value)) {
                Some(line) => line.keep(value),
                None => merged.kept.push(value),
            }
        }
        let mut slots: Vec<Slot<S>> =
            lines.into_values().flat_map(|line| line.settled(complete)).collect();
        slots.sort_by_key(|slot| slot.given.as_ref().map(|given| given.line));
        for slot in slots {
            merged.sort_in(slot);
        }
        merged.unchanged = given - merged.added.len() - merged.changed.len();
        merged
    }

    fn sort_in(&mut self, slot: Slot<S>) {
        let Slot { given, kept, period, next_line, .. } = slot;
        let settle = |value| match period {
            Some(period) => S::in_period(value, period),
            None => value,
        };
        match (given, kept) {
            (Some(given), None) => {
                self.added.push(self.entries.len());
                self.entries.push(Entry { value: settle(given.value), ..given });
            }
            (Some(given), Some(kept)) => {
                let value = settle(given.value);
                if S::period(&kept) == period && same::<S>(&kept, &value) {
                    // In the spelling that is kept.
                    self.entries.push(Entry { value: kept, ..given });
                } else {
                    self.changed.push((self.entries.len(), kept));
                    self.entries.push(Entry { value, ..given });
                }
            }
            (None, Some(kept)) if S::period(&kept) != period => {
                let after = settle(kept.clone());
                self.kept.push(after.clone());
                self.ended.push(Ended { before: kept, after, line: next_line });
            }
            (None, kept) => self.kept.extend(kept),
        }
    }

    /// All entries, with the line of those that the file gives.
    pub(super) fn all(&self) -> impl Iterator<Item = (Option<u64>, &S::Value)> {
        let given = self.entries.iter().map(|entry| (Some(entry.line), &entry.value));
        given.chain(self.kept.iter().map(|value| (None, value)))
    }

    /// What has to be written.
    pub(super) fn news(&self) -> Vec<S::Value> {
        let given = self.added.iter().chain(self.changed.iter().map(|(at, _)| at));
        let mut places: Vec<usize> = given.copied().collect();
        places.sort_unstable();
        let given = places.into_iter().map(|at| self.entries[at].value.clone());
        given.chain(self.ended.iter().map(|ended| ended.after.clone())).collect()
    }

    /// Two entries of one name must not hold on the same day. Where one of the two was kept already, the
    /// person most likely forgot to end it.
    pub(super) fn check_apart(&self, found: &mut Problems) {
        let mut by_name: HashMap<String, Vec<(Period, Option<u64>)>> = HashMap::new();
        for (line, value) in self.all() {
            if let Some(period) = S::period(value) {
                by_name.entry(S::name(value)).or_default().push((period, line));
            }
        }
        for mut periods in by_name.into_values() {
            periods.sort();
            for pair in periods.windows(2) {
                let ((earlier, first), (later, second)) = (pair[0], pair[1]);
                // Equal first days have been told as the same key.
                if !earlier.overlaps(&later) || earlier.from == later.from {
                    continue;
                }
                let (line, other) = match (first, second) {
                    (_, Some(line)) => (line, earlier),
                    (Some(line), None) => (line, later),
                    (None, None) => continue,
                };
                let expected = format_args!(
                    "a period apart from the one of the same code {} (end the earlier one first)",
                    written(other)
                );
                let this = if second == Some(line) { later } else { earlier };
                found.add(line, "valid_from", expected, &written(this));
            }
        }
    }
}

/// Whether two entries say the same, whenever that is and however it is spelled.
pub(super) fn same<S: Subject>(a: &S::Value, b: &S::Value) -> bool {
    let (a, b) = (S::cells(a), S::cells(b));
    a.len() == b.len() && a.iter().zip(&b).all(|((_, a), (_, b))| same_spelling(a, b))
}

/// A period for the eye: `2025-03-01 to 2025-07-01`, `from 2025-07-01`.
pub(super) fn written(period: Period) -> String {
    match period.until {
        Some(until) => format!("{} to {until}", period.from),
        None => format!("from {}", period.from),
    }
}

/// Whether some of the periods together hold every day of `wanted`.
pub(super) fn cover(periods: &[Period], wanted: Period) -> bool {
    let mut reached = wanted.from;
    loop {
        match periods.iter().find(|period| period.contains(reached)).map(|period| period.until) {
            None => return false,
            Some(None) => return true,
            Some(Some(until)) if wanted.until.is_some_and(|end| end <= until) => return true,
            Some(Some(until)) => reached = until,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, until: Option<&str>) -> Period {
        Period::new(from.parse().unwrap(), until.map(|day| day.parse().unwrap())).unwrap()
    }

    #[test]
    fn periods_that_join_cover_what_none_covers_alone() {
        let first = period("2025-03-01", Some("2025-07-01"));
        let second = period("2025-07-01", None);
        assert!(cover(&[second, first], period("2025-04-01", None)));
        assert!(cover(&[first], period("2025-04-01", Some("2025-07-01"))));
        assert!(!cover(&[first], period("2025-04-01", None)));
        assert!(!cover(&[second], period("2025-04-01", Some("2025-09-01"))));
        assert!(!cover(&[], first));
    }
}
