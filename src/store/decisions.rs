//! What persons decided about units that were divided: append only, one in force for each locality.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;
use super::row::Reading;
use crate::base::{At, DecisionId, TokenId};
use crate::network::{Decisions, SplitDecision};

/// A decision as it is kept: what, who and when, and since when it holds no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDecision {
    /// Its name.
    pub id: DecisionId,
    /// What was decided.
    pub decision: SplitDecision,
    /// Why, in words that name nobody; none where nobody said.
    pub reason: Option<String>,
    /// When.
    pub decided_at: At,
    /// By whom.
    pub decided_by: TokenId,
    /// When another one took its place or it was withdrawn, and by whom.
    pub ended: Option<(At, TokenId)>,
}

const SELECT: &str = "SELECT decision_id, old_code, changed_on, locality, new_code, reason, \
     decided_at, decided_by, ended_at, ended_by FROM split_decisions";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    decision_id: String,
    #[diesel(sql_type = Text)]
    old_code: String,
    #[diesel(sql_type = Text)]
    changed_on: String,
    #[diesel(sql_type = Text)]
    locality: String,
    #[diesel(sql_type = Text)]
    new_code: String,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = BigInt)]
    decided_at: i64,
    #[diesel(sql_type = Text)]
    decided_by: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    ended_at: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    ended_by: Option<String>,
}

impl TryFrom<Row> for KeptDecision {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "split_decisions", id: &row.decision_id };
        let ended_by: Option<TokenId> = reading.maybe(row.ended_by.as_deref())?;
        Ok(Self {
            id: reading.text(&row.decision_id)?,
            decision: SplitDecision {
                old: reading.text(&row.old_code)?,
                on: reading.text(&row.changed_on)?,
                locality: reading.text(&row.locality)?,
                new: reading.text(&row.new_code)?,
            },
            reason: row.reason,
            decided_at: At::from_millis(row.decided_at),
            decided_by: reading.text(&row.decided_by)?,
            ended: row.ended_at.map(At::from_millis).zip(ended_by),
        })
    }
}

/// Those in force, for finding where land went.
pub fn load(conn: &mut Conn) -> Result<Decisions, StoreError> {
    let rows: Vec<Row> = sql_query(format!("{SELECT} WHERE ended_at IS NULL")).load(conn)?;
    let kept: Result<Vec<_>, StoreError> = rows.into_iter().map(KeptDecision::try_from).collect();
    Ok(Decisions::new(kept?.into_iter().map(|kept| kept.decision)))
}

/// All that were ever taken, the latest first; with `in_force` those that still hold.
pub fn list(conn: &mut Conn, in_force: bool) -> Result<Vec<KeptDecision>, StoreError> {
    let filter = if in_force { " WHERE ended_at IS NULL" } else { "" };
    let sql = format!("{SELECT}{filter} ORDER BY decided_at DESC, decision_id DESC");
    let rows: Vec<Row> = sql_query(sql).load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One decision.
pub fn find(conn: &mut Conn, id: DecisionId) -> Result<Option<KeptDecision>, StoreError> {
    let rows: Vec<Row> = sql_query(format!("{SELECT} WHERE decision_id = $1"))
        .bind::<Text, _>(id.to_string())
        .load(conn)?;
    rows.into_iter().next().map(TryInto::try_into).transpose()
}

/// Adds a decision and ends the one that held for the same locality.
pub fn insert(conn: &mut Conn, kept: &KeptDecision) -> Result<(), StoreError> {
    let SplitDecision { old, on, locality, new } = &kept.decision;
    sql_query(
        "UPDATE split_decisions SET ended_at = $1, ended_by = $2 WHERE ended_at IS NULL \
         AND old_code = $3 AND changed_on = $4 AND locality = $5",
    )
    .bind::<BigInt, _>(kept.decided_at.millis())
    .bind::<Text, _>(kept.decided_by.to_string())
    .bind::<Text, _>(old.as_str())
    .bind::<Text, _>(on.to_string())
    .bind::<Text, _>(locality.as_str())
    .execute(conn)?;
    sql_query(
        "INSERT INTO split_decisions (decision_id, old_code, changed_on, locality, new_code, \
         reason, decided_at, decided_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind::<Text, _>(kept.id.to_string())
    .bind::<Text, _>(old.as_str())
    .bind::<Text, _>(on.to_string())
    .bind::<Text, _>(locality.as_str())
    .bind::<Text, _>(new.as_str())
    .bind::<Nullable<Text>, _>(kept.reason.as_deref())
    .bind::<BigInt, _>(kept.decided_at.millis())
    .bind::<Text, _>(kept.decided_by.to_string())
    .execute(conn)?;
    Ok(())
}

/// Ends a decision without another one in its place. False when it had ended already.
pub fn end(conn: &mut Conn, id: DecisionId, at: At, by: TokenId) -> Result<bool, StoreError> {
    let ended = sql_query(
        "UPDATE split_decisions SET ended_at = $1, ended_by = $2 \
         WHERE decision_id = $3 AND ended_at IS NULL",
    )
    .bind::<BigInt, _>(at.millis())
    .bind::<Text, _>(by.to_string())
    .bind::<Text, _>(id.to_string())
    .execute(conn)?;
    Ok(ended > 0)
}
