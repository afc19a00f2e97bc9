//! The run of `make bench-long`: what becomes of it with millions of events. Three offices on each database:
//! one is filled from size to size, one follows a size behind, one stays nearly empty, and they are measured in
//! the same rounds: a machine that is slower an hour later is slower for all.

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
/// So often it is turned from one office to the other within a round.
const TURNS: usize = 5;
/// So long the counts of a desk are asked in a round.
const LONGEST: Duration = Duration::from_secs(10);

/// Takes the figures.
pub fn run(args: &Args, knobs: &Knobs) -> Book {
    let mut book = Book::default();
    if args.postgres.is_none() {
        book.skip("PostgreSQL: HOSOPOST_TEST_POSTGRES names no server");
    }
    let new = || Ground::each(args.postgres.as_deref()).into_iter().map(Filled::new);
    let mut trios: Vec<Trio> = new()
        .zip(new())
        .zip(new())
        .map(|((full, before), empty)| Trio { full, before, empty: empty.office })
        .collect();
    let mut size_before = None;
    for size in &knobs.sizes {
        for trio in &mut trios {
            trio.full.grow(*size);
            if let Some(before) = size_before {
                trio.before.grow(before);
            }
        }
        for round in 1..=knobs.rounds {
            eprintln!("{size} events, round {round} of {}", knobs.rounds);
            for trio in &mut trios {
                trio.measure((knobs, *size), &mut book);
            }
        }
        size_before = Some(*size);
    }
    if args.quick {
        for trio in &trios {
            trio.full.office.is_lawful();
        }
    }
    book
}

/// An office that is filled from size to size.
struct Filled {
    office: Office,
    arrived: Range<i64>,
}

impl Filled {
    fn new(ground: Ground) -> Self {
        Self { office: Office::open(ground), arrived: 0..0 }
    }

    /// Fills it until its log holds so many events.
    fn grow(&mut self, size: u64) {
        let (begun, office) = (Instant::now(), &mut self.office);
        let there = number(&mut office.conn, "SELECT COUNT(*) FROM events");
        let missing = (size.saturating_sub(there as u64)).div_ceil(STEPS as u64) as i64;
        if missing > 0 {
            self.arrived = office.arrive(missing);
        }
        fill::settle(&mut office.conn);
        let took = begun.elapsed().as_secs();
        eprintln!("{} holds {size} events, filled in {took} s", office.ground.name);
    }

    /// How long it takes to be told some parcels' timelines, from this one on.
    fn timelines(&self, first: usize, times: usize) -> Vec<Duration> {
        timed(&self.office, Looker::staff(&self.arrived, &self.office.token, first), times)
    }
}

/// The offices of one database.
struct Trio {
    full: Filled,
    before: Filled,
    empty: Office,
}

impl Trio {
    fn measure(&mut self, (knobs, size): (&Knobs, u64), book: &mut Book) {
        let Self { full, before, empty } = self;
        let name = full.office.ground.name;
        let mut note = |quantity: Quantity, value| book.note_at(name, quantity, Some(size), value);
        for (office, quantity) in [(&mut full.office, q::FULL), (empty, q::EMPTY)] {
            office.stock(knobs.stock);
            let pressed = scans::scan(office, CONNECTIONS, scans::BATCH, knobs.span);
            note(quantity, pressed.rate() * scans::BATCH as f64);
            office.rest();
        }
        // One after the other, so that both find the machine alike.
        let (mut timelines, mut smaller) = (Vec::new(), Vec::new());
        let each = knobs.timed / TURNS;
        for first in (0..TURNS).map(|turn| turn * each) {
            timelines.extend(full.timelines(first, each));
            if !before.arrived.is_empty() {
                smaller.extend(before.timelines(first, each));
            }
        }
        timelines.sort_unstable();
        smaller.sort_unstable();
        if !smaller.is_empty() {
            note(q::TIMELINE_BEFORE, percentile(&smaller, 50));
        }
        let page = timed(&full.office, Looker::citizen(&full.arrived, 0), knobs.timed);
        let waiting = waiting(&mut full.office, knobs.timed);
        for (quantities, waits) in
            [(q::TIMELINE, timelines), (q::PAGE, page), (q::WAITING, waiting)]
        {
            note(quantities[0], percentile(&waits, 50));
            note(quantities[1], percentile(&waits, 99));
        }
        note(q::LOADED, process::resident_mb(full.office.server.pid()));
    }
}

/// What the first page of a desk counts, asked of the store: a page of staff needs somebody signed in.
pub fn waiting(office: &mut Office, times: usize) -> Vec<Duration> {
    let begun = Instant::now();
    let mut waits: Vec<Duration> = (0..times.div_ceil(20))
        // What takes long is not asked as often; three are the least for a middle.
        .take_while(|n| *n < 3 || begun.elapsed() < LONGEST)
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
