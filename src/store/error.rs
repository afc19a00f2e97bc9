//! What can go wrong between us and the database. The person reads "try again"; we read these.

use std::cell::Cell;

use diesel::result::{DatabaseErrorKind, Error};

thread_local! {
    /// Whether an error of this thread told that its connection is lost.
    static LOST: Cell<bool> = const { Cell::new(false) };
}

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the row since it was read; reading again and trying again helps.
    #[error("changed by another transaction meanwhile")]
    Stale,
    /// A row that no code of ours can have written: the database was edited or is of another version.
    #[error("row {id} of {table} cannot be read: {problem}")]
    BadRow {
        /// The table.
        table: &'static str,
        /// The row's key, printed.
        id: String,
        /// What does not fit.
        problem: String,
    },
    /// A constraint refused the row. PostgreSQL tells the constraint's name, SQLite its columns.
    #[error("constraint {0} refused the row")]
    Constraint(String),
    /// The database could not be reached or opened.
    #[error("the database cannot be opened: {0}")]
    Unreachable(String),
    /// The database answers and cannot do this now: locked, full, out of time, or for reading only. Nothing
    /// is wrong with what was asked, and asking again later helps.
    #[error("the database cannot do this now: {0}")]
    Unable(String),
    /// Anything else the database said.
    #[error("the database answered: {0}")]
    Db(Error),
}

impl StoreError {
    /// A row of `table` that cannot be read.
    pub fn bad_row(
        table: &'static str,
        id: impl std::fmt::Display,
        problem: impl std::fmt::Display,
    ) -> Self {
        Self::BadRow { table, id: id.to_string(), problem: problem.to_string() }
    }

    /// The connection is lost. diesel does not always see it (one that a statement could not be prepared on
    /// looks whole, and would fail whoever gets it next, for ever): the thread remembers it until the pool
    /// takes the connection back.
    pub(super) fn lost(told: String) -> Self {
        LOST.set(true);
        Self::Unreachable(told)
    }

    /// Whether a connection was lost on this thread since this was last asked.
    pub(super) fn was_lost() -> bool {
        LOST.take()
    }

    /// Whether something failed because the database ended it for the sake of another, however it is wrapped.
    pub(super) fn is_deadlock(error: &dyn std::error::Error) -> bool {
        error.to_string().contains(DEADLOCK)
    }

    /// The same again, where it is the database that is not there or not able: whoever else waits for it is
    /// told so without being tried one by one.
    pub fn outage(&self) -> Option<Self> {
        match self {
            Self::Unreachable(told) => Some(Self::Unreachable(told.clone())),
            Self::Unable(told) => Some(Self::Unable(told.clone())),
            Self::Stale | Self::BadRow { .. } | Self::Constraint(_) | Self::Db(_) => None,
        }
    }
}

/// How the two databases begin to say that they cannot do something now. diesel tells no more of these than
/// their text; SQLite's is fixed, and PostgreSQL is asked for English where it lets us.
const UNABLE: [&str; 14] = [
    "database is locked",
    "database table is locked",
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
    "attempt to write a readonly database",
    "canceling statement due to",
    "could not extend file",
    "could not write",
    "out of shared memory",
    "out of memory",
    "sorry, too many clients",
    "remaining connection slots",
    "the database system is",
];

/// What PostgreSQL says when it ends a connection of its own accord.
const CUT: [&str; 2] = ["terminating connection", "server closed the connection"];

/// What it says to one of two transactions that wait for each other: the other goes on.
const DEADLOCK: &str = "deadlock detected";

/// What an error without a kind of its own means.
fn by_text(error: Error) -> StoreError {
    let told = error.to_string();
    let begins = |with: &[&str]| with.iter().any(|begin| told.starts_with(begin));
    if told.starts_with(DEADLOCK) {
        StoreError::Stale
    } else if begins(&CUT) {
        StoreError::lost(told)
    } else if begins(&UNABLE) {
        StoreError::Unable(told)
    } else {
        StoreError::Db(error)
    }
}

impl From<Error> for StoreError {
    #[expect(clippy::wildcard_enum_match_arm, reason = "diesel's list of errors is open")]
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(
                DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::ForeignKeyViolation
                | DatabaseErrorKind::CheckViolation
                | DatabaseErrorKind::NotNullViolation,
                ref told,
            ) => Self::Constraint(
                told.constraint_name().unwrap_or_else(|| told.message()).to_owned(),
            ),
            Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::Stale,
            Error::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | Error::BrokenTransactionManager => Self::lost(error.to_string()),
            Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => {
                Self::Unable(error.to_string())
            }
            Error::DatabaseError(DatabaseErrorKind::Unknown, _) => by_text(error),
            // What could not be taken back is of no interest: the reason for wanting to is.
            Error::RollbackErrorOnCommit { commit_error, .. } => (*commit_error).into(),
            other => Self::Db(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: DatabaseErrorKind, text: &str) -> StoreError {
        Error::DatabaseError(kind, Box::new(text.to_owned())).into()
    }

    #[test]
    fn a_database_that_cannot_now_is_told_from_a_mistake_of_ours() {
        use DatabaseErrorKind::{ClosedConnection, ReadOnlyTransaction, Unknown};
        for text in [
            "database is locked",
            "database or disk is full",
            "disk I/O error",
            "canceling statement due to statement timeout",
            "canceling statement due to lock timeout",
            "could not extend file \"base/5/16414\": No space left on device",
            "the database system is shutting down",
        ] {
            assert!(matches!(told(Unknown, text), StoreError::Unable(_)), "{text}");
        }
        let read_only = "cannot execute UPDATE in a read-only transaction";
        assert!(matches!(told(ReadOnlyTransaction, read_only), StoreError::Unable(_)));
        let cut = "terminating connection due to administrator command";
        assert!(matches!(told(Unknown, cut), StoreError::Unreachable(_)));
        assert!(matches!(told(ClosedConnection, ""), StoreError::Unreachable(_)));
        assert!(matches!(told(Unknown, "deadlock detected"), StoreError::Stale));
        assert!(StoreError::was_lost(), "the pool is told");
        assert!(!StoreError::was_lost(), "once");
        let ours = "column \"nowhere\" does not exist";
        assert!(matches!(told(Unknown, ours), StoreError::Db(_)));
        assert!(told(Unknown, ours).outage().is_none());
    }
}
