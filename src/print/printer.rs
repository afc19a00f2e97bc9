//! From a document to its file, with the templates of the office or our own.

use std::fmt;
use std::path::{Path, PathBuf};

use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::document::Document;
use super::raster::{self, Dpi};
use super::samples::samples;
use super::templates::Templates;
use super::world::LabelWorld;

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

/// What is wrong with an office's template. The embedded one was used in its place; whoever asked for
/// the print shows this to the person who can mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateWarning {
    /// The file, relative to the label folder.
    pub file: String,
    /// The line, from 1, when it is known.
    pub line: Option<usize>,
    /// What is wrong. It never quotes the data that were being printed.
    pub message: String,
}

impl fmt::Display for TemplateWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

fn list(warnings: &[TemplateWarning]) -> String {
    warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
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
/// make and to clone, and may be used from many threads at once.
#[derive(Debug, Clone, Default)]
pub struct Printer {
    overrides: Option<PathBuf>,
}

impl Printer {
    /// A printer whose templates are laid over the embedded ones from a folder, if one is given.
    pub fn new(overrides: Option<PathBuf>) -> Self {
        Self { overrides }
    }

    /// The document as PDF: a page per label, or the paper with its structure for those who listen.
    pub fn pdf(&self, document: &Document) -> Result<Printed<Vec<u8>>, PrintError> {
        let _job = Job;
        let Printed { output: pages, warnings } = self.set(document, Dpi::default())?;
        let options = PdfOptions { tagged: document.is_tagged(), ..PdfOptions::default() };
        let output = typst_pdf::pdf(&pages, &options).map_err(|_| {
            PrintError::Template(vec![unplaced(document, "its pages cannot be written as PDF")])
        })?;
        Ok(Printed { output, warnings })
    }

    /// The document as PNG files, one per page, in which one pixel is one dot of the printer. Labels
    /// are black and white, papers grey.
    pub fn png(&self, document: &Document, dpi: Dpi) -> Result<Printed<Vec<Vec<u8>>>, PrintError> {
        let _job = Job;
        let Printed { output: pages, warnings } = self.set(document, dpi)?;
        let output = pages
            .pages()
            .iter()
            .map(|page| raster::draw(page, dpi, document.ink()))
            .collect::<Result<_, _>>()?;
        Ok(Printed { output, warnings })
    }

    /// Tries every template of the office on sample data and says what is wrong with them.
    pub fn check(&self) -> Vec<TemplateWarning> {
        let _job = Job;
        let Some(folder) = &self.overrides else { return vec![] };
        if let Some(missing) = missing(folder) {
            return vec![missing];
        }
        let mut warnings: Vec<_> =
            samples().iter().flat_map(|(_, sample)| try_on(folder, sample)).collect();
        warnings.dedup();
        warnings
    }

    /// Sets the pages; with the embedded templates where those of the office fail.
    fn set(&self, document: &Document, dpi: Dpi) -> Result<Printed<PagedDocument>, PrintError> {
        let data = document.data(dpi)?;
        let mut warnings = vec![];
        if let Some(folder) = &self.overrides {
            let world =
                LabelWorld::new(Templates::Over(folder), document.template(), data.clone())?;
            match world.set() {
                Ok(output) => {
                    return Ok(Printed { output, warnings: missing(folder).into_iter().collect() });
                }
                Err(problems) => warnings = explain(folder, document, &world, &problems),
            }
        }
        let world = LabelWorld::new(Templates::Embedded, document.template(), data)?;
        match world.set() {
            Ok(output) => Ok(Printed { output, warnings }),
            Err(problems) => Err(PrintError::Template(places(document, &world, &problems))),
        }
    }
}

/// A job of the typesetter. It remembers every step it took; without forgetting them after each job the
/// process would grow for as long as it prints.
struct Job;

impl Drop for Job {
    fn drop(&mut self) {
        typst::comemo::evict(0);
    }
}

fn missing(folder: &Path) -> Option<TemplateWarning> {
    (!folder.is_dir()).then(|| TemplateWarning {
        file: folder.display().to_string(),
        line: None,
        message: "there is no such folder; the embedded templates are used".to_owned(),
    })
}

fn unplaced(document: &Document, message: &str) -> TemplateWarning {
    TemplateWarning {
        file: document.template().to_owned(),
        line: None,
        message: message.to_owned(),
    }
}

/// Why a template of the office failed. The messages of the typesetter may quote the data that were
/// being printed, so they are taken from a trial with sample data; if that goes well, the places
/// alone are told.
fn explain(
    folder: &Path,
    document: &Document,
    world: &LabelWorld<'_>,
    problems: &[SourceDiagnostic],
) -> Vec<TemplateWarning> {
    let told: Vec<_> = samples()
        .iter()
        .filter(|(_, sample)| sample.template() == document.template())
        .flat_map(|(_, sample)| try_on(folder, sample))
        .collect();
    if told.is_empty() { places(document, world, problems) } else { told }
}

/// What the typesetter says about the folder's template for a sample.
fn try_on(folder: &Path, sample: &Document) -> Vec<TemplateWarning> {
    let Ok(data) = sample.data(Dpi::default()) else { return vec![] };
    let Ok(world) = LabelWorld::new(Templates::Over(folder), sample.template(), data) else {
        return vec![];
    };
    let problems = world.set().err().unwrap_or_default();
    let mut told = places(sample, &world, &problems);
    for (warning, problem) in told.iter_mut().zip(&problems) {
        warning.message = problem.message.to_string();
    }
    told
}

/// Where a template failed, without the words of the typesetter.
fn places(
    document: &Document,
    world: &LabelWorld<'_>,
    problems: &[SourceDiagnostic],
) -> Vec<TemplateWarning> {
    problems
        .iter()
        .map(|problem| {
            let unknown = unplaced(document, "it does not work with the data of this document");
            match world.place(problem) {
                Some((file, line)) => TemplateWarning { file, line: Some(line), ..unknown },
                None => unknown,
            }
        })
        .collect()
}
