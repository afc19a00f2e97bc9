//! Claims: records of liability that people fix, pay and close, and complaints that are filed and answered. That a
//! record is opened follows from the scans themselves, in their transaction (`custody_update`).

mod answer_complaint;
mod close_liability;
mod file_complaint;
mod fix_liability;
mod look;
mod pay_compensation;

pub use answer_complaint::{AnswerIn, answer_complaint, withdraw_complaint};
pub use close_liability::close_liability;
pub use file_complaint::{Complaining, ComplaintIn, file_complaint};
pub use fix_liability::{FixIn, fix_liability};
pub use look::{
    Claims, SeenComplaint, SeenLiability, claims_of, complaint_of, list_exceptions,
    look_at_complaint, look_at_liability,
};
pub use pay_compensation::{PayIn, pay_compensation};

use crate::base::{CaseId, ItemKey, LiabilityId};
use crate::cases::{Arrival, Case, Leg};
use crate::claims::{ClaimRefusal, Liability};
use crate::feed::About;
use crate::parcels::Parcel;
use crate::store::{Conn, StoreError, cases, facts, legs, liabilities, parcels};

use super::refusal::FlowRefusal;

/// A parcel with its leg and its case.
pub(super) struct Carried {
    pub parcel: Parcel,
    pub leg: Leg,
    pub case: Case,
}

impl Carried {
    pub fn of(conn: &mut Conn, item: ItemKey) -> Result<Self, StoreError> {
        let gone = |what: &str| StoreError::bad_row("parcels", item.0, what);
        let parcel = parcels::find_many(conn, &[item])?.pop();
        let parcel = parcel.ok_or_else(|| gone("the parcel is gone"))?;
        let leg = legs::find(conn, parcel.leg)?.ok_or_else(|| gone("its leg is gone"))?;
        let case = cases::load(conn, leg.case)?;
        Ok(Self { parcel, leg, case })
    }

    /// By which names the case is told.
    pub fn about(&self) -> About {
        About {
            case: self.case.id,
            leg: self.leg.id,
            arrival: Arrival {
                direction: self.leg.direction,
                to_person: self.leg.to.person().is_some(),
            },
            parcel: self.parcel.id,
            tracking: self.parcel.tracking.clone(),
        }
    }
}

/// The case, then the record, both locked: scans of the parcel lock in the same order.
fn locked(conn: &mut Conn, id: &LiabilityId) -> Result<(Liability, Carried), FlowRefusal> {
    let unknown = || ClaimRefusal::UnknownLiability(id.clone());
    let found = liabilities::find(conn, id)?.ok_or_else(unknown)?;
    let carried = Carried::of(conn, found.item)?;
    lock_case(conn, carried.case.id)?;
    let record = liabilities::lock(conn, id)?.ok_or_else(unknown)?;
    Ok((record, carried))
}

fn lock_case(conn: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    facts::lock_cases(conn, &[case].into()).map(drop)
}
