//! The documents that can be printed, and what the typesetter is given of one.

use serde::Serialize;
use serde_json::{Value, json};

use super::label::ParcelLabel;
use super::papers::{ConsignmentSlip, HandoverRecord};
use super::printer::PrintError;
use super::qr::Code;
use super::raster::{Dpi, Ink};
use crate::base::text::clean;

/// Something to print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Document {
    /// Parcel labels, one to a page.
    Labels(Vec<ParcelLabel>),
    /// A consignment slip.
    Slip(Box<ConsignmentSlip>),
    /// A hand-over record.
    Record(Box<HandoverRecord>),
}

impl From<ParcelLabel> for Document {
    fn from(label: ParcelLabel) -> Self {
        Self::Labels(vec![label])
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

impl Document {
    /// The template that sets it.
    pub(super) const fn template(&self) -> &'static str {
        match self {
            Self::Labels(_) => "parcel-label.typ",
            Self::Slip(_) => "consignment-slip.typ",
            Self::Record(_) => "handover-record.typ",
        }
    }

    /// Papers are read aloud to people who cannot see, so their PDF carries its structure. A label is
    /// for machines and sorters, and printed by the thousand.
    pub(super) const fn is_tagged(&self) -> bool {
        match self {
            Self::Labels(_) => false,
            Self::Slip(_) | Self::Record(_) => true,
        }
    }

    /// How its pixels are kept.
    pub(super) const fn ink(&self) -> Ink {
        match self {
            Self::Labels(_) => Ink::BlackOrWhite,
            Self::Slip(_) | Self::Record(_) => Ink::Grey,
        }
    }

    /// `/data.json` as the template reads it: the document with every text in NFC, its QR codes in
    /// order, and the dots of the printer.
    pub(super) fn data(&self, dpi: Dpi) -> Result<Vec<u8>, PrintError> {
        let texts: Vec<&str> = match self {
            Self::Labels(labels) if labels.is_empty() => return Err(PrintError::NothingToPrint),
            Self::Labels(labels) => labels.iter().map(|label| label.qr.as_str()).collect(),
            Self::Slip(slip) => vec![&slip.qr],
            Self::Record(_) => vec![],
        };
        let mut codes =
            texts.into_iter().map(|text| Code::draw(text, dpi)).collect::<Result<Vec<_>, _>>()?;
        if let Self::Slip(slip) = self
            && let Some(transfer) = &slip.money.transfer
        {
            codes.push(Code::draw_payment(&transfer.qr, dpi)?);
        }
        let mut document = serde_json::to_value(self)?;
        clean_texts(&mut document);
        let data = json!({ "dpi": dpi.dots_per_inch(), "codes": codes, "document": document });
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
