//! What a run is told, and how long everything is done.

use std::path::PathBuf;
use std::time::Duration;

/// Takes the figures of this machine, or draws the tables of an earlier run.
#[derive(clap::Parser, Debug)]
#[command(name = "figures")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Args {
    /// Everything once and very short: to see that it works, not to read figures from
    #[arg(long)]
    pub quick: bool,

    /// How it stays with millions of events, instead of how fast it is with few
    #[arg(long)]
    pub long: bool,

    /// How it is with so many parcels under way
    #[arg(long, value_name = "PARCELS", conflicts_with = "long")]
    #[arg(value_parser = clap::value_parser!(i64).range(100..=100_000_000))]
    pub open: Option<i64>,

    /// Only these parts of a round; the others are left out of the table [default: all of them]
    #[arg(long, value_delimiter = ',', value_name = "PART")]
    pub only: Vec<Part>,

    /// Sizes for --long, in events [default: 100000,1000000,10000000]
    #[arg(long, value_delimiter = ',', value_name = "EVENTS")]
    pub events: Vec<u64>,

    /// How many rounds; five are the least for a median that is told
    #[arg(long)]
    pub rounds: Option<usize>,

    /// Write the figures as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Measure nothing: read the figures of an earlier run
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,

    /// Write the table between the marks of this Markdown file
    #[arg(long, value_name = "FILE")]
    pub book: Option<PathBuf>,

    /// Measure nothing: write the counts that `make faults` left in a file into the book as well
    #[arg(long, value_name = "FILE", requires = "book")]
    pub faults: Option<PathBuf>,

    /// Print the table as Markdown
    #[arg(long)]
    pub markdown: bool,

    /// The PostgreSQL server to measure on; none: SQLite alone
    #[arg(long, env = "HOSOPOST_TEST_POSTGRES", hide_env_values = true, value_name = "URL")]
    pub postgres: Option<String>,

    /// The folder with the nation's public lists; none: their import is left out
    #[arg(long, env = "HOSOPOST_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Be the echo that everything is compared with
    #[arg(long, hide = true)]
    pub echo: bool,

    /// What cargo says to every bench
    #[arg(long, hide = true)]
    pub bench: bool,
}

/// A part of a round.
#[derive(clap::ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// From starting the program to its first good answer.
    Starts,
    /// What a bare echo does.
    Echo,
    /// Scans, one by one and in batches.
    Scans,
    /// What the database server does by itself.
    Database,
    /// Pages and the feed.
    Reading,
    /// Webhooks.
    Told,
    /// What is expected of parcels, after another timetable was loaded.
    Replanned,
    /// Labels.
    Drawn,
    /// Earliest arrivals by timetable.
    Searched,
    /// The import of the nation's lists.
    Nation,
}

/// How often and how long.
#[derive(Debug, Clone)]
pub struct Knobs {
    /// These parts; all when none is named.
    pub only: Vec<Part>,
    /// So often everything is done, in turn.
    pub rounds: usize,
    /// So long each load lasts.
    pub span: Duration,
    /// So many parcels lie ready at the beginning of a round.
    pub stock: i64,
    /// So many facts a webhook is told.
    pub deliveries: i64,
    /// So many scans are followed until a webhook is called about them.
    pub followed: usize,
    /// So many labels stand in one document, and so many documents of one label are drawn.
    pub labels: (usize, usize),
    /// So many requests are timed one after the other in the long run, and searches in the short one.
    pub timed: usize,
    /// With so many events in the database, in the long run.
    pub sizes: Vec<u64>,
}

impl Knobs {
    /// As the command line says.
    pub fn of(args: &Args) -> Self {
        let mut knobs = if args.quick {
            Self {
                only: Vec::new(),
                rounds: 1,
                span: Duration::from_millis(400),
                stock: 4_500,
                deliveries: 100,
                followed: 3,
                labels: (20, 2),
                timed: 20,
                sizes: vec![2_000, 20_000],
            }
        } else {
            Self {
                only: Vec::new(),
                rounds: 5,
                span: Duration::from_secs(3),
                stock: 30_000,
                deliveries: 5_000,
                followed: 50,
                labels: (1_000, 100),
                timed: 1_000,
                sizes: vec![100_000, 1_000_000, 10_000_000],
            }
        };
        knobs.only.clone_from(&args.only);
        if !args.events.is_empty() {
            knobs.sizes.clone_from(&args.events);
        }
        knobs.rounds = args.rounds.unwrap_or(knobs.rounds).max(1);
        knobs
    }

    /// Whether a part of a round is wanted.
    pub fn takes(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }
}
