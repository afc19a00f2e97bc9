//! The apology letter of a parcel that did not come when it was promised.

use super::letter::{addressee, head};
use super::{Dossier, Paper, PrintRoom, words};
use crate::base::Lang;
use crate::flows::prospect::prospect_of;
use crate::parcels::Parcel;
use crate::print::{ApologyLetter, Bilingual, LetterHead};
use crate::store::{Conn, StoreError};

/// The letter as of now; none while what was promised has not passed, and at the end of the journey. It names
/// who waits, so that to print it is a look at a person.
pub fn apology_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    parcel: &Parcel,
) -> Result<Option<ApologyLetter>, StoreError> {
    let dossier = Dossier::load(conn, room, Paper::Apology, parcel)?;
    let (case, now) = (&dossier.case, room.now());
    let prospect = prospect_of(conn, parcel, case.id)?;
    let Some(promise) = prospect.promise.as_ref().filter(|_| prospect.is_broken(now)) else {
        return Ok(None);
    };
    let agency = room.point(&case.agency, now);
    let last = dossier.timeline.last();
    // Who speaks for the post is the office that has it, or the last that saw it.
    let seen = dossier.timeline.custodian.point().or(last.map(|last| &last.at));
    let reasons = prospect.delays.iter().map(|cause| cause.words());
    Ok(Some(ApologyLetter {
        head: LetterHead {
            number: format!("XL-{}", parcel.tracking),
            place: seen.map_or_else(String::new, |point| room.name(point, now)),
            ..head(room, parcel, (&case.code, dossier.leg.direction))
        },
        to: addressee(dossier.to.as_ref().or(dossier.from.as_ref())),
        procedure: room
            .catalogue
            .name_of(&case.procedure, case.received_at.date())
            .map_or_else(|| case.procedure.to_string(), str::to_owned),
        agency: agency.map_or_else(
            || case.agency.to_string(),
            |point| point.agency.clone().unwrap_or_else(|| point.name.clone()),
        ),
        promised: words::date(promise.promise.at),
        expected: prospect.expected().filter(|at| *at > now).map(words::date),
        reasons: reasons.map(|why| Bilingual::new(why.to(Lang::Vi), why.to(Lang::En))).collect(),
        whereabouts: dossier.whereabouts(room),
    }))
}
