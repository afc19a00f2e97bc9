//! The citizen's view of one parcel, for who holds the code of its QR and shows no other proof.

use chrono::NaiveDate;

use super::stage::Stage;
use crate::base::codes::TrackingNumber;
use crate::base::{At, Lang, PointCode};
use crate::cases::Direction;
use crate::custody::Timeline;
use crate::network::PointKind;

/// Everything the page `/q/{code}` may say. What is not a field here cannot leak there: no name, no
/// address or phone, no procedure (it can reveal health or a criminal record), no case code, no papers,
/// no member of staff, no coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitizenView {
    /// Where the parcel stands, in the few steps a citizen cares about.
    pub stage: Stage,
    /// Which way it goes.
    pub direction: Direction,
    /// When the last thing happened; none before the first scan.
    pub at: Option<At>,
    /// Where that was.
    pub place: Option<Place>,
    /// The day by which it is expected at its end.
    pub due: Option<NaiveDate>,
    /// The number printed on the parcel, to say on the telephone.
    pub number: Option<TrackingNumber>,
    /// What happened, the earliest first.
    pub steps: Vec<Step>,
}

/// Where something happened, no finer than the commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What kind of point it is; never which one.
    pub kind: PointKind,
    /// The commune's name, as of that day.
    pub commune: String,
}

impl Place {
    /// `Bưu cục · Xã Thạch Đài`.
    pub fn words(&self, lang: Lang) -> String {
        let mut kind = self.kind.word(lang).chars();
        let first = kind.next().into_iter().flat_map(char::to_uppercase);
        format!("{}{} · {}", first.collect::<String>(), kind.as_str(), self.commune)
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub stage: Stage,
    /// When.
    pub at: At,
    /// Where.
    pub place: Option<Place>,
}

/// What is known of a parcel besides its timeline.
#[derive(Debug, Clone)]
pub struct About {
    /// Which way its leg goes.
    pub direction: Direction,
    /// The day by which the case is due.
    pub due: Option<NaiveDate>,
    /// The number printed on it.
    pub number: TrackingNumber,
}

impl CitizenView {
    /// The view of a parcel. `place` says what kind of point a code was at that moment, and where.
    ///
    /// What a citizen cannot tell apart is one step: a bag that is closed, loaded and unloaded is on its
    /// way all the while. The time of a step is when it began.
    pub fn of(
        timeline: &Timeline,
        about: About,
        place: impl Fn(&PointCode, At) -> Option<Place>,
    ) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        for entry in &timeline.entries {
            let stage = Stage::from(entry.state);
            let at = entry.effective_at;
            let here = place(&entry.at, at);
            let goes_on = steps.last().is_some_and(|last| {
                last.stage == stage && (stage == Stage::Moving || last.place == here)
            });
            if !goes_on && stage != Stage::Announced {
                steps.push(Step { stage, at, place: here });
            }
        }
        let last = timeline.last();
        Self {
            stage: timeline.state.into(),
            direction: about.direction,
            at: last.map(|entry| entry.effective_at),
            place: last.and_then(|entry| place(&entry.at, entry.effective_at)),
            due: about.due,
            number: Some(about.number),
            steps,
        }
    }

    /// Whether the day it was expected has passed and it is still under way.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.stage.is_under_way() && self.due.is_some_and(|due| due < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_late_from_the_day_after_and_only_while_under_way() {
        let day = |d| NaiveDate::from_ymd_opt(2025, 4, d).unwrap();
        let mut view = CitizenView {
            stage: Stage::Moving,
            direction: Direction::Return,
            at: None,
            place: None,
            due: Some(day(10)),
            number: None,
            steps: Vec::new(),
        };
        assert!(!view.is_late(day(10)));
        assert!(view.is_late(day(11)));
        view.stage = Stage::Delivered;
        assert!(!view.is_late(day(11)));
    }
}
