//! Lists come in pages; a cursor says where the next one starts and means nothing to who carries it.

use serde::Serialize;

/// How many entries a page holds when nobody says, and at the most.
pub const DEFAULT_LIMIT: i64 = 50;
/// The largest page.
pub const MAX_LIMIT: i64 = 500;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Where the next page starts; none on the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page of a list on which nothing stands.
    pub const fn none() -> Self {
        Self { items: Vec::new(), next: None }
    }

    /// Makes a page of at most `limit` entries out of a read of `limit + 1`.
    pub fn from_overfull(mut items: Vec<T>, limit: i64, cursor: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = if more { items.last().map(cursor) } else { None };
        Self { items, next }
    }

    /// The same page with each entry turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), next: self.next }
    }
}
