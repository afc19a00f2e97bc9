//! `address`: finds an address in today's units, and takes and lists decisions about divided units.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::Setup;
use super::known::Places;
use super::places::position;
use crate::base::text::clean;
use crate::base::{DecisionId, Lang, UnitCode};
use crate::flows::{decide_split, waiting_addresses, withdraw_decision};
use crate::network::address::{Asked, resolve};
use crate::network::{Locality, Position, SplitDecision};
use crate::people::{Address, SplitDecider};
use crate::store::decisions::{self, KeptDecision};
use crate::web::api::addresses::AddressOut;
use crate::web::api::splits::{DecisionOut, WaitingOut};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost address resolve \"Xóm Quang Phú, xã Thạch Châu, huyện Lộc Hà, tỉnh Hà Tĩnh\"\n  \
    hosopost address resolve \"Thôn 3\" --unit 18583 --given-on 2025-04-08\n  \
    hosopost address waiting\n  \
    hosopost address decide 18082 2025-07-01 18073 --locality \"Khối phố Tân Giang\" \\\n    \
    --reason \"theo bản đồ địa chính\"\n  \
    hosopost address decisions --all\n  \
    hosopost address withdraw dec_01961a2b7c0070008000000000000001";

/// What to do with addresses.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Find an address, in units of whatever time, in the units of a day
    #[command(after_help = EXAMPLES)]
    Resolve(Resolve),
    /// List localities of divided units about which nobody has decided, from open cases and legs
    #[command(after_help = EXAMPLES)]
    Waiting,
    /// Decide which part of a divided unit a locality went to
    #[command(after_help = EXAMPLES)]
    Decide(Decide),
    /// List the decisions in force, the latest first
    #[command(after_help = EXAMPLES)]
    Decisions {
        /// Also those that hold no more
        #[arg(long)]
        all: bool,
    },
    /// Withdraw a decision: its locality waits for a person again
    #[command(after_help = EXAMPLES)]
    Withdraw {
        /// The decision's id, as `address decisions` prints it
        decision: DecisionId,
    },
}

#[derive(Args)]
pub(super) struct Resolve {
    /// The address as the person says it
    text: String,

    /// A unit code that was given with it
    #[arg(long, value_name = "CODE")]
    unit: Option<UnitCode>,

    /// When it was given
    #[arg(long, value_name = "DATE")]
    given_on: Option<NaiveDate>,

    /// Where it is, as 18.35,105.9
    #[arg(long, value_name = "LAT,LON", value_parser = position)]
    at: Option<Position>,

    /// The day whose units are wanted [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
}

#[derive(Args)]
pub(super) struct Decide {
    /// The unit that was divided
    #[arg(value_name = "OLD")]
    old: UnitCode,

    /// The day of the change
    #[arg(value_name = "DATE")]
    on: NaiveDate,

    /// The unit that took over there
    #[arg(value_name = "NEW")]
    new: UnitCode,

    /// The hamlet, street or quarter; never a house [default: the whole unit]
    #[arg(long, value_name = "WORDS", default_value = "")]
    locality: Locality,

    /// Why, in a sentence that names nobody
    #[arg(long, value_name = "SENTENCE")]
    reason: Option<String>,
}

/// Does it.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let mut places = Places::open(setup)?;
    match action {
        Action::Resolve(asked) => find(setup, &places, &asked)?,
        Action::Waiting => waiting(setup, &mut places)?,
        Action::Decide(Decide { old, on, new, locality, reason }) => {
            let decision = SplitDecision { old, on, locality, new };
            let Places { conn, network, cx, .. } = &mut places;
            let by = SplitDecider::of(&cx.who)?;
            told(setup, decide_split(conn, cx, &by, network, decision, reason.as_deref())?)?;
        }
        Action::Decisions { all } => {
            for kept in decisions::list(&mut places.conn, !all)? {
                told(setup, kept)?;
            }
        }
        Action::Withdraw { decision } => {
            let Places { conn, network, cx, .. } = &mut places;
            let by = SplitDecider::of(&cx.who)?;
            told(setup, withdraw_decision(conn, cx, &by, network, decision)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn find(setup: &Setup, places: &Places, asked: &Resolve) -> anyhow::Result<()> {
    let text = clean(&asked.text);
    let most = Address::MAX;
    anyhow::ensure!(
        (1..=most).contains(&text.chars().count()),
        "expected an address of 1 to {most} characters"
    );
    let on = asked.on.unwrap_or(places.today);
    let atlas = places.atlas();
    let question = Asked {
        text: &text,
        unit: asked.unit.as_ref(),
        given_on: asked.given_on,
        position: asked.at,
        on,
    };
    let found = resolve(&atlas, &question);
    if setup.json {
        let out = AddressOut::of(&atlas, &found, on, Lang::Vi);
        println!("{}", serde_json::to_string(&out)?);
        return Ok(());
    }
    println!("{}", found.confidence);
    if let Some(old) = found.old {
        println!("  {}  {}  {}", old.code, old.full_name(Lang::Vi), period(old));
    }
    for one in &found.present {
        let path = places.network.path_name(&one.unit.code, on, Lang::Vi).unwrap_or_default();
        let mark = if one.proposed { '→' } else { '·' };
        println!("{mark} {}  {path}  {:.0} %", one.unit.code, one.share * 100.0);
    }
    if let Some(open) = &found.open {
        println!(
            "nobody has decided: hosopost address decide {} {} NEW --locality {:?}",
            open.old,
            open.on,
            found.reading.locality.as_str()
        );
    }
    Ok(())
}

fn period(unit: &crate::network::AdminUnit) -> String {
    let until = unit.period.until.map_or_else(String::new, |day| day.to_string());
    format!("[{}, {until})", unit.period.from)
}

fn waiting(setup: &Setup, places: &mut Places) -> anyhow::Result<()> {
    let by = SplitDecider::of(&places.cx.who)?;
    let Places { conn, network, boundaries, decisions, today, .. } = places;
    let atlas = crate::network::address::Atlas { network, boundaries, decisions };
    for one in waiting_addresses(conn, &by, &atlas, *today)? {
        if setup.json {
            println!("{}", serde_json::to_string(&WaitingOut::of(&atlas, &one, Lang::Vi))?);
            continue;
        }
        let parts: Vec<String> = network
            .heirs(&one.old, one.on)
            .iter()
            .map(|part| format!("{} {}", part.code, part.full_name(Lang::Vi)))
            .collect();
        println!(
            "{} {}  {:?}  {} addresses  → {}",
            one.old,
            one.on,
            one.locality.as_str(),
            one.addresses,
            parts.join(" | ")
        );
    }
    Ok(())
}

fn told(setup: &Setup, kept: KeptDecision) -> anyhow::Result<()> {
    if setup.json {
        println!("{}", serde_json::to_string(&DecisionOut::from(kept))?);
    } else {
        let SplitDecision { old, on, locality, new } = &kept.decision;
        let ended = kept.ended.map_or_else(String::new, |(at, _)| format!("  until {at}"));
        println!(
            "{}  {old} {on} {:?} → {new}  {} {}{ended}",
            kept.id,
            locality.as_str(),
            kept.decided_at,
            kept.decided_by
        );
    }
    Ok(())
}
