//! A complaint is filed: by the citizen on the page of a parcel, after proof, or taken down by somebody of the post
//! or the agency. By when it is answered is counted at once, and does not move.

use crate::base::codes::QrCode;
use crate::base::{At, ComplaintId, Context, PointCode};
use crate::cases::LimitName;
use crate::claims::{
    ClaimRefusal, ClaimRules, Complaint, ComplaintKind, ComplaintStage, Via, check_words,
};
use crate::custody::Timeline;
use crate::dispatch::Promises;
use crate::feed::ComplaintStep;
use crate::feed::claim::complaint;
use crate::flows::FlowRefusal;
use crate::flows::track::{Ends, Found, expected};
use crate::parcels::ItemRefusal;
use crate::people::{ComplaintTaker, CookieSecret};
use crate::store::{Conn, StoreError, complaints, facts, parcels, promises, write};

use super::{Carried, lock_case};

/// Who complains, and of which parcel.
#[derive(Debug, Clone, Copy)]
pub enum Complaining<'a> {
    /// The citizen, who proved a right to it.
    Citizen(&'a QrCode, &'a CookieSecret),
    /// Somebody of the post or the agency, for a citizen who came or rang up; the code as typed.
    Staff(&'a str, &'a ComplaintTaker, Via),
}

/// What is complained of.
#[derive(Debug, Clone)]
pub struct ComplaintIn {
    /// Of which kind.
    pub kind: ComplaintKind,
    /// In the complainant's words.
    pub words: String,
}

/// Files it, and tells the case that there is one.
pub fn file_complaint(
    conn: &mut Conn,
    cx: &Context,
    (rules, promising): (&ClaimRules<'_>, &Promises<'_>),
    who: Complaining<'_>,
    input: &ComplaintIn,
) -> Result<Complaint, FlowRefusal> {
    let words = check_words(&input.words)?;
    write(conn, |conn| {
        let found = found(conn, cx.now, who)?;
        lock_case(conn, found.case.id)?;
        check(conn, cx.now, (rules, promising), &found, input.kind)?;
        let answers = answering(&found.timeline).ok_or(ClaimRefusal::NotAccepted)?;
        let ends = Ends::of(conn, promising, &found.leg, &found.timeline)?;
        let far = ends.is_some_and(|ends| rules.is_far(&ends.from, &ends.to, ends.at.date()));
        let limit = if far { LimitName::AnswerFar } else { LimitName::AnswerNear };
        let (via, by) = match who {
            Complaining::Citizen(..) => (Via::Page, None),
            Complaining::Staff(_, _, via) => (via, Some(cx.who.token)),
        };
        let filed = Complaint {
            id: ComplaintId::new(cx.ids.uuid(cx.now)),
            leg: found.leg.id,
            item: found.parcel.key,
            kind: input.kind,
            via,
            by,
            filed_at: cx.now,
            far,
            answers,
            due_at: rules.due(limit, cx.now).unwrap_or_else(|missing| {
                tracing::warn!(missing = %missing, "the time for answering cannot be told");
                None
            }),
            stage: ComplaintStage::Open,
        };
        complaints::insert(conn, &filed, &words)?;
        let carried = Carried { parcel: found.parcel, leg: found.leg, case: found.case };
        let step = ComplaintStep::Filed;
        let fact = complaint(&carried.about(), &filed, step, cx.now, None);
        facts::tell(conn, vec![fact], cx.now)?;
        Ok(filed)
    })
}

/// The parcel, for who may complain of it; any other is answered as one that is not there.
fn found(conn: &mut Conn, now: At, who: Complaining<'_>) -> Result<Found, FlowRefusal> {
    let unknown = |code: &str| ItemRefusal::Unknown(code.chars().take(60).collect());
    match who {
        Complaining::Citizen(code, secret) => {
            let found = Found::by_proof(conn, (code, secret), now)?;
            Ok(found.ok_or_else(|| unknown(code.as_str()))?.0)
        }
        Complaining::Staff(code, by, _) => {
            let parcel = parcels::find_by_code(conn, code)?.ok_or_else(|| unknown(code))?;
            let gone = StoreError::bad_row("parcels", parcel.id, "it is not in custody");
            let found = Found::of(conn, parcel)?.ok_or(gone)?;
            by.at(&found.case.agency).map_err(|_| unknown(code))?;
            Ok(found)
        }
    }
}

/// The post has it or had it, it is not too late, and the same does not wait for an answer already.
fn check(
    conn: &mut Conn,
    now: At,
    (rules, promising): (&ClaimRules<'_>, &Promises<'_>),
    found: &Found,
    kind: ComplaintKind,
) -> Result<(), FlowRefusal> {
    let promised = promises::find_many(conn, &[found.parcel.key])?.remove(&found.parcel.key);
    let end = match promised {
        Some(kept) => Some(kept.promise.at),
        None => expected(conn, promising, &found.leg, &found.timeline)?,
    };
    let until = match end {
        // Where the days of a year to come are not loaded it is not too late yet.
        Some(end) => rules.due(LimitName::ComplaintWithin, end).unwrap_or_default(),
        None => None,
    };
    if let Some(until) = until.filter(|until| now > *until) {
        return Err(ClaimRefusal::TooLate(until).into());
    }
    let before = complaints::of_items(conn, &[found.parcel.key])?;
    let waits = before.iter().find(|one| one.kind == kind && one.stage == ComplaintStage::Open);
    match waits {
        Some(waits) => Err(ClaimRefusal::Waits(waits.id).into()),
        None => Ok(()),
    }
}

/// The point of the post that answers: the one that took the parcel in.
fn answering(timeline: &Timeline) -> Option<PointCode> {
    timeline.taken_in().map(|entry| entry.at.clone())
}
