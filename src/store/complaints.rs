//! Complaints and their answers. What somebody wrote stands in a row of its own that can be erased, and is read in
//! exchange for a line of the access log.

use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::access_log::Noted;
use super::claimed::{self, Filter, Listed};
use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::paging::Page;
use crate::base::{At, ComplaintId, ItemKey};
use crate::claims::{Answer, Complaint, ComplaintStage, Outcome};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    leg_id: String,
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    via: String,
    #[diesel(sql_type = Nullable<Text>)]
    token_id: Option<String>,
    #[diesel(sql_type = BigInt)]
    filed_at: i64,
    #[diesel(sql_type = Bool)]
    far: bool,
    #[diesel(sql_type = Text)]
    answers: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    due_at: Option<i64>,
    #[diesel(sql_type = Text)]
    stage: String,
}

const SELECT: &str = "SELECT m.id, m.leg_id, m.item_key, m.kind, m.via, m.token_id, m.filed_at, m.far, \
     m.answers, m.due_at, m.stage FROM complaints m";

impl TryFrom<Row> for Complaint {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "complaints", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            leg: reading.text(&row.leg_id)?,
            item: ItemKey(row.item_key),
            kind: reading.text(&row.kind)?,
            via: reading.text(&row.via)?,
            by: reading.maybe(row.token_id.as_deref())?,
            filed_at: At::from_millis(row.filed_at),
            far: row.far,
            answers: reading.text(&row.answers)?,
            due_at: row.due_at.map(At::from_millis),
            stage: reading.text(&row.stage)?,
        })
    }
}

/// Adds a complaint with its words.
pub fn insert(conn: &mut Conn, complaint: &Complaint, words: &str) -> Result<(), StoreError> {
    let id = complaint.id.to_string();
    sql_query(
        "INSERT INTO complaints (id, leg_id, item_key, kind, via, token_id, filed_at, far, answers, \
         due_at, stage) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind::<Text, _>(&id)
    .bind::<Text, _>(complaint.leg.to_string())
    .bind::<BigInt, _>(complaint.item.0)
    .bind::<Text, _>(complaint.kind.as_str())
    .bind::<Text, _>(complaint.via.as_str())
    .bind::<Nullable<Text>, _>(complaint.by.map(|by| by.to_string()))
    .bind::<BigInt, _>(complaint.filed_at.millis())
    .bind::<Bool, _>(complaint.far)
    .bind::<Text, _>(complaint.answers.as_str())
    .bind::<Nullable<BigInt>, _>(complaint.due_at.map(At::millis))
    .bind::<Text, _>(complaint.stage.as_str())
    .kept()
    .execute(conn)?;
    sql_query("INSERT INTO complaint_words (complaint_id, words) VALUES ($1, $2)")
        .bind::<Text, _>(&id)
        .bind::<Text, _>(words)
        .kept()
        .execute(conn)?;
    Ok(())
}

/// The complaint of this id.
pub fn find(conn: &mut Conn, id: ComplaintId) -> Result<Option<Complaint>, StoreError> {
    one(conn, id, "")
}

/// The complaint of this id, locked until the transaction ends. Its case is locked before it.
pub fn lock(conn: &mut Conn, id: ComplaintId) -> Result<Option<Complaint>, StoreError> {
    let lock = conn.for_update();
    one(conn, id, lock)
}

fn one(conn: &mut Conn, id: ComplaintId, lock: &str) -> Result<Option<Complaint>, StoreError> {
    let row: Option<Row> = sql_query(format!("{SELECT} WHERE m.id = $1{lock}"))
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// What was written, to whom a look at the case's persons is noted; none when it was erased.
pub fn words(conn: &mut Conn, noted: Noted, id: ComplaintId) -> Result<Option<String>, StoreError> {
    #[derive(QueryableByName)]
    struct Words {
        #[diesel(sql_type = Text)]
        words: String,
    }
    drop(noted.into_persons());
    let row: Option<Words> = sql_query("SELECT words FROM complaint_words WHERE complaint_id = $1")
        .bind::<Text, _>(id.to_string())
        .kept()
        .get_result(conn)
        .optional()?;
    Ok(row.map(|row| row.words))
}

/// The complaints about these parcels, the oldest first.
pub fn of_items(conn: &mut Conn, items: &[ItemKey]) -> Result<Vec<Complaint>, StoreError> {
    let sql =
        format!("{SELECT} WHERE m.item_key IN {} ORDER BY m.filed_at, m.id", conn.each_big("$1"));
    let rows: Vec<Row> = sql_query(sql).bind::<Text, _>(set(items)).kept().load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

#[derive(QueryableByName)]
struct AnswerRow {
    #[diesel(sql_type = Text)]
    complaint_id: String,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Nullable<Text>)]
    words: Option<String>,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Nullable<Text>)]
    token_id: Option<String>,
}

/// Its answers, in their order.
pub fn answers(conn: &mut Conn, id: ComplaintId) -> Result<Vec<Answer>, StoreError> {
    let rows: Vec<AnswerRow> = sql_query(
        "SELECT complaint_id, outcome, words, at, token_id FROM complaint_answers \
         WHERE complaint_id = $1 ORDER BY number",
    )
    .bind::<Text, _>(id.to_string())
    .kept()
    .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "complaint_answers", id: &row.complaint_id };
            Ok(Answer {
                outcome: reading.text(&row.outcome)?,
                words: row.words,
                at: At::from_millis(row.at),
                by: reading.maybe(row.token_id.as_deref())?,
            })
        })
        .collect()
}

/// Adds an answer to a complaint that is locked, which then waits for none.
pub fn add_answer(conn: &mut Conn, id: ComplaintId, answer: &Answer) -> Result<(), StoreError> {
    sql_query(
        "INSERT INTO complaint_answers (complaint_id, number, outcome, words, at, token_id) \
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM complaint_answers \
         WHERE complaint_id = $1",
    )
    .bind::<Text, _>(id.to_string())
    .bind::<Text, _>(answer.outcome.as_str())
    .bind::<Nullable<Text>, _>(answer.words.as_deref())
    .bind::<BigInt, _>(answer.at.millis())
    .bind::<Nullable<Text>, _>(answer.by.map(|by| by.to_string()))
    .kept()
    .execute(conn)?;
    let stage = match answer.outcome {
        Outcome::Withdrawn => ComplaintStage::Withdrawn,
        Outcome::Upheld | Outcome::Partly | Outcome::Rejected => ComplaintStage::Answered,
    };
    sql_query("UPDATE complaints SET stage = $1 WHERE id = $2")
        .bind::<Text, _>(stage.as_str())
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}

/// Complaints, the oldest first.
pub fn list(
    conn: &mut Conn,
    filter: &Filter<ComplaintStage>,
    after: Option<(At, String)>,
    limit: i64,
) -> Result<Page<Complaint>, StoreError> {
    let listed = Listed {
        select: SELECT,
        table: "m",
        since: "filed_at",
        stage: filter.stage.map_or("", ComplaintStage::as_str),
        points: filter.points.as_deref(),
    };
    let cursor = |one: &Complaint| (one.filed_at, one.id.to_string());
    claimed::page::<Row, _>(conn, &listed, (after, limit), cursor)
}
