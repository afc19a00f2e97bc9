//! What is to be carried.

use chrono::NaiveDate;

use super::luck::Luck;
use crate::base::{At, PointCode};
use crate::cases::Direction;
use crate::custody::State;
use crate::dispatch::forecast::{Carried, End, Ready};

/// Something to be carried, as far as a rehearsal asks: nobody's name and no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Which way its leg goes.
    pub direction: Direction,
    /// Where the promise counts from.
    pub from: PointCode,
    /// From when on the post can be held to it, in whole minutes.
    pub ready: Ready,
    /// For whom it is.
    pub end: End,
}

impl Errand {
    /// One of whole minutes: what is ready within a minute is ready after it.
    pub fn new(direction: Direction, from: PointCode, ready: Ready, end: End) -> Self {
        let rest = ready.at.millis().rem_euclid(60_000);
        let at = if rest == 0 { ready.at } else { ready.at.plus_millis(60_000 - rest) };
        Self { direction, from, ready: Ready { at, ..ready }, end }
    }

    /// What a recorded parcel was to be carried for; none where it never was, or nobody knows since when.
    pub fn of(parcel: &Carried<'_>) -> Option<Self> {
        if parcel.timeline.state == State::Void {
            return None;
        }
        let (ready, from) = parcel.ready.zip(parcel.begins_at())?;
        Some(Self::new(parcel.direction, from.clone(), ready, parcel.ordered.clone()))
    }

    /// The day on which it is ready.
    pub fn day(&self) -> NaiveDate {
        self.ready.at.date()
    }
}

/// An errand as it is played: one of the list, and which copy of it where there is more to carry than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    pub errand: usize,
    pub copy: u32,
}

/// The errands as often as each day asks for them.
pub(super) fn asked(
    errands: &[Errand],
    times: impl Fn(NaiveDate) -> f64,
    luck: Luck,
) -> Vec<Asked> {
    let mut all = Vec::with_capacity(errands.len());
    for (errand, one) in errands.iter().enumerate() {
        let times = times(one.day()).max(0.0);
        let whole = times.trunc() as u32;
        let more = luck.asks_once_more(errand, times.fract());
        all.extend((0..whole + u32::from(more)).map(|copy| Asked { errand, copy }));
    }
    all
}

/// The next whole minute after a moment.
pub(super) fn a_minute_after(at: At) -> At {
    at.plus_millis(60_000)
}
