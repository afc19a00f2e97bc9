//! What came of a rehearsal, as a page in one file: nothing is asked of anybody, it can be sent by mail and printed.
//!
//! Both languages are in it; the Vietnamese one is shown until the address says the other. Under each plot stand
//! the figures it was drawn from. Not here: counting (`dispatch::rehearsal`).

mod plots;
mod view;

use askama::Template;

use crate::base::Lang;
use crate::dispatch::rehearsal::{Luck, Rehearsal};

use view::View;

/// Where what was carried comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The log of this database.
    Recorded,
    /// It was invented.
    Invented {
        /// Dossiers on a full working day.
        per_day: u32,
    },
}

/// A page that could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// A plot could not.
    #[error("a plot could not be drawn: {0}")]
    Plot(String),
    /// The text could not.
    #[error(transparent)]
    Text(#[from] askama::Error),
}

#[derive(Template)]
#[template(path = "rehearsal/page.html")]
struct Page {
    title: String,
    /// English first: the style hides what comes after it only where the address names it.
    views: [View; 2],
}

/// The page.
pub fn page(rehearsal: &Rehearsal, source: Source, luck: Luck) -> Result<String, PageError> {
    let [en, vi] = [Lang::En, Lang::Vi].map(|lang| View::of(rehearsal, (source, luck), lang));
    let vi = vi?;
    let title = format!("{} · Hosopost", vi.title);
    Ok(Page { title, views: [en?, vi] }.render()?)
}
