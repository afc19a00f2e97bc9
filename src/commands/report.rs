//! `report`: counts for managers.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::Setup;
use super::known::Places;
use crate::flows::{ReportAsked, report_units};
use crate::network::UnitLevel;
use crate::network::address::Atlas;
use crate::people::ReportReader;
use crate::reports::{As, Counts, UnitReport, UnitRow};
use crate::web::api::reports::MOST_DAYS;

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost report units --from 2025-06-01 --until 2025-08-01\n  \
    hosopost report units --from 2025-06-01 --until 2025-08-01 --as now --level province\n  \
    hosopost report units --from 2025-01-01 --until 2026-01-01 --as now --csv > units.csv";

/// What to count.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Parcels accepted and delivered in each unit, as it was then or as it is now
    #[command(after_help = EXAMPLES)]
    Units(Units),
}

#[derive(Args)]
pub(super) struct Units {
    /// The first day
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,

    /// The day after the last
    #[arg(long, value_name = "DATE")]
    until: NaiveDate,

    /// By the units of then or of now
    #[arg(long = "as", value_name = "THEN|NOW", default_value = "then")]
    by: As,

    /// commune, district or province
    #[arg(long, default_value = "commune")]
    level: UnitLevel,

    /// As CSV
    #[arg(long)]
    csv: bool,
}

/// Does it.
pub(super) fn run(setup: &Setup, Action::Units(wanted): &Action) -> anyhow::Result<ExitCode> {
    let Units { from, until, by, level, csv } = *wanted;
    anyhow::ensure!(
        until > from && (until - from).num_days() <= MOST_DAYS,
        "--until: expected a day after {from}, at most {MOST_DAYS} days, got {until}"
    );
    let Places { mut conn, network, boundaries, decisions, cx, today } = Places::open(setup)?;
    let atlas = Atlas { network: &network, boundaries: &boundaries, decisions: &decisions };
    let right = ReportReader::of(&cx.who)?;
    let asked = ReportAsked { from, until, by, level };
    let report = report_units(&mut conn, &right, &atlas, asked, today)?;
    if setup.json {
        println!("{}", serde_json::to_string(&report)?);
    } else if csv {
        as_csv(&report)?;
    } else {
        as_table(&report);
    }
    Ok(ExitCode::SUCCESS)
}

const COLUMNS: [&str; 12] = [
    "unit",
    "valid_from",
    "name",
    "accepted",
    "accepted_submit",
    "accepted_return",
    "accepted_internal",
    "delivered",
    "delivered_submit",
    "delivered_return",
    "delivered_internal",
    "estimated",
];

fn as_csv(report: &UnitReport) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(std::io::stdout().lock());
    csv.write_record(COLUMNS)?;
    for row in &report.rows {
        let UnitRow { unit, valid_from, name, accepted, delivered, estimated } = row;
        let mut cells = vec![
            unit.as_ref().map(ToString::to_string).unwrap_or_default(),
            valid_from.map(|day| day.to_string()).unwrap_or_default(),
            name.clone(),
        ];
        for Counts { submit, returned, internal, total } in [accepted, delivered] {
            cells.extend([total, submit, returned, internal].map(ToString::to_string));
        }
        cells.push(estimated.to_string());
        csv.write_record(cells)?;
    }
    csv.flush()?;
    Ok(())
}

fn as_table(report: &UnitReport) {
    println!("{:>9} {:>9} {:>9}  unit", "accepted", "delivered", "estimated");
    for row in report.rows.iter().chain([&report.total]) {
        let code = row.unit.as_ref().map_or("", |unit| unit.as_str());
        let name = if row.unit.is_none() && row.name.is_empty() { "—" } else { &row.name };
        println!(
            "{:>9} {:>9} {:>9}  {code} {name}",
            row.accepted.total, row.delivered.total, row.estimated
        );
    }
}
