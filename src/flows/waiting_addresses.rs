//! Where citizens live whose unit was divided and about whose hamlet nobody has decided: derived from the
//! open cases and legs, told without anybody's name or house.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::UnitCode;
use crate::network::address::{Asked, Atlas, OpenSplit, resolve};
use crate::network::{Locality, SplitDecision};
use crate::people::SplitDecider;
use crate::store::{Conn, StoreError, persons};

use super::decide_split::is_own;

/// A locality that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The unit that was divided.
    pub old: UnitCode,
    /// The day of the change.
    pub on: NaiveDate,
    /// Where in it, in folded words; empty where an address names nothing below the commune.
    pub locality: Locality,
    /// How many addresses of open cases and legs wait for it.
    pub addresses: usize,
}

/// How many addresses are read at once.
const PORTION: i64 = 2_000;

/// The localities that wait, those with the most addresses first.
pub fn waiting_addresses(
    conn: &mut Conn,
    by: &SplitDecider,
    atlas: &Atlas<'_>,
    today: NaiveDate,
) -> Result<Vec<Waiting>, StoreError> {
    let mut waiting: BTreeMap<(OpenSplit, Locality), usize> = BTreeMap::new();
    let mut after = None;
    loop {
        let portion = persons::addresses_of_open_cases(conn, after, PORTION)?;
        let Some(last) = portion.last() else { break };
        after = Some(last.person);
        for one in &portion {
            let (text, unit) = (one.address.in_full(), one.address.unit());
            let given_on = Some(one.given_at.date());
            let asked = Asked { text, unit, given_on, position: None, on: today };
            let found = resolve(atlas, &asked);
            if let Some(open) = found.open {
                *waiting.entry((open, found.reading.locality)).or_default() += 1;
            }
        }
    }
    let mut waiting: Vec<Waiting> = waiting
        .into_iter()
        .map(|((OpenSplit { old, on }, locality), addresses)| Waiting {
            old,
            on,
            locality,
            addresses,
        })
        .filter(|one| {
            let (old, locality) = (one.old.clone(), one.locality.clone());
            let decision = SplitDecision { new: old.clone(), old, on: one.on, locality };
            is_own(by, atlas.network, &decision, today)
        })
        .collect();
    waiting.sort_by_key(|one| std::cmp::Reverse(one.addresses));
    Ok(waiting)
}
