//! The command line: its only reader, and the place where everything is put together. Each command has a
//! file of its own, with examples in its help.

mod address;
mod backup;
mod calendar;
mod catalogue;
mod demo;
mod doctor;
mod export;
mod find;
mod import;
mod known;
mod label;
mod ledger;
mod logging;
mod manifest;
mod migrate;
mod places;
mod postage;
mod printing;
mod receiver;
mod rehearse;
mod report;
mod roll;
mod self_test;
mod serve;
mod token;
mod transfer;
mod user;

mod access_log;
mod laws_line;
mod line;
mod timetable;
mod transit;
mod webhook;

pub mod simulate;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Given, Settings};

/// Citizens' dossiers carried by the public post, with every hand-off on record.
#[derive(Parser)]
#[command(name = "hosopost", version, max_term_width = 100, after_help = AFTER)]
struct Cli {
    /// Settings file (TOML) [default: hosopost.toml, when it is there]
    #[arg(
        long,
        global = true,
        env = "HOSOPOST_CONFIG",
        value_name = "FILE",
        help_heading = "Settings"
    )]
    config: Option<PathBuf>,

    #[command(flatten)]
    given: Given,

    /// Machine-readable results on standard output
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "A flag wins over a HOSOPOST_ variable, a variable over the settings file.\n\n\
    Examples:\n  hosopost migrate\n  hosopost serve --listen 0.0.0.0:8080 --public-url https://hoso.example.vn\n  \
    HOSOPOST_DATABASE_URL=postgres://hosopost@localhost/hosopost hosopost doctor";

#[derive(Subcommand)]
enum Command {
    /// Serve pages and the API until asked to stop (SIGTERM, Ctrl-C)
    #[command(after_help = serve::EXAMPLES)]
    Serve,
    /// Bring the database up to this program; running it again changes nothing
    #[command(after_help = migrate::EXAMPLES)]
    Migrate,
    /// Take in a file of places, days or procedures: all of it, or nothing and the name of every bad row
    #[command(after_help = import::EXAMPLES)]
    Import(import::Import),
    /// Write what cases were told into a file, for systems without a connection
    #[command(subcommand, after_help = export::EXAMPLES)]
    Export(export::Action),
    /// Procedures as of a day: find and show them, count the postal lists, compare two catalogues
    #[command(subcommand, after_help = catalogue::EXAMPLES)]
    Catalogue(catalogue::Action),
    /// Tell three journeys of dossiers in an empty folder, then serve what they left behind
    #[command(after_help = demo::EXAMPLES)]
    Demo(demo::Demo),
    /// Ask what a day is, which days of a year are not worked, and when a time limit ends
    #[command(subcommand, after_help = calendar::EXAMPLES)]
    Calendar(calendar::Action),
    /// Ask how long the post may take from here to there
    #[command(subcommand, after_help = transit::EXAMPLES)]
    Transit(transit::Action),
    /// Ask which runs call at a point on a day, and how something gets elsewhere soonest
    #[command(subcommand, after_help = timetable::EXAMPLES)]
    Timetable(timetable::Action),
    /// Find units and points by their names, with or without marks
    #[command(after_help = find::EXAMPLES)]
    Find(find::Find),
    /// Look whether everything is as it should be, and say what to do where it is not
    #[command(after_help = doctor::EXAMPLES)]
    Doctor(doctor::Doctor),
    /// Copy everything into one file while the server writes, and read the copy again
    #[command(after_help = backup::EXAMPLES)]
    Backup(backup::Backup),
    /// Make the database out of a backup; what was there is kept under another name
    #[command(after_help = backup::RESTORE_EXAMPLES)]
    Restore(backup::Restore),
    /// Print the labels of parcels and bags into a file
    #[command(after_help = label::EXAMPLES)]
    Label(label::Label),
    /// Draw up and print lists of what goes together, and record their sheets
    #[command(subcommand, after_help = manifest::EXAMPLES)]
    Manifest(manifest::Action),
    /// Make rolls of labels ahead of their parcels, print, bind and void them
    #[command(subcommand, after_help = roll::EXAMPLES)]
    Roll(roll::Action),
    /// Ask what carriage costs
    #[command(subcommand, after_help = postage::EXAMPLES)]
    Postage(postage::Action),
    /// Record money received and handed over, and see what stands on the accounts
    #[command(subcommand, after_help = ledger::EXAMPLES)]
    Ledger(ledger::Action),
    /// The unit at a coordinate, and maps of units
    #[command(subcommand, after_help = places::EXAMPLES)]
    Places(places::Action),
    /// Find addresses in today's units, and decide about units that were divided
    #[command(subcommand, after_help = address::EXAMPLES)]
    Address(address::Action),
    /// Hand on what closed points hold, and let points go on in the units that took over
    #[command(after_help = transfer::EXAMPLES)]
    Transfer(transfer::Transfer),
    /// Count for managers
    #[command(subcommand, after_help = report::EXAMPLES)]
    Report(report::Action),
    /// Make, list and revoke the tokens of counters, devices and systems
    #[command(subcommand, after_help = token::EXAMPLES)]
    Token(token::Action),
    /// Make, look after and remove webhooks: where case systems are told
    #[command(subcommand, after_help = webhook::EXAMPLES)]
    Webhook(webhook::Action),
    /// Send a made-up case and parcel the whole way, and on to a webhook
    #[command(after_help = self_test::EXAMPLES)]
    SelfTest(self_test::SelfTest),
    /// Receive webhooks as a case system would, and show each case's page
    #[command(after_help = receiver::EXAMPLES)]
    Receiver(receiver::Receiver),
    /// Enter, list and change the members of staff who sign in
    #[command(subcommand, after_help = user::EXAMPLES)]
    User(user::Action),
    /// Say who looked at whose details when
    #[command(after_help = access_log::EXAMPLES)]
    AccessLog(access_log::AccessLog),
    /// Play recorded or invented days against a changed timetable, and compare before anybody is told
    #[command(after_help = rehearse::EXAMPLES)]
    Rehearse(rehearse::Rehearse),
    /// Play days of a province's invented traffic through the API, and check the laws of custody over it
    #[command(after_help = simulate::EXAMPLES)]
    Simulate(simulate::Simulate),
}

impl Command {
    /// What this command takes instead of what the settings file says.
    fn own_settings(&self) -> Given {
        if let Self::Receiver(_) = self { receiver::settings() } else { Given::default() }
    }
}

/// What a command is given besides its own arguments.
struct Setup {
    settings: Settings,
    json: bool,
}

/// Writes a machine-readable result.
fn told(result: &impl serde::Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string(result)?);
    Ok(())
}

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("hosopost: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let given = cli.given.over(cli.command.own_settings());
    let given = given.over(Given::from_file(cli.config.as_deref())?);
    let setup = Setup { settings: Settings::understand(given)?, json: cli.json };
    logging::start(&setup.settings.log)?;
    match cli.command {
        Command::Serve => serve::run(setup),
        Command::Migrate => migrate::run(&setup),
        Command::Import(what) => import::run(&setup, what),
        Command::Export(action) => export::run(&setup, &action),
        Command::Catalogue(action) => catalogue::run(&setup, action),
        Command::Demo(demo) => demo::run(setup, &demo),
        Command::Calendar(action) => calendar::run(&setup, action),
        Command::Transit(action) => transit::run(&setup, &action),
        Command::Timetable(action) => timetable::run(&setup, &action),
        Command::Find(find) => find::run(&setup, &find),
        Command::Doctor(wanted) => Ok(doctor::run(&setup, &wanted)),
        Command::Backup(wanted) => backup::run(&setup, &wanted),
        Command::Restore(wanted) => backup::restore(&setup, &wanted),
        Command::Label(wanted) => label::run(&setup, &wanted),
        Command::Manifest(action) => manifest::run(&setup, action),
        Command::Roll(action) => roll::run(&setup, action),
        Command::Postage(action) => postage::run(&setup, action),
        Command::Ledger(action) => ledger::run(&setup, action),
        Command::Places(action) => places::run(&setup, action),
        Command::Address(action) => address::run(&setup, action),
        Command::Transfer(wanted) => transfer::run(&setup, &wanted),
        Command::Report(action) => report::run(&setup, &action),
        Command::Token(action) => token::run(&setup, action),
        Command::Webhook(action) => webhook::run(&setup, action),
        Command::SelfTest(wanted) => self_test::run(setup, &wanted),
        Command::Receiver(receiver) => receiver::run(&setup, &receiver),
        Command::User(action) => user::run(&setup, action),
        Command::AccessLog(wanted) => access_log::run(&setup, wanted),
        Command::Rehearse(wanted) => rehearse::run(&setup, &wanted),
        Command::Simulate(wanted) => simulate::run(setup, &wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound_and_every_command_has_examples() {
        let mut cli = Cli::command();
        cli.clone().debug_assert();
        for command in cli.get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            assert!(help.contains("Examples:"), "{} has no examples", command.get_name());
        }
    }

    #[test]
    fn settings_may_stand_before_or_after_the_command() {
        for words in [
            ["hosopost", "--listen", "127.0.0.1:1", "serve"],
            ["hosopost", "serve", "--listen", "127.0.0.1:1"],
        ] {
            let cli = Cli::try_parse_from(words).unwrap();
            assert_eq!(cli.given.listen.unwrap().0, "127.0.0.1:1");
        }
        assert!(Cli::try_parse_from(["hosopost", "fly"]).is_err());
    }
}
