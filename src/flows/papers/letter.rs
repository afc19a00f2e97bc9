//! How letters and records about one parcel begin.

use super::{PrintRoom, words};
use crate::base::codes::CaseCode;
use crate::cases::Direction;
use crate::parcels::Parcel;
use crate::people::Person;
use crate::print::{Addressee, LetterHead};

/// The head of a paper that is written now; its number and its place are the paper's own.
pub(super) fn head(
    room: &PrintRoom<'_>,
    parcel: &Parcel,
    (case, direction): (&CaseCode, Direction),
) -> LetterHead {
    LetterHead {
        number: String::new(),
        tracking_number: parcel.tracking.to_string(),
        qr: room.qr(&parcel.qr),
        place: String::new(),
        date: words::date(room.now()),
        case_code: case.to_string(),
        service: words::service(direction),
        as_of: words::time(room.now()),
    }
}

/// To whom a letter goes, where they are still known.
pub(super) fn addressee(person: Option<&Person>) -> Addressee {
    Addressee {
        addressee: person.map(|person| person.name.in_full().to_owned()),
        address: person.map(|person| person.address.in_full().to_owned()),
    }
}
