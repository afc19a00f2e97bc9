//! The run of `make bench-long`: what becomes of it with millions of events. Two offices on each database:
//! one is filled from size to size, the other stays nearly empty, and both are measured in the same rounds.

use std::ops::Range;
use std::time::{Duration, Instant};

use hosopost::store::desk;

use super::book::Book;
use super::database::{Ground, number};
use super::deskwork::{Looker, timed};
use super::journey::{STEPS, WAYS};
use super::knobs::{Args, Knobs};
use super::load::percentile;
use super::office::Office;
use super::quantities::{self as q, Quantity};
use super::{fill, process, scans};

/// So many connections send batches.
const CONNECTIONS: usize = 64;

/// Takes the figures.
pub fn run(args: &Args, knobs: &Knobs) -> Book {
    let mut book = Book::default();
    if args.postgres.is_none() {
        book.skip("PostgreSQL: HOSOPOST_TEST_POSTGRES names no server");
    }
    let server = args.postgres.as_deref();
    let grounds = Ground::each(server).into_iter().zip(Ground::each(server));
    let mut pairs: Vec<(Office, Office, Range<i64>)> =
        grounds.map(|(full, empty)| (Office::open(full), Office::open(empty), 0..0)).collect();
    for size in &knobs.sizes {
        for (full, _, arrived) in &mut pairs {
            grow(full, *size, arrived);
        }
        for round in 1..=knobs.rounds {
            eprintln!("{size} events, round {round} of {}", knobs.rounds);
            for (full, empty, arrived) in &mut pairs {
                measure(full, empty, arrived, (knobs, *size), &mut book);
            }
        }
    }
    if args.quick {
        for (full, ..) in &pairs {
            full.is_lawful();
        }
    }
    book
}

/// Fills an office until its log holds so many events.
fn grow(office: &mut Office, size: u64, arrived: &mut Range<i64>) {
    let begun = Instant::now();
    let there = number(&mut office.conn, "SELECT COUNT(*) FROM events");
    let missing = (size.saturating_sub(there as u64)).div_ceil(STEPS as u64) as i64;
    if missing > 0 {
        *arrived = office.arrive(missing);
    }
    fill::settle(&mut office.conn);
    let took = begun.elapsed().as_secs();
    eprintln!("{} holds {size} events, filled in {took} s", office.ground.name);
}

fn measure(
    full: &mut Office,
    empty: &mut Office,
    arrived: &Range<i64>,
    (knobs, size): (&Knobs, u64),
    book: &mut Book,
) {
    let name = full.ground.name;
    let mut note = |quantity: Quantity, value| book.note_at(name, quantity, Some(size), value);
    for (office, quantity) in [(&mut *full, q::FULL), (empty, q::EMPTY)] {
        office.stock(knobs.stock);
        let pressed = scans::scan(office, CONNECTIONS, scans::BATCH, knobs.span);
        note(quantity, pressed.rate() * scans::BATCH as f64);
    }
    let timeline = timed(full, Looker::staff(arrived, &full.token), knobs.timed);
    let page = timed(full, Looker::citizen(arrived, 0), knobs.timed);
    for (quantities, waits) in
        [(q::TIMELINE, timeline), (q::PAGE, page), (q::WAITING, waiting(full, knobs.timed))]
    {
        note(quantities[0], percentile(&waits, 50));
        note(quantities[1], percentile(&waits, 99));
    }
    note(q::LOADED, process::resident_mb(full.server.pid()));
}

/// What the first page of a desk counts, asked of the store: a page of staff needs somebody signed in.
fn waiting(office: &mut Office, times: usize) -> Vec<Duration> {
    let mut waits: Vec<Duration> = (0..times.div_ceil(20))
        .map(|n| {
            let desk = [WAYS[n % WAYS.len()].1.parse().unwrap()];
            let asked = Instant::now();
            desk::waiting(&mut office.conn, Some(&desk)).unwrap();
            asked.elapsed()
        })
        .collect();
    waits.sort_unstable();
    waits
}
