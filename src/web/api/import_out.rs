//! What an import answers, and how imports and gaps are listed.

use serde::Serialize;
use utoipa::ToSchema;

use crate::flows::import::{Change, Difference, ImportReport};
use crate::store::gaps::{Gap, GapCount};
use crate::store::imports::Import;

/// What an import did; after a dry run, what it would have done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportReport)]
pub struct ReportOut {
    #[schema(example = "units")]
    kind: String,
    /// Whose columns the file had.
    #[schema(example = "opendata")]
    source: String,
    /// In which of the source's formats it was written.
    #[schema(example = "units_2025")]
    format: String,
    /// Whether it was only tried.
    dry_run: bool,
    /// Rows read.
    read: usize,
    /// Entries that were new.
    added: usize,
    /// Entries that replaced one that differed.
    changed: usize,
    /// Entries kept before that end earlier now, because one of a later day came.
    ended: usize,
    /// Entries that were known just so.
    unchanged: usize,
    gaps_opened: usize,
    gaps_closed: usize,
    /// How many gaps were opened in each column.
    gaps_by_column: Vec<GapCountOut>,
    /// The gaps opened, at most a thousand.
    gaps: Vec<GapOut>,
    /// After a dry run, what would be otherwise, at most a thousand entries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangeOut>,
}

/// How many gaps a column has.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapCountOut {
    kind: String,
    column: String,
    open: i64,
}

/// An entry that would be otherwise.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeOut {
    /// `added`, `changed` or `ended`.
    fate: String,
    /// The line of the file that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    /// What names the entry, with its first day.
    #[schema(example = "18562 from 2025-07-01")]
    entry: String,
    differs: Vec<DifferenceOut>,
}

/// A column that would differ; empty where there is nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceOut {
    column: String,
    before: String,
    after: String,
}

/// Something that an import left open.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapOut {
    kind: String,
    /// What names the entry, with its first day.
    #[schema(example = "943900 from 2025-07-01")]
    entry: String,
    #[schema(example = "lat")]
    column: String,
    /// What stood there; empty when nothing did.
    found: String,
    since: String,
}

/// A page of gaps.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapsOut {
    pub(super) items: Vec<GapOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

/// An import that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportOut {
    number: i64,
    kind: String,
    source: String,
    format: String,
    /// The fingerprint of the file.
    sha256: String,
    read: i64,
    added: i64,
    changed: i64,
    ended: i64,
    unchanged: i64,
    gaps_opened: i64,
    gaps_closed: i64,
    /// The token of who did it.
    token_id: String,
    /// What that token was called.
    actor: String,
    at: String,
}

/// A page of imports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportsOut {
    pub(super) items: Vec<ImportOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
}

impl From<ImportReport> for ReportOut {
    fn from(report: ImportReport) -> Self {
        Self {
            kind: report.kind.to_string(),
            source: report.source.to_string(),
            format: report.format.to_owned(),
            dry_run: report.dry_run,
            read: report.read,
            added: report.added,
            changed: report.changed,
            ended: report.ended,
            unchanged: report.unchanged,
            gaps_opened: report.gaps_opened,
            gaps_closed: report.gaps_closed,
            gaps_by_column: report.gaps_by_column.into_iter().map(GapCountOut::from).collect(),
            gaps: report.gaps.into_iter().map(GapOut::from).collect(),
            changes: report.changes.into_iter().map(ChangeOut::from).collect(),
        }
    }
}

impl From<GapCount> for GapCountOut {
    fn from(GapCount { kind, column, open }: GapCount) -> Self {
        Self { kind, column, open }
    }
}

impl From<Change> for ChangeOut {
    fn from(Change { fate, line, entry, differs }: Change) -> Self {
        let differs = differs.into_iter().map(|Difference { column, before, after }| {
            DifferenceOut { column: column.to_owned(), before, after }
        });
        Self { fate: fate.as_str().to_owned(), line, entry, differs: differs.collect() }
    }
}

impl From<Gap> for GapOut {
    fn from(Gap { kind, entry, column, found, since }: Gap) -> Self {
        Self { kind, entry, column, found, since: since.to_string() }
    }
}

impl From<(i64, Import)> for ImportOut {
    fn from((number, import): (i64, Import)) -> Self {
        Self {
            number,
            kind: import.kind,
            source: import.source,
            format: import.format,
            sha256: import.sha256,
            read: import.read,
            added: import.added,
            changed: import.changed,
            ended: import.ended,
            unchanged: import.unchanged,
            gaps_opened: import.gaps_opened,
            gaps_closed: import.gaps_closed,
            token_id: import.token.to_string(),
            actor: import.actor,
            at: import.at.to_string(),
        }
    }
}
