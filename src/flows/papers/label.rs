//! The label of a parcel.

use super::{Dossier, PrintRoom, words};
use crate::base::{Capacity, PointCode, UnitCode};
use crate::cases::Endpoint;
use crate::custody::Party;
use crate::parcels::{Bag, Parcel};
use crate::people::Person;
use crate::print::{Destination, ParcelLabel, Place};

/// The label as it would be printed now: seal and bag as far as they are known.
pub(super) fn label_of(
    room: &PrintRoom<'_>,
    parcel: &Parcel,
    dossier: &Dossier,
    bag: Option<&Bag>,
) -> ParcelLabel {
    let to = match (&dossier.leg.to, &dossier.to) {
        // Where the point has ended since, the one that took over.
        (Endpoint::Point(code), _) => Destination::Point(room.place(goes_to(dossier, code))),
        (Endpoint::Person(_), Some(person)) if room.names_on_labels => Destination::Person {
            name: person.name.in_full().to_owned(),
            address: person.address.in_full().to_owned(),
        },
        (Endpoint::Person(_), person) => {
            Destination::HeldBack(delivering(room, dossier, person.as_ref()))
        }
    };
    ParcelLabel {
        tracking_number: parcel.tracking.to_string(),
        qr: room.qr(&parcel.qr),
        service: words::service(dossier.leg.direction),
        from: sender(room, dossier),
        to,
        route: None,
        seal: dossier.seal(),
        bag: bag.map(|bag| bag.code.to_string()),
        printed_at: words::time(room.now),
    }
}

fn goes_to<'a>(dossier: &'a Dossier, ordered: &'a PointCode) -> &'a PointCode {
    match &dossier.timeline.bound_for {
        Some(Party::Point { code, .. }) => code,
        Some(Party::Run { .. } | Party::Postman { .. } | Party::Person) | None => ordered,
    }
}

/// Never the person who sends: the point that took it in, or, before that, that it comes from a door.
fn sender(room: &PrintRoom<'_>, dossier: &Dossier) -> Place {
    match (&dossier.leg.from, dossier.accepted()) {
        (Endpoint::Point(code), _) => room.place(code),
        (Endpoint::Person(_), Some(entry)) => room.place(&entry.at),
        (Endpoint::Person(_), None) => Place {
            name: "Nhận tại địa chỉ người gửi".to_owned(),
            code: String::new(),
        },
    }
}

/// The office that delivers in the person's commune, as it is cut today; where none is known, the point
/// the parcel comes from, whose people know.
fn delivering(room: &PrintRoom<'_>, dossier: &Dossier, person: Option<&Person>) -> Place {
    let unit = person.and_then(|person| person.address.unit());
    let office = unit.and_then(|unit| office_in(room, unit));
    office.unwrap_or_else(|| sender(room, dossier))
}

fn office_in(room: &PrintRoom<'_>, unit: &UnitCode) -> Option<Place> {
    let today = room.now.date();
    let commune = room.network.unit_on(unit, today).map_or(unit, |unit| &unit.code);
    let points = room.network.points_on(today);
    let office =
        points.iter().find(|point| point.unit == *commune && point.roles.has(Capacity::Post))?;
    Some(Place { name: office.name.clone(), code: office.code.to_string() })
}
