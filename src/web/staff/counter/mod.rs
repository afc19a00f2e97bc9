//! The counter: a postal clerk's or a desk officer's working pages. A dossier is taken in or turned away, a
//! blank label is bound, parcels are handed over and taken over by signed lists. Whoever works at several
//! points says once at which counter they stand; a form keeps the point for which it was opened.

pub mod menu;

pub mod done;
pub mod receive;

pub mod directions;
pub mod refuse;
pub mod refused;

pub mod list;
pub mod lists;

mod about;
mod desk;
mod dossier;
mod find;
mod here;
mod hours;
mod typed;

use chrono::NaiveDate;

use crate::app::Known;
use crate::base::{Capacity, PointCode};
use crate::network::Point;

pub use here::{AtCounter, Here};
pub use typed::Typed;

/// The most points a list offers: those of a province; any other is typed by its code.
const CHOICES: usize = 300;

/// The points in service in the province of a counter, by code and name.
pub(super) fn points_nearby(known: &Known, here: &Here, day: NaiveDate) -> Vec<(String, String)> {
    nearby(known, here, day).into_iter().take(CHOICES).map(named).collect()
}

/// The desks among them, the likeliest first, by code and name.
fn desks_nearby<'a>(
    known: &'a Known,
    here: &Here,
    mut likely: Vec<&'a Point>,
    day: NaiveDate,
) -> Vec<(String, String)> {
    let desks =
        nearby(known, here, day).into_iter().filter(|point| point.roles.has(Capacity::Desk));
    for desk in desks {
        if !likely.contains(&desk) {
            likely.push(desk);
        }
    }
    likely.into_iter().take(CHOICES).map(named).collect()
}

fn nearby<'a>(known: &'a Known, here: &Here, day: NaiveDate) -> Vec<&'a Point> {
    let network = &known.network;
    let province = network.province_of(&here.unit, day);
    let mut points = network.points_on(day);
    points.retain(|point| network.province_of(&point.unit, day) == province);
    points
}

/// What a point is called on a day, or was called last.
fn point_name(known: &Known, code: &PointCode, day: NaiveDate) -> String {
    let point = known.network.point_on(code, day).or_else(|| known.network.point(code));
    point.map_or_else(|| code.to_string(), |point| point.name.clone())
}

fn named(point: &Point) -> (String, String) {
    (point.code.to_string(), point.name.clone())
}
