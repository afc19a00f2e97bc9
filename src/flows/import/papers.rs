//! The papers that procedures ask for: a row for each paper, the list of a procedure as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{Entry, Merged, Subject, each_row};
use super::sheet::{Problems, Row, Sheet};
use crate::base::Period;
use crate::catalogue::{Procedure, ProcedureCode, RequiredPaper, RequiredPapers};
use crate::store::{Conn, StoreError, procedures, revisions};

pub(super) struct Papers;

struct Numbered {
    procedure: ProcedureCode,
    number: u32,
    paper: RequiredPaper,
}

impl Subject for Papers {
    type Value = RequiredPapers;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["procedure", "number", "name", "template", "originals", "copies"];
    const KEY_COLUMN: &'static str = "procedure";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<Self::Value>> {
        let mut lists: BTreeMap<_, Vec<Entry<Numbered>>> = BTreeMap::new();
        for row in each_row(sheet, found, read, read_paper) {
            lists.entry(row.value.procedure.clone()).or_default().push(row);
        }
        let mut entries = Vec::new();
        for (procedure, mut papers) in lists {
            let first = papers.iter().map(|row| row.line).min().unwrap_or(1);
            papers.sort_by_key(|row| row.value.number);
            let gap = (1..).zip(&papers).find(|(wanted, row)| row.value.number != *wanted);
            if let Some((wanted, row)) = gap {
                let expected =
                    format_args!("paper {wanted} of {procedure}: 1, 2, 3 … without gaps");
                found.add(row.line, "number", expected, &row.value.number.to_string());
            }
            let papers = papers.into_iter().map(|row| row.value.paper).collect();
            let period = Period { from: Procedure::SINCE_EVER, until: None };
            entries
                .push(Entry { line: first, value: RequiredPapers { procedure, period, papers } });
        }
        entries
    }

    fn key(list: &RequiredPapers) -> String {
        list.procedure.to_string()
    }

    fn load(conn: &mut Conn) -> Result<Vec<Self::Value>, StoreError> {
        procedures::load_papers(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let known: BTreeSet<ProcedureCode> =
            procedures::load(conn)?.into_iter().map(|procedure| procedure.code).collect();
        for Entry { line, value: RequiredPapers { procedure, .. } } in &merged.entries {
            if !known.contains(procedure) {
                found.add(*line, "procedure", "a procedure already imported", procedure.as_str());
            }
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[Self::Value]) -> Result<(), StoreError> {
        procedures::save_papers(conn, news)
    }
}

fn read_paper(row: &Row, found: &mut Problems) -> Option<Numbered> {
    let procedure = row.code("procedure", found);
    let number = row.count("number", 100, found);
    let name = row.text("name", 500, found);
    let template = row.maybe_text("template", 100, found);
    let originals = row.count("originals", 99, found);
    let copies = row.count("copies", 99, found);
    let (originals, copies) = (originals?, copies?);
    if originals + copies == 0 {
        row.refuse("originals", "at least one original or copy", found);
        return None;
    }
    let paper = RequiredPaper { name: name?, template: template?, originals, copies };
    Some(Numbered { procedure: procedure?, number: number?, paper })
}
