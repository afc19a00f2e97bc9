//! A record of liability is closed without compensation: the parcel was found, nothing proves that the post had it,
//! the person wants nothing. The reason stands beside it for ever.

use super::locked;
use crate::base::{Context, LiabilityId};
use crate::claims::{Done, Liability, Step};
use crate::custody::refusal::CustodyRefusal;
use crate::feed::claim::liability;
use crate::feed::{LiabilityStep, Settled};
use crate::flows::FlowRefusal;
use crate::people::LiabilityFixer;
use crate::store::{Conn, facts, liabilities, write};

/// Closes it, and tells the case.
pub fn close_liability(
    conn: &mut Conn,
    cx: &Context,
    by: &LiabilityFixer,
    id: &LiabilityId,
    reason: &str,
) -> Result<Liability, FlowRefusal> {
    let reason = CustodyRefusal::check_reason(reason)?;
    write(conn, |conn| {
        let (record, carried) = locked(conn, id)?;
        by.may_fix(record.answers.as_ref())?;
        let stage = record.stage.after(Step::Close)?;
        let done = Done {
            stage,
            at: cx.now,
            by: Some(cx.who.token),
            reason: Some(reason),
            reading: record.readings,
            amount: None,
            charge: None,
            times: None,
            due_at: None,
            point: None,
            entry: None,
        };
        liabilities::add_stage(conn, id, &done)?;
        let last = liabilities::readings(conn, id)?.pop().and_then(|kept| kept.reading);
        let (about, when) = (carried.about(), (record.harm, cx.now));
        let (step, settled) = (LiabilityStep::Closed, Settled::default());
        let fact = liability(&about, record.item, step, when, last.as_ref(), settled);
        facts::tell(conn, vec![fact], cx.now)?;
        Ok(Liability { stage, due_at: None, ..record })
    })
}
