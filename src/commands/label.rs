//! `label`: prints the labels of parcels and bags into a file, or every document with invented data into a
//! folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::Setup;
use super::printing::{Line, Stock, lay_down, told};
use crate::app;
use crate::base::{self, Actor, Clock, Ids};
use crate::flows::papers::{LabelReader, PrintRoom, labels_of};
use crate::print::{Label as Drawn, Printer, draw_samples};
use crate::store::{Conn, procedures, schema, units};

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost label BH100000017VN -o label.pdf\n  \
    hosopost label BH100000017VN BH100000025VN --format png --dpi 300 -o labels.png\n  \
    hosopost label TUI00000004 --format zpl --size 100x75 -o bag.zpl\n  \
    hosopost label BH100000017VN --size a4x4 --start 3 -o sheet.pdf\n  \
    hosopost label --file codes.txt -o labels.pdf\n  \
    hosopost label --samples out/labels --labels my-templates";

/// How many codes are looked up at once: often enough to be seen to go on.
const AT_ONCE: usize = 250;

#[derive(Args)]
pub(super) struct Label {
    /// Tracking numbers, bag codes or QR codes, one label each
    #[arg(value_name = "CODE", required_unless_present_any = ["samples", "file"])]
    codes: Vec<String>,

    /// Codes from a file, one a line; empty lines are passed over
    #[arg(long, value_name = "FILE", conflicts_with = "codes")]
    file: Option<PathBuf>,

    /// Print the others when some codes are not known here
    #[arg(long)]
    skip_bad: bool,

    #[command(flatten)]
    stock: Stock,

    /// Where to; of several pictures each gets its number before the ending
    #[arg(short, long, value_name = "FILE", required_unless_present = "samples")]
    output: Option<PathBuf>,

    /// Draw every label and paper with invented data into a folder, in every size and format
    #[arg(long, value_name = "DIR", conflicts_with_all = ["codes", "file", "output"])]
    samples: Option<PathBuf>,
}

/// Prints.
pub(super) fn run(setup: &Setup, wanted: &Label) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &wanted.samples {
        let drawn = draw_samples(&Printer::new(setup.settings.labels.folder.clone()), folder)?;
        for warning in drawn.warnings {
            eprintln!("hosopost: {warning}");
        }
        told(setup, &drawn.output);
        return Ok(ExitCode::SUCCESS);
    }
    let output = wanted.output.as_ref().context("say where to with -o FILE")?;
    let stock = wanted.stock.read()?;
    let codes = match &wanted.file {
        Some(file) => lines(file)?,
        None => (1..).map(|n| format!("code {n}")).zip(wanted.codes.iter().cloned()).collect(),
    };
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let Some(labels) = look_up(setup, &mut conn, &codes, wanted.skip_bad)? else {
        return Ok(ExitCode::FAILURE);
    };
    lay_down(setup, labels, stock, output)?;
    Ok(ExitCode::SUCCESS)
}

/// The codes of a file, each under the name of its line.
fn lines(file: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{}: expected a text file that can be read", file.display()))?;
    let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    let codes: Vec<_> = lines
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(line, n)| (format!("{}: line {n}", file.display()), line.trim().to_owned()))
        .collect();
    anyhow::ensure!(!codes.is_empty(), "{}: expected one code a line", file.display());
    Ok(codes)
}

/// The labels of the codes. Those that are not known are named; then none are printed, unless the others
/// were asked for all the same.
fn look_up(
    setup: &Setup,
    conn: &mut Conn,
    codes: &[(String, String)],
    skip_bad: bool,
) -> anyhow::Result<Option<Vec<Drawn>>> {
    let (network, catalogue) = (units::load_network(conn)?, procedures::load_catalogue(conn)?);
    let cx = base::Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    let room = PrintRoom {
        network: &network,
        catalogue: &catalogue,
        public_url: &setup.settings.http.public_url,
        names_on_labels: setup.settings.labels.names,
        cx: &cx,
    };
    let by = LabelReader::of(&cx.who)?;
    let (mut labels, mut line, mut bad) = (Vec::with_capacity(codes.len()), Line::default(), 0);
    for some in codes.chunks(AT_ONCE) {
        let texts: Vec<String> = some.iter().map(|(_, code)| code.clone()).collect();
        let found = labels_of(conn, &by, &room, &texts)?;
        for ((name, code), label) in some.iter().zip(found) {
            if let Some(label) = label {
                labels.push(label);
            } else {
                line.end();
                let code: String = code.chars().take(60).collect();
                eprintln!("hosopost: {name}: no parcel or bag {code:?} is known here");
                bad += 1;
            }
        }
        line.say(&format!("looked up {} of {}", labels.len() + bad, codes.len()));
    }
    line.end();
    if bad > 0 && (!skip_bad || labels.is_empty()) {
        let way = if labels.is_empty() { "" } else { ", or print the others with --skip-bad" };
        eprintln!("hosopost: nothing was printed: mend these {bad}{way}");
        return Ok(None);
    }
    Ok(Some(labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_a_file_keep_their_line_and_empty_lines_are_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("codes.txt");
        std::fs::write(&file, "\u{feff}BH1\r\n\r\n  BH 2 \n").unwrap();
        let read = lines(&file).unwrap();
        let told: Vec<(&str, &str)> = read
            .iter()
            .map(|(name, code)| (name.rsplit("line ").next().unwrap(), code.as_str()))
            .collect();
        assert_eq!(told, [("1", "BH1"), ("3", "BH 2")]);
        std::fs::write(&file, "\n \n").unwrap();
        assert!(lines(&file).unwrap_err().to_string().contains("expected one code a line"));
        assert!(lines(&dir.path().join("none")).is_err());
    }
}
