//! Whether anything was committed since one looked last, asked of the database itself: one cheap statement,
//! for whoever keeps in memory what was read.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::connection::Conn;
use super::error::StoreError;
use super::kept::Keep as _;

/// What a connection sees. Two of one connection that are equal see the same: whatever was committed
/// between them, by whichever process, makes them differ. None where the database cannot tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// SQLite counts for each connection the changes that others have made.
    Changes(i64),
    /// Which transactions a PostgreSQL snapshot sees.
    Snapshot(String),
}

/// What this connection sees now. It must never write itself: of its own changes SQLite says nothing.
pub fn sight(conn: &mut Conn) -> Result<Option<Sight>, StoreError> {
    #[derive(QueryableByName)]
    struct Changes {
        #[diesel(sql_type = BigInt)]
        data_version: i64,
    }
    #[derive(QueryableByName)]
    struct Snapshot {
        #[diesel(sql_type = Nullable<Text>)]
        seen: Option<String>,
    }
    match conn {
        Conn::Sqlite(conn) => {
            let row: Changes = sql_query("PRAGMA data_version").kept().get_result(conn)?;
            Ok(Some(Sight::Changes(row.data_version)))
        }
        // A standby does not say which transactions are under way.
        Conn::Postgres(conn) => {
            let row: Snapshot = sql_query(
                "SELECT CASE WHEN pg_is_in_recovery() THEN NULL \
                 ELSE pg_current_snapshot()::text END AS seen",
            )
            .kept()
            .get_result(conn)?;
            Ok(row.seen.map(Sight::Snapshot))
        }
    }
}
