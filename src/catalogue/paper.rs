//! The papers that a procedure asks for: the published list that papers are counted against.

use serde::Serialize;

use super::procedure::ProcedureCode;
use crate::base::Period;

/// A paper that the procedure asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequiredPaper {
    /// Its name on the list.
    pub name: String,
    /// The official form it is written on, `Mẫu số 11/ĐK`.
    pub template: Option<String>,
    /// How many originals.
    pub originals: u32,
    /// How many copies.
    pub copies: u32,
}

/// The list of one procedure, as a whole, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredPapers {
    /// The procedure that asks for them.
    pub procedure: ProcedureCode,
    /// While the list was this one.
    pub period: Period,
    /// The papers, in the order of the list.
    pub papers: Vec<RequiredPaper>,
}
