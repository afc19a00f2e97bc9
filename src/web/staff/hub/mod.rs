//! The work on bags, runs and lists at a sorting office or any other point of the post: bags are filled, closed,
//! opened and counted; runs are entered, loaded, sent off, received and unloaded; lists are drawn up, and sheets
//! of them recorded. The pages stand beside the counter's, and know from it where one stands.
//!
//! A wedge scanner is enough: the field that reads codes has the focus, and each scan is answered large. Every
//! scan goes through the intake like a phone's, under an id made from the form it was typed into, so that a form
//! posted twice records it once.

pub mod bag;
pub mod bags;
pub mod run;
pub mod runs;

pub mod list;
pub mod lists;
pub mod sheet;

mod scan;

use crate::base::{At, Lang, PointCode};
use crate::custody::Custodian;
use crate::network::Network;
use crate::web::staff::counter::Here;
use crate::web::staff::words;

/// How many things of a bag or a run a page lists; whoever carries more counts by the list.
const MOST: usize = 300;

/// The counter as who holds something.
fn holder(here: &Here) -> Custodian {
    Custodian::Point { code: here.point.clone(), capacity: here.capacity }
}

/// `Bưu cục Thạch Hà (481900)`.
fn named(network: &Network, code: &PointCode, at: At) -> String {
    format!("{} ({code})", words::point(network, code, at))
}

/// How many bags and parcels, in words.
fn amount(bags: usize, parcels: usize, lang: Lang) -> String {
    match lang {
        Lang::Vi => format!("{bags} túi, {parcels} bưu gửi"),
        Lang::En => format!("{bags} bags, {parcels} parcels"),
    }
}
