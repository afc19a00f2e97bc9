//! What an import did, or would do, and why one did nothing.

use serde::Serialize;

use super::kind::Kind;
use super::layout::Source;
use crate::base::Lang;
use crate::base::rows::RowProblem;
use crate::store::StoreError;
use crate::store::gaps::{Gap, GapCount};

/// How many problems, changes and gaps are told one by one; the rest are counted.
pub const TOLD: usize = 1000;

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
        /// Entries added, changed or ended.
        entries: usize,
    },
}

/// What an import did; after a dry run, what it would have done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// What the file held.
    pub kind: Kind,
    /// Whose columns it had.
    pub source: Source,
    /// In which of the source's formats it was written.
    pub format: &'static str,
    /// Whether it was only tried, and nothing is kept of it.
    pub dry_run: bool,
    /// The rows read. A row may be an entry, one of several that make one, or the same thing in several
    /// periods.
    pub read: usize,
    /// The entries that were new. A route or a list of papers is one entry of several rows.
    pub added: usize,
    /// The entries that replaced one that differed.
    pub changed: usize,
    /// The entries kept before that end earlier now, because one of a later day came.
    pub ended: usize,
    /// The entries that were known just so already.
    pub unchanged: usize,
    /// How many gaps were opened: what the file leaves open, and what stands on nothing any more.
    pub gaps_opened: usize,
    /// How many gaps were closed.
    pub gaps_closed: usize,
    /// How many were opened in each column.
    pub gaps_by_column: Vec<GapCount>,
    /// The gaps opened, at most [`TOLD`].
    pub gaps: Vec<Gap>,
    /// After a dry run, what would be otherwise, at most [`TOLD`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// What would become of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It is new.
    Added,
    /// It replaces one that differs.
    Changed,
    /// It was kept before, and ends earlier now.
    Ended,
}

impl Fate {
    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Ended => "ended",
        }
    }
}

/// One entry that would be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What would become of it.
    pub fate: Fate,
    /// The line of the file that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// What names the entry, with its first day.
    pub entry: String,
    /// The columns that would differ.
    pub differs: Vec<Difference>,
}

/// One column of an entry, as it is and as it would be. Empty where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The column of our own format.
    pub column: &'static str,
    /// What is kept.
    pub before: String,
    /// What would be.
    pub after: String,
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefusal {
    /// The file has bad rows.
    #[error("{total} problems in the file of {kind}, nothing was imported; the first: {}", first(.problems))]
    Rows {
        /// What the file was to hold.
        kind: &'static str,
        /// How many problems there are.
        total: usize,
        /// The first of them, by line; at most [`TOLD`].
        problems: Vec<RowProblem>,
    },
    /// What was said about the file does not fit it.
    #[error("{option}: expected {}, got {got:?}", expected[1])]
    Option {
        /// `from`, `valid_from` or `valid_until`.
        option: &'static str,
        /// The rule, in Vietnamese and in English words.
        expected: [String; 2],
        /// What was given.
        got: String,
    },
    /// The database did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportRefusal {
    /// The stable name of the refusal.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rows { .. } => "bad_rows",
            Self::Option { .. } => "bad_option",
            Self::Store(_) => "try_again",
        }
    }

    /// What to tell the person; each bad row is told beside it.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Rows { kind, total, .. } => lang.pick(
                format!("Tệp {kind} có {total} lỗi, chưa nạp gì: hãy sửa rồi nạp lại."),
                format!("The file of {kind} has {total} problems and nothing was imported: mend them and import it again."),
            ),
            Self::Option { option, expected: [vi, en], got } => lang.pick(
                format!("{option}: cần {vi}, nhận được {got:?}."),
                format!("{option}: expected {en}, got {got:?}."),
            ),
            Self::Store(_) => lang
                .pick(
                    "Hệ thống đang bận, chưa ghi nhận gì: hãy thử lại sau.",
                    "The system is busy and nothing was recorded: try again later.",
                )
                .to_owned(),
        }
    }
}

fn first(problems: &[RowProblem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}
