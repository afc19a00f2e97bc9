//! `label`: prints the labels of parcels into a file, or every document with invented data into a folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::Setup;
use crate::app;
use crate::base::Clock;
use crate::flows::papers::{PrintRoom, label_of};
use crate::print::{Document, Dpi, ParcelLabel, Printer, TemplateWarning, draw_samples};
use crate::store::{Conn, parcels, procedures, schema, units};

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost label BH100000017VN -o label.pdf\n  \
    hosopost label BH100000017VN BH100000025VN --format png --dpi 300 -o labels.png\n  \
    hosopost label --samples out/labels";

#[derive(Args)]
pub(super) struct Label {
    /// Tracking numbers or QR codes, one label each
    #[arg(value_name = "CODE", required_unless_present = "samples")]
    codes: Vec<String>,

    #[arg(long, value_enum, default_value_t = Format::Pdf)]
    format: Format,

    #[arg(long, value_enum, default_value_t = Size::A6)]
    size: Size,

    /// Dots per inch of a picture: 203 or 300
    #[arg(long, default_value = "203")]
    dpi: Dpi,

    /// Where to; of several pictures each gets its number before the ending
    #[arg(short, long, value_name = "FILE", required_unless_present = "samples")]
    output: Option<PathBuf>,

    /// Draw every label and paper with invented data into a folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["codes", "output"])]
    samples: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Pdf,
    Png,
}

#[derive(Clone, Copy, ValueEnum)]
enum Size {
    /// 105 × 148 mm
    A6,
}

/// Prints.
pub(super) fn run(setup: &Setup, wanted: &Label) -> anyhow::Result<ExitCode> {
    let printer = Printer::new(setup.settings.labels.folder.clone());
    let (written, warnings) = match (&wanted.samples, &wanted.output) {
        (Some(folder), _) => {
            let drawn = draw_samples(&printer, folder)?;
            (drawn.output, drawn.warnings)
        }
        (None, Some(output)) => {
            let mut conn = app::database(&setup.settings)?.open()?;
            anyhow::ensure!(
                schema::pending(&mut conn)? == 0,
                "the database does not fit this program: run hosopost migrate"
            );
            let Size::A6 = wanted.size;
            let document = Document::Labels(labels(setup, &mut conn, &wanted.codes)?);
            print(&printer, &document, wanted, output)?
        }
        (None, None) => anyhow::bail!("say where to with -o FILE"),
    };
    for warning in warnings {
        eprintln!("hosopost: {warning}");
    }
    if setup.json {
        println!("{}", serde_json::json!({ "written": written }));
    } else {
        for path in written {
            println!("{}", path.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn labels(setup: &Setup, conn: &mut Conn, codes: &[String]) -> anyhow::Result<Vec<ParcelLabel>> {
    let (network, catalogue) = (units::load_network(conn)?, procedures::load_catalogue(conn)?);
    let room = PrintRoom {
        network: &network,
        catalogue: &catalogue,
        public_url: &setup.settings.http.public_url,
        names_on_labels: setup.settings.labels.names,
        now: Clock::System.now(),
    };
    codes
        .iter()
        .map(|code| {
            let parcel = parcels::find_by_code(conn, code)?;
            let parcel = parcel.with_context(|| format!("no parcel {code} is known here"))?;
            Ok(label_of(conn, &room, &parcel)?)
        })
        .collect()
}

fn print(
    printer: &Printer,
    document: &Document,
    wanted: &Label,
    output: &Path,
) -> anyhow::Result<(Vec<PathBuf>, Vec<TemplateWarning>)> {
    let (files, warnings) = match wanted.format {
        Format::Pdf => {
            let pdf = printer.pdf(document)?;
            (vec![(output.to_owned(), pdf.output)], pdf.warnings)
        }
        Format::Png => {
            let png = printer.png(document, wanted.dpi)?;
            let one = png.output.len() == 1;
            let name = |n| if one { output.to_owned() } else { numbered(output, n) };
            ((1..).map(name).zip(png.output).collect(), png.warnings)
        }
    };
    let mut written = Vec::new();
    for (path, bytes) in files {
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        written.push(path);
    }
    Ok((written, warnings))
}

/// `labels.png` as `labels-2.png`.
fn numbered(path: &Path, n: usize) -> PathBuf {
    let part = |part: Option<&std::ffi::OsStr>| {
        part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let (stem, ending) = (part(path.file_stem()), part(path.extension()));
    path.with_file_name(format!("{stem}-{n}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_pictures_are_numbered_before_the_ending() {
        assert_eq!(numbered(Path::new("out/labels.png"), 2), Path::new("out/labels-2.png"));
    }
}
