//! What is wrong with a row of an imported file: the line, the column, what was expected and what stood
//! there. An import names every bad row and then takes nothing.

use std::fmt;

use serde::Serialize;

/// One finding in an imported file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// The line in the file, the header being line 1.
    pub line: u64,
    /// The column's name in the header, or empty when the whole row is meant.
    pub column: String,
    /// What was expected.
    pub expected: String,
    /// What stood there (its first 60 characters).
    pub got: String,
}

impl RowProblem {
    /// A finding about one column of one line.
    pub fn new(line: u64, column: &str, expected: impl fmt::Display, got: &str) -> Self {
        Self {
            line,
            column: column.to_owned(),
            expected: expected.to_string(),
            got: got.chars().take(60).collect(),
        }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": expected {}, got {:?}", self.expected, self.got)
    }
}
