//! Lists of what is claimed. Records of liability and complaints are listed alike: what some points answer for or what
//! concerns cases of theirs, the oldest first.

use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, QueryableByName, RunQueryDsl, sql_query};

use super::cases::real;
use super::connection::Conn;
use super::dialect::set;
use super::error::StoreError;
use super::kept::Keep as _;
use crate::base::paging::Page;
use crate::base::{At, PointCode};

/// Which ones to list.
#[derive(Debug, Clone, Default)]
pub struct Filter<S> {
    /// That far; all when none is given.
    pub stage: Option<S>,
    /// That one of these points answers for, or about cases of theirs; all when none are given.
    pub points: Option<Vec<PointCode>>,
}

/// Where they stand, and which of them.
pub(super) struct Listed<'a> {
    /// The columns that are read, and from where.
    pub select: &'static str,
    /// What the table is called there.
    pub table: &'static str,
    /// The column by which they are put in order.
    pub since: &'static str,
    /// That far; all when it is empty.
    pub stage: &'static str,
    /// Of these points; all when none are given.
    pub points: Option<&'a [PointCode]>,
}

/// A page of them. The cursor is the time and id of the last one read.
pub(super) fn page<R, T>(
    conn: &mut Conn,
    listed: &Listed<'_>,
    (after, limit): (Option<(At, String)>, i64),
    cursor: impl Fn(&T) -> (At, String),
) -> Result<Page<T>, StoreError>
where
    R: QueryableByName<<Conn as Connection>::Backend> + TryInto<T, Error = StoreError> + 'static,
{
    let Listed { select, table, since, .. } = listed;
    let (after_at, after_id) = after.map_or((-1, String::new()), |(at, id)| (at.millis(), id));
    let sql = format!(
        "{select} WHERE ({table}.{since} > $1 OR ({table}.{since} = $1 AND {table}.id > $2)) \
         AND ($3 = '' OR {table}.stage = $3) AND {} AND {} ORDER BY {table}.{since}, {table}.id LIMIT $6",
        concerns(conn, table, ["$4", "$5"]),
        real(&format!("{table}.item_key"))
    );
    let rows: Vec<R> = sql_query(sql)
        .bind::<BigInt, _>(after_at)
        .bind::<Text, _>(after_id)
        .bind::<Text, _>(listed.stage)
        .bind::<Text, _>(scope(listed.points))
        .bind::<Text, _>(set(listed.points.unwrap_or_default()))
        .bind::<BigInt, _>(limit + 1)
        .kept()
        .load(conn)?;
    let items: Result<Vec<T>, StoreError> = rows.into_iter().map(TryInto::try_into).collect();
    Ok(Page::from_overfull(items?, limit, |one| {
        let (since, id) = cursor(one);
        format!("{}.{id}", since.millis())
    }))
}

/// The first of the two parameters of [`concerns`].
pub(super) const fn scope(points: Option<&[PointCode]>) -> &'static str {
    if points.is_none() { "everywhere" } else { "points" }
}

/// A condition: one of some points answers for it, or the case is of one of them. Parameters: the scope, and
/// the set of points.
fn concerns(conn: &Conn, table: &str, [scope, points]: [&str; 2]) -> String {
    let each = conn.each_text(points);
    format!(
        "({scope} = 'everywhere' OR {table}.answers IN {each} OR EXISTS (SELECT 1 FROM parcels p \
         JOIN legs g ON g.id = p.leg_id JOIN cases c ON c.id = g.case_id \
         WHERE p.item_key = {table}.item_key AND c.agency IN {each}))"
    )
}
