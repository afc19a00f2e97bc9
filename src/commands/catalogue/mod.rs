//! `catalogue`: procedures as of a day. What is shown here is what the API answers, for a person at a
//! terminal.

mod compare;
mod count;
mod show;

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};

use super::Setup;
use crate::app;
use crate::base::{Actor, Clock, Context, Ids, Lang};
use crate::catalogue::{Catalogue, CatalogueVersion};
use crate::flows;
use crate::people::Administrator;
use crate::store::procedures::{self, versions};
use crate::store::{Conn, schema};

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost catalogue search \"dat dai\" --by-post received\n  \
    hosopost catalogue show 1.012783 --on 2025-04-08\n  \
    hosopost catalogue counts --on 2025-07-01\n  \
    hosopost catalogue diff 2025-06-30 2025-07-01\n  \
    hosopost catalogue diff \"QĐ 1234/QĐ-UBND\" procedures.csv --csv > differences.csv\n  \
    hosopost catalogue name \"QĐ 1234/QĐ-UBND\" --on 2025-07-01\n  hosopost catalogue versions";

/// What to do with the catalogue.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Find procedures by a few letters, with or without diacritics
    #[command(after_help = EXAMPLES)]
    Search(show::Search),
    /// Show all that is published of a procedure on a day
    #[command(after_help = EXAMPLES)]
    Show(show::Show),
    /// Count the postal lists by level, and what is missing
    #[command(after_help = EXAMPLES)]
    Counts(count::Counts),
    /// Say what differs between two catalogues
    #[command(after_help = EXAMPLES)]
    Diff(compare::Diff),
    /// List what people call the states of the catalogue
    #[command(after_help = EXAMPLES)]
    Versions,
    /// Give the state of a day the name that people cite
    #[command(after_help = EXAMPLES)]
    Name {
        /// The decision, like "QĐ 1234/QĐ-UBND"
        name: String,
        /// The day whose state is meant
        #[arg(long, value_name = "DATE")]
        on: NaiveDate,
    },
}

/// For whom and for when something is shown.
#[derive(Args)]
struct Shown {
    /// As of this day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<NaiveDate>,

    /// The language of what is written for people
    #[arg(long, value_enum, default_value_t = Words::Vi)]
    lang: Words,
}

/// The language of a report.
#[derive(Clone, Copy, ValueEnum)]
enum Words {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

impl From<Words> for Lang {
    fn from(words: Words) -> Self {
        match words {
            Words::Vi => Self::Vi,
            Words::En => Self::En,
        }
    }
}

impl Shown {
    fn day(&self) -> NaiveDate {
        self.on.unwrap_or_else(|| Clock::System.now().date())
    }

    fn lang(&self) -> Lang {
        self.lang.into()
    }
}

/// Does it.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    match action {
        Action::Search(wanted) => Ok(show::search(setup, &catalogue(&mut conn)?, &wanted)),
        Action::Show(wanted) => show::show(setup, &catalogue(&mut conn)?, &wanted),
        Action::Counts(wanted) => count::counts(setup, &catalogue(&mut conn)?, &wanted),
        Action::Diff(wanted) => {
            let noted = versions::load(&mut conn)?;
            compare::diff(setup, &catalogue(&mut conn)?, &noted, &wanted)
        }
        Action::Versions => {
            list(setup, &versions::load(&mut conn)?);
            Ok(ExitCode::SUCCESS)
        }
        Action::Name { name, on } => {
            let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
            let by = Administrator::of(&cx.who)?;
            let named = flows::name_version(&mut conn, &cx, &by, &name, on)?;
            list(setup, &[named]);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn catalogue(conn: &mut Conn) -> anyhow::Result<Catalogue> {
    Ok(procedures::load_catalogue(conn)?)
}

fn list(setup: &Setup, versions: &[CatalogueVersion]) {
    for version in versions {
        let noted = version.noted.as_ref();
        if setup.json {
            let told = serde_json::json!({
                "name": version.name,
                "on": version.day,
                "noted_at": noted.map(|noted| noted.at),
                "noted_by": noted.map(|noted| &noted.by),
            });
            println!("{told}");
        } else {
            let by = noted.map_or_else(String::new, |one| format!("  ({}, {})", one.at, one.by));
            println!("{}  {}{by}", version.day, version.name);
        }
    }
}
