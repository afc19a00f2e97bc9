//! `transfer`: what closed points hold goes to their successors, and points whose unit ended go on in the
//! one that took over. The server does the same by itself every day.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::Setup;
use super::known::Places;
use crate::flows::transfer::transfer;
use crate::people::Administrator;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost transfer --dry-run\n  \
    hosopost transfer --on 2025-07-01\n  hosopost --json transfer --on 2027-01-01 --dry-run\n\n\
    Doing it again changes nothing. Only a dry run may look ahead.";

#[derive(Args)]
pub(super) struct Transfer {
    /// For what closed up to this day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,

    /// Only say what would be done
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
pub(super) fn run(setup: &Setup, wanted: &Transfer) -> anyhow::Result<ExitCode> {
    let Places { mut conn, cx, today, .. } = Places::open(setup)?;
    let by = Administrator::of(&cx.who)?;
    let on = wanted.on.unwrap_or(today);
    let report = transfer(&mut conn, &cx, &by, on, wanted.dry_run)?;
    if setup.json {
        println!("{}", serde_json::to_string(&report)?);
        return Ok(ExitCode::SUCCESS);
    }
    for one in &report.points {
        let guess = if one.found.is_guess() { "  (a guess: import the point's row)" } else { "" };
        println!(
            "{}  {} → {} on {}  by {}{guess}",
            one.point,
            one.old,
            one.new,
            one.on,
            one.found.as_str()
        );
    }
    for one in &report.handed {
        println!("{} → {} on {}: {} parcels and bags", one.from, one.to, one.on, one.items);
    }
    for (point, items) in &report.stranded {
        println!(
            "{point} is closed without a successor and holds {items}: give it one and transfer again"
        );
    }
    let items: usize = report.handed.iter().map(|one| one.items).sum();
    let said = if wanted.dry_run { "would go on" } else { "went on" };
    println!("{} points {said}, {items} parcels and bags handed on", report.points.len());
    Ok(ExitCode::SUCCESS)
}
