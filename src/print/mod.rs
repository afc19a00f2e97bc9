//! Printed things: data in; PDF, PNG, SVG or the words of a thermal printer out. The only home of the
//! typesetter and of QR codes.
//!
//! What is printed is plain data ([`Label`], [`ConsignmentSlip`], [`HandoverRecord`], [`ManifestPaper`]); how it looks stands in the templates of `labels/`, which an office may replace without recompiling. A template
//! sees its own folder and the data, nothing else: no network, no packages, no clock.
//!
//! Not here: who may print what, how many print at once (a render takes a processor for
//! some milliseconds; callers run it off the async threads behind a semaphore), and any looking up.

mod apology;
mod claims;
mod document;
mod label;
mod letter;
mod manifest;
mod money;
mod papers;
mod receipt;

mod format;
mod size;

mod list_samples;
mod parts;
mod printer;
mod samples;

mod office;
mod qr;
mod raster;
mod templates;
mod warning;
mod world;
mod zpl;

pub use apology::ApologyLetter;
pub use claims::{ComplaintLetter, HeldLine, LeastPaid, LiabilityPaper, PaidLine, StageLine};
pub use document::{Document, Labels};
pub use format::{BadFormat, Format};
pub use label::{BagLabel, Bilingual, BlankLabel, Destination, Label, ParcelLabel, Place};
pub use letter::{Addressee, LetterHead};
pub use manifest::{
    BookPaper, BookRow, ListFact, ListHead, ListRow, ManifestPaper, RoundPaper, RoundRow,
};
pub use money::{MoneyLine, SlipMoney, Transfer};
pub use papers::{
    CitizenSheet, ConsignmentSlip, Correspondent, HandoverParty, HandoverRecord, ListedForm,
    ListedItem, ListedPaper,
};
pub use printer::{PrintError, Printed, Printer};
pub use raster::{BadDpi, Dpi};
pub use receipt::{CollectedLine, MoneyReceipt};
pub use samples::{draw_samples, samples};
pub use size::{BadSize, BadStart, Sheet, Size};
pub use warning::TemplateWarning;

#[cfg(test)]
mod tests;
