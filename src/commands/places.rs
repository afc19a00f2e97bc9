//! `places`: the unit at a coordinate, and maps.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::Setup;
use super::known::Places;
use crate::base::{Lang, UnitCode};
use crate::network::Position;
use crate::network::map::map_svg;
use crate::web::api::land::nowhere_words;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost places at 18.35,105.9\n  \
    hosopost places at 18.35,105.9 --on 2025-07-01\n  hosopost places map 42 -o ha-tinh.svg\n\n\
    Outlines come in by hosopost import boundaries FILE.geojson.";

/// What to ask about places.
#[derive(Subcommand)]
pub(super) enum Action {
    /// The commune at a coordinate, by the outlines that were imported
    #[command(after_help = EXAMPLES)]
    At(At),
    /// Draw a unit with its parts and points as SVG
    #[command(after_help = EXAMPLES)]
    Map(Map),
}

#[derive(Args)]
pub(super) struct At {
    /// Latitude and longitude in decimal degrees, as 18.35,105.9
    #[arg(value_name = "LAT,LON", value_parser = position)]
    position: Position,

    /// The day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
}

#[derive(Args)]
pub(super) struct Map {
    /// The unit's code
    #[arg(value_name = "CODE")]
    unit: UnitCode,

    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// The day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
}

/// Reads `18.35,105.9`.
pub(super) fn position(text: &str) -> Result<Position, String> {
    let read = text.split_once(',').and_then(|(lat, lon)| {
        Position::new(lat.trim().parse().ok()?, lon.trim().parse().ok()?).ok()
    });
    read.ok_or_else(|| {
        "expected latitude,longitude in Viet Nam (6 to 24, 102 to 118), like 18.35,105.9".to_owned()
    })
}

/// Does it.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let places = Places::open(setup)?;
    match action {
        Action::At(At { position, on }) => {
            let day = on.unwrap_or(places.today);
            let here = places.boundaries.at(position, day);
            let unit = here.and_then(|here| places.network.unit_on(&here.unit, day));
            let Some(unit) = unit else {
                anyhow::bail!(nowhere_words(places.boundaries.is_empty(), Lang::En));
            };
            let path = places.network.path_name(&unit.code, day, Lang::Vi).unwrap_or_default();
            if setup.json {
                let level = unit.level();
                println!(
                    "{}",
                    serde_json::json!({"code": unit.code, "name": path, "level": level})
                );
            } else {
                println!("{}  {path}", unit.code);
            }
        }
        Action::Map(Map { unit, output, on }) => {
            let day = on.unwrap_or(places.today);
            let map = map_svg(&places.atlas(), &unit, day, Lang::Vi)
                .with_context(|| format!("there is no unit {unit} on {day}"))?;
            std::fs::write(&output, &map).with_context(|| {
                format!("{}: expected a file that can be written", output.display())
            })?;
            if setup.json {
                let bytes = map.len();
                println!("{}", serde_json::json!({"file": output, "bytes": bytes}));
            } else {
                println!("{}: {} bytes", output.display(), map.len());
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
