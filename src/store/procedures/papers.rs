//! The papers that procedures ask for.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::lists::Tables;
use crate::catalogue::{RequiredPaper, RequiredPapers};
use crate::store::connection::Conn;
use crate::store::dialect::column;
use crate::store::error::StoreError;
use crate::store::row::Reading;

const PAPERS: Tables = Tables { heads: "catalogue_paper_lists", entries: "catalogue_papers" };

#[derive(QueryableByName)]
struct PaperRow {
    #[diesel(sql_type = Text)]
    procedure_code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    template: Option<String>,
    #[diesel(sql_type = BigInt)]
    originals: i64,
    #[diesel(sql_type = BigInt)]
    copies: i64,
}

/// All lists of all times, each in its order.
pub fn load_papers(conn: &mut Conn) -> Result<Vec<RequiredPapers>, StoreError> {
    let rows: Vec<PaperRow> = sql_query(PAPERS.select()).load(conn)?;
    let papers = rows.into_iter().map(|row| {
        let reading = Reading { table: PAPERS.entries, id: &row.procedure_code };
        let paper = RequiredPaper {
            originals: reading.number(row.originals)?,
            copies: reading.number(row.copies)?,
            name: row.name,
            template: row.template,
        };
        Ok(((row.procedure_code, row.valid_from), paper))
    });
    let lists = PAPERS.load(conn, papers)?.into_iter().map(|list| RequiredPapers {
        procedure: list.procedure,
        period: list.period,
        papers: list.entries,
    });
    Ok(lists.collect())
}

/// Writes lists; one of the same procedure and first day is replaced as a whole.
pub fn save_papers(conn: &mut Conn, lists: &[RequiredPapers]) -> Result<(), StoreError> {
    PAPERS.save(
        conn,
        lists,
        |list| (&list.procedure, list.period),
        |list| &list.papers,
        |papers| {
            vec![
                ("name", column!(papers, Text, |paper| Some(paper.name.clone()))),
                ("template", column!(papers, Text, |paper| paper.template.clone())),
                ("originals", column!(papers, Big, |paper| Some(paper.originals.into()))),
                ("copies", column!(papers, Big, |paper| Some(paper.copies.into()))),
            ]
        },
    )
}
