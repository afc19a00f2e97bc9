//! Manifests (bản kê): lists of what goes somewhere together, drawn up from the record, printed, and kept as
//! they were printed. Each [`Sheet`] of paper bears its list's number and a [`Commitment`] to what stands on it,
//! so that after an outage one scan of the sheet stands for the scans of all its lines.
//!
//! Pure: which lists there are, what a scan of one means where, and how each line stands to it. Not here: how a
//! sheet looks (`print`), and recording what it says (`flows`).

mod commitment;
mod fit;
mod refusal;
mod sheet;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::base::ids::uuid_of;
use crate::base::place::BadCode;
use crate::base::{At, Capacity, ItemKey, PointCode, ScanId, TokenId};
use crate::custody::{Custodian, HandoverList};

pub use commitment::Commitment;
pub use fit::{Deed, Fit};
pub use refusal::SheetRefusal;
pub use sheet::Sheet;

/// The most lines of a list: what one scan of its sheet records at once, some sixty pages.
pub const MOST_LINES: usize = 2000;

/// What a list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// What lies in a bag (E2).
    Bag(ItemKey),
    /// What is aboard a run, or is to be (BD10).
    Run(ItemKey),
    /// What a postman takes out (BD13): the token that stands for the person.
    Round(TokenId),
    /// What an office has and has to pass on (BD6).
    Office,
    /// The lists that a point signed in a day: its hand-over book.
    Book,
    /// What two custodians signed for: one of the lists of that book.
    Handover {
        /// The list's own side gave; else it took over.
        gives: bool,
    },
}

impl Subject {
    /// The words of the kinds of lists that are drawn up; a hand-over is signed instead.
    pub const WORDS: [&'static str; 5] = ["bag", "run", "round", "office", "book"];

    /// The word in data and on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Bag(_) => "bag",
            Self::Run(_) => "run",
            Self::Round(_) => "round",
            Self::Office => "office",
            Self::Book => "book",
            Self::Handover { .. } => "handover",
        }
    }

    /// The bag or the run.
    pub const fn item(&self) -> Option<ItemKey> {
        match self {
            Self::Bag(key) | Self::Run(key) => Some(*key),
            Self::Round(_) | Self::Office | Self::Book | Self::Handover { .. } => None,
        }
    }

    /// The postman.
    pub const fn postman(&self) -> Option<TokenId> {
        match self {
            Self::Round(token) => Some(*token),
            Self::Bag(_) | Self::Run(_) | Self::Office | Self::Book | Self::Handover { .. } => None,
        }
    }

    /// The subject of these parts, as they are kept.
    pub fn of(
        word: &str,
        item: Option<ItemKey>,
        postman: Option<TokenId>,
    ) -> Result<Self, BadCode> {
        match (word, item, postman) {
            ("bag", Some(key), None) => Ok(Self::Bag(key)),
            ("run", Some(key), None) => Ok(Self::Run(key)),
            ("round", None, Some(token)) => Ok(Self::Round(token)),
            ("office", None, None) => Ok(Self::Office),
            ("book", None, None) => Ok(Self::Book),
            (other, ..) => Err(BadCode::new("a kind of list with what it is of", other)),
        }
    }
}

/// A list as it was drawn up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Its number, on the sheet for typing and the name of the hand-over in every scan it stands for.
    pub number: String,
    /// What it is of.
    pub subject: Subject,
    /// Where it was drawn up,
    pub at: PointCode,
    /// and for whom.
    pub capacity: Capacity,
    /// The office date it is for.
    pub day: NaiveDate,
    /// When it was drawn up.
    pub made_at: At,
    /// By whom.
    pub made_by: TokenId,
    /// What stands on it, in order.
    pub lines: Vec<Line>,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The code as printed: a tracking number, a bag's code, or a signed list's number.
    pub code: String,
    /// The parcel or the bag, where it is known.
    pub item: Option<ItemKey>,
}

impl Manifest {
    /// Who gave what stands on it: the point that drew it up.
    pub fn own(&self) -> Custodian {
        Custodian::Point { code: self.at.clone(), capacity: self.capacity }
    }

    /// What its sheets commit to.
    pub fn commitment(&self) -> Commitment {
        Commitment::of(self.lines.iter().map(|line| line.code.as_str()))
    }

    /// What its sheets bear.
    pub fn sheet(&self) -> Sheet {
        Sheet { number: self.number.clone(), commitment: Some(self.commitment()) }
    }

    /// The id of the scan that a line's scan by its sheet makes at a place: made from what it says, so that the
    /// sheet scanned again repeats it. It sorts by the time of the list, like a device's.
    pub fn scan_id(&self, line: &Line, deed: Deed, here: &Custodian) -> ScanId {
        let said = format!("sheet {} {} {} {here}", self.number, line.code, deed.action());
        ScanId(uuid_of(self.made_at, &said))
    }
}

impl From<&HandoverList> for Manifest {
    /// A signed list is scanned like any other.
    fn from(list: &HandoverList) -> Self {
        let line =
            |line: &crate::custody::HandoverLine| Line { code: line.code.clone(), item: line.item };
        Self {
            number: list.number.to_string(),
            subject: Subject::Handover { gives: list.gives },
            at: list.at.clone(),
            capacity: list.capacity,
            day: list.signed_at.date(),
            made_at: list.signed_at,
            made_by: list.signed_by,
            lines: list.lines.iter().map(line).collect(),
        }
    }
}
