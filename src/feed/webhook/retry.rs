//! What an answer means: done, again later, given up, or not at all any more.

use std::time::{Duration, SystemTime};

use super::attempt::Tried;
use crate::base::At;

const SECOND: u64 = 1;
const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// How long to wait before each try, the first included. After the last one somebody has to look.
pub const RETRIES: [Duration; 10] = [
    Duration::from_secs(0),
    Duration::from_secs(5 * SECOND),
    Duration::from_secs(5 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
    Duration::from_secs(14 * HOUR),
    Duration::from_secs(20 * HOUR),
    Duration::from_secs(24 * HOUR),
];

/// How often a fact is tried.
pub const ATTEMPTS: i64 = RETRIES.len() as i64;

/// The longest that a receiver may ask to be left alone: a slip of its pen must not silence it for a year.
pub const fn longest_rest() -> Duration {
    Duration::from_secs(24 * HOUR)
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It was acknowledged.
    Done,
    /// Try again at this time.
    Again {
        /// When.
        at: At,
        /// Until when the receiver wants to be left alone altogether, when it said so.
        rest_until: Option<At>,
    },
    /// All tries were in vain: its case waits until a person replays or skips it.
    GiveUp,
    /// The receiver is gone for good and said so (410).
    Disable,
}

/// What is to become of a fact that was not acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// It is tried again at this time.
    Again(At),
    /// It is dead: its case waits for a person.
    Dead(At),
}

impl Next {
    /// What is to become of the fact, at this time; none when it was acknowledged.
    pub const fn failed(self, now: At) -> Option<Failed> {
        match self {
            Self::Done => None,
            Self::Again { at, .. } => Some(Failed::Again(at)),
            Self::GiveUp => Some(Failed::Dead(now)),
            // Whoever switches the webhook on again wants it told.
            Self::Disable => Some(Failed::Again(now)),
        }
    }

    /// Whether the receiver is to be left alone from now on, with all other facts too.
    pub const fn is_rest(self) -> bool {
        match self {
            Self::Again { rest_until, .. } => rest_until.is_some(),
            Self::Disable => true,
            Self::Done | Self::GiveUp => false,
        }
    }

    /// When it is tried again, if it is.
    pub const fn at(self) -> Option<At> {
        match self {
            Self::Again { at, .. } => Some(at),
            Self::Done | Self::GiveUp | Self::Disable => None,
        }
    }
}

/// What comes after try number `attempt` (1 for the first), which ended at `now`. `chance` (0 to 255) adds
/// up to a tenth to the wait, so that what failed together does not come back together.
pub fn after(tried: &Tried, attempt: i64, now: At, chance: u8) -> Next {
    let (status, asked) = match tried {
        Tried::Answered { status, retry_after, .. } => (Some(*status), retry_after.as_deref()),
        Tried::Unanswered(_) => (None, None),
    };
    match status {
        Some(200..=299) => return Next::Done,
        Some(410) => return Next::Disable,
        Some(_) | None => {}
    }
    let asked = match status {
        Some(429 | 503) => asked.and_then(|text| rest(text, now)),
        Some(_) | None => None,
    };
    let rest_until = asked.map(|rest| later(now, rest.min(longest_rest())));
    let wait = usize::try_from(attempt).ok().and_then(|made| RETRIES.get(made));
    let Some(wait) = wait else { return Next::GiveUp };
    let wait = *wait + wait.mul_f64(f64::from(chance) / 2550.0);
    let at = later(now, wait);
    Next::Again { at: rest_until.map_or(at, |rest| rest.max(at)), rest_until }
}

fn later(now: At, wait: Duration) -> At {
    now.plus_millis(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

/// The header Retry-After: seconds, or a date.
fn rest(text: &str, now: At) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let date = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let now = Duration::from_millis(now.millis().unsigned_abs());
    Some(date.saturating_sub(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::NoReply;

    fn now() -> At {
        At::parse("2025-04-08T09:30:00+07:00").unwrap()
    }

    fn answered(status: u16, retry_after: Option<&str>) -> Tried {
        let retry_after = retry_after.map(str::to_owned);
        Tried::Answered { status, retry_after, answer: String::new() }
    }

    fn wait(next: Next) -> i64 {
        match next {
            Next::Again { at, .. } => at.millis() - now().millis(),
            Next::Done | Next::GiveUp | Next::Disable => panic!("{next:?}"),
        }
    }

    #[test]
    fn every_failure_waits_for_the_next_time_of_the_table_and_the_last_gives_up() {
        let failed = Tried::Unanswered(NoReply::TimedOut);
        let hour = 3_600_000;
        let waits = [
            5_000,
            300_000,
            1_800_000,
            2 * hour,
            5 * hour,
            10 * hour,
            14 * hour,
            20 * hour,
            24 * hour,
        ];
        for (made, expected) in (1..).zip(waits) {
            assert_eq!(wait(after(&failed, made, now(), 0)), expected);
            let spread = wait(after(&failed, made, now(), 255));
            assert!(spread > expected && spread <= expected + expected / 10);
        }
        assert_eq!(after(&failed, ATTEMPTS, now(), 0), Next::GiveUp);
        assert_eq!(after(&failed, i64::MAX, now(), 0), Next::GiveUp);
    }

    #[test]
    fn only_an_answer_of_the_two_hundreds_acknowledges() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(after(&answered(status, None), 1, now(), 0), Next::Done);
        }
        for status in [100, 199, 301, 302, 307, 400, 401, 404, 409, 422, 500, 503, 999] {
            assert_eq!(wait(after(&answered(status, None), 1, now(), 0)), 5_000, "{status}");
        }
        assert_eq!(after(&answered(410, None), 1, now(), 0), Next::Disable);
    }

    #[test]
    fn a_receiver_that_asks_for_time_gets_it_within_a_day() {
        let date = "Tue, 08 Apr 2025 02:40:00 GMT";
        let past = "Tue, 08 Apr 2024 02:40:00 GMT";
        for (text, expected) in [
            ("120", 120_000),
            (" 3 ", 5_000),
            (date, 600_000),
            (past, 5_000),
            ("99999999999999999999", 5_000),
            ("31536000", 86_400_000),
            ("soon", 5_000),
            ("-1", 5_000),
            ("", 5_000),
        ] {
            for status in [429, 503] {
                let next = after(&answered(status, Some(text)), 1, now(), 0);
                assert_eq!(wait(next), expected, "{text}");
            }
            assert_eq!(wait(after(&answered(500, Some(text)), 1, now(), 0)), 5_000);
        }
    }
}
