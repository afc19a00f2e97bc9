//! What stands on the labels of parcels and bags. A label is read by everyone on the way, so it has no
//! field for a phone number, a procedure, a case code or an ID number: what cannot be said cannot leak.

use serde::Serialize;

use super::size::Size;

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

/// The label of one parcel.
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

/// A label printed ahead of its parcel: two codes and lines to write on. What is written by hand at the
/// counter is bound to a parcel when it is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BlankLabel {
    /// The tracking number that the parcel will bear.
    pub tracking_number: String,
    /// The text of both QR codes.
    pub qr: String,
    /// When it was printed, as people write it.
    pub printed_at: String,
}

/// The label of a bag (nhãn túi, E2): where it goes, never what lies in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BagLabel {
    /// The bag's code, for typing.
    pub code: String,
    /// The text of both QR codes.
    pub qr: String,
    /// Where it was packed.
    pub from: Place,
    /// Where it is opened.
    pub to: Place,
    /// The mail route it travels, when it is on a run.
    pub route: Option<String>,
    /// The run it is on.
    pub run: Option<String>,
    /// How many items lie in it; while it is open there is a box to write the count in.
    pub items: Option<u32>,
    /// The number of its seal.
    pub seal: Option<String>,
    /// When it was printed, as people write it.
    pub printed_at: String,
}

/// Any of them, as a template gets it: `kind` says which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Label {
    /// Of a parcel.
    Parcel(ParcelLabel),
    /// Of a parcel to come.
    Blank(BlankLabel),
    /// Of a bag.
    Bag(BagLabel),
}

impl From<ParcelLabel> for Label {
    fn from(label: ParcelLabel) -> Self {
        Self::Parcel(label)
    }
}

impl From<BlankLabel> for Label {
    fn from(label: BlankLabel) -> Self {
        Self::Blank(label)
    }
}

impl From<BagLabel> for Label {
    fn from(label: BagLabel) -> Self {
        Self::Bag(label)
    }
}

impl Label {
    /// The text of its QR codes.
    pub fn qr(&self) -> &str {
        match self {
            Self::Parcel(label) => &label.qr,
            Self::Blank(label) => &label.qr,
            Self::Bag(label) => &label.qr,
        }
    }

    /// The same without the time of printing, to tell whether anything else has changed.
    #[must_use]
    pub fn without_time(mut self) -> Self {
        match &mut self {
            Self::Parcel(ParcelLabel { printed_at, .. })
            | Self::Blank(BlankLabel { printed_at, .. })
            | Self::Bag(BagLabel { printed_at, .. }) => printed_at.clear(),
        }
        self
    }

    /// The template that sets it on this stock.
    pub(super) const fn template(&self, size: Size) -> &'static str {
        match (self, size) {
            (Self::Parcel(_) | Self::Blank(_), Size::A6) => "parcel-label.typ",
            (Self::Parcel(_) | Self::Blank(_), Size::Small) => "parcel-label-100x75.typ",
            (Self::Parcel(_) | Self::Blank(_), Size::FourOnA4) => "parcel-label-a4x4.typ",
            (Self::Bag(_), Size::A6) => "bag-label.typ",
            (Self::Bag(_), Size::Small) => "bag-label-100x75.typ",
            (Self::Bag(_), Size::FourOnA4) => "bag-label-a4x4.typ",
        }
    }
}
