//! The papers that procedures ask for, each list as a whole and from a day on.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::catalogue::{RequiredPaper, RequiredPapers};
use crate::store::connection::Conn;
use crate::store::dialect::{column, insert_many, set};
use crate::store::error::StoreError;
use crate::store::row::Reading;

/// A list's period; the table of fees has the same head.
#[derive(QueryableByName)]
pub(super) struct ListRow {
    #[diesel(sql_type = Text)]
    pub(super) procedure_code: String,
    #[diesel(sql_type = Text)]
    pub(super) valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) valid_until: Option<String>,
}

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
    let lists: Vec<ListRow> =
        sql_query("SELECT * FROM catalogue_paper_lists ORDER BY procedure_code, valid_from")
            .load(conn)?;
    let rows: Vec<PaperRow> =
        sql_query("SELECT * FROM catalogue_papers ORDER BY procedure_code, valid_from, seq")
            .load(conn)?;
    let mut papers: HashMap<(String, String), Vec<RequiredPaper>> = HashMap::new();
    for row in rows {
        let reading = Reading { table: "catalogue_papers", id: &row.procedure_code };
        let paper = RequiredPaper {
            originals: reading.number(row.originals)?,
            copies: reading.number(row.copies)?,
            name: row.name,
            template: row.template,
        };
        papers.entry((row.procedure_code, row.valid_from)).or_default().push(paper);
    }
    lists
        .into_iter()
        .map(|row| {
            let reading = Reading { table: "catalogue_paper_lists", id: &row.procedure_code };
            Ok(RequiredPapers {
                procedure: reading.text(&row.procedure_code)?,
                period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
                papers: papers
                    .remove(&(row.procedure_code.clone(), row.valid_from.clone()))
                    .unwrap_or_default(),
            })
        })
        .collect()
}

/// Writes lists; one of the same procedure and first day is replaced as a whole.
pub fn save_papers(conn: &mut Conn, lists: &[RequiredPapers]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "catalogue_paper_lists",
        &[
            ("procedure_code", column!(lists, Text, |list| Some(list.procedure.to_string()))),
            ("valid_from", column!(lists, Text, |list| Some(list.period.from.to_string()))),
            ("valid_until", column!(lists, Text, |list| list.period.until.map(|d| d.to_string()))),
        ],
        "(procedure_code, valid_from) DO UPDATE SET valid_until = excluded.valid_until",
    )?;
    // A code holds no space, so code and day together make one text that no other pair makes.
    let sql = format!(
        "DELETE FROM catalogue_papers WHERE procedure_code || ' ' || valid_from IN {}",
        conn.each_text("$1")
    );
    let replaced = lists.iter().map(|list| format!("{} {}", list.procedure, list.period.from));
    sql_query(sql).bind::<Text, _>(set(replaced)).execute(conn)?;
    let papers: Vec<_> = lists
        .iter()
        .flat_map(|list| (1i64..).zip(&list.papers).map(move |(seq, paper)| (list, seq, paper)))
        .collect();
    insert_many(
        conn,
        "catalogue_papers",
        &[
            (
                "procedure_code",
                column!(papers, Text, |(list, _, _)| Some(list.procedure.to_string())),
            ),
            (
                "valid_from",
                column!(papers, Text, |(list, _, _)| Some(list.period.from.to_string())),
            ),
            ("seq", column!(papers, Big, |(_, seq, _)| Some(*seq))),
            ("name", column!(papers, Text, |(_, _, paper)| Some(paper.name.clone()))),
            ("template", column!(papers, Text, |(_, _, paper)| paper.template.clone())),
            ("originals", column!(papers, Big, |(_, _, paper)| Some(paper.originals.into()))),
            ("copies", column!(papers, Big, |(_, _, paper)| Some(paper.copies.into()))),
        ],
        "",
    )?;
    Ok(())
}
