//! The way something went, as a map and as a list: at which points it was, from when to when, and where it
//! is now. The list says all that the map shows, and names the points that nobody knows the place of.

use crate::app::Known;
use crate::base::{At, Lang, PointCode};
use crate::custody::Timeline;
use crate::network::way::{Caption, Stop, way_svg};
use crate::web::staff::words;

/// A way in words and as an image.
#[derive(Debug, Clone)]
pub struct WayView {
    /// The map; none when it is not known of any point where it stands.
    pub map: Option<String>,
    /// The points, in their order.
    pub stops: Vec<StopLine>,
    /// Who holds it now, when that is no point: somebody on the road, or the citizen.
    pub away: Option<String>,
}

/// A point on the way in words.
#[derive(Debug, Clone)]
pub struct StopLine {
    /// Its place in the order, as on the map.
    pub number: usize,
    /// What it is called.
    pub name: String,
    /// The first scan there.
    pub first: String,
    /// The last scan there, when it is another moment.
    pub last: Option<String>,
    /// Who holds it now is here.
    pub is_here: bool,
    /// Nobody knows where it stands, so it is not on the map.
    pub is_nowhere: bool,
}

struct Passed<'a> {
    code: &'a PointCode,
    first: Option<At>,
    last: Option<At>,
    is_here: bool,
}

/// The points of a life: scans at one point that follow each other are one stop.
fn passed(life: &Timeline) -> Vec<Passed<'_>> {
    let mut stops: Vec<Passed<'_>> = Vec::new();
    for entry in &life.entries {
        let at = Some(entry.effective_at);
        match stops.last_mut() {
            Some(stop) if *stop.code == entry.at => stop.last = at,
            Some(_) | None => {
                stops.push(Passed { code: &entry.at, first: at, last: at, is_here: false });
            }
        }
    }
    if let Some(here) = life.custodian.point() {
        match stops.iter_mut().rfind(|stop| stop.code == here) {
            Some(stop) => stop.is_here = true,
            // Held by a point that scanned nothing: before the first scan, or after a transfer.
            None => stops.push(Passed { code: here, first: None, last: None, is_here: true }),
        }
    }
    stops
}

impl WayView {
    /// The way of an item's life.
    pub fn of(life: &Timeline, title: &str, known: &Known, now: At, lang: Lang) -> Self {
        let network = &known.network;
        let passed = passed(life);
        let place = |stop: &Passed<'_>| {
            let day = stop.first.unwrap_or(now).date();
            let point = network.point_on(stop.code, day).or_else(|| network.point(stop.code));
            Stop {
                name: point.map_or_else(|| stop.code.to_string(), |point| point.name.clone()),
                position: point.and_then(|point| point.position),
                is_here: stop.is_here,
            }
        };
        let drawn: Vec<Stop> = passed.iter().map(place).collect();
        let time = |at: Option<At>| at.map_or_else(String::new, |at| words::time(at, lang));
        let stops = passed.iter().zip(&drawn).enumerate().map(|(n, (stop, drawn))| StopLine {
            number: n + 1,
            name: drawn.name.clone(),
            first: time(stop.first),
            last: stop
                .last
                .filter(|last| Some(*last) != stop.first)
                .map(|at| words::time(at, lang)),
            is_here: stop.is_here,
            is_nowhere: drawn.position.is_none(),
        });
        let stops: Vec<StopLine> = stops.collect();
        let away = life.custodian.point().is_none();
        let away = away.then(|| words::holder(&life.custodian, network, (now, lang)));
        let names: Vec<String> =
            stops.iter().map(|stop| format!("{}. {}", stop.number, stop.name)).collect();
        let now_with = words::holder(&life.custodian, network, (now, lang));
        let text =
            format!("{}. {} {now_with}.", names.join("; "), lang.pick("Hiện do", "Now held by"));
        let day = passed.iter().rev().find_map(|stop| stop.last).unwrap_or(now).date();
        let map = way_svg(&known.boundaries, &drawn, day, Caption { title, text: &text });
        Self { map, stops, away }
    }
}
