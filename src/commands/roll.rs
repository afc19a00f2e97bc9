//! `roll`: labels printed ahead of their parcels.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Setup;
use super::printing::{Stock, lay_down};
use crate::app;
use crate::base::paging::MAX_LIMIT;
use crate::base::{Actor, Clock, Context, Ids, PointCode, RollId};
use crate::flows::papers::{PrintRoom, blank_labels_of};
use crate::flows::{RollIn, Rules, Voided, bind_blank, make_roll, void_blanks};
use crate::parcels::{Blank, Roll, Tally};
use crate::people::{BlankBinder, RollMaker};
use crate::store::{Conn, procedures, rolls, schema, units};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost roll make --count 500 --point 481900 --size 100x75 -o roll.pdf\n  \
    hosopost roll make --count 2000 --format zpl --dpi 300 -o roll.zpl\n  \
    hosopost roll list\n  hosopost roll show rol_0197a0c3000070008000000000000000 --blanks\n  \
    hosopost roll print rol_0197a0c3000070008000000000000000 --from 201 --to 300 -o again.pdf\n  \
    hosopost roll bind BH100042316VN BH100000017VN\n  \
    hosopost roll void rol_0197a0c3000070008000000000000000 BH100042316VN --reason \"torn\"\n  \
    hosopost roll void rol_0197a0c3000070008000000000000000 --rest --reason \"printer sold\"";

/// What to do with rolls.
#[derive(Subcommand)]
pub(super) enum Action {
    /// Make a roll of blank labels and print it into a file
    #[command(after_help = EXAMPLES)]
    Make(Make),
    /// List rolls, the newest first, with what became of their labels
    #[command(after_help = EXAMPLES)]
    List,
    /// Show how much of a roll is used
    #[command(after_help = EXAMPLES)]
    Show {
        /// The roll's id
        roll: RollId,
        /// Each label too, by its place on the roll
        #[arg(long)]
        blanks: bool,
    },
    /// Print the labels of a roll that are still free
    #[command(after_help = EXAMPLES)]
    Print(Print),
    /// Bind a blank label to a parcel; scans of it that waited go on record
    #[command(after_help = EXAMPLES)]
    Bind {
        /// The label's tracking number or QR code
        blank: String,
        /// The parcel's tracking number or QR code
        parcel: String,
    },
    /// Void labels of a roll: they are to be used no more
    #[command(after_help = EXAMPLES)]
    Void(Void),
}

#[derive(Args)]
pub(super) struct Make {
    /// How many labels, 1 to 5000
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    count: i64,

    /// The point that the roll is for; without it for whoever needs it
    #[arg(long, value_name = "CODE")]
    point: Option<PointCode>,

    #[command(flatten)]
    stock: Stock,

    /// Where to; of several pictures each gets its number before the ending
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Args)]
pub(super) struct Print {
    /// The roll's id
    roll: RollId,

    /// The first place on the roll
    #[arg(long, value_name = "PLACE", default_value_t = 1)]
    from: u32,

    /// The last place on the roll
    #[arg(long, value_name = "PLACE", default_value_t = Roll::COUNT_MAX)]
    to: u32,

    #[command(flatten)]
    stock: Stock,

    /// Where to; of several pictures each gets its number before the ending
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Args)]
pub(super) struct Void {
    /// The roll's id
    roll: RollId,

    /// Tracking numbers or QR codes of its labels
    #[arg(value_name = "CODE", required_unless_present = "rest", conflicts_with = "rest")]
    codes: Vec<String>,

    /// All that are still free
    #[arg(long)]
    rest: bool,

    /// Why, in a few words
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Does it.
pub(super) fn run(setup: &Setup, action: Action) -> anyhow::Result<ExitCode> {
    let mut conn = app::database(&setup.settings)?.open()?;
    anyhow::ensure!(
        schema::pending(&mut conn)? == 0,
        "the database does not fit this program: run hosopost migrate"
    );
    let conn = &mut conn;
    let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
    match action {
        Action::Make(wanted) => {
            // What cannot be printed is said before any number is drawn.
            let stock = wanted.stock.read()?;
            let network = units::load_network(conn)?;
            let by = RollMaker::of(&cx.who)?;
            let with = (&network, &setup.settings.numbers.prefix);
            let input = RollIn { count: wanted.count, point: wanted.point };
            let roll = make_roll(conn, &cx, &by, with, input)?;
            eprintln!("{} ({} labels)", roll.id, roll.count);
            print(setup, conn, &cx, roll.id, (1, roll.count), stock, &wanted.output)?;
        }
        Action::Print(wanted) => {
            let (stock, places) = (wanted.stock.read()?, (wanted.from, wanted.to));
            print(setup, conn, &cx, wanted.roll, places, stock, &wanted.output)?;
        }
        Action::List => list(setup, conn)?,
        Action::Show { roll, blanks } => show(setup, conn, roll, blanks)?,
        Action::Bind { blank, parcel } => {
            let network = units::load_network(conn)?;
            let clock_limit_ms = setup.settings.scans.clock_skew_ms;
            let rules = Rules { network: &network, clock_limit_ms };
            let by = BlankBinder::of(&cx.who)?;
            let bound = bind_blank(conn, &cx, &by, &rules, &parcel, &blank)?;
            let (label, parcel) = (&bound.blank.tracking, &bound.parcel.tracking);
            if setup.json {
                let told = serde_json::json!({ "tracking_number": parcel, "label": label, "recorded_scans": bound.recorded });
                println!("{told}");
            } else {
                println!("{label} is on {parcel}; {} waiting scans are on record", bound.recorded);
            }
        }
        Action::Void(wanted) => {
            let by = RollMaker::of(&cx.who)?;
            let which = if wanted.rest { Voided::Rest } else { Voided::These(wanted.codes) };
            void_blanks(conn, &cx, &by, wanted.roll, &which, &wanted.reason)?;
            show(setup, conn, wanted.roll, false)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print(
    setup: &Setup,
    conn: &mut Conn,
    cx: &Context,
    roll: RollId,
    places: (u32, u32),
    stock: (crate::print::Format, crate::print::Sheet),
    output: &std::path::Path,
) -> anyhow::Result<()> {
    let (network, catalogue) = (units::load_network(conn)?, procedures::load_catalogue(conn)?);
    let room = PrintRoom {
        network: &network,
        catalogue: &catalogue,
        public_url: &setup.settings.http.public_url,
        names_on_labels: setup.settings.labels.names,
        cx,
    };
    let by = RollMaker::of(&cx.who)?;
    let (_, labels) = blank_labels_of(conn, &by, &room, roll, places)?;
    lay_down(setup, labels, stock, output)
}

fn list(setup: &Setup, conn: &mut Conn) -> anyhow::Result<()> {
    let mut before = None;
    loop {
        let page = rolls::list(conn, None, before, MAX_LIMIT)?;
        let ids: Vec<RollId> = page.items.iter().map(|roll| roll.id).collect();
        let tallies = rolls::tallies(conn, &ids)?;
        for roll in &page.items {
            told(setup, roll, tallies.get(&roll.id).copied().unwrap_or_default());
        }
        before = match page.next {
            Some(cursor) => Some(cursor.parse()?),
            None => return Ok(()),
        };
    }
}

fn show(setup: &Setup, conn: &mut Conn, id: RollId, each: bool) -> anyhow::Result<()> {
    let roll = rolls::find(conn, id)?.ok_or(crate::parcels::RollRefusal::UnknownRoll(id))?;
    let tally = rolls::tallies(conn, &[id])?.remove(&id).unwrap_or_default();
    told(setup, &roll, tally);
    if each {
        for Blank { place, tracking, status, .. } in rolls::blanks(conn, id, (1, roll.count))? {
            let status = status.as_str();
            if setup.json {
                let blank = serde_json::json!({ "place": place, "tracking_number": tracking, "status": status });
                println!("{blank}");
            } else {
                println!("{place:5}  {tracking}  {status}");
            }
        }
    }
    Ok(())
}

fn told(setup: &Setup, roll: &Roll, tally: Tally) {
    let Tally { free, bound, voided } = tally;
    if setup.json {
        let told = serde_json::json!({
            "roll_id": roll.id, "point": roll.point, "made_at": roll.made_at.to_string(),
            "count": roll.count, "free": free, "bound": bound, "voided": voided,
        });
        println!("{told}");
    } else {
        let point = roll.point.as_ref().map_or("-", PointCode::as_str);
        println!(
            "{}  {}  {point:12}  {:5} labels: {free} free, {bound} bound, {voided} voided",
            roll.id, roll.made_at, roll.count
        );
    }
}
