//! `/catalogue`: which procedures there are, what they ask for, and what may go by post. All staff read it;
//! the administrator names its states.

pub mod difference;
pub mod list;
pub mod procedure;
pub mod versions;

use super::shell::Way;
use super::{Shell, page};
use crate::base::{Lang, Words};
use crate::catalogue::{AgencyLevel, Levels};

/// The pages beside each other.
fn tabs(shell: &Shell) -> [Way; 3] {
    let way = |path, vi, en| Way { path, name: Words::new(vi, en).to(shell.lang) };
    [
        way("/catalogue", "Thủ tục", "Procedures"),
        way("/catalogue/versions", "Phiên bản, số liệu", "Versions and counts"),
        way("/catalogue/difference", "So sánh", "Compare"),
    ]
}

/// Whether the page belongs to this way; a procedure's own page belongs to the list.
fn is_here(shell: &Shell, way: &Way) -> bool {
    let others = tabs(shell).into_iter().skip(1);
    match way.path {
        "/catalogue" => !others.into_iter().any(|other| shell.is_at(&other)),
        _ => shell.is_at(way),
    }
}

/// Levels in words.
fn levels(levels: &Levels, lang: Lang) -> String {
    levels.iter().map(|level| level.text(lang)).collect::<Vec<_>>().join(", ")
}

/// Every level to choose from.
fn all_levels(lang: Lang) -> [(&'static str, &'static str); 5] {
    AgencyLevel::ALL.map(|level| (level.as_str(), level.text(lang)))
}
