//! Load on a server: so many connections, each with one request at a time, for so long. One thread for each
//! processor, each with its share of the connections and nothing between them.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::http::{Answer, Line, blocking};

/// What a connection has to do.
pub trait Work: Send {
    /// Writes the next request; false when there is nothing left to do.
    fn next(&mut self, request: &mut Vec<u8>) -> bool;
    /// Looks at the answer; what is not as it should be ends the run.
    fn look(&mut self, answer: &Answer<'_>);
}

/// What came of it.
pub struct Pressed {
    took: Duration,
    /// Of each request, the shortest first.
    waits: Vec<Duration>,
}

impl Pressed {
    /// How many requests were answered.
    pub fn requests(&self) -> usize {
        self.waits.len()
    }

    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.requests() as f64 / self.took.as_secs_f64()
    }

    /// How many milliseconds this many in a hundred took at most.
    pub fn percentile(&self, percent: usize) -> f64 {
        percentile(&self.waits, percent)
    }
}

/// How many milliseconds this many in a hundred of sorted waits took at most.
pub fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let wait = sorted.get(sorted.len() * percent / 100).or(sorted.last());
    wait.map_or(f64::NAN, |wait| wait.as_secs_f64() * 1000.0)
}

/// Puts `works` to work, each on a connection of its own.
pub fn press<W: Work>(address: SocketAddr, span: Duration, mut works: Vec<W>) -> Pressed {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(works.len());
    let share = works.len().div_ceil(threads);
    let mut shares = Vec::new();
    while !works.is_empty() {
        shares.push(works.split_off(works.len().saturating_sub(share)));
    }
    let ready = Barrier::new(shares.len());
    let done: Vec<(Instant, Instant, Vec<Duration>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = shares
            .into_iter()
            .map(|works| scope.spawn(|| blocking(labour(address, span, works, &ready))))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let begun = done.iter().map(|(begun, ..)| *begun).min().unwrap();
    let ended = done.iter().map(|(_, ended, _)| *ended).max().unwrap();
    let mut waits: Vec<Duration> = done.into_iter().flat_map(|(.., waits)| waits).collect();
    waits.sort_unstable();
    Pressed { took: ended - begun, waits }
}

async fn labour<W: Work>(
    address: SocketAddr,
    span: Duration,
    works: Vec<W>,
    ready: &Barrier,
) -> (Instant, Instant, Vec<Duration>) {
    let mut lines = Vec::new();
    for work in works {
        lines.push((Line::open(address).await.unwrap(), work));
    }
    ready.wait();
    let begun = Instant::now();
    let waits = join_all(lines.into_iter().map(|(mut line, mut work)| async move {
        let (mut request, mut waits) = (Vec::new(), Vec::new());
        while begun.elapsed() < span && work.next(&mut request) {
            let asked = Instant::now();
            let answer = line.ask(&request).await.unwrap();
            waits.push(asked.elapsed());
            work.look(&answer);
        }
        waits
    }))
    .await;
    (begun, Instant::now(), waits.concat())
}
