//! What a procedure has as a list that holds as a whole and from a day on: its papers, its fees. Each kind
//! has two tables: the heads, a list's period, and the entries, numbered in the order of the list.

use std::collections::HashMap;

use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use crate::base::Period;
use crate::catalogue::ProcedureCode;
use crate::store::connection::Conn;
use crate::store::dialect::{Column, column, insert_many, set};
use crate::store::error::StoreError;
use crate::store::row::Reading;

/// The two tables of a kind of list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tables {
    pub(super) heads: &'static str,
    pub(super) entries: &'static str,
}

/// Which list an entry stands on, as the tables say it: the procedure, the first day.
pub(super) type Key = (String, String);

/// One list.
pub(super) struct List<T> {
    pub(super) procedure: ProcedureCode,
    pub(super) period: Period,
    pub(super) entries: Vec<T>,
}

#[derive(QueryableByName)]
struct HeadRow {
    #[diesel(sql_type = Text)]
    procedure_code: String,
    #[diesel(sql_type = Text)]
    valid_from: String,
    #[diesel(sql_type = Nullable<Text>)]
    valid_until: Option<String>,
}

impl Tables {
    /// Reads every entry of all times, by list and in its order.
    pub(super) fn select(self) -> String {
        format!("SELECT * FROM {} ORDER BY procedure_code, valid_from, seq", self.entries)
    }

    /// All lists of all times, each with its entries; one may have none.
    pub(super) fn load<T>(
        self,
        conn: &mut Conn,
        entries: impl Iterator<Item = Result<(Key, T), StoreError>>,
    ) -> Result<Vec<List<T>>, StoreError> {
        let mut of: HashMap<Key, Vec<T>> = HashMap::new();
        for entry in entries {
            let (key, entry) = entry?;
            of.entry(key).or_default().push(entry);
        }
        let sql = format!("SELECT * FROM {} ORDER BY procedure_code, valid_from", self.heads);
        let heads: Vec<HeadRow> = sql_query(sql).load(conn)?;
        heads
            .into_iter()
            .map(|row| {
                let reading = Reading { table: self.heads, id: &row.procedure_code };
                Ok(List {
                    procedure: reading.text(&row.procedure_code)?,
                    period: reading.period(&row.valid_from, row.valid_until.as_deref())?,
                    entries: of.remove(&(row.procedure_code, row.valid_from)).unwrap_or_default(),
                })
            })
            .collect()
    }

    /// Writes lists; one of the same procedure and first day is replaced as a whole. `columns` says the
    /// entries' own columns, the entries of all lists one after another.
    pub(super) fn save<L, T>(
        self,
        conn: &mut Conn,
        lists: &[L],
        head: fn(&L) -> (&ProcedureCode, Period),
        entries: fn(&L) -> &[T],
        columns: fn(&[&T]) -> Vec<(&'static str, Column)>,
    ) -> Result<(), StoreError> {
        let heads: Vec<_> = lists.iter().map(head).collect();
        insert_many(
            conn,
            self.heads,
            &[
                ("procedure_code", column!(heads, Text, |(code, _)| Some(code.to_string()))),
                ("valid_from", column!(heads, Text, |(_, period)| Some(period.from.to_string()))),
                (
                    "valid_until",
                    column!(heads, Text, |(_, period)| period.until.map(|day| day.to_string())),
                ),
            ],
            "(procedure_code, valid_from) DO UPDATE SET valid_until = excluded.valid_until",
        )?;
        // A code holds no space, so code and day together make one text that no other pair makes.
        let sql = format!(
            "DELETE FROM {} WHERE procedure_code || ' ' || valid_from IN {}",
            self.entries,
            conn.each_text("$1")
        );
        let replaced = heads.iter().map(|(code, period)| format!("{code} {}", period.from));
        sql_query(sql).bind::<Text, _>(set(replaced)).execute(conn)?;
        let placed: Vec<_> = lists
            .iter()
            .zip(&heads)
            .flat_map(|(list, head)| {
                (1i64..).zip(entries(list)).map(move |(n, one)| (head, n, one))
            })
            .collect();
        let own: Vec<&T> = placed.iter().map(|(_, _, one)| *one).collect();
        let mut all = vec![
            ("procedure_code", column!(placed, Text, |((code, _), _, _)| Some(code.to_string()))),
            ("valid_from", column!(placed, Text, |((_, time), _, _)| Some(time.from.to_string()))),
            ("seq", column!(placed, Big, |(_, seq, _)| Some(*seq))),
        ];
        all.extend(columns(&own));
        insert_many(conn, self.entries, &all, "")?;
        Ok(())
    }
}
