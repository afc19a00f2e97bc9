//! `/timetable`: what calls at a point on a day, with cut-offs and how much it takes; and how something that
//! is ready at a point gets to another one soonest. All staff read it; it is loaded by an import,
//! and the administrator changes runs of a day.

pub mod board;
pub mod changes;
pub mod journey;

use chrono::NaiveDate;

use super::filter::Filter;
use super::network::Link;
use super::shell::Way;
use super::{Shell, page};
use crate::base::{At, Lang, PointCode, RouteCode, Words};
use crate::dispatch::timetable::Room;
use crate::network::{Network, Words as Looked};

/// How many points are offered to choose from.
const CHOICES: usize = 12;

/// The pages beside each other.
fn tabs(shell: &Shell) -> [Way; 2] {
    let way = |path, vi, en| Way { path, name: Words::new(vi, en).to(shell.lang) };
    [
        way("/timetable", "Chuyến qua điểm", "Runs at a point"),
        way("/timetable/journey", "Tìm đường đi", "Find the way"),
    ]
}

/// Whether the page is this one.
fn is_here(shell: &Shell, way: &Way) -> bool {
    shell.here.split('?').next() == Some(way.path)
}

/// Which point somebody means.
#[derive(Debug)]
enum Meant {
    /// None yet.
    Nobody,
    /// This one.
    Point(PointCode),
    /// One of these.
    Several(Vec<Link>),
}

/// Finds the point that was typed into a field of the page at `path`: by its code, or by words of its name.
fn meant(
    filter: &mut Filter,
    (path, field): (&str, &'static str),
    typed: &str,
    network: &Network,
    day: NaiveDate,
) -> Meant {
    if typed.is_empty() {
        return Meant::Nobody;
    }
    let code: Option<PointCode> = typed.parse().ok();
    if let Some(code) = code.clone().filter(|code| network.point_on(code, day).is_some()) {
        return Meant::Point(code);
    }
    let found = network.find_points(&Looked::new(typed), day);
    match found.as_slice() {
        [] => {
            let on = day.format("%d/%m/%Y");
            if code.is_some_and(|code| network.point(&code).is_some()) {
                filter.wrong(
                    field,
                    format!("Điểm này không hoạt động vào ngày {on}."),
                    format!("This point is not in service on {day}."),
                );
            } else {
                filter.wrong(
                    field,
                    format!("Không có điểm nào như vậy vào ngày {on}: gõ mã hoặc vài chữ của tên."),
                    format!("There is no such point on {day}: type its code or a few letters of its name."),
                );
            }
            Meant::Nobody
        }
        [one] => Meant::Point(one.code.clone()),
        several => {
            let link = |one: &&crate::network::Point| Link {
                path: format!("{path}?{}", filter.query_with(field, one.code.as_str())),
                name: one.name.clone(),
                note: one.code.to_string(),
            };
            Meant::Several(several.iter().take(CHOICES).map(link).collect())
        }
    }
}

/// A point by its name on a day.
fn named(network: &Network, code: &PointCode, at: At) -> String {
    super::words::point(network, code, at)
}

/// The page of a route on a day, by the route's name.
fn route(network: &Network, code: &RouteCode, day: NaiveDate) -> Link {
    Link {
        path: format!("/network/routes/{code}?on={day}"),
        name: network.route_name(code, day),
        note: code.to_string(),
    }
}

/// `09:45`; with its day where that is another one.
pub(super) fn clock(at: At, day: NaiveDate, lang: Lang) -> String {
    let local = at.to_office();
    if at.date() == day {
        local.format("%H:%M").to_string()
    } else {
        local.format(lang.pick("%H:%M %d/%m", "%H:%M %-d %b")).to_string()
    }
}

/// How much a run takes; none where nobody said.
pub(super) fn room(room: Room, lang: Lang) -> Option<String> {
    let of = |most: Option<u32>, what: &str| most.map(|most| format!("{most} {what}"));
    let all = [
        of(room.parcels, lang.pick("bưu gửi", "parcels")),
        of(room.bags, lang.pick("túi", "bags")),
        of(room.kg, "kg"),
    ];
    let all: Vec<String> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| all.join(", "))
}
