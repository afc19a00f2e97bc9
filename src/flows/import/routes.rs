//! Mail routes: a row for each stop.

use std::collections::{BTreeMap, HashMap};

use super::layout::{Done, Layout};
use super::merge::{Merged, cover, written};
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::{Period, PointCode, RouteCode};
use crate::network::MailRoute;
use crate::store::{Conn, StoreError, points, revisions, routes};

const COLUMNS: &[&str] = &["code", "valid_from", "valid_until", "name", "stop", "point"];

pub(super) struct Routes;

struct Stop {
    code: RouteCode,
    name: String,
    period: Period,
    number: u32,
    point: PointCode,
}

impl Subject for Routes {
    type Value = MailRoute;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("routes", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "code";
    const REVISION: revisions::Subject = revisions::Subject::Network;

    fn name(route: &MailRoute) -> String {
        route.code.to_string()
    }

    fn period(route: &MailRoute) -> Option<Period> {
        Some(route.period)
    }

    fn in_period(route: MailRoute, period: Period) -> MailRoute {
        MailRoute { period, ..route }
    }

    fn cells(route: &MailRoute) -> Vec<(&'static str, String)> {
        let stops: Vec<&str> = route.stops.iter().map(PointCode::as_str).collect();
        vec![("name", route.name.clone()), ("point", stops.join(" "))]
    }

    fn load(conn: &mut Conn) -> Result<Vec<MailRoute>, StoreError> {
        routes::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let points = points::load(conn)?;
        let mut periods: HashMap<&PointCode, Vec<Period>> = HashMap::new();
        for point in &points {
            periods.entry(&point.code).or_default().push(point.period);
        }
        for Entry { line, value: route, .. } in &merged.entries {
            for (number, stop) in (1..).zip(&route.stops) {
                let in_service = periods.get(stop).map_or(&[][..], Vec::as_slice);
                if !cover(in_service, route.period) {
                    let span = written(route.period);
                    let expected = format_args!("a point in service {span} as stop {number}");
                    found.add(*line, "point", expected, stop.as_str());
                }
            }
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[MailRoute]) -> Result<(), StoreError> {
        routes::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<MailRoute>> {
    let mut routes: BTreeMap<_, Vec<Entry<Stop>>> = BTreeMap::new();
    for stop in each_row(sheet, found, done, read_stop) {
        let key = (stop.value.code.clone(), stop.value.period.from);
        routes.entry(key).or_default().push(stop);
    }
    routes.into_values().filter_map(|stops| assemble(stops, found)).collect()
}

fn read_stop(row: &Row, found: &mut Problems) -> Option<Stop> {
    let code = row.code("code", found);
    let name = row.text("name", 200, found);
    let period = row.period(found);
    let number = row.count("stop", 1000, found);
    let point = row.code("point", found);
    Some(Stop { code: code?, name: name?, period: period?, number: number?, point: point? })
}

/// The stops of one route in one period become the route.
fn assemble(mut stops: Vec<Entry<Stop>>, found: &mut Problems) -> Option<Entry<MailRoute>> {
    let first = stops.iter().map(|stop| stop.line).min()?;
    stops.sort_by_key(|stop| stop.value.number);
    let mut fits = true;
    let mut refuse = |line, column, expected: String, got: &str| {
        found.add(line, column, expected, got);
        fits = false;
    };
    let (name, period) = (stops[0].value.name.clone(), stops[0].value.period);
    for (wanted, Entry { line, value: stop, .. }) in (1..).zip(&stops) {
        if stop.number != wanted {
            let got = stop.number.to_string();
            refuse(*line, "stop", format!("stop {wanted}: 1, 2, 3 … without gaps"), &got);
            break;
        }
        if stop.name != name {
            refuse(*line, "name", format!("{name}, as on the route's other rows"), &stop.name);
        }
        if stop.period != period {
            let expected = format!("{}, as on the route's other rows", written(period));
            refuse(*line, "valid_until", expected, &written(stop.period));
        }
    }
    for pair in stops.windows(2) {
        let (before, after) = (&pair[0].value.point, &pair[1]);
        if *before == after.value.point {
            let expected = "another point than the stop before".to_owned();
            refuse(after.line, "point", expected, before.as_str());
        }
    }
    if stops.len() < 2 {
        refuse(first, "stop", "at least two stops".to_owned(), "1 stop");
    }
    let code = stops[0].value.code.clone();
    let stops = stops.into_iter().map(|stop| stop.value.point).collect();
    fits.then_some(Entry::new(first, MailRoute { code, name, stops, period }))
}
