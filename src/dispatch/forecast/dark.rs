//! Parcels of which nobody hears: who is to search, where, and who is told when that does not help.
//!
//! Whether a parcel is dark depends on the time and not on the set of its events alone, so it is no anomaly of
//! custody (law 4): it is found by looking, and ended by the next scan, whenever that comes in.

use serde::{Deserialize, Serialize};

use super::Forecaster;
use crate::base::codes::RunCode;
use crate::base::{At, ItemKey, PointCode, UnitCode, Words};
use crate::calendar::NotLoaded;
use crate::cases::LimitName;
use crate::custody::{Custodian, Timeline};

/// Who is to see to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Who had it last.
    Owner,
    /// The unit above the point.
    Superior,
    /// The province.
    Province,
}

impl Level {
    /// Every level, upwards.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Superior, Self::Province];

    /// Its number in data.
    pub const fn number(self) -> i64 {
        match self {
            Self::Owner => 0,
            Self::Superior => 1,
            Self::Province => 2,
        }
    }

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Superior => "superior",
            Self::Province => "province",
        }
    }

    /// What people call it.
    pub const fn words(self) -> Words {
        match self {
            Self::Owner => Words::new("nơi giữ cuối", "the last holder"),
            Self::Superior => Words::new("cấp trên của điểm", "who stands above the point"),
            Self::Province => Words::new("cấp tỉnh", "the province"),
        }
    }

    const fn limit(self) -> Option<LimitName> {
        match self {
            Self::Owner => None,
            Self::Superior => Some(LimitName::SilenceToSuperior),
            Self::Province => Some(LimitName::SilenceToProvince),
        }
    }
}

/// How a silence stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Who sees to it now.
    pub level: Level,
    /// The unit that was told, above the owner.
    pub unit: Option<UnitCode>,
    /// When the next level is told; none when all were, or nobody loaded when.
    pub escalates_at: Option<At>,
}

/// Where to search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Who has it by the log.
    pub owner: Custodian,
    /// The point that has it, or the last that saw it.
    pub point: PointCode,
    /// Since when nobody heard of it.
    pub silent_since: At,
    /// What it lies in, or lay in last: bags and runs, the nearest first. Which are bags, custody does not say.
    pub carriers: Vec<ItemKey>,
    /// The run that has it, or had it last.
    pub run: Option<RunCode>,
}

impl Search {
    /// What the log says of a parcel that is with the post, or lies ready for it.
    pub fn of(timeline: &Timeline) -> Option<Self> {
        let silent_since = match timeline.last() {
            Some(last) => last.effective_at,
            None => timeline.spans.first()?.from,
        };
        let seen = timeline.last().map(|last| &last.at);
        let point = timeline.custodian.point().or(seen)?.clone();
        let run = timeline.spans.iter().rev().find_map(|span| match &span.custodian {
            Custodian::Run { code } => Some(code.clone()),
            Custodian::Point { .. } | Custodian::Postman { .. } | Custodian::Citizen => None,
        });
        let mut carriers: Vec<ItemKey> = timeline.carrier.into_iter().collect();
        carriers.extend(timeline.containments.iter().rev().map(|lay| lay.carrier));
        Some(Self { owner: timeline.custodian.clone(), point, silent_since, carriers, run })
    }
}

impl Forecaster<'_> {
    /// Until when a parcel may be silent of which a scan was expected at a moment; none where nobody loaded
    /// how long to wait.
    pub(super) fn silent_until(
        &self,
        point: &PointCode,
        scan: At,
    ) -> Result<Option<At>, NotLoaded> {
        self.after(LimitName::SilenceMargin, point, scan)
    }

    /// How a silence stands that is one since a scan was due: levels are counted in the working time of the
    /// point that owns it.
    pub fn silence(&self, point: &PointCode, due: At, now: At) -> Result<Silence, NotLoaded> {
        let mut silence = Silence { level: Level::Owner, unit: None, escalates_at: None };
        for level in Level::ALL {
            let Some(name) = level.limit() else { continue };
            let Some(at) = self.after(name, point, due)? else { continue };
            if at > now {
                silence.escalates_at = Some(at);
                break;
            }
            silence.level = level;
            silence.unit = self.above(point, level, due);
        }
        Ok(silence)
    }

    /// The unit that stands above a point.
    fn above(&self, point: &PointCode, level: Level, at: At) -> Option<UnitCode> {
        let network = self.promises.network;
        let day = at.date();
        let own = &network.point_on(point, day).or_else(|| network.point(point))?.unit;
        let path = network.ancestors(own, day);
        let unit = match level {
            Level::Owner => path.first(),
            Level::Superior => path.get(1).or(path.first()),
            Level::Province => path.last(),
        };
        unit.map(|unit| unit.code.clone())
    }
}
