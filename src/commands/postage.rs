//! `postage`: what carriage would cost, by the tariffs that were imported.

use std::process::ExitCode;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;

use super::Setup;
use crate::app;
use crate::base::{Clock, Lang};
use crate::cases::Service;
use crate::flows::{PricedEnd, QuoteAsk, Weighed, World, quote_postage};
use crate::network::Network;
use crate::postage::{Category, Grams};
use crate::store::{prices, procedures, schema, units};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost postage quote --service submit --from 481940 --to H27.00 --weight 80\n  \
    hosopost postage quote --service round_trip --from 18562 --to H27.00 --weight 250 \
    --reduction poor_household\n  \
    hosopost --json postage quote --service submit --from 481940 --to H27.00 --weight 80 \
    --on 2025-04-08";

/// What to ask.
#[derive(Subcommand)]
pub(super) enum Action {
    /// What a service would cost, leg by leg
    #[command(after_help = EXAMPLES)]
    Quote(QuoteArgs),
}

#[derive(Args)]
pub(super) struct QuoteArgs {
    /// submit, return, round_trip or internal
    #[arg(long)]
    service: Service,

    /// Where from: the code of a point, or of an administrative unit
    #[arg(long, value_name = "CODE")]
    from: String,

    /// Where to
    #[arg(long, value_name = "CODE")]
    to: String,

    /// What it weighs, in grams
    #[arg(long, value_name = "GRAMS")]
    weight: Grams,

    /// The category by which less is paid
    #[arg(long)]
    reduction: Option<Category>,

    /// On which day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
}

/// Answers. Where there is no price it is said why, and the exit code is 1.
pub(super) fn run(setup: &Setup, Action::Quote(asked): Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let network = units::load_network(&mut conn)?;
    let catalogue = procedures::load_catalogue(&mut conn)?;
    let list = prices::load_price_list(&mut conn)?;
    let world = World {
        network: &network,
        catalogue: &catalogue,
        numbers: &setup.settings.numbers.prefix,
        prices: &list,
        clock_limit_ms: setup.settings.scans.clock_skew_ms,
    };
    let on = asked.on.unwrap_or_else(|| Clock::System.now().date());
    let ask = QuoteAsk {
        service: asked.service,
        from: end(&network, "--from", &asked.from, on)?,
        to: end(&network, "--to", &asked.to, on)?,
        weighed: Weighed { weight: Some(asked.weight), reduction: asked.reduction },
        on,
    };
    let priced = quote_postage(&world, &ask)?;
    let mut known = true;
    for (direction, priced) in asked.service.directions().iter().zip(&priced) {
        known &= priced.is_ok();
        match priced {
            Ok(quote) if setup.json => println!("{}", serde_json::to_string(quote)?),
            Err(why) if setup.json => println!(
                "{}",
                json!({"direction": direction, "why": why.code(), "explanation": why.to_string()})
            ),
            Ok(quote) => {
                let explained = quote.explanation(Lang::Vi);
                println!("{direction}: {} ({})", quote.amount, quote.payer.as_str());
                println!("  {explained}");
            }
            Err(why) => println!("{direction}: {why}"),
        }
    }
    Ok(if known { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn end(network: &Network, flag: &str, code: &str, on: NaiveDate) -> anyhow::Result<PricedEnd> {
    PricedEnd::read(network, code, on).with_context(|| {
        format!(
            "{flag}: expected the code of a point in service on {on}, or of an administrative \
             unit, got {code:?}"
        )
    })
}
