//! An item's life with all that a page says beside it: the codes of what it lay in, the names of who
//! scanned, what was ever odd. Reads only.

use std::collections::{BTreeMap, HashMap};

use super::read_timeline::read_timeline;
use crate::base::paging::MAX_LIMIT;
use crate::base::{ItemKey, TokenId};
use crate::custody::{Subject, Timeline};
use crate::store::anomalies::{self, Filter, KeptAnomaly};
use crate::store::{Conn, StoreError, bags, runs, tokens};

/// The life of a parcel, a bag or a run.
#[derive(Debug, Clone)]
pub struct Life {
    /// What custody knew before the first scan.
    pub subject: Subject,
    /// What happened.
    pub timeline: Timeline,
    /// The codes of the bags and runs it ever lay in.
    pub carriers: HashMap<ItemKey, Carrying>,
    /// What was ever odd about it, the oldest first.
    pub anomalies: Vec<KeptAnomaly>,
    /// What those are called who scanned; who acted at the command line has no name.
    pub names: HashMap<TokenId, String>,
}

/// A bag or a run that carried something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrying {
    /// A bag of this code.
    Bag(String),
    /// A run of this code.
    Run(String),
}

impl Carrying {
    /// The code.
    pub fn code(&self) -> &str {
        match self {
            Self::Bag(code) | Self::Run(code) => code,
        }
    }
}

impl Life {
    /// What it and whatever it ever lay in is called; it itself by `code`.
    pub fn called(&self, code: &str) -> BTreeMap<ItemKey, String> {
        let carriers = self.carriers.iter().map(|(key, one)| (*key, one.code().to_owned()));
        carriers.chain([(self.subject.item, code.to_owned())]).collect()
    }
}

/// The life of an item; none when nobody knows it.
pub(super) fn life_of(conn: &mut Conn, item: ItemKey) -> Result<Option<Life>, StoreError> {
    let Some((subject, timeline)) = read_timeline(conn, item)? else { return Ok(None) };
    let filter = Filter { item: Some(item), ..Filter::default() };
    let anomalies = anomalies::list(conn, &filter, None, MAX_LIMIT)?.items;
    let mut who: Vec<TokenId> = timeline.entries.iter().map(|entry| entry.by).collect();
    who.sort_unstable();
    who.dedup();
    let names = tokens::names(conn, &who)?;
    Ok(Some(Life { carriers: carriers(conn, &timeline)?, subject, timeline, anomalies, names }))
}

fn carriers(
    conn: &mut Conn,
    timeline: &Timeline,
) -> Result<HashMap<ItemKey, Carrying>, StoreError> {
    let through = timeline.entries.iter().filter_map(|entry| entry.through);
    let mut keys: Vec<ItemKey> =
        timeline.containments.iter().map(|lay| lay.carrier).chain(through).collect();
    keys.sort_unstable();
    keys.dedup();
    let bags = bags::find_many(conn, &keys)?.into_iter();
    let bags = bags.map(|bag| (bag.key, Carrying::Bag(bag.code.to_string())));
    let runs = runs::find_many(conn, &keys)?.into_iter();
    Ok(bags.chain(runs.map(|run| (run.key, Carrying::Run(run.code.to_string())))).collect())
}
