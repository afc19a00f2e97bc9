//! The two migration trees make the same schema: the same tables, columns and constraints, under the
//! same names. A constraint's name is what a refusal is looked up by, so none may be left to chance.

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use hosopost::store::{Conn, schema};

use crate::kit::databases::TestDatabase;

/// Diesel's own table of migrations that ran is not ours to compare.
const NOT_OURS: &str = "__diesel_schema_migrations";

const SQLITE_COLUMNS: &str = r#"
    SELECT m.name || '.' || c.name || ' ' || lower(c.type)
           || CASE c."notnull" WHEN 0 THEN ' optional' ELSE ' required' END AS line
    FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"#;

const POSTGRES_COLUMNS: &str = "
    SELECT table_name || '.' || column_name || ' ' || data_type
           || CASE is_nullable WHEN 'YES' THEN ' optional' ELSE ' required' END AS line
    FROM information_schema.columns WHERE table_schema = current_schema()";

const SQLITE_INDEXES: &str = r#"
    SELECT m.name || ' ' || i.name || CASE i."unique" WHEN 1 THEN ' unique' ELSE '' END
           || CASE i.partial WHEN 1 THEN ' partial' ELSE '' END || ' ('
           || (SELECT group_concat(COALESCE(c.name, 'expression'), ', ')
               FROM (SELECT * FROM pragma_index_info(i.name) ORDER BY seqno) c)
           || ')' AS line
    FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'c'"#;

const POSTGRES_INDEXES: &str = "
    SELECT t.relname || ' ' || c.relname || CASE i.indisunique WHEN true THEN ' unique' ELSE '' END
           || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END || ' ('
           || (SELECT string_agg(COALESCE(a.attname, 'expression'), ', ' ORDER BY k.n)
               FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)
               LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum)
           || ')' AS line
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)";

const SQLITE_TABLES: &str = "SELECT sql AS line FROM sqlite_master WHERE type = 'table'";

const POSTGRES_CONSTRAINTS: &str = "
    SELECT t.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid) AS line
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND k.contype IN ('p', 'u', 'f', 'c')";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(conn: &mut Conn, query: &str) -> Vec<String> {
    let found: Vec<Line> = sql_query(query).load(conn).unwrap();
    let mut lines: Vec<String> = found
        .into_iter()
        .map(|found| found.line)
        .filter(|line| !line.contains(NOT_OURS) && !line.contains("sqlite_"))
        .collect();
    lines.sort();
    lines
}

fn columns(conn: &mut Conn) -> Vec<String> {
    match conn {
        Conn::Sqlite(_) => lines(conn, SQLITE_COLUMNS),
        Conn::Postgres(_) => lines(conn, POSTGRES_COLUMNS)
            .into_iter()
            .map(|line| line.replace("double precision", "double").replace("bytea", "blob"))
            .collect(),
    }
}

fn indexes(conn: &mut Conn) -> Vec<String> {
    match conn {
        Conn::Sqlite(_) => lines(conn, SQLITE_INDEXES),
        Conn::Postgres(_) => lines(conn, POSTGRES_INDEXES),
    }
}

/// `table name definition` of every constraint, in one spelling; of a check only that it is one, since
/// PostgreSQL writes expressions its own way.
fn constraints(conn: &mut Conn) -> Vec<String> {
    let mut found: Vec<String> = match conn {
        Conn::Sqlite(_) => {
            lines(conn, SQLITE_TABLES).iter().flat_map(|sql| constraints_in(sql)).collect()
        }
        Conn::Postgres(_) => lines(conn, POSTGRES_CONSTRAINTS)
            .iter()
            .map(|line| {
                let (table, rest) = line.split_once(' ').unwrap();
                let (name, definition) = rest.split_once(' ').unwrap();
                one_spelling(table, name, definition)
            })
            .collect(),
    };
    found.sort();
    found
}

fn one_spelling(table: &str, name: &str, definition: &str) -> String {
    // PostgreSQL quotes a column that is also a word of its language.
    let flat: String = definition.to_lowercase().replace('"', "").split_whitespace().collect();
    let flat = if flat.starts_with("check") { "check" } else { flat.as_str() };
    format!("{table} {name} {flat}")
}

/// The constraints of one `CREATE TABLE`; one without a name is listed as `(unnamed)`.
fn constraints_in(sql: &str) -> Vec<String> {
    let sql: String = sql.lines().map(|line| line.split("--").next().unwrap()).collect();
    let (head, body) = sql.split_once('(').unwrap();
    let table = head.split_whitespace().last().unwrap().trim_matches('"');
    let end = body.rfind(')').unwrap();
    parts(&body[..end])
        .iter()
        .filter_map(|part| {
            let words: Vec<&str> = part.split_whitespace().collect();
            if words.first().is_some_and(|word| word.eq_ignore_ascii_case("CONSTRAINT")) {
                return Some(one_spelling(table, words[1], &words[2..].join(" ")));
            }
            let upper = part.to_uppercase();
            ["PRIMARY KEY", "UNIQUE", "REFERENCES", "CHECK"]
                .iter()
                .any(|kind| upper.contains(kind))
                .then(|| format!("{table} (unnamed) {}", part.trim()))
        })
        .collect()
}

/// The text cut at commas that stand outside all parentheses.
fn parts(body: &str) -> Vec<String> {
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for c in body.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    parts
}

#[test]
fn the_trees_hold_migrations_of_the_same_names() {
    let (sqlite, postgres) = schema::migration_names();
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
}

#[test]
fn columns_are_of_portable_types() {
    for line in columns(&mut TestDatabase::sqlite().open()) {
        let class = line.split(' ').nth(1).unwrap();
        assert!(["text", "bigint", "boolean", "double", "blob"].contains(&class), "{line}");
    }
}

#[test]
fn every_constraint_has_a_name() {
    let found = constraints(&mut TestDatabase::sqlite().open());
    let unnamed: Vec<&String> = found.iter().filter(|line| line.contains("(unnamed)")).collect();
    assert!(unnamed.is_empty(), "{unnamed:#?}");
}

#[test]
fn both_trees_make_the_same_schema() {
    let Some(postgres) = TestDatabase::postgres() else { return };
    let (mut postgres, mut sqlite) = (postgres.open(), TestDatabase::sqlite().open());
    same("columns", &columns(&mut sqlite), &columns(&mut postgres));
    same("constraints", &constraints(&mut sqlite), &constraints(&mut postgres));
    same("indexes", &indexes(&mut sqlite), &indexes(&mut postgres));
}

fn same(what: &str, sqlite: &[String], postgres: &[String]) {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).cloned().collect()
    };
    let (only_sqlite, only_postgres) = (only(sqlite, postgres), only(postgres, sqlite));
    assert!(
        only_sqlite.is_empty() && only_postgres.is_empty(),
        "{what} differ\nonly on SQLite: {only_sqlite:#?}\nonly on PostgreSQL: {only_postgres:#?}"
    );
}

#[test]
fn a_constraint_without_a_name_is_seen() {
    let sql = "CREATE TABLE t (a TEXT PRIMARY KEY, b BIGINT, -- a, remark\n\
               CONSTRAINT t_b_unique UNIQUE (a, b), CHECK (b > 0))";
    assert_eq!(
        constraints_in(sql),
        ["t (unnamed) a TEXT PRIMARY KEY", "t t_b_unique unique(a,b)", "t (unnamed) CHECK (b > 0)"]
    );
}
