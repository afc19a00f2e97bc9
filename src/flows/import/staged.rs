//! A file that was read, waiting to be compared with what is kept. Reading needs no database, and so holds
//! nobody up; what is left to do in the transaction is short.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::kind::{Kind, for_kind};
use super::layout::{Days, Layout, Source, choose};
use super::merge::{Ended, Merged};
use super::report::{Change, Difference, Fate, ImportRefusal, ImportReport, Progress, TOLD};
use super::sheet::{Problems, Table};
use super::subject::{Entry, Subject, key};
use super::{gaps, standing};
use crate::base::Context;
use crate::store::imports::{self, Import};
use crate::store::{Conn, revisions};

/// A file, and what is said about it.
#[derive(Debug, Clone, Copy)]
pub struct ImportFile<'a> {
    /// What it holds.
    pub kind: Kind,
    /// Whose columns it has.
    pub source: Source,
    /// What stands in it.
    pub bytes: &'a [u8],
    /// When what it says holds, where its rows do not say so.
    pub days: Days,
}

impl<'a> ImportFile<'a> {
    /// A file in our own format.
    pub fn own(kind: Kind, bytes: &'a [u8]) -> Self {
        Self { kind, source: Source::Own, bytes, days: Days::default() }
    }
}

/// A file that was read.
pub struct Staged(Box<dyn Ready + Send>);

/// A subject's entries, whatever the subject.
trait Ready {
    fn kind(&self) -> Kind;
    fn take(
        self: Box<Self>,
        conn: &mut Conn,
        cx: &Context,
        dry_run: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport, ImportRefusal>;
}

struct Gathered<S: Subject> {
    kind: Kind,
    layout: &'static Layout<S>,
    read: usize,
    sha256: String,
    entries: Vec<Entry<S::Value>>,
}

impl Staged {
    /// Reads a file. Rows that cannot be read would make half of what refers to them look wrong: they are
    /// told before anything is compared.
    pub fn read(
        file: &ImportFile<'_>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, ImportRefusal> {
        for_kind!(file.kind, S => {
            let gathered: Gathered<S> = Gathered::read(file, progress)?;
            Ok(Self(Box::new(gathered)))
        })
    }

    /// What it holds.
    pub fn kind(&self) -> Kind {
        self.0.kind()
    }

    /// Takes it in, inside the transaction of the caller.
    pub(super) fn take(
        self,
        conn: &mut Conn,
        cx: &Context,
        dry_run: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport, ImportRefusal> {
        self.0.take(conn, cx, dry_run, progress)
    }
}

impl<S: Subject> Gathered<S> {
    fn read(
        file: &ImportFile<'_>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, ImportRefusal> {
        let mut found = Problems::default();
        let table = Table::cut(file.bytes, &mut found);
        let (layout, hint) = choose::<S>(file.kind, file.source, &table.header)?;
        let sheet = table.into_sheet(layout.columns, &hint, &mut found);
        let of = sheet.rows().len();
        let entries = layout.read(&sheet, file.days, &mut found, &mut |done| {
            progress(Progress::Read { done, of });
        })?;
        found.refuse(file.kind)?;
        progress(Progress::Compared);
        let sha256 = hex(&Sha256::digest(file.bytes));
        Ok(Self { kind: file.kind, layout, read: of, sha256, entries })
    }
}

impl<S: Subject> Ready for Gathered<S> {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn take(
        mut self: Box<Self>,
        conn: &mut Conn,
        cx: &Context,
        dry_run: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport, ImportRefusal> {
        let kind = self.kind;
        let mut found = Problems::default();
        revisions::lock(conn, S::REVISION)?;
        S::settle(conn, &mut self.entries, &mut found)?;
        found.refuse(kind)?;
        let of_others = self.layout.source != Source::Own;
        let merged = Merged::<S>::new(self.entries, S::load(conn)?, of_others, &mut found);
        merged.check_apart(&mut found);
        S::check(conn, &merged, &mut found)?;
        found.rename(|column| self.layout.column(column));
        found.refuse(kind)?;
        let news = merged.news();
        if !news.is_empty() {
            S::save(conn, &news)?;
            revisions::bump(conn, S::REVISION)?;
        }
        let mut turned = gaps::turn::<S>(conn, cx.now, kind, &merged)?;
        if !news.is_empty() {
            turned.also(standing::turn(conn, cx.now, kind)?);
        }
        progress(Progress::Written { entries: news.len() });
        let report = ImportReport {
            kind,
            source: self.layout.source,
            format: self.layout.name,
            dry_run,
            read: self.read,
            added: merged.added.len(),
            changed: merged.changed.len(),
            ended: merged.ended.len(),
            unchanged: merged.unchanged,
            gaps_opened: turned.opened.len(),
            gaps_closed: turned.closed,
            gaps_by_column: turned.by_column(),
            gaps: turned.opened.into_iter().take(TOLD).collect(),
            changes: if dry_run { changes(&merged) } else { Vec::new() },
        };
        imports::insert(conn, &logged(&report, cx, self.sha256))?;
        Ok(report)
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What the log of imports keeps of it.
pub(super) fn logged(report: &ImportReport, cx: &Context, sha256: String) -> Import {
    let count = |number: usize| number as i64;
    Import {
        kind: report.kind.to_string(),
        source: report.source.to_string(),
        format: report.format.to_owned(),
        sha256,
        read: count(report.read),
        added: count(report.added),
        changed: count(report.changed),
        ended: count(report.ended),
        unchanged: count(report.unchanged),
        gaps_opened: count(report.gaps_opened),
        gaps_closed: count(report.gaps_closed),
        token: cx.who.token,
        actor: cx.who.name.clone(),
        at: cx.now,
    }
}

/// What would be otherwise, in the order of the file.
fn changes<S: Subject>(merged: &Merged<S>) -> Vec<Change> {
    let entry = |at: &usize| &merged.entries[*at];
    let added = merged.added.iter().map(entry).map(|entry| Change {
        fate: Fate::Added,
        line: Some(entry.line),
        entry: key::<S>(&entry.value),
        differs: differences::<S>(None, &entry.value),
    });
    let changed = merged.changed.iter().map(|(at, before)| Change {
        fate: Fate::Changed,
        line: Some(entry(at).line),
        entry: key::<S>(before),
        differs: differences::<S>(Some(before), &entry(at).value),
    });
    let ended = merged.ended.iter().map(|Ended { before, after, line }| Change {
        fate: Fate::Ended,
        line: *line,
        entry: key::<S>(before),
        differs: differences::<S>(Some(before), after),
    });
    let mut all: Vec<Change> = added.chain(changed).chain(ended).collect();
    all.sort_by_key(|change| change.line);
    all.truncate(TOLD);
    all
}

fn differences<S: Subject>(before: Option<&S::Value>, after: &S::Value) -> Vec<Difference> {
    let until = |value| S::period(value).and_then(|period| period.until);
    let all = |value| {
        let mut cells = S::cells(value);
        cells.push(("valid_until", until(value).map(|day| day.to_string()).unwrap_or_default()));
        cells
    };
    let before = before.map(all).unwrap_or_default();
    let mut befores = before.into_iter().map(|(_, text)| text);
    all(after)
        .into_iter()
        .map(|(column, after)| Difference {
            column,
            before: befores.next().unwrap_or_default(),
            after,
        })
        .filter(|one| one.before != one.after)
        .collect()
}
