//! Scans come in: the one flow that writes the custody log.
//!
//! A scan is a fact. Whatever can be put on an item is recorded, and what is odd about it is flagged;
//! what cannot is set aside with all that was read, for a person to match or close. Only the same id
//! with other content is refused here, and kept visible too. One bad scan never fails its neighbours.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{Actor, AnomalyId, At, Capacity, ItemKey, Lang, Role, ScanId};
use crate::custody::advice::advice;
use crate::custody::event::effective_time;
use crate::custody::{Action, AnomalyKind, Custodian, Event, Scan, State};
use crate::network::Network;
use crate::parcels::{CodeOwner, ItemKind};
use crate::store::scans::{Answered, Conflict, SetAside};
use crate::store::{Conn, StoreError, codes, facts, scans, write};

use super::custody_update::{Updated, custody_update};

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

macro_rules! aside {
    ($($(#[$meta:meta])* $name:ident = $wire:literal, $vi:literal, $en:literal;)*) => {
        /// Why a scan is set aside.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Aside { $($(#[$meta])* $name,)* }

        impl Aside {
            /// The stable word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// What it means to who scanned.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$name => lang.pick($vi, $en),)* }
            }
        }
    };
}

aside! {
    /// The token was revoked: its scans are kept, and a person looks at them.
    Revoked = "revoked",
        "Thiết bị đã bị thu hồi quyền; lần quét được giữ lại để người phụ trách xem",
        "This device's rights were revoked; the scan is kept for a person to look at";
    /// The role does not do this.
    WrongRole = "wrong_role",
        "Vai trò này không thực hiện thao tác đó",
        "This role does not do that";
    /// The token does not act at this point.
    WrongPlace = "wrong_place",
        "Người quét không được phân công tại điểm này",
        "Who scanned does not act at this point";
    /// Nobody knows the point.
    UnknownPoint = "unknown_point", "Không có điểm mang mã này", "No point has this code";
    /// The point is both post and desk, and the scan does not say for which.
    CapacityMissing = "capacity_missing",
        "Điểm này vừa là bưu cục vừa là bộ phận một cửa: cần ghi rõ với tư cách nào (as: post hoặc desk)",
        "This point is both post and desk: say as which (as: post or desk)";
    /// The point does not act in that capacity, or the role does not.
    WrongCapacity = "wrong_capacity",
        "Điểm hoặc người quét không hoạt động với tư cách đó",
        "The point, or who scanned, does not act in that capacity";
    /// Nobody knows the code.
    UnknownCode = "unknown_code",
        "Mã chưa có trong hệ thống; lần quét được giữ lại để đối chiếu",
        "This code is not known; the scan is kept to be matched";
    /// Nobody knows the bag.
    UnknownBag = "unknown_bag", "Không có túi mang mã này", "No bag has this code";
    /// Nobody knows the run.
    UnknownRun = "unknown_run", "Không có chuyến mang mã này", "No run has this code";
}

/// Records a batch. The outcomes stand in the order of the scans.
///
/// # Errors
/// [`StoreError::Stale`] when another process was at the same items: nothing was recorded, and trying
/// again helps.
pub fn record_scans(
    conn: &mut Conn,
    now: At,
    rules: &Rules<'_>,
    batch: &[Incoming],
) -> Result<Vec<Outcome>, StoreError> {
    write(conn, |conn| {
        let ids: Vec<ScanId> = batch.iter().map(|incoming| incoming.scan.id).collect();
        let answered = scans::answered(conn, &ids)?;
        let known = codes::find_many(conn, &codes_named(batch))?;
        let sorted = sort(now, rules, batch, answered, &known);

        let updated = custody_update(conn, now, &sorted.events, sorted.repeated.iter().copied())?;
        scans::register(conn, &sorted.register, now)?;
        scans::set_aside(conn, &sorted.set_aside)?;
        scans::keep_conflicts(conn, &sorted.conflicts, now)?;
        facts::append(conn, &updated.facts, now)?;

        Ok(batch
            .iter()
            .zip(sorted.decisions)
            .map(|(incoming, decision)| outcome(incoming, decision, &updated))
            .collect())
    })
}

fn codes_named(batch: &[Incoming]) -> Vec<String> {
    let mut named: Vec<String> = batch
        .iter()
        .flat_map(|incoming| {
            let scan = &incoming.scan;
            [Some(&scan.code), scan.detail.bag.as_ref(), scan.detail.run.as_ref()]
        })
        .flatten()
        .cloned()
        .collect();
    named.sort_unstable();
    named.dedup();
    named
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
}

/// Decides for every scan what is to be done with it; a scan that stands twice in one batch is a
/// repetition of the first.
fn sort(
    now: At,
    rules: &Rules<'_>,
    batch: &[Incoming],
    mut answered: HashMap<ScanId, Answered>,
    known: &HashMap<String, CodeOwner>,
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

type Placed = (CodeOwner, Capacity, Option<ItemKey>);

/// On which item the scan is, in which capacity, and into or out of what; or why it is set aside.
fn place_and_item(
    network: &Network,
    scan: &Scan,
    by: &Actor,
    known: &HashMap<String, CodeOwner>,
) -> Result<Placed, Aside> {
    if by.revoked {
        return Err(Aside::Revoked);
    }
    if !scan.action.allows(by.role) {
        return Err(Aside::WrongRole);
    }
    let capacity = capacity(network, scan, by.role)?;
    if !by.may_act_at(&scan.at) {
        return Err(Aside::WrongPlace);
    }
    let owner = known.get(&scan.code).copied().ok_or(Aside::UnknownCode)?;
    let carrier = carrier(scan, known)?;
    Ok((owner, capacity, carrier))
}

/// In which capacity the scan was made: as it says, or as the point is when it is only one of the two.
pub(super) fn capacity(network: &Network, scan: &Scan, role: Role) -> Result<Capacity, Aside> {
    // At any time: a point that has closed may still have scanned, and what it scanned happened.
    let point = network
        .point_on(&scan.at, scan.corrected_time().date())
        .or_else(|| network.point(&scan.at))
        .ok_or(Aside::UnknownPoint)?;
    let capacity = match scan.capacity {
        Some(capacity) => capacity,
        None => match (point.roles.has(Capacity::Post), point.roles.has(Capacity::Desk)) {
            (true, false) => Capacity::Post,
            (false, true) => Capacity::Desk,
            (true, true) | (false, false) => return Err(Aside::CapacityMissing),
        },
    };
    let acts = match role {
        Role::Clerk | Role::Courier => capacity == Capacity::Post,
        Role::Officer => capacity == Capacity::Desk,
        Role::Manager | Role::Administrator | Role::Partner => true,
    };
    if acts && point.roles.has(capacity) { Ok(capacity) } else { Err(Aside::WrongCapacity) }
}

/// The bag or run that the scan names, when its action is about one.
pub(super) fn carrier(
    scan: &Scan,
    known: &HashMap<String, CodeOwner>,
) -> Result<Option<ItemKey>, Aside> {
    let (code, kind, unknown) = match scan.action {
        Action::Pack | Action::Unpack => (&scan.detail.bag, ItemKind::Bag, Aside::UnknownBag),
        Action::Load | Action::Unload => (&scan.detail.run, ItemKind::Run, Aside::UnknownRun),
        Action::Accept
        | Action::HandOver
        | Action::Receive
        | Action::CloseBag
        | Action::OpenBag
        | Action::Depart
        | Action::Arrive
        | Action::OutForDelivery
        | Action::Deliver
        | Action::FailDelivery
        | Action::Hold
        | Action::Return
        | Action::Inspect
        | Action::Damage
        | Action::Lose
        | Action::Find
        | Action::Void
        | Action::Correct => return Ok(None),
    };
    match code {
        None => Ok(None),
        Some(code) => known
            .get(code)
            .filter(|owner| owner.kind == kind)
            .map(|owner| Some(owner.key))
            .ok_or(unknown),
    }
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
        detail: scan.detail.clone(),
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

fn outcome(incoming: &Incoming, decision: Decision, updated: &Updated) -> Outcome {
    match decision {
        Decision::Record(item) => {
            standing(incoming, item, updated).map_or(Outcome::Repeated(None), Outcome::Recorded)
        }
        Decision::Repeat(item) => {
            Outcome::Repeated(item.and_then(|item| standing(incoming, item, updated)))
        }
        Decision::SetAside(aside) => Outcome::SetAside(aside),
        Decision::Conflict => Outcome::Conflict,
    }
}

fn standing(incoming: &Incoming, item: ItemKey, updated: &Updated) -> Option<Standing> {
    let timeline = updated.timelines.get(&item)?;
    let subject = updated.subjects.get(&item)?;
    let raised: Vec<_> = updated
        .raised_by(incoming.scan.id)
        .into_iter()
        .filter(|anomaly| anomaly.explained_by.is_none())
        .collect();
    Some(Standing {
        state: timeline.state,
        custodian: timeline.custodian.clone(),
        anomalies: raised.iter().map(|anomaly| (anomaly.id(), anomaly.kind)).collect(),
        advice: advice(subject, timeline, &raised, incoming.lang),
    })
}
