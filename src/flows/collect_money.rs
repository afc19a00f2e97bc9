//! Somebody pays at a counter, at the door or by transfer: the fee of a procedure, which the post then
//! holds for the agency, or postage. What was paid is recorded whatever the amount; where it is not what
//! was expected the entry says so.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::codes::CaseCode;
use crate::base::{Context, Dong, LegId, PointCode};
use crate::cases::{Case, CaseRefusal, Leg, LegRefusal};
use crate::feed::FactKind;
use crate::ledger::{
    About, Account, Entry, EntryKind, Flag, FlagKind, LedgerRefusal, Method, Postings, collected,
    held,
};
use crate::people::Cashier;
use crate::store::{Conn, StoreError, cases, facts, ledger, legs, write};

use super::enter::{Once, Recorded, fee_fact, paid, point, text, unbalanced};
use super::fee_due::FeeDue;
use super::pricing::owing;
use super::refusal::FlowRefusal;
use super::world::World;

/// What was paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaidFor {
    /// The fee of the procedure (phí, lệ phí), held for the agency.
    ProcedureFee,
    /// Carriage (cước).
    Postage,
}

/// What was paid.
#[derive(Debug, Clone, Serialize)]
pub struct Collection {
    /// The id its recorder gave it: a UUIDv7.
    pub id: Option<Uuid>,
    /// The case it is for, or
    pub case_code: Option<CaseCode>,
    /// the leg.
    pub leg: Option<LegId>,
    /// What was paid for.
    pub kind: PaidFor,
    /// How much.
    pub amount: Dong,
    /// How.
    pub method: Method,
    /// At which point of the post the money is now; the only one of who records it when not said.
    pub at: Option<PointCode>,
    /// The number of the receipt.
    pub receipt: Option<String>,
}

/// Records it. The same again under its id is the entry that stands.
pub fn collect_money(
    conn: &mut Conn,
    cx: &Context,
    by: &Cashier,
    world: &World<'_>,
    input: &Collection,
) -> Result<Recorded, FlowRefusal> {
    let amount = paid(input.amount)?;
    let receipt = input.receipt.as_deref().map(|no| text("receipt_no", 60, no)).transpose()?;
    let at = point(cx, by, world.network, input.at.clone())?;
    let once = Once::of(cx, input.id, input)?;
    write(conn, |conn| {
        if let Some(before) = once.before(conn)? {
            return Ok(before);
        }
        let (case, legs) = concerned(conn, input)?;
        facts::lock_cases(conn, &BTreeSet::from([case.id]))?;
        let (kind, postings, flag) = match input.kind {
            PaidFor::ProcedureFee => {
                let fee = held(&at, input.method, &case.agency, amount, case.id);
                let entries = ledger::of_case(conn, case.id)?;
                let flag = FeeDue::of(world.catalogue, &case, &entries).flag(amount);
                (EntryKind::FeeCollected, fee, flag)
            }
            PaidFor::Postage => {
                let Some(last) = legs.last() else {
                    return Err(LedgerRefusal::NoLeg(case.code).into());
                };
                let due = due(conn, &case, &legs)?;
                let total = Dong::total(due.iter().map(|(_, due)| *due)).unwrap_or_default();
                let flag = Flag::unless_equal(FlagKind::DiffersFromPostage, total, amount);
                let shares = shared_out(amount, due, owing(&case, last));
                (EntryKind::PostageCollected, collected(&at, input.method, shares, case.id), flag)
            }
        };
        let postings: Postings = postings.map_err(unbalanced(once.id))?;
        let entry = Entry {
            id: once.id,
            kind,
            at: cx.now,
            by: cx.who.token,
            about: About {
                case: Some(case.id),
                leg: if legs.len() == 1 { Some(legs[0].id) } else { None },
                agency: Some(case.agency.clone()),
                point: Some(at.clone()),
            },
            method: Some(input.method),
            note: receipt.clone(),
            reverses: None,
            flags: flag.into_iter().collect(),
            basis: None,
            postings,
        };
        let recorded = once.record(conn, entry)?;
        if input.kind == PaidFor::ProcedureFee {
            let told = fee_fact(FactKind::FeeCollected, case.id, &recorded.held.entry, amount);
            facts::tell(conn, vec![told], cx.now)?;
        }
        Ok(recorded)
    })
}

/// The case that is named, and the legs: the one named, or all of the case.
fn concerned(conn: &mut Conn, input: &Collection) -> Result<(Case, Vec<Leg>), FlowRefusal> {
    match (&input.case_code, input.leg) {
        (Some(code), None) => {
            let case = cases::find(conn, code)?;
            let case = case.ok_or_else(|| CaseRefusal::Unknown(code.clone()))?;
            let legs = legs::of_case(conn, case.id)?;
            Ok((case, legs))
        }
        (None, Some(id)) => {
            let leg = legs::find(conn, id)?.ok_or(LegRefusal::Unknown(id))?;
            Ok((cases::load(conn, leg.case)?, vec![leg]))
        }
        (None, None) | (Some(_), Some(_)) => Err(LedgerRefusal::CaseOrLeg.into()),
    }
}

/// What is still owed for each of the legs, in their order; of a contract once.
fn due(conn: &mut Conn, case: &Case, legs: &[Leg]) -> Result<Vec<(Account, Dong)>, StoreError> {
    let mut due: Vec<(Account, Dong)> = Vec::new();
    for leg in legs {
        let account = owing(case, leg);
        if due.iter().all(|(known, _)| *known != account) {
            let owed = ledger::balance_of(conn, &account, Some(case.id))?;
            due.push((account, owed.beyond(Dong::ZERO)));
        }
    }
    Ok(due)
}

/// Pays what is owed, in order; what is left over stands to the credit of the last leg.
fn shared_out(amount: Dong, due: Vec<(Account, Dong)>, last: Account) -> Vec<(Account, Dong)> {
    let mut left = amount;
    let mut shares: Vec<(Account, Dong)> = Vec::new();
    for (account, owed) in due {
        let share = owed.min(left);
        left = left.beyond(share);
        if share > Dong::ZERO {
            shares.push((account, share));
        }
    }
    if left > Dong::ZERO {
        shares.push((last, left));
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_settles_the_first_leg_first_and_the_rest_is_credit() {
        let account = |code: &str| -> Account { code.parse().unwrap() };
        let due = || vec![(account("cash:A"), Dong::kept(30)), (account("cash:B"), Dong::kept(20))];
        let shares = |amount| -> Vec<i64> {
            let shares = shared_out(Dong::kept(amount), due(), account("cash:B"));
            shares.iter().map(|(_, share)| share.dong()).collect()
        };
        assert_eq!(shares(50), [30, 20]);
        assert_eq!(shares(35), [30, 5]);
        assert_eq!(shares(10), [10]);
        assert_eq!(shares(60), [30, 20, 10]);
        let nothing_due = shared_out(Dong::kept(7), vec![], account("cash:B"));
        assert_eq!(nothing_due, [(account("cash:B"), Dong::kept(7))]);
    }
}
