//! `timetable`: which runs call at a point on a day, and how something gets elsewhere soonest.

use std::process::ExitCode;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{Setup, told};
use crate::app;
use crate::base::{At, Clock, PointCode};
use crate::dispatch::timetable::{CallAt, Room, Standing};
use crate::dispatch::{Journey, Timetable};
use crate::network::Network;
use crate::store::{holidays, schema, timetable, units};
use crate::web::api::timetable_out::{CallOut, JourneyOut};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost timetable journey --from 481940 --to H27.00\n  \
    hosopost timetable journey --from H27.00 --to 481960 --at 2025-10-14T15:30:00+07:00 --most 1\n  \
    hosopost timetable departures --point 481900 --on 2025-04-08\n  \
    hosopost --json timetable departures --point 480990\n\n\
    Departures come in by hosopost import timetable FILE, days on which one goes otherwise by \
    hosopost import exceptions FILE, how long points handle what comes in by hosopost import handling FILE.";

/// What to ask of the timetable.
#[derive(Subcommand)]
pub(super) enum Action {
    /// The earliest arrival, with the fewest changes, and what is left for who misses it
    #[command(after_help = EXAMPLES)]
    Journey(Wanted),
    /// What calls at a point on a day, with cut-offs and how much it takes
    #[command(after_help = EXAMPLES)]
    Departures(Board),
}

#[derive(Args)]
pub(super) struct Wanted {
    /// The point where it is ready
    #[arg(long, value_name = "CODE")]
    from: PointCode,
    /// The point where it is to go
    #[arg(long, value_name = "CODE")]
    to: PointCode,
    /// From when on it is ready, like 2025-04-08T07:30:00+07:00 [default: now]
    #[arg(long, value_name = "TIME", value_parser = At::parse)]
    at: Option<At>,
    /// How many journeys, the soonest first
    #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=10))]
    most: u8,
}

#[derive(Args)]
pub(super) struct Board {
    /// The point
    #[arg(long, value_name = "CODE")]
    point: PointCode,
    /// On this day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,
}

/// Does it. Exit code 1 when no journey is found.
pub(super) fn run(setup: &Setup, action: &Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let (network, calendars) =
        (units::load_network(&mut conn)?, holidays::load_calendars(&mut conn)?);
    let timetable = timetable::load(&mut conn, &network, &calendars)?;
    match action {
        Action::Journey(wanted) => journey(setup, &network, &timetable, wanted),
        Action::Departures(board) => departures(setup, &network, &timetable, board),
    }
}

fn journey(
    setup: &Setup,
    network: &Network,
    timetable: &Timetable,
    wanted: &Wanted,
) -> anyhow::Result<ExitCode> {
    let ready = wanted.at.unwrap_or_else(|| Clock::System.now());
    let day = ready.date();
    let Wanted { from, to, most, .. } = wanted;
    network
        .point_on(from, day)
        .with_context(|| format!("--from {from}: expected a point in service on {day}"))?;
    network.point(to).with_context(|| format!("--to {to}: expected the code of a point"))?;
    let journeys = timetable.next_journeys(from, to, ready, usize::from(*most))?;
    if setup.json {
        let items: Vec<JourneyOut> =
            journeys.iter().map(|journey| JourneyOut::of(journey, network)).collect();
        told(&serde_json::json!({ "items": items }))?;
    } else {
        for journey in &journeys {
            explain(journey, network);
        }
    }
    if journeys.is_empty() {
        eprintln!("no runs lead from {from} to {to} within thirty days of {ready}");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn explain(journey: &Journey, network: &Network) {
    let changes = journey.changes();
    let plural = if changes == 1 { "" } else { "s" };
    println!("arrives {}, {changes} change{plural}", journey.arrives());
    for ride in &journey.rides {
        let (on, off) = (&ride.board, &ride.alight);
        let name = network.route_name(&ride.route, ride.day);
        let (route, departure) = (&ride.route, &ride.departure);
        println!("  {route} {departure} of {}  {name}  {}", ride.day, room(ride.room));
        println!("    {:<10} hand in by {}, leaves {}", on.point.as_str(), on.cut_off, on.departs);
        println!("    {:<10} comes in   {}", off.point.as_str(), off.arrives);
    }
}

fn departures(
    setup: &Setup,
    network: &Network,
    timetable: &Timetable,
    board: &Board,
) -> anyhow::Result<ExitCode> {
    let day = board.on.unwrap_or_else(|| Clock::System.now().date());
    let point = &board.point;
    network
        .point_on(point, day)
        .with_context(|| format!("--point {point}: expected a point in service on {day}"))?;
    let calls = timetable.calls_at(point, day)?;
    if setup.json {
        let items: Vec<CallOut> = calls.iter().map(|call| CallOut::of(call, network)).collect();
        told(&serde_json::json!({ "items": items }))?;
    } else {
        for call in &calls {
            println!("{}", line(call));
        }
        if calls.is_empty() {
            eprintln!("nothing calls at {point} on {day}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(call: &CallAt<'_>) -> String {
    let clock = |at: At| at.to_office().format("%H:%M").to_string();
    let what = match (call.departs, call.cut_off) {
        (Some(departs), Some(cut_off)) => {
            let last = call.onward.last().map(|(point, at)| format!("{point} {}", clock(*at)));
            let cut_off = if cut_off.date() == departs.date() {
                clock(cut_off)
            } else {
                cut_off.to_office().format("%Y-%m-%d %H:%M").to_string()
            };
            format!("leaves, cut-off {cut_off}, to {}", last.unwrap_or_default())
        }
        (_, _) => "ends here".to_owned(),
    };
    let standing = match call.standing {
        Standing::AsPlanned => String::new(),
        Standing::Extra(said) | Standing::Cancelled(said) => {
            format!("  {}: {}", said.kind.words().en.to_uppercase(), said.reason)
        }
    };
    let (route, departure) = (call.route.as_str(), call.departure.as_str());
    format!(
        "{}  {route:<14} {departure:<6} {what}  {}{standing}",
        clock(call.at()),
        room(call.room)
    )
}

fn room(room: Room) -> String {
    let of = |most: Option<u32>, what| most.map(|most| format!("{most} {what}"));
    let all = [of(room.parcels, "parcels"), of(room.bags, "bags"), of(room.kg, "kg")];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
