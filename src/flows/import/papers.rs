//! The papers that procedures ask for: a row for each paper, the list of a procedure as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::catalogue::{ProcedureCode, RequiredPaper};
use crate::store::{Conn, StoreError, procedures, revisions};

const COLUMNS: &[&str] = &["procedure", "number", "name", "template", "originals", "copies"];

pub(super) struct Papers;

struct Numbered {
    procedure: ProcedureCode,
    number: u32,
    paper: RequiredPaper,
}

impl Subject for Papers {
    type Value = (ProcedureCode, Vec<RequiredPaper>);

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("papers", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "procedure";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn name((procedure, _): &Self::Value) -> String {
        procedure.to_string()
    }

    fn period(_: &Self::Value) -> Option<Period> {
        None
    }

    fn in_period(list: Self::Value, _: Period) -> Self::Value {
        list
    }

    fn cells((_, papers): &Self::Value) -> Vec<(&'static str, String)> {
        let written = papers.iter().map(|paper| {
            let template = paper.template.as_deref().unwrap_or_default();
            let (originals, copies) = (paper.originals, paper.copies);
            ("name", format!("{} | {template} | {originals} | {copies}", paper.name))
        });
        written.collect()
    }

    fn load(conn: &mut Conn) -> Result<Vec<Self::Value>, StoreError> {
        Ok(procedures::load_papers(conn)?.into_iter().collect())
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let known: BTreeSet<ProcedureCode> =
            procedures::load(conn)?.into_iter().map(|procedure| procedure.code).collect();
        for Entry { line, value: (procedure, _), .. } in &merged.entries {
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

fn gather(
    sheet: &Sheet,
    found: &mut Problems,
    done: Done<'_>,
) -> Vec<Entry<<Papers as Subject>::Value>> {
    let mut lists: BTreeMap<_, Vec<Entry<Numbered>>> = BTreeMap::new();
    for row in each_row(sheet, found, done, read_paper) {
        lists.entry(row.value.procedure.clone()).or_default().push(row);
    }
    let mut entries = Vec::new();
    for (procedure, mut papers) in lists {
        let first = papers.iter().map(|row| row.line).min().unwrap_or(1);
        papers.sort_by_key(|row| row.value.number);
        let gap = (1..).zip(&papers).find(|(wanted, row)| row.value.number != *wanted);
        if let Some((wanted, row)) = gap {
            let expected = format_args!("paper {wanted} of {procedure}: 1, 2, 3 … without gaps");
            found.add(row.line, "number", expected, &row.value.number.to_string());
        }
        let papers = papers.into_iter().map(|row| row.value.paper).collect();
        entries.push(Entry::new(first, (procedure, papers)));
    }
    entries
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
