//! What was taken in on the road, and what of it waits for its case.

use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};
use uuid::Uuid;

use super::connection::Conn;
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::CaseCode;
use crate::base::{At, PersonId, Role, TokenId};

/// An acceptance as it is kept; its texts are the flow's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAcceptance {
    /// Its id, made on the phone.
    pub id: Uuid,
    /// Tells whether the same is sent again.
    pub fingerprint: Vec<u8>,
    /// The case it waits for.
    pub case_code: Option<CaseCode>,
    /// All that was said of it but the person.
    pub asked: String,
    /// The person, in a row that can be erased; none once the case has its own.
    pub person: Option<PersonId>,
    /// Who took it in,
    pub by: TokenId,
    /// and in which role.
    pub role: Role,
    /// When it came in.
    pub recorded_at: At,
    /// What became of it; none while it waits.
    pub made: Option<String>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Binary)]
    fingerprint: Vec<u8>,
    #[diesel(sql_type = Nullable<Text>)]
    case_code: Option<String>,
    #[diesel(sql_type = Text)]
    asked: String,
    #[diesel(sql_type = Nullable<Text>)]
    person_id: Option<String>,
    #[diesel(sql_type = Text)]
    token_id: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = BigInt)]
    recorded_at: i64,
    #[diesel(sql_type = Nullable<Text>)]
    made: Option<String>,
}

impl TryFrom<Row> for KeptAcceptance {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "road_acceptances", id: &row.id };
        Ok(Self {
            id: reading.text(&row.id)?,
            fingerprint: row.fingerprint,
            case_code: reading.maybe(row.case_code.as_deref())?,
            person: reading.maybe(row.person_id.as_deref())?,
            by: reading.text(&row.token_id)?,
            role: reading.text(&row.role)?,
            recorded_at: At::from_millis(row.recorded_at),
            asked: row.asked,
            made: row.made,
        })
    }
}

const SELECT: &str = "SELECT id, fingerprint, case_code, asked, person_id, token_id, role, \
     recorded_at, made FROM road_acceptances";

/// Keeps one. False when one is kept under the id already.
pub fn insert(conn: &mut Conn, kept: &KeptAcceptance) -> Result<bool, StoreError> {
    let added = sql_query(
        "INSERT INTO road_acceptances (id, fingerprint, case_code, asked, person_id, token_id, \
         role, recorded_at, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind::<Text, _>(kept.id.to_string())
    .bind::<Binary, _>(&kept.fingerprint)
    .bind::<Nullable<Text>, _>(kept.case_code.as_ref().map(ToString::to_string))
    .bind::<Text, _>(&kept.asked)
    .bind::<Nullable<Text>, _>(kept.person.map(|person| person.to_string()))
    .bind::<Text, _>(kept.by.to_string())
    .bind::<Text, _>(kept.role.as_str())
    .bind::<BigInt, _>(kept.recorded_at.millis())
    .bind::<Nullable<Text>, _>(kept.made.as_deref())
    .kept()
    .execute(conn)?;
    Ok(added > 0)
}

/// The one of this id, locked until the transaction ends.
pub fn find_for_update(conn: &mut Conn, id: Uuid) -> Result<Option<KeptAcceptance>, StoreError> {
    let sql = format!("{SELECT} WHERE id = $1{}", conn.for_update());
    let row: Option<Row> =
        sql_query(sql).bind::<Text, _>(id.to_string()).kept().get_result(conn).optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Those that wait for a case which is known now, the earliest first: for this one, or for whichever.
pub fn known_now(conn: &mut Conn, case: Option<&CaseCode>) -> Result<Vec<Uuid>, StoreError> {
    #[derive(QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = Text)]
        id: String,
    }
    let sql = "SELECT a.id FROM road_acceptances a JOIN cases c ON c.code = a.case_code \
         WHERE a.made IS NULL AND ($1 = '' OR a.case_code = $1) ORDER BY a.recorded_at, a.id LIMIT 200";
    let code = case.map(ToString::to_string).unwrap_or_default();
    let rows: Vec<Waiting> = sql_query(sql).bind::<Text, _>(code).kept().load(conn)?;
    let read = |row: Waiting| Reading { table: "road_acceptances", id: &row.id }.text(&row.id);
    rows.into_iter().map(read).collect()
}

/// Writes what became of one that waited; its person is the case's from now on.
pub fn made(conn: &mut Conn, id: Uuid, made: &str) -> Result<(), StoreError> {
    sql_query("UPDATE road_acceptances SET made = $1, person_id = NULL WHERE id = $2")
        .bind::<Text, _>(made)
        .bind::<Text, _>(id.to_string())
        .kept()
        .execute(conn)?;
    Ok(())
}
