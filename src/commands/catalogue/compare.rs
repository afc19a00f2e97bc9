//! `catalogue diff`.

use std::process::ExitCode;

use clap::Args;

use super::{Setup, Words};
use crate::catalogue::{Catalogue, CatalogueVersion, Difference, Part, Side};

#[derive(Args)]
pub(in crate::commands) struct Diff {
    /// The catalogue of before: a day or the name of a version
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
    let side = |text: &str| -> anyhow::Result<Side<'_>> {
        let on = CatalogueVersion::day_of(text, noted)?;
        Ok(Side { catalogue, on, tells: &Part::ALL })
    };
    let difference = Difference::between(side(&wanted.before)?, side(&wanted.after)?);
    if setup.json {
        println!("{}", serde_json::to_string(&difference)?);
    } else if wanted.csv {
        print!("{}", difference.csv());
    } else {
        print!("{}", difference.text(wanted.lang.into(), &wanted.before, &wanted.after));
    }
    Ok(ExitCode::SUCCESS)
}
