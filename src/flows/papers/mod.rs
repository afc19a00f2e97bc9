//! What is printed, put together from the records: labels of parcels, bags and rolls, consignment slips, the
//! records of hand-overs. Reads only, but for the access log; the same for the API, the command line and the demo.

mod answer;
mod apology;
mod bag_label;
mod blank_labels;
mod handover_list;
mod handover_record;
mod label;
mod labels;
mod letter;
mod liability;
mod manifest;
mod receipt;
mod sheet;
mod slip;
mod slip_money;
mod words;

use std::collections::HashMap;

use crate::base::codes::QrCode;
use crate::base::{At, Context, Lang, PersonId, PointCode};
use crate::cases::{Case, Endpoint, Leg};
use crate::catalogue::Catalogue;
use crate::custody::{Action, Entry, Subject, Timeline};
use crate::network::{Network, Point};
use crate::parcels::Parcel;
use crate::people::{Person, View};
use crate::print::{Bilingual, Place};
use crate::store::{Conn, StoreError, access_log, cases, legs, persons};

use super::read_timeline::read_timelines;

pub use answer::answer_paper_of;
pub use apology::apology_of;
pub use blank_labels::blank_labels_of;
pub use handover_list::handover_list_of;
pub use handover_record::{hand_overs, handover_record_of};
pub use labels::{LabelReader, labels_of};
pub use liability::liability_paper_of;
pub use manifest::manifest_of;
pub use receipt::{is_receipted, receipt_of};
pub use sheet::sheet_of;
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
    /// Who prints, and when: what stands on papers about persons is looked at by printing it.
    pub cx: &'a Context,
}

impl PrintRoom<'_> {
    fn now(&self) -> At {
        self.cx.now
    }

    fn qr(&self, code: &QrCode) -> String {
        code.url(self.public_url)
    }

    /// The point as it was then, or as it was last.
    fn point(&self, code: &PointCode, at: At) -> Option<&Point> {
        self.network.point_on(code, at.date()).or_else(|| self.network.point(code))
    }

    /// A point as labels name it.
    fn place(&self, code: &PointCode) -> Place {
        Place { name: self.name(code, self.now()), code: code.to_string() }
    }

    fn name(&self, code: &PointCode, at: At) -> String {
        self.point(code, at).map_or_else(|| code.to_string(), |point| point.name.clone())
    }
}

/// Which paper is printed, and so who stands on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    Label,
    Slip,
    HandoverRecord,
    Apology,
    Answer,
    Manifest,
    Round,
}

impl Paper {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Slip => "slip",
            Self::HandoverRecord => "handover_record",
            Self::Apology => "apology",
            Self::Answer => "complaint_answer",
            Self::Manifest => "manifest",
            Self::Round => "round",
        }
    }

    /// Of a label and a round the receiver alone; a hand-over is between holders, and names no citizen.
    fn persons(self, leg: &Leg) -> Vec<&PersonId> {
        match self {
            Self::Label | Self::Round => leg.to.person().into_iter().collect(),
            Self::Slip => [leg.from.person(), leg.to.person()].into_iter().flatten().collect(),
            Self::HandoverRecord | Self::Manifest => Vec::new(),
            // Who waits: who is to receive it, or who sent it to an office.
            Self::Apology | Self::Answer => {
                leg.to.person().or(leg.from.person()).into_iter().collect()
            }
        }
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
    fn load(
        conn: &mut Conn,
        room: &PrintRoom<'_>,
        paper: Paper,
        parcel: &Parcel,
    ) -> Result<Self, StoreError> {
        let gone = || StoreError::bad_row("parcels", parcel.id, "it is not in custody");
        Self::load_many(conn, room, paper, std::slice::from_ref(parcel), |_| true)?
            .pop()
            .ok_or_else(gone)
    }

    /// Those of many parcels, in their order, with the same number of statements as of one; persons only of
    /// cases that may be looked at, and only those who stand on the paper.
    fn load_many(
        conn: &mut Conn,
        room: &PrintRoom<'_>,
        paper: Paper,
        parcels: &[Parcel],
        may_look: impl Fn(&Case) -> bool,
    ) -> Result<Vec<Self>, StoreError> {
        let ids: Vec<_> = parcels.iter().map(|parcel| parcel.leg).collect();
        let legs = by(legs::find_many(conn, &ids)?, |leg| leg.id);
        let ids: Vec<_> = legs.values().map(|leg| leg.case).collect();
        let cases = by(cases::find_many(conn, &ids)?, |case| case.id);
        let mut views = Vec::new();
        for parcel in parcels {
            let Some(leg) = legs.get(&parcel.leg) else { continue };
            if cases.get(&leg.case).is_some_and(&may_look) {
                let view = |person: &PersonId| {
                    View::of(room.cx, paper.as_str(), leg.case, Some(parcel.id), *person)
                };
                views.extend(paper.persons(leg).into_iter().map(view));
            }
        }
        // A person who was erased since has no row: papers are then printed without.
        let noted = access_log::note(conn, &views)?;
        let persons = by(persons::read(conn, noted)?, |person| person.id);
        let timelines = read_timelines(conn, parcels.iter().map(|parcel| parcel.key))?;
        parcels
            .iter()
            .map(|parcel| {
                let gone = |what: &str| StoreError::bad_row("parcels", parcel.id, what);
                let leg = legs.get(&parcel.leg).ok_or_else(|| gone("its leg is gone"))?;
                let case = cases.get(&leg.case).ok_or_else(|| gone("its case is gone"))?;
                let (subject, timeline) =
                    timelines.get(&parcel.key).ok_or_else(|| gone("it is not in custody"))?;
                let person = |end: &Endpoint| persons.get(end.person()?).cloned();
                Ok(Self {
                    from: person(&leg.from),
                    to: person(&leg.to),
                    leg: leg.clone(),
                    case: case.clone(),
                    subject: subject.clone(),
                    timeline: timeline.clone(),
                })
            })
            .collect()
    }

    /// When and where the post took it.
    fn accepted(&self) -> Option<&Entry> {
        self.timeline.taken_in()
    }

    /// How it stands, with the last place and time, in both languages.
    fn whereabouts(&self, room: &PrintRoom<'_>) -> Bilingual {
        let state = self.timeline.state;
        let last = self.timeline.last().filter(|last| last.action != Action::Transfer);
        let seen = last.map(|last| {
            let at = last.effective_at;
            format!(" – {}, {}", room.name(&last.at, at), words::time(at))
        });
        let told = |lang| format!("{}{}", state.words(lang), seen.as_deref().unwrap_or_default());
        Bilingual::new(told(Lang::Vi), told(Lang::En))
    }

    /// The number last read off its seal.
    fn seal(&self) -> Option<String> {
        seal(&self.timeline)
    }
}

/// The number last read off an item's own seal.
fn seal(timeline: &Timeline) -> Option<String> {
    let own = |entry: &&Entry| entry.through.is_none();
    timeline.entries.iter().rev().filter(own).find_map(|entry| entry.detail.seal.clone())
}

/// Rows by what they are asked for by.
fn by<T, K: Eq + std::hash::Hash>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, T> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}
