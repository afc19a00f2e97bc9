//! Somebody else who has the database: a transaction that stays open until it is let go.

use diesel::connection::SimpleConnection;
use hosopost::store::Conn;

/// An open transaction that nobody can write beside.
pub struct Hold(Conn);

impl Hold {
    /// On SQLite the whole file; on PostgreSQL the register of scans, and the row that every fact's position
    /// comes from.
    pub fn on(mut conn: Conn) -> Self {
        let begin = match conn {
            Conn::Sqlite(_) => "BEGIN EXCLUSIVE",
            Conn::Postgres(_) => {
                "BEGIN; SELECT value FROM counters WHERE name = 'feed' FOR UPDATE; \
                 LOCK TABLE scans IN EXCLUSIVE MODE"
            }
        };
        conn.batch_execute(begin).unwrap();
        Self(conn)
    }

    pub fn let_go(mut self) {
        self.0.batch_execute("ROLLBACK").unwrap();
    }
}
