//! What the import must know of a kind of file: how it is written, what names its entries, and the rules
//! they keep among each other. Everything else is the same for all kinds and stands in `merge`.

use crate::base::{Period, UnitCode};
use crate::store::revisions;
use crate::store::{Conn, StoreError};

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};

/// A kind of file.
pub(super) trait Subject: Sized + 'static {
    /// An entry: one row, or the several rows of a route or a list.
    type Value: Clone + PartialEq + Send;

    /// The ways it is written, our own first.
    const LAYOUTS: &'static [Layout<Self>];
    /// The column that is named when two entries are the same one.
    const KEY_COLUMN: &'static str;
    /// What is loaded anew elsewhere when this changes.
    const REVISION: revisions::Subject;

    /// What names an entry through all its periods.
    fn name(value: &Self::Value) -> String;
    /// When it is so; none for what holds at all times. Entries of one name never overlap.
    fn period(value: &Self::Value) -> Option<Period>;
    /// The same entry in another period.
    fn in_period(value: Self::Value, period: Period) -> Self::Value;
    /// What it says, in the columns of our own format; the name and the period may be left out. Entries are
    /// the same when these are, whatever the spelling.
    fn cells(value: &Self::Value) -> Vec<(&'static str, String)>;

    /// What is kept.
    fn load(conn: &mut Conn) -> Result<Vec<Self::Value>, StoreError>;
    /// Finds, among what is kept, what the file could only circumscribe.
    fn settle(
        _conn: &mut Conn,
        _entries: &mut [Entry<Self::Value>],
        _found: &mut Problems,
    ) -> Result<(), StoreError> {
        Ok(())
    }
    /// Takes from what is known already what a list of others does not say, and strikes it off what is
    /// missing.
    fn complete(_entry: &mut Entry<Self::Value>, _known: &Self::Value) {}
    /// Checks what a single row cannot know.
    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError>;
    /// Writes what is new.
    fn save(conn: &mut Conn, news: &[Self::Value]) -> Result<(), StoreError>;
}

/// What names an entry in one period: `18583 from 2025-07-01`.
pub(super) fn key<S: Subject>(value: &S::Value) -> String {
    let name = S::name(value);
    match S::period(value) {
        Some(period) => format!("{name} from {}", period.from),
        None => name,
    }
}

/// An entry of the file and the line in which it begins.
#[derive(Debug, Clone)]
pub(super) struct Entry<T> {
    pub(super) line: u64,
    pub(super) value: T,
    /// What the file leaves open of it.
    pub(super) missing: Vec<Missing>,
    /// Units that it lies in where its own is not known, the smallest first.
    pub(super) around: Vec<UnitCode>,
}

/// An optional column of an entry that nothing could be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) column: &'static str,
    /// What stood there.
    pub(super) found: String,
}

impl<T> Entry<T> {
    pub(super) const fn new(line: u64, value: T) -> Self {
        Self { line, value, missing: Vec::new(), around: Vec::new() }
    }

    /// Strikes a column off what is missing.
    pub(super) fn has(&mut self, column: &str) {
        self.missing.retain(|one| one.column != column);
    }

    /// Notes a column that nothing could be made of.
    pub(super) fn lacks(&mut self, column: &'static str, found: &str) {
        let found = found.chars().take(60).collect();
        self.missing.push(Missing { column, found });
    }
}

/// Reads a file in which each row is an entry.
pub(super) fn each_row<T>(
    sheet: &Sheet,
    found: &mut Problems,
    done: Done<'_>,
    one: impl Fn(&Row, &mut Problems) -> Option<T>,
) -> Vec<Entry<T>> {
    each_rows_entries(sheet, found, done, |row, found| {
        one(row, found).map(|value| Entry::new(row.line, value))
    })
}

/// Reads a file in which a row is an entry, or the same thing in several periods.
pub(super) fn each_rows_entries<T, E: IntoIterator<Item = Entry<T>>>(
    sheet: &Sheet,
    found: &mut Problems,
    done: Done<'_>,
    several: impl Fn(&Row, &mut Problems) -> E,
) -> Vec<Entry<T>> {
    let mut entries = Vec::with_capacity(sheet.rows().len());
    for (count, row) in (1..).zip(sheet.rows()) {
        entries.extend(several(row, found));
        if count % 1000 == 0 || count == sheet.rows().len() {
            done(count);
        }
    }
    entries
}
