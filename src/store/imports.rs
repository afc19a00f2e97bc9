//! The log of imports: who took in what, and when. Kinds and formats are kept as words, because they come
//! and go and the log stays.

use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::dialect::draw;
use super::error::StoreError;
use super::row::Reading;
use crate::base::paging::Page;
use crate::base::{At, TokenId};

/// One import that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What the file held.
    pub kind: String,
    /// Whose columns it had.
    pub source: String,
    /// In which of the source's formats.
    pub format: String,
    /// The fingerprint of the file, in hexadecimal digits.
    pub sha256: String,
    /// The rows read.
    pub read: i64,
    /// The entries that were new.
    pub added: i64,
    /// The entries that replaced one that differed.
    pub changed: i64,
    /// The entries that end earlier since.
    pub ended: i64,
    /// The entries that were known.
    pub unchanged: i64,
    /// The gaps opened.
    pub gaps_opened: i64,
    /// The gaps closed.
    pub gaps_closed: i64,
    /// The token of who did it.
    pub token: TokenId,
    /// What that token was called.
    pub actor: String,
    /// When.
    pub at: At,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Text)]
    format: String,
    #[diesel(sql_type = Text)]
    sha256: String,
    #[diesel(sql_type = BigInt)]
    rows_read: i64,
    #[diesel(sql_type = BigInt)]
    added: i64,
    #[diesel(sql_type = BigInt)]
    changed: i64,
    #[diesel(sql_type = BigInt)]
    ended: i64,
    #[diesel(sql_type = BigInt)]
    unchanged: i64,
    #[diesel(sql_type = BigInt)]
    gaps_opened: i64,
    #[diesel(sql_type = BigInt)]
    gaps_closed: i64,
    #[diesel(sql_type = Text)]
    token: String,
    #[diesel(sql_type = Text)]
    actor: String,
    #[diesel(sql_type = BigInt)]
    imported_at: i64,
}

impl TryFrom<Row> for (i64, Import) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let reading = Reading { table: "imports", id: &row.number };
        let import = Import {
            token: reading.text(&row.token)?,
            kind: row.kind,
            source: row.source,
            format: row.format,
            sha256: row.sha256,
            read: row.rows_read,
            added: row.added,
            changed: row.changed,
            ended: row.ended,
            unchanged: row.unchanged,
            gaps_opened: row.gaps_opened,
            gaps_closed: row.gaps_closed,
            actor: row.actor,
            at: At::from_millis(row.imported_at),
        };
        Ok((row.number, import))
    }
}

/// Writes an import down, under the next number.
pub fn insert(conn: &mut Conn, import: &Import) -> Result<(), StoreError> {
    let number = draw(conn, "imports", 1)?;
    sql_query(
        "INSERT INTO imports (number, kind, source, format, sha256, rows_read, added, changed, \
         ended, unchanged, gaps_opened, gaps_closed, token, actor, imported_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind::<BigInt, _>(number)
    .bind::<Text, _>(import.kind.as_str())
    .bind::<Text, _>(import.source.as_str())
    .bind::<Text, _>(import.format.as_str())
    .bind::<Text, _>(import.sha256.as_str())
    .bind::<BigInt, _>(import.read)
    .bind::<BigInt, _>(import.added)
    .bind::<BigInt, _>(import.changed)
    .bind::<BigInt, _>(import.ended)
    .bind::<BigInt, _>(import.unchanged)
    .bind::<BigInt, _>(import.gaps_opened)
    .bind::<BigInt, _>(import.gaps_closed)
    .bind::<Text, _>(import.token.to_string())
    .bind::<Text, _>(import.actor.as_str())
    .bind::<BigInt, _>(import.at.millis())
    .execute(conn)?;
    Ok(())
}

/// A page of imports with their numbers, the latest first.
pub fn list(
    conn: &mut Conn,
    before: Option<i64>,
    limit: i64,
) -> Result<Page<(i64, Import)>, StoreError> {
    list_between(conn, (At::from_millis(0), At::from_millis(i64::MAX)), before, limit)
}

/// The same of those that were done from one moment until just before another.
pub fn list_between(
    conn: &mut Conn,
    (from, until): (At, At),
    before: Option<i64>,
    limit: i64,
) -> Result<Page<(i64, Import)>, StoreError> {
    let rows: Vec<Row> = sql_query(
        "SELECT * FROM imports WHERE number < $1 AND imported_at >= $2 AND imported_at < $3 \
         ORDER BY number DESC LIMIT $4",
    )
    .bind::<BigInt, _>(before.unwrap_or(i64::MAX))
    .bind::<BigInt, _>(from.millis())
    .bind::<BigInt, _>(until.millis())
    .bind::<BigInt, _>(limit + 1)
    .load(conn)?;
    let imports = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::from_overfull(imports, limit, |(number, _)| number.to_string()))
}
