//! What cases are told of harm, liability and complaints: ids, dates, amounts and who had the parcel. Never a word
//! of what anybody wrote.

use serde::Serialize;

use super::fact::{FactKind, NewFact, payload};
use super::tell::{About, Holder};
use crate::base::codes::TrackingNumber;
use crate::base::{
    At, ComplaintId, Dong, EntryId, ItemKey, Lang, LegId, LiabilityId, ParcelId, PointCode,
};
use crate::claims::{Complaint, ComplaintKind, Harm, Outcome, Reading, liability_id, readings};
use crate::custody::Timeline;

macro_rules! steps {
    (
        $(#[$meta:meta])* $name:ident:
        $($(#[$doc:meta])* $one:ident = $wire:literal, $vi:literal, $en:literal;)*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $one,)* }

        impl $name {
            /// The last word of the fact's name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$one => $wire,)* }
            }

            pub(super) fn of(word: &str) -> Option<Self> {
                [$(Self::$one,)*].into_iter().find(|step| step.as_str() == word)
            }

            /// What it says to people.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $(Self::$one => lang.pick($vi, $en),)* }
            }
        }
    };
}

steps! {
    /// What happened to a record of liability.
    LiabilityStep:
    /// The log told of harm.
    Opened = "opened", "mở biên bản trách nhiệm", "record of liability opened";
    /// It tells of it otherwise than before, or no more.
    Revised = "revised", "sửa biên bản trách nhiệm", "record of liability revised";
    /// It was fixed who answers for how much.
    Fixed = "fixed", "đã xác định trách nhiệm", "liability fixed";
    /// The compensation was paid.
    Paid = "paid", "đã bồi thường", "compensation paid";
    /// Nothing is paid.
    Closed = "closed", "đóng biên bản trách nhiệm", "record of liability closed";
}

steps! {
    /// What happened to a complaint.
    ComplaintStep:
    /// It was filed.
    Filed = "filed", "có khiếu nại", "complaint filed";
    /// It was answered.
    Answered = "answered", "đã trả lời khiếu nại", "complaint answered";
    /// Whoever complained took it back.
    Withdrawn = "withdrawn", "đã rút khiếu nại", "complaint withdrawn";
}

/// What a case is told of a record of liability.
#[derive(Serialize)]
struct LiabilityData<'a> {
    liability_id: LiabilityId,
    leg_id: LegId,
    parcel_id: ParcelId,
    tracking_number: &'a TrackingNumber,
    harm: Harm,
    /// Whether the log tells of the harm still.
    stands: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    custodian: Option<Holder<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a PointCode>,
    #[serde(flatten)]
    settled: Settled,
}

/// What was decided about it, as far as something was.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Settled {
    /// What is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Dong>,
    /// In which currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<&'static str>,
    /// By when it is to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<String>,
    /// The entry of the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<EntryId>,
}

/// The facts about harm that lead from what was told to what is now known. Most batches have none.
pub fn tell_harm(
    about: &About,
    item: ItemKey,
    before: Option<&Timeline>,
    now: &Timeline,
) -> Vec<NewFact> {
    let told = before.map(readings).unwrap_or_default();
    let stands = readings(now);
    let of = |all: &[Reading], harm| all.iter().find(|one| one.harm == harm).cloned();
    let step = |harm| match (of(&told, harm), of(&stands, harm)) {
        (before, now) if before == now => None,
        (None, Some(now)) => Some((LiabilityStep::Opened, now.clone(), Some(now))),
        (Some(before), now) => Some((LiabilityStep::Revised, before, now)),
        (None, None) => None,
    };
    let fact = |(kind, known, now): (LiabilityStep, Reading, Option<Reading>)| {
        liability(about, item, kind, (known.harm, known.at), now.as_ref(), Settled::default())
    };
    Harm::ALL.into_iter().filter_map(step).map(fact).collect()
}

/// One fact about a record of liability.
pub fn liability(
    about: &About,
    item: ItemKey,
    step: LiabilityStep,
    (harm, at): (Harm, At),
    reading: Option<&Reading>,
    settled: Settled,
) -> NewFact {
    let segment = reading.map(|reading| &reading.segment);
    let data = LiabilityData {
        liability_id: liability_id(harm, about.parcel),
        leg_id: about.leg,
        parcel_id: about.parcel,
        tracking_number: &about.tracking,
        harm,
        stands: reading.is_some_and(Reading::stands),
        custodian: segment.map(|segment| Holder(&segment.held_by)),
        held_from: segment.map(|segment| segment.from.to_string()),
        held_until: segment.map(|segment| segment.until.to_string()),
        at: reading.and_then(|reading| reading.answers.as_ref()),
        settled,
    };
    NewFact {
        case: about.case,
        kind: FactKind::Liability(step),
        effective_at: at,
        item: Some(item),
        scan: None,
        revises: false,
        data: payload(&data),
    }
}

/// What a case is told of a complaint.
#[derive(Serialize)]
struct ComplaintData<'a> {
    complaint_id: ComplaintId,
    leg_id: LegId,
    parcel_id: ParcelId,
    tracking_number: &'a TrackingNumber,
    about: ComplaintKind,
    at: &'a PointCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
}

/// One fact about a complaint.
pub fn complaint(
    about: &About,
    complaint: &Complaint,
    step: ComplaintStep,
    at: At,
    outcome: Option<Outcome>,
) -> NewFact {
    let data = ComplaintData {
        complaint_id: complaint.id,
        leg_id: about.leg,
        parcel_id: about.parcel,
        tracking_number: &about.tracking,
        about: complaint.kind,
        at: &complaint.answers,
        due_at: complaint.due_at.map(|due| due.to_string()),
        outcome,
    };
    NewFact {
        case: about.case,
        kind: FactKind::Complaint(step),
        effective_at: at,
        item: Some(complaint.item),
        scan: None,
        revises: false,
        data: payload(&data),
    }
}
