//! What imports have left open: a column of an entry that nothing could be made of, or that names what is
//! no longer there. Only open ones are kept.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};
use serde::Serialize;

use super::connection::Conn;
use super::dialect::{column, insert_many, set};
use super::error::StoreError;
use crate::base::At;
use crate::base::paging::Page;

/// Something that an import left open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The kind of file it belongs to.
    pub kind: String,
    /// What names the entry there, with its first day.
    pub entry: String,
    /// The column.
    pub column: String,
    /// What stood there; empty when nothing did.
    pub found: String,
    /// When it was opened.
    pub since: At,
}

/// Which gaps to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GapFilter {
    /// Only those of this kind of file.
    pub kind: Option<String>,
    /// Only those of this column.
    pub column: Option<String>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    entry: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    found: String,
    #[diesel(sql_type = BigInt)]
    since: i64,
}

impl From<Row> for Gap {
    fn from(row: Row) -> Self {
        let Row { kind, entry, column_name: column, found, since } = row;
        Self { kind, entry, column, found, since: At::from_millis(since) }
    }
}

/// How many gaps of one column are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, QueryableByName)]
pub struct GapCount {
    /// The kind of file.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// The column.
    #[diesel(sql_type = Text)]
    #[diesel(column_name = column_name)]
    pub column: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub open: i64,
}

/// All open gaps of a kind of file.
pub fn of_kind(conn: &mut Conn, kind: &str) -> Result<Vec<Gap>, StoreError> {
    let rows: Vec<Row> =
        sql_query("SELECT * FROM import_gaps WHERE kind = $1").bind::<Text, _>(kind).load(conn)?;
    Ok(rows.into_iter().map(Gap::from).collect())
}

/// How many are open, by kind and column.
pub fn count(conn: &mut Conn) -> Result<Vec<GapCount>, StoreError> {
    let sql = "SELECT kind, column_name, COUNT(*) AS open FROM import_gaps \
               GROUP BY kind, column_name ORDER BY kind, column_name";
    Ok(sql_query(sql).load(conn)?)
}

/// A page of open gaps, by kind, entry and column; `after` is the place of the last one seen.
pub fn list(
    conn: &mut Conn,
    filter: &GapFilter,
    after: Option<&str>,
    limit: i64,
) -> Result<Page<Gap>, StoreError> {
    let rows: Vec<Row> = sql_query(
        "SELECT kind, entry, column_name, found, since FROM import_gaps \
         WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR column_name = $2) \
         AND kind || ' ' || entry || ' ' || column_name > $3 \
         ORDER BY kind || ' ' || entry || ' ' || column_name LIMIT $4",
    )
    .bind::<Text, _>(filter.kind.as_deref().unwrap_or_default())
    .bind::<Text, _>(filter.column.as_deref().unwrap_or_default())
    .bind::<Text, _>(after.unwrap_or_default())
    .bind::<BigInt, _>(limit + 1)
    .load(conn)?;
    let gaps = rows.into_iter().map(Gap::from).collect();
    Ok(Page::from_overfull(gaps, limit, place))
}

/// The place of a gap in the list.
fn place(gap: &Gap) -> String {
    format!("{} {} {}", gap.kind, gap.entry, gap.column)
}

/// Opens gaps; one that is open already gets what was found now.
pub fn save(conn: &mut Conn, gaps: &[Gap]) -> Result<(), StoreError> {
    insert_many(
        conn,
        "import_gaps",
        &[
            ("kind", column!(gaps, Text, |gap| Some(gap.kind.clone()))),
            ("entry", column!(gaps, Text, |gap| Some(gap.entry.clone()))),
            ("column_name", column!(gaps, Text, |gap| Some(gap.column.clone()))),
            ("found", column!(gaps, Text, |gap| Some(gap.found.clone()))),
            ("since", column!(gaps, Big, |gap| Some(gap.since.millis()))),
        ],
        "(kind, entry, column_name) DO UPDATE SET found = excluded.found",
    )?;
    Ok(())
}

/// Closes gaps.
pub fn close(conn: &mut Conn, gaps: &[Gap]) -> Result<(), StoreError> {
    if gaps.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "DELETE FROM import_gaps WHERE kind || ' ' || entry || ' ' || column_name IN {}",
        conn.each_text("$1")
    );
    sql_query(sql).bind::<Text, _>(set(gaps.iter().map(place))).execute(conn)?;
    Ok(())
}
