//! What can go wrong between us and the database. The person reads "try again"; we read these.

use diesel::result::{DatabaseErrorKind, Error};

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
            other => Self::Db(other),
        }
    }
}
