//! `find`: units, points and procedures by their names, as people type them.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::Setup;
use crate::app;
use crate::base::{Clock, Lang, UnitCode};
use crate::catalogue::{Catalogue, Search};
use crate::network::{Network, UnitLevel, Words};
use crate::store::{procedures, schema, units};

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost find unit \"thach ha\"\n  \
    hosopost find unit \"Thạch Hà\" --on 2025-06-30 --level commune\n  \
    hosopost find point \"bưu điện xã\" --within 42\n  hosopost find procedure \"dat dai\"\n  hosopost --json find unit hoà";

/// How many are shown; a person chooses among a few.
const MOST: usize = 50;

#[derive(Args)]
pub(super) struct Find {
    /// What to look for
    what: What,

    /// Words of the name, with or without marks, or the start of the code
    words: String,

    /// On this day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,

    /// Of units: only those of this level (province, district or commune)
    #[arg(long)]
    level: Option<UnitLevel>,

    /// Only what lies in this unit
    #[arg(long, value_name = "CODE")]
    within: Option<UnitCode>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// An administrative unit
    Unit,
    /// A point of the post or of an authority
    Point,
    /// An administrative procedure
    Procedure,
}

/// Does it. Exit code 1 when nothing is found.
pub(super) fn run(setup: &Setup, find: &Find) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let day = find.on.unwrap_or_else(|| Clock::System.now().date());
    let found = match find.what {
        What::Unit => found_units(&units::load_network(&mut conn)?, find, day),
        What::Point => found_points(&units::load_network(&mut conn)?, find, day),
        What::Procedure => {
            found_procedures(&procedures::load_catalogue(&mut conn)?, &find.words, day)
        }
    };
    for (code, name, place) in found.iter().take(MOST) {
        if setup.json {
            println!("{}", json!({"code": code, "name": name, "place": place, "on": day}));
        } else {
            println!("{code:<12} {name}  ({place})");
        }
    }
    if found.is_empty() {
        eprintln!("nothing is called {:?} on {day}", find.words);
    } else if found.len() > MOST {
        eprintln!("… and {} more: say more of the name", found.len() - MOST);
    }
    Ok(if found.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Code, name, and the place it lies in.
type Found = Vec<(String, String, String)>;

fn found_units(network: &Network, find: &Find, day: NaiveDate) -> Found {
    let words = Words::new(&find.words);
    let units = network.find_units(&words, day, find.level, find.within.as_ref());
    let place = |code: &UnitCode| network.path_name(code, day, Lang::Vi).unwrap_or_default();
    units
        .into_iter()
        .map(|unit| (unit.code.to_string(), unit.full_name(Lang::Vi), place(&unit.code)))
        .collect()
}

fn found_points(network: &Network, find: &Find, day: NaiveDate) -> Found {
    let inside = |code: &UnitCode| {
        find.within.as_ref().is_none_or(|within| network.lies_in(code, within, day))
    };
    let points = network.find_points(&Words::new(&find.words), day).into_iter();
    points
        .filter(|point| inside(&point.unit))
        .map(|point| {
            let place = network.path_name(&point.unit, day, Lang::Vi).unwrap_or_default();
            (point.code.to_string(), point.name.clone(), place)
        })
        .collect()
}

/// A procedure's place is its field of administration.
fn found_procedures(catalogue: &Catalogue, words: &str, day: NaiveDate) -> Found {
    let search = Search::new(words, "");
    let all = catalogue.search(day, &search, None);
    all.map(|one| (one.code.to_string(), one.name.clone(), one.field.clone())).collect()
}
