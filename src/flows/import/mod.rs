//! Taking in a file of places, days or procedures: all of it, or nothing and the name of every bad row.
//!
//! Rows are keyed (mostly by code and first day). A row whose key is known replaces what is kept, a new
//! one is added, what the file does not name stays. So importing a file again changes nothing. The rules
//! that rows must keep among each other are checked over what is kept and what comes together, in one
//! transaction that no other import of the same subject can enter. The formats stand in
//! `fixtures/README.md`.

mod accounts;
mod holidays;
mod listings;
mod merge;
mod papers;
mod points;
mod procedures;
mod reductions;
mod routes;
mod sheet;
mod successions;
mod tariffs;
mod units;
mod zones;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use self::merge::{Merged, Subject};
use self::sheet::{Problems, Sheet};
use crate::base::place::BadCode;
use crate::base::rows::RowProblem;
use crate::store::{Conn, StoreError, revisions, write};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Administrative units.
    Units,
    /// What became of units that ended.
    Successions,
    /// Zones of tariffs and transit targets.
    Zones,
    /// Points of the post and of the authorities.
    Points,
    /// Mail routes.
    Routes,
    /// Holidays and exchanged days.
    Holidays,
    /// Administrative procedures.
    Procedures,
    /// The papers that procedures ask for.
    Papers,
    /// The lists of what may go by post.
    Listings,
    /// What carriage costs.
    Tariffs,
    /// Who pays less for it.
    Reductions,
    /// Where to pay it.
    Accounts,
}

impl Kind {
    /// Every kind, in the order in which an empty installation takes them: each names only what stands
    /// before it.
    pub const ALL: [Self; 12] = [
        Self::Units,
        Self::Successions,
        Self::Zones,
        Self::Points,
        Self::Routes,
        Self::Holidays,
        Self::Procedures,
        Self::Papers,
        Self::Listings,
        Self::Tariffs,
        Self::Reductions,
        Self::Accounts,
    ];

    /// The word on the command line, and the name of the file among the fixtures.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Successions => "successions",
            Self::Zones => "zones",
            Self::Points => "points",
            Self::Routes => "routes",
            Self::Holidays => "holidays",
            Self::Procedures => "procedures",
            Self::Papers => "papers",
            Self::Listings => "listings",
            Self::Tariffs => "tariffs",
            Self::Reductions => "reductions",
            Self::Accounts => "accounts",
        }
    }

    /// The columns of such a file.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Units => units::Units::COLUMNS,
            Self::Successions => successions::Successions::COLUMNS,
            Self::Zones => zones::Zones::COLUMNS,
            Self::Points => points::Points::COLUMNS,
            Self::Routes => routes::Routes::COLUMNS,
            Self::Holidays => holidays::Holidays::COLUMNS,
            Self::Procedures => procedures::Procedures::COLUMNS,
            Self::Papers => papers::Papers::COLUMNS,
            Self::Listings => listings::Listings::COLUMNS,
            Self::Tariffs => tariffs::Tariffs::COLUMNS,
            Self::Reductions => reductions::Reductions::COLUMNS,
            Self::Accounts => accounts::Accounts::COLUMNS,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            BadCode::new(
                "units, successions, zones, points, routes, holidays, procedures, papers, listings, \
                 tariffs, reductions or accounts",
                text,
            )
        })
    }
}

/// How far an import is, for the line on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many rows were read of so many.
    Read {
        /// Rows read so far.
        done: usize,
        /// Rows in the file.
        of: usize,
    },
    /// All rows were read; what they say is compared with what is kept.
    Compared,
    /// So many entries were written.
    Written {
        /// Entries added or changed.
        entries: usize,
    },
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// What the file held.
    pub kind: Kind,
    /// The rows read.
    pub read: usize,
    /// The entries that were new. A route or a list of papers is one entry of several rows.
    pub added: usize,
    /// The entries that replaced one that differed.
    pub changed: usize,
    /// The entries that were kept just so already.
    pub unchanged: usize,
}

/// How many problems are told one by one; the rest are counted.
pub const PROBLEMS_TOLD: usize = 1000;

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefusal {
    /// The file has bad rows.
    #[error("{total} problems in the file of {kind}, nothing was imported; the first: {}", first(.problems))]
    Rows {
        /// What the file was to hold.
        kind: Kind,
        /// How many problems there are.
        total: usize,
        /// The first of them, by line; at most [`PROBLEMS_TOLD`].
        problems: Vec<RowProblem>,
    },
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn first(problems: &[RowProblem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}

/// Takes in a file: all of it or nothing.
pub fn import(
    conn: &mut Conn,
    kind: Kind,
    bytes: &[u8],
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportRefusal> {
    match kind {
        Kind::Units => import_as::<units::Units>(conn, kind, bytes, progress),
        Kind::Successions => import_as::<successions::Successions>(conn, kind, bytes, progress),
        Kind::Zones => import_as::<zones::Zones>(conn, kind, bytes, progress),
        Kind::Points => import_as::<points::Points>(conn, kind, bytes, progress),
        Kind::Routes => import_as::<routes::Routes>(conn, kind, bytes, progress),
        Kind::Holidays => import_as::<holidays::Holidays>(conn, kind, bytes, progress),
        Kind::Procedures => import_as::<procedures::Procedures>(conn, kind, bytes, progress),
        Kind::Papers => import_as::<papers::Papers>(conn, kind, bytes, progress),
        Kind::Listings => import_as::<listings::Listings>(conn, kind, bytes, progress),
        Kind::Tariffs => import_as::<tariffs::Tariffs>(conn, kind, bytes, progress),
        Kind::Reductions => import_as::<reductions::Reductions>(conn, kind, bytes, progress),
        Kind::Accounts => import_as::<accounts::Accounts>(conn, kind, bytes, progress),
    }
}

fn import_as<S: Subject>(
    conn: &mut Conn,
    kind: Kind,
    bytes: &[u8],
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, ImportRefusal> {
    let mut found = Problems::default();
    let sheet = Sheet::open(bytes, S::COLUMNS, &mut found);
    let read = sheet.rows().len();
    let entries = S::gather(&sheet, &mut found, &mut |done| {
        progress(Progress::Read { done, of: read });
    });
    // Rows that could not be read would make half of what refers to them look wrong: tell these first.
    found.refuse(kind)?;
    progress(Progress::Compared);
    write(conn, |conn| {
        revisions::lock(conn, S::REVISION)?;
        let merged = Merged::<S>::new(entries, S::load(conn)?, &mut found);
        S::check(conn, &merged, &mut found)?;
        found.refuse(kind)?;
        let (added, changed) = (merged.added.len(), merged.changed.len());
        let unchanged = merged.entries.len() - added - changed;
        let news = merged.news();
        if !news.is_empty() {
            S::save(conn, &news)?;
            revisions::bump(conn, S::REVISION)?;
        }
        progress(Progress::Written { entries: news.len() });
        Ok(ImportReport { kind, read, added, changed, unchanged })
    })
}
