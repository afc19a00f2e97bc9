//! Parcels and limits for the tests of this module.

use std::sync::Arc;

use uuid::Uuid;

use super::{Carried, End, Ready, ReadyBy};
use crate::base::{At, Capacity, ItemKey, Period, PointCode, ScanId, TokenId};
use crate::calendar::{TimeLimit, TimeUnit};
use crate::cases::{CaseLimit, Direction, LimitName};
use crate::custody::{Action, Custodian, Entry, Span, State, Timeline};
use crate::dispatch::timetable::samples::day;

pub(in crate::dispatch) fn limits() -> Vec<CaseLimit> {
    let hours = [
        (LimitName::DeliveryRound, 4),
        (LimitName::SilenceMargin, 2),
        (LimitName::SilenceToSuperior, 4),
        (LimitName::SilenceToProvince, 8),
    ];
    let limit = |(name, amount)| CaseLimit {
        name,
        period: Period { from: day("2025-01-01"), until: None },
        time: TimeLimit { amount, unit: TimeUnit::WorkingHour },
        decision: String::new(),
    };
    hours.map(limit).into()
}

/// A parcel that the post took in at a point.
pub(super) fn accepted(at: &str, since: At) -> Timeline {
    let code: PointCode = at.parse().unwrap();
    let custodian = Custodian::post(code.clone());
    let entry = Entry {
        scan: ScanId(Uuid::from_u128(1)),
        action: Action::Accept,
        through: None,
        effective_at: since,
        happened_at: since,
        recorded_at: since,
        at: code,
        capacity: Capacity::Post,
        by: TokenId::new(Uuid::from_u128(9)),
        state: State::Accepted,
        custodian: custodian.clone(),
        detail: Arc::default(),
    };
    let before = Span { custodian: Custodian::Citizen, from: since, until: Some(since) };
    Timeline {
        item: ItemKey(1),
        state: State::Accepted,
        custodian: custodian.clone(),
        carrier: None,
        origin: Custodian::Citizen,
        bound_for: None,
        out_from: None,
        returning: false,
        failed_attempts: 0,
        closed: false,
        open_handover: None,
        spans: vec![before, Span { custodian, from: since, until: None }],
        containments: Vec::new(),
        entries: vec![entry],
        anomalies: Vec::new(),
    }
}

/// A parcel to a point, ready since the post took it in.
pub(super) fn bound_for<'a>(timeline: &'a Timeline, to: &PointCode) -> Carried<'a> {
    let at = timeline.entries[0].effective_at;
    Carried {
        timeline,
        direction: Direction::Submit,
        from: None,
        ordered: End::Point(to.clone()),
        ready: Some(Ready { at, by: ReadyBy::Acceptance }),
        collected_at: None,
        wished: None,
        run: None,
        plan: None,
    }
}
