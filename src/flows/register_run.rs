//! A run of a mail route is entered for a day.

use chrono::NaiveDate;

use crate::base::codes::RunCode;
use crate::base::{Context, DepartureCode, ItemKey, PointCode, RouteCode, RunId};
use crate::dispatch::Timetable;
use crate::network::Network;
use crate::parcels::{CodeOwner, ItemKind, ItemRefusal, Run};
use crate::people::RunOpener;
use crate::store::codes::Bound;
use crate::store::{Conn, StoreError, codes, items, runs, write};

use super::refusal::FlowRefusal;
use super::take_custody;

/// A run to be entered.
#[derive(Debug, Clone)]
pub struct RunIn {
    /// The code on its manifest; without one it is numbered.
    pub code: Option<RunCode>,
    /// The mail route.
    pub route: RouteCode,
    /// The departure of the timetable that it is; none when it goes beside the timetable.
    pub departure: Option<DepartureCode>,
    /// The office date on which it departs.
    pub date: NaiveDate,
}

/// Enters a run. Whoever works at one of the route's stops may; several runs of a route on one day are
/// told apart by their codes; a departure of the timetable is one run.
pub fn register_run(
    conn: &mut Conn,
    cx: &Context,
    by: &RunOpener,
    (network, timetable): (&Network, &Timetable),
    input: RunIn,
) -> Result<Run, FlowRefusal> {
    let RunIn { code, route, departure, date } = input;
    let known = network
        .routes_on(date)
        .find(|one| one.code == route)
        .ok_or_else(|| ItemRefusal::UnknownRoute { route: route.clone(), date })?;
    let mut at_stops = known.stops.iter().map(|stop| by.at(stop));
    if let Some(Err(refused)) = at_stops.next()
        && !at_stops.any(|may| may.is_ok())
    {
        return Err(refused.into());
    }
    let ends = departure.as_ref().map(|departure| end(timetable, &route, departure, date));
    let ends = ends.transpose()?;
    write(conn, |conn| {
        if let Some(departure) = &departure
            && let Some(run) = runs::of_departure(conn, (&route, departure), date)?
        {
            let (departure, run) = (departure.clone(), run.code);
            return Err(ItemRefusal::DepartureTaken { departure, date, run }.into());
        }
        let key = items::register(conn, cx.now, ItemKind::Run)?;
        let code = match code {
            Some(code) => code,
            None => numbered(key)?,
        };
        let id = RunId::new(cx.ids.uuid(cx.now));
        let run = Run { id, key, code, route, departure, date, created_at: cx.now };
        let owner = CodeOwner { key, kind: ItemKind::Run };
        let bound = Bound { owner, at: cx.now, reusable: false };
        if !codes::bind(conn, run.code.as_str(), &bound)? {
            let (kind, code) = (ItemKind::Run, run.code.to_string());
            return Err(ItemRefusal::CodeTaken { kind, code }.into());
        }
        runs::insert(conn, &run)?;
        take_custody::of_run(conn, &run, ends.as_ref())?;
        Ok(run)
    })
}

/// Where a departure ends that starts on a day.
fn end(
    timetable: &Timetable,
    route: &RouteCode,
    departure: &DepartureCode,
    date: NaiveDate,
) -> Result<PointCode, FlowRefusal> {
    let (route, departure) = (route.clone(), departure.clone());
    let Some(start) = timetable.starting(&route, &departure, date)? else {
        return Err(ItemRefusal::UnknownDeparture { route, departure, date }.into());
    };
    match start.onward.last().filter(|_| start.goes()) {
        Some((last, _)) => Ok((*last).clone()),
        None => Err(ItemRefusal::CancelledDeparture { route, departure, date }.into()),
    }
}

fn numbered(key: ItemKey) -> Result<RunCode, StoreError> {
    let code = format!("CHUYEN{:08}", key.0);
    code.parse().map_err(|problem| StoreError::bad_row("counters", "item", problem))
}
