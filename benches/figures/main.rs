//! The figures of this machine, taken in one run: the product as it ships (the real program on a socket,
//! durable on both databases) beside what a machine like this can do at all (a bare echo, `pgbench`, `COPY`).
//! What counts are the ratios: they say the same on a fast machine and on a slow one. Everything that is
//! compared is measured in turn within each round, and what is told are medians of the rounds.
//!
//! `BENCHMARKS.md` says what each figure means. Nothing here passes or fails.

#![expect(clippy::unwrap_used, reason = "a figure that cannot be taken ends the run")]

mod book;
mod crowd;
mod database;
mod deskwork;
mod echo;
mod fill;
mod goals;
mod http;
mod journey;
mod knobs;
mod labels;
mod load;
mod long;
mod machine;
mod nation;
mod office;
mod parcels;
mod pgbench;
mod process;
mod quantities;
mod scans;
mod served;
mod short;
mod tables;
mod timetable;
mod webhooks;

use clap::Parser as _;

use book::Report;
use knobs::{Args, Knobs};

/// The same as in the program: the echo and the labels are not to be told slower than they could be.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let args = Args::parse();
    if args.echo {
        return echo::serve();
    }
    if let (Some(counts), Some(book)) = (&args.faults, &args.book) {
        return tables::write_counts(book, counts);
    }
    let report = match &args.from {
        Some(path) => serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap(),
        None => measured(&args),
    };
    if let Some(path) = &args.book {
        tables::write_into(path, &report);
    }
    if args.markdown {
        println!("{}", tables::markdown(&report));
    } else {
        println!("{}", tables::text(&report));
    }
}

/// Takes the figures and writes them down before anything is made of them.
fn measured(args: &Args) -> Report {
    let knobs = Knobs::of(args);
    let book = match args.open {
        Some(parcels) => crowd::run(args, &knobs, parcels),
        None if args.long => long::run(args, &knobs),
        None => short::run(args, &knobs),
    };
    let report = Report::of(book, args, &knobs);
    if let Some(path) = &args.json {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(path, serde_json::to_string_pretty(&report).unwrap()).unwrap();
    }
    report
}
