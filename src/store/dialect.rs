//! What SQLite and PostgreSQL say differently: writing many rows in one statement, and sets as one
//! parameter. A batch therefore takes the same number of statements whatever its size.

use std::fmt::Write as _;

use diesel::pg::Pg;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Double, Nullable, Text};
use diesel::{RunQueryDsl, sql_query};
use serde_json::Value;

use super::connection::Conn;
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

    const fn postgres_type(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Big(_) => "bigint",
            Self::Double(_) => "double precision",
            Self::Bool(_) => "boolean",
            Self::Bytes(_) => "bytea",
        }
    }

    fn json(&self, row: usize) -> Value {
        match self {
            Self::Text(values) => values[row].clone().into(),
            Self::Big(values) => values[row].into(),
            Self::Double(values) => values[row].into(),
            Self::Bool(values) => values[row].into(),
            Self::Bytes(values) => values[row].as_deref().map(hex).into(),
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

/// Writes many rows in one statement. `conflict` is what follows `ON CONFLICT`, or empty. Returns how
/// many rows were written.
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
    debug_assert!(columns.iter().all(|(_, column)| column.len() == rows));
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut sql = format!("INSERT INTO {table} ({}) SELECT ", names.join(", "));
    match conn {
        Conn::Postgres(conn) => {
            sql.push_str("* FROM unnest(");
            for (n, (_, column)) in columns.iter().enumerate() {
                let comma = if n == 0 { "" } else { ", " };
                let _ = write!(sql, "{comma}${}::{}[]", n + 1, column.postgres_type());
            }
            sql.push(')');
            push_conflict(&mut sql, conflict);
            let mut query = sql_query(sql).into_boxed::<Pg>();
            for (_, column) in columns {
                query = match column {
                    Column::Text(values) => query.bind::<Array<Nullable<Text>>, _>(values),
                    Column::Big(values) => query.bind::<Array<Nullable<BigInt>>, _>(values),
                    Column::Double(values) => query.bind::<Array<Nullable<Double>>, _>(values),
                    Column::Bool(values) => query.bind::<Array<Nullable<Bool>>, _>(values),
                    Column::Bytes(values) => query.bind::<Array<Nullable<Binary>>, _>(values),
                };
            }
            Ok(query.execute(conn)?)
        }
        Conn::Sqlite(conn) => {
            for (n, (_, column)) in columns.iter().enumerate() {
                let comma = if n == 0 { "" } else { ", " };
                let _ = match column {
                    Column::Bytes(_) => write!(sql, "{comma}unhex(value ->> '$[{n}]')"),
                    Column::Text(_) | Column::Big(_) | Column::Double(_) | Column::Bool(_) => {
                        write!(sql, "{comma}value ->> '$[{n}]'")
                    }
                };
            }
            // `WHERE true` keeps the parser from reading ON CONFLICT as a join's ON.
            sql.push_str(" FROM json_each($1) WHERE true");
            push_conflict(&mut sql, conflict);
            let table: Vec<Value> = (0..rows)
                .map(|row| columns.iter().map(|(_, column)| column.json(row)).collect())
                .collect();
            let json = Value::from(table).to_string();
            Ok(sql_query(sql).bind::<Text, _>(json).kept().execute(conn)?)
        }
    }
}

fn push_conflict(sql: &mut String, conflict: &str) {
    if !conflict.is_empty() {
        sql.push_str(" ON CONFLICT ");
        sql.push_str(conflict);
    }
}

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
