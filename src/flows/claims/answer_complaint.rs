//! A complaint is answered by the point that has to, or taken back by who complained. Answering again adds another
//! answer, and the last one stands.

use super::{Carried, lock_case};
use crate::base::codes::QrCode;
use crate::base::{ComplaintId, Context};
use crate::claims::{Answer, ClaimRefusal, Complaint, ComplaintStage, Outcome, check_answer};
use crate::feed::ComplaintStep;
use crate::feed::claim::complaint;
use crate::flows::FlowRefusal;
use crate::flows::track::proved_parcel;
use crate::people::{ComplaintAnswerer, CookieSecret};
use crate::store::{Conn, complaints, facts, write};

/// An answer.
#[derive(Debug, Clone)]
pub struct AnswerIn {
    /// What it says.
    pub outcome: Outcome,
    /// In words, for the person who complained.
    pub words: String,
}

/// Answers it, and tells the case that it is answered.
pub fn answer_complaint(
    conn: &mut Conn,
    cx: &Context,
    by: &ComplaintAnswerer,
    id: ComplaintId,
    input: &AnswerIn,
) -> Result<Complaint, FlowRefusal> {
    let words = check_answer(input.outcome, &input.words)?;
    write(conn, |conn| {
        let (found, carried) = locked(conn, id)?;
        by.at(&found.answers)?;
        if found.stage == ComplaintStage::Withdrawn {
            return Err(ClaimRefusal::NotOpen(id).into());
        }
        let (at, who) = (cx.now, Some(cx.who.token));
        let answer = Answer { outcome: input.outcome, words: Some(words), at, by: who };
        complaints::add_answer(conn, id, &answer)?;
        let (about, step) = (carried.about(), ComplaintStep::Answered);
        let fact = complaint(&about, &found, step, at, Some(input.outcome));
        facts::tell(conn, vec![fact], at)?;
        Ok(Complaint { stage: ComplaintStage::Answered, ..found })
    })
}

/// The citizen takes it back, after proof, as long as it waits for an answer.
pub fn withdraw_complaint(
    conn: &mut Conn,
    cx: &Context,
    proof: (&QrCode, &CookieSecret),
    id: ComplaintId,
) -> Result<(), FlowRefusal> {
    write(conn, |conn| {
        let unknown = || ClaimRefusal::UnknownComplaint(id);
        let parcel = proved_parcel(conn, proof, cx.now)?.ok_or_else(unknown)?;
        let (found, carried) = locked(conn, id)?;
        if found.item != parcel.key {
            return Err(unknown().into());
        }
        if found.stage != ComplaintStage::Open {
            return Err(ClaimRefusal::NotOpen(id).into());
        }
        let outcome = Outcome::Withdrawn;
        let answer = Answer { outcome, words: None, at: cx.now, by: None };
        complaints::add_answer(conn, id, &answer)?;
        let step = ComplaintStep::Withdrawn;
        let fact = complaint(&carried.about(), &found, step, cx.now, None);
        facts::tell(conn, vec![fact], cx.now)?;
        Ok(())
    })
}

/// The case, then the complaint, both locked.
fn locked(conn: &mut Conn, id: ComplaintId) -> Result<(Complaint, Carried), FlowRefusal> {
    let unknown = || ClaimRefusal::UnknownComplaint(id);
    let found = complaints::find(conn, id)?.ok_or_else(unknown)?;
    let carried = Carried::of(conn, found.item)?;
    lock_case(conn, carried.case.id)?;
    Ok((complaints::lock(conn, id)?.ok_or_else(unknown)?, carried))
}
