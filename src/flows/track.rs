//! Looking where a parcel is, as a citizen who holds its QR code.

use crate::base::codes::QrCode;
use crate::base::{At, PointCode};
use crate::network::Network;
use crate::store::{Conn, StoreError, cases, legs, parcels, rolls};
use crate::tracking::{About, CitizenView, Place};

use super::read_timeline::read_timeline;

/// What the holder of the code may see; none for a code that is on no parcel.
pub fn by_qr(
    conn: &mut Conn,
    network: &Network,
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
    let about =
        About { direction: leg.direction, due: case.due_at.map(At::date), number: parcel.tracking };
    Ok(Some(CitizenView::of(&timeline, about, |point, at| place(network, point, at))))
}

/// The kind of point and its commune, as they were then.
fn place(network: &Network, point: &PointCode, at: At) -> Option<Place> {
    let point = network.point_on(point, at.date()).or_else(|| network.point(point))?;
    let unit = network
        .unit_on(&point.unit, at.date())
        .or_else(|| network.unit_on(&point.unit, point.period.from))?;
    Some(Place { kind: point.kind, unit: unit.kind, name: unit.name.clone() })
}
