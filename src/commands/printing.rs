//! What commands that print labels have in common: stock and format, files laid down, and a line that says
//! how far it is.

use std::ffi::OsStr;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Setup;
use crate::print::{Document, Dpi, Format, Label, Labels, Printed, Printer, Sheet, Size};

/// As what, and on what.
#[derive(Args)]
pub(super) struct Stock {
    /// A file with all labels (pdf, zpl) or one for each page (png, svg)
    #[arg(long, default_value = "pdf", value_parser = PossibleValuesParser::new(Format::WORDS))]
    format: String,

    /// a6, 100x75 (millimetres), or a4x4: four A6 labels on a sheet of A4
    #[arg(long, default_value_t)]
    size: Size,

    /// Dots per inch of the printer, for png and zpl: 203 or 300
    #[arg(long, default_value = "203")]
    dpi: Dpi,

    /// The first free place of a sheet of a4x4 that was begun, 1 to 4
    #[arg(long, default_value_t = 1, value_name = "N")]
    start: usize,
}

impl Stock {
    /// Whether size, format and place go together.
    pub(super) fn read(&self) -> anyhow::Result<(Format, Sheet)> {
        let format = Format::read(&self.format, self.dpi).context("--format")?;
        format.check(self.size).context("--format")?;
        let sheet = Sheet::begun(self.size, self.start).context("--start")?;
        Ok((format, sheet))
    }
}

/// Prints labels into a file, or a file for each page, and tells what was written. Templates of the office
/// that could not be used are named on standard error.
pub(super) fn lay_down(
    setup: &Setup,
    labels: Vec<Label>,
    (format, sheet): (Format, Sheet),
    output: &Path,
) -> anyhow::Result<()> {
    let count = labels.len();
    lay_down_document(setup, &Labels { labels, sheet }.into(), (format, count), output)
}

/// The same with any document of so many labels, or lines of a list.
pub(super) fn lay_down_document(
    setup: &Setup,
    document: &Document,
    (format, count): (Format, usize),
    output: &Path,
) -> anyhow::Result<()> {
    let printer = Printer::new(setup.settings.labels.folder.clone());
    let mut line = Line::default();
    let set =
        printer.print(document, format, &mut |done| line.say(&format!("set {done} of {count}")));
    line.end();
    let Printed { output: files, warnings } = set?;
    for warning in warnings {
        eprintln!("hosopost: {warning}; the built-in template was used in its place");
    }
    let one = files.len() == 1;
    let mut written = Vec::with_capacity(files.len());
    for (n, file) in (1..).zip(files) {
        let path = if one { output.to_owned() } else { numbered(output, n) };
        std::fs::write(&path, file).with_context(|| format!("cannot write {}", path.display()))?;
        written.push(path);
    }
    told(setup, &written);
    Ok(())
}

/// Says what was written.
pub(super) fn told(setup: &Setup, written: &[PathBuf]) {
    if setup.json {
        println!("{}", serde_json::json!({ "written": written }));
    } else {
        for path in written {
            println!("{}", path.display());
        }
    }
}

/// `labels.png` as `labels-2.png`.
fn numbered(path: &Path, n: usize) -> PathBuf {
    let part = |part: Option<&OsStr>| {
        part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let (stem, ending) = (part(path.file_stem()), part(path.extension()));
    path.with_file_name(format!("{stem}-{n}.{ending}"))
}

/// A line that is written over and over, on a terminal only.
#[derive(Default)]
pub(super) struct Line {
    shown: bool,
}

impl Line {
    pub(super) fn say(&mut self, words: &str) {
        if std::io::stderr().is_terminal() {
            eprint!("\rhosopost: {words:<40}");
            let _ = std::io::stderr().flush();
            self.shown = true;
        }
    }

    pub(super) fn end(&mut self) {
        if std::mem::take(&mut self.shown) {
            eprintln!();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_files_are_numbered_before_the_ending() {
        assert_eq!(numbered(Path::new("out/labels.png"), 2), Path::new("out/labels-2.png"));
    }
}
