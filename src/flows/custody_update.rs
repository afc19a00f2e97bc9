//! Putting new events on record, and everything that follows from them: the part that recording scans
//! and matching a scan that was set aside have in common. Runs inside a writing transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::{At, CaseId, ItemKey, ScanId};
use crate::custody::{Anomaly, Event, Subject, Timeline, fold};
use crate::feed::{About, NewFact, tell};
use crate::store::{Conn, StoreError, anomalies, custody, facts};

use super::void_charges::void_charges;

/// No chain of bags and runs is longer; see `custody::fold`.
const MAX_DEPTH: usize = 4;

/// What is known after the new events.
pub(super) struct Updated {
    /// What custody knows of each item before its first scan.
    pub subjects: BTreeMap<ItemKey, Subject>,
    /// Where each item that was looked at stands now.
    pub timelines: BTreeMap<ItemKey, Timeline>,
    /// Whom to tell about each parcel.
    pub about: HashMap<ItemKey, About>,
    /// What the cases are to be told: appended last, see [`facts::append`].
    pub facts: Vec<NewFact>,
}

impl Updated {
    /// What each scan raised and nothing has explained, on whatever item.
    pub fn raised(&self) -> HashMap<ScanId, Vec<&Anomaly>> {
        let mut raised: HashMap<ScanId, Vec<&Anomaly>> = HashMap::new();
        let all = self.timelines.values().flat_map(|timeline| &timeline.anomalies);
        for anomaly in all.filter(|anomaly| anomaly.explained_by.is_none()) {
            raised.entry(anomaly.scan).or_default().push(anomaly);
        }
        raised
    }
}

/// Appends `new` to the log and derives anew whatever it touches: the items scanned, and what is inside
/// them. `also` are items that are only to be looked at. Takes the same number of statements whatever
/// the size of the batch.
pub(super) fn custody_update(
    conn: &mut Conn,
    now: At,
    new: &[Event],
    also: impl IntoIterator<Item = ItemKey>,
) -> Result<Updated, StoreError> {
    let scanned: BTreeSet<ItemKey> = new.iter().map(|event| event.item).collect();
    let named: BTreeSet<ItemKey> = new.iter().filter_map(|event| event.carrier).collect();
    let wanted: BTreeSet<ItemKey> = scanned.iter().copied().chain(also).collect();
    let reach = Reach::of(conn, &wanted, &named)?;
    let known = custody::subjects(conn, reach.all())?;
    let case_of: BTreeMap<ItemKey, CaseId> =
        known.iter().filter_map(|(subject, case)| case.map(|case| (subject.item, case))).collect();

    // Cases first, then items, each in the order of their ids: nobody waits for us who has what we want.
    let cases = reach.inside.iter().filter_map(|item| case_of.get(item)).copied().collect();
    facts::lock_cases(conn, &cases)?;
    let versions = custody::lock_heads(conn, reach.all())?;
    if conn.locks_rows() && Reach::of(conn, &wanted, &named)? != reach {
        return Err(StoreError::Stale);
    }

    let mut log = custody::events(conn, reach.all())?;
    let subjects: Vec<Subject> = known.into_iter().map(|(subject, _)| subject).collect();
    let before = fold(&subjects, &log);
    custody::append(conn, &numbered(new, &versions))?;
    log.extend_from_slice(new);
    let after = fold(&subjects, &log);

    save(conn, now, &reach.inside, (&before, &after), (new, &versions))?;
    void_charges(conn, now, new, &after)?;
    let told: Vec<ItemKey> =
        reach.inside.iter().copied().filter(|item| case_of.contains_key(item)).collect();
    let about = facts::about(conn, &told)?;
    let mut facts: Vec<NewFact> = told
        .iter()
        .filter_map(|item| Some((item, about.get(item)?, after.get(item)?)))
        .flat_map(|(item, about, now)| tell(about, *item, before.get(item), now))
        .collect();
    facts.sort_by_key(|fact| (fact.case, fact.effective_at, fact.scan));
    let subjects = subjects.into_iter().map(|subject| (subject.item, subject)).collect();
    Ok(Updated { subjects, timelines: after, about, facts })
}

/// Gives each event its place in its item's log.
fn numbered(new: &[Event], versions: &BTreeMap<ItemKey, i64>) -> Vec<(Event, i64)> {
    let mut next = versions.clone();
    new.iter()
        .map(|event| {
            let version = next.entry(event.item).or_default();
            *version += 1;
            (event.clone(), *version)
        })
        .collect()
}

type Timelines = BTreeMap<ItemKey, Timeline>;

/// Writes heads of the items that were scanned or that changed; containments and anomalies where they did.
fn save(
    conn: &mut Conn,
    now: At,
    inside: &BTreeSet<ItemKey>,
    (before, after): (&Timelines, &Timelines),
    (new, versions): (&[Event], &BTreeMap<ItemKey, i64>),
) -> Result<(), StoreError> {
    let mut added: BTreeMap<ItemKey, i64> = BTreeMap::new();
    for event in new {
        *added.entry(event.item).or_default() += 1;
    }
    let changed: Vec<(&Timeline, i64)> = inside
        .iter()
        .filter_map(|item| Some((*item, after.get(item)?)))
        .filter(|(item, now)| added.contains_key(item) || before.get(item) != Some(*now))
        .map(|(item, now)| {
            let version = versions.get(&item).copied().unwrap_or_default();
            (now, version + added.get(&item).copied().unwrap_or_default())
        })
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    custody::save_heads(conn, &changed, now)?;
    let differing = |differs: fn(&Timeline, &Timeline) -> bool| -> Vec<&Timeline> {
        let all = changed.iter().map(|(timeline, _)| *timeline);
        all.filter(|now| before.get(&now.item).is_none_or(|before| differs(before, now))).collect()
    };
    custody::save_containments(conn, &differing(|a, b| a.containments != b.containments))?;
    anomalies::replace(conn, &differing(|a, b| a.anomalies != b.anomalies), now)
}

/// Which items a batch or a read reaches.
#[derive(PartialEq, Eq)]
pub(super) struct Reach {
    /// What was scanned or asked for, and whatever ever lay in it: these may change.
    inside: BTreeSet<ItemKey>,
    /// What ever carried those: needed to tell how they stand.
    around: BTreeSet<ItemKey>,
}

impl Reach {
    fn of(
        conn: &mut Conn,
        wanted: &BTreeSet<ItemKey>,
        named: &BTreeSet<ItemKey>,
    ) -> Result<Self, StoreError> {
        let mut inside = wanted.clone();
        let mut edge: Vec<ItemKey> = wanted.iter().copied().collect();
        for _ in 0..MAX_DEPTH {
            let links = custody::contents_of(conn, &edge)?;
            edge = links.iter().map(custody::Link::item).filter(|i| inside.insert(*i)).collect();
            if edge.is_empty() {
                break;
            }
        }
        Self::around(conn, inside, named)
    }

    /// What carried these items, besides what is named.
    pub fn around(
        conn: &mut Conn,
        inside: BTreeSet<ItemKey>,
        named: &BTreeSet<ItemKey>,
    ) -> Result<Self, StoreError> {
        let mut around: BTreeSet<ItemKey> = named.difference(&inside).copied().collect();
        let mut edge: Vec<ItemKey> = inside.iter().chain(&around).copied().collect();
        for _ in 0..MAX_DEPTH {
            let links = custody::carriers_of(conn, &edge)?;
            edge = links
                .iter()
                .map(custody::Link::carrier)
                .filter(|carrier| !inside.contains(carrier) && around.insert(*carrier))
                .collect();
            if edge.is_empty() {
                break;
            }
        }
        Ok(Self { inside, around })
    }

    pub fn all(&self) -> impl Iterator<Item = ItemKey> + '_ {
        self.inside.union(&self.around).copied()
    }
}
