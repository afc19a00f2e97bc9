//! `export`: what cases were told, as a file for systems without a connection.

use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Setup, told};
use crate::app;
use crate::base::PointCode;
use crate::feed::sheet;
use crate::store::{Conn, facts, schema};

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost export facts --after 0 -o facts.csv\n  \
    hosopost export facts --after 1842 -o facts.csv\n  \
    hosopost export facts --after 0 --agency H27.00 --limit 10000 > facts.csv\n  \
    hosopost --json export facts --after 1842 -o facts.csv\n\n\
    The columns stand in fixtures/README.md. The next cursor is printed on standard error: keep it, and \
    begin there the next time.";

/// What to export.
#[derive(Subcommand)]
pub(super) enum Action {
    /// What every case was told, in the order in which it became known, as CSV
    #[command(after_help = EXAMPLES)]
    Facts(Facts),
}

#[derive(Args)]
pub(super) struct Facts {
    /// Behind which cursor to begin: 0 for the first fact ever, else what the last export printed
    #[arg(long, value_name = "CURSOR", value_parser = clap::value_parser!(i64).range(0..))]
    after: i64,

    /// Of the cases of this agency alone; may be given several times
    #[arg(long = "agency", value_name = "CODE")]
    agencies: Vec<PointCode>,

    /// At most so many facts [default: all there are]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(i64).range(1..))]
    limit: Option<i64>,

    /// The file, written over when it is whole [default: standard output]
    #[arg(short, long = "output", value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How many facts are read at once.
const A_PAGE: i64 = 1_000;

/// Does it.
pub(super) fn run(setup: &Setup, action: &Action) -> anyhow::Result<ExitCode> {
    let Action::Facts(wanted) = action;
    anyhow::ensure!(
        !setup.json || wanted.output.is_some(),
        "--json: expected -o FILE beside it, so that the result and the facts do not mix"
    );
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let done = match &wanted.output {
        None => write(&mut conn, wanted, &mut std::io::stdout().lock())?,
        Some(path) => {
            let unwritable = || format!("-o {}: cannot be written", path.display());
            // Whoever fetches the file finds the old one or the whole new one.
            let part = with_ending(path);
            let mut file = std::fs::File::create(&part).with_context(unwritable)?;
            let done = write(&mut conn, wanted, &mut file)?;
            file.sync_all().with_context(unwritable)?;
            std::fs::rename(&part, path).with_context(unwritable)?;
            done
        }
    };
    if setup.json {
        told(&json!({"facts": done.facts, "next": done.next.to_string()}))?;
    } else {
        eprintln!("{} facts; next: --after {}", done.facts, done.next);
    }
    Ok(ExitCode::SUCCESS)
}

fn with_ending(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

struct Done {
    facts: i64,
    next: i64,
}

fn write(conn: &mut Conn, wanted: &Facts, out: &mut dyn Write) -> anyhow::Result<Done> {
    let agencies = (!wanted.agencies.is_empty()).then_some(wanted.agencies.as_slice());
    let shows = std::io::stderr().is_terminal();
    let most = wanted.limit.unwrap_or(i64::MAX);
    let mut done = Done { facts: 0, next: wanted.after };
    loop {
        let page = facts::after(conn, done.next, agencies, A_PAGE.min(most - done.facts))?;
        out.write_all(&sheet::csv(&page, done.facts == 0))?;
        done.facts += page.len() as i64;
        done.next = page.last().map_or(done.next, |fact| fact.position);
        if shows {
            eprint!("\r{} facts written", done.facts);
        }
        if page.is_empty() || done.facts >= most {
            break;
        }
    }
    if shows {
        eprintln!();
    }
    out.flush()?;
    Ok(done)
}
