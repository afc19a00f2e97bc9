//! What SQLite and PostgreSQL say differently: writing many rows in one statement, and sets as one
//! parameter. A batch therefore takes a handful of statements whatever its size.

use std::fmt::Write as _;
use std::ops::Range;

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Binary, Bool, Double, Nullable, Text};
use diesel::sqlite::Sqlite;
use diesel::{QueryResult, RunQueryDsl, sql_query};

use super::connection::{Conn, write};
use super::error::StoreError;
use super::kept::Keep as _;

/// The values of one column, a row each.
#[derive(Debug, Clone)]
pub enum Column {
    /// Text.
    Text(Vec<Option<String>>),
    /// Whole numbers; times are UTC milliseconds.
    Big(Vec<Option<i64>>),
    /// Numbers with a fraction.
    Double(Vec<Option<f64>>),
    /// Yes or no.
    Bool(Vec<Option<bool>>),
    /// Bytes.
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Big(values) => values.len(),
            Self::Double(values) => values.len(),
            Self::Bool(values) => values.len(),
            Self::Bytes(values) => values.len(),
        }
    }

    /// The type of an array of these values, as PostgreSQL is told it.
    const fn as_array(&self) -> &'static str {
        match self {
            Self::Text(_) => "::text[]",
            Self::Big(_) => "::bigint[]",
            Self::Double(_) => "::double precision[]",
            Self::Bool(_) => "::boolean[]",
            Self::Bytes(_) => "::bytea[]",
        }
    }
}

/// Collects the values of one column from rows. `column!(rows, Text, |row| Some(row.name.clone()))`.
macro_rules! column {
    ($rows:expr, $kind:ident, $value:expr) => {
        $crate::store::dialect::Column::$kind($rows.iter().map($value).collect())
    };
}
pub(crate) use column;

/// Writes many rows: on PostgreSQL in one statement, on SQLite in one for each power of two that their number
/// is made of, so that a few statements stay prepared for each table. `conflict` is what follows
/// `ON CONFLICT`, or empty. Returns how many rows were written; all of them are, or none.
pub fn insert_many(
    conn: &mut Conn,
    table: &'static str,
    columns: &[(&'static str, Column)],
    conflict: &'static str,
) -> Result<usize, StoreError> {
    let rows = columns.first().map_or(0, |(_, column)| column.len());
    if rows == 0 {
        return Ok(0);
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let head = format!("INSERT {}INTO {table} ({}) ", conn.or_fail(), names.join(", "));
    let tail = if conflict.is_empty() { String::new() } else { format!(" ON CONFLICT {conflict}") };
    write_rows(conn, rows, (&head, columns, &tail))
}

/// Gives rows that are there other values, where their keys, and whatever else is named with them, still say
/// what is expected. Returns how many did.
pub fn update_many(
    conn: &mut Conn,
    table: &'static str,
    keys: Vec<(&'static str, Column)>,
    columns: Vec<(&'static str, Column)>,
) -> Result<usize, StoreError> {
    let rows = keys.first().map_or(0, |(_, column)| column.len());
    if rows == 0 {
        return Ok(0);
    }
    let each = |from: usize, columns: &[(&str, Column)], left: &str, between: &str| {
        let pairs =
            (from..).zip(columns).map(|(n, (name, _))| format!("{left}{name} = rows.column{n}"));
        pairs.collect::<Vec<_>>().join(between)
    };
    let set = each(keys.len() + 1, &columns, "", ", ");
    let found = each(1, &keys, &format!("{table}."), " AND ");
    let all: Vec<(&'static str, Column)> = keys.into_iter().chain(columns).collect();
    let head = format!("UPDATE {}{table} SET {set} FROM (", conn.or_fail());
    // SQLite calls the columns of a list of values so; PostgreSQL is told to.
    let names = match conn {
        Conn::Postgres(_) => {
            let names: Vec<String> = (1..=all.len()).map(|n| format!("column{n}")).collect();
            format!("rows ({})", names.join(", "))
        }
        Conn::Sqlite(_) => "rows".to_owned(),
    };
    let tail = format!(") AS {names} WHERE {found}");
    write_rows(conn, rows, (&head, &all, &tail))
}

type Rows<'a> = (&'a str, &'a [(&'static str, Column)], &'a str);

fn write_rows(
    conn: &mut Conn,
    rows: usize,
    (head, columns, tail): Rows<'_>,
) -> Result<usize, StoreError> {
    debug_assert!(columns.iter().all(|(_, column)| column.len() == rows));
    write(conn, |conn| match conn {
        Conn::Postgres(conn) => Ok(Unnested { head, columns, tail }.execute(conn)?),
        Conn::Sqlite(conn) => {
            let mut written = 0;
            for rows in powers_of_two(rows) {
                written += Listed { head, columns, rows, tail }.execute(conn)?;
            }
            Ok(written)
        }
    })
}

/// Parts of so many rows, the largest first.
fn powers_of_two(rows: usize) -> impl Iterator<Item = Range<usize>> {
    let mut begun = 0;
    std::iter::from_fn(move || {
        let largest = 1 << (rows - begun).checked_ilog2()?.min(LARGEST.ilog2());
        begun += largest;
        Some(begun - largest..begun)
    })
}

/// At most so many rows stand in one of SQLite's statements; larger ones gain nothing.
const LARGEST: usize = 64;

/// Rows as PostgreSQL takes them: an array for each column.
struct Unnested<'a> {
    head: &'a str,
    columns: &'a [(&'static str, Column)],
    tail: &'a str,
}

impl QueryFragment<Pg> for Unnested<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.head);
        for (n, (_, column)) in self.columns.iter().enumerate() {
            out.push_sql(if n == 0 { "SELECT * FROM unnest(" } else { ", " });
            match column {
                Column::Text(values) => out.push_bind_param::<Array<Nullable<Text>>, _>(values),
                Column::Big(values) => out.push_bind_param::<Array<Nullable<BigInt>>, _>(values),
                Column::Double(values) => out.push_bind_param::<Array<Nullable<Double>>, _>(values),
                Column::Bool(values) => out.push_bind_param::<Array<Nullable<Bool>>, _>(values),
                Column::Bytes(values) => out.push_bind_param::<Array<Nullable<Binary>>, _>(values),
            }?;
            out.push_sql(column.as_array());
        }
        out.push_sql(")");
        out.push_sql(self.tail);
        Ok(())
    }
}

/// Rows as SQLite takes them: value after value.
struct Listed<'a> {
    head: &'a str,
    columns: &'a [(&'static str, Column)],
    rows: Range<usize>,
    tail: &'a str,
}

impl QueryFragment<Sqlite> for Listed<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(self.head);
        for row in self.rows.clone() {
            out.push_sql(if row == self.rows.start { "VALUES (" } else { "), (" });
            for (n, (_, column)) in self.columns.iter().enumerate() {
                if n > 0 {
                    out.push_sql(", ");
                }
                match column {
                    Column::Text(values) => out.push_bind_param::<Nullable<Text>, _>(&values[row]),
                    Column::Big(values) => out.push_bind_param::<Nullable<BigInt>, _>(&values[row]),
                    Column::Double(values) => {
                        out.push_bind_param::<Nullable<Double>, _>(&values[row])
                    }
                    Column::Bool(values) => out.push_bind_param::<Nullable<Bool>, _>(&values[row]),
                    Column::Bytes(values) => {
                        out.push_bind_param::<Nullable<Binary>, _>(&values[row])
                    }
                }?;
            }
        }
        out.push_sql(")");
        out.push_sql(self.tail);
        Ok(())
    }
}

/// Found by their texts, which are few, and kept prepared.
macro_rules! kept_by_text {
    ($rows:ident) => {
        impl QueryId for $rows<'_> {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }

        impl<C> RunQueryDsl<C> for $rows<'_> {}
    };
}
kept_by_text!(Unnested);
kept_by_text!(Listed);

impl Conn {
    /// A set of whole numbers in SQL: `key IN {conn.each_big("$1")}`, the parameter being [`set`] text.
    ///
    /// PostgreSQL guesses that a function of JSON returns a hundred rows, and would then rather read all of
    /// a table of some ten thousand than look a few of them up. Of an array it guesses ten.
    pub fn each_big(&self, parameter: &str) -> String {
        match self {
            Self::Postgres(_) => unnested("v::bigint", parameter),
            Self::Sqlite(_) => format!("(SELECT value FROM json_each({parameter}))"),
        }
    }

    /// A set of texts in SQL, like [`Conn::each_big`].
    pub fn each_text(&self, parameter: &str) -> String {
        match self {
            Self::Postgres(_) => unnested("v", parameter),
            Self::Sqlite(_) => format!("(SELECT value FROM json_each({parameter}))"),
        }
    }

    /// A set of bytes in SQL, like [`Conn::each_big`]; the parameter is [`bytes_set`] text.
    pub fn each_bytes(&self, parameter: &str) -> String {
        match self {
            Self::Postgres(_) => unnested("decode(v, 'hex')", parameter),
            Self::Sqlite(_) => format!("(SELECT unhex(value) FROM json_each({parameter}))"),
        }
    }

    /// Whether several writers can be at work at once, each holding rows; on SQLite one holds the file.
    pub const fn locks_rows(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// What a statement of many rows does when one of them is refused: SQLite would keep a journal of each such
    /// statement to undo it alone, though the transaction is undone as a whole.
    const fn or_fail(&self) -> &'static str {
        match self {
            Self::Postgres(_) => "",
            Self::Sqlite(_) => "OR FAIL ",
        }
    }

    /// The end of a `SELECT` that locks its rows until the transaction ends. On SQLite the writing
    /// transaction already holds the whole file.
    pub const fn for_update(&self) -> &'static str {
        match self {
            Self::Postgres(_) => " FOR UPDATE",
            Self::Sqlite(_) => "",
        }
    }
}

fn unnested(value: &str, parameter: &str) -> String {
    format!(
        "(SELECT unnest(ARRAY(SELECT {value} FROM json_array_elements_text({parameter}::json) AS v)))"
    )
}

/// A set as one parameter, for [`Conn::each_big`] and [`Conn::each_text`].
pub fn set<T: serde::Serialize>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<T> = values.into_iter().collect();
    serde_json::to_string(&values).expect("numbers and texts are JSON")
}

/// A set of bytes as one parameter, for [`Conn::each_bytes`].
pub fn bytes_set<'a>(values: impl IntoIterator<Item = &'a [u8]>) -> String {
    set(values.into_iter().map(hex))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Draws `count` numbers from a counter and returns the first. The counter's row stays locked until the
/// transaction ends, so numbers become visible in the order in which transactions commit.
pub fn draw(conn: &mut Conn, counter: &'static str, count: i64) -> Result<i64, StoreError> {
    #[derive(diesel::QueryableByName)]
    struct Drawn {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }
    let drawn: Drawn =
        sql_query("UPDATE counters SET value = value + $1 WHERE name = $2 RETURNING value")
            .bind::<BigInt, _>(count)
            .bind::<Text, _>(counter)
            .kept()
            .get_result(conn)?;
    Ok(drawn.value - count + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Database, StoreError, write};
    use diesel::connection::SimpleConnection;

    #[derive(diesel::QueryableByName, Debug, PartialEq)]
    struct Row {
        #[diesel(sql_type = Text)]
        a: String,
        #[diesel(sql_type = Nullable<BigInt>)]
        b: Option<i64>,
        #[diesel(sql_type = Nullable<Double>)]
        c: Option<f64>,
        #[diesel(sql_type = Bool)]
        d: bool,
        #[diesel(sql_type = Nullable<Binary>)]
        e: Option<Vec<u8>>,
    }

    #[test]
    fn many_rows_go_in_and_come_back_as_they_were() {
        let dir = tempfile::tempdir().unwrap();
        let mut conn = Database::Sqlite(dir.path().join("t.db")).open().unwrap();
        conn.batch_execute(
            "CREATE TABLE t (a TEXT PRIMARY KEY, b BIGINT, c DOUBLE, d BOOLEAN, e BLOB)",
        )
        .unwrap();
        let columns = vec![
            ("a", Column::Text(vec![Some("Nguyễn \"x\"".into()), Some("y".into())])),
            ("b", Column::Big(vec![Some(i64::MAX), None])),
            ("c", Column::Double(vec![Some(18.25), None])),
            ("d", Column::Bool(vec![Some(true), Some(false)])),
            ("e", Column::Bytes(vec![Some(vec![0, 255]), None])),
        ];
        let wrote = write(&mut conn, |conn| insert_many(conn, "t", &columns, "")).unwrap();
        assert_eq!(wrote, 2);
        let again = insert_many(&mut conn, "t", &columns, "(a) DO NOTHING").unwrap();
        assert_eq!(again, 0);
        let sql = format!(
            "SELECT * FROM t WHERE e IN {} OR a IN {}",
            conn.each_bytes("$1"),
            conn.each_text("$2")
        );
        let rows: Vec<Row> = sql_query(sql)
            .bind::<Text, _>(bytes_set([[0u8, 255].as_slice()]))
            .bind::<Text, _>(set(["y"]))
            .load(&mut conn)
            .unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].a, "Nguyễn \"x\"");
        assert_eq!(rows[0].b, Some(i64::MAX));
        assert_eq!(rows[0].e, Some(vec![0, 255]));
        let refused: Result<usize, StoreError> = insert_many(&mut conn, "t", &columns, "");
        assert!(matches!(refused, Err(StoreError::Constraint(_))));
    }
}
