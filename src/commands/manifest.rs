//! `manifest`: lists of bags, runs, rounds, offices and days are drawn up and printed; sheets of them recorded
//! where a machine comes back after an outage.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::printing::lay_down_document;
use super::{Setup, told};
use crate::app;
use crate::base::codes::scanned;
use crate::base::{Actor, At, Capacity, Clock, Context, Ids, Lang, PointCode, TokenId};
use crate::dispatch::manifest::{Manifest as List, Sheet};
use crate::flows::Rules;
use crate::flows::manifests::{
    Asked, Of, SheetIn, TakenSheet, draw_up, find_list, look_at_sheet, take_sheet,
};
use crate::flows::papers::{PrintRoom, manifest_of};
use crate::people::{ListKeeper, ListReader};
use crate::print::{Dpi, Format};
use crate::store::{Conn, procedures, schema, units};
use crate::web::api::sheets::TakenSheetOut;

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost manifest bag TUI00000152 --at 481900 -o e2.pdf\n  \
    hosopost manifest run CHUYEN00000153 --at 481900 -o bd10.pdf\n  \
    hosopost manifest round tok_01961a2b7c0070008000000000000001 --at 481900 -o bd13.pdf\n  \
    hosopost manifest office --at 480990 -o bd6.pdf\n  \
    hosopost manifest book --at 481900 --day 2025-04-08 -o book.pdf\n  \
    hosopost manifest print BK-250408-7K2M9QXR --format png --dpi 300 -o again.png\n  \
    hosopost manifest check HTTPS://HOSO.EXAMPLE.VN/M/BK-250408-7K2M9QXR.0BH4ZV8NM2CX --at 480990\n  \
    hosopost manifest record BK-250408-7K2M9QXR.0BH4ZV8NM2CX --at 480990 --happened-at 2025-04-08T16:20:00+07:00\n\n\
    The same of the same again is the same list. Recording a sheet again repeats what it recorded.";

/// What to do with a list.
#[derive(Subcommand)]
pub(super) enum Action {
    /// What lies in a bag (E2)
    #[command(after_help = EXAMPLES)]
    Bag(OfCarrier),
    /// What is aboard a run (BD10)
    #[command(after_help = EXAMPLES)]
    Run(OfCarrier),
    /// What a postman takes out, with receivers, addresses and telephone numbers (BD13)
    #[command(after_help = EXAMPLES)]
    Round(OfPostman),
    /// What an office has in hand and has to pass on (BD6)
    #[command(after_help = EXAMPLES)]
    Office(Drawn),
    /// The lists that a point signed in a day: its hand-over book
    #[command(after_help = EXAMPLES)]
    Book(OfDay),
    /// Print a list again, or the record of a hand-over, by its number
    #[command(after_help = EXAMPLES)]
    Print(Again),
    /// How the lines of a sheet stand where it came in; records nothing
    #[command(after_help = EXAMPLES)]
    Check(Scanned),
    /// Record all lines of a sheet by one scan
    #[command(after_help = EXAMPLES)]
    Record(Scanned),
}

#[derive(Args)]
pub(super) struct OfCarrier {
    /// The code of the bag or the run
    code: String,
    #[command(flatten)]
    drawn: Drawn,
}

#[derive(Args)]
pub(super) struct OfPostman {
    /// The token that stands for the postman (tok_…)
    postman: TokenId,
    #[command(flatten)]
    drawn: Drawn,
}

#[derive(Args)]
pub(super) struct OfDay {
    /// The day [default: today]
    #[arg(long, value_name = "DATE")]
    day: Option<NaiveDate>,
    #[command(flatten)]
    drawn: Drawn,
}

#[derive(Args)]
pub(super) struct Drawn {
    /// Where the list is drawn up
    #[arg(long, value_name = "CODE")]
    at: PointCode,
    /// For the post or the desk, where the point is both: post or desk
    #[arg(long = "as", value_name = "WORD")]
    capacity: Option<Capacity>,
    /// What was scanned, one code each; without any the list is of what is there by the record
    #[arg(long = "code", value_name = "CODE")]
    codes: Vec<String>,
    #[command(flatten)]
    onto: Onto,
}

#[derive(Args)]
pub(super) struct Onto {
    /// pdf: all pages in one file; png, svg: one for each page
    #[arg(long, default_value = "pdf", value_parser = PossibleValuesParser::new(["pdf", "png", "svg"]))]
    format: String,
    /// Dots per inch of the printer, for png: 203 or 300
    #[arg(long, default_value = "203")]
    dpi: Dpi,
    /// Where to; of several pictures each gets its number before the ending
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Args)]
pub(super) struct Again {
    /// The list's number, or the code of one of its sheets
    sheet: Sheet,
    #[command(flatten)]
    onto: Onto,
}

#[derive(Args)]
pub(super) struct Scanned {
    /// What was read off the sheet, or its number
    sheet: Sheet,
    /// Where
    #[arg(long, value_name = "CODE")]
    at: PointCode,
    /// For the post or the desk, where the point is both: post or desk
    #[arg(long = "as", value_name = "WORD")]
    capacity: Option<Capacity>,
    /// When the things changed hands [default: now]
    #[arg(long, value_name = "TIME", value_parser = At::parse)]
    happened_at: Option<At>,
}

impl Scanned {
    fn input(self) -> SheetIn {
        let Self { sheet, at, capacity, happened_at } = self;
        SheetIn { sheet, at, capacity, happened_at }
    }
}

/// Does it. Exit code 1 when something on a sheet is not as it says.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let conn = &mut conn;
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    match action {
        Action::Bag(OfCarrier { code, drawn }) => {
            draw(setup, conn, &cx, Of::Bag(scanned(&code)), drawn)
        }
        Action::Run(OfCarrier { code, drawn }) => {
            draw(setup, conn, &cx, Of::Run(scanned(&code)), drawn)
        }
        Action::Round(OfPostman { postman, drawn }) => {
            draw(setup, conn, &cx, Of::Round(postman), drawn)
        }
        Action::Office(drawn) => draw(setup, conn, &cx, Of::Office, drawn),
        Action::Book(OfDay { day, drawn }) => draw(setup, conn, &cx, Of::Book(day), drawn),
        Action::Print(Again { sheet, onto }) => {
            let list = find_list(conn, &ListReader::of(&cx.who)?, &sheet)?;
            print(setup, conn, &cx, &list, &onto)
        }
        Action::Check(sheet) => {
            let network = units::load_network(conn)?;
            let by = ListKeeper::of(&cx.who)?;
            tell(setup, &look_at_sheet(conn, &cx, &by, &network, &sheet.input())?)
        }
        Action::Record(sheet) => {
            let network = units::load_network(conn)?;
            let clock_limit_ms = setup.settings.scans.clock_skew_ms;
            let rules = Rules { network: &network, clock_limit_ms };
            let by = ListKeeper::of(&cx.who)?;
            let input = sheet.input();
            tell(setup, &take_sheet(conn, &cx, &by, &rules, &input, Lang::En)?)
        }
    }
}

fn draw(
    setup: &Setup,
    conn: &mut Conn,
    cx: &Context,
    of: Of,
    drawn: Drawn,
) -> anyhow::Result<ExitCode> {
    let network = units::load_network(conn)?;
    let Drawn { at, capacity, codes, onto } = drawn;
    let codes = codes.iter().map(|code| scanned(code)).collect();
    let asked = Asked { of, at, capacity, codes };
    let list = draw_up(conn, cx, &ListKeeper::of(&cx.who)?, &network, asked)?;
    eprintln!("{} ({} lines)", list.sheet(), list.lines.len());
    print(setup, conn, cx, &list, &onto)
}

fn print(
    setup: &Setup,
    conn: &mut Conn,
    cx: &Context,
    list: &List,
    onto: &Onto,
) -> anyhow::Result<ExitCode> {
    let (network, catalogue) = (units::load_network(conn)?, procedures::load_catalogue(conn)?);
    let room = PrintRoom {
        network: &network,
        catalogue: &catalogue,
        public_url: &setup.settings.http.public_url,
        names_on_labels: setup.settings.labels.names,
        cx,
    };
    let document = manifest_of(conn, &room, list)?;
    let format = Format::read(&onto.format, onto.dpi)?;
    lay_down_document(setup, &document, (format, list.lines.len()), &onto.output)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(setup: &Setup, taken: &TakenSheet) -> anyhow::Result<ExitCode> {
    if setup.json {
        told(&TakenSheetOut::of(taken, Lang::En))?;
    } else {
        let (list, action) = (&taken.list, taken.deed.action());
        println!("{} of {}, {} lines: {action}", list.number, list.at, list.lines.len());
        for line in taken.lines.iter().filter(|line| line.fit.is_odd()) {
            println!("  {}  {}", line.code, line.fit.as_str());
        }
        for code in &taken.added {
            println!("  {code}  not on the sheet");
        }
        println!("{} on record by this sheet", taken.recorded());
    }
    Ok(if taken.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
