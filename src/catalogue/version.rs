//! The names of states of the catalogue. A state is what was in force on a day; people say "the catalogue of
//! Quyết định 1234/QĐ-UBND" and mean the day from which that decision holds.

use chrono::NaiveDate;

use crate::base::At;

/// A state with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueVersion {
    /// The decision, as people cite it.
    pub name: String,
    /// The day whose state is meant.
    pub day: NaiveDate,
    /// Who noted it, unless that was before versions were noted.
    pub noted: Option<Noted>,
}

/// Who gave a state its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub at: At,
    /// Who, as the token or the process is called.
    pub by: String,
}

impl CatalogueVersion {
    /// The longest name.
    pub const LONGEST: usize = 500;
}
