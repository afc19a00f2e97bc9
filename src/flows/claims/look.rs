//! Somebody looks at a record of liability or a complaint with all that stands beside it. What a citizen wrote is
//! shown to who may answer it alone, and that look is on record.

use std::collections::HashMap;

use super::Carried;
use super::fix_liability::charge;
use crate::base::paging::Page;
use crate::base::{At, ComplaintId, Context, Dong, ItemKey, LiabilityId, TokenId};
use crate::claims::{
    Answer, ClaimRefusal, ClaimRules, Complaint, Done, Exception, Kept, Least, Liability,
};
use crate::flows::{FlowRefusal, codes_of};
use crate::parcels::{ItemKind, Parcel};
use crate::people::{ClaimReader, ComplaintAnswerer, View};
use crate::store::exceptions::{self, Filter};
use crate::store::{Conn, StoreError, access_log, complaints, liabilities, tokens};

/// A record of liability as it is shown.
#[derive(Debug, Clone)]
pub struct SeenLiability {
    /// Where it stands.
    pub record: Liability,
    /// The parcel.
    pub parcel: Parcel,
    /// What the log said, the first first.
    pub readings: Vec<Kept>,
    /// What was done, the first first.
    pub stages: Vec<Done>,
    /// The charge as it is now.
    pub charge: Option<Dong>,
    /// The least that can be paid for it.
    pub least: Option<Least>,
    /// Complaints about the same parcel.
    pub complaints: Vec<Complaint>,
    /// What those are called who did something.
    pub names: HashMap<TokenId, String>,
}

/// The record, for who may look into it; any other is answered as one that is not there.
pub fn look_at_liability(
    conn: &mut Conn,
    by: &ClaimReader,
    rules: &ClaimRules<'_>,
    id: &LiabilityId,
) -> Result<SeenLiability, FlowRefusal> {
    let unknown = || ClaimRefusal::UnknownLiability(id.clone());
    let record = liabilities::find(conn, id)?.ok_or_else(unknown)?;
    let carried = Carried::of(conn, record.item)?;
    if !by.reaches(record.answers.as_ref(), &carried.case.agency) {
        return Err(unknown().into());
    }
    let readings = liabilities::readings(conn, id)?;
    let stages = liabilities::stages(conn, id)?;
    let charge = charge(conn, &carried)?;
    let reads = readings.last().and_then(|kept| kept.reading.as_ref());
    let accepted = reads.and_then(|reading| reading.accepted_at);
    let least =
        charge.zip(accepted).and_then(|(charge, at)| rules.least(record.harm, charge, at.date()));
    let names = names(conn, stages.iter().filter_map(|done| done.by))?;
    let complaints = complaints::of_items(conn, &[record.item])?;
    let parcel = carried.parcel;
    Ok(SeenLiability { record, parcel, readings, stages, charge, least, complaints, names })
}

/// A complaint as it is shown.
#[derive(Debug, Clone)]
pub struct SeenComplaint {
    /// The complaint.
    pub complaint: Complaint,
    /// The parcel.
    pub parcel: Parcel,
    /// What was written, to who may answer it; none when it was erased.
    pub words: Option<String>,
    /// Whether this reader may answer it, and so read it.
    pub may_answer: bool,
    /// The answers, the first first.
    pub answers: Vec<Answer>,
    /// Records of liability about the same parcel.
    pub liabilities: Vec<Liability>,
    /// What those are called who answered.
    pub names: HashMap<TokenId, String>,
}

/// The complaint, for who may look into it; any other is answered as one that is not there.
pub fn look_at_complaint(
    conn: &mut Conn,
    cx: &Context,
    by: &ClaimReader,
    id: ComplaintId,
) -> Result<SeenComplaint, FlowRefusal> {
    let unknown = || ClaimRefusal::UnknownComplaint(id);
    let complaint = complaints::find(conn, id)?.ok_or_else(unknown)?;
    let Carried { parcel, case, .. } = Carried::of(conn, complaint.item)?;
    if !by.reaches(Some(&complaint.answers), &case.agency) {
        return Err(unknown().into());
    }
    let answerer = ComplaintAnswerer::of(&cx.who);
    let may_answer = answerer.is_ok_and(|by| by.at(&complaint.answers).is_ok());
    let words = if may_answer {
        let view = View::of(cx, "complaint", case.id, Some(parcel.id), case.applicant);
        let noted = access_log::note(conn, &[view])?;
        complaints::words(conn, noted, id)?
    } else {
        None
    };
    let answers = complaints::answers(conn, id)?;
    let names = names(conn, answers.iter().filter_map(|answer| answer.by))?;
    let liabilities = liabilities::of_items(conn, &[complaint.item])?;
    Ok(SeenComplaint { complaint, parcel, words, may_answer, answers, liabilities, names })
}

/// A complaint and its answers without its words, for who may look into it.
pub fn complaint_of(
    conn: &mut Conn,
    by: &ClaimReader,
    id: ComplaintId,
) -> Result<(Complaint, Vec<Answer>), FlowRefusal> {
    let unknown = || ClaimRefusal::UnknownComplaint(id);
    let complaint = complaints::find(conn, id)?.ok_or_else(unknown)?;
    let Carried { case, .. } = Carried::of(conn, complaint.item)?;
    if !by.reaches(Some(&complaint.answers), &case.agency) {
        return Err(unknown().into());
    }
    let answers = complaints::answers(conn, id)?;
    Ok((complaint, answers))
}

/// What is claimed about one parcel.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// Records of liability, each with the stage that fixed it or paid it last.
    pub liabilities: Vec<(Liability, Option<Done>)>,
    /// Complaints, each with its last answer.
    pub complaints: Vec<(Complaint, Option<Answer>)>,
}

/// What is claimed about a parcel: two reads where there is nothing, which is most often.
pub fn claims_of(conn: &mut Conn, item: ItemKey) -> Result<Claims, StoreError> {
    let mut claims = Claims::default();
    for record in liabilities::of_items(conn, &[item])? {
        let last = liabilities::stages(conn, &record.id)?.pop();
        claims.liabilities.push((record, last));
    }
    for complaint in complaints::of_items(conn, &[item])? {
        let last = complaints::answers(conn, complaint.id)?.pop();
        claims.complaints.push((complaint, last));
    }
    Ok(claims)
}

/// An exception with what it is about and the code of that.
pub type Named = (Exception, Option<(ItemKind, String)>);

/// A page of exceptions, each with what it is about.
pub fn list_exceptions(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<(At, String)>,
    limit: i64,
) -> Result<Page<Named>, StoreError> {
    let page = exceptions::list(conn, filter, after, limit)?;
    let keys: Vec<ItemKey> = page.items.iter().map(|one| one.item).collect();
    let codes = codes_of(conn, &keys)?;
    Ok(page.map(|one| {
        let code = codes.get(&one.item).cloned();
        (one, code)
    }))
}

fn names(
    conn: &mut Conn,
    who: impl Iterator<Item = TokenId>,
) -> Result<HashMap<TokenId, String>, StoreError> {
    let mut who: Vec<TokenId> = who.collect();
    who.sort_unstable();
    who.dedup();
    tokens::names(conn, &who)
}
