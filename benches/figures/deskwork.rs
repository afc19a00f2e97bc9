//! Reading: the feed from its beginning, the citizen's page, and single requests timed one after the other.

use std::ops::Range;
use std::time::{Duration, Instant};

use super::fill::qr;
use super::http::{Answer, Line, blocking, write_request};
use super::load::{Pressed, Work, press};
use super::office::{BOARD_DESK, Office};

/// Facts a second, read page by page from cursor 0 until the end of the feed or of the time.
pub fn replay(office: &Office, span: Duration) -> f64 {
    blocking(async {
        let mut line = Line::open(office.address()).await.unwrap();
        let (mut request, mut cursor) = (Vec::new(), 0_i64);
        let begun = Instant::now();
        loop {
            let path = format!("/api/v1/feed?after={cursor}&limit=500");
            write_request(&mut request, "GET", &path, &office.token, "");
            let answer = line.ask(&request).await.unwrap();
            answer.is_good();
            let next = next_cursor(&answer);
            if next == cursor || begun.elapsed() >= span {
                // Positions have no gaps, and an administrator sees every fact.
                return next as f64 / begun.elapsed().as_secs_f64();
            }
            cursor = next;
        }
    })
}

/// The cursor stands at the end of the page; reading all of the JSON is the partner's work and not ours.
fn next_cursor(answer: &Answer<'_>) -> i64 {
    let text = std::str::from_utf8(answer.body).unwrap();
    let (_, cursor) = text.rsplit_once(r#""next":""#).unwrap();
    cursor.trim_end_matches(['"', '}']).parse().unwrap()
}

/// Somebody who looks at one parcel after the other, in no order.
pub struct Looker {
    keys: Range<i64>,
    token: String,
    path: fn(&str) -> String,
    looked: i64,
}

impl Looker {
    /// At pages of citizens.
    pub fn citizen(keys: &Range<i64>, first: usize) -> Self {
        let path = |code: &str| format!("/q/{code}");
        Self { keys: keys.clone(), token: String::new(), path, looked: first as i64 }
    }

    /// At timelines.
    pub fn staff(keys: &Range<i64>, token: &str, first: usize) -> Self {
        let path = |code: &str| format!("/api/v1/parcels/{code}/timeline");
        Self { keys: keys.clone(), token: token.to_owned(), path, looked: first as i64 }
    }

    /// At the board of the desk that has results.
    pub fn board(token: &str) -> Self {
        let path = |_: &str| format!("/api/v1/office/{BOARD_DESK}/results?limit=25");
        Self { keys: 0..1, token: token.to_owned(), path, looked: 0 }
    }

    /// At the first page of all there is to look into.
    pub fn exceptions(token: &str) -> Self {
        let path = |_: &str| "/api/v1/exceptions?limit=25".to_owned();
        Self { keys: 0..1, token: token.to_owned(), path, looked: 0 }
    }
}

impl Work for Looker {
    fn next(&mut self, request: &mut Vec<u8>) -> bool {
        // A large odd stride goes all over the keys before it comes back to one.
        let key = self.keys.start
            + self.looked.wrapping_mul(2_654_435_761).rem_euclid(self.keys.end - self.keys.start);
        self.looked += 1;
        write_request(request, "GET", &(self.path)(&qr(key)), &self.token, "");
        true
    }

    fn look(&mut self, answer: &Answer<'_>) {
        answer.is_good();
    }
}

/// Citizens' pages over many connections.
pub fn pages(office: &Office, keys: &Range<i64>, connections: usize, span: Duration) -> Pressed {
    let lookers = (0..connections).map(|n| Looker::citizen(keys, n * 7_919)).collect();
    press(office.address(), span, lookers)
}

/// So many requests one after the other: the waits, the shortest first.
pub fn timed(office: &Office, mut looker: Looker, requests: usize) -> Vec<Duration> {
    let mut waits = blocking(async {
        let mut line = Line::open(office.address()).await.unwrap();
        let (mut request, mut waits) = (Vec::new(), Vec::with_capacity(requests));
        for _ in 0..requests {
            looker.next(&mut request);
            let asked = Instant::now();
            let answer = line.ask(&request).await.unwrap();
            waits.push(asked.elapsed());
            looker.look(&answer);
        }
        waits
    });
    waits.sort_unstable();
    waits
}
