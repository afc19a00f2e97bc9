//! The papers that procedures ask for: a row for each paper, the list of a procedure as a whole.

use super::layout::{Done, Layout};
use super::lists::{self, Numbered, SINCE_EVER, Whole, assemble, check_known};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::catalogue::{RequiredPaper, RequiredPapers};
use crate::store::{Conn, StoreError, procedures, revisions};

const DATED: &[&str] = &[
    "procedure",
    "valid_from",
    "valid_until",
    "number",
    "name",
    "template",
    "originals",
    "copies",
];

/// Without days of its own the list holds since ever, or as the person who imports says.
const DAYLESS: &[&str] = &["procedure", "number", "name", "template", "originals", "copies"];

pub(super) struct Papers;

impl Subject for Papers {
    type Value = RequiredPapers;

    const LAYOUTS: &'static [Layout<Self>] = &[
        Layout::own("papers", DATED, gather),
        Layout::own_within("papers", DAYLESS, SINCE_EVER, gather_within),
    ];
    const KEY_COLUMN: &'static str = "procedure";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn name(list: &RequiredPapers) -> String {
        list.procedure.to_string()
    }

    fn period(list: &RequiredPapers) -> Option<Period> {
        Some(list.period)
    }

    fn in_period(list: RequiredPapers, period: Period) -> RequiredPapers {
        RequiredPapers { period, ..list }
    }

    fn cells(list: &RequiredPapers) -> Vec<(&'static str, String)> {
        let written = list.papers.iter().map(|paper| {
            let template = paper.template.as_deref().unwrap_or_default();
            let (originals, copies) = (paper.originals, paper.copies);
            ("name", format!("{} | {template} | {originals} | {copies}", paper.name))
        });
        written.collect()
    }

    fn load(conn: &mut Conn) -> Result<Vec<Self::Value>, StoreError> {
        procedures::load_papers(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        check_known(conn, merged.entries.iter().map(|one| (one.line, &one.value.procedure)), found)
    }

    fn save(conn: &mut Conn, news: &[Self::Value]) -> Result<(), StoreError> {
        procedures::save_papers(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<RequiredPapers>> {
    let rows = each_row(sheet, found, done, |row, found| {
        let period = lists::period(row, found);
        read_paper(row, period, found)
    });
    whole(rows, found)
}

fn gather_within(
    sheet: &Sheet,
    period: Period,
    found: &mut Problems,
    done: Done<'_>,
) -> Vec<Entry<RequiredPapers>> {
    let rows = each_row(sheet, found, done, |row, found| read_paper(row, Some(period), found));
    whole(rows, found)
}

fn whole(
    rows: Vec<Entry<Numbered<RequiredPaper>>>,
    found: &mut Problems,
) -> Vec<Entry<RequiredPapers>> {
    let lists = assemble(rows, "paper", found).into_iter();
    lists
        .map(|Entry { line, value: Whole { procedure, period, items }, .. }| {
            Entry::new(line, RequiredPapers { procedure, period, papers: items })
        })
        .collect()
}

fn read_paper(
    row: &Row,
    period: Option<Period>,
    found: &mut Problems,
) -> Option<Numbered<RequiredPaper>> {
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
    let item = RequiredPaper { name: name?, template: template?, originals, copies };
    Some(Numbered { procedure: procedure?, period: period?, number: number?, item })
}
