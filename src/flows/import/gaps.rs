//! What an import leaves open: optional columns that nothing could be made of. Such an entry is taken and
//! flagged; the flag stands until an import says better.

use std::collections::BTreeMap;

use super::kind::Kind;
use super::merge::Merged;
use super::subject::{Missing, Subject, key};
use crate::base::At;
use crate::store::gaps::{self, Gap, GapCount};
use crate::store::{Conn, StoreError};

/// What became of gaps.
#[derive(Debug, Default)]
pub(super) struct Turned {
    pub(super) opened: Vec<Gap>,
    pub(super) closed: usize,
}

impl Turned {
    pub(super) fn also(&mut self, other: Self) {
        self.opened.extend(other.opened);
        self.closed += other.closed;
    }

    /// How many were opened in each column.
    pub(super) fn by_column(&self) -> Vec<GapCount> {
        let mut counts: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for gap in &self.opened {
            *counts.entry((&gap.kind, &gap.column)).or_default() += 1;
        }
        let count = |((kind, column), open): ((&str, &str), i64)| GapCount {
            kind: kind.to_owned(),
            column: column.to_owned(),
            open,
        };
        counts.into_iter().map(count).collect()
    }
}

/// Opens and closes the gaps of the entries that the file gives; those of others stay as they are.
pub(super) fn turn<S: Subject>(
    conn: &mut Conn,
    now: At,
    kind: Kind,
    merged: &Merged<S>,
) -> Result<Turned, StoreError> {
    let given = merged.entries.iter().map(|entry| (key::<S>(&entry.value), &entry.missing[..]));
    let given: BTreeMap<String, &[Missing]> = given.collect();
    let known = gaps::of_kind(conn, kind.as_str())?;
    let wanted = given.iter().flat_map(|(entry, missing)| {
        missing.iter().map(move |one| Gap {
            kind: kind.to_string(),
            entry: entry.clone(),
            column: one.column.to_owned(),
            found: one.found.clone(),
            since: now,
        })
    });
    exchange(conn, known, |gap| given.contains_key(&gap.entry), wanted.collect())
}

/// Makes those of the known gaps that are `ours` the wanted ones. One that was open stays open since then.
pub(super) fn exchange(
    conn: &mut Conn,
    known: Vec<Gap>,
    ours: impl Fn(&Gap) -> bool,
    wanted: Vec<Gap>,
) -> Result<Turned, StoreError> {
    let name = |gap: &Gap| (gap.entry.clone(), gap.column.clone());
    let mut open: BTreeMap<(String, String), Gap> =
        known.into_iter().filter(ours).map(|gap| (name(&gap), gap)).collect();
    let (mut opened, mut reworded) = (Vec::new(), Vec::new());
    for gap in wanted {
        match open.remove(&name(&gap)) {
            Some(known) if known.found == gap.found => {}
            Some(known) => reworded.push(Gap { since: known.since, ..gap }),
            None => opened.push(gap),
        }
    }
    let closed: Vec<Gap> = open.into_values().collect();
    gaps::close(conn, &closed)?;
    gaps::save(conn, &reworded)?;
    gaps::save(conn, &opened)?;
    Ok(Turned { opened, closed: closed.len() })
}
