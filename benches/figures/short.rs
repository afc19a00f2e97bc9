//! The run of `make bench`: everything in turn, round by round, with few events in the database.

use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use super::book::Book;
use super::database::Ground;
use super::knobs::{Args, Knobs, Part};
use super::office::Office;
use super::pgbench::Yard;
use super::quantities::{self as q, MACHINE};
use super::served::Served;
use super::timetable::{self, Field};
use super::webhooks::Listener;
use super::{deskwork, labels, nation, process, scans};

/// How many rows `COPY` writes at once.
const ROWS: i64 = 50_000;
/// So many connections ask.
const CONNECTIONS: [usize; 2] = [64, 256];
/// So many clients `pgbench` has.
const CLIENTS: [usize; 3] = [1, 8, 32];
/// So many parcels have arrived before the first round, for pages and `COPY` to read.
const ARRIVED: i64 = ROWS / 10;

type Take = fn(&mut Bench<'_>, &mut Book);

/// What is done in a round, in this order.
const PARTS: [(Part, Take); 9] = [
    (Part::Starts, |bench, book| bench.starts(book)),
    (Part::Echo, |bench, book| bench.echo(book)),
    (Part::Scans, |bench, book| bench.scans(book)),
    (Part::Database, |bench, book| bench.database(book)),
    (Part::Reading, |bench, book| bench.reading(book)),
    (Part::Told, |bench, book| bench.told(book)),
    (Part::Replanned, |bench, book| bench.replanned(book)),
    (Part::Drawn, |bench, book| bench.drawn(book)),
    (Part::Searched, |bench, book| bench.searched(book)),
];

/// Takes the figures.
pub fn run(args: &Args, knobs: &Knobs) -> Book {
    let mut book = Book::default();
    if args.postgres.is_none() {
        book.skip("PostgreSQL, pgbench and COPY: HOSOPOST_TEST_POSTGRES names no server");
    }
    if args.data.is_none() {
        book.skip("the import of the nation's lists: HOSOPOST_DATA names no folder");
    }
    let mut bench = Bench::open(args, knobs, &mut book);
    for round in 1..=knobs.rounds {
        eprintln!("round {round} of {}", knobs.rounds);
        for (part, take) in PARTS {
            if knobs.takes(part) {
                take(&mut bench, &mut book);
            }
        }
        if let Some(data) = args.data.as_ref().filter(|_| knobs.takes(Part::Nation)) {
            nation(args, data, &mut book);
        }
    }
    if args.quick {
        for (office, _) in &bench.offices {
            office.is_lawful();
        }
    }
    book
}

struct Bench<'a> {
    knobs: &'a Knobs,
    echo: Served,
    offices: Vec<(Office, Range<i64>)>,
    yard: Option<Yard>,
    listener: Listener,
    /// Offices where nothing is scanned: a desk in each has results to hand over.
    quiet: Vec<Office>,
    /// So often their timetable was changed.
    changes: usize,
    /// A province and the nation.
    fields: [Field; 2],
}

impl<'a> Bench<'a> {
    fn open(args: &Args, knobs: &'a Knobs, book: &mut Book) -> Self {
        eprintln!("opening the offices");
        let mut yard = None;
        let offices = Ground::each(args.postgres.as_deref()).into_iter().map(|ground| {
            let mut office = Office::open(ground);
            let arrived = office.arrive(ARRIVED);
            if office.ground.name == q::POSTGRES {
                yard = Yard::lay(&office.ground, &mut office.conn);
                match &mut yard {
                    Some(yard) => yard.take_rows(ROWS),
                    None => {
                        book.skip("pgbench and COPY: PostgreSQL's own programs are not installed");
                    }
                }
            }
            (office, arrived)
        });
        let offices = offices.collect();
        let grounds = Ground::each(args.postgres.as_deref()).into_iter();
        let quiet = grounds.filter(|_| knobs.takes(Part::Replanned)).map(Office::open).collect();
        Self {
            knobs,
            echo: Served::echo(),
            offices,
            yard,
            listener: Listener::start(),
            quiet,
            changes: 0,
            fields: [Field::invented(1), Field::invented(timetable::NATION)],
        }
    }

    /// A second process on the same database, while the first has nothing to do.
    fn starts(&self, book: &mut Book) {
        for (office, _) in &self.offices {
            let served = Served::product(&office.ground);
            book.note(office.ground.name, q::READY, served.ready.as_secs_f64() * 1000.0);
            book.note(office.ground.name, q::IDLE, process::resident_mb(served.pid()));
        }
    }

    fn echo(&self, book: &mut Book) {
        let token = &self.offices[0].0.token;
        for (connections, quantity) in CONNECTIONS.into_iter().zip(q::ECHO) {
            let pressed = scans::echo(&self.echo, token, connections, self.knobs.span);
            book.note(MACHINE, quantity, pressed.rate());
        }
    }

    fn scans(&mut self, book: &mut Book) {
        for (office, _) in &mut self.offices {
            office.stock(self.knobs.stock);
            scans_of(office, self.knobs, book);
        }
    }

    fn database(&self, book: &mut Book) {
        let Some(yard) = &self.yard else { return };
        let mut best = 0.0_f64;
        for (clients, quantity) in CLIENTS.into_iter().zip(q::PGBENCH) {
            let rate = yard.transactions(clients, self.knobs.span);
            book.note(MACHINE, quantity, rate);
            best = best.max(rate);
        }
        book.note(MACHINE, q::PGBENCH_BEST, best);
        book.note(MACHINE, q::COPY, yard.copy(self.knobs.span));
    }

    fn reading(&self, book: &mut Book) {
        for (office, arrived) in &self.offices {
            let name = office.ground.name;
            let pages = deskwork::pages(office, arrived, CONNECTIONS[0], self.knobs.span);
            book.note(name, q::PAGES, pages.rate());
            book.note(name, q::PAGES_P99, pages.percentile(99));
            book.note(name, q::FEED, deskwork::replay(office, self.knobs.span));
            let looker = deskwork::Looker::board(&office.token);
            let waits = deskwork::timed(office, looker, self.knobs.timed.div_ceil(10));
            let at = |percent: usize| waits[(waits.len() - 1) * percent / 100].as_secs_f64() * 1e3;
            book.note(name, q::BOARD[0], at(50));
            book.note(name, q::BOARD[1], at(99));
        }
    }

    fn told(&mut self, book: &mut Book) {
        for (office, _) in &mut self.offices {
            let rate = self.listener.deliveries(office, self.knobs.deliveries);
            book.note(office.ground.name, q::WEBHOOKS, rate);
            // Whatever the load left over may be too little for scans of which each needs a parcel.
            office.stock(self.knobs.followed as i64);
            let (half, most) = self.listener.delays(office, self.knobs.followed);
            book.note(office.ground.name, q::CALLED_P50, half);
            book.note(office.ground.name, q::CALLED_P99, most);
            office.rest();
        }
    }

    fn drawn(&self, book: &mut Book) {
        let (labels, documents) = self.knobs.labels;
        book.note(MACHINE, q::LABEL, labels::drawn(1, documents));
        book.note(MACHINE, q::LABELS, labels::drawn(labels, 1));
    }

    fn replanned(&mut self, book: &mut Book) {
        self.changes += 1;
        for office in &mut self.quiet {
            book.note(office.ground.name, q::REPLANNED, office.replanned(self.changes).rate());
        }
    }

    fn searched(&self, book: &mut Book) {
        let searches = self.knobs.timed;
        for (field, quantity) in self.fields.iter().zip(q::JOURNEY) {
            book.note(MACHINE, quantity, field.searched(searches) * 1e6);
        }
        let [_, nation] = &self.fields;
        book.note(MACHINE, q::REACH, nation.reached(searches.div_ceil(20)) * 1e3);
    }
}

fn scans_of(office: &mut Office, knobs: &Knobs, book: &mut Book) {
    let name = office.ground.name;
    let (pid, server) = (office.server.pid(), office.ground.server_pid(&mut office.conn));
    let used = || (process::used(pid), server.map(process::used_with_children));
    let bytes = office.ground.bytes(&mut office.conn);
    let mut recorded = 0;
    for (n, connections) in CONNECTIONS.into_iter().enumerate() {
        let before = used();
        let pressed = scans::scan(office, connections, 1, knobs.span);
        let after = used();
        let scans = pressed.requests() as f64;
        book.note(name, q::SINGLES[n], pressed.rate());
        book.note(name, q::SINGLES_P50[n], pressed.percentile(50));
        book.note(name, q::SINGLES_P99[n], pressed.percentile(99));
        recorded += pressed.requests();
        if n == 0 {
            book.note(name, q::CPU, micros(before.0, after.0) / scans);
            if let (Some(before), Some(after)) = (before.1, after.1) {
                book.note(name, q::CPU_DATABASE, micros(before, after) / scans);
            }
        }
    }
    let before = process::used(pid);
    let pressed = scans::scan(office, CONNECTIONS[0], scans::BATCH, knobs.span);
    let used = micros(before, process::used(pid));
    let batched = pressed.requests() * scans::BATCH;
    recorded += batched;
    book.note(name, q::BATCHES, pressed.rate() * scans::BATCH as f64);
    book.note(name, q::BATCHES_P99, pressed.percentile(99));
    book.note(name, q::CPU_BATCHED, used / batched as f64);
    book.note(name, q::LOADED, process::resident_mb(pid));
    let before = process::used(pid);
    office.rest();
    book.note(name, q::CPU_AFTER, micros(before, process::used(pid)) / recorded as f64);
    let grown = office.ground.bytes(&mut office.conn) - bytes;
    book.note(name, q::BYTES, grown as f64 / recorded as f64);
}

/// Processor time used in between. A process that has ended took its time along.
fn micros(before: Duration, after: Duration) -> f64 {
    after.saturating_sub(before).as_micros() as f64
}

fn nation(args: &Args, data: &Path, book: &mut Book) {
    for ground in Ground::each(args.postgres.as_deref()) {
        book.note(ground.name, q::NATION, nation::imported(&ground, data));
    }
}
