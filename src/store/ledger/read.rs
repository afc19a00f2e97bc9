//! Reading entries back.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use crate::base::paging::Page;
use crate::base::{At, CaseId, Dong, EntryId, LegId, PointCode};
use crate::ledger::{About, Account, Entry, Held, Posting, Postings};
use crate::store::connection::Conn;
use crate::store::dialect::set;
use crate::store::error::StoreError;
use crate::store::row::Reading;

const SELECT: &str = "SELECT e.number, e.id, e.kind, e.recorded_at, e.token_id, e.case_id, \
     e.leg_id, e.agency, e.point, e.method, e.note, e.reverses, e.flags, e.basis, \
     r.id AS reversed_by FROM ledger_entries e LEFT JOIN ledger_entries r ON r.reverses = e.id";

#[derive(QueryableByName)]
struct EntryRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
    #[diesel(sql_type = Text)]
    token_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    case_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    leg_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    agency: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    point: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    method: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    note: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reverses: Option<String>,
    #[diesel(sql_type = Text)]
    flags: String,
    #[diesel(sql_type = Nullable<Text>)]
    basis: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reversed_by: Option<String>,
}

#[derive(QueryableByName)]
struct PostingRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    account: String,
    #[diesel(sql_type = Nullable<Text>)]
    case_id: Option<String>,
    #[diesel(sql_type = BigInt)]
    amount: i64,
}

impl EntryRow {
    fn held(self, lines: Vec<Posting>) -> Result<Held, StoreError> {
        let reading = Reading { table: "ledger_entries", id: &self.id };
        let entry = Entry {
            id: reading.text(&self.id)?,
            kind: reading.text(&self.kind)?,
            at: At::from_millis(self.recorded_at),
            by: reading.text(&self.token_id)?,
            about: About {
                case: reading.maybe(self.case_id.as_deref())?,
                leg: reading.maybe(self.leg_id.as_deref())?,
                agency: reading.maybe(self.agency.as_deref())?,
                point: reading.maybe(self.point.as_deref())?,
            },
            method: reading.maybe(self.method.as_deref())?,
            reverses: reading.maybe(self.reverses.as_deref())?,
            flags: reading.json(&self.flags)?,
            basis: self.basis.as_deref().map(|basis| reading.json(basis)).transpose()?,
            postings: Postings::new(lines).map_err(|problem| reading.bad(problem))?,
            note: self.note,
        };
        let reversed_by = reading.maybe(self.reversed_by.as_deref())?;
        Ok(Held { number: self.number, entry, reversed_by })
    }
}

/// Entries with their postings, in two reads however many there are.
fn whole(conn: &mut Conn, rows: Vec<EntryRow>) -> Result<Vec<Held>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT number, account, case_id, amount FROM ledger_postings WHERE number IN {} \
         ORDER BY number, line",
        conn.each_big("$1")
    );
    let numbers = set(rows.iter().map(|row| row.number));
    let postings: Vec<PostingRow> = sql_query(sql).bind::<Text, _>(numbers).load(conn)?;
    let mut lines: HashMap<i64, Vec<Posting>> = HashMap::new();
    for row in postings {
        let reading = Reading { table: "ledger_postings", id: &row.number };
        let line = Posting {
            account: reading.text(&row.account)?,
            amount: Dong::kept(row.amount),
            case: reading.maybe(row.case_id.as_deref())?,
        };
        lines.entry(row.number).or_default().push(line);
    }
    rows.into_iter()
        .map(|row| {
            let lines = lines.remove(&row.number).unwrap_or_default();
            row.held(lines)
        })
        .collect()
}

fn one(conn: &mut Conn, sql: String, key: String) -> Result<Option<Held>, StoreError> {
    let row: Option<EntryRow> = sql_query(sql).bind::<Text, _>(key).get_result(conn).optional()?;
    Ok(whole(conn, row.into_iter().collect())?.pop())
}

/// The entry of this id.
pub fn find(conn: &mut Conn, id: EntryId) -> Result<Option<Held>, StoreError> {
    one(conn, format!("{SELECT} WHERE e.id = $1"), id.to_string())
}

/// The entry of this id, locked until the transaction ends, so that it is taken back once.
pub fn find_for_update(conn: &mut Conn, id: EntryId) -> Result<Option<Held>, StoreError> {
    let lock = if conn.locks_rows() { " FOR UPDATE OF e" } else { "" };
    one(conn, format!("{SELECT} WHERE e.id = $1{lock}"), id.to_string())
}

/// What is charged for a leg now: the charge that was not taken back.
pub fn standing_charge(conn: &mut Conn, leg: LegId) -> Result<Option<Held>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE e.leg_id = $1 AND e.kind = 'postage_charged' AND r.id IS NULL \
         ORDER BY e.number DESC LIMIT 1"
    );
    one(conn, sql, leg.to_string())
}

/// All entries about one case, in their order.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Held>, StoreError> {
    let sql = format!("{SELECT} WHERE e.case_id = $1 ORDER BY e.number");
    let rows = sql_query(sql).bind::<Text, _>(case.to_string()).load(conn)?;
    whole(conn, rows)
}

/// Whose entries to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All.
    Everything,
    /// What happened at these points of the post.
    Points(Vec<PointCode>),
    /// What concerns the cases and the money of these agencies.
    Agencies(Vec<PointCode>),
}

/// Which entries to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Whose.
    pub scope: Scope,
    /// Those that post to this account.
    pub account: Option<Account>,
    /// Those that name this case, in the head or on a line.
    pub case: Option<CaseId>,
    /// Recorded not before.
    pub from: Option<At>,
    /// Recorded before.
    pub until: Option<At>,
}

/// Entries in the order of their numbers; the cursor is the number of the last one read.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: i64,
    limit: i64,
) -> Result<Page<Held>, StoreError> {
    let (scope, places): (&str, &[PointCode]) = match &filter.scope {
        Scope::Everything => ("all", &[]),
        Scope::Points(points) => ("points", points),
        Scope::Agencies(agencies) => ("agencies", agencies),
    };
    let sql = format!(
        "{SELECT} WHERE e.number > $1 \
         AND ($2 = 'all' OR ($2 = 'points' AND e.point IN {places}) \
              OR ($2 = 'agencies' AND e.agency IN {places})) \
         AND ($4 = '' OR e.number IN (SELECT number FROM ledger_postings WHERE account = $4)) \
         AND ($5 = '' OR e.case_id = $5 \
              OR e.number IN (SELECT number FROM ledger_postings WHERE case_id = $5)) \
         AND e.recorded_at >= $6 AND e.recorded_at < $7 ORDER BY e.number LIMIT $8",
        places = conn.each_text("$3")
    );
    let rows: Vec<EntryRow> = sql_query(sql)
        .bind::<BigInt, _>(after)
        .bind::<Text, _>(scope)
        .bind::<Text, _>(set(places))
        .bind::<Text, _>(filter.account.as_ref().map_or_else(String::new, Account::to_string))
        .bind::<Text, _>(filter.case.as_ref().map_or_else(String::new, CaseId::to_string))
        .bind::<BigInt, _>(filter.from.map_or(i64::MIN, At::millis))
        .bind::<BigInt, _>(filter.until.map_or(i64::MAX, At::millis))
        .bind::<BigInt, _>(limit + 1)
        .load(conn)?;
    let held = whole(conn, rows)?;
    Ok(Page::from_overfull(held, limit, |held| held.number.to_string()))
}
