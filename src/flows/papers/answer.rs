//! The answer to a complaint on paper.

use super::letter::{addressee, head};
use super::liability::both;
use super::{Dossier, Paper, PrintRoom, words};
use crate::base::{ComplaintId, Lang};
use crate::claims::{ClaimRefusal, Done, Liability, Outcome, Stage};
use crate::flows::FlowRefusal;
use crate::flows::claims::{claims_of, complaint_of};
use crate::flows::prospect::prospect_of;
use crate::people::{ClaimReader, ComplaintAnswerer};
use crate::print::{Bilingual, ComplaintLetter, LetterHead, PaidLine};
use crate::store::{Conn, StoreError, complaints, parcels};

/// The last answer as a letter, for the point that gave it; a complaint that was not answered is one that is not
/// there. It names who is told, so that to print it is a look at a person.
pub fn answer_paper_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    (by, answers): (&ClaimReader, &ComplaintAnswerer),
    id: ComplaintId,
) -> Result<ComplaintLetter, FlowRefusal> {
    let unknown = || ClaimRefusal::UnknownComplaint(id);
    let (complaint, given) = complaint_of(conn, by, id)?;
    answers.at(&complaint.answers).map_err(|_| unknown())?;
    let answer = given.into_iter().rfind(|answer| answer.outcome != Outcome::Withdrawn);
    let (answer, text) = answer
        .and_then(|answer| Some((answer.words.clone()?, answer)))
        .map_or_else(|| Err(FlowRefusal::from(unknown())), |(text, answer)| Ok((answer, text)))?;
    let gone = || StoreError::bad_row("complaints", id, "the parcel is gone");
    let parcel = parcels::find_many(conn, &[complaint.item])?.pop().ok_or_else(gone)?;
    let same = complaints::of_items(conn, &[complaint.item])?;
    let earlier = same.iter().filter(|one| one.filed_at < complaint.filed_at).count();
    let claims = claims_of(conn, complaint.item)?;
    let dossier = Dossier::load(conn, room, Paper::Answer, &parcel)?;
    let prospect = prospect_of(conn, &parcel, dossier.case.id)?;
    Ok(ComplaintLetter {
        head: LetterHead {
            number: format!("TL-{}-{}", parcel.tracking, earlier + 1),
            place: room.name(&complaint.answers, room.now()),
            date: words::date(answer.at),
            ..head(room, &parcel, (&dossier.case.code, dossier.leg.direction))
        },
        to: addressee(dossier.to.as_ref().or(dossier.from.as_ref())),
        about: both(|lang| complaint.kind.words(lang)),
        filed: words::time(complaint.filed_at),
        via: both(|lang| complaint.via.words(lang)),
        due: complaint.due_at.map(words::date),
        promised: prospect.promise.map(|kept| words::date(kept.promise.at)),
        whereabouts: dossier.whereabouts(room),
        outcome: both(|lang| answer.outcome.words(lang)),
        words: text,
        paid: claims.liabilities.iter().filter_map(paid).collect(),
    })
}

/// What is paid for a harm, once that is fixed.
fn paid((record, last): &(Liability, Option<Done>)) -> Option<PaidLine> {
    let last = last.as_ref()?;
    let amount = last.amount?;
    let when = match last.stage {
        Stage::Opened | Stage::Closed => return None,
        Stage::Paid => {
            let day = words::date(last.at);
            Bilingual::new(format!("đã trả ngày {day}"), format!("paid on {day}"))
        }
        Stage::Fixed => match record.due_at.map(words::date) {
            Some(day) => {
                Bilingual::new(format!("trả trước hết ngày {day}"), format!("to be paid by {day}"))
            }
            None => both(|lang| Stage::Fixed.words(lang)),
        },
    };
    Some(PaidLine {
        harm: both(|lang: Lang| record.harm.words(lang)),
        amount: amount.to_string(),
        when,
    })
}
