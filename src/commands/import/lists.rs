//! `import gaps` and `import log`: what imports left open, and who imported what.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Setup, open};
use crate::base::paging::MAX_LIMIT;
use crate::flows::import::Kind;
use crate::store::gaps::{self, GapFilter};
use crate::store::imports;

#[derive(Args)]
pub(super) struct Gaps {
    /// Only those of this kind of file
    kind: Option<Kind>,

    /// Only those of this column
    #[arg(long)]
    column: Option<String>,
}

/// Lists the gaps, or, asked for all, how many each column has.
pub(super) fn gaps(setup: &Setup, asked: Gaps) -> anyhow::Result<ExitCode> {
    let mut conn = open(setup)?;
    let Gaps { kind, column } = asked;
    if kind.is_none() && column.is_none() && !setup.json {
        let counts = gaps::count(&mut conn)?;
        if counts.is_empty() {
            println!("nothing is open");
        }
        for count in counts {
            println!("{:<12} {:<20} {:>6} open", count.kind, count.column, count.open);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let filter = GapFilter { kind: kind.map(|kind| kind.to_string()), column };
    let mut after: Option<String> = None;
    loop {
        let page = gaps::list(&mut conn, &filter, after.as_deref(), MAX_LIMIT)?;
        for gap in &page.items {
            if setup.json {
                println!("{}", serde_json::to_string(gap)?);
            } else {
                let found = if gap.found.is_empty() { "nothing" } else { &gap.found };
                println!(
                    "{}  {:<32} {:<20} {found}; since {}",
                    gap.kind, gap.entry, gap.column, gap.since
                );
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

/// Lists the imports.
pub(super) fn log(setup: &Setup) -> anyhow::Result<ExitCode> {
    let mut conn = open(setup)?;
    let mut before = None;
    loop {
        let page = imports::list(&mut conn, before, MAX_LIMIT)?;
        for (number, one) in &page.items {
            if setup.json {
                let out = json!({
                    "number": number, "kind": one.kind, "source": one.source,
                    "format": one.format, "sha256": one.sha256, "read": one.read,
                    "added": one.added, "changed": one.changed, "ended": one.ended,
                    "unchanged": one.unchanged, "gaps_opened": one.gaps_opened,
                    "gaps_closed": one.gaps_closed, "token": one.token, "actor": one.actor,
                    "at": one.at,
                });
                println!("{out}");
            } else {
                println!(
                    "{number:>5}  {}  {:<12} {:<9} {:>6} rows  {:>6} added {:>5} changed \
                     {:>5} ended  {}  by {}",
                    one.at,
                    one.kind,
                    one.source,
                    one.read,
                    one.added,
                    one.changed,
                    one.ended,
                    &one.sha256[..12],
                    one.actor
                );
            }
        }
        before = page.next.map(|number| number.parse()).transpose()?;
        if before.is_none() {
            return Ok(ExitCode::SUCCESS);
        }
    }
}
