//! `calendar`: what a day is, the days of a year, and when a time limit ends.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{Setup, told};
use crate::app;
use crate::base::{At, Lang};
use crate::calendar::deadline::{Due, Skipped, Why, deadline};
use crate::calendar::{Audience, Deadline, Pause, TimeLimit, TimeUnit};
use crate::store::{Conn, holidays, schema, units};
use crate::web::api::calendar::{DayOut, YearOut};
use crate::web::api::deadline_out::DeadlineOut;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost calendar day 2026-08-31\n  \
    hosopost calendar day 2025-04-29 --audience post --add 3\n  \
    hosopost calendar list 2026 --audience point:H27.00\n  \
    hosopost calendar deadline --received 2025-04-25T16:00:00+07:00 --time 5 --unit working_day\n  \
    hosopost calendar deadline --received 2025-04-07T09:00:00+07:00 --time 2 --unit month \\\n    \
    --pause supplement,2025-04-08T09:00:00+07:00,2025-04-10T09:00:00+07:00";

/// What to ask of the working calendars.
#[derive(Subcommand)]
pub(super) enum Action {
    /// What a day is, which hours of it are worked, and the working day so many days on
    #[command(after_help = EXAMPLES)]
    Day {
        /// The day, like 2026-08-31
        date: NaiveDate,
        #[command(flatten)]
        whose: Whose,
        /// Count so many working days on
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1000))]
        add: u32,
    },
    /// The days of a year that are not as their weekday says, and the working weeks
    #[command(after_help = EXAMPLES)]
    List {
        /// The year
        #[arg(value_parser = clap::value_parser!(i32).range(1900..=2200))]
        year: i32,
        #[command(flatten)]
        whose: Whose,
    },
    /// When a time limit ends, and why
    #[command(after_help = EXAMPLES)]
    Deadline(Limit),
}

#[derive(Args)]
pub(super) struct Whose {
    /// authority, post, unit:CODE or point:CODE
    #[arg(long, default_value = "authority")]
    audience: Audience,
}

#[derive(Args)]
pub(super) struct Limit {
    #[command(flatten)]
    whose: Whose,
    /// When the dossier came, like 2025-04-08T09:30:00+07:00
    #[arg(long, value_name = "TIME", value_parser = At::parse)]
    received: At,
    /// How many units of time
    #[arg(long, value_name = "AMOUNT", value_parser = clap::value_parser!(u32).range(1..=1000))]
    time: u32,
    /// working_hour, working_day, day or month
    #[arg(long, default_value = "working_day")]
    unit: TimeUnit,
    /// While something was awaited: supplement,FROM,UNTIL or payment,FROM while it still is; may be
    /// given several times
    #[arg(long = "pause", value_name = "REASON,FROM[,UNTIL]", value_parser = read_pause)]
    pauses: Vec<Pause>,
}

fn read_pause(text: &str) -> Result<Pause, String> {
    let parts: Vec<&str> = text.split(',').collect();
    let (reason, from, until) = match parts[..] {
        [reason, from] => (reason, from, None),
        [reason, from, until] => (reason, from, Some(until)),
        _ => return Err("expected REASON,FROM or REASON,FROM,UNTIL".to_owned()),
    };
    let at = |text: &str| At::parse(text).map_err(|bad| bad.to_string());
    let reason = reason.parse().map_err(|bad: crate::base::place::BadCode| bad.to_string())?;
    Pause::new(reason, at(from)?, until.map(at).transpose()?).map_err(|bad| bad.to_string())
}

/// Does it.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    match action {
        Action::Day { date, whose, add } => day(setup, &mut conn, date, &whose, add)?,
        Action::List { year, whose } => list(setup, &mut conn, year, &whose)?,
        Action::Deadline(limit) => ends(setup, &mut conn, &limit)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn day(
    setup: &Setup,
    conn: &mut Conn,
    date: NaiveDate,
    whose: &Whose,
    add: u32,
) -> anyhow::Result<()> {
    let (network, calendars) = (units::load_network(conn)?, holidays::load_calendars(conn)?);
    let calendar = network.calendar(&calendars, &whose.audience, date)?;
    let out = DayOut::of(&calendar, date, add, Lang::En)?;
    if setup.json {
        return told(&out);
    }
    out.lines().iter().for_each(|line| println!("{line}"));
    Ok(())
}

fn list(setup: &Setup, conn: &mut Conn, year: i32, whose: &Whose) -> anyhow::Result<()> {
    let (network, calendars) = (units::load_network(conn)?, holidays::load_calendars(conn)?);
    let last = NaiveDate::from_ymd_opt(year, 12, 31)
        .ok_or_else(|| anyhow::anyhow!("{year}: expected a year from 1900 to 2200"))?;
    let calendar = network.calendar(&calendars, &whose.audience, last)?;
    let out = YearOut::of(&calendar, &whose.audience, year, Lang::En)?;
    if setup.json {
        return told(&out);
    }
    out.lines().iter().for_each(|line| println!("{line}"));
    Ok(())
}

fn ends(setup: &Setup, conn: &mut Conn, limit: &Limit) -> anyhow::Result<()> {
    let (network, calendars) = (units::load_network(conn)?, holidays::load_calendars(conn)?);
    let time = TimeLimit { amount: limit.time, unit: limit.unit };
    let early = limit.pauses.iter().find(|pause| pause.from < limit.received);
    if let Some(pause) = early {
        anyhow::bail!("--pause {}: expected a beginning at or after --received", pause.from);
    }
    let day = limit.received.date();
    let calendar = network.calendar(&calendars, &limit.whose.audience, day)?;
    let found = deadline(&calendar, limit.received, time, &limit.pauses)?;
    if setup.json {
        return told(&DeadlineOut::of(&found, Lang::En));
    }
    explain(&found);
    Ok(())
}

/// Says when it ends and why, a line each.
pub(super) fn explain(found: &Deadline) {
    match found.due {
        Due::At(at) => println!("due at        {at}"),
        Due::Standing { since, left } => {
            println!("the clock stands since {since}; left: {left}");
        }
    }
    println!("received at   {}", found.received_at);
    let later = found.later.map_or_else(String::new, |why| format!(" ({})", why.as_str()));
    println!("counted from  {}{later}", found.counted_from);
    println!("time limit    {}", found.time.text(Lang::En));
    for span in &found.stood {
        let until = span.until.map_or_else(|| "…".to_owned(), |at| at.to_string());
        let reasons: Vec<&str> = span.reasons.iter().map(|one| one.words().en).collect();
        println!("paused        {} to {until}: {}", span.from, reasons.join(", "));
    }
    for Skipped { date, why } in &found.skipped {
        let why = match why {
            Why::Paused => "paused".to_owned(),
            Why::NotWorked { kind, told: None } => kind.as_str().to_owned(),
            Why::NotWorked { kind, told: Some(told) } => {
                format!("{}: {} ({})", kind.as_str(), told.name_en, told.decision)
            }
        };
        println!("not counted   {date} {why}");
    }
    for decision in &found.decisions {
        println!("by            {decision}");
    }
    for year in &found.estimated_years {
        println!("an estimate   nobody has decided the days of {year} yet");
    }
}
