//! `transit`: how long the post may take from here to there.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::calendar::explain;
use super::{Setup, told};
use crate::app;
use crate::base::{At, Clock, Lang, PointCode, UnitCode};
use crate::cases::Direction;
use crate::dispatch::Promises;
use crate::store::{Conn, holidays, schema, targets, units};
use crate::web::api::transit::TransitOut;

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost transit quote --service submit --from 481940 --to H27.00\n  \
    hosopost --json transit quote --service return --from H27.00 --to 18562 --at 2025-10-14T15:30:00+07:00";

/// What to ask of the transit targets.
#[derive(Subcommand)]
pub(super) enum Action {
    /// The target that holds between two places, and the delivery it promises
    #[command(after_help = EXAMPLES)]
    Quote(Quote),
}

#[derive(Args)]
pub(super) struct Quote {
    /// submit, return or internal
    #[arg(long)]
    service: Direction,
    /// A point or an administrative unit
    #[arg(long, value_name = "CODE")]
    from: PointCode,
    /// A point or an administrative unit
    #[arg(long, value_name = "CODE")]
    to: PointCode,
    /// When the post accepts it, like 2025-04-08T09:30:00+07:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = At::parse)]
    at: Option<At>,
}

/// Does it.
pub(super) fn run(setup: &Setup, action: &Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    match action {
        Action::Quote(wanted) => quote(setup, &mut conn, wanted)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn quote(setup: &Setup, conn: &mut Conn, wanted: &Quote) -> anyhow::Result<()> {
    let (network, calendars) = (units::load_network(conn)?, holidays::load_calendars(conn)?);
    let targets = targets::load_targets(conn)?;
    let promises = Promises { network: &network, calendars: &calendars, targets: &targets };
    let at = wanted.at.unwrap_or_else(|| Clock::System.now());
    let from = unit(&promises, "--from", &wanted.from, at)?;
    let to = unit(&promises, "--to", &wanted.to, at)?;
    let promise = promises
        .promise(wanted.service, (from, to), at)?
        .context("no transit target holds here: hosopost import targets FILE")?;
    if setup.json {
        return told(&TransitOut::of(&promise, Lang::En));
    }
    let target = promise.target;
    println!("{} {}: {}", target.service, target.zones, target.decision);
    explain(&promise.deadline);
    Ok(())
}

fn unit<'a>(
    promises: &Promises<'a>,
    flag: &str,
    code: &PointCode,
    at: At,
) -> anyhow::Result<&'a UnitCode> {
    let day = at.date();
    promises.unit_of(code, day).with_context(|| {
        format!("{flag} {code}: expected the code of a point or administrative unit of {day}")
    })
}
