//! The feed: facts in commit order, and each case's own gap-free sequence.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::base::{At, CaseId, ItemKey, PointCode, ScanId};
use crate::cases::Arrival;
use crate::feed::webhook::Scope;
use crate::feed::{About, Fact, NewFact};

use super::connection::Conn;
use super::custody::scan_id;
use super::dialect::{column, draw, insert_many, set, update_many};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;

#[derive(QueryableByName)]
struct AboutRow {
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Text)]
    parcel_id: String,
    #[diesel(sql_type = Text)]
    tracking: String,
    #[diesel(sql_type = Text)]
    leg_id: String,
    #[diesel(sql_type = Text)]
    case_id: String,
    #[diesel(sql_type = Text)]
    direction: String,
    #[diesel(sql_type = Nullable<Text>)]
    to_point: Option<String>,
}

/// Whom to tell about these parcels.
pub fn about(conn: &mut Conn, keys: &[ItemKey]) -> Result<HashMap<ItemKey, About>, StoreError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT p.item_key, p.id AS parcel_id, p.tracking, l.id AS leg_id, l.case_id, l.direction, \
         l.to_point FROM parcels p JOIN legs l ON l.id = p.leg_id WHERE p.item_key IN {}",
        conn.each_big("$1")
    );
    let rows: Vec<AboutRow> = sql_query(sql).bind::<Text, _>(set(keys)).kept().load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "parcels", id: &row.parcel_id };
            let about = About {
                case: reading.text(&row.case_id)?,
                leg: reading.text(&row.leg_id)?,
                arrival: Arrival {
                    direction: reading.text(&row.direction)?,
                    to_person: row.to_point.is_none(),
                },
                parcel: reading.text(&row.parcel_id)?,
                tracking: reading.text(&row.tracking)?,
            };
            Ok((ItemKey(row.item_key), about))
        })
        .collect()
}

#[derive(QueryableByName)]
struct CaseRow {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    agency: String,
    #[diesel(sql_type = BigInt)]
    last_sequence: i64,
}

/// A case that is told something: by which names, and the number of its last fact.
#[derive(Debug, Clone)]
pub struct Teller {
    code: String,
    agency: String,
    last_sequence: i64,
}

impl Teller {
    /// The number of its last fact.
    pub const fn last_sequence(&self) -> i64 {
        self.last_sequence
    }
}

/// Cases that are told something, by their ids.
pub type Tellers = BTreeMap<CaseId, Teller>;

/// Locks these cases, in the order of their ids, before anything of them is told.
pub fn lock_cases(conn: &mut Conn, cases: &BTreeSet<CaseId>) -> Result<Tellers, StoreError> {
    let lock = conn.for_update();
    read_tellers(conn, cases, lock)
}

/// These cases as they are now, for who tells them something later, where they are still so.
pub fn tellers(conn: &mut Conn, cases: &BTreeSet<CaseId>) -> Result<Tellers, StoreError> {
    read_tellers(conn, cases, "")
}

fn read_tellers(
    conn: &mut Conn,
    cases: &BTreeSet<CaseId>,
    lock: &str,
) -> Result<Tellers, StoreError> {
    if cases.is_empty() {
        return Ok(Tellers::new());
    }
    let sql = format!(
        "SELECT id, code, agency, last_sequence FROM cases WHERE id IN {} ORDER BY id{lock}",
        conn.each_text("$1")
    );
    let rows: Vec<CaseRow> = sql_query(sql).bind::<Text, _>(set(cases)).kept().load(conn)?;
    let teller = |row: CaseRow| {
        let id = Reading { table: "cases", id: &row.id }.text(&row.id)?;
        let CaseRow { code, agency, last_sequence, .. } = row;
        Ok((id, Teller { code, agency, last_sequence }))
    };
    rows.into_iter().map(teller).collect()
}

#[derive(QueryableByName)]
struct LatestRow {
    #[diesel(sql_type = Text)]
    case_id: String,
    #[diesel(sql_type = BigInt)]
    item_key: i64,
    #[diesel(sql_type = Binary)]
    scan_id: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    sequence: i64,
}

type Latest = HashMap<(CaseId, ItemKey, ScanId), i64>;

/// The latest fact about each scan of these cases.
fn latest(conn: &mut Conn, cases: &BTreeSet<CaseId>) -> Result<Latest, StoreError> {
    let sql = format!(
        "SELECT case_id, item_key, scan_id, MAX(sequence) AS sequence FROM facts \
         WHERE case_id IN {} AND item_key IS NOT NULL AND scan_id IS NOT NULL \
         GROUP BY case_id, item_key, scan_id",
        conn.each_text("$1")
    );
    let rows: Vec<LatestRow> = sql_query(sql).bind::<Text, _>(set(cases)).kept().load(conn)?;
    rows.into_iter()
        .map(|row| {
            let reading = Reading { table: "facts", id: &row.case_id };
            let scan = scan_id(reading, &row.scan_id)?;
            Ok(((reading.text(&row.case_id)?, ItemKey(row.item_key), scan), row.sequence))
        })
        .collect()
}

/// Facts with their numbers in their cases.
#[derive(Debug, Default)]
pub struct Numbered(Vec<Told>);

#[derive(Debug)]
struct Told {
    fact: NewFact,
    sequence: i64,
    supersedes: Option<i64>,
    code: String,
    agency: String,
}

/// Writes facts: gives each its number in its case and its position in the feed. To be called last in a
/// transaction, see [`append`].
pub fn tell(conn: &mut Conn, facts: Vec<NewFact>, now: At) -> Result<(), StoreError> {
    let mut tellers = lock_cases(conn, &facts.iter().map(|fact| fact.case).collect())?;
    let numbered = number(conn, &mut tellers, facts)?;
    append(conn, &numbered, now)
}

/// Gives facts their numbers in their cases, which have these numbers from now on. Where a case is not
/// locked, what is known of it must still be so.
///
/// # Errors
/// [`StoreError::Stale`] when somebody told one of the cases something meanwhile.
pub fn number(
    conn: &mut Conn,
    tellers: &mut Tellers,
    facts: Vec<NewFact>,
) -> Result<Numbered, StoreError> {
    if facts.is_empty() {
        return Ok(Numbered::default());
    }
    let cases: BTreeSet<CaseId> = facts.iter().map(|fact| fact.case).collect();
    let last = |tellers: &Tellers, case| tellers.get(case).map(|teller| teller.last_sequence);
    let was = column!(cases, Big, |case| last(tellers, case));
    let mut latest =
        if facts.iter().any(|fact| fact.revises) { latest(conn, &cases)? } else { HashMap::new() };
    let mut numbered = Vec::with_capacity(facts.len());
    for fact in facts {
        let case = tellers.get_mut(&fact.case).ok_or(StoreError::Stale)?;
        case.last_sequence += 1;
        let sequence = case.last_sequence;
        let supersedes = match (fact.item, fact.scan) {
            (Some(item), Some(scan)) => latest.insert((fact.case, item, scan), sequence),
            (Some(_) | None, Some(_) | None) => None,
        };
        let supersedes = supersedes.filter(|_| fact.revises);
        let (code, agency) = (case.code.clone(), case.agency.clone());
        numbered.push(Told { fact, sequence, supersedes, code, agency });
    }
    let keys =
        vec![("id", column!(cases, Text, |case| Some(case.to_string()))), ("last_sequence", was)];
    let columns = vec![("last_sequence", column!(cases, Big, |case| last(tellers, case)))];
    if update_many(conn, "cases", keys, columns)? < cases.len() {
        return Err(StoreError::Stale);
    }
    Ok(Numbered(numbered))
}

/// Gives facts their positions in the feed and writes them. To be called last in a transaction: from here to
/// the commit nobody else can take a position, so positions become visible in order and a reader's cursor
/// never skips.
pub fn append(conn: &mut Conn, facts: &Numbered, now: At) -> Result<(), StoreError> {
    let told = &facts.0;
    if told.is_empty() {
        return Ok(());
    }
    let first = draw(conn, "feed", told.len() as i64)?;
    let positions: Vec<i64> = (first..).take(told.len()).collect();
    let columns = [
        ("position", column!(positions, Big, |position| Some(*position))),
        ("case_id", column!(told, Text, |told| Some(told.fact.case.to_string()))),
        ("sequence", column!(told, Big, |told| Some(told.sequence))),
        ("kind", column!(told, Text, |told| Some(told.fact.kind.name()))),
        ("agency", column!(told, Text, |told| Some(told.agency.clone()))),
        ("case_code", column!(told, Text, |told| Some(told.code.clone()))),
        ("effective_at", column!(told, Big, |told| Some(told.fact.effective_at.millis()))),
        ("recorded_at", column!(told, Big, |_| Some(now.millis()))),
        ("item_key", column!(told, Big, |told| told.fact.item.map(|item| item.0))),
        ("scan_id", column!(told, Bytes, |told| told.fact.scan.map(|id| id.0.as_bytes().to_vec()))),
        ("supersedes", column!(told, Big, |told| told.supersedes)),
        ("data", column!(told, Text, |told| Some(told.fact.data.clone()))),
    ];
    insert_many(conn, "facts", &columns, "")?;
    Ok(())
}

#[derive(QueryableByName)]
struct FactRow {
    #[diesel(sql_type = BigInt)]
    position: i64,
    #[diesel(sql_type = Text)]
    case_id: String,
    #[diesel(sql_type = BigInt)]
    sequence: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    agency: String,
    #[diesel(sql_type = Text)]
    case_code: String,
    #[diesel(sql_type = BigInt)]
    effective_at: i64,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    supersedes: Option<i64>,
    #[diesel(sql_type = Bool)]
    test: bool,
    #[diesel(sql_type = Text)]
    data: String,
}

impl TryFrom<FactRow> for Fact {
    type Error = StoreError;

    fn try_from(row: FactRow) -> Result<Self, StoreError> {
        let reading = Reading { table: "facts", id: &row.position };
        Ok(Self {
            position: row.position,
            case: reading.text(&row.case_id)?,
            sequence: row.sequence,
            case_code: reading.text(&row.case_code)?,
            agency: reading.text(&row.agency)?,
            kind: reading.text(&row.kind)?,
            effective_at: At::from_millis(row.effective_at),
            recorded_at: At::from_millis(row.recorded_at),
            supersedes: row.supersedes,
            test: row.test,
            data: reading.json(&row.data)?,
        })
    }
}

const SELECT: &str = "SELECT position, case_id, sequence, kind, agency, case_code, effective_at, \
     recorded_at, supersedes, (SELECT test FROM cases WHERE cases.id = facts.case_id) AS test, data \
     FROM facts";

/// The facts after a position, in the order in which they became known; of some agencies only, when
/// agencies are given.
pub fn after(
    conn: &mut Conn,
    position: i64,
    agencies: Option<&[PointCode]>,
    limit: i64,
) -> Result<Vec<Fact>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE position > $1 AND ($2 = 'all' OR agency IN {}) ORDER BY position LIMIT $4",
        conn.each_text("$3")
    );
    let rows: Vec<FactRow> = sql_query(sql)
        .bind::<BigInt, _>(position)
        .bind::<Text, _>(if agencies.is_none() { "all" } else { "some" })
        .bind::<Text, _>(set(agencies.unwrap_or_default()))
        .bind::<BigInt, _>(limit)
        .kept()
        .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Whether a fact is within a webhook's scope: the row's name, and the parameters that
/// [`scope_parameters`] gives.
pub(super) fn in_scope(conn: &Conn, fact: &str, [agencies, events]: [&str; 2]) -> String {
    format!(
        "({agencies} = '[]' OR {fact}.agency IN {}) AND ({events} = '[]' OR {fact}.kind IN {})",
        conn.each_text(agencies),
        conn.each_text(events)
    )
}

/// The two sets of a scope as parameters: agencies, and the names of facts.
pub(super) fn scope_parameters(scope: &Scope) -> (String, String) {
    (set(&scope.agencies), set(scope.events.iter().map(|event| event.0.name())))
}

/// The facts after one position, up to another, that are within a webhook's scope.
pub fn within(
    conn: &mut Conn,
    scope: &Scope,
    (after, upto): (i64, i64),
) -> Result<Vec<Fact>, StoreError> {
    let sql = format!(
        "{SELECT} WHERE position > $1 AND position <= $2 AND {} ORDER BY position",
        in_scope(conn, "facts", ["$3", "$4"])
    );
    let (agencies, events) = scope_parameters(scope);
    let rows: Vec<FactRow> = sql_query(sql)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(upto)
        .bind::<Text, _>(agencies)
        .bind::<Text, _>(events)
        .kept()
        .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The facts at these positions, in their order.
pub fn at(conn: &mut Conn, positions: &[i64]) -> Result<Vec<Fact>, StoreError> {
    let each = conn.each_big("$1");
    let rows: Vec<FactRow> =
        sql_query(format!("{SELECT} WHERE position IN {each} ORDER BY position"))
            .bind::<Text, _>(set(positions))
            .kept()
            .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The last position that can be read. Unlike [`last_position`] it never lies before a commit.
pub fn last_visible(conn: &mut Conn) -> Result<i64, StoreError> {
    #[derive(QueryableByName)]
    struct Last {
        #[diesel(sql_type = BigInt)]
        position: i64,
    }
    let last: Last = sql_query("SELECT COALESCE(MAX(position), 0) AS position FROM facts")
        .kept()
        .get_result(conn)?;
    Ok(last.position)
}

/// The position behind which everything stands that became known at this time or later. Reads through the
/// feed: there is no index by time, because every fact would have to be written into it.
pub fn last_before(conn: &mut Conn, time: At) -> Result<i64, StoreError> {
    #[derive(QueryableByName)]
    struct First {
        #[diesel(sql_type = Nullable<BigInt>)]
        position: Option<i64>,
    }
    let first: First =
        sql_query("SELECT MIN(position) AS position FROM facts WHERE recorded_at >= $1")
            .bind::<BigInt, _>(time.millis())
            .kept()
            .get_result(conn)?;
    first.position.map_or_else(|| last_visible(conn), |position| Ok(position - 1))
}

/// What one case was told, from the first fact on.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Fact>, StoreError> {
    let rows: Vec<FactRow> = sql_query(format!("{SELECT} WHERE case_id = $1 ORDER BY sequence"))
        .bind::<Text, _>(case.to_string())
        .kept()
        .load(conn)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The last position given away: how far a reader can be behind.
pub fn last_position(conn: &mut Conn) -> Result<i64, StoreError> {
    #[derive(QueryableByName)]
    struct Last {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }
    let last: Last =
        sql_query("SELECT value FROM counters WHERE name = 'feed'").kept().get_result(conn)?;
    Ok(last.value)
}
