//! The time that passes while the traffic is played: the story's own, on a clock that is moved, or the real
//! one, into which the story is pressed.

use std::time::{Duration, Instant};

use crate::base::{At, Clock};

/// How fast the story is played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Speed {
    /// As fast as the server answers.
    Fast,
    /// So many times as fast as time passes; 1 is real.
    Times(f64),
}

/// A word that is no speed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected fast, real, or how many times as fast as time passes, like 60, got {0:?}")]
pub struct BadSpeed(String);

impl std::str::FromStr for Speed {
    type Err = BadSpeed;

    fn from_str(text: &str) -> Result<Self, BadSpeed> {
        match text {
            "fast" => Ok(Self::Fast),
            "real" => Ok(Self::Times(1.0)),
            other => other
                .parse()
                .ok()
                .filter(|times: &f64| (0.01..=1e6).contains(times))
                .map(Self::Times)
                .ok_or_else(|| BadSpeed(other.to_owned())),
        }
    }
}

/// How the story's moments are told to the server.
#[derive(Debug)]
pub(super) enum Pace {
    /// The server's clock is ours: it is moved to each moment, and moments are told as they are.
    Moved { clock: Clock, speed: Speed, began: Option<(At, Instant)> },
    /// The server has the real time: the story begins now and passes `times` as fast.
    Pressed { story: At, real: At, began: Instant, times: f64 },
}

impl Pace {
    /// Waits until the moment may be played, and lets the server's clock show it.
    pub async fn reach(&mut self, at: At) {
        let due = match self {
            Self::Moved { clock, speed, began } => {
                clock.set(at);
                let Speed::Times(times) = *speed else { return };
                let (first, began) = *began.get_or_insert((at, Instant::now()));
                began + passed(first, at, times)
            }
            Self::Pressed { story, began, times, .. } => *began + passed(*story, at, *times),
        };
        tokio::time::sleep_until(due.into()).await;
    }

    /// A moment of the story as the server is told it.
    pub fn told(&self, at: At) -> At {
        match self {
            Self::Moved { .. } => at,
            Self::Pressed { story, real, times, .. } => {
                real.plus_millis(((at.millis() - story.millis()) as f64 / times) as i64)
            }
        }
    }

    /// A span of the story, in milliseconds, as the server is told it.
    pub fn span(&self, ms: i64) -> i64 {
        match self {
            Self::Moved { .. } => ms,
            Self::Pressed { times, .. } => (ms as f64 / times) as i64,
        }
    }
}

fn passed(from: At, to: At, times: f64) -> Duration {
    let ms = (to.millis() - from.millis()).max(0) as f64 / times;
    Duration::from_millis(ms as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_read_and_others_are_refused() {
        assert_eq!("fast".parse(), Ok(Speed::Fast));
        assert_eq!("real".parse(), Ok(Speed::Times(1.0)));
        assert_eq!("60".parse(), Ok(Speed::Times(60.0)));
        for bad in ["", "slow", "0", "-1", "nan", "inf", "1e9", "60x"] {
            assert!(bad.parse::<Speed>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pressed_story_keeps_its_order_and_begins_now() {
        let at = At::from_millis;
        let began = Instant::now();
        let pace = Pace::Pressed { story: at(1_000_000), real: at(9_000_000), began, times: 100.0 };
        assert_eq!(pace.told(at(1_000_000)), at(9_000_000));
        assert_eq!(pace.told(at(1_060_000)), at(9_000_600));
        assert_eq!(pace.span(-60_000), -600);
    }
}
