//! What the typesetter is given of a document: its parts, each set at once by one template, with the data the
//! template reads.

use serde::Serialize;
use serde_json::{Value, json};

use super::apology::ApologyLetter;
use super::claims::{ComplaintLetter, LiabilityPaper};
use super::document::{Document, Labels};
use super::label::Label;
use super::manifest::{BookPaper, ManifestPaper, RoundPaper};
use super::papers::{CitizenSheet, ConsignmentSlip, HandoverRecord};
use super::printer::PrintError;
use super::qr::Code;
use super::raster::Dpi;
use super::receipt::MoneyReceipt;
use super::size::Sheet;
use crate::base::text::clean;

/// What is set at once. A thousand labels set together would fill the memory of a small machine with what
/// the typesetter remembers of them, and nobody would see how far it is.
const LABELS_AT_ONCE: usize = 40;

/// How many lines of a list are set at once: some ten pages. Of a longer one each portion says which it is of
/// how many, and counts its own pages.
const ROWS_AT_ONCE: usize = 300;

/// Which part of a list is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Portion {
    /// Which line of the list is its first, from 0.
    first: usize,
    /// The line after its last.
    until: usize,
    /// Which portion it is, from 1.
    part: usize,
    /// Of how many.
    parts: usize,
    /// How many lines the whole list has.
    lines: usize,
}

impl Portion {
    /// The portions of a list of so many lines; of an empty one, one.
    fn of(lines: usize) -> impl Iterator<Item = Self> {
        let parts = lines.div_ceil(ROWS_AT_ONCE).max(1);
        (1..=parts).map(move |part| {
            let first = (part - 1) * ROWS_AT_ONCE;
            Self { first, until: lines.min(first + ROWS_AT_ONCE), part, parts, lines }
        })
    }

    /// Its lines of all.
    fn cut<T: Clone>(self, rows: &[T]) -> Vec<T> {
        rows[self.first..self.until].to_vec()
    }
}

/// A part of a document that is set at once, by one template.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'a> {
    /// Labels of one kind, from a place of the first sheet on.
    Labels(&'a [Label], Sheet),
    Slip(&'a ConsignmentSlip),
    Record(&'a HandoverRecord),
    Sheet(&'a CitizenSheet),
    Receipt(&'a MoneyReceipt),
    Apology(&'a ApologyLetter),
    Liability(&'a LiabilityPaper),
    Answer(&'a ComplaintLetter),
    Manifest(&'a ManifestPaper, Portion),
    Round(&'a RoundPaper, Portion),
    Book(&'a BookPaper, Portion),
}

impl Document {
    /// Papers are read aloud to people who cannot see, so their PDF carries its structure. A label is
    /// for machines and sorters, and printed by the thousand; a list that is set in portions is put together
    /// from their pages, between which no structure leads.
    pub(super) const fn is_tagged(&self) -> bool {
        match self {
            Self::Labels(_) => false,
            Self::Slip(_)
            | Self::Record(_)
            | Self::Sheet(_)
            | Self::Receipt(_)
            | Self::Apology(_)
            | Self::Liability(_)
            | Self::Answer(_) => true,
            Self::Manifest(list) => list.rows.len() <= ROWS_AT_ONCE,
            Self::Round(round) => round.rows.len() <= ROWS_AT_ONCE,
            Self::Book(book) => book.rows.len() <= ROWS_AT_ONCE,
        }
    }

    /// Its parts, in the order of their pages.
    pub(super) fn parts(&self) -> Result<Vec<Part<'_>>, PrintError> {
        match self {
            Self::Labels(labels) if labels.labels.is_empty() => Err(PrintError::NothingToPrint),
            Self::Labels(labels) => Ok(parts_of(labels)),
            Self::Slip(slip) => Ok(vec![Part::Slip(slip)]),
            Self::Record(record) => Ok(vec![Part::Record(record)]),
            Self::Sheet(sheet) => Ok(vec![Part::Sheet(sheet)]),
            Self::Receipt(receipt) => Ok(vec![Part::Receipt(receipt)]),
            Self::Apology(letter) => Ok(vec![Part::Apology(letter)]),
            Self::Liability(record) => Ok(vec![Part::Liability(record)]),
            Self::Answer(letter) => Ok(vec![Part::Answer(letter)]),
            Self::Manifest(list) => {
                Ok(Portion::of(list.rows.len()).map(|of| Part::Manifest(list, of)).collect())
            }
            Self::Round(round) => {
                Ok(Portion::of(round.rows.len()).map(|of| Part::Round(round, of)).collect())
            }
            Self::Book(book) => {
                Ok(Portion::of(book.rows.len()).map(|of| Part::Book(book, of)).collect())
            }
        }
    }
}

/// Labels by kind, and no more at once than fill whole sheets: only the first sheet may be begun.
fn parts_of(Labels { labels, sheet }: &Labels) -> Vec<Part<'_>> {
    let size = sheet.size();
    let mut parts = vec![];
    let mut begun = *sheet;
    for alike in labels.chunk_by(|a, b| a.template(size) == b.template(size)) {
        let mut rest = alike;
        while !rest.is_empty() {
            let room = LABELS_AT_ONCE + 1 - begun.start();
            let (now, later) = rest.split_at(room.min(rest.len()));
            parts.push(Part::Labels(now, begun));
            begun = Sheet::whole(size);
            rest = later;
        }
    }
    parts
}

impl Part<'_> {
    /// The template that sets it.
    pub(super) const fn template(&self) -> &'static str {
        match self {
            Self::Labels([], _) => "parcel-label.typ",
            Self::Labels([first, ..], sheet) => first.template(sheet.size()),
            Self::Slip(_) => "consignment-slip.typ",
            Self::Record(_) => "handover-record.typ",
            Self::Sheet(_) => "sheet.typ",
            Self::Receipt(_) => "receipt.typ",
            Self::Apology(_) => "apology.typ",
            Self::Liability(_) => "liability.typ",
            Self::Answer(_) => "answer.typ",
            Self::Manifest(..) => "manifest.typ",
            Self::Round(..) => "round.typ",
            Self::Book(..) => "book.typ",
        }
    }

    /// How many labels, papers or lines of a list it is.
    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Labels(labels, _) => labels.len(),
            Self::Slip(_)
            | Self::Record(_)
            | Self::Sheet(_)
            | Self::Receipt(_)
            | Self::Apology(_)
            | Self::Liability(_)
            | Self::Answer(_) => 1,
            Self::Manifest(_, of) | Self::Round(_, of) | Self::Book(_, of) => of.until - of.first,
        }
    }

    /// Which part of a list it is.
    const fn portion(&self) -> Option<Portion> {
        match self {
            Self::Manifest(_, of) | Self::Round(_, of) | Self::Book(_, of) => Some(*of),
            Self::Labels(..)
            | Self::Slip(_)
            | Self::Record(_)
            | Self::Sheet(_)
            | Self::Receipt(_)
            | Self::Apology(_)
            | Self::Liability(_)
            | Self::Answer(_) => None,
        }
    }

    /// `/data.json` as the template reads it: the document with every text in NFC, its QR codes in
    /// order, the dots of the printer, the first free place of the sheet, and which part of a list it is.
    pub(super) fn data(&self, dpi: Dpi) -> Result<Vec<u8>, PrintError> {
        let (texts, start, mut document) = match self {
            Self::Labels(labels, sheet) => (
                labels.iter().map(Label::qr).collect(),
                sheet.start(),
                serde_json::to_value(labels)?,
            ),
            Self::Slip(slip) => (vec![slip.qr.as_str()], 1, serde_json::to_value(slip)?),
            Self::Record(record) => {
                (record.qr.as_deref().into_iter().collect(), 1, serde_json::to_value(record)?)
            }
            Self::Sheet(sheet) => (vec![sheet.qr.as_str()], 1, serde_json::to_value(sheet)?),
            Self::Receipt(one) => (vec![one.qr.as_str()], 1, serde_json::to_value(one)?),
            Self::Apology(one) => (vec![one.head.qr.as_str()], 1, serde_json::to_value(one)?),
            Self::Liability(one) => (vec![one.head.qr.as_str()], 1, serde_json::to_value(one)?),
            Self::Answer(one) => (vec![one.head.qr.as_str()], 1, serde_json::to_value(one)?),
            Self::Manifest(list, of) => {
                let rows = of.cut(&list.rows);
                let shown = ManifestPaper { rows, ..(*list).clone() };
                (vec![list.head.qr.as_str()], 1, serde_json::to_value(shown)?)
            }
            Self::Round(round, of) => {
                let rows = of.cut(&round.rows);
                let shown = RoundPaper { rows, ..(*round).clone() };
                (vec![round.head.qr.as_str()], 1, serde_json::to_value(shown)?)
            }
            Self::Book(book, of) => {
                let rows = of.cut(&book.rows);
                let shown = BookPaper { rows, ..(*book).clone() };
                (vec![book.head.qr.as_str()], 1, serde_json::to_value(shown)?)
            }
        };
        let mut codes =
            texts.into_iter().map(|text| Code::draw(text, dpi)).collect::<Result<Vec<_>, _>>()?;
        if let Self::Slip(slip) = self
            && let Some(transfer) = &slip.money.transfer
        {
            codes.push(Code::draw_payment(&transfer.qr, dpi)?);
        }
        clean_texts(&mut document);
        let dots = dpi.dots_per_inch();
        let portion = self.portion();
        let data = json!({
            "dpi": dots, "codes": codes, "start": start, "portion": portion, "document": document
        });
        Ok(serde_json::to_vec(&data)?)
    }
}

/// Cleans every text of a document in one place, so that no field is forgotten.
fn clean_texts(value: &mut Value) {
    match value {
        Value::String(text) => *text = clean(text).replace(turns_direction, ""),
        Value::Array(values) => values.iter_mut().for_each(clean_texts),
        Value::Object(fields) => fields.values_mut().for_each(clean_texts),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Marks that change the direction of writing: one of them in a name would print what stands beside
/// the name back to front.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::Size;
    use crate::print::samples::{bag_label, return_label};

    fn lengths(labels: &Labels) -> Vec<(usize, usize)> {
        let told = |part: &Part<'_>| match part {
            Part::Labels(labels, sheet) => (labels.len(), sheet.start()),
            Part::Slip(_)
            | Part::Record(_)
            | Part::Sheet(_)
            | Part::Receipt(_)
            | Part::Apology(_)
            | Part::Liability(_)
            | Part::Answer(_)
            | Part::Manifest(..)
            | Part::Round(..)
            | Part::Book(..) => (0, 0),
        };
        parts_of(labels).iter().map(told).collect()
    }

    #[test]
    fn many_labels_are_set_by_whole_sheets_and_by_kind() {
        let parcels = |count: usize| vec![Label::from(return_label()); count];
        let on_a6 = Labels::on(Size::A6, parcels(81));
        assert_eq!(lengths(&on_a6), [(40, 1), (40, 1), (1, 1)]);

        // Two places of the first sheet are used up: what follows fills sheets again.
        let sheet = Sheet::begun(Size::FourOnA4, 3).unwrap();
        let on_a4 = Labels { labels: parcels(42), sheet };
        assert_eq!(lengths(&on_a4), [(38, 3), (4, 1)]);

        let mixed = [parcels(2), vec![bag_label().into()], parcels(1)].concat();
        assert_eq!(lengths(&Labels::on(Size::Small, mixed)), [(2, 1), (1, 1), (1, 1)]);
    }

    #[test]
    fn a_long_list_is_set_in_portions_that_miss_no_line() {
        let told = |lines| Portion::of(lines).map(|of| (of.first, of.until)).collect::<Vec<_>>();
        assert_eq!(told(0), [(0, 0)]);
        assert_eq!(told(300), [(0, 300)]);
        assert_eq!(told(601), [(0, 300), (300, 600), (600, 601)]);
        assert!(Portion::of(601).all(|of| (of.parts, of.lines) == (3, 601)));
    }
}
