//! A new parcel, bag or run enters custody: from here on somebody answers for it.

use chrono::NaiveDate;

use crate::base::{Capacity, PointCode};
use crate::cases::{Direction, Endpoint, Leg};
use crate::custody::{Custodian, Party, Subject};
use crate::network::Network;
use crate::parcels::{Bag, ItemKind, Parcel, Run};
use crate::store::{Conn, StoreError, custody};

/// A parcel lies with whoever sends it, and is bound for the leg's end.
pub(super) fn parcel(
    conn: &mut Conn,
    network: &Network,
    leg: &Leg,
    parcel: &Parcel,
) -> Result<(), StoreError> {
    let today = leg.ordered_at.date();
    // Dossiers and results are the desk's to send, also where the post works under the same roof.
    let desk = |code: &PointCode| capacity(network, today, code, Capacity::Desk);
    let origin = match &leg.from {
        Endpoint::Point(code) => Custodian::Point { code: code.clone(), capacity: desk(code) },
        Endpoint::Person(_) => Custodian::Citizen,
    };
    let bound_for = match &leg.to {
        Endpoint::Point(code) => Party::Point {
            code: code.clone(),
            capacity: match leg.direction {
                Direction::Submit | Direction::Internal => Some(desk(code)),
                // A person calls for the result there; either side of the counter can keep it.
                Direction::Return => None,
            },
        },
        Endpoint::Person(_) => Party::Person,
    };
    let subject = Subject {
        item: parcel.key,
        kind: ItemKind::Parcel,
        origin,
        bound_for: Some(bound_for),
        papers: parcel.papers.counts(),
        created_at: parcel.created_at,
    };
    custody::begin(conn, &subject, Some(leg.case))
}

/// A bag lies with the post where it is made up.
pub(super) fn bag(conn: &mut Conn, network: &Network, bag: &Bag) -> Result<(), StoreError> {
    let capacity = capacity(network, bag.created_at.date(), &bag.from, Capacity::Post);
    let subject = Subject {
        item: bag.key,
        kind: ItemKind::Bag,
        origin: Custodian::Point { code: bag.from.clone(), capacity },
        bound_for: Some(Party::Point { code: bag.to.clone(), capacity: None }),
        papers: Vec::new(),
        created_at: bag.created_at,
    };
    custody::begin(conn, &subject, None)
}

/// A run holds itself: it is a custodian, and never in anybody's hands.
pub(super) fn run(conn: &mut Conn, run: &Run) -> Result<(), StoreError> {
    let subject = Subject {
        item: run.key,
        kind: ItemKind::Run,
        origin: Custodian::Run { code: run.code.clone() },
        bound_for: None,
        papers: Vec::new(),
        created_at: run.created_at,
    };
    custody::begin(conn, &subject, None)
}

/// The likely capacity of a point, unless it acts only in the other.
fn capacity(network: &Network, on: NaiveDate, code: &PointCode, likely: Capacity) -> Capacity {
    let only = network.point_on(code, on).and_then(|point| point.roles.only());
    only.unwrap_or(likely)
}
