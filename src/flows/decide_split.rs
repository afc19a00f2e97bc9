//! A unit was divided, and a person who knows the land says which part a hamlet, a street or a quarter
//! went to. The answer is remembered, so that nobody is asked twice.

use crate::base::{Context, DecisionId, PointCode};
use crate::custody::refusal::CustodyRefusal;
use crate::network::refusal::PlaceRefusal;
use crate::network::{Network, SplitDecision};
use crate::people::{Reach, SplitDecider};
use crate::store::decisions::{self, KeptDecision};
use crate::store::revisions::{self, Subject};
use crate::store::{Conn, write};

use super::refusal::FlowRefusal;

/// Remembers a decision, and why it was taken where that was said. One about the same locality that held until now ends with it and stays on record.
pub fn decide_split(
    conn: &mut Conn,
    cx: &Context,
    by: &SplitDecider,
    network: &Network,
    decision: SplitDecision,
    reason: Option<&str>,
) -> Result<KeptDecision, FlowRefusal> {
    let SplitDecision { old, on, new, .. } = &decision;
    let parts = network.heirs(old, *on);
    if parts.len() < 2 {
        return Err(PlaceRefusal::NotDivided { old: old.clone(), on: *on }.into());
    }
    if !parts.iter().any(|part| part.code == *new) {
        let parts = parts.iter().map(|part| part.code.clone()).collect();
        return Err(PlaceRefusal::NotAPart { new: new.clone(), parts }.into());
    }
    check_own(cx, by, network, &decision)?;
    let reason = reason.map(CustodyRefusal::check_reason).transpose()?;
    let kept = KeptDecision {
        id: DecisionId::new(cx.ids.uuid(cx.now)),
        decision,
        reason,
        decided_at: cx.now,
        decided_by: cx.who.token,
        ended: None,
    };
    write(conn, |conn| {
        // Two who decide the same at once take turns: the later one replaces the earlier one.
        revisions::lock(conn, Subject::Decisions)?;
        decisions::insert(conn, &kept)?;
        revisions::bump(conn, Subject::Decisions)?;
        Ok(kept)
    })
}

/// Withdraws a decision: its locality waits for a person again.
pub fn withdraw_decision(
    conn: &mut Conn,
    cx: &Context,
    by: &SplitDecider,
    network: &Network,
    id: DecisionId,
) -> Result<KeptDecision, FlowRefusal> {
    write(conn, |conn| {
        revisions::lock(conn, Subject::Decisions)?;
        let unknown = || PlaceRefusal::UnknownDecision(id);
        let kept = decisions::find(conn, id)?.ok_or_else(unknown)?;
        check_own(cx, by, network, &kept.decision)?;
        if !decisions::end(conn, id, cx.now, cx.who.token)? {
            return Err(PlaceRefusal::Ended(id).into());
        }
        revisions::bump(conn, Subject::Decisions)?;
        Ok(decisions::find(conn, id)?.ok_or_else(unknown)?)
    })
}

/// Whether one of the actor's points lies on the land in question: in the unit as it was, or in one of
/// those that took over.
fn check_own(
    cx: &Context,
    by: &SplitDecider,
    network: &Network,
    decision: &SplitDecision,
) -> Result<(), FlowRefusal> {
    if is_own(by, network, decision, cx.now.date()) {
        return Ok(());
    }
    Err(PlaceRefusal::NotYours { old: decision.old.clone() }.into())
}

/// The same as a question, for lists.
pub fn is_own(
    by: &SplitDecider,
    network: &Network,
    decision: &SplitDecision,
    today: chrono::NaiveDate,
) -> bool {
    let Reach::Points(points) = by.reach() else { return true };
    let on = decision.on;
    let parts = network.heirs(&decision.old, on);
    let lies = |point: &PointCode| {
        let then = on.pred_opt().and_then(|eve| network.point_on(point, eve));
        let now = network.point_on(point, today).or_else(|| network.point(point));
        then.is_some_and(|point| point.unit == decision.old)
            || now.is_some_and(|point| parts.iter().any(|part| part.code == point.unit))
    };
    points.iter().any(lies)
}
