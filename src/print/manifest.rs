//! What stands on printed lists: of a bag, a run, an office (one sheet, with other columns filled), of a postman's
//! round, and the hand-over book of a day. Each bears its number and what it commits to, in a QR and in symbols
//! to compare by eye. Only the round says anything about a person, and stays with the postman.

use serde::Serialize;

use super::label::{Bilingual, Place};

/// What every list bears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListHead {
    /// What the post calls the form: `E2`, `BD10`, `BD13`, `BD6`; empty for one without a name.
    pub form: String,
    /// What it is.
    pub title: Bilingual,
    /// Its number.
    pub number: String,
    /// The text of the QR code: the sheet's address in capitals.
    pub qr: String,
    /// What it commits to, in groups.
    pub commitment: String,
    /// The office date it is for.
    pub day: String,
    /// When it was drawn up.
    pub drawn_up: String,
    /// Where.
    pub at: Place,
}

/// One thing on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// A tracking number or a bag's code.
    pub code: String,
    /// It is a bag.
    pub is_bag: bool,
    /// Where it goes: a point, or where the person's post office is; never a person.
    pub to: String,
    /// How many items lie in a bag; how many papers in a parcel.
    pub count: u32,
    /// The number of its seal.
    pub seal: Option<String>,
    /// Remarks; empty for none.
    pub remarks: String,
}

/// A fact at the head of a list: caption and value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListFact {
    /// What it is.
    pub caption: Bilingual,
    /// What it says; none is a line to write on.
    pub value: Option<String>,
}

impl ListFact {
    /// A fact.
    pub fn new(vi: &str, en: &str, value: Option<String>) -> Self {
        Self { caption: Bilingual::new(vi, en), value }
    }
}

/// A list of a bag (E2), of a run (BD10) or of an office (BD6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManifestPaper {
    /// What every list bears.
    pub head: ListHead,
    /// What else is said of it.
    pub facts: Vec<ListFact>,
    /// Everything on it.
    pub rows: Vec<ListRow>,
    /// How many bags that is,
    pub bags: usize,
    /// and how many parcels that lie in none of them.
    pub parcels: usize,
    /// Who signs for giving.
    pub giver: Bilingual,
    /// Who signs for taking over.
    pub taker: Bilingual,
}

/// One parcel of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoundRow {
    /// The tracking number.
    pub code: String,
    /// The receiver.
    pub name: String,
    /// The receiver's phone number.
    pub phone: Option<String>,
    /// The address, as given.
    pub address: String,
    /// How many papers lie in it.
    pub papers: u32,
    /// Remarks: another delivery asked for, an attempt that failed; empty for none.
    pub remarks: String,
}

/// A postman's round (BD13): to whom each parcel goes, with room for the receiver's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoundPaper {
    /// What every list bears.
    pub head: ListHead,
    /// The postman, as they are called here.
    pub postman: Option<String>,
    /// The parcels.
    pub rows: Vec<RoundRow>,
}

/// One signed list of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookRow {
    /// Its number.
    pub number: String,
    /// When it was signed, of the day.
    pub time: String,
    /// Given, or taken over.
    pub way: Bilingual,
    /// The other side.
    pub other: String,
    /// What changed hands, by its codes.
    pub codes: Vec<String>,
    /// How many lines were odd.
    pub odd: u32,
}

/// The hand-over book (sổ giao nhận) of a point for a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BookPaper {
    /// What every list bears.
    pub head: ListHead,
    /// The lists, in the order in which they were signed.
    pub rows: Vec<BookRow>,
}
