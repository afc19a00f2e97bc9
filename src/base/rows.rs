//! Rows of files. What is wrong with a row that came in: the line, the column, what was expected and what
//! stood there. And how a cell that goes out stays text.

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

/// A cell that goes out. A spreadsheet takes one that begins like a formula for one, whoever wrote it: an
/// apostrophe keeps it from that.
pub fn inert(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_somebody_wrote_becomes_a_formula() {
        assert_eq!(inert("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(inert("đã kiểm tra"), "đã kiểm tra");
    }
}
