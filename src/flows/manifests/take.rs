//! One scan of a sheet stands for the scans of all its lines: recorded under one name of the hand-over, under
//! ids made from what they say, so that the sheet scanned again, or on another machine, repeats them. What went
//! elsewhere since the sheet was printed is named, and nothing is recorded of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::{At, Capacity, Context, ItemKey, Lang, PointCode, Role};
use crate::custody::scan::Detail;
use crate::custody::{Custodian, LineOutcome, Party, Scan};
use crate::dispatch::manifest::{Deed, Fit, Line, Manifest, Sheet, Subject};
use crate::flows::read_timeline::read_timelines;
use crate::flows::recall::Recall;
use crate::flows::record_scans::{Incoming, Outcome, Rules, record_scans};
use crate::flows::refusal::FlowRefusal;
use crate::flows::take_dossier::DEVICE;
use crate::network::Network;
use crate::parcels::ItemRefusal;
use crate::people::ListKeeper;
use crate::store::{Conn, StoreError, bags, custody, parcels, runs, scans, write};

use super::find::list_of_sheet;

/// A sheet that somebody scans.
#[derive(Debug, Clone)]
pub struct SheetIn {
    /// What was read off it.
    pub sheet: Sheet,
    /// Where,
    pub at: PointCode,
    /// and for whom, where the point acts for both.
    pub capacity: Option<Capacity>,
    /// When the things changed hands, if that was not now: before the line came back.
    pub happened_at: Option<At>,
}

/// What became of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenSheet {
    /// The list.
    pub list: Manifest,
    /// The sheet bore the commitment to it; else its number was typed.
    pub proven: bool,
    /// What its scan means here.
    pub deed: Deed,
    /// Its lines, in their order.
    pub lines: Vec<TakenLine>,
    /// What lies in the bag or on the run by the record and does not stand on the sheet: put there after it was
    /// printed.
    pub added: Vec<String>,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenLine {
    /// The code as printed.
    pub code: String,
    /// How it stood when the sheet was scanned.
    pub fit: Fit,
    /// What became of its scan; none where none was made.
    pub outcome: Option<LineOutcome>,
    /// This sheet had recorded it before.
    pub repeated: bool,
}

impl TakenSheet {
    /// How many lines are on record by this sheet, now or before.
    pub fn recorded(&self) -> usize {
        self.lines.iter().filter(|line| line.outcome.is_some() || line.repeated).count()
    }

    /// Whether everything on the sheet is as it says, and nothing beside it.
    pub fn is_whole(&self) -> bool {
        let odd = |line: &TakenLine| {
            line.fit.is_odd() || matches!(line.outcome, Some(LineOutcome::SetAside(_)))
        };
        self.added.is_empty() && !self.lines.iter().any(odd)
    }
}

/// How the lines of a sheet stand where it is scanned; records nothing.
pub fn look_at_sheet(
    conn: &mut Conn,
    cx: &Context,
    by: &ListKeeper,
    network: &Network,
    input: &SheetIn,
) -> Result<TakenSheet, FlowRefusal> {
    by.at(&input.at)?;
    let (list, proven) = list_of_sheet(conn, by, &input.sheet)?;
    let here = here(cx, network, input)?;
    let capacity = held_as(&here);
    let deed = list.deed_at(&input.at, capacity)?;
    let keys: Vec<ItemKey> = list.lines.iter().filter_map(|line| line.item).collect();
    let timelines = read_timelines(conn, keys)?;
    let ends_here = ends_here(conn, &list, &input.at)?;
    let ids: Vec<_> = list.lines.iter().map(|line| list.scan_id(line, deed, &here)).collect();
    let known = scans::answered(conn, &ids)?;
    let taken = list.lines.iter().zip(&ids).map(|(line, id)| {
        let now = line.item.and_then(|key| timelines.get(&key)).map(|(_, life)| life);
        let repeated = known.contains_key(id);
        let fit = if repeated { Fit::Done } else { list.fit(deed, &here, now, ends_here) };
        TakenLine { code: line.code.clone(), fit, outcome: None, repeated }
    });
    let lines = taken.collect();
    let added = added(conn, &list)?;
    Ok(TakenSheet { list, proven, deed, lines, added })
}

/// Records it.
pub fn take_sheet(
    conn: &mut Conn,
    cx: &Context,
    by: &ListKeeper,
    rules: &Rules<'_>,
    input: &SheetIn,
    lang: Lang,
) -> Result<TakenSheet, FlowRefusal> {
    write(conn, |conn| {
        let mut taken = look_at_sheet(conn, cx, by, rules.network, input)?;
        let here = here(cx, rules.network, input)?;
        let names = Names::of(conn, &taken.list)?;
        let who = Arc::new(cx.who.clone());
        let stands = |line: &TakenLine| line.fit == Fit::Stands;
        let to_record = taken.list.lines.iter().zip(&taken.lines);
        let batch: Vec<Incoming> = to_record
            .filter(|(_, found)| stands(found))
            .map(|(line, _)| {
                let scan = scan(cx, input, (&taken, line), &here, &names);
                Incoming { scan, by: who.clone(), lang }
            })
            .collect();
        let outcomes = record_scans(conn, cx.now, rules, &batch, &mut Recall::default())?;
        let mut outcomes = outcomes.into_iter();
        for line in taken.lines.iter_mut().filter(|line| line.fit == Fit::Stands) {
            line.outcome = outcomes.next().and_then(told);
        }
        Ok(taken)
    })
}

/// The point in the capacity in which one acts there.
fn here(cx: &Context, network: &Network, input: &SheetIn) -> Result<Custodian, FlowRefusal> {
    let (at, today) = (&input.at, cx.now.date());
    let unknown = || ItemRefusal::UnknownPoint { field: "at", point: at.clone(), date: today };
    let point = network.point_on(at, today).or_else(|| network.point(at)).ok_or_else(unknown)?;
    let usual = if cx.who.role == Role::Officer { Capacity::Desk } else { Capacity::Post };
    let capacity = input.capacity.unwrap_or_else(|| point.roles.only().unwrap_or(usual));
    Ok(Custodian::Point { code: at.clone(), capacity })
}

const fn held_as(here: &Custodian) -> Capacity {
    match here {
        Custodian::Point { capacity, .. } => *capacity,
        Custodian::Run { .. } | Custodian::Postman { .. } | Custodian::Citizen => Capacity::Post,
    }
}

/// Whether the run of a list ends at this point, as far as that is known.
fn ends_here(conn: &mut Conn, list: &Manifest, at: &PointCode) -> Result<bool, StoreError> {
    let Subject::Run(key) = list.subject else { return Ok(false) };
    let subject = custody::subjects(conn, [key])?.pop();
    let ends: Option<Party> = subject.and_then(|(subject, _)| subject.bound_for);
    Ok(ends.is_none_or(|ends| ends.point() == Some(at)))
}

/// What lies there now and does not stand on the list.
fn added(conn: &mut Conn, list: &Manifest) -> Result<Vec<String>, StoreError> {
    let Some(carrier) = list.subject.item() else { return Ok(Vec::new()) };
    let listed: BTreeSet<ItemKey> = list.lines.iter().filter_map(|line| line.item).collect();
    let mut keys = custody::contents_now(conn, carrier)?;
    keys.retain(|key| !listed.contains(key));
    let bags = bags::find_many(conn, &keys)?.into_iter().map(|bag| bag.code.to_string());
    let bags: Vec<String> = bags.collect();
    let parcels = parcels::find_many(conn, &keys)?.into_iter();
    Ok(bags.into_iter().chain(parcels.map(|parcel| parcel.tracking.to_string())).collect())
}

/// By what names the scans of a list call its bag or its run.
#[derive(Debug, Default)]
struct Names {
    bag: Option<String>,
    run: Option<String>,
}

impl Names {
    fn of(conn: &mut Conn, list: &Manifest) -> Result<Self, StoreError> {
        Ok(match list.subject {
            Subject::Bag(key) => {
                Self { bag: bags::find(conn, key)?.map(|bag| bag.code.to_string()), run: None }
            }
            Subject::Run(key) => {
                Self { run: runs::find(conn, key)?.map(|run| run.code.to_string()), bag: None }
            }
            Subject::Round(_) | Subject::Office | Subject::Book | Subject::Handover { .. } => {
                Self::default()
            }
        })
    }
}

fn scan(
    cx: &Context,
    input: &SheetIn,
    (taken, line): (&TakenSheet, &Line),
    here: &Custodian,
    names: &Names,
) -> Scan {
    let to = taken.list.subject.postman().filter(|_| taken.deed == Deed::TakeOut);
    Scan {
        id: taken.list.scan_id(line, taken.deed, here),
        device: DEVICE.to_owned(),
        action: taken.deed.action(),
        code: line.code.clone(),
        at: input.at.clone(),
        capacity: Some(held_as(here)),
        happened_at: input.happened_at.unwrap_or(cx.now),
        clock_offset_ms: 0,
        detail: Detail {
            handover_id: Some(taken.list.number.clone()),
            to: to.map(|token| Party::Postman { token }),
            bag: names.bag.clone(),
            run: names.run.clone(),
            ..Detail::default()
        },
    }
}

fn told(outcome: Outcome) -> Option<LineOutcome> {
    match outcome {
        Outcome::Recorded(standing) => {
            let kinds = standing.anomalies.into_iter().map(|(_, kind)| kind);
            Some(LineOutcome::Recorded(kinds.collect()))
        }
        Outcome::SetAside(aside) => Some(LineOutcome::SetAside(aside.as_str().to_owned())),
        // It was looked for a moment ago, in this transaction.
        Outcome::Repeated(_) | Outcome::Conflict => None,
    }
}
