//! Sets as one parameter: what is looked up by them is looked up, not searched for.

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::kit::databases::TestDatabase;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

#[test]
fn a_few_of_many_rows_are_looked_up_by_the_index_on_postgresql() {
    let Some(db) = TestDatabase::postgres() else { return };
    let mut conn = db.open();
    conn.batch_execute(
        "CREATE TABLE many (key BIGINT PRIMARY KEY, code TEXT UNIQUE, bytes BYTEA UNIQUE, more TEXT); \
         INSERT INTO many SELECT n, 'code ' || n, decode(lpad(to_hex(n), 8, '0'), 'hex'), \
         repeat('x', 100) FROM generate_series(1, 5000) n; ANALYZE many",
    )
    .unwrap();
    for (column, each) in [
        ("key", conn.each_big("'[1,2,3]'")),
        ("code", conn.each_text("'[\"code 1\",\"code 2\"]'")),
        ("bytes", conn.each_bytes("'[\"00000001\"]'")),
    ] {
        let sql = format!("EXPLAIN SELECT * FROM many WHERE {column} IN {each}");
        let plan: Vec<Line> = sql_query(sql).load(&mut conn).unwrap();
        let plan: Vec<String> = plan.into_iter().map(|line| line.line).collect();
        let looked_up = plan.iter().any(|line| line.contains("Index Scan"));
        assert!(looked_up, "{column}:\n{}", plan.join("\n"));
    }
}
