//! Somebody looks at a case: its record, its legs with where each parcel is, what it was told, and who
//! applied. The one way to the applicant's details, for the API and for pages; the look is on record
//! before they are read.

use crate::base::codes::CaseCode;
use crate::base::{Actor, At, Context, Role, UnitCode};
use crate::cases::{Arrival, Case, CaseRefusal, Leg, Status, proposed_status};
use crate::custody::{State, Timeline};
use crate::feed::Fact;
use crate::parcels::Parcel;
use crate::people::{CaseReader, Person, Phone, View};
use crate::store::{
    Conn, StoreError, access_log, cases, facts, forecasts, legs, parcels, persons, promises,
};

use super::read_timeline::read_timeline;
use super::refusal::FlowRefusal;

/// A leg, its parcel and where that is.
#[derive(Debug, Clone)]
pub struct SeenLeg {
    /// The leg.
    pub leg: Leg,
    /// Its parcel.
    pub parcel: Parcel,
    /// The parcel's life so far.
    pub timeline: Timeline,
    /// When it was promised for.
    pub promised: Option<At>,
    /// When it is expected.
    pub expected: Option<At>,
}

/// Who applied, as far as this reader may know: in full for the agency, masked for others who serve the
/// case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// The name.
    pub name: String,
    /// The phone number.
    pub phone: Option<String>,
    /// The address; not for those who see a mask.
    pub address: Option<String>,
    /// The unit that was named with the address.
    pub unit: Option<UnitCode>,
}

/// A case as it is shown to somebody.
#[derive(Debug, Clone)]
pub struct SeenCase {
    /// The record.
    pub case: Case,
    /// Who applied; none when the details were erased.
    pub applicant: Option<Applicant>,
    /// The legs, in the order in which they were ordered.
    pub legs: Vec<SeenLeg>,
    /// What the post proposes the case system to set.
    pub proposed: Option<Status>,
    /// What the case was told, from the first fact on.
    pub told: Vec<Fact>,
}

/// Looks at a case. One of another agency is answered as one that is not there.
pub fn look_at_case(
    conn: &mut Conn,
    cx: &Context,
    by: &CaseReader,
    code: &CaseCode,
) -> Result<SeenCase, FlowRefusal> {
    let unknown = || CaseRefusal::Unknown(code.clone());
    let case = cases::find(conn, code)?.ok_or_else(unknown)?;
    by.at(&case.agency).map_err(|_| unknown())?;
    let mut seen = Vec::new();
    for leg in legs::of_case(conn, case.id)? {
        let gone = |what: &str| StoreError::bad_row("legs", leg.id, what);
        let parcel = parcels::find(conn, leg.parcel)?.ok_or_else(|| gone("its parcel is gone"))?;
        let (_, timeline) =
            read_timeline(conn, parcel.key)?.ok_or_else(|| gone("it is not in custody"))?;
        let promised = promises::find_many(conn, &[parcel.key])?.remove(&parcel.key);
        let expected = forecasts::find(conn, parcel.key)?;
        seen.push(SeenLeg {
            leg,
            parcel,
            timeline,
            promised: promised.map(|kept| kept.promise.at),
            expected: expected.and_then(|forecast| forecast.made.expected),
        });
    }
    let arrived: Vec<Arrival> = seen
        .iter()
        .filter(|seen| seen.timeline.state == State::Delivered)
        .map(|seen| Arrival {
            direction: seen.leg.direction,
            to_person: seen.leg.to.person().is_some(),
        })
        .collect();
    let view = View::of(cx, "case", case.id, None, case.applicant);
    let noted = access_log::note(conn, &[view])?;
    let applicant = persons::read(conn, noted)?.pop();
    Ok(SeenCase {
        applicant: applicant.map(|person| applicant_for(&cx.who, &person)),
        proposed: proposed_status(case.status, &arrived),
        told: facts::of_case(conn, case.id)?,
        legs: seen,
        case,
    })
}

/// The agency knows its applicant; the post's counters and managers see a mask.
fn applicant_for(who: &Actor, person: &Person) -> Applicant {
    match who.role {
        Role::Officer | Role::Partner | Role::Administrator => Applicant {
            name: person.name.in_full().to_owned(),
            phone: person.phone.as_ref().map(Phone::in_full).map(str::to_owned),
            address: Some(person.address.in_full().to_owned()),
            unit: person.address.unit().cloned(),
        },
        Role::Clerk | Role::Courier | Role::Manager => Applicant {
            name: person.name.masked(),
            phone: person.phone.as_ref().map(Phone::masked),
            address: None,
            unit: None,
        },
    }
}
