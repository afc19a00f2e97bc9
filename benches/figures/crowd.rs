//! The run with `--open`: how a desk works, and what a change of the timetable costs, with very many parcels under
//! way. They lie at every stage of the way and at every desk, some of them with something odd to look into.

use super::book::Book;
use super::database::{Ground, number};
use super::deskwork::{Looker, timed};
use super::knobs::{Args, Knobs};
use super::load::percentile;
use super::long::waiting;
use super::office::Office;
use super::served::Served;
use super::{fill, process, quantities as q, scans};

/// So many connections send batches.
const CONNECTIONS: usize = 64;

/// Takes the figures with so many parcels under way.
pub fn run(args: &Args, knobs: &Knobs, parcels: i64) -> Book {
    let mut book = Book::default();
    if args.postgres.is_none() {
        book.skip("PostgreSQL: HOSOPOST_TEST_POSTGRES names no server");
    }
    let grounds = Ground::each(args.postgres.as_deref());
    let mut offices: Vec<Office> =
        grounds.into_iter().map(|ground| crowded(ground, parcels)).collect();
    for round in 1..=knobs.rounds {
        eprintln!("{parcels} parcels under way, round {round} of {}", knobs.rounds);
        for office in &mut offices {
            measure(office, (round, knobs), &mut book);
        }
    }
    if args.quick {
        for office in &offices {
            office.is_lawful();
        }
    }
    book
}

fn crowded(ground: Ground, parcels: i64) -> Office {
    let mut office = Office::open(ground);
    let patterns = office.under_way();
    fill::copy(&mut office.conn, &patterns, parcels);
    fill::settle(&mut office.conn);
    let open = "SELECT COUNT(*) FROM forecasts WHERE ended_at IS NULL";
    eprintln!("{}: {} parcels are under way", office.ground.name, number(&mut office.conn, open));
    office
}

fn measure(office: &mut Office, (round, knobs): (usize, &Knobs), book: &mut Book) {
    let name = office.ground.name;
    let second = Served::product(&office.ground);
    book.note(name, q::READY, second.ready.as_secs_f64() * 1000.0);
    drop(second);
    let times = knobs.timed.div_ceil(10);
    let board = timed(office, Looker::board(&office.token), times);
    let exceptions = timed(office, Looker::exceptions(&office.token), times);
    let waiting = waiting(office, knobs.timed);
    for (quantities, waits) in
        [(q::OPEN_BOARD, board), (q::EXCEPTIONS, exceptions), (q::WAITING, waiting)]
    {
        book.note(name, quantities[0], percentile(&waits, 50));
        book.note(name, quantities[1], percentile(&waits, 99));
    }
    office.stock(knobs.stock);
    let pressed = scans::scan(office, CONNECTIONS, scans::BATCH, knobs.span);
    book.note(name, q::BATCHES, pressed.rate() * scans::BATCH as f64);
    office.rest();
    let replanned = office.replanned(round);
    book.note(name, q::REPLANNED, replanned.rate());
    book.note(name, q::REPLANNED_IN, replanned.seconds);
    book.note(name, q::OPEN_PEAK, process::peak_mb(office.server.pid()));
}
