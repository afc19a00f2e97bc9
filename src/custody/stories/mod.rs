//! Short stories of custody, each about one law, told with few scans.

mod carriage;
mod hand_overs;
mod transfers;

use std::sync::Arc;

use uuid::Uuid;

use crate::base::{At, Capacity, ItemKey, PointCode, Role, ScanId, TokenId};
use crate::parcels::ItemKind;

use crate::custody::action::Action;
use crate::custody::anomaly::AnomalyKind;
use crate::custody::custodian::{Custodian, Party};
use crate::custody::event::Event;
use crate::custody::fold::{Subject, fold};
use crate::custody::scan::Detail;
use crate::custody::state::State;
use crate::custody::timeline::Timeline;

const PARCEL: ItemKey = ItemKey(1);
const OTHER: ItemKey = ItemKey(2);
const BAG: ItemKey = ItemKey(3);
const RUN: ItemKey = ItemKey(4);

fn code(text: &str) -> PointCode {
    text.parse().unwrap()
}

fn post(text: &str) -> Custodian {
    Custodian::post(code(text))
}

fn desk(text: &str) -> Custodian {
    Custodian::desk(code(text))
}

fn to_desk(text: &str) -> Party {
    Party::Point { code: code(text), capacity: Some(Capacity::Desk) }
}

fn to_post(text: &str) -> Party {
    Party::Point { code: code(text), capacity: Some(Capacity::Post) }
}

fn run() -> Custodian {
    Custodian::Run { code: "R-1".parse().unwrap() }
}

fn at(minute: i64) -> At {
    At::from_millis(minute * 60_000)
}

/// A scan at a minute: by a clerk at a post point, unless told otherwise.
fn scan(minute: i64, item: ItemKey, action: Action, place: &str) -> Event {
    Event {
        id: ScanId(Uuid::from_u128(
            (minute as u128) << 16 | (item.0 as u128) << 8 | action as u128,
        )),
        item,
        action,
        effective_at: at(minute),
        happened_at: at(minute),
        recorded_at: at(minute),
        clock_ahead: false,
        at: code(place),
        capacity: Capacity::Post,
        by: TokenId::new(Uuid::from_u128(9)),
        role: Role::Clerk,
        carrier: None,
        detail: Arc::default(),
    }
}

impl Event {
    fn desk(mut self) -> Self {
        self.capacity = Capacity::Desk;
        self.role = Role::Officer;
        self
    }

    fn courier(mut self) -> Self {
        self.role = Role::Courier;
        self
    }

    fn to(self, party: Party) -> Self {
        self.with(|detail| detail.to = Some(party))
    }

    fn in_bag(mut self) -> Self {
        self.carrier = Some(BAG);
        self
    }

    fn on_run(mut self) -> Self {
        self.carrier = Some(RUN);
        self
    }

    fn with(mut self, fill: impl FnOnce(&mut Detail)) -> Self {
        fill(Arc::make_mut(&mut self.detail));
        self
    }
}

fn subjects() -> Vec<Subject> {
    let subject = |item, kind, origin, bound_for| Subject {
        item,
        kind,
        origin,
        bound_for,
        papers: vec![2, 1],
        created_at: at(0),
    };
    vec![
        subject(PARCEL, ItemKind::Parcel, Custodian::Citizen, Some(to_desk("C"))),
        subject(OTHER, ItemKind::Parcel, desk("C"), Some(Party::Person)),
        subject(BAG, ItemKind::Bag, post("A"), Some(to_post("C"))),
        subject(RUN, ItemKind::Run, run(), None),
    ]
}

fn timeline(events: &[Event], item: ItemKey) -> Timeline {
    fold(&subjects(), events).remove(&item).unwrap()
}

fn kinds(timeline: &Timeline) -> Vec<AnomalyKind> {
    timeline.anomalies.iter().filter(|a| a.explained_by.is_none()).map(|a| a.kind).collect()
}
