//! What must hold of everything printed: codes that scan, names as they are written, hard data, an
//! office's own templates, and a process that does not grow.

mod codes;
mod folder;
mod formats;
mod hard_data;
mod memory;
mod picture;
mod sizes;
mod text;

use super::{Document, Dpi, Printer};
use picture::Picture;

/// The first page at the resolution of the usual label printer, from the embedded templates.
fn drawn(document: impl Into<Document>) -> Picture {
    drawn_by(&Printer::default(), document)
}

fn drawn_by(printer: &Printer, document: impl Into<Document>) -> Picture {
    let pages = printer.png(&document.into(), Dpi::D203).unwrap();
    assert_eq!(pages.warnings, [], "the templates work");
    Picture::read(&pages.output[0])
}
