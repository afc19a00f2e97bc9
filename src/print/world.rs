//! All that the typesetter can see: the label folder, one virtual file of data, four fonts. It has no
//! packages and no clock, so the same data give the same paper, and a template cannot reach out.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use typst::diag::{FileError, FileResult, PackageError, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;

use super::printer::PrintError;
use super::templates::Templates;

/// Where a template finds its data.
const DATA: &str = "/data.json";

/// What every job shares: built once, read by all threads.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let fonts: Vec<Font> = [
        notosans::REGULAR_TTF,
        notosans::BOLD_TTF,
        notosans::ITALIC_TTF,
        notosans::BOLD_ITALIC_TTF,
    ]
    .into_iter()
    .flat_map(|data| Font::iter(Bytes::new(data)))
    .collect();
    Shared {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// The embedded templates that were asked for, parsed once for all jobs: they do not change.
static EMBEDDED: LazyLock<Sources> = LazyLock::new(Mutex::default);

/// Parsed templates.
type Sources = Mutex<HashMap<FileId, FileResult<Source>>>;

/// The world of one job.
pub(super) struct LabelWorld {
    templates: Templates,
    main: FileId,
    data: Bytes,
    /// Templates of the office as they were when this job first read them.
    sources: Sources,
}

impl LabelWorld {
    /// A world in which `main` sets `data`.
    pub(super) fn new(templates: Templates, main: &str, data: Vec<u8>) -> Result<Self, PrintError> {
        let path = VirtualPath::new(main).map_err(|_| PrintError::Template(vec![]))?;
        Ok(Self {
            templates,
            main: RootedPath::new(VirtualRoot::Project, path).intern(),
            data: Bytes::new(data),
            sources: Mutex::default(),
        })
    }

    /// Sets the pages, or says what is wrong with the template.
    pub(super) fn set(&self) -> Result<PagedDocument, Vec<SourceDiagnostic>> {
        typst::compile::<PagedDocument>(self).output.map_err(|problems| problems.to_vec())
    }

    /// The file and line a diagnostic points at.
    pub(super) fn place(&self, problem: &SourceDiagnostic) -> Option<(String, usize)> {
        let id = problem.span.id()?;
        let range = self.range(problem.span)?;
        let line = self.source(id).ok()?.lines().byte_to_line(range.start)?;
        Some((id.vpath().get_without_slash().to_owned(), line + 1))
    }

    fn bytes(&self, id: FileId) -> FileResult<Bytes> {
        match id.root() {
            VirtualRoot::Package(package) => {
                Err(FileError::Package(PackageError::NotFound(package.clone())))
            }
            VirtualRoot::Project if id.vpath().get_with_slash() == DATA => Ok(self.data.clone()),
            VirtualRoot::Project => {
                self.templates.read(id.vpath().get_without_slash()).map(Bytes::new)
            }
        }
    }
}

impl World for LabelWorld {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHARED.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let sources = match self.templates {
            Templates::Embedded => &EMBEDDED,
            Templates::Over(_) => &self.sources,
        };
        let mut sources = sources.lock().unwrap_or_else(PoisonError::into_inner);
        let parse = || {
            let bytes = self.bytes(id)?;
            let text = bytes.as_str().map_err(|_| FileError::InvalidUtf8)?;
            Ok(Source::new(id, text.to_owned()))
        };
        sources.entry(id).or_insert_with(parse).clone()
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.bytes(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHARED.fonts.get(index).cloned()
    }

    /// Dates are data: a paper printed again says what it said.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
