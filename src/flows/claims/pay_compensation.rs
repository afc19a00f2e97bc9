//! The compensation that was fixed is paid, whole, out of the till or the account of a point of the post: one entry
//! of the ledger, and with it the record is over.

use serde::Serialize;
use uuid::Uuid;

use super::fix_liability::fixed;
use super::locked;
use crate::base::{Context, Dong, LiabilityId, PointCode};
use crate::claims::{ClaimRefusal, Done, Liability, Step};
use crate::feed::claim::liability;
use crate::feed::{LiabilityStep, Settled};
use crate::flows::FlowRefusal;
use crate::flows::enter::{Once, Recorded, point, text, unbalanced};
use crate::ledger::{About, Entry, EntryKind, Method, compensated};
use crate::network::Network;
use crate::people::{Cashier, ClaimReader};
use crate::store::{Conn, StoreError, facts, liabilities, write};

/// How it was paid.
#[derive(Debug, Clone, Serialize)]
pub struct PayIn {
    /// The id its recorder gave it: a UUIDv7. Recording the same again under it is harmless.
    pub id: Option<Uuid>,
    /// In cash or by transfer.
    pub method: Method,
    /// Out of which point's till; the only one of who records it when not said.
    pub at: Option<PointCode>,
    /// The receipt's number, the bank's reference.
    pub reference: Option<String>,
}

/// Pays it, and tells the case.
pub fn pay_compensation(
    conn: &mut Conn,
    cx: &Context,
    (by, reader): (&Cashier, &ClaimReader),
    network: &Network,
    id: &LiabilityId,
    input: &PayIn,
) -> Result<(Liability, Recorded), FlowRefusal> {
    let reference =
        input.reference.as_deref().map(|given| text("reference", 100, given)).transpose()?;
    let at = point(cx, by, network, input.at.clone())?;
    let once = Once::of(cx, input.id, &(id, input))?;
    write(conn, |conn| {
        let (record, carried) = locked(conn, id)?;
        if !reader.reaches(record.answers.as_ref(), &carried.case.agency) {
            return Err(ClaimRefusal::UnknownLiability(id.clone()).into());
        }
        if let Some(before) = once.before(conn)? {
            return Ok((record, before));
        }
        let stage = record.stage.after(Step::Pay)?;
        let fixed = fixed(conn, id)?;
        let gone = || StoreError::bad_row("liabilities", id, "what was fixed is gone");
        let amount: Dong = fixed.and_then(|fixed| fixed.amount).ok_or_else(gone)?;
        let postings = compensated(&at, input.method, amount, carried.case.id);
        let entry = Entry {
            id: once.id,
            kind: EntryKind::CompensationPaid,
            at: cx.now,
            by: cx.who.token,
            about: About {
                case: Some(carried.case.id),
                leg: Some(carried.leg.id),
                agency: Some(carried.case.agency.clone()),
                point: Some(at.clone()),
            },
            method: Some(input.method),
            note: reference.clone(),
            reverses: None,
            flags: Vec::new(),
            basis: None,
            postings: postings.map_err(unbalanced(once.id))?,
        };
        let recorded = once.record(conn, entry)?;
        let done = Done {
            stage,
            at: cx.now,
            by: Some(cx.who.token),
            reason: reference.clone(),
            reading: record.readings,
            amount: Some(amount),
            charge: None,
            times: None,
            due_at: None,
            point: Some(at.clone()),
            entry: Some(once.id),
        };
        liabilities::add_stage(conn, id, &done)?;
        let settled = Settled {
            amount: Some(amount),
            currency: Some("VND"),
            due_at: None,
            entry_id: Some(once.id),
        };
        let last = liabilities::readings(conn, id)?.pop().and_then(|kept| kept.reading);
        let (about, when) = (carried.about(), (record.harm, cx.now));
        let step = LiabilityStep::Paid;
        let fact = liability(&about, record.item, step, when, last.as_ref(), settled);
        facts::tell(conn, vec![fact], cx.now)?;
        Ok((Liability { stage, due_at: None, ..record }, recorded))
    })
}
