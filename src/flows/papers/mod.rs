//! What is printed for a parcel, put together from the records: its label, its consignment slip, the
//! records of its hand-overs. Reads only; the same for the API, the command line and the demo.

mod handover_record;
mod label;
mod slip;
mod slip_money;
mod words;

use crate::base::codes::QrCode;
use crate::base::{At, PointCode};
use crate::cases::{Case, Leg};
use crate::catalogue::Catalogue;
use crate::custody::{Action, Entry, Subject, Timeline};
use crate::network::{Network, Point};
use crate::parcels::Parcel;
use crate::people::Person;
use crate::store::{Conn, StoreError, cases, legs, persons};

use super::read_timeline::read_timeline;

pub use handover_record::handover_record_of;
pub use label::label_of;
pub use slip::slip_of;

/// What printing stands on besides the parcel itself.
#[derive(Debug, Clone, Copy)]
pub struct PrintRoom<'a> {
    /// Names of points and units.
    pub network: &'a Network,
    /// Names of procedures.
    pub catalogue: &'a Catalogue,
    /// Scheme and host of the QR.
    pub public_url: &'a str,
    /// Whether a person's name and address may stand on a label.
    pub names_on_labels: bool,
    /// The time of printing.
    pub now: At,
}

impl PrintRoom<'_> {
    fn qr(&self, code: &QrCode) -> String {
        code.url(self.public_url)
    }

    /// The point as it was then, or as it was last.
    fn point(&self, code: &PointCode, at: At) -> Option<&Point> {
        self.network.point_on(code, at.date()).or_else(|| self.network.point(code))
    }

    fn name(&self, code: &PointCode, at: At) -> String {
        self.point(code, at).map_or_else(|| code.to_string(), |point| point.name.clone())
    }
}

/// A parcel with all that its papers say.
struct Dossier {
    leg: Leg,
    case: Case,
    subject: Subject,
    timeline: Timeline,
    from: Option<Person>,
    to: Option<Person>,
}

impl Dossier {
    fn load(conn: &mut Conn, parcel: &Parcel) -> Result<Self, StoreError> {
        let gone = |what: &str| StoreError::bad_row("parcels", parcel.id, what);
        let leg = legs::find(conn, parcel.leg)?.ok_or_else(|| gone("its leg is gone"))?;
        let case = cases::load(conn, leg.case)?;
        let (subject, timeline) =
            read_timeline(conn, parcel.key)?.ok_or_else(|| gone("it is not in custody"))?;
        // A person who was erased since has no row: papers are then printed without.
        let from = leg.from.person().map(|id| persons::find(conn, *id)).transpose()?.flatten();
        let to = leg.to.person().map(|id| persons::find(conn, *id)).transpose()?.flatten();
        Ok(Self { leg, case, subject, timeline, from, to })
    }

    /// When and where the post took it.
    fn accepted(&self) -> Option<&Entry> {
        self.timeline.entries.iter().find(|entry| entry.action == Action::Accept)
    }

    /// The number last read off its seal.
    fn seal(&self) -> Option<String> {
        let own = |entry: &&Entry| entry.through.is_none();
        self.timeline.entries.iter().rev().filter(own).find_map(|entry| entry.detail.seal.clone())
    }
}
