//! What a file says together with what is kept already.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::sheet::{Problems, Row, Sheet};
use crate::base::Period;
use crate::store::revisions;
use crate::store::{Conn, StoreError};

/// A kind of file: its columns, how rows become entries, and the rules entries keep among each other.
pub(super) trait Subject {
    /// An entry: one row, or the several rows of a route or a list.
    type Value: Clone + PartialEq;
    /// What names an entry.
    type Key: Ord + Display;

    /// The columns, all of which must be there.
    const COLUMNS: &'static [&'static str];
    /// The column that is named when two entries have one key.
    const KEY_COLUMN: &'static str;
    /// What is loaded anew elsewhere when this changes.
    const REVISION: revisions::Subject;

    /// Rows into entries; `read` is told how many rows are done.
    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<Self::Value>>;
    /// The entry's name.
    fn key(value: &Self::Value) -> Self::Key;
    /// What is kept.
    fn load(conn: &mut Conn) -> Result<Vec<Self::Value>, StoreError>;
    /// Checks what a single row cannot know.
    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError>
    where
        Self: Sized;
    /// Writes what is new.
    fn save(conn: &mut Conn, news: &[Self::Value]) -> Result<(), StoreError>;
}

/// An entry of the file and the line in which it begins.
#[derive(Debug, Clone)]
pub(super) struct Entry<T> {
    pub(super) line: u64,
    pub(super) value: T,
}

/// Reads a file in which each row is an entry.
pub(super) fn each_row<T>(
    sheet: &Sheet,
    found: &mut Problems,
    read: &mut dyn FnMut(usize),
    one: impl Fn(&Row, &mut Problems) -> Option<T>,
) -> Vec<Entry<T>> {
    let mut entries = Vec::with_capacity(sheet.rows().len());
    for (done, row) in (1..).zip(sheet.rows()) {
        entries.extend(one(row, found).map(|value| Entry { line: row.line, value }));
        if done % 1000 == 0 || done == sheet.rows().len() {
            read(done);
        }
    }
    entries
}

/// The entries of the file, and those kept that the file does not replace.
pub(super) struct Merged<S: Subject> {
    pub(super) entries: Vec<Entry<S::Value>>,
    pub(super) kept: Vec<S::Value>,
    /// Which entries are new, by their place in `entries`.
    pub(super) added: Vec<usize>,
    /// Which entries replace one that differed.
    pub(super) changed: Vec<usize>,
}

impl<S: Subject> Merged<S> {
    pub(super) fn new(
        entries: Vec<Entry<S::Value>>,
        stored: Vec<S::Value>,
        found: &mut Problems,
    ) -> Self {
        let mut lines: BTreeMap<S::Key, u64> = BTreeMap::new();
        for entry in &entries {
            let key = S::key(&entry.value);
            match lines.get(&key) {
                Some(first) => {
                    let expected = format_args!("an entry that line {first} has not given yet");
                    found.add(entry.line, S::KEY_COLUMN, expected, &key.to_string());
                }
                None => {
                    lines.insert(key, entry.line);
                }
            }
        }
        let (replaced, kept): (Vec<_>, Vec<_>) =
            stored.into_iter().partition(|value| lines.contains_key(&S::key(value)));
        let replaced: BTreeMap<S::Key, S::Value> =
            replaced.into_iter().map(|value| (S::key(&value), value)).collect();
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            match replaced.get(&S::key(&entry.value)) {
                None => added.push(at),
                Some(before) if *before != entry.value => changed.push(at),
                Some(_) => {}
            }
        }
        Self { entries, kept, added, changed }
    }

    /// All entries, with the line of those that the file gives.
    pub(super) fn all(&self) -> impl Iterator<Item = (Option<u64>, &S::Value)> {
        let given = self.entries.iter().map(|entry| (Some(entry.line), &entry.value));
        given.chain(self.kept.iter().map(|value| (None, value)))
    }

    /// What has to be written.
    pub(super) fn news(&self) -> Vec<S::Value> {
        let places: BTreeSet<usize> = self.added.iter().chain(&self.changed).copied().collect();
        places.into_iter().map(|at| self.entries[at].value.clone()).collect()
    }

    /// Two entries of one `name` must not hold on the same day. Where one of the two was kept already,
    /// the person most likely forgot to end it.
    pub(super) fn check_apart<K: Ord>(
        &self,
        name: impl Fn(&S::Value) -> K,
        period: impl Fn(&S::Value) -> Period,
        found: &mut Problems,
    ) {
        let mut by_name: BTreeMap<K, Vec<(Period, Option<u64>)>> = BTreeMap::new();
        for (line, value) in self.all() {
            by_name.entry(name(value)).or_default().push((period(value), line));
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
