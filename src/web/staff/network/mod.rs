//! `/network`: where things are and were. Points, units at a date, mail routes, working time, what changed,
//! and the addresses about which a person has to decide. All staff read it; what may be decided is asked of
//! the same rights as in the API.

pub mod home;

pub mod point;
pub mod points;

pub mod unit;
pub mod units;

pub mod route;
pub mod routes;

pub mod calendar;
pub mod deadline;

pub mod addresses;
mod change_lines;
pub mod changes;

use serde::Deserialize;
use utoipa::IntoParams;

use super::shell::Way;
use super::{Shell, page};
use crate::base::{Lang, Words};
use crate::network::Locality;

/// The pages beside each other.
fn tabs(shell: &Shell) -> Vec<Way> {
    let way = |path, vi, en| Way { path, name: Words::new(vi, en).to(shell.lang) };
    let mut ways = vec![
        way("/network", "Tổng quan", "Overview"),
        way("/network/points", "Điểm", "Points"),
        way("/network/units", "Đơn vị hành chính", "Units"),
        way("/network/routes", "Đường thư", "Mail routes"),
        way("/network/calendar", "Lịch làm việc", "Working time"),
        way("/network/deadline", "Tính hạn", "Deadlines"),
        way("/network/changes", "Thay đổi", "Changes"),
    ];
    if shell.decides {
        ways.push(way("/network/addresses", "Địa chỉ chờ", "Addresses"));
    }
    ways
}

/// Whether the page belongs to this way; the overview is no page's but its own.
fn is_here(shell: &Shell, way: &Way) -> bool {
    let path = shell.here.split('?').next().unwrap_or_default();
    if way.path == "/network" { path == way.path } else { shell.is_at(way) }
}

/// As of which day.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DayQuery {
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
}

/// A link and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) note: String,
}

/// So many of something, in the plural of English.
pub(super) fn counted(count: usize, vi: &str, en: &str, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Vi, _) => format!("{count} {vi}"),
        (Lang::En, 1) => format!("1 {en}"),
        (Lang::En, _) => format!("{count} {en}s"),
    }
}

/// A locality in words.
fn locality(locality: &Locality, lang: Lang) -> String {
    if locality.is_whole() {
        lang.pick(
            "cả đơn vị (địa chỉ không ghi thôn, đường)",
            "the whole unit (no hamlet or street named)",
        )
        .to_owned()
    } else {
        locality.to_string()
    }
}
