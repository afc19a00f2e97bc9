//! Putting new events on record, and everything that follows from them: the part that recording scans
//! and matching a scan that was set aside have in common. Runs inside a writing transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::{At, CaseId, ItemKey, ScanId};
use crate::claims::readings;
use crate::custody::{Anomaly, Event, Subject, Timeline, fold};
use crate::feed::claim::tell_harm;
use crate::feed::{About, NewFact, tell};
use crate::store::custody::NewHead;
use crate::store::facts::{self, Numbered, Tellers};
use crate::store::liabilities::{self, Harmed};
use crate::store::{Conn, StoreError, anomalies, custody};

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
    /// What the cases are to be told.
    pub facts: Vec<NewFact>,
    tellers: Tellers,
    cases: BTreeMap<ItemKey, CaseId>,
    /// What was remembered and not read.
    alone: BTreeSet<ItemKey>,
    /// The logs that were read.
    log: Vec<Event>,
    /// What is added to the log, each with its place in its item's log.
    new: Vec<(Event, i64)>,
    changes: Changes,
    /// Parcels whose harm reads otherwise than before; of most batches none.
    harmed: Vec<Harmed>,
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

    /// Gives what the cases are told its numbers. Before anything of custody is written, where something
    /// was remembered: cases are written before items, so that nobody waits for us who has what we want.
    pub fn number(&mut self, conn: &mut Conn) -> Result<Numbered, StoreError> {
        facts::number(conn, &mut self.tellers, std::mem::take(&mut self.facts))
    }

    /// Tells the cases. To be called last, see [`facts::append`].
    pub fn tell(&mut self, conn: &mut Conn, now: At) -> Result<(), StoreError> {
        let numbered = self.number(conn)?;
        facts::append(conn, &numbered, now)
    }

    /// Writes the new events, and what follows from them.
    pub fn save(&self, conn: &mut Conn, now: At) -> Result<(), StoreError> {
        self.changes.save(conn, &self.timelines, now)?;
        custody::append(conn, &self.new)?;
        liabilities::follow(conn, &self.harmed, now)?;
        void_charges(conn, now, &self.new, &self.timelines)
    }

    /// Hands over to a writer's memory what is known now. To be called after the commit.
    pub fn remember(self, codes: impl Iterator<Item = (String, ItemKey)>, recall: &mut Recall) {
        let Self { timelines, mut subjects, mut about, mut cases, tellers, .. } = self;
        let mut logs: BTreeMap<ItemKey, Vec<Event>> = BTreeMap::new();
        for event in self.log.into_iter().chain(self.new.into_iter().map(|(event, _)| event)) {
            logs.entry(event.item).or_default().push(event);
        }
        for (item, timeline) in timelines {
            let mut log = logs.remove(&item).unwrap_or_default();
            let known = recall.take(item).filter(|_| self.alone.contains(&item));
            if let Some(mut known) = known {
                known.log.append(&mut log);
                known.timeline = timeline;
                recall.put(known);
            } else if let Some(subject) = subjects.remove(&item) {
                let (case, about) = (cases.remove(&item), about.remove(&item));
                recall.put(Box::new(Remembered { subject, case, about, log, timeline }));
            }
        }
        recall.put_names(codes, tellers);
    }
}

/// Appends `new` to the log and derives anew whatever it touches: the items scanned, and what is inside
/// them. `also` are items that are only to be looked at. Takes a handful of statements whatever the size
/// of the batch.
pub(super) fn custody_update(
    conn: &mut Conn,
    now: At,
    new: Vec<Event>,
    also: impl IntoIterator<Item = ItemKey>,
) -> Result<Updated, StoreError> {
    let updated = derive(conn, new, also, &Recall::default())?;
    updated.save(conn, now)?;
    Ok(updated)
}

/// What becomes of custody with these events; nothing is written yet.
pub(super) fn derive(
    conn: &mut Conn,
    new: Vec<Event>,
    also: impl IntoIterator<Item = ItemKey>,
    recall: &Recall,
) -> Result<Updated, StoreError> {
    let (wanted, named) = named_by(&new, also);
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
    let cases: BTreeSet<CaseId> =
        inside.iter().filter_map(|item| case_of.get(item)).copied().collect();
    let mut tellers = recall.tellers(&cases);
    let to_lock = cases.into_iter().filter(|case| !tellers.contains_key(case)).collect();
    tellers.extend(facts::lock_cases(conn, &to_lock)?);
    let mut versions = custody::lock_heads(conn, reach.all())?;
    if conn.locks_rows() && Reach::of(conn, &to_read, &named)? != reach {
        return Err(StoreError::Stale);
    }
    versions.extend(remembered.iter().map(|it| (it.subject.item, it.log.len() as i64)));

    let log = custody::events(conn, reach.all())?;
    let folded = fold(reach.all().filter_map(|item| subjects.get(&item)), &log);
    let before: Before<'_> = folded
        .iter()
        .map(|(item, timeline)| (*item, timeline))
        .chain(remembered.iter().map(|it| (it.subject.item, &it.timeline)))
        .collect();
    let logs = log.iter().chain(remembered.iter().flat_map(|it| &it.log)).chain(&new);
    let after = fold(subjects.values(), logs);
    let changes = Changes::of(&inside, (&before, &after), (&new, &versions));

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
    let mut harmed = Vec::new();
    for item in &told {
        let Some((about, now)) = about.get(item).zip(after.get(item)) else { continue };
        let news = tell_harm(about, *item, before.get(item).copied(), now);
        if !news.is_empty() {
            harmed.push(Harmed { item: *item, parcel: about.parcel, readings: readings(now) });
            facts.extend(news);
        }
    }
    // What a scan led to is told after the scan.
    facts.sort_by_key(|fact| (fact.case, fact.effective_at, fact.scan.is_none(), fact.scan));
    let new = numbered(new, versions);
    Ok(Updated {
        subjects,
        timelines: after,
        about,
        facts,
        tellers,
        cases: case_of,
        alone,
        log,
        new,
        changes,
        harmed,
    })
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
fn numbered(new: Vec<Event>, mut versions: BTreeMap<ItemKey, i64>) -> Vec<(Event, i64)> {
    let place = |event: Event| {
        let version = versions.entry(event.item).or_default();
        *version += 1;
        (event, *version)
    };
    new.into_iter().map(place).collect()
}

type Before<'a> = BTreeMap<ItemKey, &'a Timeline>;
type Timelines = BTreeMap<ItemKey, Timeline>;

/// What is to be written anew: heads of the items that were scanned or that changed; containments and
/// anomalies where they did.
#[derive(Default)]
struct Changes {
    /// Each with how many events its log had, and how many it has.
    heads: Vec<(ItemKey, i64, i64)>,
    containments: Vec<ItemKey>,
    anomalies: Vec<ItemKey>,
}

impl Changes {
    fn of(
        inside: &BTreeSet<ItemKey>,
        (before, after): (&Before<'_>, &Timelines),
        (new, versions): (&[Event], &BTreeMap<ItemKey, i64>),
    ) -> Self {
        let mut added: BTreeMap<ItemKey, i64> = BTreeMap::new();
        for event in new {
            *added.entry(event.item).or_default() += 1;
        }
        let mut changes = Self::default();
        for (item, now) in inside.iter().filter_map(|item| Some((*item, after.get(item)?))) {
            let (was, more) = (before.get(&item).copied(), added.get(&item).copied());
            if more.is_none() && was == Some(now) {
                continue;
            }
            let version = versions.get(&item).copied().unwrap_or_default();
            changes.heads.push((item, version, version + more.unwrap_or_default()));
            if was.is_none_or(|was| was.containments != now.containments) {
                changes.containments.push(item);
            }
            if was.is_none_or(|was| was.anomalies != now.anomalies) {
                changes.anomalies.push(item);
            }
        }
        changes
    }

    fn save(&self, conn: &mut Conn, timelines: &Timelines, now: At) -> Result<(), StoreError> {
        let of = |items: &[ItemKey]| -> Vec<&Timeline> {
            items.iter().filter_map(|item| timelines.get(item)).collect()
        };
        let head = |(item, was, version): &(ItemKey, i64, i64)| {
            let (timeline, was, version) = (timelines.get(item)?, *was, *version);
            Some(NewHead { timeline, was, version })
        };
        let heads: Vec<NewHead<'_>> = self.heads.iter().filter_map(head).collect();
        custody::save_heads(conn, &heads, now)?;
        custody::save_containments(conn, &of(&self.containments))?;
        anomalies::replace(conn, &of(&self.anomalies), now)
    }
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
