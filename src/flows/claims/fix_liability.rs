//! The record that fixes liability (biên bản): who answers, by what the scans say, and what is paid. From it the
//! time for paying counts. Fixing again, because a late scan named another segment, adds another stage.

use super::{Carried, locked};
use crate::base::{At, Context, Dong, LiabilityId};
use crate::cases::LimitName;
use crate::claims::{ClaimRefusal, ClaimRules, Done, Liability, Reading, Stage, Step};
use crate::custody::refusal::CustodyRefusal;
use crate::feed::claim::liability;
use crate::feed::{LiabilityStep, Settled};
use crate::flows::FlowRefusal;
use crate::people::LiabilityFixer;
use crate::store::{Conn, StoreError, facts, ledger, liabilities, write};

/// What is fixed.
#[derive(Debug, Clone)]
pub struct FixIn {
    /// What is paid; the least, when not said.
    pub amount: Option<Dong>,
    /// What was found. Never a citizen's name.
    pub reason: String,
}

/// Fixes who answers and what is paid, and tells the case.
pub fn fix_liability(
    conn: &mut Conn,
    cx: &Context,
    by: &LiabilityFixer,
    rules: &ClaimRules<'_>,
    id: &LiabilityId,
    input: &FixIn,
) -> Result<Liability, FlowRefusal> {
    let reason = CustodyRefusal::check_reason(&input.reason)?;
    write(conn, |conn| {
        let (record, carried) = locked(conn, id)?;
        by.may_fix(record.answers.as_ref())?;
        let stage = record.stage.after(Step::Fix)?;
        let reading = standing(conn, &record)?.ok_or(ClaimRefusal::Undone)?;
        let accepted = reading.accepted_at.ok_or(ClaimRefusal::NoProof)?;
        let charge = charge(conn, &carried)?;
        let least = charge.and_then(|charge| rules.least(record.harm, charge, accepted.date()));
        let amount = checked(input.amount, charge.zip(least.as_ref()))?;
        let due_at = due(rules, cx.now);
        let done = Done {
            stage,
            at: cx.now,
            by: Some(cx.who.token),
            reason: Some(reason),
            reading: record.readings,
            amount: Some(amount),
            charge,
            times: least.map(|least| least.times),
            due_at,
            point: None,
            entry: None,
        };
        liabilities::add_stage(conn, id, &done)?;
        let settled = Settled {
            amount: Some(amount),
            currency: Some("VND"),
            due_at: due_at.map(|due| due.to_string()),
            entry_id: None,
        };
        let about = carried.about();
        let (step, when) = (LiabilityStep::Fixed, (record.harm, cx.now));
        let fact = liability(&about, record.item, step, when, Some(&reading), settled);
        facts::tell(conn, vec![fact], cx.now)?;
        Ok(Liability { stage, due_at, ..record })
    })
}

/// What the log says now; none when it tells of no harm any more.
fn standing(conn: &mut Conn, record: &Liability) -> Result<Option<Reading>, StoreError> {
    let last = liabilities::readings(conn, &record.id)?.pop();
    Ok(last.and_then(|kept| kept.reading).filter(Reading::stands))
}

/// What is charged for the leg now.
pub(super) fn charge(conn: &mut Conn, carried: &Carried) -> Result<Option<Dong>, StoreError> {
    let charge = ledger::standing_charge(conn, carried.leg.id)?;
    Ok(charge.map(|held| held.entry.postings.amount()))
}

fn checked(
    said: Option<Dong>,
    least: Option<(Dong, &crate::claims::Least)>,
) -> Result<Dong, ClaimRefusal> {
    let amount = said.or(least.map(|(_, least)| least.amount));
    let amount = amount.filter(|amount| said.is_some() || *amount > Dong::ZERO);
    let got = amount.ok_or(ClaimRefusal::AmountNeeded)?;
    if !(1..=Dong::MOST).contains(&got.dong()) {
        return Err(ClaimRefusal::Amount(got));
    }
    match least {
        Some((charge, least)) if got < least.amount => {
            let (least, times) = (least.amount, least.times);
            Err(ClaimRefusal::TooLittle { least, times, charge, got })
        }
        Some(_) | None => Ok(got),
    }
}

/// By when it is to be paid. Where the days were not loaded it is fixed all the same: money that is owed does not
/// wait for a calendar.
fn due(rules: &ClaimRules<'_>, from: At) -> Option<At> {
    rules.due(LimitName::CompensationPaid, from).unwrap_or_else(|missing| {
        tracing::warn!(missing = %missing, "the time for paying compensation cannot be told");
        None
    })
}

/// The stage that fixed it last.
pub(super) fn fixed(conn: &mut Conn, id: &LiabilityId) -> Result<Option<Done>, StoreError> {
    let stages = liabilities::stages(conn, id)?;
    Ok(stages.into_iter().rev().find(|done| done.stage == Stage::Fixed))
}
