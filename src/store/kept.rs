//! Statements that a connection prepares once and keeps. Diesel prepares raw SQL anew each time, because
//! it cannot know whether texts ever repeat; those of the store do: what varies is bound, and a list's
//! filters make a handful of texts.

use diesel::QueryResult;
use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

/// A statement that stays prepared.
#[derive(Debug, Clone, Copy)]
pub struct Kept<Q>(Q);

/// Ends a statement: `sql_query(…).bind(…).kept().load(conn)`.
pub trait Keep: Query + Sized {
    /// This statement, prepared the first time and kept by its connection.
    fn kept(self) -> Kept<Self> {
        Kept(self)
    }
}

impl<Q: Query> Keep for Q {}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();

    // Found by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Kept<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q, C> RunQueryDsl<C> for Kept<Q> {}
