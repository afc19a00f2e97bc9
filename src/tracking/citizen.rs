//! The citizen's view of one parcel, for who holds the code of its QR and shows no other proof.

use chrono::NaiveDate;

use super::stage::{Progress, Stage};
use crate::base::codes::TrackingNumber;
use crate::base::{At, Lang, PointCode};
use crate::cases::Direction;
use crate::custody::{Action, Entry, Timeline};
use crate::network::{PointKind, UnitKind};

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
    /// The day for which the result of the case is promised.
    pub due: Option<NaiveDate>,
    /// The day by which the post promised to deliver the parcel; it never moves.
    pub promised: Option<NaiveDate>,
    /// The day on which it is expected now, where that is another or nothing was promised.
    pub expected: Option<NaiveDate>,
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
    /// What kind of unit it lies in, as of that day.
    pub unit: UnitKind,
    /// The unit's name.
    pub name: String,
}

impl Place {
    /// `Bưu cục · xã Thạch Đài`, `Post office · Thạch Đài commune`.
    pub fn words(&self, lang: Lang) -> String {
        let mut kind = self.kind.word(lang).chars();
        let first = kind.next().into_iter().flat_map(char::to_uppercase);
        let (unit, name) = (self.unit.word(lang), &self.name);
        let unit = lang.pick(format!("{unit} {name}"), format!("{name} {unit}"));
        format!("{}{} · {unit}", first.collect::<String>(), kind.as_str())
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
    /// The day by which the post promised to deliver it.
    pub promised: Option<NaiveDate>,
    /// The day on which it is expected; where nothing was promised, by the transit target that is loaded.
    pub expected: Option<NaiveDate>,
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
        for (entry, point) in seen(timeline) {
            let stage = Stage::from(entry.state);
            let at = entry.effective_at;
            let here = place(point, at);
            let goes_on = steps.last().is_some_and(|last| {
                last.stage == stage && (stage == Stage::Moving || last.place == here)
            });
            if !goes_on && stage != Stage::Announced {
                steps.push(Step { stage, at, place: here });
            }
        }
        let stage = Stage::from(timeline.state);
        let goes_back = timeline.returning && stage.progress() == Some(Progress::Moving);
        let stage = if goes_back { Stage::Returning } else { stage };
        let last = seen(timeline).last();
        Self {
            stage,
            direction: about.direction,
            at: last.map(|(entry, _)| entry.effective_at),
            place: last.and_then(|(entry, point)| place(point, entry.effective_at)),
            due: about.due,
            promised: about.promised,
            expected: about.expected.filter(|day| about.promised != Some(*day)),
            number: Some(about.number),
            steps,
        }
    }

    /// Whether it is still under way though it was promised for a day that has passed, or is expected
    /// later than promised.
    pub fn breaks_its_promise(&self, today: NaiveDate) -> bool {
        let later = |promised| today > promised || self.expected.is_some_and(|day| day > promised);
        self.stage.is_under_way() && self.promised.is_some_and(later)
    }

    /// Whether the day it was expected has passed and it is still under way.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.stage.is_under_way() && self.due.is_some_and(|due| due < today)
    }
}

/// The entries that mean something to who waits, and the point to name with each. That an office took
/// over from another counts where it now has the parcel: that is where to go.
fn seen(timeline: &Timeline) -> impl Iterator<Item = (&Entry, &PointCode)> {
    timeline.entries.iter().filter_map(|entry| {
        if entry.action != Action::Transfer {
            return Some((entry, &entry.at));
        }
        let taken_over = entry.detail.to.as_ref().filter(|to| to.is(&entry.custodian));
        Some((entry, taken_over.and_then(|_| entry.custodian.point())?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::base::{Capacity, ItemKey, ScanId, TokenId};
    use crate::custody::{Custodian, State};
    use uuid::Uuid;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 4, day).unwrap()
    }

    fn timeline(states: &[State]) -> Timeline {
        let at: PointCode = "481900".parse().unwrap();
        let custodian = Custodian::post(at.clone());
        let entries = states.iter().zip(1..).map(|(state, n)| Entry {
            scan: ScanId(Uuid::from_u128(n)),
            action: Action::Inspect,
            through: None,
            effective_at: At::office(day(3), 8, n as u32),
            happened_at: At::office(day(3), 8, n as u32),
            recorded_at: At::office(day(3), 8, n as u32),
            at: at.clone(),
            capacity: Capacity::Post,
            by: TokenId::new(Uuid::from_u128(9)),
            state: *state,
            custodian: custodian.clone(),
            detail: Arc::default(),
        });
        Timeline {
            item: ItemKey(1),
            state: states.last().copied().unwrap_or(State::Announced),
            custodian: custodian.clone(),
            carrier: None,
            origin: Custodian::Citizen,
            bound_for: None,
            out_from: None,
            returning: false,
            failed_attempts: 0,
            closed: false,
            open_handover: None,
            spans: Vec::new(),
            containments: Vec::new(),
            entries: entries.collect(),
            anomalies: Vec::new(),
        }
    }

    fn view(timeline: &Timeline) -> CitizenView {
        let about = About {
            direction: Direction::Submit,
            due: Some(day(10)),
            promised: None,
            expected: None,
            number: "BH100000425VN".parse().unwrap(),
        };
        CitizenView::of(timeline, about, |_, _| {
            Some(Place {
                kind: PointKind::CulturalPostPoint,
                unit: UnitKind::Commune,
                name: "Thạch Đài".into(),
            })
        })
    }

    #[test]
    fn what_happens_inside_a_stage_is_no_news() {
        use State::{Accepted, InBag, OnRun, OutForDelivery};
        let seen = view(&timeline(&[Accepted, Accepted, InBag, OnRun, OnRun, OutForDelivery]));
        let stages: Vec<Stage> = seen.steps.iter().map(|step| step.stage).collect();
        assert_eq!(stages, [Stage::Accepted, Stage::Moving, Stage::OutForDelivery]);
        assert_eq!(seen.at, Some(At::office(day(3), 8, 6)));
        let place = seen.place.unwrap();
        assert_eq!(place.words(Lang::Vi), "Điểm bưu điện – văn hoá xã · xã Thạch Đài");
        assert_eq!(place.words(Lang::En), "Cultural post point · Thạch Đài commune");
    }

    #[test]
    fn a_parcel_without_a_scan_is_announced_and_has_no_way_behind_it() {
        let seen = view(&timeline(&[]));
        assert_eq!((seen.stage, seen.at, seen.steps.len()), (Stage::Announced, None, 0));
    }

    #[test]
    fn a_parcel_on_its_way_back_says_so_wherever_it_lies() {
        let mut back = timeline(&[State::Accepted, State::Returning, State::OnRun]);
        back.returning = true;
        assert_eq!(view(&back).stage, Stage::Returning);
    }

    #[test]
    fn a_parcel_is_late_from_the_day_after_and_only_while_under_way() {
        let mut seen = view(&timeline(&[State::OnRun]));
        assert!(!seen.is_late(day(10)));
        assert!(seen.is_late(day(11)));
        seen.stage = Stage::Delivered;
        assert!(!seen.is_late(day(11)));
    }
}
