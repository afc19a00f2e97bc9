//! What a desk has to hand over, in the order in which it presses: first what is too late already, then by the latest
//! departure that still keeps the promise, and what nothing was promised of last.

use std::fmt;
use std::str::FromStr;

use crate::base::place::BadCode;
use crate::base::{At, PointCode};
use crate::calendar::NotLoaded;
use crate::dispatch::Forecaster;
use crate::dispatch::forecast::{HandIn, Taking};
use crate::flows::forecast::ForecastRules;
use crate::store::desk_plans::{self, KeptPlan};
use crate::store::office::{self, OnDesk};
use crate::store::{Conn, StoreError};

/// Whether what was promised can still be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// By handing it over in time.
    Keeps(HandIn),
    /// No longer, by any run.
    Late,
    /// Nothing was promised, or nobody loaded what would tell.
    Open,
}

/// Something that a desk has to hand over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What it is.
    pub on: OnDesk,
    /// What the desk decided about it.
    pub plan: Option<KeptPlan>,
    /// When the run that it chose takes it; none where it chose none, or that takes nothing from here any more.
    pub taking: Option<Taking>,
    /// By when it goes.
    pub standing: Standing,
}

/// How much something presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// It is too late.
    Late,
    /// It can be in time.
    Keeps,
    /// Nothing was promised.
    Open,
}

/// A place in the list, and a cursor: `1.1744094400000.42`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    rank: Rank,
    at: At,
    item: i64,
}

impl Waiting {
    /// Where it stands in the list.
    pub fn place(&self) -> Place {
        let on = &self.on;
        let (rank, at) = match &self.standing {
            Standing::Late => (Rank::Late, on.promised.unwrap_or(on.ready)),
            Standing::Keeps(hand_in) => (Rank::Keeps, hand_in.by),
            Standing::Open => (Rank::Open, on.ready),
        };
        Place { rank, at, item: on.item.0 }
    }

    /// Why the desk holds it back, where it does.
    pub fn held(&self) -> Option<&str> {
        self.plan.as_ref().and_then(|kept| kept.plan.held())
    }
}

impl Place {
    /// How much it presses.
    pub const fn rank(&self) -> Rank {
        self.rank
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.rank as u8, self.at.millis(), self.item)
    }
}

impl FromStr for Place {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let read = || {
            let (rank, rest) = text.split_once('.')?;
            let (at, item) = rest.split_once('.')?;
            let rank = match rank {
                "0" => Rank::Late,
                "1" => Rank::Keeps,
                "2" => Rank::Open,
                _ => return None,
            };
            Some(Self { rank, at: At::from_millis(at.parse().ok()?), item: item.parse().ok()? })
        };
        read().ok_or_else(|| BadCode::new("a place of an earlier page", text))
    }
}

/// All that a desk has to hand over, what presses most first; and what would have to be loaded to tell by when.
pub fn waiting_at(
    conn: &mut Conn,
    rules: &ForecastRules<'_>,
    desk: &PointCode,
    now: At,
) -> Result<(Vec<Waiting>, Option<NotLoaded>), StoreError> {
    let all = office::on_desk(conn, desk, None)?;
    let keys: Vec<_> = all.iter().map(|one| one.item).collect();
    let mut plans = desk_plans::of_items(conn, &keys)?;
    let forecaster = Forecaster::new(rules.promises, rules.timetable, rules.limits);
    let (standings, missing) = match standings(&forecaster, desk, &all, now) {
        Ok(standings) => (standings, None),
        Err(missing) => (vec![Standing::Open; all.len()], Some(missing)),
    };
    let told = |(on, standing): (OnDesk, Standing)| {
        let plan = plans.remove(&on.item);
        let run = plan.as_ref().and_then(|kept| kept.plan.run());
        let taking = run.and_then(|run| forecaster.takes_from(run, desk));
        Waiting { on, plan, taking, standing }
    };
    let mut waiting: Vec<Waiting> = all.into_iter().zip(standings).map(told).collect();
    waiting.sort_by_cached_key(Waiting::place);
    Ok((waiting, missing))
}

fn standings(
    forecaster: &Forecaster<'_>,
    desk: &PointCode,
    all: &[OnDesk],
    now: At,
) -> Result<Vec<Standing>, NotLoaded> {
    let given_until = all.iter().filter(|one| !one.is_given).filter_map(|one| one.promised);
    let Some(last) = given_until.max() else { return Ok(vec![Standing::Open; all.len()]) };
    let hand_ins = forecaster.hand_ins(desk, now, last)?;
    let judge = |one: &OnDesk| {
        let Some(promised) = one.promised.filter(|_| !one.is_given) else {
            return Ok(Standing::Open);
        };
        if promised < now {
            return Ok(Standing::Late);
        }
        Ok(match hand_ins.latest(&one.end, promised)? {
            Some(hand_in) => Standing::Keeps(hand_in),
            // Promised by the transit target, on a way that nobody loaded.
            None if forecaster.way(desk, &one.end, now)?.is_none() => Standing::Open,
            None => Standing::Late,
        })
    };
    all.iter().map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_and_read_and_what_is_late_comes_first() {
        let place = |rank, at| Place { rank, at: At::from_millis(at), item: 7 };
        let places = [place(Rank::Late, 9), place(Rank::Keeps, 3), place(Rank::Open, 1)];
        assert!(places.is_sorted());
        for place in places {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for bad in ["", "1", "1.2", "3.1.1", "1.x.1", "1.1.x", "1.1.1.1"] {
            assert!(bad.parse::<Place>().is_err(), "{bad}");
        }
    }
}
