//! What waits at a desk is counted by what is under way there, not by all that ever came.

use std::sync::{Arc, Mutex};

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, sql_query};
use hosopost::store::{Conn, desk};

use crate::kit::databases::on_both;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The statement that reads from heads, as the desk's page says it.
fn asked(conn: &mut Conn, point: &str) -> (String, i64) {
    let said = Arc::new(Mutex::new(String::new()));
    conn.set_instrumentation({
        let said = said.clone();
        move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let query = query.to_string();
                if query.contains("FROM heads") {
                    *said.lock().unwrap() = query;
                }
            }
        }
    });
    let held = desk::waiting(conn, Some(&[point.parse().unwrap()])).unwrap().held;
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let said = said.lock().unwrap().clone();
    (said.split("-- binds").next().unwrap().trim().to_owned(), held)
}

fn plan(conn: &mut Conn, query: &str, point: &str) -> String {
    let query = query.replace("$1", &format!("'[\"{point}\"]'"));
    let lines: Vec<Line> = match conn {
        Conn::Postgres(_) => {
            conn.batch_execute(&format!(
                "CREATE FUNCTION plan() RETURNS SETOF TEXT LANGUAGE plpgsql AS \
                 $plan$ BEGIN RETURN QUERY EXECUTE $query$ EXPLAIN {query} $query$; END $plan$"
            ))
            .unwrap();
            sql_query("SELECT plan() AS line").load(conn).unwrap()
        }
        Conn::Sqlite(_) => {
            #[derive(QueryableByName)]
            struct Step {
                #[diesel(sql_type = Text)]
                detail: String,
            }
            let steps: Vec<Step> =
                sql_query(format!("EXPLAIN QUERY PLAN {query}")).load(conn).unwrap();
            steps.into_iter().map(|step| Line { line: step.detail }).collect()
        }
    };
    lines.into_iter().map(|line| line.line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_is_delivered_is_not_looked_at_to_count_what_waits() {
    on_both(|db| {
        let mut conn = db.open();
        let numbers =
            "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000)";
        conn.batch_execute(&format!(
            "INSERT INTO items (item_key, kind, created_at) {numbers} SELECT n, 'parcel', 0 FROM n; \
             INSERT INTO subjects (item_key, origin, papers) \
             {numbers} SELECT n, '{{}}', '{{}}' FROM n; \
             INSERT INTO heads (item_key, version, state, custodian, custodian_point, changed_at) \
             {numbers} SELECT n, 1, CASE WHEN n > 4990 THEN 'at_point' ELSE 'delivered' END, \
             '{{}}', 'H27.00', 0 FROM n; ANALYZE heads; ANALYZE items"
        ))
        .unwrap();
        let (query, held) = asked(&mut conn, "H27.00");
        assert_eq!(held, 10);
        let plan = plan(&mut conn, &query, "H27.00");
        assert!(plan.contains("heads_under_way_ix"), "{query}\n{plan}");
    });
}
