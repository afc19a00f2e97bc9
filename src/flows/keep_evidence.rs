//! A photo or a signature comes in, before the scan that names it or after; and somebody looks at it. Who may look is
//! decided by the parcel whose scan names it, and every look is noted like one at a person.

use uuid::Uuid;

use super::read_timeline::read_timeline;
use super::refusal::FlowRefusal;
use crate::base::Context;
use crate::parcels::{Evidence, EvidenceRefusal, ItemRefusal, names};
use crate::people::{EvidenceReader, PhoneHolder, View};
use crate::store::{Conn, access_log, cases, evidence, legs, parcels, write};

/// Keeps it; false when the same was kept before. Another picture under the same id is refused.
pub fn keep_evidence(
    conn: &mut Conn,
    cx: &Context,
    _by: &PhoneHolder,
    picture: &Evidence,
) -> Result<bool, FlowRefusal> {
    write(conn, |conn| {
        if evidence::keep(conn, picture, cx.who.token, cx.now)? {
            return Ok(true);
        }
        let first = evidence::find(conn, picture.id)?;
        if first.as_ref() == Some(picture) {
            return Ok(false);
        }
        Err(EvidenceRefusal::Other(picture.id).into())
    })
}

/// Looks at evidence that a scan of this parcel names. What is of another agency, or named by no scan of it, is
/// answered as if it were not there.
pub fn look_at_evidence(
    conn: &mut Conn,
    cx: &Context,
    by: &EvidenceReader,
    code: &str,
    id: Uuid,
) -> Result<Evidence, FlowRefusal> {
    let unknown = || ItemRefusal::Unknown(code.chars().take(60).collect());
    let parcel = parcels::find_by_code(conn, code)?.ok_or_else(unknown)?;
    let leg = legs::find(conn, parcel.leg)?.ok_or_else(unknown)?;
    let case = cases::load(conn, leg.case)?;
    by.at(&case.agency).map_err(|_| unknown())?;
    let (_, life) = read_timeline(conn, parcel.key)?.ok_or_else(unknown)?;
    let said = life.entries.iter().filter_map(|entry| entry.detail.evidence.as_deref());
    let named = said.into_iter().any(|said| names(said, id));
    let found = if named { evidence::find(conn, id)? } else { None };
    let found = found.ok_or(EvidenceRefusal::Unknown(id))?;
    let person = leg.to.person().or(leg.from.person()).copied().unwrap_or(case.applicant);
    let look = View::of(cx, "evidence", case.id, Some(parcel.id), person);
    // The look itself is on record; of the person nothing more is read.
    drop(access_log::note(conn, &[look])?);
    Ok(found)
}
