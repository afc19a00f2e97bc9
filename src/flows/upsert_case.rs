//! The one-stop system tells how a case stands. The record with the later `as_of` is kept, whatever the
//! order in which records arrive.

use crate::base::{Capacity, CaseId, Context, PersonId, PointCode};
use crate::cases::{Case, CaseIn, CaseRefusal, StatusTold, Taken};
use crate::network::Network;
use crate::people::{CaseWriter, PersonIn};
use crate::store::{Conn, StoreError, cases, forecasts, persons, statuses, write};

use super::refusal::FlowRefusal;

/// A case record with its applicant.
#[derive(Debug, Clone)]
pub struct CaseRecord {
    /// The record.
    pub case: CaseIn,
    /// Who applied.
    pub applicant: PersonIn,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpsertedCase {
    /// The case as it is held now.
    pub case: Case,
    /// Whether that is what was sent.
    pub taken: Taken,
}

/// Takes a case record. The procedure need not be in the catalogue: cases that never go by post are
/// told too, and a leg for one is refused when it is ordered.
pub fn upsert_case(
    conn: &mut Conn,
    cx: &Context,
    by: &CaseWriter,
    network: &Network,
    record: CaseRecord,
) -> Result<UpsertedCase, FlowRefusal> {
    let CaseRecord { case: told, applicant } = record;
    told.check()?;
    agency_of(by, network, &told)?;
    let status = StatusTold { as_of: told.as_of, status: told.status };
    write(conn, |conn| {
        let mut held = cases::find_for_update(conn, &told.code)?;
        if held.is_none() {
            if let Some(case) = enter_case(conn, cx, told.clone(), applicant.clone())? {
                return Ok(UpsertedCase { case, taken: Taken::Created });
            }
            // Somebody else told of the same case between our look and our insert.
            held = cases::find_for_update(conn, &told.code)?;
        }
        let held = held.ok_or(StoreError::Stale)?;
        // Who may write for one agency cannot take over another's case by naming its own.
        by.at(&held.agency)?;
        // Of an older record too: when the clock of the case stood is known from all of them.
        statuses::note(conn, held.id, status)?;
        forecasts::call_to(conn, &[held.id])?;
        let taken = told.taken(Some(&held));
        if !taken.is_written() {
            return Ok(UpsertedCase { case: held, taken });
        }
        let case = told.into_case(held.id, held.applicant);
        cases::update(conn, &case)?;
        persons::save(conn, &applicant.into_person(held.applicant), cx.now)?;
        Ok(UpsertedCase { case, taken })
    })
}

/// Whether the record's agency is one that the writer may write for, and has a desk.
pub(super) fn agency_of(
    by: &CaseWriter,
    network: &Network,
    told: &CaseIn,
) -> Result<(), FlowRefusal> {
    by.at(&told.agency)?;
    Ok(check_agency(network, &told.agency)?)
}

/// Whether the agency has a desk. At any time: records of desks that the reform closed are still told after
/// it.
pub(super) fn check_agency(network: &Network, code: &PointCode) -> Result<(), CaseRefusal> {
    let agency = network.point(code).ok_or_else(|| CaseRefusal::UnknownAgency(code.clone()))?;
    if !agency.roles.has(Capacity::Desk) {
        return Err(CaseRefusal::AgencyWithoutDesk(code.clone()));
    }
    Ok(())
}

/// Enters a case that is not known yet, with its applicant; none when somebody else did so meanwhile.
pub(super) fn enter_case(
    conn: &mut Conn,
    cx: &Context,
    told: CaseIn,
    applicant: PersonIn,
) -> Result<Option<Case>, StoreError> {
    let status = StatusTold { as_of: told.as_of, status: told.status };
    let applicant_id = PersonId::new(cx.ids.uuid(cx.now));
    let case = told.into_case(CaseId::new(cx.ids.uuid(cx.now)), applicant_id);
    if !cases::insert(conn, &case)? {
        return Ok(None);
    }
    persons::save(conn, &applicant.into_person(applicant_id), cx.now)?;
    statuses::note(conn, case.id, status)?;
    Ok(Some(case))
}
