//! Looking where a parcel is, as a citizen who holds its QR code.

use crate::base::codes::QrCode;
use crate::base::{At, PointCode, UnitCode};
use crate::cases::{Endpoint, Leg};
use crate::custody::Timeline;
use crate::dispatch::Promises;
use crate::network::Network;
use crate::store::{Conn, StoreError, cases, legs, parcels, persons, rolls};
use crate::tracking::{About, CitizenView, Place};

use super::read_timeline::read_timeline;

/// What the holder of the code may see; none for a code that is on no parcel.
pub fn by_qr(
    conn: &mut Conn,
    promises: &Promises<'_>,
    code: &QrCode,
) -> Result<Option<CitizenView>, StoreError> {
    // A tracking number finds a parcel too, but it can be guessed: only the QR's own code counts here.
    let Some(parcel) = parcels::find_by_code(conn, code.as_str())? else { return Ok(None) };
    if parcel.qr != *code && !rolls::is_further_name(conn, code, parcel.key)? {
        return Ok(None);
    }
    let leg = legs::find(conn, parcel.leg)?
        .ok_or_else(|| StoreError::bad_row("parcels", parcel.id, "its leg is gone"))?;
    let case = cases::load(conn, leg.case)?;
    let Some((_, timeline)) = read_timeline(conn, parcel.key)? else { return Ok(None) };
    let about = About {
        direction: leg.direction,
        due: case.due_at.map(At::date),
        expected: expected(conn, promises, &leg, &timeline)?.map(At::date),
        number: parcel.tracking,
    };
    let network = promises.network;
    Ok(Some(CitizenView::of(&timeline, about, |point, at| place(network, point, at))))
}

/// When the post is to deliver it, counted from where and when it was taken in first. Nothing before
/// that, and nothing where no target or no working time is loaded.
fn expected(
    conn: &mut Conn,
    promises: &Promises<'_>,
    leg: &Leg,
    timeline: &Timeline,
) -> Result<Option<At>, StoreError> {
    let Some(first) = timeline.entries.first() else { return Ok(None) };
    let at = first.effective_at;
    let Some(from) = promises.unit_of(&first.at, at.date()) else { return Ok(None) };
    let to: Option<UnitCode> = match &leg.to {
        Endpoint::Point(point) => promises.unit_of(point, at.date()).cloned(),
        Endpoint::Person(person) => {
            persons::find(conn, *person)?.and_then(|person| person.address.unit().cloned())
        }
    };
    let Some(to) = to else { return Ok(None) };
    match promises.promise(leg.direction, (from, &to), at) {
        Ok(promise) => Ok(promise.and_then(|promise| promise.deadline.due.at())),
        Err(missing) => {
            tracing::warn!(missing = %missing, "no delivery can be promised");
            Ok(None)
        }
    }
}

/// The kind of point and its commune, as they were then.
fn place(network: &Network, point: &PointCode, at: At) -> Option<Place> {
    let point = network.point_on(point, at.date()).or_else(|| network.point(point))?;
    let unit = network
        .unit_on(&point.unit, at.date())
        .or_else(|| network.unit_on(&point.unit, point.period.from))?;
    Some(Place { kind: point.kind, unit: unit.kind, name: unit.name.clone() })
}
