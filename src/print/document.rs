//! The documents that can be printed.

use serde::Serialize;

use super::apology::ApologyLetter;
use super::claims::{ComplaintLetter, LiabilityPaper};
use super::label::{Label, ParcelLabel};
use super::manifest::{BookPaper, ManifestPaper, RoundPaper};
use super::papers::{CitizenSheet, ConsignmentSlip, HandoverRecord};
use super::raster::Ink;
use super::receipt::MoneyReceipt;
use super::size::{Sheet, Size};

/// Something to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Document {
    /// Labels, in the order in which they come out of the printer.
    Labels(Labels),
    /// A consignment slip.
    Slip(Box<ConsignmentSlip>),
    /// A hand-over record.
    Record(Box<HandoverRecord>),
    /// The sheet for a person without a phone.
    Sheet(Box<CitizenSheet>),
    /// The receipt of money collected.
    Receipt(Box<MoneyReceipt>),
    /// An apology with a new date.
    Apology(Box<ApologyLetter>),
    /// A record of liability.
    Liability(Box<LiabilityPaper>),
    /// The answer to a complaint.
    Answer(Box<ComplaintLetter>),
    /// The list of a bag, a run or an office.
    Manifest(Box<ManifestPaper>),
    /// A postman's round.
    Round(Box<RoundPaper>),
    /// The hand-over book of a day.
    Book(Box<BookPaper>),
}

/// Labels and what they are printed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The labels, of parcels and bags as they come.
    pub labels: Vec<Label>,
    /// What is in the printer.
    pub sheet: Sheet,
}

impl Labels {
    /// Labels on stock of which nothing is used yet.
    pub fn on(size: Size, labels: Vec<Label>) -> Self {
        Self { labels, sheet: Sheet::whole(size) }
    }
}

impl From<Labels> for Document {
    fn from(labels: Labels) -> Self {
        Self::Labels(labels)
    }
}

impl From<ParcelLabel> for Document {
    fn from(label: ParcelLabel) -> Self {
        Labels::on(Size::A6, vec![label.into()]).into()
    }
}

impl From<ConsignmentSlip> for Document {
    fn from(slip: ConsignmentSlip) -> Self {
        Self::Slip(Box::new(slip))
    }
}

impl From<HandoverRecord> for Document {
    fn from(record: HandoverRecord) -> Self {
        Self::Record(Box::new(record))
    }
}

impl From<CitizenSheet> for Document {
    fn from(sheet: CitizenSheet) -> Self {
        Self::Sheet(Box::new(sheet))
    }
}

impl From<MoneyReceipt> for Document {
    fn from(receipt: MoneyReceipt) -> Self {
        Self::Receipt(Box::new(receipt))
    }
}

impl From<ApologyLetter> for Document {
    fn from(letter: ApologyLetter) -> Self {
        Self::Apology(Box::new(letter))
    }
}

impl From<LiabilityPaper> for Document {
    fn from(record: LiabilityPaper) -> Self {
        Self::Liability(Box::new(record))
    }
}

impl From<ComplaintLetter> for Document {
    fn from(letter: ComplaintLetter) -> Self {
        Self::Answer(Box::new(letter))
    }
}

impl From<ManifestPaper> for Document {
    fn from(list: ManifestPaper) -> Self {
        Self::Manifest(Box::new(list))
    }
}

impl From<RoundPaper> for Document {
    fn from(round: RoundPaper) -> Self {
        Self::Round(Box::new(round))
    }
}

impl From<BookPaper> for Document {
    fn from(book: BookPaper) -> Self {
        Self::Book(Box::new(book))
    }
}

impl Document {
    /// How its pixels are kept.
    pub(super) const fn ink(&self) -> Ink {
        match self {
            Self::Labels(_) => Ink::BlackOrWhite,
            Self::Slip(_)
            | Self::Record(_)
            | Self::Sheet(_)
            | Self::Receipt(_)
            | Self::Apology(_)
            | Self::Liability(_)
            | Self::Answer(_)
            | Self::Manifest(_)
            | Self::Round(_)
            | Self::Book(_) => Ink::Grey,
        }
    }
}

/// What is printed, without the time of printing: the same text means the same document.
impl Serialize for Document {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Labels(Labels { labels, sheet }) => {
                let timeless: Vec<Label> =
                    labels.iter().cloned().map(Label::without_time).collect();
                (sheet.size().as_str(), sheet.start(), timeless).serialize(serializer)
            }
            Self::Slip(slip) => slip.serialize(serializer),
            Self::Record(record) => record.serialize(serializer),
            Self::Sheet(sheet) => {
                let timeless = CitizenSheet { as_of: String::new(), ..(**sheet).clone() };
                timeless.serialize(serializer)
            }
            Self::Receipt(receipt) => {
                let timeless = MoneyReceipt { as_of: String::new(), ..(**receipt).clone() };
                timeless.serialize(serializer)
            }
            Self::Apology(letter) => {
                let timeless = ApologyLetter { head: letter.head.timeless(), ..(**letter).clone() };
                timeless.serialize(serializer)
            }
            Self::Liability(record) => {
                let timeless =
                    LiabilityPaper { head: record.head.timeless(), ..(**record).clone() };
                timeless.serialize(serializer)
            }
            Self::Answer(letter) => {
                let timeless =
                    ComplaintLetter { head: letter.head.timeless(), ..(**letter).clone() };
                timeless.serialize(serializer)
            }
            Self::Manifest(list) => list.serialize(serializer),
            Self::Round(round) => round.serialize(serializer),
            Self::Book(book) => book.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::samples::return_label;

    #[test]
    fn the_time_of_printing_makes_no_other_document() {
        let at = |printed_at: &str, seal: Option<&str>| {
            let (printed_at, seal) = (printed_at.to_owned(), seal.map(str::to_owned));
            let label = ParcelLabel { seal, printed_at, ..return_label() };
            serde_json::to_string(&Document::from(label)).unwrap()
        };
        assert_eq!(at("08:00", None), at("09:00", None));
        assert_ne!(at("08:00", None), at("08:00", Some("NP 1")));
    }
}
