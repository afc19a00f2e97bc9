//! Scans under load: each connection is a device that carries parcels of its own from step to step.

use std::sync::Arc;
use std::time::Duration;

use super::http::{Answer, write_request};
use super::journey::{STEPS, write_batch};
use super::load::{Pressed, Work, press};
use super::office::Office;
use super::parcels::Shelf;
use super::served::Served;

/// How many scans are in a batch where they are not one by one.
pub const BATCH: usize = 50;

/// What is counted in an answer.
const RECORDED: &[u8] = br#""outcome":"recorded""#;

/// A device.
pub struct Device {
    name: String,
    token: Arc<str>,
    shelf: Arc<Shelf>,
    /// How many parcels it has in hand at once.
    size: usize,
    in_hand: Vec<i64>,
    step: usize,
    body: String,
    /// Whether every scan must be answered as recorded; an echo answers with what it got.
    checks: bool,
}

impl Device {
    /// So many of them, with so many parcels in hand each.
    fn many(
        count: usize,
        size: usize,
        token: &Arc<str>,
        shelf: &Arc<Shelf>,
        checks: bool,
    ) -> Vec<Self> {
        let device = |n| Self {
            name: format!("may-quet-{n:03}"),
            token: token.clone(),
            shelf: shelf.clone(),
            size,
            in_hand: Vec::with_capacity(size),
            step: STEPS,
            body: String::new(),
            checks,
        };
        (0..count).map(device).collect()
    }
}

impl Work for Device {
    fn next(&mut self, request: &mut Vec<u8>) -> bool {
        if self.step == STEPS {
            self.in_hand.clear();
            self.in_hand.extend(std::iter::from_fn(|| self.shelf.take()).take(self.size));
            if self.in_hand.len() < self.size {
                return false;
            }
            self.step = 0;
        }
        write_batch(&mut self.body, &self.name, &self.in_hand, self.step);
        self.step += 1;
        write_request(request, "POST", "/api/v1/scans", &self.token, &self.body);
        true
    }

    fn look(&mut self, answer: &Answer<'_>) {
        answer.is_good();
        if self.checks {
            let recorded =
                answer.body.windows(RECORDED.len()).filter(|bytes| *bytes == RECORDED).count();
            assert_eq!(recorded, self.size, "{}", String::from_utf8_lossy(answer.body));
        }
    }
}

/// Scans in an office, so many in each request.
pub fn scan(office: &Office, connections: usize, size: usize, span: Duration) -> Pressed {
    let devices = Device::many(connections, size, &office.token, &office.shelf, true);
    let pressed = press(office.address(), span, devices);
    if office.shelf.left() < size as i64 {
        eprintln!("{}: all parcels were scanned before the time was over", office.ground.name);
    }
    pressed
}

/// The same requests, one scan in each, to the echo.
pub fn echo(echo: &Served, token: &Arc<str>, connections: usize, span: Duration) -> Pressed {
    let endless = Arc::new(Shelf::of(1..i64::MAX));
    press(echo.address, span, Device::many(connections, 1, token, &endless, false))
}
