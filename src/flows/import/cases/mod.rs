//! Taking in a list of cases from a system that has no connection: what it would say by `POST /cases`, a
//! row a case, as often as it likes.
//!
//! Unlike places and procedures, cases do not lean on each other: a bad row is named and keeps nobody
//! else's case out, as a bad scan fails no other. The record with the later `as_of` wins, so taking a file
//! again, or an older one, changes nothing, and the rows that were mended can come in the whole file.
//!
//! A file is read without the database ([`CaseFile::read`]) and written in portions, so that scans find
//! their turn in between; each takes few statements whatever its size.

mod columns;

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::Serialize;
use sha2::{Digest, Sha256};

use self::columns::Told;
use super::report::{ImportRefusal, Progress, TOLD};
use super::sheet::{Problems, Table};
use super::staged::hex;
use crate::base::codes::CaseCode;
use crate::base::rows::RowProblem;
use crate::base::{CaseId, Context, PersonId};
use crate::cases::{Case, StatusTold, Taken};
use crate::flows::upsert_case::agency_of;
use crate::network::Network;
use crate::people::{CaseWriter, Person};
use crate::store::imports::{self, Import};
use crate::store::{Conn, StoreError, cases, forecasts, persons, statuses, write};

pub use self::columns::{CASE_COLUMNS, rule as case_rule};

/// How many rows are written at once.
const PORTION: usize = 1_000;

/// How often a portion is tried again when another process told of the same cases meanwhile.
const TRIES: u32 = 4;

/// What became of a list of cases; after a dry run, what would become of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CasesReport {
    /// Whether it was only tried.
    pub dry_run: bool,
    /// The rows read.
    pub read: usize,
    /// Cases that were not known.
    pub created: usize,
    /// Rows later than the record held, which they replaced.
    pub updated: usize,
    /// Rows as of the same moment as the record held, which stays.
    pub unchanged: usize,
    /// Rows older than the record held, which stays.
    pub older: usize,
    /// Rows that were not taken; everything else was.
    pub refused: usize,
    /// What is wrong with them, by line, at most [`TOLD`] of it.
    pub problems: Vec<RowProblem>,
}

impl CasesReport {
    /// Whether every row was taken.
    pub const fn is_whole(&self) -> bool {
        self.refused == 0
    }

    fn count(&mut self, taken: Taken) {
        *match taken {
            Taken::Created => &mut self.created,
            Taken::Updated => &mut self.updated,
            Taken::Unchanged => &mut self.unchanged,
            Taken::Older => &mut self.older,
        } += 1;
    }
}

/// A list of cases that was read and is written portion by portion.
#[derive(Debug)]
pub struct CaseFile {
    sha256: String,
    /// By case code, those of one case by `as_of`.
    rows: VecDeque<Told>,
    found: Problems,
    report: CasesReport,
}

/// Some rows of a list; all of a case are in the same portion.
#[derive(Debug, Clone)]
pub struct Portion {
    rows: Vec<Told>,
    dry_run: bool,
}

/// What became of a portion.
#[derive(Debug)]
pub struct TakenPortion {
    taken: Vec<Taken>,
    found: Problems,
}

impl CaseFile {
    /// Reads a file. What has other columns altogether is refused, a row that cannot be read is named.
    pub fn read(
        bytes: &[u8],
        dry_run: bool,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, ImportRefusal> {
        let (mut found, mut shape) = (Problems::default(), Problems::default());
        let table = Table::cut(bytes, &mut found);
        let sheet = table.into_sheet(CASE_COLUMNS, "", &mut shape);
        if !shape.is_empty() {
            shape.append(found);
            return Err(shape.into_refusal("cases"));
        }
        let of = sheet.rows().len();
        let mut rows = Vec::with_capacity(of);
        for (done, row) in (1..).zip(sheet.rows()) {
            rows.extend(columns::read(row, &mut found));
            if done % 1000 == 0 || done == of {
                progress(Progress::Read { done, of });
            }
        }
        rows.sort_by_cached_key(|row| (row.case.code.clone(), row.case.as_of, row.line));
        let rows = without_contradictions(rows, &mut found);
        // A row of another number of cells was read by the cutting alone.
        let read = of + found.rows();
        let report = CasesReport { dry_run, read, ..CasesReport::default() };
        let sha256 = hex(&Sha256::digest(bytes));
        Ok(Self { sha256, rows: rows.into(), found, report })
    }

    /// How many rows are still to be written.
    pub fn left(&self) -> usize {
        self.rows.len()
    }

    /// The next rows to be written.
    pub fn next_portion(&mut self) -> Option<Portion> {
        let mut rows: Vec<Told> = Vec::new();
        while let Some(row) = self.rows.front() {
            let same = rows.last().is_some_and(|last| last.case.code == row.case.code);
            if rows.len() >= PORTION && !same {
                break;
            }
            rows.extend(self.rows.pop_front());
        }
        (!rows.is_empty()).then_some(Portion { rows, dry_run: self.report.dry_run })
    }

    /// Takes note of what became of a portion.
    pub fn note(&mut self, portion: TakenPortion) {
        portion.taken.into_iter().for_each(|taken| self.report.count(taken));
        self.found.append(portion.found);
    }

    /// Writes into the log of imports that it was taken, and says what became of it.
    pub fn finish(self, conn: &mut Conn, cx: &Context) -> Result<CasesReport, StoreError> {
        let Self { sha256, found, mut report, .. } = self;
        report.refused = found.lines();
        (_, report.problems) = found.into_told(TOLD);
        if !report.dry_run {
            let count = |number: usize| number as i64;
            let told = Import {
                kind: "cases".to_owned(),
                source: "own".to_owned(),
                format: "cases".to_owned(),
                sha256,
                read: count(report.read),
                added: count(report.created),
                changed: count(report.updated),
                ended: 0,
                unchanged: count(report.unchanged + report.older),
                gaps_opened: 0,
                gaps_closed: 0,
                token: cx.who.token,
                actor: cx.who.name.clone(),
                at: cx.now,
            };
            write(conn, |conn| imports::insert(conn, &told))?;
        }
        Ok(report)
    }
}

/// Two rows that say different things of one case as of one moment cannot both be right: the first is
/// taken and the other named. Saying the same twice is none.
fn without_contradictions(rows: Vec<Told>, found: &mut Problems) -> Vec<Told> {
    let mut kept: Vec<Told> = Vec::with_capacity(rows.len());
    for row in rows {
        let before = kept.last().filter(|before| {
            before.case.code == row.case.code && before.case.as_of == row.case.as_of
        });
        let contradicts = before
            .is_some_and(|before| before.case != row.case || before.applicant != row.applicant);
        if contradicts {
            found.add(row.line, "case_code", case_rule("case_code").en, row.case.code.as_str());
        } else {
            kept.push(row);
        }
    }
    kept
}

/// Writes a portion, or says what would become of it.
pub fn take_cases(
    conn: &mut Conn,
    cx: &Context,
    by: &CaseWriter,
    network: &Network,
    portion: &Portion,
) -> Result<TakenPortion, StoreError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match write(conn, |conn| attempt(conn, cx, by, network, portion)) {
            Err(StoreError::Stale) if tries < TRIES => {}
            other => return other,
        }
    }
}

fn attempt(
    conn: &mut Conn,
    cx: &Context,
    by: &CaseWriter,
    network: &Network,
    portion: &Portion,
) -> Result<TakenPortion, StoreError> {
    let mut found = Problems::default();
    let refuse = |found: &mut Problems, row: &Told, column: &'static str, got: &str| {
        found.add(row.line, column, case_rule(column).en, got);
    };
    let mut fitting: Vec<&Told> = Vec::with_capacity(portion.rows.len());
    for row in &portion.rows {
        match agency_of(by, network, &row.case) {
            Ok(()) => fitting.push(row),
            Err(_) => refuse(&mut found, row, "agency", row.case.agency.as_str()),
        }
    }
    let codes: Vec<&CaseCode> = fitting.iter().map(|row| &row.case.code).collect();
    let held: HashMap<CaseCode, Case> = cases::find_by_codes_for_update(conn, &codes)?
        .into_iter()
        .map(|case| (case.code.clone(), case))
        .collect();
    let mut news = News::default();
    let mut taken = Vec::with_capacity(fitting.len());
    for row in fitting {
        let before = held.get(&row.case.code);
        // Who may write for one agency cannot take over another's case by naming its own.
        if before.is_some_and(|case| by.at(&case.agency).is_err()) {
            refuse(&mut found, row, "case_code", row.case.code.as_str());
            continue;
        }
        taken.push(news.take(cx, row, before));
    }
    if !portion.dry_run {
        news.save(conn, cx)?;
    }
    Ok(TakenPortion { taken, found })
}

/// What a portion changes.
#[derive(Default)]
struct News {
    created: BTreeMap<String, Case>,
    updated: BTreeMap<String, Case>,
    applicants: BTreeMap<PersonId, Person>,
    statuses: Vec<(CaseId, StatusTold)>,
}

impl News {
    /// Takes one row beside the record held, or beside what an earlier row of the same case made of it.
    fn take(&mut self, cx: &Context, row: &Told, held: Option<&Case>) -> Taken {
        let code = row.case.code.as_str();
        let now = self.created.get(code).or_else(|| self.updated.get(code)).or(held);
        let taken = row.case.taken(now);
        let (id, applicant) = now.map_or_else(
            || (CaseId::new(cx.ids.uuid(cx.now)), PersonId::new(cx.ids.uuid(cx.now))),
            |case| (case.id, case.applicant),
        );
        let status = StatusTold { as_of: row.case.as_of, status: row.case.status };
        self.statuses.push((id, status));
        if taken.is_written() {
            let case = row.case.clone().into_case(id, applicant);
            let into = if held.is_none() { &mut self.created } else { &mut self.updated };
            into.insert(code.to_owned(), case);
            self.applicants.insert(applicant, row.applicant.clone().into_person(applicant));
        }
        taken
    }

    fn save(self, conn: &mut Conn, cx: &Context) -> Result<(), StoreError> {
        let created: Vec<Case> = self.created.into_values().collect();
        let updated: Vec<Case> = self.updated.into_values().collect();
        let applicants: Vec<Person> = self.applicants.into_values().collect();
        // Somebody else told of one of these between our look and our insert: looked at again.
        if cases::insert_many(conn, &created)? < created.len() {
            return Err(StoreError::Stale);
        }
        cases::update_many(conn, &updated)?;
        persons::save_many(conn, &applicants, cx.now)?;
        statuses::note_many(conn, &self.statuses)?;
        let told: Vec<CaseId> = self.statuses.iter().map(|(case, _)| *case).collect();
        forecasts::call_to(conn, &told)
    }
}
