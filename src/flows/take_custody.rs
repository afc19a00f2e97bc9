//! Where an item enters custody, and how: called inside the transaction that registers it.

use chrono::NaiveDate;

use crate::base::{At, Capacity, ItemKey, PointCode};
use crate::cases::Endpoint;
use crate::custody::{Custodian, Party, Subject};
use crate::network::Network;
use crate::parcels::{Bag, ItemKind, PaperForm, Parcel, Run};
use crate::store::{Conn, StoreError, custody, forecasts};

use super::open_leg::OpenedLeg;

/// A parcel: held by whoever the leg begins with, bound for whom it ends with. Papers are counted line
/// by line; of an electronic one nothing lies in the envelope. The forecaster is to look at it.
pub(super) fn of_parcel(
    conn: &mut Conn,
    network: &Network,
    OpenedLeg { leg, parcel, .. }: &OpenedLeg,
) -> Result<(), StoreError> {
    let today = parcel.created_at.date();
    let origin = match &leg.from {
        Endpoint::Person(_) => Custodian::Citizen,
        Endpoint::Point(code) => authority(network, code, today),
    };
    let bound_for = match &leg.to {
        Endpoint::Person(_) => Party::Person,
        Endpoint::Point(code) => authority(network, code, today).into(),
    };
    let subject = Subject {
        papers: counts(parcel),
        ..subject(parcel.key, ItemKind::Parcel, origin, Some(bound_for), parcel.created_at)
    };
    custody::begin(conn, &subject, Some(leg.case))?;
    forecasts::begin(conn, &[(parcel.key, leg.case)])
}

/// A bag: held by the point that makes it up, bound for either side of the point on its label.
pub(super) fn of_bag(conn: &mut Conn, network: &Network, bag: &Bag) -> Result<(), StoreError> {
    let origin = carrier_of_mail(network, &bag.from, bag.created_at.date());
    let bound_for = Party::Point { code: bag.to.clone(), capacity: None };
    let subject = subject(bag.key, ItemKind::Bag, origin, Some(bound_for), bag.created_at);
    custody::begin(conn, &subject, None)
}

/// A run: it holds itself. Where it ends is known of one that is a departure of the timetable.
pub(super) fn of_run(
    conn: &mut Conn,
    run: &Run,
    ends: Option<&PointCode>,
) -> Result<(), StoreError> {
    let origin = Custodian::Run { code: run.code.clone() };
    let ends = ends.map(|code| Party::Point { code: code.clone(), capacity: None });
    custody::begin(conn, &subject(run.key, ItemKind::Run, origin, ends, run.created_at), None)
}

fn subject(
    item: ItemKey,
    kind: ItemKind,
    origin: Custodian,
    bound_for: Option<Party>,
    created_at: At,
) -> Subject {
    Subject { item, kind, origin, bound_for, papers: Vec::new(), created_at }
}

fn counts(parcel: &Parcel) -> Vec<u16> {
    parcel
        .papers
        .lines()
        .iter()
        .map(|paper| match paper.form() {
            PaperForm::Original | PaperForm::Copy => paper.count(),
            PaperForm::Electronic => 0,
        })
        .collect()
}

/// The end of a leg is the authority's desk, unless the point is the post's alone.
fn authority(network: &Network, code: &PointCode, day: NaiveDate) -> Custodian {
    side(network, code, day, Capacity::Desk)
}

/// Bags are made up by the post, unless the point is a desk alone (internal circulation).
fn carrier_of_mail(network: &Network, code: &PointCode, day: NaiveDate) -> Custodian {
    side(network, code, day, Capacity::Post)
}

fn side(network: &Network, code: &PointCode, day: NaiveDate, wanted: Capacity) -> Custodian {
    let has = network.point_on(code, day).is_none_or(|point| point.roles.has(wanted));
    let other = match wanted {
        Capacity::Post => Capacity::Desk,
        Capacity::Desk => Capacity::Post,
    };
    Custodian::Point { code: code.clone(), capacity: if has { wanted } else { other } }
}
