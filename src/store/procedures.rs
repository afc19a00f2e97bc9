//! Procedures, their papers and the lists of what may go by post; and the whole [`Catalogue`].

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use super::row::Reading;
use crate::catalogue::{
    Catalogue, PostalListing, Procedure, ProcedureCode, ProcessingTime, RequiredPaper,
};

#[derive(QueryableByName)]
struct ProcedureRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    field: String,
    #[diesel(sql_type = Text)]
    level: String,
    #[diesel(sql_type = Text)]
    agency: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    time_amount: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    time_unit: Option<String>,
}

impl TryFrom<ProcedureRow> for Procedure {
    type Error = StoreError;

    fn try_from(row: ProcedureRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "procedures", id: &row.code };
        let processing = row
            .time_amount
            .zip(row.time_unit)
            .map(|(amount, unit)| {
                Ok::<_, StoreError>(ProcessingTime {
                    amount: reading.number(amount)?,
                    unit: reading.text(&unit)?,
                })
            })
            .transpose()?;
        Ok(Self {
            code: reading.text(&row.code)?,
            level: reading.text(&row.level)?,
            processing,
            name: row.name,
            field: row.field,
            agency: row.agency,
            papers: Vec::new(),
        })
    }
}

#[derive(QueryableByName)]
struct PaperRow {
    #[diesel(sql_type = Text)]
    procedure_code: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    template: Option<String>,
    #[diesel(sql_type = BigInt)]
    originals: i64,
    #[diesel(sql_type = BigInt)]
    copies: i64,
}

/// The papers of all procedures, each list in its order.
pub fn load_papers(
    conn: &mut Conn,
) -> Result<HashMap<ProcedureCode, Vec<RequiredPaper>>, StoreError> {
    let rows: Vec<PaperRow> =
        sql_query("SELECT * FROM procedure_papers ORDER BY procedure_code, seq").load(conn)?;
    let mut papers: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let reading = Reading { table: "procedure_papers", id: &row.procedure_code };
        papers.entry(reading.text(&row.procedure_code)?).or_default().push(RequiredPaper {
            originals: reading.number(row.originals)?,
            copies: reading.number(row.copies)?,
            name: row.name,
            template: row.template,
        });
    }
    Ok(papers)
}

/// All procedures with their papers.
pub fn load(conn: &mut Conn) -> Result<Vec<Procedure>, StoreError> {
    let mut papers = load_papers(conn)?;
    let rows: Vec<ProcedureRow> = sql_query("SELECT * FROM procedures ORDER BY code").load(conn)?;
    rows.into_iter()
        .map(|row| {
            let procedure = Procedure::try_from(row)?;
            let papers = papers.remove(&procedure.code).unwrap_or_default();
            Ok(Procedure { papers, ..procedure })
        })
        .collect()
}

/// Writes procedures without their papers; one with the same code is replaced.
pub fn save(conn: &mut Conn, procedures: &[Procedure]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "procedures",
        &[
            ("code", column!(procedures, Text, |one| Some(one.code.to_string()))),
            ("name", column!(procedures, Text, |one| Some(one.name.clone()))),
            ("field", column!(procedures, Text, |one| Some(one.field.clone()))),
            ("level", column!(procedures, Text, |one| Some(one.level.as_str().to_owned()))),
            ("agency", column!(procedures, Text, |one| Some(one.agency.clone()))),
            (
                "time_amount",
                column!(procedures, Big, |one| one.processing.map(|time| time.amount.into())),
            ),
            (
                "time_unit",
                column!(procedures, Text, |one| one
                    .processing
                    .map(|time| time.unit.as_str().to_owned())),
            ),
        ],
        "(code) DO UPDATE SET name = excluded.name, field = excluded.field, \
         level = excluded.level, agency = excluded.agency, time_amount = excluded.time_amount, \
         time_unit = excluded.time_unit",
    )?;
    Ok(())
}

/// Replaces the papers of each procedure given.
pub fn save_papers(
    conn: &mut Conn,
    lists: &[(ProcedureCode, Vec<RequiredPaper>)],
) -> Result<(), StoreError> {
    let sql =
        format!("DELETE FROM procedure_papers WHERE procedure_code IN {}", conn.each_text("$1"));
    let replaced = set(lists.iter().map(|(procedure, _)| procedure));
    sql_query(sql).bind::<Text, _>(replaced).execute(conn)?;
    let papers: Vec<_> = lists
        .iter()
        .flat_map(|(code, papers)| (1i64..).zip(papers).map(move |(seq, paper)| (code, seq, paper)))
        .collect();
    insert_many(
        conn,
        "procedure_papers",
        &[
            ("procedure_code", column!(papers, Text, |(code, _, _)| Some(code.to_string()))),
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

#[derive(QueryableByName)]
struct ListingRow {
    #[diesel(sql_type = Text)]
    procedure_code: String,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Text)]
    level: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
    #[diesel(sql_type = Text)]
    decision: String,
}

impl TryFrom<ListingRow> for PostalListing {
    type Error = StoreError;

    fn try_from(row: ListingRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "postal_listings", id: &row.procedure_code };
        Ok(Self {
            procedure: reading.text(&row.procedure_code)?,
            direction: reading.text(&row.direction)?,
            level: reading.text(&row.level)?,
            period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
            decision: row.decision,
        })
    }
}

/// All entries of all lists.
pub fn load_listings(conn: &mut Conn) -> Result<Vec<PostalListing>, StoreError> {
    let rows: Vec<ListingRow> = sql_query(
        "SELECT * FROM postal_listings ORDER BY procedure_code, direction, level, valid_from",
    )
    .load(conn)?;
    rows.into_iter().map(PostalListing::try_from).collect()
}

/// Writes entries; the same procedure, direction, level and first day is replaced.
pub fn save_listings(conn: &mut Conn, listings: &[PostalListing]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "postal_listings",
        &[
            ("procedure_code", column!(listings, Text, |one| Some(one.procedure.to_string()))),
            ("direction", column!(listings, Text, |one| Some(one.direction.as_str().to_owned()))),
            ("level", column!(listings, Text, |one| Some(one.level.as_str().to_owned()))),
            ("valid_from", column!(listings, Text, |one| Some(one.period.from.to_string()))),
            ("valid_until", column!(listings, Text, |one| one.period.until.map(|d| d.to_string()))),
            ("decision", column!(listings, Text, |one| Some(one.decision.clone()))),
        ],
        "(procedure_code, direction, level, valid_from) DO UPDATE SET \
         valid_until = excluded.valid_until, decision = excluded.decision",
    )?;
    Ok(())
}

/// All procedures and all lists.
pub fn load_catalogue(conn: &mut Conn) -> Result<Catalogue, StoreError> {
    Ok(Catalogue::new(load(conn)?, load_listings(conn)?))
}
