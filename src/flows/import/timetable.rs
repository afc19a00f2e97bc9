//! Departures of mail routes: a row for each call, in the order in which they are driven.

use std::collections::{BTreeMap, HashMap};

use super::layout::{Done, Layout};
use super::merge::{Merged, cover, written};
use super::points::Points;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::standing::periods;
use super::subject::{Entry, Subject, each_row};
use crate::base::{Period, RouteCode};
use crate::calendar::Audience;
use crate::dispatch::timetable::{Call, Departure, Room, RunTime};
use crate::network::MailRoute;
use crate::store::timetable::departures;
use crate::store::{Conn, StoreError, revisions, routes, units};

const COLUMNS: &[&str] = &[
    "route",
    "departure",
    "valid_from",
    "valid_until",
    "days",
    "calendar",
    "parcels",
    "bags",
    "kg",
    "stop",
    "point",
    "arrives",
    "departs",
    "cut_off",
];

/// The most of anything that a departure is said to take.
const MOST_ROOM: u32 = 100_000;

pub(super) struct Departures;

impl Subject for Departures {
    type Value = Departure;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("timetable", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "departure";
    const REVISION: revisions::Subject = revisions::Subject::Timetable;

    fn name(one: &Departure) -> String {
        format!("{} {}", one.route, one.code)
    }

    fn period(one: &Departure) -> Option<Period> {
        Some(one.period)
    }

    fn in_period(one: Departure, period: Period) -> Departure {
        Departure { period, ..one }
    }

    fn cells(one: &Departure) -> Vec<(&'static str, String)> {
        let each = |cell: &dyn Fn(&Call) -> String| -> String {
            one.calls.iter().map(cell).collect::<Vec<_>>().join(" ")
        };
        let time = |time: Option<RunTime>| time.map_or("–".to_owned(), |time| time.to_string());
        let calls = [
            ("stop", each(&|call| call.stop.to_string())),
            ("point", each(&|call| call.point.to_string())),
            ("arrives", each(&|call| time(call.arrives))),
            ("departs", each(&|call| time(call.departs))),
            ("cut_off", each(&|call| time(call.cut_off))),
        ];
        shared(one).into_iter().chain(calls).collect()
    }

    fn load(conn: &mut Conn) -> Result<Vec<Departure>, StoreError> {
        departures::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let mut by_code: HashMap<RouteCode, Vec<MailRoute>> = HashMap::new();
        for route in routes::load(conn)? {
            by_code.entry(route.code.clone()).or_default().push(route);
        }
        let in_service = periods::<Points>(conn)?;
        let network = units::load_network(conn)?;
        for Entry { line, value: one, .. } in &merged.entries {
            check_route(*line, one, by_code.get(&one.route), found);
            let span = written(one.period);
            for call in &one.calls {
                let open = in_service.get(call.point.as_str()).map_or(&[][..], Vec::as_slice);
                if !cover(open, one.period) {
                    let expected = format_args!("a point in service {span} as stop {}", call.stop);
                    found.add(*line, "point", expected, call.point.as_str());
                }
            }
            // On its first day, as a working week's.
            if let Some(audience) = &one.calendar
                && network.calendar_line(audience, one.period.from).is_none()
            {
                let expected = format_args!("the calendar of a unit or point that is there {span}");
                found.add(*line, "calendar", expected, &audience.to_string());
            }
        }
        check_apart(merged, found);
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Departure]) -> Result<(), StoreError> {
        departures::save(conn, news)
    }
}

/// The route is there all the time, and has these points as these stops.
fn check_route(line: u64, one: &Departure, rows: Option<&Vec<MailRoute>>, found: &mut Problems) {
    let rows = rows.map_or(&[][..], Vec::as_slice);
    let served: Vec<_> = rows.iter().map(|row| row.period).collect();
    if !cover(&served, one.period) {
        let expected = format_args!("a mail route in service {}", written(one.period));
        found.add(line, "route", expected, one.route.as_str());
        return;
    }
    for row in rows.iter().filter(|row| row.period.overlaps(&one.period)) {
        if let Some(call) = one.strays_from(row) {
            let span = written(row.period);
            if let Some(stop) = row.stops.get((call.stop as usize).wrapping_sub(1)) {
                let expected = format_args!("{stop}, stop {} of {} {span}", call.stop, row.code);
                found.add(line, "point", expected, call.point.as_str());
            } else {
                let expected =
                    format_args!("one of the {} stops of {} {span}", row.stops.len(), row.code);
                found.add(line, "stop", expected, &call.stop.to_string());
            }
        }
    }
}

/// No two departures are the same one under two names.
fn check_apart(merged: &Merged<Departures>, found: &mut Problems) {
    let mut by_route: HashMap<&RouteCode, Vec<(Option<u64>, &Departure)>> = HashMap::new();
    for (line, one) in merged.all() {
        by_route.entry(&one.route).or_default().push((line, one));
    }
    for all in by_route.values() {
        for (n, (line, one)) in all.iter().enumerate() {
            // Those of the file come first: of two of them the later is told, else the one of the file.
            let twin =
                all[..n].iter().find(|(_, other)| one.code != other.code && one.repeats(other));
            let Some((other_line, other)) = twin else { continue };
            let (told, of, as_is) = match (line, other_line) {
                (Some(line), _) => (*line, *one, *other),
                (None, Some(line)) => (*line, *other, *one),
                (None, None) => continue,
            };
            let expected = format_args!(
                "times or days of its own: {} {} makes the same calls {}",
                as_is.route,
                as_is.code,
                written(as_is.period)
            );
            found.add(told, "departure", expected, of.code.as_str());
        }
    }
}

/// What all rows of a departure say alike.
fn shared(one: &Departure) -> [(&'static str, String); 5] {
    let room = |most: Option<u32>| most.map(|most| most.to_string()).unwrap_or_default();
    [
        ("days", one.days.to_string()),
        ("calendar", one.calendar.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("parcels", room(one.room.parcels)),
        ("bags", room(one.room.bags)),
        ("kg", room(one.room.kg)),
    ]
}

/// One row: the departure with this one call.
fn read_call(row: &Row, found: &mut Problems) -> Option<Departure> {
    let route = row.code("route", found);
    let code = row.code("departure", found);
    let period = row.period(found);
    let days = row.code("days", found);
    let calendar = row.maybe_code("calendar", found);
    let [parcels, bags, kg] = ["parcels", "bags", "kg"].map(|column| room(row, column, found));
    let stop = row.count("stop", 1000, found);
    let point = row.code("point", found);
    let [arrives, departs, cut_off] =
        ["arrives", "departs", "cut_off"].map(|column| row.maybe_code(column, found));
    let calendar = calendar?;
    if calendar == Some(Audience::Everyone) {
        let expected = "authority, post, unit:CODE or point:CODE, whose days it keeps, or nothing";
        row.refuse("calendar", expected, found);
        return None;
    }
    let call = Call {
        stop: stop?,
        point: point?,
        arrives: arrives?,
        departs: departs?,
        cut_off: cut_off?,
    };
    Some(Departure {
        route: route?,
        code: code?,
        period: period?,
        days: days?,
        calendar,
        room: Room { parcels: parcels?, bags: bags?, kg: kg? },
        calls: vec![call],
    })
}

/// How many at the most; nothing means no limit, and none at all would be no departure.
fn room(row: &Row, column: &'static str, found: &mut Problems) -> Option<Option<u32>> {
    let text = row.cell(column);
    if text.is_empty() {
        return Some(None);
    }
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    let most = text.parse().ok().filter(|most| plain && (1..=MOST_ROOM).contains(most));
    if most.is_none() {
        row.refuse(column, format_args!("a whole number from 1 to {MOST_ROOM}, or nothing"), found);
    }
    most.map(Some)
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<Departure>> {
    let mut all: BTreeMap<_, Vec<Entry<Departure>>> = BTreeMap::new();
    for row in each_row(sheet, found, done, read_call) {
        let one = &row.value;
        let key = (one.route.clone(), one.code.clone(), one.period.from);
        all.entry(key).or_default().push(row);
    }
    all.into_values().filter_map(|rows| assemble(rows, found)).collect()
}

/// The rows of one departure and first day become the departure; in their order it is driven.
fn assemble(rows: Vec<Entry<Departure>>, found: &mut Problems) -> Option<Entry<Departure>> {
    let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
    let mut rows = rows.into_iter();
    let Entry { line, value: mut whole, .. } = rows.next()?;
    let mut alike = true;
    for Entry { line, value: one, .. } in rows {
        let until = |one: &Departure| ("valid_until", written(one.period));
        let wanted = shared(&whole).into_iter().chain([until(&whole)]);
        let said = shared(&one).into_iter().chain([until(&one)]);
        for ((column, wanted), (_, got)) in wanted.zip(said).filter(|(wanted, said)| wanted != said)
        {
            let wanted = if wanted.is_empty() { "nothing" } else { &wanted };
            found.add(
                line,
                column,
                format_args!("{wanted}, as on the departure's other rows"),
                &got,
            );
            alike = false;
        }
        whole.calls.extend(one.calls);
    }
    let flaws = whole.flaws();
    for flaw in &flaws {
        found.add(lines[flaw.call], flaw.column, &flaw.expected, &flaw.got);
    }
    (alike && flaws.is_empty()).then_some(Entry::new(line, whole))
}
