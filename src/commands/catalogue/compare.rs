//! `catalogue diff`.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::{Setup, Words};
use crate::catalogue::{Catalogue, CatalogueVersion, Difference, Part, Side};
use crate::flows::import::CatalogueFile;

#[derive(Args)]
pub(in crate::commands) struct Diff {
    /// The catalogue of before: a day, the name of a version, or a CSV file of procedures (our own
    /// columns or the portal's)
    #[arg(value_name = "BEFORE")]
    before: String,

    /// The catalogue of after
    #[arg(value_name = "AFTER")]
    after: String,

    /// Rows for a spreadsheet
    #[arg(long, conflicts_with = "json")]
    csv: bool,

    /// The language of what is written for people
    #[arg(long, value_enum, default_value_t = Words::Vi)]
    lang: Words,
}

/// Says what differs.
pub(super) fn diff(
    setup: &Setup,
    catalogue: &Catalogue,
    noted: &[CatalogueVersion],
    wanted: &Diff,
) -> anyhow::Result<ExitCode> {
    let files = (file("BEFORE", &wanted.before)?, file("AFTER", &wanted.after)?);
    let state = |argument: &str, text: &str| -> anyhow::Result<Side<'_>> {
        let on = CatalogueVersion::day_of(text, noted)
            .with_context(|| format!("{argument}: no file of this name is there either"))?;
        Ok(Side { catalogue, on, tells: &Part::ALL })
    };
    let before = match &files.0 {
        Some(file) => file.side(),
        None => state("BEFORE", &wanted.before)?,
    };
    let after = match &files.1 {
        Some(file) => file.side(),
        None => state("AFTER", &wanted.after)?,
    };
    let difference = Difference::between(before, after);
    if setup.json {
        println!("{}", serde_json::to_string(&difference)?);
    } else if wanted.csv {
        print!("{}", difference.csv());
    } else {
        print!("{}", difference.text(wanted.lang.into(), &wanted.before, &wanted.after));
    }
    Ok(ExitCode::SUCCESS)
}

/// The catalogue in a file, where the argument names one that is there.
fn file(argument: &str, text: &str) -> anyhow::Result<Option<CatalogueFile>> {
    let path = Path::new(text);
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = std::fs::read(path).with_context(|| format!("{argument}: cannot read {text}"))?;
    CatalogueFile::read(&bytes).map(Some).with_context(|| format!("{argument}: {text}"))
}
