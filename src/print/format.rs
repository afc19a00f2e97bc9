//! As what a document leaves: a file for people, a picture for a printer or a page, or the words of a
//! thermal printer.

use std::fmt;

use super::document::Document;
use super::raster::Dpi;
use super::size::Size;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One file with all pages.
    Pdf,
    /// A picture of each page, in which one pixel is one dot of the printer.
    Png(Dpi),
    /// A drawing of each page; its letters are outlines, so that it looks alike without our type.
    Svg,
    /// The words of a Zebra printer (ZPL II), all labels in one file: a picture in its dots. Its own
    /// letters are not used, because they lack Vietnamese marks.
    Zpl(Dpi),
}

/// A format that is not known, or does not go with the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadFormat {
    /// No such format.
    #[error("expected the format pdf, png, svg or zpl")]
    Unknown,
    /// A thermal printer takes labels of its own size alone.
    #[error("zpl is for labels of the sizes a6 and 100x75: expected pdf, png or svg here")]
    NotThermal,
}

impl Format {
    /// The words for all of them.
    pub const WORDS: [&str; 4] = ["pdf", "png", "svg", "zpl"];

    /// A format by its word; the dots matter to pictures and thermal printers.
    pub fn read(word: &str, dpi: Dpi) -> Result<Self, BadFormat> {
        match word {
            "pdf" => Ok(Self::Pdf),
            "png" => Ok(Self::Png(dpi)),
            "svg" => Ok(Self::Svg),
            "zpl" => Ok(Self::Zpl(dpi)),
            _ => Err(BadFormat::Unknown),
        }
    }

    /// The word, which is also the ending of the file's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png(_) => "png",
            Self::Svg => "svg",
            Self::Zpl(_) => "zpl",
        }
    }

    /// What the file is called in HTTP. Zebra's language has no registered name; this is what other
    /// services call it.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png(_) => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Zpl(_) => "application/zpl",
        }
    }

    /// Whether all pages lie in one file.
    pub const fn is_one_file(self) -> bool {
        match self {
            Self::Pdf | Self::Zpl(_) => true,
            Self::Png(_) | Self::Svg => false,
        }
    }

    /// The dots of the printer that codes and rules fall on. A PDF is for printers of any.
    pub(super) fn dpi(self) -> Dpi {
        match self {
            Self::Png(dpi) | Self::Zpl(dpi) => dpi,
            Self::Pdf | Self::Svg => Dpi::default(),
        }
    }

    /// Whether labels of this size can leave in it.
    pub const fn check(self, size: Size) -> Result<(), BadFormat> {
        match (self, size) {
            (Self::Zpl(_), Size::FourOnA4) => Err(BadFormat::NotThermal),
            _ => Ok(()),
        }
    }

    /// Whether the document can leave in it.
    pub(super) const fn fits(self, document: &Document) -> Result<(), BadFormat> {
        match (self, document) {
            (_, Document::Labels(labels)) => self.check(labels.sheet.size()),
            (
                Self::Zpl(_),
                Document::Slip(_)
                | Document::Record(_)
                | Document::Sheet(_)
                | Document::Receipt(_)
                | Document::Apology(_)
                | Document::Liability(_)
                | Document::Answer(_)
                | Document::Manifest(_)
                | Document::Round(_)
                | Document::Book(_),
            ) => Err(BadFormat::NotThermal),
            (
                Self::Pdf | Self::Png(_) | Self::Svg,
                Document::Slip(_)
                | Document::Record(_)
                | Document::Sheet(_)
                | Document::Receipt(_)
                | Document::Apology(_)
                | Document::Liability(_)
                | Document::Answer(_)
                | Document::Manifest(_)
                | Document::Round(_)
                | Document::Book(_),
            ) => Ok(()),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
