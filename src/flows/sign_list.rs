//! A counter hands over, or takes over, by a signed list: each line is a scan of its own, on record or set
//! aside like any other, and an odd one stops none of its neighbours. The list keeps what both sides signed
//! for; signing it twice records it once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::codes::HandoverNumber;
use crate::base::{Capacity, Context, ItemKey, Lang, PointCode, ScanId};
use crate::custody::scan::Detail;
use crate::custody::{Action, HandoverLine, HandoverList, LineOutcome, Scan, State, Timeline};
use crate::people::CounterWorker;
use crate::store::{Conn, StoreError, codes, handover_lists, write};

use super::read_timeline::read_timelines;
use super::recall::Recall;
use super::record_scans::{Incoming, Outcome, Rules, record_scans};
use super::refusal::FlowRefusal;
use super::take_dossier::DEVICE;

/// A list to be signed.
#[derive(Debug, Clone)]
pub struct ListIn {
    /// Its number, drawn when it was begun.
    pub number: HandoverNumber,
    /// The counter,
    pub at: PointCode,
    /// and for whom it acts.
    pub capacity: Capacity,
    /// It gives; else it takes over.
    pub gives: bool,
    /// The point on the other side, and for whom that acts, as far as it was said.
    pub other: Option<(PointCode, Option<Capacity>)>,
    /// What changes hands.
    pub lines: Vec<LineIn>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIn {
    /// The code, in the form in which codes are kept.
    pub code: String,
    /// Whether the seal is whole, where somebody looked.
    pub seal_intact: Option<bool>,
    /// The papers, where somebody counted.
    pub papers: Option<Vec<u16>>,
}

/// Signs it; the list as it is kept.
pub fn sign_list(
    conn: &mut Conn,
    cx: &Context,
    by: &CounterWorker,
    rules: &Rules<'_>,
    list: ListIn,
    lang: Lang,
) -> Result<HandoverList, FlowRefusal> {
    by.at(&list.at)?;
    write(conn, |conn| {
        let (other, other_capacity) = list.other.clone().unzip();
        let mut kept = HandoverList {
            number: list.number.clone(),
            at: list.at.clone(),
            capacity: list.capacity,
            gives: list.gives,
            other,
            other_capacity: other_capacity.flatten(),
            signed_at: cx.now,
            signed_by: cx.who.token,
            lines: Vec::new(),
        };
        if !handover_lists::claim(conn, &kept)? {
            let signed = handover_lists::find(conn, &list.number)?.ok_or(StoreError::Stale)?;
            // Whether another point has such a list is not for this one to know.
            by.at(&signed.at)?;
            return Ok(signed);
        }
        let items = items(conn, &list)?;
        let timelines = read_timelines(conn, items.values().copied())?;
        let scans: Vec<Scan> = list
            .lines
            .iter()
            .map(|line| {
                let timeline = items.get(&line.code).and_then(|key| timelines.get(key));
                scan(cx, &list, line, timeline.map(|(_, timeline)| timeline), &kept)
            })
            .collect();
        let who = Arc::new(cx.who.clone());
        let batch: Vec<Incoming> = scans
            .iter()
            .map(|scan| Incoming { scan: scan.clone(), by: who.clone(), lang })
            .collect();
        let outcomes = record_scans(conn, cx.now, rules, &batch, &mut Recall::default())?;
        for ((line, scan), outcome) in list.lines.into_iter().zip(scans).zip(outcomes) {
            kept.lines.push(HandoverLine {
                item: items.get(&line.code).copied(),
                code: line.code,
                scan: scan.id,
                seal_intact: line.seal_intact,
                papers: line.papers,
                outcome: told(scan.id, outcome)?,
            });
        }
        handover_lists::add_lines(conn, &kept)?;
        Ok(kept)
    })
}

/// The items of the codes that are known.
fn items(conn: &mut Conn, list: &ListIn) -> Result<HashMap<String, ItemKey>, StoreError> {
    let named: Vec<String> = list.lines.iter().map(|line| line.code.clone()).collect();
    let known = codes::find_many(conn, &named)?;
    Ok(known.into_iter().map(|(code, owner)| (code, owner.key)).collect())
}

/// The scan of a line. What gives names the hand-over after its list. What takes over names it as the giver
/// did, if a give is open: two names would make two hand-overs of one.
fn scan(
    cx: &Context,
    list: &ListIn,
    line: &LineIn,
    timeline: Option<&Timeline>,
    kept: &HandoverList,
) -> Scan {
    let (action, handover_id) = if list.gives {
        (Action::HandOver, Some(list.number.to_string()))
    } else {
        (Action::Receive, timeline.and_then(open_give))
    };
    Scan {
        id: ScanId(cx.ids.uuid(cx.now)),
        device: DEVICE.to_owned(),
        action,
        code: line.code.clone(),
        at: list.at.clone(),
        capacity: Some(list.capacity),
        happened_at: cx.now,
        clock_offset_ms: 0,
        detail: Detail {
            handover_id,
            to: if list.gives { kept.other_party() } else { None },
            seal_intact: line.seal_intact,
            papers: line.papers.clone(),
            ..Detail::default()
        },
    }
}

/// The name of the give that nobody has answered.
fn open_give(timeline: &Timeline) -> Option<String> {
    let given = timeline.entries.iter().rev().find(|entry| entry.action == Action::HandOver);
    given.filter(|_| timeline.state == State::InHandover)?.detail.handover_id.clone()
}

fn told(scan: ScanId, outcome: Outcome) -> Result<LineOutcome, StoreError> {
    match outcome {
        Outcome::Recorded(standing) => {
            let kinds = standing.anomalies.into_iter().map(|(_, kind)| kind);
            Ok(LineOutcome::Recorded(kinds.collect()))
        }
        Outcome::SetAside(aside) => Ok(LineOutcome::SetAside(aside.as_str().to_owned())),
        // Its id was drawn a moment ago.
        Outcome::Repeated(_) | Outcome::Conflict => {
            Err(StoreError::bad_row("scans", scan, "an id was drawn twice"))
        }
    }
}
