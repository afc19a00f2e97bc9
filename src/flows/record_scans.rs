//! Scans come in: the one flow that writes the custody log.
//!
//! A scan is a fact. Whatever can be put on an item is recorded, and what is odd about it is flagged;
//! what cannot is set aside with all that was read, for a person to match or close. Only the same id
//! with other content is refused here, and kept visible too. One bad scan never fails its neighbours.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::codes::QrCode;
use crate::base::{Actor, AnomalyId, At, Capacity, ItemKey, Lang, PointCode, ScanId};
use crate::cases::KeptWish;
use crate::custody::advice::advice;
use crate::custody::event::effective_time;
use crate::custody::{Anomaly, AnomalyKind, Custodian, Event, Scan, State};
use crate::network::Network;
use crate::parcels::{Blank, BlankStatus, CodeOwner, ItemKind};
use crate::store::scans::{Answered, Conflict, SetAside};
use crate::store::{Conn, StoreError, codes, devices, facts, rolls, scans, wishes, write};

use super::bind_blank::why;
use super::custody_update::{Updated, derive};
use super::hear_devices::heard;
use super::place_scan::{Aside, place_and_item};
use super::recall::Recall;

/// A scan, and who handed it in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The scan.
    pub scan: Scan,
    /// Who handed it in.
    pub by: Arc<Actor>,
    /// The language of the advice.
    pub lang: Lang,
}

/// By what scans are judged.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Which points there are, and in which capacities they act.
    pub network: &'a Network,
    /// How far ahead of the server a device's time may lie and still be believed, in milliseconds.
    pub clock_limit_ms: i64,
}

/// What became of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is on record.
    Recorded(Standing),
    /// It had come in before: how the item stands now; none when the first was set aside.
    Repeated(Option<Standing>),
    /// It waits for a person.
    SetAside(Aside),
    /// Its id was known with other content.
    Conflict,
}

/// How the item stands after a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: State,
    /// Who holds it.
    pub custodian: Custodian,
    /// What this scan raised and nothing has explained.
    pub anomalies: Vec<(AnomalyId, AnomalyKind)>,
    /// What to do next.
    pub advice: String,
}

/// Records a batch. The outcomes stand in the order of the scans.
///
/// What is known afterwards of the parcels is kept in `recall`, for the next batch of the same writer.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else was at the same items: nothing was recorded, and trying again
/// helps once `recall` has forgotten.
pub fn record_scans(
    conn: &mut Conn,
    now: At,
    rules: &Rules<'_>,
    batch: &[Incoming],
    recall: &mut Recall,
) -> Result<Vec<Outcome>, StoreError> {
    let (outcomes, (updated, known)) = write(conn, |conn| {
        let ids: Vec<ScanId> = batch.iter().map(|incoming| incoming.scan.id).collect();
        let answered = scans::answered(conn, &ids)?;
        let mut known = owners(conn, batch, recall)?;
        let blanks = blanks(conn, batch, &mut known)?;
        let sorted = sort(now, rules, batch, answered, (&known, &blanks));

        let mut awaited = sorted.looked_at();
        let mut updated = derive(conn, sorted.events, sorted.repeated, recall)?;
        let numbered = updated.number(conn)?;
        updated.save(conn, now)?;
        scans::register(conn, &sorted.register, now)?;
        scans::set_aside(conn, &sorted.set_aside)?;
        scans::keep_conflicts(conn, &sorted.conflicts, now)?;
        rolls::keep_waiting(conn, &sorted.waiting)?;
        awaited.retain(|item| updated.about.get(item).is_some_and(|it| it.arrival.to_person));
        let wished = wishes::of_items(conn, &awaited)?;
        let telling = Telling { rules, raised: updated.raised(), wished };
        let outcomes: Vec<Outcome> = batch
            .iter()
            .zip(sorted.decisions)
            .map(|(incoming, decision)| outcome(incoming, decision, &updated, &telling))
            .collect();
        devices::hear(conn, &heard(batch, &outcomes), now)?;
        facts::append(conn, &numbered, now)?;
        Ok::<_, StoreError>((outcomes, (updated, known)))
    })?;
    updated.remember(known.into_iter().map(|(code, owner)| (code, owner.key)), recall);
    Ok(outcomes)
}

/// Whose the codes are that the scans name, of those that are on something.
fn owners(
    conn: &mut Conn,
    batch: &[Incoming],
    recall: &Recall,
) -> Result<HashMap<String, CodeOwner>, StoreError> {
    let named: BTreeSet<&String> = batch
        .iter()
        .flat_map(|incoming| {
            let scan = &incoming.scan;
            [Some(&scan.code), scan.detail.bag.as_ref(), scan.detail.run.as_ref()]
        })
        .flatten()
        .collect();
    let mut known = HashMap::with_capacity(named.len());
    let mut unknown = Vec::new();
    for code in named {
        match recall.owner(code) {
            Some(owner) => _ = known.insert(code.clone(), owner),
            None => unknown.push(code.clone()),
        }
    }
    known.extend(codes::find_many(conn, &unknown)?);
    Ok(known)
}

/// The labels printed ahead among the codes that are on nothing. They stay locked: who binds one waits for
/// these scans and takes them along. One that was bound a moment ago is known now.
fn blanks(
    conn: &mut Conn,
    batch: &[Incoming],
    known: &mut HashMap<String, CodeOwner>,
) -> Result<HashMap<String, Blank>, StoreError> {
    let unknown: BTreeSet<&String> = batch
        .iter()
        .map(|incoming| &incoming.scan.code)
        .filter(|code| !known.contains_key(*code))
        .collect();
    let unknown: Vec<String> = unknown.into_iter().cloned().collect();
    let blanks = rolls::lock(conn, &unknown)?;
    for (code, blank) in &blanks {
        if let BlankStatus::Bound(key) = blank.status {
            known.insert(code.clone(), CodeOwner { key, kind: ItemKind::Parcel });
        }
    }
    Ok(blanks)
}

/// What is to be done with one scan.
#[derive(Debug, Clone, Copy)]
enum Decision {
    Record(ItemKey),
    Repeat(Option<ItemKey>),
    SetAside(Aside),
    Conflict,
}

#[derive(Default)]
struct Sorted {
    decisions: Vec<Decision>,
    events: Vec<Event>,
    repeated: Vec<ItemKey>,
    register: Vec<(ScanId, Answered)>,
    set_aside: Vec<SetAside>,
    conflicts: Vec<Conflict>,
    waiting: Vec<(QrCode, ScanId)>,
}

impl Sorted {
    /// The items that stand in the answers.
    fn looked_at(&self) -> Vec<ItemKey> {
        let items: BTreeSet<ItemKey> = self
            .decisions
            .iter()
            .filter_map(|decision| match decision {
                Decision::Record(item) => Some(*item),
                Decision::Repeat(item) => *item,
                Decision::SetAside(_) | Decision::Conflict => None,
            })
            .collect();
        items.into_iter().collect()
    }
}

/// Decides for every scan what is to be done with it; a scan that stands twice in one batch is a
/// repetition of the first.
fn sort(
    now: At,
    rules: &Rules<'_>,
    batch: &[Incoming],
    mut answered: HashMap<ScanId, Answered>,
    (known, blanks): (&HashMap<String, CodeOwner>, &HashMap<String, Blank>),
) -> Sorted {
    let mut sorted = Sorted::default();
    for Incoming { scan, by, .. } in batch {
        let fingerprint = scan.fingerprint();
        let decision = match answered.get(&scan.id) {
            Some(first) if first.fingerprint == fingerprint => {
                sorted.repeated.extend(first.item);
                Decision::Repeat(first.item)
            }
            Some(_) => {
                let body = serde_json::to_string(scan).expect("a scan is JSON");
                sorted.conflicts.push(Conflict { scan: scan.id, fingerprint, body, by: by.token });
                Decision::Conflict
            }
            None => match place_and_item(rules.network, scan, by, known) {
                Ok((owner, capacity, carrier)) => {
                    sorted.events.push(event((now, rules), scan, by, owner.key, capacity, carrier));
                    Decision::Record(owner.key)
                }
                Err(aside) => {
                    let blank = blanks.get(&scan.code).filter(|_| aside == Aside::UnknownCode);
                    let aside = blank.and_then(why).unwrap_or(aside);
                    if let (Some(blank), Aside::UnboundBlank) = (blank, aside) {
                        sorted.waiting.push((blank.qr.clone(), scan.id));
                    }
                    sorted.set_aside.push(kept(now, scan, by, aside));
                    Decision::SetAside(aside)
                }
            },
        };
        let first = match decision {
            Decision::Record(item) => Some(Some(item)),
            Decision::SetAside(_) => Some(None),
            Decision::Repeat(_) | Decision::Conflict => None,
        };
        if let Some(item) = first {
            let first = Answered { fingerprint, item };
            answered.insert(scan.id, first);
            sorted.register.push((scan.id, first));
        }
        sorted.decisions.push(decision);
    }
    sorted
}

/// The event a scan becomes when it is recorded now.
pub(super) fn event(
    (now, rules): (At, &Rules<'_>),
    scan: &Scan,
    by: &Actor,
    item: ItemKey,
    capacity: Capacity,
    carrier: Option<ItemKey>,
) -> Event {
    let (effective_at, clock_ahead) =
        effective_time(scan.corrected_time(), now, rules.clock_limit_ms);
    Event {
        id: scan.id,
        item,
        action: scan.action,
        effective_at,
        happened_at: scan.happened_at,
        recorded_at: now,
        clock_ahead,
        at: scan.at.clone(),
        capacity,
        by: by.token,
        role: by.role,
        carrier,
        detail: scan.detail.shared(),
    }
}

fn kept(now: At, scan: &Scan, by: &Actor, aside: Aside) -> SetAside {
    SetAside {
        scan: scan.id,
        reason: aside.as_str().to_owned(),
        body: serde_json::to_string(scan).expect("a scan is JSON"),
        at: scan.at.clone(),
        by: by.token,
        role: by.role,
        recorded_at: now,
        status: "open".to_owned(),
        note: None,
    }
}

/// What else an answer tells of.
struct Telling<'a> {
    rules: &'a Rules<'a>,
    /// What each scan raised.
    raised: HashMap<ScanId, Vec<&'a Anomaly>>,
    /// What receivers asked for.
    wished: HashMap<ItemKey, KeptWish>,
}

fn outcome(
    incoming: &Incoming,
    decision: Decision,
    updated: &Updated,
    telling: &Telling<'_>,
) -> Outcome {
    let standing = |item| standing(incoming, item, updated, telling);
    match decision {
        Decision::Record(item) => standing(item).map_or(Outcome::Repeated(None), Outcome::Recorded),
        Decision::Repeat(item) => Outcome::Repeated(item.and_then(standing)),
        Decision::SetAside(aside) => Outcome::SetAside(aside),
        Decision::Conflict => Outcome::Conflict,
    }
}

fn standing(
    incoming: &Incoming,
    item: ItemKey,
    updated: &Updated,
    Telling { rules, raised, wished }: &Telling<'_>,
) -> Option<Standing> {
    let timeline = updated.timelines.get(&item)?;
    let subject = updated.subjects.get(&item)?;
    let raised = raised.get(&incoming.scan.id).map_or(&[][..], Vec::as_slice);
    let mut told = advice(subject, timeline, raised, incoming.lang);
    let open = !timeline.returning && !timeline.state.is_end();
    if let Some(kept) = wished.get(&item).filter(|_| open) {
        let network = rules.network;
        let name = |code: &PointCode| {
            network.point(code).map_or_else(|| code.to_string(), |point| point.name.clone())
        };
        let wish = kept.wish.advice(incoming.lang, name);
        told.extend(wish.iter().flat_map(|wish| [" ", wish.as_str()]));
    }
    Some(Standing {
        state: timeline.state,
        custodian: timeline.custodian.clone(),
        anomalies: raised.iter().map(|anomaly| (anomaly.id(), anomaly.kind)).collect(),
        advice: told,
    })
}
