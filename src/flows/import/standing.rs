//! What stands on nothing any more: after units or points were imported, what names them is looked at
//! again. An office does not close because its commune ended; it is flagged, until somebody says where it
//! stands now.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::gaps::{Turned, exchange};
use super::kind::Kind;
use super::merge::{cover, written};
use super::subject::{Subject, key};
use super::timetable::Departures;
use super::{listings::Listings, points::Points, routes::Routes, units::Units, zones::Zones};
use crate::base::{At, Period, PointCode, RouteCode};
use crate::dispatch::timetable::Call;
use crate::store::gaps::{self, Gap};
use crate::store::{Conn, StoreError, procedures};

/// Looks again at what names entries of this kind.
pub(super) fn turn(conn: &mut Conn, now: At, kind: Kind) -> Result<Turned, StoreError> {
    let mut turned = Turned::default();
    match kind {
        Kind::Units => {
            let in_force = periods::<Units>(conn)?;
            turned.also(flags::<Points>(conn, now, Kind::Points, "unit", &in_force, |point| {
                vec![point.unit.to_string()]
            })?);
            turned.also(flags::<Zones>(conn, now, Kind::Zones, "unit", &in_force, |member| {
                vec![member.unit.to_string()]
            })?);
        }
        Kind::Points => {
            let in_service = periods::<Points>(conn)?;
            turned.also(flags::<Routes>(conn, now, Kind::Routes, "point", &in_service, |route| {
                route.stops.iter().map(ToString::to_string).collect()
            })?);
            turned.also(flags::<Departures>(
                conn,
                now,
                Kind::Timetable,
                "point",
                &in_service,
                |departure| departure.calls.iter().map(|call| call.point.to_string()).collect(),
            )?);
        }
        Kind::Routes => {
            // A departure stands on the stops of its route: with others there its times mean nothing.
            let stop = |route: &RouteCode, stop: usize, point: &PointCode| {
                format!("{point} as stop {stop} of {route}")
            };
            let mut served: HashMap<String, Vec<Period>> = HashMap::new();
            for route in Routes::load(conn)? {
                for (number, point) in (1..).zip(&route.stops) {
                    served.entry(stop(&route.code, number, point)).or_default().push(route.period);
                }
            }
            turned.also(flags::<Departures>(
                conn,
                now,
                Kind::Timetable,
                "route",
                &served,
                |departure| {
                    let calls = departure.calls.iter();
                    let named =
                        |call: &Call| stop(&departure.route, call.stop as usize, &call.point);
                    calls.map(named).collect()
                },
            )?);
        }
        Kind::Procedures | Kind::Listings => {
            // A list is a decision: what it names may be described at any time, before or after.
            let known = procedures::load(conn)?;
            let always = vec![Period { from: NaiveDate::MIN, until: None }];
            let known = known.iter().map(|one| (one.code.to_string(), always.clone())).collect();
            turned.also(flags::<Listings>(
                conn,
                now,
                Kind::Listings,
                "procedure",
                &known,
                |listing| vec![listing.procedure.to_string()],
            )?);
        }
        Kind::Successions
        | Kind::Zones
        | Kind::Weeks
        | Kind::Holidays
        | Kind::Timetable
        | Kind::Exceptions
        | Kind::Handling
        | Kind::Targets
        | Kind::Limits
        | Kind::Papers
        | Kind::Fees
        | Kind::Tariffs
        | Kind::Reductions
        | Kind::Accounts
        | Kind::Compensation => {}
    }
    Ok(turned)
}

/// When everything of a kind is so, by name.
pub(super) fn periods<G: Subject>(
    conn: &mut Conn,
) -> Result<HashMap<String, Vec<Period>>, StoreError> {
    let mut periods: HashMap<String, Vec<Period>> = HashMap::new();
    for value in G::load(conn)? {
        if let Some(period) = G::period(&value) {
            periods.entry(G::name(&value)).or_default().push(period);
        }
    }
    Ok(periods)
}

/// Flags what names something that is not there for the whole of its period.
fn flags<S: Subject>(
    conn: &mut Conn,
    now: At,
    kind: Kind,
    column: &'static str,
    there: &HashMap<String, Vec<Period>>,
    named: impl Fn(&S::Value) -> Vec<String>,
) -> Result<Turned, StoreError> {
    let mut wanted = Vec::new();
    for value in S::load(conn)? {
        let Some(period) = S::period(&value) else { continue };
        let lost = named(&value)
            .into_iter()
            .find(|name| !cover(there.get(name).map_or(&[][..], Vec::as_slice), period));
        if let Some(lost) = lost {
            wanted.push(Gap {
                kind: kind.to_string(),
                entry: key::<S>(&value),
                column: column.to_owned(),
                found: format!("{lost}, not there {}", written(period)),
                since: now,
            });
        }
    }
    let known = gaps::of_kind(conn, kind.as_str())?;
    exchange(conn, known, |gap| gap.column == column, wanted)
}
