//! Putting new events on record, and everything that follows from them: the part that recording scans
//! and matching a scan that was set aside have in common. Runs inside a writing transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::{At, CaseId, ItemKey, ScanId};
use crate::custody::{Anomaly, Event, Subject, Timeline, fold};
use crate::feed::{About, NewFact, tell};
use crate::store::{Conn, StoreError, anomalies, custody, facts};

use super::recall::{Recall, Remembered};
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
    cases: BTreeMap<ItemKey, CaseId>,
    /// What was remembered and not read.
    alone: BTreeSet<ItemKey>,
    /// The logs that were read, by item, and what was added to those that were remembered.
    logs: BTreeMap<ItemKey, Vec<Event>>,
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

    /// Hands over to a writer's memory what is known now. To be called after the commit.
    pub fn remember(mut self, recall: &mut Recall) {
        for (item, timeline) in self.timelines {
            let mut log = self.logs.remove(&item).unwrap_or_default();
            let known = recall.take(item).filter(|_| self.alone.contains(&item));
            if let Some(mut known) = known {
                known.log.append(&mut log);
                recall.put(Remembered { timeline, ..known });
            } else if let Some(subject) = self.subjects.remove(&item) {
                let (case, about) = (self.cases.remove(&item), self.about.remove(&item));
                recall.put(Remembered { subject, case, about, log, timeline });
            }
        }
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
    recall: &Recall,
) -> Result<Updated, StoreError> {
    let (wanted, named) = named_by(new, also);
    let packed: BTreeSet<ItemKey> =
        new.iter().filter(|event| event.carrier.is_some()).map(|event| event.item).collect();
    let (mut alone, to_read): (BTreeSet<ItemKey>, BTreeSet<ItemKey>) =
        wanted.into_iter().partition(|item| recall.get(*item).is_some() && !packed.contains(item));
    let reach = Reach::of(conn, &to_read, &named)?;
    alone.retain(|item| !reach.inside.contains(item) && !reach.around.contains(item));
    let remembered: Vec<&Remembered> = alone.iter().filter_map(|item| recall.get(*item)).collect();
    let mut subjects: BTreeMap<ItemKey, Subject> = BTreeMap::new();
    let mut case_of: BTreeMap<ItemKey, CaseId> = BTreeMap::new();
    let known = custody::subjects(conn, reach.all())?.into_iter();
    for (subject, case) in known.chain(remembered.iter().map(|it| (it.subject.clone(), it.case))) {
        case_of.extend(case.map(|case| (subject.item, case)));
        subjects.insert(subject.item, subject);
    }
    let inside: BTreeSet<ItemKey> = reach.inside.union(&alone).copied().collect();

    // Cases first, then items, each in the order of their ids: nobody waits for us who has what we want.
    let cases = inside.iter().filter_map(|item| case_of.get(item)).copied().collect();
    facts::lock_cases(conn, &cases)?;
    let versions = custody::lock_heads(conn, reach.all().chain(alone.iter().copied()))?;
    if conn.locks_rows() && Reach::of(conn, &to_read, &named)? != reach {
        return Err(StoreError::Stale);
    }
    let is_current = |it: &&Remembered| {
        versions.get(&it.subject.item).is_some_and(|version| *version == it.log.len() as i64)
    };
    // Somebody else was at it: the writer forgets, and begins again.
    if !remembered.iter().all(is_current) {
        return Err(StoreError::Stale);
    }

    let log = custody::events(conn, reach.all())?;
    let folded = fold(reach.all().filter_map(|item| subjects.get(&item)), &log);
    let before: Before<'_> = folded
        .iter()
        .map(|(item, timeline)| (*item, timeline))
        .chain(remembered.iter().map(|it| (it.subject.item, &it.timeline)))
        .collect();
    custody::append(conn, &numbered(new, &versions))?;
    let logs = log.iter().chain(remembered.iter().flat_map(|it| &it.log)).chain(new);
    let after = fold(subjects.values(), logs);

    save(conn, now, &inside, (&before, &after), (new, &versions))?;
    void_charges(conn, now, new, &after)?;
    let told: Vec<ItemKey> =
        inside.iter().copied().filter(|item| case_of.contains_key(item)).collect();
    let unknown: Vec<ItemKey> = told.iter().copied().filter(|item| !alone.contains(item)).collect();
    let mut about = facts::about(conn, &unknown)?;
    about.extend(remembered.iter().filter_map(|it| Some((it.subject.item, it.about.clone()?))));
    let mut facts: Vec<NewFact> = told
        .iter()
        .filter_map(|item| Some((item, about.get(item)?, after.get(item)?)))
        .flat_map(|(item, about, now)| tell(about, *item, before.get(item).copied(), now))
        .collect();
    facts.sort_by_key(|fact| (fact.case, fact.effective_at, fact.scan));
    let mut logs: BTreeMap<ItemKey, Vec<Event>> = BTreeMap::new();
    for event in log.into_iter().chain(new.iter().cloned()) {
        logs.entry(event.item).or_default().push(event);
    }
    Ok(Updated { subjects, timelines: after, about, facts, cases: case_of, alone, logs })
}

/// The items scanned or asked for, and the bags and runs that the scans name.
fn named_by(
    new: &[Event],
    also: impl IntoIterator<Item = ItemKey>,
) -> (BTreeSet<ItemKey>, BTreeSet<ItemKey>) {
    let wanted = new.iter().map(|event| event.item).chain(also).collect();
    (wanted, new.iter().filter_map(|event| event.carrier).collect())
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

type Before<'a> = BTreeMap<ItemKey, &'a Timeline>;
type Timelines = BTreeMap<ItemKey, Timeline>;

/// Writes heads of the items that were scanned or that changed; containments and anomalies where they did.
fn save(
    conn: &mut Conn,
    now: At,
    inside: &BTreeSet<ItemKey>,
    (before, after): (&Before<'_>, &Timelines),
    (new, versions): (&[Event], &BTreeMap<ItemKey, i64>),
) -> Result<(), StoreError> {
    let mut added: BTreeMap<ItemKey, i64> = BTreeMap::new();
    for event in new {
        *added.entry(event.item).or_default() += 1;
    }
    let changed: Vec<(&Timeline, i64)> = inside
        .iter()
        .filter_map(|item| Some((*item, after.get(item)?)))
        .filter(|(item, now)| added.contains_key(item) || before.get(item).copied() != Some(*now))
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
            if edge.is_empty() {
                break;
            }
            let links = custody::contents_of(conn, &edge)?;
            edge = links.iter().map(custody::Link::item).filter(|i| inside.insert(*i)).collect();
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
            if edge.is_empty() {
                break;
            }
            let links = custody::carriers_of(conn, &edge)?;
            edge = links
                .iter()
                .map(custody::Link::carrier)
                .filter(|carrier| !inside.contains(carrier) && around.insert(*carrier))
                .collect();
        }
        Ok(Self { inside, around })
    }

    pub fn all(&self) -> impl Iterator<Item = ItemKey> + '_ {
        self.inside.union(&self.around).copied()
    }
}
