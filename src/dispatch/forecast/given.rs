//! The promise as it is given, once.

use serde::{Deserialize, Serialize};

use super::{Carried, End, Forecaster, Hop};
use crate::base::place::BadCode;
use crate::base::{At, PointCode, Words};
use crate::calendar::{NotLoaded, TimeLimit};
use crate::cases::{Direction, History};
use crate::custody::Timeline;

/// Which clock says from when on the post can be held to a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadyBy {
    /// The result lies at the one-stop desk: the case reached status 9.
    Result,
    /// The result is not there yet; the case is due then.
    Due,
    /// The post took it in.
    Acceptance,
}

impl ReadyBy {
    /// Every clock.
    pub const ALL: [Self; 3] = [Self::Result, Self::Due, Self::Acceptance];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Due => "due",
            Self::Acceptance => "acceptance",
        }
    }

    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::Result => Words::new("lúc có kết quả", "when the result was ready"),
            Self::Due => Words::new("ngày hẹn trả của hồ sơ", "when the case is due"),
            Self::Acceptance => Words::new("lúc bưu điện nhận", "when the post accepted it"),
        }
    }
}

impl std::str::FromStr for ReadyBy {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| BadCode::new("result, due or acceptance", text))
    }
}

/// From when on the post can be held to a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready {
    /// The moment.
    pub at: At,
    /// Which clock said so.
    pub by: ReadyBy,
}

impl Ready {
    /// What the clocks say of a leg: a result is ready with status 9, or was when the post already took it;
    /// until either is known, when the case is due. All else is ready when the post takes it.
    pub fn of(
        direction: Direction,
        timeline: &Timeline,
        history: &History,
        due: Option<At>,
    ) -> Option<Self> {
        let accepted = timeline.entries.first().map(|first| first.effective_at);
        let accepted = accepted.map(|at| Self { at, by: ReadyBy::Acceptance });
        match direction {
            Direction::Submit | Direction::Internal => accepted,
            Direction::Return => {
                let result = history.ready_since().map(|at| Self { at, by: ReadyBy::Result });
                let due = due.map(|at| Self { at, by: ReadyBy::Due });
                let first = |a: Self, b: Self| if b.at < a.at { b } else { a };
                result.into_iter().chain(accepted).reduce(first).or(due)
            }
        }
    }
}

/// What a promise was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum Basis {
    /// The earliest arrival by the timetable.
    Timetable {
        /// By these runs; none where it was there already.
        hops: Vec<Hop>,
    },
    /// No runs lead there, or not all of the way is loaded: the transit target.
    TransitTarget {
        /// The target.
        time: TimeLimit,
        /// Who decided it.
        decision: String,
    },
}

impl Basis {
    /// The word in data.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Timetable { .. } => "timetable",
            Self::TransitTarget { .. } => "transit_target",
        }
    }

    /// What people call it.
    pub const fn words(&self) -> Words {
        match self {
            Self::Timetable { .. } => Words::new("lịch chạy thư", "the timetable"),
            Self::TransitTarget { .. } => {
                Words::new("chỉ tiêu thời gian toàn trình", "the transit target")
            }
        }
    }
}

/// A promise as it was given. Whether a parcel came in time is judged by it, so it never moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenPromise {
    /// From when on it counts.
    pub ready: Ready,
    /// By when it is to be with whom it is meant for.
    pub at: At,
    /// What it was made from.
    pub basis: Basis,
}

impl Forecaster<'_> {
    /// The promise that is to be given of a leg. None while no clock says when it is ready, and where neither
    /// timetable nor target says how long it takes.
    pub fn promise(&self, parcel: &Carried<'_>) -> Result<Option<GivenPromise>, NotLoaded> {
        let Some((ready, from)) = parcel.ready.zip(parcel.begins_at()) else { return Ok(None) };
        self.promise_from(parcel.direction, (from, ready), &parcel.ordered)
    }

    /// The promise of what is ready at a point for whom it is ordered.
    pub fn promise_from(
        &self,
        direction: Direction,
        (from, ready): (&PointCode, Ready),
        ordered: &End,
    ) -> Result<Option<GivenPromise>, NotLoaded> {
        let ready_at = self.handed_in(from, ready)?;
        if let Some(way) = self.way(from, ordered, ready_at)? {
            let basis = Basis::Timetable { hops: way.hops };
            return Ok(Some(GivenPromise { ready, at: way.reaches, basis }));
        }
        let day = ready_at.date();
        let to = match ordered {
            End::Person(unit) => unit.as_ref(),
            End::Point(point) => self.promises.unit_of(point, day),
        };
        let Some(ends) = self.promises.unit_of(from, day).zip(to) else { return Ok(None) };
        let promise = self.promises.promise(direction, ends, ready_at)?;
        Ok(promise.and_then(|promise| {
            let basis = Basis::TransitTarget {
                time: promise.target.time,
                decision: promise.target.decision.clone(),
            };
            Some(GivenPromise { ready, at: promise.deadline.due.at()?, basis })
        }))
    }

    /// When somebody at the point can hand in what is ready: a result that the desk has at night, in the
    /// morning. What the post took in it has.
    pub(in crate::dispatch) fn handed_in(
        &self,
        from: &PointCode,
        ready: Ready,
    ) -> Result<At, NotLoaded> {
        match ready.by {
            ReadyBy::Result | ReadyBy::Due => {
                self.calendar(from, ready.at.date()).at_work_from(ready.at)
            }
            ReadyBy::Acceptance => Ok(ready.at),
        }
    }
}
