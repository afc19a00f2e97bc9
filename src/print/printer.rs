//! From a document to its files, with the templates of the office or our own.

use std::path::PathBuf;

use typst::model::Document as _;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use typst_svg::SvgOptions;

use super::document::Document;
use super::format::{BadFormat, Format};
use super::office::{self, Office};
use super::parts::Part;
use super::raster::{self, Dots, Dpi};
use super::samples::samples;
use super::templates::Templates;
use super::warning::{TemplateWarning, list, missing, unplaced};
use super::world::LabelWorld;
use super::zpl;

/// Why nothing could be printed. None of these says anything of the data.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// An empty list of labels.
    #[error("there is nothing to print: expected at least one label")]
    NothingToPrint,
    /// The text of a QR code does not fit a code that still scans: the public address is too long.
    #[error(
        "the address in the QR code has {length} characters, too many for a code that scans: use a shorter public address"
    )]
    CodeTooLong {
        /// How long the text is.
        length: usize,
    },
    /// The document cannot leave in this format.
    #[error(transparent)]
    Format(#[from] BadFormat),
    /// An embedded template failed.
    #[error("an embedded template failed: {}", list(.0))]
    Template(Vec<TemplateWarning>),
    /// The data could not be handed to the template.
    #[error("the document could not be handed to the template")]
    Data(#[from] serde_json::Error),
    /// The picture could not be packed.
    #[error("the picture could not be packed")]
    Picture(#[from] png::EncodingError),
    /// A sample could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// Where to.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

/// What was printed, and what should be told about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed<T> {
    /// The file, or the files.
    pub output: T,
    /// Templates of the office that could not be used.
    pub warnings: Vec<TemplateWarning>,
}

/// Prints documents with the embedded templates, or with those of a folder where it has any. Cheap to
/// clone, and may be used from many threads at once.
#[derive(Debug, Clone, Default)]
pub struct Printer {
    office: Option<Office>,
}

impl Printer {
    /// A printer whose templates are laid over the embedded ones from a folder, if one is given.
    pub fn new(overrides: Option<PathBuf>) -> Self {
        Self { office: overrides.map(|folder| Office::new(&folder)) }
    }

    /// One whose patience with the office's templates is shorter.
    #[cfg(test)]
    pub(super) fn impatient(folder: &std::path::Path, patience: std::time::Duration) -> Self {
        Self { office: Some(Office::new(folder).with_patience(patience)) }
    }

    /// The document as PDF: all pages in one file; a paper with its structure for those who listen.
    pub fn pdf(&self, document: &Document) -> Result<Printed<Vec<u8>>, PrintError> {
        let Printed { output, warnings } = self.print(document, Format::Pdf, &mut |_| {})?;
        Ok(Printed { output: output.into_iter().next().unwrap_or_default(), warnings })
    }

    /// The document as PNG files, one per page, in which one pixel is one dot of the printer. Labels
    /// are black and white, papers grey.
    pub fn png(&self, document: &Document, dpi: Dpi) -> Result<Printed<Vec<Vec<u8>>>, PrintError> {
        self.print(document, Format::Png(dpi), &mut |_| {})
    }

    /// The files of a document: one, or one for each page (see [`Format::is_one_file`]). `told` hears how
    /// many labels are set, after each part.
    pub fn print(
        &self,
        document: &Document,
        format: Format,
        told: &mut dyn FnMut(usize),
    ) -> Result<Printed<Vec<Vec<u8>>>, PrintError> {
        format.fits(document)?;
        let (mut output, mut warnings) = (vec![], vec![]);
        let (mut pages, mut info, mut done) = (vec![], None, 0);
        for part in document.parts()? {
            let _job = Job::of(part.len());
            let set = self.set(&part, format.dpi(), &mut warnings)?;
            match format {
                Format::Pdf => {
                    info.get_or_insert_with(|| set.info().clone());
                    pages.extend_from_slice(set.pages());
                }
                Format::Png(dpi) => {
                    for page in set.pages() {
                        output.push(raster::draw(page, dpi, document.ink())?);
                    }
                }
                Format::Svg => {
                    let draw = |page| typst_svg::svg(page, &SvgOptions::default()).into_bytes();
                    output.extend(set.pages().iter().map(draw));
                }
                Format::Zpl(dpi) => {
                    let labels = set.pages().iter().map(|page| zpl::label(&Dots::draw(page, dpi)));
                    let file: &mut Vec<u8> = match output.as_mut_slice() {
                        [file] => file,
                        _ => output.push_mut(vec![]),
                    };
                    labels.for_each(|label| file.extend_from_slice(label.as_bytes()));
                }
            }
            done += part.len();
            told(done);
        }
        if let Some(info) = info {
            let _job = Job::of(done);
            let set = PagedDocument::new(pages.into_iter().collect(), info);
            let options = PdfOptions { tagged: document.is_tagged(), ..PdfOptions::default() };
            let unwritable = |_| vec![unplaced("", "its pages cannot be written as PDF")];
            output.push(
                typst_pdf::pdf(&set, &options)
                    .map_err(|problems| PrintError::Template(unwritable(problems)))?,
            );
        }
        warnings.dedup();
        Ok(Printed { output, warnings })
    }

    /// Tries every template of the office on sample data and says what is wrong with them.
    pub fn check(&self) -> Vec<TemplateWarning> {
        let Some(office) = &self.office else { return vec![] };
        if let Some(missing) = missing(office.folder()) {
            return vec![missing];
        }
        let mut warnings = vec![];
        for (_, sample) in samples() {
            for part in sample.parts().unwrap_or_default() {
                let _job = Job::of(part.len());
                warnings.extend(try_on(office, &part));
            }
        }
        warnings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        warnings.dedup();
        warnings
    }

    /// Sets the pages of a part; with the embedded templates where those of the office fail.
    fn set(
        &self,
        part: &Part<'_>,
        dpi: Dpi,
        warnings: &mut Vec<TemplateWarning>,
    ) -> Result<PagedDocument, PrintError> {
        let (template, data) = (part.template(), part.data(dpi)?);
        if let Some(office) = &self.office {
            match office.set(template, data.clone())? {
                Ok(pages) => {
                    warnings.extend(missing(office.folder()));
                    return Ok(pages);
                }
                // The words of the typesetter may quote the data that were being printed, so they are
                // taken from a trial with sample data; if that goes well, the places alone are told.
                Err(failed) => {
                    let tried = samples_of(template).flat_map(|sample| {
                        let parts = sample.parts().unwrap_or_default();
                        parts.iter().flat_map(|part| try_on(office, part)).collect::<Vec<_>>()
                    });
                    let tried: Vec<_> = tried.collect();
                    warnings.extend(if tried.is_empty() { failed.places(template) } else { tried });
                }
            }
        }
        let world = LabelWorld::new(Templates::Embedded, template, data)?;
        office::set(&world).map_err(|failed| PrintError::Template(failed.places(template)))
    }
}

/// The samples that a template sets.
fn samples_of(template: &'static str) -> impl Iterator<Item = Document> {
    samples().into_iter().map(|(_, sample)| sample).filter(move |sample| {
        sample.parts().is_ok_and(|parts| parts.iter().any(|part| part.template() == template))
    })
}

/// What the typesetter says about the office's template for a sample.
fn try_on(office: &Office, sample: &Part<'_>) -> Vec<TemplateWarning> {
    let Ok(data) = sample.data(Dpi::default()) else { return vec![] };
    match office.set(sample.template(), data) {
        Ok(Err(failed)) => failed.in_full(sample.template()),
        Ok(Ok(_)) | Err(_) => vec![],
    }
}

/// A job of the typesetter. It remembers every step it took; without forgetting them after each job the
/// process would grow for as long as it prints.
struct Job {
    /// Through how many jobs more a step is remembered that none of them takes again.
    kept: usize,
}

/// How many labels leave so little to remember that it may stay until the next job.
const FEW: usize = 4;

impl Job {
    /// A job that sets so many labels, or a paper. What one label has in common with the next, its captions
    /// and its rules, need not be set again; a label as PDF is two jobs, its pages and their file.
    const fn of(length: usize) -> Self {
        Self { kept: if length <= FEW { 2 } else { 0 } }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        typst::comemo::evict(self.kept);
    }
}
