//! A desk plans what it has to hand over onto a run, holds it back, or takes either back. The forecaster is called to
//! it: what is expected follows.

use std::collections::BTreeSet;

use crate::base::{Context, ItemKey, PointCode};
use crate::custody::refusal::CustodyRefusal;
use crate::dispatch::Forecaster;
use crate::dispatch::desk::{DeskPlan, DeskRefusal, RunName};
use crate::flows::forecast::ForecastRules;
use crate::flows::refusal::FlowRefusal;
use crate::parcels::ItemRefusal;
use crate::people::DeskPlanner;
use crate::store::office::OnDesk;
use crate::store::{Conn, codes, desk_plans, forecasts, office, runs, write};

/// The most that is decided about at once.
pub const MOST_AT_ONCE: usize = 200;

/// What goes with which run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanIn {
    /// The desk.
    pub desk: PointCode,
    /// The codes of the parcels.
    pub codes: Vec<String>,
    /// The run.
    pub run: RunName,
    /// Although it has no room for them.
    pub over: bool,
}

/// What waits, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldIn {
    /// The desk.
    pub desk: PointCode,
    /// The codes of the parcels.
    pub codes: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Plans parcels onto a run; how many. All of them, or none.
pub fn plan_results(
    conn: &mut Conn,
    cx: &Context,
    by: &DeskPlanner,
    rules: &ForecastRules<'_>,
    input: PlanIn,
) -> Result<usize, FlowRefusal> {
    by.at(&input.desk)?;
    let PlanIn { desk, codes, run, over } = input;
    let forecaster = Forecaster::new(rules.promises, rules.timetable, rules.limits);
    let (route, departure, date) = (run.route.clone(), run.departure.clone(), run.day);
    let Some(started) = rules.timetable.starting(&route, &departure, date)? else {
        return Err(ItemRefusal::UnknownDeparture { route, departure, date }.into());
    };
    if !started.goes() {
        return Err(ItemRefusal::CancelledDeparture { route, departure, date }.into());
    }
    let Some(taking) = forecaster.takes_from(&run, &desk) else {
        return Err(DeskRefusal::NotFromHere { run }.into());
    };
    if taking.by < cx.now {
        return Err(DeskRefusal::Closed { run, closed: taking.by }.into());
    }
    write(conn, |conn| {
        let chosen = chosen(conn, &desk, &codes)?;
        for one in &chosen {
            if forecaster.way_by(&run, &desk, &one.end, cx.now)?.is_none() {
                let parcel = one.tracking.clone();
                return Err(DeskRefusal::WrongWay { run: run.clone(), parcel }.into());
            }
        }
        if let Some(most) = started.room.parcels.filter(|_| !over) {
            let taken = taken(conn, &run, &chosen)?;
            let left = i64::from(most) - taken as i64;
            if left < chosen.len() as i64 {
                let wanted = chosen.len();
                return Err(DeskRefusal::NoRoom { run: run.clone(), left, wanted }.into());
            }
        }
        decide(conn, cx, &chosen, &DeskPlan::Run(run.clone()))
    })
}

/// Holds parcels back; how many. All of them, or none.
pub fn hold_results(
    conn: &mut Conn,
    cx: &Context,
    by: &DeskPlanner,
    input: HoldIn,
) -> Result<usize, FlowRefusal> {
    by.at(&input.desk)?;
    let HoldIn { desk, codes, reason } = input;
    let reason = CustodyRefusal::check_reason(&reason)?;
    write(conn, |conn| {
        let chosen = chosen(conn, &desk, &codes)?;
        decide(conn, cx, &chosen, &DeskPlan::Held { reason: reason.clone() })
    })
}

/// Takes back what was decided about parcels; how many. All of them, or none.
pub fn release_results(
    conn: &mut Conn,
    cx: &Context,
    by: &DeskPlanner,
    (desk, codes): (&PointCode, &[String]),
) -> Result<usize, FlowRefusal> {
    by.at(desk)?;
    write(conn, |conn| {
        let chosen = chosen(conn, desk, codes)?;
        decide(conn, cx, &chosen, &DeskPlan::Open)
    })
}

/// The parcels of these codes; each must wait at the desk.
fn chosen(conn: &mut Conn, desk: &PointCode, codes: &[String]) -> Result<Vec<OnDesk>, FlowRefusal> {
    if codes.is_empty() {
        return Err(DeskRefusal::Nothing.into());
    }
    if codes.len() > MOST_AT_ONCE {
        return Err(DeskRefusal::TooMany { most: MOST_AT_ONCE, got: codes.len() }.into());
    }
    let known = codes::find_many(conn, codes)?;
    let keys: BTreeSet<ItemKey> = known.values().map(|owner| owner.key).collect();
    let keys: Vec<ItemKey> = keys.into_iter().collect();
    let found = office::on_desk(conn, desk, Some(&keys))?;
    let waits = |code: &&String| {
        let item = known.get(*code).map(|owner| owner.key);
        found.iter().any(|one| Some(one.item) == item && !one.is_given)
    };
    match codes.iter().find(|code| !waits(code)) {
        Some(code) => Err(DeskRefusal::NotWaiting { code: code.clone() }.into()),
        None => Ok(found),
    }
}

/// How many parcels are on a run, or planned onto it, besides these.
fn taken(conn: &mut Conn, run: &RunName, chosen: &[OnDesk]) -> Result<usize, FlowRefusal> {
    let entered = runs::of_departure(conn, (&run.route, &run.departure), run.day)?;
    let keys: Vec<ItemKey> = entered.iter().map(|run| run.key).collect();
    let aboard = office::aboard(conn, &keys)?.into_iter();
    let aboard = aboard.filter(|(_, _, is_bag)| !is_bag).map(|(_, item, _)| item);
    let planned = desk_plans::onto_runs(conn, &[run.day])?.into_iter();
    let planned = planned.filter(|(name, _)| name == run).map(|(_, item)| item);
    let all: BTreeSet<ItemKey> = aboard.chain(planned).collect();
    Ok(all.into_iter().filter(|item| chosen.iter().all(|one| one.item != *item)).count())
}

fn decide(
    conn: &mut Conn,
    cx: &Context,
    chosen: &[OnDesk],
    plan: &DeskPlan,
) -> Result<usize, FlowRefusal> {
    let items: Vec<ItemKey> = chosen.iter().map(|one| one.item).collect();
    let cases: BTreeSet<_> = chosen.iter().map(|one| one.case_id).collect();
    desk_plans::add(conn, &items, plan, (cx.now, cx.who.token))?;
    forecasts::call_to(conn, &cases.into_iter().collect::<Vec<_>>())?;
    Ok(items.len())
}
