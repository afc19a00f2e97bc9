//! The access log: every look at a person's details. A person's row is read in exchange for a [`Noted`]
//! alone, and a `Noted` is made by writing the line, so a page that forgot the log has nothing to show.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::{Conn, write};
use super::dialect::{column, insert_many};
use super::error::StoreError;
use super::kept::Keep as _;
use super::row::Reading;
use crate::base::codes::CaseCode;
use crate::base::paging::Page;
use crate::base::{Actor, At, PersonId, TokenId, ViewId};
use crate::people::View;

/// The look at some persons is on record: what [`super::persons::read`] asks for.
#[derive(Debug)]
#[must_use = "it is spent to read the persons"]
pub struct Noted(Vec<PersonId>);

impl Noted {
    /// Whose details may be read for it.
    pub(super) fn into_persons(self) -> Vec<PersonId> {
        self.0
    }
}

/// Writes a line for each look, all in one statement.
pub fn note(conn: &mut Conn, views: &[View]) -> Result<Noted, StoreError> {
    if views.is_empty() {
        return Ok(Noted(Vec::new()));
    }
    let columns = [
        ("id", column!(views, Text, |v| Some(v.id.to_string()))),
        ("at", column!(views, Big, |v| Some(v.at.millis()))),
        ("token_id", column!(views, Text, |v| Some(v.by.to_string()))),
        ("page", column!(views, Text, |v| Some(v.page.clone()))),
        ("case_id", column!(views, Text, |v| Some(v.case.to_string()))),
        ("parcel_id", column!(views, Text, |v| v.parcel.map(|id| id.to_string()))),
        ("person_id", column!(views, Text, |v| Some(v.person.to_string()))),
    ];
    write(conn, |conn| insert_many(conn, "access_log", &columns, ""))?;
    Ok(Noted(views.iter().map(|view| view.person).collect()))
}

/// A line as it is read: the look, the case by the code people know, and the name of who looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The look.
    pub view: View,
    /// The case.
    pub case_code: CaseCode,
    /// What who looked is called here; empty for the command line.
    pub name: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = Text)]
    token_id: String,
    #[diesel(sql_type = Text)]
    page: String,
    #[diesel(sql_type = Text)]
    case_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    parcel_id: Option<String>,
    #[diesel(sql_type = Text)]
    person_id: String,
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
}

impl TryFrom<Row> for Looked {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "access_log", id: &row.id };
        let citizen = Actor::citizen();
        let by_citizen = row.token_id == citizen.token.to_string();
        Ok(Self {
            case_code: reading.text(&row.code)?,
            view: View {
                id: reading.text(&row.id)?,
                at: At::from_millis(row.at),
                by: reading.text(&row.token_id)?,
                case: reading.text(&row.case_id)?,
                parcel: reading.maybe(row.parcel_id.as_deref())?,
                person: reading.text(&row.person_id)?,
                page: row.page,
            },
            name: if by_citizen { citizen.name } else { row.name },
        })
    }
}

/// How many lines somebody left on a page since then.
pub fn count(conn: &mut Conn, by: TokenId, page: &str, since: At) -> Result<i64, StoreError> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        many: i64,
    }
    let count: Count = sql_query(
        "SELECT COUNT(*) AS many FROM access_log WHERE token_id = $1 AND at >= $2 AND page = $3",
    )
    .bind::<Text, _>(by.to_string())
    .bind::<BigInt, _>(since.millis())
    .bind::<Text, _>(page)
    .kept()
    .get_result(conn)?;
    Ok(count.many)
}

/// Which lines to list; all when nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this case.
    pub case: Option<CaseCode>,
    /// Of who looked.
    pub by: Option<TokenId>,
    /// Of who looked, by what they are called here.
    pub name: Option<String>,
    /// From this moment on.
    pub from: Option<At>,
    /// Until just before this moment.
    pub until: Option<At>,
}

/// The lines, the newest first. The cursor is the id of the last one read: ids sort by time.
pub fn list(
    conn: &mut Conn,
    filter: &Filter,
    before: Option<ViewId>,
    limit: i64,
) -> Result<Page<Looked>, StoreError> {
    // A user acts under a token's id of the same number, and ids print as a prefix and the number.
    let rows: Vec<Row> = sql_query(
        "SELECT l.id, l.at, l.token_id, l.page, l.case_id, l.parcel_id, l.person_id, c.code, \
         COALESCE(t.name, u.name, '') AS name FROM access_log l \
         JOIN cases c ON c.id = l.case_id LEFT JOIN tokens t ON t.id = l.token_id \
         LEFT JOIN users u ON u.id = 'usr_' || substr(l.token_id, 5) \
         WHERE ($1 = '' OR l.id < $1) AND ($2 = '' OR c.code = $2) AND ($3 = '' OR l.token_id = $3) \
         AND ($4 = '' OR COALESCE(t.name, u.name, '') = $4) AND l.at >= $5 AND l.at < $6 \
         ORDER BY l.id DESC LIMIT $7",
    )
    .bind::<Text, _>(before.map(|id| id.to_string()).unwrap_or_default())
    .bind::<Text, _>(filter.case.as_ref().map(ToString::to_string).unwrap_or_default())
    .bind::<Text, _>(filter.by.map(|by| by.to_string()).unwrap_or_default())
    .bind::<Text, _>(filter.name.clone().unwrap_or_default())
    .bind::<BigInt, _>(filter.from.map_or(i64::MIN, At::millis))
    .bind::<BigInt, _>(filter.until.map_or(i64::MAX, At::millis))
    .bind::<BigInt, _>(limit + 1)
    .kept()
    .load(conn)?;
    let lines: Result<Vec<Looked>, StoreError> = rows.into_iter().map(TryInto::try_into).collect();
    Ok(Page::from_overfull(lines?, limit, |line| line.view.id.to_string()))
}
