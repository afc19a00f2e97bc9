//! Printed things: data in, PDF or PNG out. The only home of the typesetter and of QR codes.
//!
//! What is printed is plain data ([`ParcelLabel`], [`ConsignmentSlip`], [`HandoverRecord`]); how it looks
//! stands in the templates of `labels/`, which an office may replace without recompiling. A template
//! sees its own folder and the data, nothing else: no network, no packages, no clock.
//!
//! Not here: who may print what, how many print at once (a render takes a processor for
//! some milliseconds; callers run it off the async threads behind a semaphore), and any looking up.

mod document;
mod label;
mod money;
mod papers;
mod printer;
mod samples;

mod qr;
mod raster;
mod templates;
mod world;

pub use document::Document;
pub use label::{Bilingual, Destination, ParcelLabel, Place};
pub use money::{MoneyLine, SlipMoney, Transfer};
pub use papers::{
    ConsignmentSlip, Correspondent, HandoverParty, HandoverRecord, ListedForm, ListedItem,
    ListedPaper,
};
pub use printer::{PrintError, Printed, Printer, TemplateWarning};
pub use raster::Dpi;
pub use samples::{draw_samples, samples};

#[cfg(test)]
mod tests;
