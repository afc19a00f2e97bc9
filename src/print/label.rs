//! What stands on a parcel label. A label is read by everyone on the way, so it has no field for a
//! phone number, a procedure, a case code or an ID number: what cannot be said cannot leak.

use serde::Serialize;

/// A text in both languages; papers show Vietnamese first and English beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bilingual {
    /// Tiếng Việt.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The two texts, Vietnamese first.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

/// A point as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its name, as on its sign.
    pub name: String,
    /// Its code.
    pub code: String,
}

/// Where a parcel goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Destination {
    /// To a point: an agency's desk, a post office.
    Point(Place),
    /// To a person's door. Only a leg that ends with a person bears a name and an address.
    Person {
        /// The receiver's name.
        name: String,
        /// The address, as given.
        address: String,
    },
    /// To a person whose name and address are left off by the office's choice: the post office that
    /// delivers is printed, and its postman's list has the rest.
    HeldBack(Place),
}

/// The A6 label of one parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParcelLabel {
    /// The tracking number (số hiệu), for typing when no code can be read.
    pub tracking_number: String,
    /// The text of both QR codes: the parcel's address in capitals (`QrCode::url`).
    pub qr: String,
    /// The service: submit, return, internal circulation.
    pub service: Bilingual,
    /// The sender's line: the point that accepted the parcel, never a person.
    pub from: Place,
    /// Where it goes.
    pub to: Destination,
    /// What a sorter reads first, such as `HTH › THA`. Without it the code of the destination is shown.
    pub route: Option<String>,
    /// The number of the seal; without it there is a box to write it in.
    pub seal: Option<String>,
    /// The bag it travels in, when it is known at printing.
    pub bag: Option<String>,
    /// When it was printed, as people write it.
    pub printed_at: String,
}
