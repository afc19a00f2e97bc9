//! A small network and timetables for the tests of this module.

use chrono::NaiveDate;

use super::departure::{Call, Departure, Room};
use crate::base::Period;
use crate::calendar::{Audience, Basis, CalendarDay, Calendars, OpeningHours, SpecialKind, Week};
use crate::network::{MailRoute, Network, Point, PointKind, Roles};

pub(in crate::dispatch) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(in crate::dispatch) fn since(from: &str, until: Option<&str>) -> Period {
    Period::new(day(from), until.map(day)).unwrap()
}

pub(in crate::dispatch) fn point(code: &str, period: Period) -> Point {
    Point {
        code: code.parse().unwrap(),
        kind: PointKind::PostOffice,
        name: code.to_owned(),
        unit: "42".parse().unwrap(),
        position: None,
        hours: OpeningHours::default(),
        roles: Roles::Post,
        agency: None,
        successor: None,
        period,
    }
}

pub(in crate::dispatch) fn route(code: &str, stops: &[&str], period: Period) -> MailRoute {
    MailRoute {
        code: code.parse().unwrap(),
        name: code.to_owned(),
        stops: stops.iter().map(|stop| stop.parse().unwrap()).collect(),
        period,
    }
}

/// A departure since 2025: its calls as stop, point, arrival, departure, cut-off.
pub(in crate::dispatch) fn departure(
    route: &str,
    code: &str,
    days: &str,
    calls: &[(u32, &str, &str, &str, &str)],
) -> Departure {
    let time = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
    Departure {
        route: route.parse().unwrap(),
        code: code.parse().unwrap(),
        period: since("2025-01-01", None),
        days: days.parse().unwrap(),
        calendar: None,
        room: Room::default(),
        calls: calls
            .iter()
            .map(|(stop, point, arrives, departs, cut_off)| Call {
                stop: *stop,
                point: point.parse().unwrap(),
                arrives: time(arrives),
                departs: time(departs),
                cut_off: time(cut_off),
            })
            .collect(),
    }
}

/// Points A to H, in service since 2025.
pub(in crate::dispatch) fn points() -> Vec<Point> {
    ["A", "B", "C", "D", "E", "F", "G", "H"]
        .map(|code| point(code, since("2025-01-01", None)))
        .into()
}

pub(in crate::dispatch) fn network(points: Vec<Point>, routes: Vec<MailRoute>) -> Network {
    Network::new(vec![], vec![], points, routes)
}

/// The days of 2025 and 2026 as far as the tests need them: Tết, and a Saturday worked for a Friday.
pub(in crate::dispatch) fn calendars() -> Calendars {
    use SpecialKind::{Holiday, SwapRest, SwapWorking};
    let days = [
        ("2025-01-01", "everyone", Holiday),
        ("2025-04-26", "authority", SwapWorking),
        ("2025-05-01", "everyone", Holiday),
        ("2025-05-02", "authority", SwapRest),
        ("2026-01-01", "everyone", Holiday),
        ("2026-02-16", "everyone", Holiday),
        ("2026-02-17", "everyone", Holiday),
        ("2026-02-18", "everyone", Holiday),
        ("2026-02-19", "everyone", Holiday),
        ("2026-02-20", "everyone", Holiday),
    ];
    let days = days.map(|(date, audience, kind)| CalendarDay {
        date: day(date),
        audience: audience.parse().unwrap(),
        kind,
        name_vi: String::new(),
        name_en: String::new(),
        decision: String::new(),
        basis: Basis::Rule,
    });
    let week = |audience: Audience, hours: &str| Week {
        audience,
        period: since("2025-01-01", None),
        hours: Some(hours.parse().unwrap()),
        half_day_until: "11:30".parse().ok(),
        cut_off: None,
        decision: String::new(),
    };
    let weeks = vec![
        week(Audience::Authority, "Mo-Fr 07:30-11:30,13:30-17:00"),
        week(Audience::Post, "Mo-Fr 07:00-11:30,13:30-17:00; Sa 07:00-11:30"),
    ];
    Calendars::new(days.into(), weeks)
}
